//! Checks a form against the schema.
//!
//! Owns the walk: unknown fields, wrong types, impossible values, limits. It finds everything wrong at once
//! (up to a limit) and names each place as an applicant would look for it. Never changes the form.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::schema::{FieldType, SchemaField, element_path, fields_of, find, nearest, schema};
use super::value;

/// Most violations reported at once.
const MAX_VIOLATIONS: usize = 100;

/// Largest form in fields and elements, whatever their kind.
const MAX_VALUES: usize = 20_000;

/// Something wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{path}: {message}")]
pub struct FieldViolation {
    /// Where, such as `form.projects[2].from`.
    pub path: String,
    /// A stable code: `unknown_field`, `wrong_type`, `not_a_date`, `date_out_of_range`, `not_an_amount`,
    /// `negative_amount`, `not_a_share`, `not_a_period`, `not_a_region`, `out_of_range`, `too_long`,
    /// `too_many`, `unknown_option`, `bad_credit_code`, `not_an_id`, `not_a_hash`, `not_a_code`,
    /// `control_character`, `ends_before_start`, `missing`, `not_stated`,
    /// `list_not_stated`, `too_large`.
    pub code: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

/// The codes a violation may carry.
const CODES: &[&str] = &[
    "unknown_field",
    "wrong_type",
    "not_a_date",
    "date_out_of_range",
    "not_an_amount",
    "negative_amount",
    "not_a_share",
    "not_a_period",
    "not_a_region",
    "out_of_range",
    "too_long",
    "too_many",
    "unknown_option",
    "bad_credit_code",
    "not_an_id",
    "not_a_hash",
    "not_a_code",
    "control_character",
    "ends_before_start",
    "missing",
    "not_stated",
    "list_not_stated",
    "too_large",
];

/// As stored: the code is any text until it is known to be one of ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    path: String,
    code: String,
    message: String,
}

impl<'de> Deserialize<'de> for FieldViolation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { path, code, message } = Stored::deserialize(deserializer)?;
        let known = CODES.iter().find(|known| **known == code);
        let code = known.ok_or_else(|| serde::de::Error::custom(format!("unknown code {code:?}")))?;
        Ok(Self { path, code, message })
    }
}

/// Finds everything in a form that does not fit the schema.
pub(super) fn check(form: &Value) -> Vec<FieldViolation> {
    let mut walk = Walk { found: Vec::new(), values: 0 };
    match form {
        Value::Object(fields) => walk.section("form", "", fields),
        other => walk.report("form", "wrong_type", format!("{} is not a form", value::shown(other))),
    }
    walk.found
}

/// The required fields a form lacks.
pub(super) fn missing(form: &Value) -> Vec<FieldViolation> {
    let lacks = |field: &&SchemaField| {
        let steps = field.path.split('.');
        steps.into_iter().try_fold(form, |value, step| value.get(step)).is_none_or(Value::is_null)
    };
    schema()
        .iter()
        .filter(|field| field.required && field.kind != FieldType::Section)
        .filter(lacks)
        .map(|field| FieldViolation {
            path: format!("form.{}", field.path),
            code: "missing",
            message: format!("{} is needed before the application can be lodged", field.en),
        })
        .collect()
}

struct Walk {
    found: Vec<FieldViolation>,
    values: usize,
}

impl Walk {
    fn report(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        if self.found.len() < MAX_VIOLATIONS {
            self.found.push(FieldViolation { path: path.to_owned(), code, message: message.into() });
        }
    }

    /// Counts a value; false once the form is too large to go on.
    fn room(&mut self, path: &str) -> bool {
        self.values += 1;
        if self.values == MAX_VALUES + 1 {
            self.report(path, "too_large", format!("the form holds more than {MAX_VALUES} values"));
        }
        self.values <= MAX_VALUES
    }

