//! What was sent to whom: counts, and a few notices whole.

use guohe_api::{
    common::v1::Role,
    notification::v1::{Notice, Recipient},
};
use guohe_clock::{Timestamp, beijing_date};

use super::{NoticesTold, SampleTold, text};
use crate::{demo::findings::Findings, scenario::Script};

pub(super) fn tell(script: &Script, findings: &Findings) -> NoticesTold {
    let mut samples: Vec<SampleTold> = findings.samples.iter().map(|notice| sample(script, notice)).collect();
    samples.sort_by(|one, other| one.on.cmp(&other.on));
    NoticesTold {
        notices: many_first(&findings.notices.notices),
        reminders: many_first(&findings.notices.reminders),
        samples,
    }
}

fn many_first(counts: &std::collections::BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<(String, u64)> = counts.iter().map(|(name, count)| (name.clone(), *count)).collect();
    counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    counts
}

fn sample(script: &Script, notice: &Notice) -> SampleTold {
    let delivered = notice.deliveries.first().and_then(|delivery| delivery.delivered_at);
    let delivered = delivered.and_then(|at| Timestamp::from_timestamp(at.seconds, 0));
    let recipients = notice.deliveries.iter().filter_map(|delivery| delivery.recipient.as_ref());
    let name = |to: &Recipient| match script.population.host_by_code(&to.id) {
        Some(host) => host.name_zh.clone(),
        None => format!("{} {}", part(to.role()), to.id),
    };
    SampleTold {
        on: delivered.map(|at| beijing_date(at).to_string()).unwrap_or_default(),
        recipients: recipients.map(name).collect(),
        title: text(notice.title.as_ref()),
        body: text(notice.body.as_ref()),
    }
}

fn part(role: Role) -> &'static str {
    match role {
        Role::Official => "official",
        Role::Recommender => "recommender",
        Role::Host => "host",
        Role::Expert => "expert",
        Role::System | Role::Unspecified => "",
    }
}
