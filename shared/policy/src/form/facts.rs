//! The facts of a checked form.
//!
//! Owns typed access to a form that has passed the schema: a fact is there, or it is not known. A fact that
//! is not given is never read as "no".

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::{self, FieldViolation};
use super::value;

/// A form that fits the schema.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Facts {
    form: Value,
}

/// A fact a result rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FactUsed {
    /// Where it stands in the form, such as `projects[2].level`.
    pub path: String,
    /// Its value; null where it was not given.
    pub value: Value,
}

impl Facts {
    /// Checks a form against the schema and keeps it. All violations are reported together.
    pub fn parse(form: &Value) -> Result<Facts, Vec<FieldViolation>> {
        let found = check::check(form);
        if found.is_empty() { Ok(Facts { form: form.clone() }) } else { Err(found) }
    }

    /// The required fields that are still missing; an application with any cannot be lodged.
    pub fn missing_for_submission(&self) -> Vec<FieldViolation> {
        check::missing(&self.form)
    }

    /// The form as it was given.
    pub fn as_json(&self) -> &Value {
        &self.form
    }

    /// The value at a path without list positions, such as `org.province`.
    pub fn get(&self, path: &str) -> Option<&Value> {
        at(&self.form, path)
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path)?.as_str()
    }

    /// The elements of a list; none where the list was not given, which is not the same as empty.
    pub fn list(&self, path: &str) -> Option<&[Value]> {
        self.get(path)?.as_array().map(Vec::as_slice)
    }

    /// The kind of host, as in `org.kind`.
    pub fn host_kind(&self) -> Option<&str> {
        self.text("org.kind")
    }

    /// The host's credit code.
    pub fn credit_code(&self) -> Option<&str> {
        self.text("org.credit_code")
    }

    /// The kinds of documents attached, in order.
    pub fn attached_kinds(&self) -> Vec<&str> {
        let attachments = self.list("attachments").unwrap_or_default();
        attachments.iter().filter_map(|attachment| attachment.get("kind")?.as_str()).collect()
    }
}

/// The value under a dotted path, the value itself under an empty one; null is not given.
pub(crate) fn at<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.')
        .filter(|step| !step.is_empty())
        .try_fold(root, |value, step| value.get(step))
        .filter(|value| !value.is_null())
}

/// The day at a path.
pub(crate) fn day_at(root: &Value, path: &str) -> Option<Date> {
    at(root, path)?.as_str().and_then(value::date)
}

/// The whole number at a path.
pub(crate) fn number_at(root: &Value, path: &str) -> Option<i64> {
    at(root, path)?.as_i64()
}

/// The exact amount or whole number at a path.
pub(crate) fn amount_at(root: &Value, path: &str) -> Option<Decimal> {
    match at(root, path)? {
        Value::String(text) => value::amount(text).or_else(|| value::share(text)),
        Value::Number(number) => number.as_i64().map(Decimal::from),
        _ => None,
    }
}
