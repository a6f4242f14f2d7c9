//! Between generated types and the values deciders use.

use guohe_clock::{Date, Timestamp};
use guohe_flow::{Actor, Refusal, Request, Role, Tasks, Workflow};
use guohe_policy::{RuleRef, Text};
use pbjson_types::Struct;
use serde_json::Value;

use crate::common::v1 as common;

/// Turns a command's context and target into an engine request; refuses what is missing, by field.
pub fn request<W: Workflow>(
    context: Option<common::CommandContext>,
    id: &str,
    command: W::Command,
) -> Result<Request<W>, Refusal> {
    let context = context.ok_or_else(|| {
        Refusal::invalid("CONTEXT_MISSING", "context", "is missing: department, request id, actor")
    })?;
    let actor = actor(context.actor.as_ref())?;
    if context.request_id.is_empty() || context.request_id.len() > 120 {
        return Err(Refusal::invalid("REQUEST_ID", "context.request_id", "must have 1 to 120 characters"));
    }
    Ok(Request {
        department: context.department,
        id: id.to_owned(),
        request_id: context.request_id,
        actor,
        command,
    })
}

/// Reads the actor; the system's role is never accepted from outside.
pub fn actor(actor: Option<&common::Actor>) -> Result<Actor, Refusal> {
    let actor =
        actor.ok_or_else(|| Refusal::invalid("ACTOR_MISSING", "context.actor", "is missing: who asks?"))?;
    let role = match actor.role() {
        common::Role::Official => Role::Official,
        common::Role::Recommender => Role::Recommender,
        common::Role::Host => Role::Host,
        common::Role::Expert => Role::Expert,
        common::Role::System | common::Role::Unspecified => {
            return Err(Refusal::invalid(
                "ACTOR_ROLE",
                "context.actor.role",
                "must be official, recommender, host or expert",
            ));
        }
    };
    if actor.id.is_empty() || actor.id.len() > 120 {
        return Err(Refusal::invalid("ACTOR_ID", "context.actor.id", "must have 1 to 120 characters"));
    }
    Ok(Actor { id: actor.id.clone(), role, unit: actor.unit.clone() })
}

/// Reads a Beijing date; the refusal names the field.
pub fn parse_date(path: &str, text: &str) -> Result<Date, Refusal> {
    text.parse().map_err(|_| {
        Refusal::invalid(
            "DATE",
            path,
            format!("{text:?} is no date; write it like 2026-03-09, with a day that exists"),
        )
    })
}

/// Reads a date that may be left out.
pub fn parse_optional_date(path: &str, text: &str) -> Result<Option<Date>, Refusal> {
    if text.is_empty() { Ok(None) } else { parse_date(path, text).map(Some) }
}

/// A date for the wire, empty where there is none.
pub fn written(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Rules for the wire.
pub fn rule_refs(rules: &[RuleRef]) -> Vec<common::RuleRef> {
    rules.iter().map(|r| common::RuleRef { rule: r.rule.clone(), article: r.article.clone() }).collect()
}

/// Rules from the wire.
pub fn rules_from(rules: &[common::RuleRef]) -> Vec<RuleRef> {
    rules.iter().map(|r| RuleRef { rule: r.rule.clone(), article: r.article.clone() }).collect()
}

/// A role for the wire.
pub fn role(role: Role) -> common::Role {
    match role {
        Role::Official => common::Role::Official,
        Role::Recommender => common::Role::Recommender,
        Role::Host => common::Role::Host,
        Role::Expert => common::Role::Expert,
        Role::System => common::Role::System,
    }
}

/// Open tasks for the wire.
pub fn tasks(tasks: &Tasks) -> Vec<common::Task> {
    let wire = |task: &guohe_flow::Task| common::Task {
        code: task.code.clone(),
        role: role(task.role).into(),
        opened_on: task.opened_on.to_string(),
        due_on: task.due_on.map(|day| day.to_string()).unwrap_or_default(),
        question: task.question.clone(),
        rules: rule_refs(&task.rules),
    };
    tasks.iter().map(wire).collect()
}

/// Words in both languages for the wire.
pub fn text(text: &Text) -> common::Text {
    common::Text { zh: text.zh.clone(), en: text.en.clone() }
}

/// An instant for the wire.
pub fn timestamp(instant: Timestamp) -> pbjson_types::Timestamp {
    pbjson_types::Timestamp { seconds: instant.timestamp(), nanos: instant.timestamp_subsec_nanos() as i32 }
}

/// A `google.protobuf.Struct` as JSON. Whole numbers become JSON integers again.
pub fn struct_value(value: &Struct) -> Value {
    let mut json = serde_json::to_value(value).unwrap_or(Value::Null);
    whole_numbers(&mut json);
    json
}

fn whole_numbers(value: &mut Value) {
    /// Beyond this a double no longer holds every whole number.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) => {
            if let Some(float) =
                number.as_f64().filter(|f| !number.is_i64() && f.fract() == 0.0 && f.abs() < EXACT)
            {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// A JSON object as a `google.protobuf.Struct`; anything else becomes an empty one.
pub fn value_struct(value: &Value) -> Struct {
    serde_json::from_value(value.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_survives_the_wire_with_whole_numbers_whole() {
        let form = serde_json::json!({"plan": {"years": 3, "share": 0.25}, "list": [1, "二", true, null]});
        assert_eq!(struct_value(&value_struct(&form)), form);
    }

    #[test]
    fn an_impossible_date_names_its_field() {
        let refusal = parse_date("call.closes_on", "2026-02-30").expect_err("no such day");
        assert_eq!(refusal.fields[0].0, "call.closes_on");
    }
}
