//! What happened when the measures ended.

use super::{Event, rules, words};
use crate::demo::findings::Findings;

pub(super) fn tell(findings: &Findings) -> Vec<Event> {
    let event = |on: &str, zh: String, en: String, rules: Vec<String>| Event {
        on: on.to_owned(),
        text: words(zh, en),
        rules,
    };
    let mut told = Vec::new();
    if let Some(last) = findings.application("a-2031-001") {
        let policy = last.policy.as_ref().map(|policy| policy.id.clone()).unwrap_or_default();
        told.push(event(
            "2031-03-08",
            format!(
                "23:59:59提交的{}按{policy}办理，{}认定（{}）",
                last.application, last.document_on, last.document_number
            ),
            format!(
                "{} lodged at 23:59:59 keeps {policy}; recognised on {}",
                last.application, last.document_on
            ),
            findings.histories.rules("application/a-2031-001", "submitted"),
        ));
    }
    if let Some(next) = findings.application("a-2031-002") {
        told.push(event(
            "2031-03-09",
            format!("00:00:00提交的{}无有效版本：不受理也不拒绝，交由人裁量", next.application),
            format!("{} lodged at 00:00:00 meets no version in force: neither received nor refused, a person rules", next.application),
            findings.histories.rules("application/a-2031-002", "ruling_opened"),
        ));
        let policy = next.policy.as_ref().map(|policy| policy.id.clone()).unwrap_or_default();
        told.push(event(
            "2031-04-14",
            format!(
                "采用后续示例版本后重新审查{}，按{policy}办理，{}认定",
                next.application, next.document_on
            ),
            format!(
                "With the sample successor adopted, {} is examined again under {policy} and recognised on {}",
                next.application, next.document_on
            ),
            findings.histories.rules("application/a-2031-002", "admission_reconsidered"),
        ));
    }
    let bans = findings.institutions.iter().flat_map(|institution| &institution.bans);
    let running = bans
        .filter(|ban| ban.document_on.as_str() < "2031-03-09" && ban.banned_until.as_str() > "2031-03-08");
    let running: Vec<_> = running.collect();
    let count = running.len();
    let rule = running.first().and_then(|ban| ban.receipt.as_ref()).and_then(|receipt| receipt.rule.clone());
    told.push(event(
        "2031-03-09",
        format!("届满前作出的{count}项限制继续有效，期限不变"),
        format!("{count} bans imposed before go on unchanged"),
        rules(rule.as_slice()),
    ));
    told.sort_by(|one, other| one.on.cmp(&other.on));
    told
}
