//! Forms at the door: limits, the check against the schema, and the few facts a case keeps.
//!
//! The form itself is a document, kept by its hash; events and states hold the hash and a summary. Never holds
//! personal data: the schema knows people by id only.

use guohe_flow::{Refusal, RefusalKind};
use guohe_policy::{Facts, FieldViolation};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Largest form, in bytes of its JSON.
pub const LARGEST_FORM_BYTES: usize = 1024 * 1024;

/// A stored form: its hash, and what the case and its messages need of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredForm {
    /// SHA-256 of the stored JSON, hex.
    pub sha256: String,
    /// The host's registered name.
    pub institution_name: String,
    /// Field of the base.
    pub field: String,
    /// The base leader's person id.
    pub leader: String,
    /// Names of partner institutions.
    pub partners: Vec<String>,
    /// Countries of cooperation, as the form states them.
    pub countries: Vec<String>,
}

/// A form that fits the schema.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CheckedForm {
    /// Its JSON, as it will be stored.
    pub(crate) bytes: Vec<u8>,
    /// Its facts.
    pub(crate) facts: Facts,
}

/// Checks a form's size, then the whole of it against the schema: every violation is named by its path.
pub(crate) fn check(form: &Value) -> Result<CheckedForm, Refusal> {
    let bytes = serde_json::to_vec(form)
        .map_err(|error| Refusal::invalid("FORM_UNREADABLE", "form", format!("is no JSON: {error}")))?;
    if bytes.len() > LARGEST_FORM_BYTES {
        let message = format!(
            "has {} bytes, more than {LARGEST_FORM_BYTES}; large content belongs into attachments",
            bytes.len()
        );
        return Err(Refusal::new(RefusalKind::Limit, "FORM_TOO_LARGE", format!("the form {message}"))
            .field("form", message));
    }
    let facts = facts(form)?;
    Ok(CheckedForm { bytes, facts })
}

/// The facts of a form, or a refusal naming every violation.
pub(crate) fn facts(form: &Value) -> Result<Facts, Refusal> {
    Facts::parse(form).map_err(|violations| {
        let refusal = Refusal::new(
            RefusalKind::Invalid,
            "FORM_INVALID",
            format!("the form has {} mistakes; each is named by its place", violations.len()),
        );
        violations.into_iter().fold(refusal, |refusal, violation| {
            let (path, message) = problem(violation);
            refusal.field(path, message)
        })
    })
}

/// A violation's path under `form` and its words.
pub(crate) fn problem(violation: FieldViolation) -> (String, String) {
    let path = match violation.path.as_str() {
        "form" => violation.path,
        path if path.starts_with("form.") => violation.path,
        path => format!("form.{path}"),
    };
    (path, violation.message)
}

/// The summary a case keeps of its form.
pub(crate) fn summary(facts: &Facts, sha256: String) -> StoredForm {
    let text = |path: &str| facts.text(path).unwrap_or_default().trim().to_owned();
    let names = |path: &str, pick: fn(&Value) -> Option<&str>| {
        facts.list(path).unwrap_or_default().iter().filter_map(pick).map(str::to_owned).collect()
    };
    StoredForm {
        sha256,
        institution_name: text("org.name"),
        field: text("base.field"),
        leader: text("base.leader_id"),
        partners: names("base.partners", |partner| partner.get("name")?.as_str()),
        countries: names("base.countries", Value::as_str),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_above_the_limit_is_refused_by_its_path_before_anything_else() {
        let refusal = check(&json!({"plan": {"goals": "长".repeat(LARGEST_FORM_BYTES)}})).expect_err("large");
        assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Limit, "FORM_TOO_LARGE"));
        assert_eq!(refusal.fields[0].0, "form");
    }

    #[test]
    fn every_mistake_of_a_form_is_named_by_its_path() {
        let form =
            json!({"org": {"credit_code": "91350100M000100Y44"}, "projects": [{"from": "2026-02-30"}]});
        let refusal = check(&form).expect_err("two mistakes");
        let mut paths: Vec<&str> = refusal.fields.iter().map(|(path, _)| path.as_str()).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["form.org.credit_code", "form.projects[0].from"]);
    }

    #[test]
    fn the_summary_takes_names_ids_and_countries() {
        let form = json!({
            "org": {"name": "某研究院"},
            "base": {"field": "隧道工程", "leader_id": "p-1", "countries": ["法国"],
                     "partners": [{"name": "INSA Lyon", "country": "法国"}, {}]},
        });
        let stored = summary(&check(&form).expect("fits").facts, "h".into());
        assert_eq!(stored.partners, ["INSA Lyon"]);
        assert_eq!((stored.leader.as_str(), stored.countries.len()), ("p-1", 1));
    }
}
