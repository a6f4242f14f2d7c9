//! The shape of a pack's files, for editors.
//!
//! Owns the JSON Schema of a file and its canonical order. The schema knows names and types; what belongs
//! together is checked by the loader alone.

use schemars::schema_for;
use serde_json::{Map, Value};

use super::part::Sections;

/// The JSON Schema of a file of a policy pack, its keys in order.
pub fn pack_file_schema() -> Value {
    let mut schema = serde_json::to_value(schema_for!(Sections)).unwrap_or_default();
    schema["title"] = "Guohe policy pack".into();
    ordered(schema)
}

/// A value with the keys of every map in order, whatever order the maps keep.
pub(crate) fn ordered(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<(String, Value)> = fields.into_iter().collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(fields.into_iter().map(|(key, value)| (key, ordered(value))).collect::<Map<_, _>>())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(ordered).collect()),
        other => other,
    }
}
