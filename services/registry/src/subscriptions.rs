//! From messages to commands: which stream is told what.

mod funding;

use guohe_api::{
    evaluation::v1 as evaluation,
    intake::v1 as intake,
    recommendation::v1 as recommendation,
    registry::v1 as registry,
    routing::{date, field, optional_date},
};
use guohe_clock::beijing_date;
use guohe_flow::{CloudEvent, Directed, RouteError};
use guohe_policy::Text;

use crate::{
    base::{BaseCommand, BaseFlow, Entry, Grade, Leaving},
    change::{ChangeCommand, ChangeFlow, Verdict},
    cohort::{CohortCommand, CohortFlow},
    enrolment::{EnrolmentCommand, EnrolmentFlow},
    matter::{Finding, MatterCommand, MatterFlow},
    proposal::{ProposalCommand, ProposalFlow},
    report::{Opening, ReportCommand, ReportFlow},
    standing::{StandingCommand, StandingFlow},
};

type Routed = Result<Vec<Directed>, RouteError>;

/// The router of the register.
pub(crate) fn route(event: &CloudEvent) -> Routed {
    let stream = event.source_stream().map_err(|error| field("subject", error.to_string()))?;
    let department = stream.department.as_str();
    match event.event_type.as_str() {
        "intake.application.submitted" => submitted(department, &guohe_api::read(event)?),
        "intake.application.closed" => closed(department, &guohe_api::read(event)?),
        "intake.application.falsehood_found" => falsehood(department, &guohe_api::read(event)?),
        "evaluation.decision.admitted" => funding::admitted(department, &guohe_api::read(event)?),
        "evaluation.decision.recognised" => recognised(department, &guohe_api::read(event)?),
        "evaluation.round.opened" => round_opened(department, &guohe_api::read(event)?),
        "evaluation.cohort.anchored" => anchored(department, &guohe_api::read(event)?),
        "evaluation.performance.graded" => graded(department, &guohe_api::read(event)?),
        "evaluation.performance.ground_found" => ground_found(department, &guohe_api::read(event)?),
        "evaluation.performance.excused" => excused(department, &guohe_api::read(event)?),
        "recommendation.change.opined" => opined(department, &guohe_api::read(event)?),
        _ => internal(department, event),
    }
}

/// What the register tells itself.
fn internal(department: &str, event: &CloudEvent) -> Routed {
    match event.event_type.as_str() {
        "registry.base.ground_arisen" | "registry.report.ground_found" | "registry.change.ground_found" => {
            ground_arisen(department, &guohe_api::read(event)?)
        }
        "registry.change.late" => change_late(department, &guohe_api::read(event)?),
        "registry.base.report_opened" => report_opened(department, &guohe_api::read(event)?),
        "registry.report.settled" => report_settled(department, &guohe_api::read(event)?),
        "registry.change.opened" => change_opened(department, &guohe_api::read(event)?),
        "registry.change.registered" => change_registered(department, &guohe_api::read(event)?),
        "registry.enrolment.base_found" => base_found(department, &guohe_api::read(event)?),
        "registry.project.grant_withdrawn" => funding::withdrawn(department, &guohe_api::read(event)?),
        "registry.budget.granted" => funding::granted(department, &guohe_api::read(event)?),
        "registry.matter.opened" => matter_opened(department, &guohe_api::read(event)?),
        "registry.matter.dismissed" => matter_dismissed(department, &guohe_api::read(event)?),
        "registry.matter.cancellation_decided" => cancellation(department, &guohe_api::read(event)?),
        "registry.base.left" => base_left(department, &guohe_api::read(event)?),
        "registry.base.duty_ended" => duty_ended(department, &guohe_api::read(event)?),
        "registry.proposal.falsehood_ban_decided" => falsehood_ban(department, &guohe_api::read(event)?),
        other => Err(RouteError::Unknown(other.to_owned())),
    }
}

fn one(directed: Directed) -> Routed {
    Ok(vec![directed])
}

fn submitted(department: &str, m: &intake::ApplicationSubmitted) -> Routed {
    let received = m.received_at.as_ref().ok_or_else(|| field("received_at", "is missing"))?;
    let received =
        chrono::DateTime::from_timestamp(received.seconds, u32::try_from(received.nanos).unwrap_or(0))
            .ok_or_else(|| field("received_at", "is no instant"))?;
    let command = StandingCommand::Ask {
        application: m.application.clone(),
        policy: m.policy.clone(),
        received_on: beijing_date(received),
        revision: m.revision,
    };
    one(Directed::to::<StandingFlow>(department, &m.institution, &command))
}

