//! The sentences on lists, lengths, cut-offs and conditions that name each other.
//!
//! Owns the wording in Chinese and English, beside `explain`. Never decides anything.

use guohe_clock::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use super::explain::{label, shown};
use super::op::Op;
use super::truth::Truth;
use crate::model::{CodeList, Condition, ListedCode, Strength};
use crate::period::Period;
use crate::refs::Text;

/// Met, not met or open.
fn verdict(truth: Truth) -> (&'static str, &'static str) {
    match truth {
        Truth::True => ("符合", "met"),
        Truth::False => ("不符合", "not met"),
        Truth::Unknown => ("待定", "open"),
    }
}

/// A number from one end to the other.
fn range<T: PartialEq + std::fmt::Display>(low: T, high: Option<T>) -> (String, String) {
    match high {
        Some(high) if high == low => (low.to_string(), low.to_string()),
        Some(high) => (format!("{low}至{high}"), format!("{low} to {high}")),
        None => (format!("至少{low}"), format!("at least {low}")),
    }
}

/// So many of the parts hold.
pub(super) fn at_least(parts: usize, (sure, open): (u64, u64), number: usize) -> Text {
    let mut text = Text::new(format!("{parts}项指标中{sure}项符合"), format!("{sure} of {parts} are met"));
    if open > 0 {
        text.zh.push_str(&format!("，{open}项待定"));
        text.en.push_str(&format!(", {open} are open"));
    }
    text.zh.push_str(&format!("，要求至少{number}项"));
    text.en.push_str(&format!(", needs at least {number}"));
    text
}

/// The occasion of a test does not arise.
pub(super) fn nothing_to_test() -> Text {
    Text::new("不属于该情形，无须检验", "the case does not arise, there is nothing to test")
}

/// A condition does not apply.
pub(super) fn not_applicable() -> Text {
    Text::new("本条件不适用", "this condition does not apply")
}

/// It is open whether a condition applies.
pub(super) fn maybe_applicable() -> Text {
    Text::new("本条件是否适用待定", "whether this condition applies is open")
}

/// Another condition's result.
pub(super) fn met(condition: &Condition, truth: Truth) -> Text {
    let (zh, en) = verdict(truth);
    Text::new(
        format!("{}（{}）{zh}", condition.id, condition.text.zh),
        format!("{} ({}): {en}", condition.id, condition.text.en),
    )
}

/// A soft rule is not met.
pub(super) fn waiver(strength: Strength) -> Text {
    let word = strength.word();
    Text::new(
        format!("“{}”的条件不满足，可书面说明理由申请豁免", word.zh),
        format!("a rule \"{}\" is not met; it may be waived with written reasons", word.en),
    )
}

/// The guide's publication date is not known.
pub(super) fn no_guide_date() -> Text {
    Text::new(
        "指南发布日期未知，回看期无法计算（A-36）",
        "the day the guide was published is not known, so nothing can be counted back from it (A-36)",
    )
}

/// A code looked up in a list.
pub(super) fn in_code_list(path: &str, actual: &str, list: &CodeList, known: Option<&ListedCode>) -> Text {
    let name = label(path);
    match known {
        Some(listed) => Text::new(
            format!("{}“{}”在{}之内", name.zh, listed.name.zh, list.source.zh),
            format!("{} {:?} is in {}", name.en, listed.name.en, list.source.en),
        ),
        None if list.open => Text::new(
            format!("{}“{actual}”不在{}之内，该目录未尽，须裁量", name.zh, list.source.zh),
            format!(
                "{} {actual:?} is not in {}, which is not complete: needs a ruling",
                name.en, list.source.en
            ),
        ),
        None => Text::new(
            format!("{}“{actual}”不在{}之内", name.zh, list.source.zh),
            format!("{} {actual:?} is not in {}", name.en, list.source.en),
        ),
    }
}

/// A field states something, or that there is nothing.
pub(super) fn states(path: &str, actual: &Value, truth: Truth) -> Text {
    let (name, actual) = (label(path), shown(Some(actual)));
    let (zh, en) = verdict(truth);
    Text::new(format!("{}为{}，{zh}", name.zh, actual.zh), format!("{}: {}, {en}", name.en, actual.en))
}

/// What a list holds of what is asked for.
pub(super) fn includes(list: &str, wanted: usize, lacking: &[&String]) -> Text {
    let name = label(list);
    let mut text = Text::new(
        format!("{}须含{wanted}项，已有{}项", name.zh, wanted - lacking.len()),
        format!("{}: {} of {wanted} are there", name.en, wanted - lacking.len()),
    );
    if !lacking.is_empty() {
        let codes: Vec<&str> = lacking.iter().map(|code| code.as_str()).collect();
        text.zh.push_str(&format!("，缺{}", codes.join("、")));
        text.en.push_str(&format!(", lacking {}", codes.join(", ")));
    }
    text
}

/// A field looked for among others.
pub(super) fn member(path: &str, of: &[String], truth: Truth) -> Text {
    let name = label(path);
    let sources: Vec<Text> = of.iter().map(|source| label(source)).collect();
    let zh: Vec<&str> = sources.iter().map(|source| source.zh.as_str()).collect();
    let en: Vec<&str> = sources.iter().map(|source| source.en.as_str()).collect();
    let (verdict_zh, verdict_en) = verdict(truth);
    Text::new(
        format!("{}须属于{}，{verdict_zh}", name.zh, zh.join("、")),
        format!("{} is to be among {}: {verdict_en}", name.en, en.join(", ")),
    )
}

