//! Reading single values: exact amounts, days, hashes, ids.
//!
//! Owns what is well-formed for each field type. Never knows where a value stands.

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::regions::is_region;
use super::schema::{FieldType, nearest};
use crate::credit_code::check_credit_code;
use crate::period::Period;

/// The first day a fact may carry.
const FIRST_DAY: &str = "1900-01-01";

/// The last day a fact may carry.
const LAST_DAY: &str = "2199-12-31";

/// Longest id.
const MAX_ID_CHARS: usize = 64;

/// Most decimals of an amount.
const MAX_DECIMALS: u32 = 4;

/// Most decimals of a share.
const MAX_SHARE_DECIMALS: u32 = 6;

/// Most characters of an amount.
const MAX_AMOUNT_CHARS: usize = 18;

/// A value that does not fit its type: a stable code and a message that begins with the value.
pub(super) struct Misfit {
    pub(super) code: &'static str,
    pub(super) message: String,
}

fn misfit(code: &'static str, message: impl Into<String>) -> Result<(), Misfit> {
    Err(Misfit { code, message: message.into() })
}

/// Checks a single value against a type; sections and lists are checked by their walk.
pub(super) fn check(value: &Value, kind: FieldType) -> Result<(), Misfit> {
    match (kind, value) {
        (FieldType::Flag, Value::Bool(_)) => Ok(()),
        (FieldType::Whole { least, greatest }, Value::Number(number)) => match number.as_i64() {
            Some(whole) if (least..=greatest).contains(&whole) => Ok(()),
            _ => misfit("out_of_range", format!("{number} is not a whole number from {least} to {greatest}")),
        },
        (FieldType::Flag, _) => misfit("wrong_type", format!("{} is not true or false", shown(value))),
        (FieldType::Whole { .. }, _) => {
            misfit("wrong_type", format!("{} is not a whole number", shown(value)))
        }
        (_, Value::String(text)) => check_text(text, kind),
        (FieldType::Money, _) => misfit(
            "wrong_type",
            format!("{} is not a decimal string; write an amount as \"1234.50\"", shown(value)),
        ),
        (FieldType::Ratio, _) => misfit(
            "wrong_type",
            format!("{} is not a decimal string; write fifty-one per cent as \"0.51\"", shown(value)),
        ),
        _ => misfit("wrong_type", format!("{} is not a text", shown(value))),
    }
}

fn check_text(text: &str, kind: FieldType) -> Result<(), Misfit> {
    match kind {
        FieldType::Text { most } => {
            if text.chars().count() > most {
                return misfit("too_long", format!("longer than {most} characters"));
            }
            let control = |c: char| c.is_control() && c != '\n';
            if text.chars().any(control) {
                return misfit("control_character", "holds a control character");
            }
            Ok(())
        }
        FieldType::Date if date(text).is_none() => match day(text) {
            Some(day) => misfit(
                "date_out_of_range",
                format!("{day} is out of range; a day lies between {FIRST_DAY} and {LAST_DAY}"),
            ),
            None => misfit("not_a_date", format!("{} is not a date", cut(text))),
        },
        FieldType::Money if text.strip_prefix('-').is_some_and(|rest| amount(rest).is_some()) => {
            misfit("negative_amount", format!("{} is negative; an amount is 0 or more", cut(text)))
        }
        FieldType::Ratio if share(text).is_none() => misfit(
            "not_a_share",
            format!("{} is not a share from 0 to 1; write fifty-one per cent as \"0.51\"", cut(text)),
        ),
        FieldType::Period => match text.parse::<Period>() {
            Ok(_) => Ok(()),
            Err(error) => misfit("not_a_period", error.to_string()),
        },
        FieldType::Region if !is_region(text) => misfit(
            "not_a_region",
            format!(
                "{} is no country or region code; write two capitals of ISO 3166-1, such as FR or HK",
                cut(text)
            ),
        ),
        FieldType::Money if amount(text).is_none() => misfit(
            "not_an_amount",
            format!("{} is not an amount; write digits with at most four decimals", cut(text)),
        ),
        FieldType::Choice { codes, .. } if !codes.contains(&text) => {
            let hint = nearest(text, codes.iter().copied())
                .map_or_else(|| codes.join(", "), |near| format!("did you mean {near}?"));
            misfit("unknown_option", format!("{} is not one of the options; {hint}", cut(text)))
        }
        FieldType::CreditCode => check_credit_code(text)
            .map_err(|error| Misfit { code: "bad_credit_code", message: error.to_string() }),
        FieldType::Id if !is_id(text) => {
            misfit("not_an_id", format!("{} is not an id; letters, digits, - and _ only", cut(text)))
        }
        FieldType::Sha256 if !is_sha256(text) => {
            misfit("not_a_hash", format!("{} is not a SHA-256 in lower-case hexadecimal", cut(text)))
        }
        FieldType::Code if !is_code(text) => {
            misfit("not_a_code", format!("{} is not a code in snake case", cut(text)))
        }
        FieldType::Flag | FieldType::Whole { .. } | FieldType::Section | FieldType::List { .. } => {
            misfit("wrong_type", format!("{} is a text", cut(text)))
        }
        _ => Ok(()),
    }
}

/// A day in the one form `2026-03-09`, whenever it was.
fn day(text: &str) -> Option<Date> {
    let well_formed = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    well_formed.then(|| text.parse().ok()).flatten()
}

/// A day in the one form `2026-03-09` that a fact may carry.
pub(super) fn date(text: &str) -> Option<Date> {
    let sensible = FIRST_DAY.parse().ok()?..=LAST_DAY.parse().ok()?;
    day(text).filter(|day| sensible.contains(day))
}

/// A share from 0 to 1.
pub(super) fn share(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let shaped = text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('.');
    let share: Decimal = (plain && shaped).then(|| text.parse().ok()).flatten()?;
    (share <= Decimal::ONE && share.scale() <= MAX_SHARE_DECIMALS).then_some(share)
}

/// An exact amount in yuan.
pub(super) fn amount(text: &str) -> Option<Decimal> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let shaped = text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('.');
    if !plain || !shaped || text.len() > MAX_AMOUNT_CHARS {
        return None;
    }
    let amount: Decimal = text.parse().ok()?;
    (amount.scale() <= MAX_DECIMALS).then_some(amount)
}

fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.len() <= MAX_ID_CHARS && text.chars().all(fits)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_code(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !text.is_empty() && text.len() <= MAX_ID_CHARS && text.chars().all(fits)
}

/// What a value looks like in a message, without repeating large content.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => cut(text),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a group of fields".to_owned(),
        other => other.to_string(),
    }
}

fn cut(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// What is wrong with a value a condition compares a field with, if anything.
pub(crate) fn literal_problem(value: &Value, kind: FieldType) -> Option<String> {
    match kind {
        FieldType::Section | FieldType::List { .. } => {
            Some("a section or list cannot be compared; count its entries".to_owned())
        }
        FieldType::CreditCode | FieldType::Sha256 | FieldType::Id => {
            Some("identifying fields cannot be conditions".to_owned())
        }
        kind => check(value, kind).err().map(|misfit| misfit.message),
    }
}
