//! The sentences that explain a result.
//!
//! Owns the wording in Chinese and English. Never decides anything.

use rust_decimal::Decimal;
use serde_json::Value;

use super::intensity::Year;
use super::op::Op;
use super::report::{Outcome, ReadingResult};
use super::truth::Truth;
use crate::form::find;
use crate::model::{Condition, Pack, Tier};
use crate::refs::Text;

/// The name of a field as people know it. List positions are left out.
pub(super) fn label(path: &str) -> Text {
    let mut declared = String::new();
    let mut inside = false;
    for character in path.chars() {
        inside = character == '[' || (inside && character != ']');
        if !inside || character == '[' {
            declared.push(character);
        }
    }
    match find(&declared).or_else(|| find(declared.trim_end_matches("[]"))) {
        Some(field) => Text::new(field.zh, field.en),
        None => Text::new(path, path),
    }
}

pub(super) fn shown(value: Option<&Value>) -> Text {
    match value {
        None => Text::new("未填写", "not stated"),
        Some(Value::Bool(true)) => Text::new("是", "yes"),
        Some(Value::Bool(false)) => Text::new("否", "no"),
        Some(Value::String(text)) => Text::new(text, text),
        Some(other) => Text::new(other.to_string(), other.to_string()),
    }
}

fn wanted(value: &Value) -> Text {
    match value {
        Value::Array(values) => {
            let words: Vec<String> = values.iter().map(|value| shown(Some(value)).zh).collect();
            Text::new(words.join("、"), words.join(", "))
        }
        single => shown(Some(single)),
    }
}

/// A field compared with a value.
pub(super) fn compared(path: &str, actual: Option<&Value>, op: Op, expected: &Value, truth: Truth) -> Text {
    let (name, actual, expected) = (label(path), shown(actual), wanted(expected));
    let verdict = match truth {
        Truth::True => Text::new("符合", "met"),
        Truth::False => Text::new("不符合", "not met"),
        Truth::Unknown => Text::new("待定", "open"),
    };
    Text::new(
        format!("{}为{}（要求{}{}），{}", name.zh, actual.zh, op.sign(), expected.zh, verdict.zh),
        format!("{}: {} (needs {} {}), {}", name.en, actual.en, op.sign(), expected.en, verdict.en),
    )
}

/// A field looked up in an open list.
pub(super) fn listed(path: &str, actual: &str, listed: bool) -> Text {
    let name = label(path);
    if listed {
        return Text::new(
            format!("{}“{actual}”在列举之内", name.zh),
            format!("{} {actual:?} is listed", name.en),
        );
    }
    Text::new(
        format!("{}“{actual}”未列举，列举未尽，须裁量", name.zh),
        format!("{} {actual:?} is not listed, but the list is open: needs a ruling", name.en),
    )
}

/// A list that was not given.
pub(super) fn not_given(list: &str) -> Text {
    let name = label(list);
    Text::new(
        format!("{}未填写（没有的请填空列表）", name.zh),
        format!("{} not stated (state an empty list if there are none)", name.en),
    )
}

/// A count of a list's elements.
pub(super) fn counted(list: &str, (sure, open): (u64, u64), op: Op, value: u64) -> Text {
    let name = label(list);
    let mut text = Text::new(format!("{}中{sure}项符合", name.zh), format!("{}: {sure} count", name.en));
    if open > 0 {
        text.zh.push_str(&format!("，另有{open}项待定"));
        text.en.push_str(&format!(", {open} more are open"));
    }
    text.zh.push_str(&format!("，要求{}{value}项", op.sign()));
    text.en.push_str(&format!(", needs {} {value}", op.sign()));
    text
}

/// A sum over a list's elements.
pub(super) fn summed(list: &str, field: &str, sum: Decimal, op: Op, value: Decimal) -> Text {
    let name = label(&format!("{list}[].{field}"));
    Text::new(
        format!("{}合计{sum}，要求{}{value}", name.zh, op.sign()),
        format!("{} adds up to {sum}, needs {} {value}", name.en, op.sign()),
    )
}

