//! From messages to commands: every service's notices and deadlines.

use guohe_api::notification::v1 as wire;
use guohe_api::routing::{date, field};
use guohe_flow::{CloudEvent, Directed, RouteError};
use guohe_policy::Date;

use crate::{
    delivery::Recipient,
    ids::stream_id,
    notice::{NoticeCommand, NoticeFlow},
    reminder::{ReminderCommand, ReminderFlow, Setting},
};

type Routed = Result<Vec<Directed>, RouteError>;

/// The router of notification.
pub(crate) fn route(event: &CloudEvent) -> Routed {
    let stream = event.source_stream().map_err(|error| field("subject", error.to_string()))?;
    let department = stream.department.as_str();
    let what = event.event_type.split_once('.').map_or("", |(_, what)| what);
    match what {
        "notice.requested" => requested(department, event, &guohe_api::read(event)?),
        "deadline.set" => set(department, &guohe_api::read(event)?),
        "deadline.cleared" => cleared(department, &guohe_api::read(event)?),
        _ => Err(RouteError::Unknown(event.event_type.clone())),
    }
}

fn recipients(recipients: &[wire::Recipient]) -> Vec<Recipient> {
    recipients.iter().filter_map(Recipient::read).collect()
}

/// A message's id is unique within its source, whose streams begin with the department.
fn notice_id(department: &str, event: &CloudEvent) -> String {
    let id = event.id.strip_prefix(department).unwrap_or(&event.id).trim_start_matches('/');
    stream_id(&format!("{}/{id}", event.service()))
}

fn requested(department: &str, event: &CloudEvent, m: &wire::NoticeRequested) -> Routed {
    if m.template.is_empty() {
        return Err(field("template", "is missing"));
    }
    let command = NoticeCommand::Deliver {
        service: event.service().to_owned(),
        template: m.template.clone(),
        recipients: recipients(&m.recipients),
        subject: m.subject.clone(),
        values: m.values.clone(),
        rules: guohe_api::rules_from(&m.rules),
    };
    Ok(vec![Directed::to::<NoticeFlow>(department, notice_id(department, event), &command)])
}

fn set(department: &str, m: &wire::DeadlineSet) -> Routed {
    if m.deadline.is_empty() {
        return Err(field("deadline", "is missing"));
    }
    let remind_on: Result<Vec<Date>, RouteError> =
        m.remind_on.iter().map(|day| date("remind_on", day)).collect();
    let setting = Setting {
        deadline: m.deadline.clone(),
        name: m.name.clone(),
        subject: m.subject.clone(),
        recipients: recipients(&m.recipients),
        due_on: date("due_on", &m.due_on)?,
        remind_on: remind_on?,
        rules: guohe_api::rules_from(&m.rules),
        values: m.values.clone(),
    };
    Ok(vec![Directed::to::<ReminderFlow>(department, stream_id(&m.deadline), &ReminderCommand::Set(setting))])
}

fn cleared(department: &str, m: &wire::DeadlineCleared) -> Routed {
    let command = ReminderCommand::Clear { reason: m.reason.clone() };
    Ok(vec![Directed::to::<ReminderFlow>(department, stream_id(&m.deadline), &command)])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(event_type: &str, data: serde_json::Value) -> CloudEvent {
        let value = json!({
            "specversion": "1.0", "id": "hunan/base/b-1/3/0", "source": "/guohe/registry", "type": event_type,
            "subject": "hunan/base/b-1", "time": "2030-10-31T00:00:00Z", "datacontenttype": "application/json",
            "sequences": "notification=1", "data": data,
        });
        serde_json::from_value(value).expect("a cloud event")
    }

    #[test]
    fn a_notice_is_named_after_its_message_and_service() {
        let asked = event("registry.notice.requested", json!({"template": "base_revoked"}));
        let directed = route(&asked).expect("routed");
        assert_eq!(directed[0].stream.id, "registry.base.b-1.3.0");
        assert_eq!(directed[0].stream.department, "hunan");
    }

    #[test]
    fn every_type_of_the_topology_is_routed() {
        for kind in guohe_api::topology().received_by("notification") {
            if guohe_flow::is_the_engines_own(kind) {
                continue;
            }
            let data = match kind.rsplit('.').next() {
                Some("requested") => json!({"template": "x"}),
                Some("set") => json!({"deadline": "d.1", "dueOn": "2030-01-01"}),
                _ => json!({"deadline": "d.1", "reason": "done"}),
            };
            assert!(route(&event(kind, data)).is_ok(), "{kind}");
        }
    }

    #[test]
    fn what_can_never_be_handled_is_an_error() {
        for (kind, data) in [
            ("registry.base.left", json!({})),
            ("registry.notice.requested", json!({})),
            ("registry.deadline.set", json!({"deadline": "d.1", "dueOn": "soon"})),
            ("registry.notice.requested", json!({"template": 7})),
        ] {
            assert!(route(&event(kind, data)).is_err(), "{kind}");
        }
    }
}
