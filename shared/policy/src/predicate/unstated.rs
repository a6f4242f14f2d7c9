//! What an application does not state though its conditions read it.
//!
//! Owns the list of gaps for whoever fills a form in: a list that was left out is not an empty list. Never
//! refuses: an application with gaps is tested all the same, and what depends on them stays open.

use std::collections::BTreeSet;

use crate::form::{Facts, FieldType, FieldViolation, find};
use crate::model::{Condition, ConditionKind, Pack};

impl Pack {
    /// The fields and lists that the conditions of a category read for this host and that the form does not
    /// give, each once, with the rules that read it: `not_stated` for fields, `list_not_stated` for lists.
    pub fn not_stated(&self, category: &str, facts: &Facts) -> Vec<FieldViolation> {
        let concerned: Vec<&Condition> = self
            .conditions
            .iter()
            .filter(|condition| condition.kind == ConditionKind::Fields && condition.concerns(category))
            .filter(|condition| condition.concerns_host(facts.host_kind()) != Some(false))
            .collect();
        let reads = |condition: &Condition| -> BTreeSet<String> {
            let check = condition.check.iter().flat_map(|check| check.reads());
            check.map(ToOwned::to_owned).collect()
        };
        let lacking: BTreeSet<String> = concerned
            .iter()
            .flat_map(|condition| reads(condition))
            .filter(|path| facts.get(path).is_none())
            .collect();
        lacking
            .into_iter()
            .filter_map(|path| {
                let field = find(&path)?;
                let rules: Vec<&str> = concerned
                    .iter()
                    .filter(|condition| reads(condition).contains(&path))
                    .map(|condition| condition.id.as_str())
                    .collect();
                let (name, rules) = (field.en, rules.join(", "));
                let (code, message) = match field.kind {
                    FieldType::List { .. } => (
                        "list_not_stated",
                        format!("{name}: not stated, and {rules} read it; state [] if there are none"),
                    ),
                    _ => ("not_stated", format!("{name}: not stated, and {rules} read it")),
                };
                Some(FieldViolation { path: format!("form.{path}"), code, message })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Facts;
    use crate::samples::hunan;

    #[test]
    fn a_list_that_was_left_out_is_asked_for_and_an_empty_one_is_not() {
        let of = |form: serde_json::Value| {
            let facts = Facts::parse(&form).expect("facts");
            hunan().not_stated("tech_transfer", &facts)
        };
        let form = json!({"org": {"kind": "university", "province": "湖南", "is_legal_person": true, "credit_records": []}});
        let found = of(form.clone());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].path.as_str(), found[0].code), ("form.tech_transfers", "list_not_stated"));
        assert!(
            found[0].message.contains("H26-TT-2") && found[0].message.contains("[]"),
            "{}",
            found[0].message
        );
        let mut stated = form;
        stated["tech_transfers"] = json!([]);
        assert!(of(stated).is_empty());
        assert!(of(json!({})).iter().any(|one| one.path == "form.org.province" && one.code == "not_stated"));
    }
}