/// The R&D share, with the mean of the years where it differs.
pub(super) fn share(years: &[Year], part: Decimal, whole: Decimal, tier: &Tier) -> Text {
    let percent = |ratio: Decimal| (ratio * Decimal::ONE_HUNDRED).round_dp(2).normalize();
    let total = part.checked_div(whole).unwrap_or_default();
    let (count, floor) = (years.len(), percent(tier.at_least));
    let mut text = Text::new(
        format!("{count}年研发费用合计{part}元，收入合计{whole}元，占{}%，要求≥{floor}%", percent(total)),
        format!(
            "R&D of {count} years is {part}, revenue {whole}: {}%, needs at least {floor}%",
            percent(total)
        ),
    );
    if let Some(mean) = mean(years).filter(|mean| percent(*mean) != percent(total)) {
        text.zh.push_str(&format!("（各年比例的平均为{}%）", percent(mean)));
        text.en.push_str(&format!(" (the mean of the yearly shares is {}%)", percent(mean)));
    }
    text
}

/// The mean of the yearly shares; nothing where a year has no revenue.
pub(super) fn mean(years: &[Year]) -> Option<Decimal> {
    let shares: Option<Vec<Decimal>> = years.iter().map(|year| year.part.checked_div(year.whole)).collect();
    let shares = shares?;
    shares.iter().copied().sum::<Decimal>().checked_div(Decimal::from(shares.len()))
}

/// A fiscal year is missing or stated twice.
pub(super) fn years_missing() -> Text {
    Text::new("会计年度数据缺失或重复", "a fiscal year's figures are missing or stated twice")
}

/// The host has no complete fiscal year yet.
pub(super) fn no_complete_year() -> Text {
    Text::new("尚无完整会计年度", "no complete fiscal year yet")
}

/// No revenue in any of the years.
pub(super) fn no_revenue() -> Text {
    Text::new("各年均无销售收入，比例无法计算", "no revenue in any year, so there is no share")
}

/// What each reading gives.
pub(super) fn readings(pack: &Pack, results: &[ReadingResult]) -> Text {
    let mut text = Text::new("不同读法结果不同：", "readings diverge: ");
    for (index, result) in results.iter().enumerate() {
        let chosen: Vec<String> =
            result.reading.iter().map(|(switch, option)| format!("{switch}={option}")).collect();
        let ambiguities: Vec<&str> = pack
            .switches
            .iter()
            .filter(|switch| result.reading.contains_key(&switch.name))
            .map(|switch| switch.ambiguity.as_str())
            .collect();
        let (chosen, ambiguities) = (chosen.join(", "), ambiguities.join(", "));
        let outcome = verdict(result.outcome);
        let (zh, en) = if index == 0 { ("", "") } else { ("；", "; ") };
        text.zh.push_str(&format!("{zh}按{chosen}（{ambiguities}）{}", outcome.zh));
        text.en.push_str(&format!("{en}{chosen} ({ambiguities}) gives {}", outcome.en));
    }
    text
}

fn verdict(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Pass => Text::new("符合", "pass"),
        Outcome::Fail => Text::new("不符合", "fail"),
        Outcome::NeedsRuling => Text::new("待定", "open"),
    }
}

/// What would change a result that is not a pass: the pack's advice, what to state, what to attach.
pub(super) fn remedy(
    pack: &Pack,
    condition: &Condition,
    missing_facts: &[String],
    missing_documents: &[String],
) -> Option<Text> {
    let mut text = condition.remedy.clone().unwrap_or_default();
    let join = |names: Vec<Text>| {
        let zh: Vec<String> = names.iter().map(|name| name.zh.clone()).collect();
        let en: Vec<String> = names.iter().map(|name| name.en.clone()).collect();
        (zh.join("、"), en.join(", "))
    };
    if !missing_facts.is_empty() {
        let with_place = |path: &String| {
            let name = label(path);
            Text::new(format!("{}（{path}）", name.zh), format!("{} ({path})", name.en))
        };
        let (zh, en) = join(missing_facts.iter().take(10).map(with_place).collect());
        text.push(&Text::new(format!("填写{zh}"), format!("state {en}")));
    }
    if !missing_documents.is_empty() {
        let named = |kind: &String| {
            let known = pack.documents.iter().find(|document| document.kind == *kind);
            known.map_or_else(|| Text::new(kind, kind), |document| document.name.clone())
        };
        let (zh, en) = join(missing_documents.iter().map(named).collect());
        text.push(&Text::new(format!("附上{zh}"), format!("attach {en}")));
    }
    (!text.zh.is_empty()).then_some(text)
}