/// Whether a region counts as overseas.
pub(super) fn overseas(path: &str, code: &str, truth: Truth) -> Text {
    let name = label(path);
    let (zh, en) = verdict(truth);
    Text::new(
        format!("{}为{code}，须在境外，{zh}", name.zh),
        format!("{}: {code}, must lie outside the Mainland: {en}", name.en),
    )
}

/// A partner in Hong Kong, Macao or Taiwan was counted.
pub(super) fn counted_as_overseas(place: &str, code: &str) -> Text {
    Text::new(
        format!("{place}为{code}：港澳台伙伴按参照规定计入，请评审关注（A-40）"),
        format!("{place} is {code}: counted as overseas by analogy, for the reviewer to note (A-40)"),
    )
}

/// How long something has lasted.
pub(super) fn elapsed(since: &str, start: Date, period: Period, anniversary: Date, reference: Date) -> Text {
    let (name, length) = (label(since), period.spoken());
    let (zh, en) = match reference.cmp(&anniversary) {
        std::cmp::Ordering::Greater => ("已满", "complete"),
        std::cmp::Ordering::Less => ("未满", "not complete"),
        std::cmp::Ordering::Equal => {
            ("当日为周年日，是否算满须裁量", "that is the anniversary day itself, an edge")
        }
    };
    Text::new(
        format!("{}{start}，满{}之日为{anniversary}，基准日{reference}，{zh}", name.zh, length.zh),
        format!("{} {start}, {} end on {anniversary}, measured on {reference}: {en}", name.en, length.en),
    )
}

/// A day and a cut-off.
pub(super) fn before(path: &str, day: Date, cutoff: Date) -> Text {
    let name = label(path);
    let (zh, en) = match day.cmp(&cutoff) {
        std::cmp::Ordering::Less => ("符合", "met"),
        std::cmp::Ordering::Greater => ("不符合", "not met"),
        std::cmp::Ordering::Equal => ("恰为当日，“前”是否含当日须裁量", "that very day, an edge"),
    };
    Text::new(
        format!("{}为{day}，须在{cutoff}前，{zh}", name.zh),
        format!("{}: {day}, must be before {cutoff}: {en}", name.en),
    )
}

/// Elements told apart by a field.
pub(super) fn distinct((list, field): (&str, &str), (low, high): (u64, u64), op: Op, value: u64) -> Text {
    let (name, by) = (label(list), label(&format!("{list}[].{field}")));
    let (zh, en) = range(low, Some(high));
    Text::new(
        format!("{}按{}计{zh}个，要求{}{value}个", name.zh, by.zh, op.sign()),
        format!("{}: {en} different by {}, needs {} {value}", name.en, by.en, op.sign()),
    )
}

/// The sum over everything, beside the one that decides.
pub(super) fn total_beside(list: &str, field: &str, total: Decimal) -> Text {
    let name = label(&format!("{list}[].{field}"));
    Text::new(
        format!("（不限时间的{}合计{total}，供参考）", name.zh),
        format!("({} of all time adds up to {total}, for information)", name.en),
    )
}

/// A part of a whole.
pub(super) fn share(
    (list, field): (&str, Option<&str>),
    part: (Decimal, Decimal),
    rest: (Decimal, Decimal),
    op: Op,
    value: Decimal,
) -> Text {
    let name = label(&field.map_or(list.to_owned(), |field| format!("{list}[].{field}")));
    let percent = |ratio: Decimal| (ratio * Decimal::ONE_HUNDRED).round_dp(2).normalize();
    let of = |part: Decimal, rest: Decimal| part.checked_div(part.saturating_add(rest)).map(percent);
    let floor = percent(value);
    let (Some(low), Some(high)) = (of(part.0, rest.1), of(part.1, rest.0)) else {
        return Text::new(
            format!("{}没有可计算占比的数据", name.zh),
            format!("{}: nothing to take a share of", name.en),
        );
    };
    let (zh, en) = range(low, Some(high));
    let whole = part.0.saturating_add(rest.0);
    Text::new(
        format!("{}占比{zh}%（{}/{whole}），要求{}{floor}%", name.zh, part.0, op.sign()),
        format!("share of {}: {en}% ({}/{whole}), needs {} {floor}%", name.en, part.0, op.sign()),
    )
}

/// Sums by year.
pub(super) fn yearly(
    list: &str,
    product: &[String; 2],
    spans: &[(Date, Date)],
    sums: &[(Decimal, Option<Decimal>)],
    by_product: bool,
    op: Op,
    value: Decimal,
) -> Text {
    let (name, factors) = (label(list), product.each_ref().map(|field| label(&format!("{list}[].{field}"))));
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for ((from, to), (low, high)) in spans.iter().zip(sums) {
        let (low_zh, low_en) = range(*low, *high);
        zh.push(format!("{from}至{to}为{low_zh}"));
        en.push(format!("{from} to {to}: {low_en}"));
    }
    let [one, other] = factors;
    let (how_zh, how_en) = if by_product {
        (format!("总{}乘以总{}", one.zh, other.zh), format!("all {} times all {}", one.en, other.en))
    } else {
        (format!("{}乘{}逐次相加", one.zh, other.zh), format!("{} times {}, added up", one.en, other.en))
    };
    Text::new(
        format!("{}（{how_zh}）{}，每年要求{}{value}", name.zh, zh.join("，"), op.sign()),
        format!("{} ({how_en}) {}; needs {} {value} a year", name.en, en.join(", "), op.sign()),
    )
}
