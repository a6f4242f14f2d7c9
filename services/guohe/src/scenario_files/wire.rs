//! Commands and questions by name: JSON to messages and back, by the descriptors of `proto/`.
//!
//! Owns what a message looks like in a scenario file: fields as in `proto/`, enum values in small letters without
//! their prefix, instants as a clock in Beijing shows them, the results of conditions by rule id. Never decides.

use std::{collections::HashMap, sync::LazyLock};

use chrono::FixedOffset;
use guohe_api::refusal_from;
use guohe_flow::Refusal;
use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MapKey, MessageDescriptor,
    MethodDescriptor, ReflectMessage, Value as Wire, prost::Message,
};
use serde_json::{Map, Value, json};
use tonic::{
    Request, Status,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};

use super::{
    compare::OPERATORS,
    grammar::Subject,
    node::{Node, Yaml},
    problem::Problem,
};
use crate::scenario::Way;

/// Largest answer accepted, in bytes.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// Seconds by which Beijing is ahead of UTC.
const BEIJING_OFFSET_SECONDS: i32 = 8 * 3600;

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    // Compiled from proto/ by the build; a test holds that it can be read.
    DescriptorPool::decode(guohe_api::DESCRIPTORS).unwrap_or_default()
});

/// A command or question by its name, `package.Service/Method` below `guohe.`.
pub fn method(name: &str) -> Option<MethodDescriptor> {
    let (service, method) = name.split_once('/')?;
    let service = POOL.get_service_by_name(&format!("guohe.{service}"))?;
    service.methods().find(|found| found.name() == method)
}

/// The message that a question about a subject answers with.
pub fn shape(subject: &Subject) -> Option<MessageDescriptor> {
    let asked = method(&format!("{}/{}", subject.service, subject.get))?;
    message_of(&asked.output().get_field_by_name(subject.answer)?)
}

fn message_of(field: &FieldDescriptor) -> Option<MessageDescriptor> {
    match field.kind() {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

/// Sends a message and gives the answer as JSON, or the refusal.
pub async fn call(way: Way, method: &MethodDescriptor, asked: DynamicMessage) -> Result<Value, Status> {
    let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
    let path = PathAndQuery::try_from(path).map_err(|error| Status::internal(error.to_string()))?;
    let mut client = tonic::client::Grpc::new(way).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    client.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let answer = client.unary(Request::new(asked), path, Dynamic(method.output())).await?;
    Ok(shown(answer.get_ref()))
}

/// The refusal in a status, where it is one.
pub fn refusal(status: &Status) -> Option<Refusal> {
    refusal_from(status)
}

struct Dynamic(MessageDescriptor);

impl Codec for Dynamic {
    type Encode = DynamicMessage;
    type Decode = DynamicMessage;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self(self.0.clone())
    }

    fn decoder(&mut self) -> Self {
        Self(self.0.clone())
    }
}

impl Encoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn encode(&mut self, item: DynamicMessage, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        item.encode(buffer).map_err(|error| Status::internal(error.to_string()))
    }
}

