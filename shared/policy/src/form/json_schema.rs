//! The shape of an application's form, for editors and for programs that fill it in.
//!
//! Owns the JSON Schema drawn from the table of fields. Required fields are those without which an
//! application cannot be lodged; a form on its way may lack them, so the schema asks for none.

use serde_json::{Map, Value, json};

use super::schema::{FieldType, SchemaField, element_path, fields_of, find};
use crate::load::ordered;

/// The JSON Schema of an application's form, its keys in order.
pub fn form_schema() -> Value {
    let mut schema = group("");
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("Guohe application");
    schema["description"] =
        json!("The facts of an application. A fact that is left out is not known, never \"no\".");
    ordered(schema)
}

fn group(parent: &str) -> Value {
    let path = |name: &str| if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
    let fields: Map<String, Value> =
        fields_of(parent).filter_map(|name| Some((name.to_owned(), described(find(&path(name))?)))).collect();
    json!({"type": "object", "additionalProperties": false, "properties": fields})
}

fn described(field: &SchemaField) -> Value {
    let mut schema = shape(field);
    let needed = if field.required { "（申报必填 / needed to lodge）" } else { "" };
    schema["description"] = json!(format!("{} / {}{needed}", field.zh, field.en));
    schema
}

fn shape(field: &SchemaField) -> Value {
    match field.kind {
        FieldType::Section => group(field.path),
        FieldType::List { most } => {
            let element = element_path(field.path);
            let items = find(&element).map_or_else(|| group(&element), described);
            json!({"type": "array", "maxItems": most, "items": items})
        }
        FieldType::Text { most } => json!({"type": "string", "maxLength": most}),
        FieldType::Flag => json!({"type": "boolean"}),
        FieldType::Date => json!({"type": "string", "format": "date"}),
        FieldType::Money => json!({"type": "string", "pattern": "^[0-9]+([.][0-9]{1,4})?$"}),
        FieldType::Ratio => json!({"type": "string", "pattern": "^(0([.][0-9]{1,6})?|1([.]0{1,6})?)$"}),
        FieldType::Period => json!({"type": "string", "pattern": "^P[0-9]{1,5}(D|WD|M|Y)$"}),
        FieldType::Region => json!({"type": "string", "pattern": "^[A-Z]{2}$"}),
        FieldType::Whole { least, greatest } => {
            json!({"type": "integer", "minimum": least, "maximum": greatest})
        }
        FieldType::Choice { codes, .. } => json!({"enum": codes}),
        FieldType::CreditCode => json!({"type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$"}),
        FieldType::Id => json!({"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}),
        FieldType::Sha256 => json!({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        FieldType::Code => json!({"type": "string", "pattern": "^[a-z0-9_]{1,64}$"}),
    }
}
