//! What was expected against what is there.
//!
//! Owns the comparison and its differences. An expectation names only what it cares about: fields that it does not
//! name may be anything.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::{Node, Yaml};

/// Words that compare otherwise than by being equal.
pub const OPERATORS: &[&str] = &["any", "no_such", "count", "at_least", "at_most", "contains", "not"];

/// What a value must be where nothing is expected to be there.
pub const NOTHING: &str = "none";

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Where, such as `rectification.deadline.due_on`.
    pub path: String,
    /// What was expected.
    pub expected: String,
    /// What is there.
    pub got: String,
}

/// Names that stand for other values: an institution's name for its credit code.
pub type Names = BTreeMap<String, String>;

/// The differences between what is expected and what is there.
pub fn differences(expected: &Node, got: &Value, names: &Names) -> Vec<Difference> {
    let mut found = Vec::new();
    compare("", expected, got, names, &mut found);
    found
}

fn compare(path: &str, expected: &Node, got: &Value, names: &Names, found: &mut Vec<Difference>) {
    match &expected.value {
        Yaml::Map(entries) => {
            for (key, wanted) in entries {
                if OPERATORS.contains(&key.name.as_str()) {
                    operate(path, &key.name, wanted, got, names, found);
                    continue;
                }
                let inner = join(path, &key.name);
                match got.get(&key.name) {
                    Some(value) => compare(&inner, wanted, value, names, found),
                    None => compare(&inner, wanted, &Value::Null, names, found),
                }
            }
        }
        Yaml::List(wanted) => compare_lists(path, wanted, got, names, found),
        _ if is_equal(expected, got, names) => {}
        _ => found.push(Difference { path: path.to_owned(), expected: said(expected), got: written(got) }),
    }
}

/// Lists are equal when they have the same items, in whatever order.
fn compare_lists(path: &str, wanted: &[Node], got: &Value, names: &Names, found: &mut Vec<Difference>) {
    let empty = Vec::new();
    let items = got.as_array().unwrap_or(&empty);
    let mut left: Vec<&Value> = items.iter().collect();
    let mut lacking = Vec::new();
    for item in wanted {
        match left.iter().position(|value| differences(item, value, names).is_empty()) {
            Some(index) => drop(left.remove(index)),
            None => lacking.push(said(item)),
        }
    }
    if !lacking.is_empty() || !left.is_empty() {
        let expected = format!("[{}]", wanted.iter().map(said).collect::<Vec<_>>().join(", "));
        let short: Vec<String> = items.iter().map(brief).collect();
        found.push(Difference { path: path.to_owned(), expected, got: format!("[{}]", short.join(", ")) });
    }
}

fn operate(
    path: &str,
    operator: &str,
    wanted: &Node,
    got: &Value,
    names: &Names,
    found: &mut Vec<Difference>,
) {
    let empty = Vec::new();
    let items = got.as_array().unwrap_or(&empty);
    let matches = || items.iter().any(|item| differences(wanted, item, names).is_empty());
    let holds = match operator {
        "any" => matches(),
        "no_such" => !matches(),
        "count" => wanted.text() == Some(items.len().to_string()),
        "at_least" => ordered(got, wanted).is_some_and(std::cmp::Ordering::is_ge),
        "at_most" => ordered(got, wanted).is_some_and(std::cmp::Ordering::is_le),
        "contains" => wanted.text().is_some_and(|words| written(got).contains(&words)),
        _ => !differences(wanted, got, names).is_empty(),
    };
    if !holds {
        let got = match (operator, got) {
            ("count", _) => items.len().to_string(),
            (_, Value::Array(items)) => {
                format!("[{}]", items.iter().map(brief).collect::<Vec<_>>().join(", "))
            }
            _ => written(got),
        };
        found.push(Difference {
            path: path.to_owned(),
            expected: format!("{operator} {}", said(wanted)),
            got,
        });
    }
}

/// How a number or date stands to another.
fn ordered(got: &Value, wanted: &Node) -> Option<std::cmp::Ordering> {
    let wanted = wanted.text()?;
    match (got.as_i64(), wanted.parse::<i64>()) {
        (Some(got), Ok(wanted)) => Some(got.cmp(&wanted)),
        _ => got.as_str().map(|got| got.cmp(wanted.as_str())),
    }
}