    fn section(&mut self, path: &str, parent: &str, fields: &Map<String, Value>) {
        for (name, value) in fields {
            let place = format!("{path}.{}", name.chars().take(60).collect::<String>());
            let declared = if parent.is_empty() { name.clone() } else { format!("{parent}.{name}") };
            match find(&declared).filter(|_| !name.contains(['.', '['])) {
                Some(field) => self.value(&place, field, value),
                None => {
                    let hint = nearest(name, fields_of(parent))
                        .map_or_else(String::new, |near| format!("; did you mean {near}?"));
                    self.report(&place, "unknown_field", format!("the form has no such field{hint}"));
                }
            }
        }
        self.order(path, fields);
    }

    fn value(&mut self, path: &str, field: &SchemaField, value: &Value) {
        if value.is_null() || !self.room(path) {
            return;
        }
        match (field.kind, value) {
            (FieldType::Section, Value::Object(fields)) => self.section(path, field.path, fields),
            (FieldType::Section, other) => {
                self.report(path, "wrong_type", format!("{} is not a group", value::shown(other)));
            }
            (FieldType::List { most }, Value::Array(elements)) => {
                self.list(path, field.path, most, elements);
            }
            (FieldType::List { .. }, other) => {
                self.report(path, "wrong_type", format!("{} is not a list", value::shown(other)));
            }
            (kind, value) => {
                if let Err(misfit) = value::check(value, kind) {
                    self.report(path, misfit.code, misfit.message);
                }
            }
        }
    }

    fn list(&mut self, path: &str, declared: &str, most: usize, elements: &[Value]) {
        if elements.len() > most {
            let message = format!("{} entries, at most {most} are allowed", elements.len());
            self.report(path, "too_many", message);
        }
        let element_of = element_path(declared);
        for (index, element) in elements.iter().take(most).enumerate() {
            let place = format!("{path}[{index}]");
            match (find(&element_of), element) {
                (Some(_), Value::Null) => self.report(&place, "wrong_type", "an entry is empty"),
                (Some(field), element) => self.value(&place, field, element),
                (None, Value::Object(fields)) => {
                    if self.room(&place) {
                        self.section(&place, &element_of, fields);
                    }
                }
                (None, other) => {
                    let message = format!("{} is not a group of fields", value::shown(other));
                    self.report(&place, "wrong_type", message);
                }
            }
        }
    }