impl Decoder for Dynamic {
    type Item = DynamicMessage;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<DynamicMessage>, Status> {
        let decoded = DynamicMessage::decode(self.0.clone(), buffer);
        decoded.map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}

/// A message from JSON; the error names the field.
pub fn build(kind: MessageDescriptor, value: &Value) -> Result<DynamicMessage, String> {
    let mut message = DynamicMessage::new(kind.clone());
    match kind.full_name() {
        "google.protobuf.Struct" => {
            message.transcode_from(&guohe_api::value_struct(value)).map_err(|error| error.to_string())?;
            return Ok(message);
        }
        "guohe.common.v1.Text" if value.is_string() => {
            return build(kind, &json!({ "zh": value, "en": value }));
        }
        _ => {}
    }
    let Value::Object(entries) = value else { return Err(format!("{value} is no {}", kind.name())) };
    for (name, value) in entries {
        let field = kind.get_field_by_name(name).ok_or_else(|| format!("{} has no {name}", kind.name()))?;
        if !value.is_null() {
            let value = wire(&field, value).map_err(|error| format!("{name}: {error}"))?;
            message.set_field(&field, value);
        }
    }
    Ok(message)
}

fn wire(field: &FieldDescriptor, value: &Value) -> Result<Wire, String> {
    if field.is_map() {
        let Value::Object(entries) = value else { return Err(format!("{value} is no map")) };
        let Kind::Message(entry) = field.kind() else { return Err("is no map".to_owned()) };
        let kind = entry.map_entry_value_field();
        let one = |(key, value): (&String, &Value)| Ok((MapKey::String(key.clone()), single(&kind, value)?));
        return entries.iter().map(one).collect::<Result<HashMap<_, _>, String>>().map(Wire::Map);
    }
    if field.is_list() {
        let Value::Array(items) = value else { return Err(format!("{value} is no list")) };
        return items.iter().map(|item| single(field, item)).collect::<Result<Vec<_>, _>>().map(Wire::List);
    }
    single(field, value)
}

fn single(field: &FieldDescriptor, value: &Value) -> Result<Wire, String> {
    let unfit = || format!("{value} does not fit");
    match field.kind() {
        Kind::String => text(value).map(Wire::String).ok_or_else(unfit),
        Kind::Bool => value.as_bool().map(Wire::Bool).ok_or_else(unfit),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            whole(value).and_then(|n| n.try_into().ok()).map(Wire::I32).ok_or_else(unfit)
        }
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole(value).map(Wire::I64).ok_or_else(unfit),
        Kind::Uint32 | Kind::Fixed32 => {
            whole(value).and_then(|n| n.try_into().ok()).map(Wire::U32).ok_or_else(unfit)
        }
        Kind::Uint64 | Kind::Fixed64 => {
            whole(value).and_then(|n| n.try_into().ok()).map(Wire::U64).ok_or_else(unfit)
        }
        Kind::Enum(kind) => {
            let word = text(value).ok_or_else(unfit)?;
            let found = kind.values().find(|known| short(&kind, known.name()) == word);
            let known = || kind.values().skip(1).map(|known| short(&kind, known.name()));
            let unknown = || format!("{word:?} is none of {}", known().collect::<Vec<_>>().join(", "));
            found.map(|known| Wire::EnumNumber(known.number())).ok_or_else(unknown)
        }
        Kind::Message(kind) => build(kind, value).map(Wire::Message),
        Kind::Double | Kind::Float | Kind::Bytes => Err("cannot be written in a scenario".to_owned()),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// An enum value's name in small letters, without the prefix that is its enum's name.
fn short(kind: &EnumDescriptor, value: &str) -> String {
    let mut prefix = String::new();
    for letter in kind.name().chars() {
        if letter.is_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.extend(letter.to_uppercase());
    }
    prefix.push('_');
    value.strip_prefix(&prefix).unwrap_or(value).to_lowercase()
}

/// The words an enum has in scenario files.
pub fn enum_words(kind: &EnumDescriptor) -> Vec<String> {
    kind.values().skip(1).map(|value| short(kind, value.name())).collect()
}

/// A message as JSON, every field shown; what is empty is null.
pub fn shown(message: &DynamicMessage) -> Value {
    match message.descriptor().full_name() {
        "google.protobuf.Timestamp" => return beijing(message),
        "google.protobuf.Struct" => {
            let read = message.transcode_to::<pbjson_types::Struct>();
            return read.map(|read| guohe_api::struct_value(&read)).unwrap_or(Value::Null);
        }
        _ => {}
    }
    let mut all = Map::new();
    for field in message.descriptor().fields() {
        let value = match message_of(&field) {
            Some(_) if !field.is_list() && !field.is_map() && !message.has_field(&field) => Value::Null,
            _ => show(&field, &message.get_field(&field)),
        };
        all.insert(field.name().to_owned(), value);
    }
    Value::Object(all)
}

fn show(field: &FieldDescriptor, value: &Wire) -> Value {
    match value {
        Wire::Bool(flag) => json!(flag),
        Wire::I32(number) => json!(number),
        Wire::I64(number) => json!(number),
        Wire::U32(number) => json!(number),
        Wire::U64(number) => json!(number),
        Wire::F32(number) => json!(number),
        Wire::F64(number) => json!(number),
        Wire::String(text) if text.is_empty() => Value::Null,
        Wire::String(text) => json!(text),
        Wire::Bytes(bytes) => json!(hex::encode(bytes)),
        Wire::EnumNumber(0) => Value::Null,
        Wire::EnumNumber(number) => match field.kind() {
            Kind::Enum(kind) => {
                kind.get_value(*number).map_or(json!(number), |known| json!(short(&kind, known.name())))
            }
            _ => json!(number),
        },
        Wire::Message(message) => shown(message),
        Wire::List(items) => listed(field, items),
        Wire::Map(entries) => {
            let kind = message_of(field).map(|entry| entry.map_entry_value_field());
            let one = |(key, value): (&MapKey, &Wire)| {
                let key = match key {
                    MapKey::String(text) => text.clone(),
                    other => format!("{other:?}"),
                };
                (key, kind.as_ref().map_or(Value::Null, |kind| show(kind, value)))
            };
            Value::Object(entries.iter().map(one).collect())
        }
    }
}

/// A list; results of conditions become a map by rule id.
fn listed(field: &FieldDescriptor, items: &[Wire]) -> Value {
    let items: Vec<Value> = items.iter().map(|item| show(field, item)).collect();
    let is_conditions = message_of(field).is_some_and(|kind| kind.name() == "ConditionResult");
    if !is_conditions {
        return Value::Array(items);
    }
    let by_rule = |item: Value| Some((item["rule"]["rule"].as_str()?.to_owned(), item));
    Value::Object(items.into_iter().filter_map(by_rule).collect())
}

fn beijing(message: &DynamicMessage) -> Value {
    let number = |name: &str| message.get_field_by_name(name);
    let seconds = number("seconds").and_then(|value| value.as_i64());
    let instant = seconds.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    let offset = FixedOffset::east_opt(BEIJING_OFFSET_SECONDS);
    match (instant, offset) {
        (Some(instant), Some(offset)) => {
            json!(instant.with_timezone(&offset).format("%Y-%m-%d %H:%M:%S").to_string())
        }
        _ => Value::Null,
    }
}

/// Checks the words of an expectation against what its subject can show.
pub fn check_shape(subject: &Subject, shows: &Node) -> Result<(), Problem> {
    match shape(subject) {
        Some(kind) => check_message(&kind, shows),
        None => Ok(()),
    }
}

fn check_message(kind: &MessageDescriptor, node: &Node) -> Result<(), Problem> {
    if kind.full_name().starts_with("google.protobuf.") || kind.name() == "ConditionResult" {
        return Ok(());
    }
    for (key, value) in node.entries() {
        let name = key.name.as_str();
        if OPERATORS.contains(&name) {
            check_operand(kind, value)?;
            continue;
        }
        let Some(field) = kind.get_field_by_name(name) else {
            let known: Vec<String> = kind.fields().map(|field| field.name().to_owned()).collect();
            let what = format!("field of {}", kind.name());
            return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, &what, name, known));
        };
        if let Some(inner) = message_of(&field).filter(|_| !field.is_map()) {
            check_operand(&inner, value)?;
        }
        if let Kind::Enum(kind) = field.kind()
            && let Some(word) = value.text()
        {
            let known = enum_words(&kind);
            if word != "none" && !known.contains(&word) {
                return Err(Problem::unknown("UNKNOWN_VALUE", &value.spot, name, &word, known));
            }
        }
    }
    Ok(())
}