fn closed(department: &str, m: &intake::ApplicationClosed) -> Routed {
    let command = StandingCommand::CloseAdmission { application: m.application.clone() };
    one(Directed::to::<StandingFlow>(department, &m.institution, &command))
}

fn falsehood(department: &str, m: &intake::FalsehoodFound) -> Routed {
    let command = ProposalCommand::Open {
        institution: m.institution.clone(),
        facts: m.facts.clone(),
        found_on: date("found_on", &m.found_on)?,
        policy: m.policy.clone(),
    };
    one(Directed::to::<ProposalFlow>(department, &m.application, &command))
}

fn recognised(department: &str, m: &evaluation::DecisionRecognised) -> Routed {
    let name = m.base_name.clone().unwrap_or_default();
    let entry = Entry {
        base: m.base.clone(),
        name: Text::new(name.zh, name.en),
        category: m.category.clone(),
        field: m.field.clone(),
        institution: m.institution.clone(),
        institution_name: m.institution_name.clone(),
        unit: m.unit.clone(),
        leader: m.leader.clone(),
        recognised_on: date("document_on", &m.document_on)?,
        document_number: m.document_number.clone(),
        policy: m.policy.clone(),
    };
    let close = StandingCommand::CloseAdmission { application: m.application.clone() };
    Ok(vec![
        Directed::to::<BaseFlow>(department, &m.base, &BaseCommand::Recognise(entry)),
        Directed::to::<StandingFlow>(department, &m.institution, &close),
    ])
}

fn round_opened(department: &str, m: &evaluation::RoundOpened) -> Routed {
    let command = EnrolmentCommand::Begin {
        category: m.category.clone(),
        materials_due_on: m.materials_due_on.clone(),
        policy: m.policy.clone(),
        opened_on: optional_date("opened_on", &m.opened_on)?,
    };
    one(Directed::to::<EnrolmentFlow>(department, &m.round, &command))
}

fn anchored(department: &str, m: &evaluation::CohortAnchored) -> Routed {
    let command = CohortCommand::Anchor {
        anchor_on: date("anchor_on", &m.anchor_on)?,
        next_round_by: optional_date("next_round_by", &m.next_round_by)?,
    };
    one(Directed::to::<CohortFlow>(department, &m.category, &command))
}

/// A failed re-evaluation also opens a matter on the pack's ground; the base only shows it.
fn graded(department: &str, m: &evaluation::PerformanceGraded) -> Routed {
    let notice_on = date("notice_on", &m.notice_on)?;
    let grade = match m.grade() {
        evaluation::Grade::Excellent => Grade::Excellent,
        evaluation::Grade::Pass => Grade::Pass,
        evaluation::Grade::Fail => Grade::Fail,
        evaluation::Grade::Unspecified => return Err(field("grade", "is not stated")),
    };
    let command = BaseCommand::TakeGrade {
        performance: m.performance.clone(),
        round: m.round.clone(),
        re_evaluation: m.re_evaluation,
        grade,
        notice_on,
        policy: m.policy.clone(),
    };
    let mut directed = vec![Directed::to::<BaseFlow>(department, &m.base, &command)];
    if m.re_evaluation && grade == Grade::Fail {
        let finding = Finding {
            base: m.base.clone(),
            ground: String::new(),
            facts: format!("re-evaluation {} was failed, noticed on {notice_on}", m.performance),
            found_by: String::new(),
            found_on: notice_on,
            policy: m.policy.clone(),
            findings: Vec::new(),
        };
        let matter = format!("failed-{}", m.performance);
        directed.push(Directed::to::<MatterFlow>(department, matter, &MatterCommand::OpenFound(finding)));
    }
    Ok(directed)
}

/// A ground found in an evaluation ends it without a grade and opens a matter.
fn ground_found(department: &str, m: &evaluation::GroundFound) -> Routed {
    let finding = Finding {
        base: m.base.clone(),
        ground: m.ground.clone(),
        facts: m.facts.clone(),
        found_by: m.found_by.clone(),
        found_on: date("found_on", &m.found_on)?,
        policy: String::new(),
        findings: Vec::new(),
    };
    let matter = format!("found-{}-{}", m.performance, m.ground);
    Ok(vec![
        leave_round(department, &m.base, &m.performance, false, &m.ground),
        Directed::to::<MatterFlow>(department, matter, &MatterCommand::OpenFound(finding)),
    ])
}