/// Whether a single value is there, as it was written.
fn is_equal(expected: &Node, got: &Value, names: &Names) -> bool {
    if matches!(expected.value, Yaml::Null) {
        return is_nothing(got);
    }
    let Some(wanted) = expected.text() else { return false };
    if wanted == NOTHING && is_nothing(got) {
        return true;
    }
    match got {
        // Some states are told in capitals, others are not.
        Value::String(text) => text.eq_ignore_ascii_case(&wanted) || names.get(&wanted) == Some(text),
        Value::Number(number) => number.to_string() == wanted,
        Value::Bool(flag) => flag.to_string() == wanted,
        // What is known by one of its values is expected by that value.
        Value::Object(fields) => {
            let known = ["code", "outcome", "rule", "zh", "en", "state", "change", "matter"];
            let is_it = |text: &str| text.eq_ignore_ascii_case(&wanted);
            known.iter().any(|name| fields.get(*name).and_then(Value::as_str).is_some_and(is_it))
        }
        Value::Null | Value::Array(_) => false,
    }
}

fn is_nothing(got: &Value) -> bool {
    match got {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// An expectation as it was written.
pub fn said(node: &Node) -> String {
    match &node.value {
        Yaml::Null => NOTHING.to_owned(),
        Yaml::List(_) | Yaml::Map(_) => node.json().to_string(),
        _ => node.text().unwrap_or_default(),
    }
}

/// A value as people read it.
pub fn written(got: &Value) -> String {
    match got {
        Value::Null => NOTHING.to_owned(),
        Value::String(text) => text.clone(),
        Value::Object(fields) => match fields.get("zh").and_then(Value::as_str) {
            Some(zh) => format!("{zh} / {}", fields.get("en").and_then(Value::as_str).unwrap_or_default()),
            None => brief(got),
        },
        other => other.to_string(),
    }
}

/// Longest value shown in a difference, in characters.
const LONGEST: usize = 300;

/// An item of a list by what it is known by, otherwise cut short.
fn brief(item: &Value) -> String {
    let known = ["code", "outcome", "rule", "change", "matter"];
    let name = known.iter().find_map(|name| item.get(*name).and_then(Value::as_str));
    let text = match (name, item) {
        (Some(name), _) => return name.to_owned(),
        (None, Value::Object(fields)) => {
            let there = fields.iter().filter(|(_, value)| !is_nothing(value));
            Value::Object(there.map(|(key, value)| (key.clone(), value.clone())).collect()).to_string()
        }
        (None, Value::String(text)) => text.clone(),
        (None, other) => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        return text;
    }
    format!("{}…", text.chars().take(LONGEST).collect::<String>())
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(expected: &str, got: &Value) -> Vec<Difference> {
        let node = Node::parse(&"a.yaml".into(), expected).expect("reads");
        differences(&node, got, &Names::from([("host".to_owned(), "91".to_owned())]))
    }

    #[test]
    fn only_what_is_named_is_compared() {
        let got = json!({"status": "active", "institution": "91", "deadline": {"due_on": "2030-09-20"}, "tasks": []});
        assert_eq!(check("{status: active, institution: host, tasks: none}", &got), vec![]);
        let found = check("{status: revoked, deadline: {due_on: 2030-09-21}}", &got);
        let wanted = |path: &str, expected: &str, got: &str| Difference {
            path: path.into(),
            expected: expected.into(),
            got: got.into(),
        };
        assert_eq!(
            found,
            vec![
                wanted("status", "revoked", "active"),
                wanted("deadline.due_on", "2030-09-21", "2030-09-20")
            ]
        );
    }

    #[test]
    fn lists_compare_in_any_order_and_operators_hold() {
        let got = json!({"tasks": [{"code": "a"}, {"code": "b"}], "n": 3, "late_since": null});
        assert_eq!(check("{tasks: [b, a], n: {at_least: 3}, late_since: none}", &got), vec![]);
        assert_eq!(check("{tasks: {any: {code: a}, count: 2, no_such: {code: c}}}", &got), vec![]);
        assert_eq!(check("{tasks: [a]}", &got)[0].got, "[a, b]");
        assert_eq!(check("{n: {at_most: 2}}", &got)[0].expected, "at_most 2");
        assert_eq!(check("{n: {not: 3}}", &got).len(), 1);
    }
}
