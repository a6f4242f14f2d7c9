//! The sentence that explains a date to people.
//!
//! Owns the wording in Chinese and English. Never computes a date.

use chrono::Datelike;
use guohe_clock::Date;

use super::{Roll, TimedRule, TimerSpan};
use crate::deadline::{Pause, Receipt};
use crate::refs::Text;

const WEEKDAYS_ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A date with its weekday, in Chinese and English.
fn named(date: Date) -> (String, String) {
    let index = date.weekday().num_days_from_monday() as usize;
    (format!("{date}（{}）", WEEKDAYS_ZH[index]), format!("{date} ({})", WEEKDAYS_EN[index]))
}

/// One readable sentence for a receipt.
pub(super) fn sentence(rule: &TimedRule, receipt: &Receipt) -> Text {
    let mut text = counted(rule, receipt);
    rolled(rule, receipt, &mut text);
    paused(receipt, &mut text);
    if receipt.provisional {
        text.zh.push_str("；有关年份的放假安排尚未公布，结果为暂定");
        text.en.push_str("; provisional until the official calendar of the year is loaded");
    }
    text.zh.push('。');
    text.en.push('.');
    text
}

/// The ledger of pauses: from when to when the clock stood still, and why.
fn paused(receipt: &Receipt, text: &mut Text) {
    if receipt.pauses.is_empty() {
        return;
    }
    let span = |pause: &Pause, to: &str| format!("{}{to}{}", pause.from, pause.to);
    let zh = receipt.pauses.iter().map(|pause| format!("{}（{}）", span(pause, "至"), pause.reason));
    let en = receipt.pauses.iter().map(|pause| format!("{} ({})", span(pause, " to "), pause.reason));
    text.zh.push_str(&format!("，其间暂停不计：{}", zh.collect::<Vec<_>>().join("、")));
    text.en.push_str(&format!(", not counting pauses: {}", en.collect::<Vec<_>>().join("; ")));
}

fn counted(rule: &TimedRule, receipt: &Receipt) -> Text {
    let (start_zh, start_en) = named(receipt.start);
    let (end_zh, end_en) = named(receipt.nominal);
    let (event_zh, event_en) = (&rule.start.zh, &rule.start.en);
    match rule.span {
        TimerSpan::NamedDate { .. } => Text::new(
            format!("{event_zh}（{}年），规定日期为{end_zh}", receipt.start.year()),
            format!("{event_en} ({}), the named day is {end_en}", receipt.start.year()),
        ),
        TimerSpan::Period(period) => Text::new(
            format!("自{event_zh}{start_zh}起，当日不计，经{}，最后一日为{end_zh}", period.spoken().zh),
            format!(
                "{} after {event_en} on {start_en}, that day not counted, end on {end_en}",
                period.spoken().en
            ),
        ),
        TimerSpan::Validity(period) => Text::new(
            format!("自{start_zh}起有效{}，首日计入，最后一日为{end_zh}", period.spoken().zh),
            format!(
                "in force for {} from {start_en}, that day counted; the last day is {end_en}",
                period.spoken().en
            ),
        ),
        TimerSpan::GivenDate => Text::new(format!("所定日期为{end_zh}"), format!("the day set is {end_en}")),
        _ => Text::new(format!("{event_zh}，日期为{end_zh}"), format!("{event_en}, the day is {end_en}")),
    }
}

fn rolled(rule: &TimedRule, receipt: &Receipt, text: &mut Text) {
    let (due_zh, due_en) = named(receipt.due);
    let (late_zh, late_en) = named(receipt.late_from);
    match rule.roll() {
        Roll::None => {
            text.zh.push_str("，不因休息日顺延");
            text.en.push_str(", not moved by rest days");
        }
        Roll::NextWorkingDay if receipt.due == receipt.nominal => {
            text.zh.push_str("，为工作日，不顺延");
            text.en.push_str(", a working day");
        }
        Roll::NextWorkingDay => {
            text.zh.push_str(&format!("，逢休息日，顺延至{due_zh}"));
            text.en.push_str(&format!(", a rest day, moved to {due_en}"));
        }
        Roll::LateOnly => {
            text.zh.push_str(&format!("，自{late_zh}起方计逾期"));
            text.en.push_str(&format!("; counted as late from {late_en}"));
        }
    }
}