    /// A span that ends before it begins.
    fn order(&mut self, path: &str, fields: &Map<String, Value>) {
        let day = |name: &str| fields.get(name).and_then(Value::as_str).and_then(value::date);
        if let (Some(from), Some(to)) = (day("from"), day("to"))
            && to < from
        {
            self.report(
                &format!("{path}.to"),
                "ends_before_start",
                format!("{to} is before the start on {from}"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(form: Value) -> Vec<(String, &'static str)> {
        check(&form).into_iter().map(|violation| (violation.path, violation.code)).collect()
    }

    #[test]
    fn an_impossible_date_is_named_with_its_place() {
        let form = json!({"projects": [{}, {}, {"from": "2026-02-30"}]});
        let found = check(&form);
        assert_eq!(found[0].to_string(), "form.projects[2].from: 2026-02-30 is not a date");
        assert_eq!(found[0].code, "not_a_date");
    }

    #[test]
    fn an_unknown_field_is_refused_with_the_nearest_name() {
        let found = check(&json!({"org": {"provinse": "湖南"}}));
        assert_eq!(found[0].path, "form.org.provinse");
        assert!(found[0].message.contains("did you mean province?"), "{}", found[0].message);
        assert_eq!(said(json!({"projects[]": 1})), [("form.projects[]".to_owned(), "unknown_field")]);
        assert_eq!(said(json!({"org.name": "x"})), [("form.org.name".to_owned(), "unknown_field")]);
    }

    #[test]
    fn every_type_refuses_what_it_is_not() {
        for (form, code) in [
            (json!({"org": {"is_legal_person": "yes"}}), "wrong_type"),
            (json!({"org": {"name": 7}}), "wrong_type"),
            (json!({"org": {"kind": "universty"}}), "unknown_option"),
            (json!({"org": {"credit_code": "91350100M000100Y44"}}), "bad_credit_code"),
            (json!({"org": {"registered_on": "2026-3-9"}}), "not_a_date"),
            (json!({"org": {"registered_on": "0001-01-01"}}), "date_out_of_range"),
            (json!({"org": {"registered_on": "1850-05-01"}}), "date_out_of_range"),
            (json!({"overseas_rd": {"equity_share": "1.01"}}), "not_a_share"),
            (json!({"overseas_rd": {"equity_share": 0.51}}), "wrong_type"),
            (json!({"overseas_rd": {"region": "法国"}}), "not_a_region"),
            (json!({"plan": {"duration": "P-1Y"}}), "not_a_period"),
            (json!({"org": {"finance": [{"revenue": 5.5}]}}), "wrong_type"),
            (json!({"org": {"finance": [{"revenue": "-1"}]}}), "negative_amount"),
            (json!({"org": {"finance": [{"revenue": "1e9"}]}}), "not_an_amount"),
            (json!({"org": {"finance": [{"revenue": "0.12345"}]}}), "not_an_amount"),
            (json!({"org": {"finance": [{"year": 1700}]}}), "out_of_range"),
            (json!({"org": {"finance": {}}}), "wrong_type"),
            (json!({"org": []}), "wrong_type"),
            (json!({"org": {"name": "长".repeat(201)}}), "too_long"),
            (json!({"org": {"name": "a\u{0}b"}}), "control_character"),
            (json!({"base": {"leader_id": "张三"}}), "not_an_id"),
            (json!({"attachments": [{"sha256": "ABC"}]}), "not_a_hash"),
            (json!({"attachments": [{"kind": "Legal Person"}]}), "not_a_code"),
            (json!({"projects": [{"from": "2026-02-01", "to": "2026-01-01"}]}), "ends_before_start"),
            (json!({"base": {"countries": [1]}}), "wrong_type"),
            (json!({"projects": ["x"]}), "wrong_type"),
            (json!([]), "wrong_type"),
        ] {
            let found = said(form.clone());
            assert_eq!(found.len(), 1, "{form} {found:?}");
            assert_eq!(found[0].1, code, "{form}");
        }
    }

    #[test]
    fn long_lists_and_deep_nesting_end_early() {
        let form = json!({"base": {"countries": vec!["法国"; 51]}});
        assert_eq!(said(form), [("form.base.countries".to_owned(), "too_many")]);
        let mut deep = json!(1);
        for _ in 0..100 {
            deep = json!([deep]);
        }
        assert_eq!(check(&json!({"projects": [deep.clone()], "org": deep})).len(), 2);
        let many = json!({"projects": vec![json!({"from": "x", "to": "y"}); 200]});
        assert_eq!(check(&many).len(), MAX_VIOLATIONS);
    }

    #[test]
    fn violations_survive_a_round_trip_through_json() {
        let violation = check(&json!({"orgg": {}})).remove(0);
        let text = serde_json::to_string(&violation).expect("json");
        assert_eq!(serde_json::from_str::<FieldViolation>(&text).expect("a violation"), violation);
        assert!(serde_json::from_str::<FieldViolation>(r#"{"path":"","code":"x","message":""}"#).is_err());
    }

    #[test]
    fn required_fields_are_asked_for_on_lodging_only() {
        let form = json!({"org": {"name": "某研究院"}});
        assert!(check(&form).is_empty());
        let lacking: Vec<String> = missing(&form).into_iter().map(|violation| violation.path).collect();
        assert_eq!(
            lacking,
            [
                "form.org.credit_code",
                "form.org.kind",
                "form.org.province",
                "form.base.field",
                "form.base.leader_id"
            ]
        );
    }
}