/// A ground that follows from results, or that an official found in a report or a change, opens a matter.
fn ground_arisen(department: &str, m: &registry::GroundArisen) -> Routed {
    let finding = Finding {
        base: m.base.clone(),
        ground: m.ground.clone(),
        facts: m.facts.clone(),
        found_by: m.found_by.clone(),
        found_on: date("found_on", &m.found_on)?,
        policy: m.policy.clone(),
        findings: m.findings.clone(),
    };
    let matter = format!("arisen-{}-{}", m.subject, m.ground);
    one(Directed::to::<MatterFlow>(department, matter, &MatterCommand::OpenFound(finding)))
}

fn change_late(department: &str, m: &registry::ChangeLate) -> Routed {
    let command = BaseCommand::NoteLateChange { change: m.change.clone() };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn excused(department: &str, m: &evaluation::AbsenceExcused) -> Routed {
    one(leave_round(department, &m.base, &m.performance, true, &m.reason))
}

fn leave_round(department: &str, base: &str, performance: &str, excused: bool, reason: &str) -> Directed {
    let (performance, reason) = (performance.to_owned(), reason.to_owned());
    Directed::to::<BaseFlow>(department, base, &BaseCommand::LeaveRound { performance, excused, reason })
}

fn opined(department: &str, m: &recommendation::OpinionGiven) -> Routed {
    let verdict = match m.verdict() {
        recommendation::opinion_given::Verdict::Recommended => Verdict::Consented,
        recommendation::opinion_given::Verdict::NotRecommended => Verdict::Refused,
        recommendation::opinion_given::Verdict::Returned => Verdict::Returned,
        recommendation::opinion_given::Verdict::Unspecified => return Err(field("verdict", "is not stated")),
    };
    let command = ChangeCommand::TakeOpinion {
        verdict,
        opinion: m.opinion.clone(),
        signed_by: m.signed_by.clone(),
        revision: m.revision,
    };
    one(Directed::to::<ChangeFlow>(department, &m.subject, &command))
}

fn report_opened(department: &str, m: &registry::ReportOpened) -> Routed {
    let opening = Opening {
        base: m.base.clone(),
        year: m.year,
        institution: m.institution.clone(),
        unit: m.unit.clone(),
        changes: m.changes.clone(),
        policy: m.policy.clone(),
        due_on: optional_date("due_on", &m.due_on)?,
    };
    let report = format!("{}-{}", m.base, m.year);
    one(Directed::to::<ReportFlow>(department, report, &ReportCommand::Open(opening)))
}

fn report_settled(department: &str, m: &registry::ReportSettled) -> Routed {
    let command = BaseCommand::NoteReportSettled { year: m.year, accepted: m.accepted };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn change_opened(department: &str, m: &registry::ChangeOpened) -> Routed {
    let command = BaseCommand::NoteChange { change: m.change.clone(), year: m.year };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn change_registered(department: &str, m: &registry::ChangeRegistered) -> Routed {
    let command = BaseCommand::ApplyChange {
        change: m.change.clone(),
        kind: m.kind.clone(),
        value: m.value.clone(),
        happened_on: date("happened_on", &m.happened_on)?,
    };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn base_found(department: &str, m: &registry::BaseFound) -> Routed {
    let command = BaseCommand::EnterRound {
        round: m.round.clone(),
        materials_due_on: m.materials_due_on.clone(),
        policy: m.policy.clone(),
    };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn matter_opened(department: &str, m: &registry::MatterOpened) -> Routed {
    let command = BaseCommand::NoteMatter { matter: m.matter.clone(), ground: m.ground.clone() };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn matter_dismissed(department: &str, m: &registry::MatterDismissed) -> Routed {
    let command = BaseCommand::ClearMatter { matter: m.matter.clone(), reason: m.reason.clone() };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn cancellation(department: &str, m: &registry::CancellationDecided) -> Routed {
    let command = BaseCommand::Cancel {
        matter: m.matter.clone(),
        ground: m.ground.clone(),
        document_number: m.document_number.clone(),
        document_on: date("document_on", &m.document_on)?,
        policy: m.policy.clone(),
    };
    one(Directed::to::<BaseFlow>(department, &m.base, &command))
}

fn base_left(department: &str, m: &registry::BaseLeft) -> Routed {
    let command = match m.leaving() {
        registry::base_left::Leaving::Cancelled => StandingCommand::RecordBan {
            source: format!("base/{}", m.base),
            ground: m.ground.clone(),
            document_number: m.document_number.clone(),
            document_on: date("effective_on", &m.effective_on)?,
            policy: m.policy.clone(),
        },
        registry::base_left::Leaving::National => StandingCommand::NoteNational { base: m.base.clone() },
        // Leaving by its own wish brings no ban (T6).
        registry::base_left::Leaving::Voluntary => return Ok(vec![]),
        registry::base_left::Leaving::Unspecified => return Err(field("leaving", "is not stated")),
    };
    one(Directed::to::<StandingFlow>(department, &m.institution, &command))
}

fn duty_ended(department: &str, m: &registry::DutyEnded) -> Routed {
    let leaving = match m.leaving() {
        registry::base_left::Leaving::Cancelled => Leaving::Cancelled,
        registry::base_left::Leaving::National => Leaving::National,
        registry::base_left::Leaving::Voluntary => Leaving::Voluntary,
        registry::base_left::Leaving::Unspecified => return Err(field("leaving", "is not stated")),
    };
    let effective_on = date("effective_on", &m.effective_on)?;
    one(match m.kind.as_str() {
        "report" => {
            Directed::to::<ReportFlow>(department, &m.subject, &ReportCommand::End { leaving, effective_on })
        }
        "change" => {
            Directed::to::<ChangeFlow>(department, &m.subject, &ChangeCommand::End { leaving, effective_on })
        }
        "matter" => {
            Directed::to::<MatterFlow>(department, &m.subject, &MatterCommand::End { leaving, effective_on })
        }
        other => return Err(field("kind", format!("{other:?} is no kind of duty"))),
    })
}

fn falsehood_ban(department: &str, m: &registry::FalsehoodBanDecided) -> Routed {
    let command = StandingCommand::RecordBan {
        source: format!("application/{}", m.application),
        ground: m.ground.clone(),
        document_number: m.document_number.clone(),
        document_on: date("document_on", &m.document_on)?,
        policy: m.policy.clone(),
    };
    one(Directed::to::<StandingFlow>(department, &m.institution, &command))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(event_type: &str, data: Value) -> CloudEvent {
        let value = json!({
            "specversion": "1.0", "id": "hunan/x/x-1/1/0", "source": "/guohe/evaluation", "type": event_type,
            "subject": "hunan/x/x-1", "time": "2030-10-31T00:00:00Z", "datacontenttype": "application/json",
            "sequences": "registry=1", "data": data,
        });
        serde_json::from_value(value).expect("a cloud event")
    }

    fn to(directed: &[Directed]) -> Vec<String> {
        directed.iter().map(|directed| directed.stream.to_string()).collect()
    }

    #[test]
    fn every_type_the_topology_sends_here_is_known() {
        let topology = guohe_api::topology();
        for kind in topology.received_by("registry").filter(|kind| !guohe_flow::is_the_engines_own(kind)) {
            let routed = route(&event(kind, json!({})));
            assert!(!matches!(routed, Err(RouteError::Unknown(_))), "{kind}");
        }
        assert!(matches!(route(&event("intake.call.opened", json!({}))), Err(RouteError::Unknown(_))));
    }

    #[test]
    fn a_failed_re_evaluation_reaches_the_base_and_opens_a_matter() {
        let graded = |re_evaluation: bool, grade: &str| {
            let data = json!({
                "performance": "re-b-1-1", "base": "b-1", "round": "re-b-1-1", "reEvaluation": re_evaluation,
                "grade": grade, "noticeOn": "2030-10-10", "policy": "hunan-2026",
            });
            to(&route(&event("evaluation.performance.graded", data)).expect("routed"))
        };
        assert_eq!(graded(true, "GRADE_FAIL"), ["hunan/base/b-1", "hunan/matter/failed-re-b-1-1"]);
        assert_eq!(graded(true, "GRADE_PASS"), ["hunan/base/b-1"]);
        assert_eq!(graded(false, "GRADE_FAIL"), ["hunan/base/b-1"]);
    }

    #[test]
    fn the_day_of_receipt_is_the_day_in_beijing() {
        let data = json!({
            "application": "a-1", "institution": "i-1", "policy": "hunan-2026", "revision": 1,
            "receivedAt": "2026-05-09T16:00:00Z",
        });
        let directed = route(&event("intake.application.submitted", data)).expect("routed");
        assert_eq!(directed[0].command["data"]["received_on"], "2026-05-10");
    }

    #[test]
    fn what_lacks_a_date_or_a_grade_can_never_be_handled() {
        for (kind, data) in [
            ("intake.application.submitted", json!({"application": "a-1"})),
            ("evaluation.performance.graded", json!({"noticeOn": "2030-10-10"})),
            ("evaluation.performance.graded", json!({"noticeOn": "soon", "grade": "GRADE_PASS"})),
            ("registry.base.left", json!({"base": "b-1"})),
            ("registry.base.duty_ended", json!({"leaving": "LEAVING_NATIONAL", "effectiveOn": "2030-01-01"})),
        ] {
            assert!(matches!(route(&event(kind, data)), Err(RouteError::Field { .. })), "{kind}");
        }
    }
}
