//! The JSON Schema of scenario files, for editors: made from the grammar and the descriptors of `proto/`.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value, json};

use super::{
    file,
    grammar::{self, Field, STEPS, SUBJECTS, SUMS, StepKind},
    wire,
};

/// The schema.
pub fn schema() -> Value {
    let mut step = about(file::STEP_WORDS);
    step.insert(
        "at".to_owned(),
        json!({"type": "string", "pattern": INSTANT, "description": described("at", file::STEP_WORDS)}),
    );
    step.insert("expect".to_owned(), json!({"type": "array", "items": {"$ref": "#/$defs/expectation"}}));
    step.insert("refused".to_owned(), json!({"$ref": "#/$defs/refused"}));
    for kind in STEPS {
        step.insert(kind.name.to_owned(), step_schema(kind));
    }
    let mut expectation = about(file::EXPECTATION_WORDS);
    for subject in SUBJECTS {
        expectation.insert(subject.name.to_owned(), json!({"description": both(subject.zh, subject.en)}));
    }
    for sum in SUMS {
        let mut body = fields(sum.fields, None);
        body["description"] = json!(both(sum.zh, sum.en));
        expectation.insert(sum.name.to_owned(), body);
    }
    let line = json!({"type": "array", "minItems": 3, "items": {"type": ["string", "number", "boolean"]}});
    let calc = both("日期算式，末项为结果", "lines of date arithmetic, the result last");
    expectation.insert("calc".to_owned(), json!({"type": "array", "items": line, "description": calc}));
    let names: Vec<&str> = SUBJECTS.iter().filter(|s| !s.list.is_empty()).map(|s| s.name).collect();
    let count = both("数有几个", "how many there are");
    expectation.insert("count".to_owned(), json!({"enum": names, "description": count}));
    let mut top = about(file::TOP);
    top.insert("steps".to_owned(), json!({"type": "array", "items": {"$ref": "#/$defs/step"}}));
    top.insert("expect".to_owned(), json!({"type": "array", "items": {"$ref": "#/$defs/expectation"}}));
    top.insert("calendars".to_owned(), json!({"type": "array", "items": {"type": "integer"}}));
    top.insert("experts".to_owned(), json!({"type": "integer", "minimum": 0, "maximum": 200}));
    for name in ["departments", "institutions", "units", "forms", "switches"] {
        top.insert(name.to_owned(), json!({"type": "object", "description": described(name, file::TOP)}));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "guohe scenario",
        "type": "object",
        "required": ["scenario"],
        "additionalProperties": false,
        "properties": top,
        "$defs": {
            "step": {"type": "object", "required": ["at"], "additionalProperties": false, "properties": step},
            "expectation": {"type": "object", "additionalProperties": false, "properties": expectation},
            "refused": {"anyOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": false, "properties": {
                    "code": {"type": "string"}, "says": {"type": "string"},
                    "rules": {"type": "array", "items": {"type": "string"}},
                }},
            ]},
        },
    })
}

/// Instants as they are written.
const INSTANT: &str = r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?$";

fn about(words: &[(&str, &str, &str)]) -> Map<String, Value> {
    words.iter().map(|(word, zh, en)| ((*word).to_owned(), json!({"description": both(zh, en)}))).collect()
}

fn described(name: &str, words: &[(&str, &str, &str)]) -> String {
    words.iter().find(|(word, ..)| *word == name).map(|(_, zh, en)| both(zh, en)).unwrap_or_default()
}

fn both(zh: &str, en: &str) -> String {
    format!("{zh} · {en}")
}

fn step_schema(kind: &StepKind) -> Value {
    let message = wire::method(kind.command).map(|method| method.input());
    let mut body = fields(kind.fields, message.as_ref());
    if !kind.fields.is_empty() {
        // One value stands for the first field.
        body["type"] = json!(["object", "string", "number"]);
    } else {
        body["type"] = json!(["object", "null"]);
    }
    body["description"] = json!(both(kind.zh, kind.en));
    body
}

fn fields(fields: &[Field], message: Option<&MessageDescriptor>) -> Value {
    let mut properties = Map::new();
    for field in fields {
        let wire = field.wire().and_then(|wire| message?.get_field_by_name(wire));
        let mut shape = wire.map_or_else(|| json!({}), |wire| shape(&wire));
        if let Some(term) = grammar::term(field.name) {
            shape["description"] = json!(both(&term.zh, &term.en));
        }
        properties.insert(field.name.to_owned(), shape);
    }
    let needed: Vec<&str> = fields.iter().filter(|field| field.needed).map(|field| field.name).collect();
    json!({
        "type": "object", "additionalProperties": false, "properties": properties, "required": needed,
    })
}

fn shape(field: &FieldDescriptor) -> Value {
    let single = match field.kind() {
        Kind::String => json!({"type": ["string", "number"]}),
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Enum(kind) => json!({"enum": wire::enum_words(&kind)}),
        Kind::Message(_) => json!({}),
        _ => json!({"type": "integer"}),
    };
    if field.is_list() { json!({"type": "array", "items": single}) } else { single }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_the_one_of_this_program() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scenario.schema.json");
        let made = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("text keys"));
        if std::env::var_os("GUOHE_WRITE_DOCS").is_some() {
            std::fs::write(path, &made).expect("written");
        }
        let published = std::fs::read_to_string(path).expect("docs/scenario.schema.json");
        assert!(
            published == made,
            "write it anew: GUOHE_WRITE_DOCS=1 cargo test -p guohe --lib scenario_files"
        );
    }
}
