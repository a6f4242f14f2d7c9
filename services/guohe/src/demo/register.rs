//! The register as one JSON value, and its digest: what two runs of a seed must agree on.
//!
//! Holds what the measures know: bases with status and dates, institutions with their standing. Leaves out what
//! depends on the order in which concurrent work happened to run, such as who sat on which panel.

use guohe_api::registry::v1::{Base, Institution, InstitutionStatus};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::findings::Findings;

/// The register section: every base in order of id, every institution in order of credit code.
pub fn register(findings: &Findings) -> Value {
    let mut bases: Vec<&Base> = findings.bases.iter().collect();
    bases.sort_by(|one, other| one.base.cmp(&other.base));
    let mut institutions: Vec<&Institution> = findings.institutions.iter().collect();
    institutions.sort_by(|one, other| one.institution.cmp(&other.institution));
    json!({
        "bases": bases.into_iter().map(base).collect::<Vec<_>>(),
        "institutions": institutions.into_iter().map(institution).collect::<Vec<_>>(),
    })
}

/// SHA-256 of a value's canonical JSON, hex.
pub fn digest(value: &Value) -> String {
    // Keys of a `serde_json` map are in order, so the text is the same for the same value.
    hex::encode(Sha256::digest(value.to_string()))
}

fn base(base: &Base) -> Value {
    let departure = base.departure.as_ref().map(|departure| {
        json!({
            "leaving": departure.leaving,
            "effective_on": departure.effective_on,
            "document_number": departure.document_number,
            "ground": departure.ground,
        })
    });
    let grades = base.grades.iter().map(|grade| {
        json!({
            "round": grade.round, "grade": grade.grade, "notice_on": grade.notice_on,
            "re_evaluation": grade.re_evaluation, "annulled": grade.annulled,
        })
    });
    let rectification = base.rectification.as_ref().map(|rectification| {
        let deadline = rectification.deadline.clone().unwrap_or_default();
        json!({
            "notice_on": rectification.notice_on, "due_on": deadline.due_on, "late_from": deadline.late_from,
            "provisional": deadline.provisional, "state": rectification.state,
        })
    });
    let reports = base.reports.iter().map(|report| json!({"year": report.year, "state": report.state}));
    json!({
        "base": base.base,
        "status": base.status().as_str_name(),
        "name": base.name.as_ref().map(|name| name.zh.clone()),
        "category": base.category,
        "field": base.field,
        "institution": base.institution,
        "leader": base.leader,
        "recognised_on": base.recognised_on,
        "document_number": base.document_number,
        "policy": base.policy,
        "changed": base.changed,
        "grades": grades.collect::<Vec<_>>(),
        "rectification": rectification,
        "reports": reports.collect::<Vec<_>>(),
        "departure": departure,
        "next_round_by": base.next_round_by,
    })
}

fn institution(institution: &Institution) -> Value {
    let mut bans: Vec<Value> = institution
        .bans
        .iter()
        .map(|ban| {
            json!({
                "source": ban.source,
                "ground": ban.ground.as_ref().map(|ground| ground.rule.clone()),
                "document_on": ban.document_on,
                "banned_until": ban.banned_until,
                "free_from": ban.free_from,
                "state": ban.state,
            })
        })
        .collect();
    bans.sort_by_key(|ban| ban["source"].to_string());
    let status = InstitutionStatus::try_from(institution.status).unwrap_or_default();
    json!({
        "institution": institution.institution,
        "status": status.as_str_name(),
        "banned_until": institution.banned_until,
        "free_from": institution.free_from,
        "bans": bans,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_depends_on_what_is_said_and_not_on_the_order_of_keys() {
        let one: Value = serde_json::from_str(r#"{"a": 1, "b": [2]}"#).expect("json");
        let other: Value = serde_json::from_str(r#"{"b": [2], "a": 1}"#).expect("json");
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&json!({"a": 1, "b": [3]})));
    }
}