fn check_operand(kind: &MessageDescriptor, node: &Node) -> Result<(), Problem> {
    match &node.value {
        Yaml::List(items) => items.iter().try_for_each(|item| check_message(kind, item)),
        _ => check_message(kind, node),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario_files::grammar::{STEPS, SUBJECTS};

    #[test]
    fn every_step_and_subject_has_its_command_and_every_field_its_place() {
        for kind in STEPS.iter().filter(|kind| !kind.command.is_empty()) {
            let method = method(kind.command).unwrap_or_else(|| panic!("no command {}", kind.command));
            for field in kind.fields.iter().filter_map(|field| field.wire()) {
                assert!(method.input().get_field_by_name(field).is_some(), "{}.{field}", kind.command);
            }
        }
        for subject in SUBJECTS {
            assert!(shape(subject).is_some(), "{}", subject.name);
            if subject.list.is_empty() {
                continue;
            }
            let list = method(&format!("{}/{}", subject.service, subject.list)).expect(subject.name);
            assert!(list.output().get_field_by_name(subject.answers).is_some(), "{}", subject.name);
        }
    }

    #[test]
    fn json_becomes_a_message_and_comes_back() {
        let kind = POOL.get_message_by_name("guohe.intake.v1.CreateCallRequest").expect("there");
        let actor = json!({"id": "o-1", "role": "official", "unit": null});
        let value = json!({
            "call": "c-1", "title": "示例", "categories": ["featured"],
            "context": {"department": "hunan", "request_id": "r", "actor": actor},
        });
        let back = shown(&build(kind.clone(), &value).expect("fits"));
        assert_eq!(back["context"]["actor"]["role"], "official");
        assert_eq!(back["title"], json!({"zh": "示例", "en": "示例"}));
        assert_eq!(back["opens_on"], Value::Null);
        let error = build(kind, &json!({"context": {"actor": {"role": "offical"}}})).expect_err("no role");
        assert!(error.contains("official, recommender, host, expert"), "{error}");
    }
}
