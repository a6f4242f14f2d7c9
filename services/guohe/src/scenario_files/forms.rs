//! Forms that scenario files begin with, and how a file's differences are put on them.
//!
//! Owns the good form of each regime, dates relative to the reference date, and paths into a form. Whether a form
//! meets a condition is the packs' to say.

use chrono::Datelike;
use guohe_clock::Date;
use guohe_policy::Period;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::file::{Cast, FormPlan, Institution};

/// Longest chain of forms that begin with each other.
const LONGEST_CHAIN: usize = 8;

/// The good forms, by the first word of the pack's name.
const GOOD: &[(&str, &str)] = &[
    ("hunan", include_str!("forms/hunan.yaml")),
    ("zhejiang", include_str!("forms/zhejiang.yaml")),
    ("most", include_str!("forms/most.yaml")),
    ("guangdong", include_str!("forms/guangdong.yaml")),
];

/// What a form is filled in for.
#[derive(Debug, Clone, Copy)]
pub struct Occasion<'a> {
    /// The pack.
    pub pack: &'a str,
    /// The category.
    pub category: &'a str,
    /// The reference date, normally the call's close.
    pub reference: Date,
    /// The host.
    pub host: Option<&'a Institution>,
}

/// A form filled in.
pub fn fill(plan: &FormPlan, cast: &Cast, occasion: Occasion<'_>) -> Result<Value, String> {
    let mut chain = vec![plan.clone()];
    let mut form = loop {
        let from = chain.last().map(|plan| plan.from.clone()).unwrap_or_default();
        match (from.as_str(), cast.forms.get(&from)) {
            (_, Some(named)) if chain.len() < LONGEST_CHAIN => chain.push(named.clone()),
            ("good", None) => break good(occasion)?,
            ("empty", None) => break json!({}),
            (_, Some(_)) => return Err(format!("the forms begin with each other: {from}")),
            (_, None) => return Err(format!("there is no form {from:?}")),
        }
    };
    if let Some(host) = occasion.host {
        for (path, value) in [
            ("org.name", &host.name),
            ("org.credit_code", &host.code),
            ("org.kind", &host.kind),
            ("org.province", &host.province),
            ("org.city", &host.city),
        ] {
            set(&mut form, path, json!(value))?;
        }
    }
    for plan in chain.iter().rev() {
        for (path, value) in &plan.set {
            set(&mut form, path, value.clone())?;
        }
        attach(&mut form, plan);
    }
    Ok(dated(form, occasion.reference))
}

fn good(occasion: Occasion<'_>) -> Result<Value, String> {
    let regime = occasion.pack.split('-').next().unwrap_or_default();
    let text = GOOD.iter().find(|(name, _)| *name == regime).map(|(_, text)| *text);
    let text =
        text.ok_or_else(|| format!("there is no good form for {}; begin with from: empty", occasion.pack))?;
    let mut read: Value = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let mut form = read["common"].take();
    if let Value::Object(settings) = read["categories"][occasion.category].take() {
        for (path, value) in settings {
            set(&mut form, &path, value)?;
        }
    }
    let attached = form["attachments"].take();
    let kinds = attached.as_array().cloned().unwrap_or_default();
    form["attachments"] = kinds.iter().filter_map(Value::as_str).map(attachment).collect();
    Ok(form)
}

fn attachment(kind: &str) -> Value {
    let sha256 = hex::encode(Sha256::digest(format!("guohe scenario attachment/{kind}")));
    json!({"kind": kind, "sha256": sha256, "pages": 12})
}

fn attach(form: &mut Value, plan: &FormPlan) {
    if plan.without.is_empty() && plan.with.is_empty() {
        return;
    }
    let mut all = form["attachments"].as_array().cloned().unwrap_or_default();
    let kind = |attached: &Value| attached["kind"].as_str().unwrap_or_default().to_owned();
    all.retain(|attached| !plan.without.contains(&kind(attached)));
    all.extend(plan.with.iter().map(|kind| attachment(kind)));
    form["attachments"] = Value::Array(all);
}

/// Sets the value at a path such as `org.finance[2].revenue`; null takes it away.
fn set(form: &mut Value, path: &str, value: Value) -> Result<(), String> {
    let mut place = form;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let (name, positions) = positions(part).ok_or_else(|| format!("{path:?} is no path into a form"))?;
        if !place.is_object() {
            *place = json!({});
        }
        let Value::Object(fields) = place else { return Err(format!("{path:?} leads nowhere")) };
        let is_last = parts.peek().is_none() && positions.is_empty();
        if is_last && value.is_null() {
            fields.remove(name);
            return Ok(());
        }
        place = fields.entry(name).or_insert(Value::Null);
        for position in positions {
            if !place.is_array() {
                *place = json!([]);
            }
            let Value::Array(items) = place else { return Err(format!("{path:?} leads nowhere")) };
            match position {
                at if at < items.len() => place = &mut items[at],
                at if at == items.len() => {
                    items.push(Value::Object(Map::new()));
                    place = &mut items[at];
                }
                at => {
                    return Err(format!(
                        "{path:?}: there are only {} items, {at} is beyond them",
                        items.len()
                    ));
                }
            }
        }
    }
    *place = value;
    Ok(())
}

/// A part of a path: its name and the positions behind it.
fn positions(part: &str) -> Option<(&str, Vec<usize>)> {
    let (name, rest) = part.split_once('[').map_or((part, ""), |(name, rest)| (name, rest));
    if name.is_empty() {
        return None;
    }
    let numbers = rest.split('[').filter(|text| !text.is_empty());
    let positions: Option<Vec<usize>> = numbers.map(|text| text.strip_suffix(']')?.parse().ok()).collect();
    Some((name, positions?))
}

/// Puts dates in the place of words such as `close-1Y` and years in that of `close.year-1`.
fn dated(value: Value, reference: Date) -> Value {
    match value {
        Value::String(text) => match relative(&text, reference) {
            Some(value) => value,
            None => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(|item| dated(item, reference)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, dated(value, reference))).collect()
        }
        other => other,
    }
}

/// `close`, `close-3Y`, `close+1D`, `close-3Y-1D`, `close.year-1`.
fn relative(text: &str, reference: Date) -> Option<Value> {
    let rest = text.strip_prefix("close")?;
    if let Some(rest) = rest.strip_prefix(".year") {
        let offset: i32 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
        return Some(json!(reference.year() + offset));
    }
    let mut day = reference;
    let mut rest = rest;
    while !rest.is_empty() {
        let (sign, tail) = (rest.chars().next()?, &rest[1..]);
        let end = tail.find(['+', '-']).unwrap_or(tail.len());
        let period: Period = format!("P{}", &tail[..end]).parse().ok()?;
        day = match sign {
            '+' => period.add_to(day).ok()?,
            '-' => period.back_from(day).ok()?,
            _ => return None,
        };
        rest = &tail[end..];
    }
    Some(json!(day.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_relative_to_the_reference_and_paths_reach_into_lists() {
        let reference: Date = "2028-02-29".parse().expect("a date");
        assert_eq!(relative("close-3Y", reference), Some(json!("2025-02-28")));
        assert_eq!(relative("close-3Y-1D", reference), Some(json!("2025-02-27")));
        assert_eq!(relative("close+1D", reference), Some(json!("2028-03-01")));
        assert_eq!(relative("close.year-1", reference), Some(json!(2027)));
        assert_eq!(relative("closed", reference), None);
        let mut form = json!({"org": {"finance": [{"year": 2025}]}});
        set(&mut form, "org.finance[0].revenue", json!("5")).expect("set");
        set(&mut form, "org.finance[1].year", json!(2026)).expect("added");
        assert_eq!(form["org"]["finance"], json!([{"year": 2025, "revenue": "5"}, {"year": 2026}]));
        assert!(set(&mut form, "org.finance[9].year", json!(1)).is_err());
        set(&mut form, "org.finance", Value::Null).expect("taken away");
        assert_eq!(form, json!({"org": {}}));
    }
}
