//! Checks the numbers of a pack: dates, periods, tables, points.
//!
//! Owns what must hold of values on their own. Never computes a deadline.

use guohe_clock::Date;
use rust_decimal::Decimal;

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::model::{Pack, ScoreCard, SwitchValue, TierTable};
use crate::period::{Period, PeriodUnit};
use crate::timing::{TimedPurpose, TimedRule, TimerSpan};

/// A leap year, in which every day of any year exists.
const LEAP_YEAR: i32 = 2028;

/// Checks every file's numbers.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    for (index, part) in parts.iter().enumerate() {
        if part.sections.identity.is_some() {
            first_day(pack, index, findings);
        }
        for (at, rule) in part.sections.timers.iter().enumerate() {
            let path = Path::default().key("timers").index(at);
            timer(index, &path, rule, findings);
        }
        for (at, table) in part.sections.tables.iter().enumerate() {
            let path = Path::default().key("tables").index(at).key("tiers");
            tiers(index, &path, table, findings);
        }
        if let Some(settings) = &part.sections.settings {
            let path = Path::default().key("settings").key("score_card");
            score_card(index, &path, &settings.score_card, findings);
        }
        if let Some(naming) = &part.sections.naming
            && !naming.zh_template.contains("{field}")
        {
            let path = Path::default().key("naming").key("zh_template");
            findings.report(index, &path, "bad_template", "the name must hold {field}");
        }
        grounds(pack, index, part, findings);
    }
}

/// What decides cases is in force from a day; only what is over can be declared in force again.
fn first_day(pack: &Pack, index: usize, findings: &mut Findings<'_>) {
    let identity = Path::default().key("identity");
    let status = pack.identity.status;
    let declared = pack.switch("declared_in_force");
    let on = declared.and_then(SwitchValue::flag) == Some(true);
    if declared.is_some() && !status.may_be_declared() {
        let message = "only historical measures and closed calls can be declared in force";
        findings.report(index, &identity.key("status"), "not_declarable", message);
    }
    if (status.decides() || on) && pack.effective_from().is_none() {
        let message = "what decides cases is in force from a day: effective_from, or the switch of that name";
        findings.report(index, &identity, "no_first_day", message);
    }
}

fn timer(index: usize, path: &Path, rule: &TimedRule, findings: &mut Findings<'_>) {
    if rule.roll.is_some() {
        let message = "rolling is set by the switch roll_for.<class>, not here";
        findings.report(index, &path.key("roll"), "derived_field", message);
    }
    if rule.reminders.windows(2).any(|pair| pair[0] <= pair[1]) {
        let message = "reminders stand from the earliest to the latest";
        findings.report(index, &path.key("reminders"), "reminder_order", message);
    }
    let span = path.key("span");
    match &rule.span {
        TimerSpan::NamedDate { month, day, .. } if Date::from_ymd_opt(LEAP_YEAR, *month, *day).is_none() => {
            findings.report(
                index,
                &span.key("named_date"),
                "no_such_day",
                "there is no such day in any year",
            );
        }
        TimerSpan::Period(period)
        | TimerSpan::Validity(period)
        | TimerSpan::LookBack(period)
        | TimerSpan::Elapsed(period) => {
            length(index, &span, rule, *period, findings);
        }
        TimerSpan::FiscalYears(0) => {
            findings.report(index, &span, "empty_period", "a look-back covers at least one year");
        }
        TimerSpan::Streak(0) => {
            findings.report(index, &span, "empty_period", "results in a row are at least one");
        }
        TimerSpan::SinceYear(year) if !(1990..=2100).contains(year) => {
            findings.report(index, &span, "no_such_year", "a year lies between 1990 and 2100");
        }
        _ => {}
    }
    let measures = matches!(
        rule.span,
        TimerSpan::Elapsed(_) | TimerSpan::Cutoff(_) | TimerSpan::SinceYear(_) | TimerSpan::Streak(_)
    );
    if measures && rule.purpose != TimedPurpose::Measure {
        let message = "terms, cut-offs, years and streaks have the purpose \"measure\"";
        findings.report(index, &span, "wrong_span", message);
    }
    let looks_back = matches!(rule.span, TimerSpan::LookBack(_) | TimerSpan::FiscalYears(_));
    let for_look_back = matches!(
        rule.purpose,
        TimedPurpose::CreditLookback | TimedPurpose::FinanceLookback | TimedPurpose::ActivityLookback
    );
    // What the text leaves without a number fits every purpose.
    if rule.span == TimerSpan::Unstated {
        return;
    }
    if looks_back != for_look_back && rule.purpose != TimedPurpose::Measure {
        findings.report(index, &span, "wrong_span", "the span does not fit the purpose");
    }
    if (rule.purpose == TimedPurpose::Validity) != matches!(rule.span, TimerSpan::Validity(_)) {
        findings.report(index, &span, "wrong_span", "a validity, and only that, counts its first day");
    }
}

fn length(index: usize, path: &Path, rule: &TimedRule, period: Period, findings: &mut Findings<'_>) {
    if period.count() == 0 {
        findings.report(index, path, "empty_period", "a period has at least one unit");
    }
    let in_working_days = period.unit() == PeriodUnit::WorkingDays;
    if in_working_days && !matches!(rule.span, TimerSpan::Period(_)) {
        let message = "working days can only count forward to a deadline";
        findings.report(index, path, "wrong_unit", message);
    }
}

fn tiers(index: usize, path: &Path, table: &TierTable, findings: &mut Findings<'_>) {
    let mut bound = Decimal::ZERO;
    for (at, tier) in table.tiers.iter().enumerate() {
        let last = at + 1 == table.tiers.len();
        let path = path.index(at);
        match tier.up_to {
            Some(_) if last => {
                findings.report(index, &path, "bad_tier", "the last tier has no upper bound");
            }
            None if !last => findings.report(index, &path, "bad_tier", "only the last tier is open"),
            Some(up_to) if up_to <= bound => {
                findings.report(index, &path, "bad_tier", "tiers stand in rising order");
            }
            Some(up_to) => bound = up_to,
            None => {}
        }
        if tier.at_least <= Decimal::ZERO || tier.at_least > Decimal::ONE {
            let message = "a share lies between 0 and 1; write five per cent as \"0.05\"";
            findings.report(index, &path.key("at_least"), "wrong_unit", message);
        }
    }
}

fn score_card(index: usize, path: &Path, card: &ScoreCard, findings: &mut Findings<'_>) {
    let total = card.total();
    if !(card.qualified_from < card.excellent_from && card.excellent_from <= total) {
        let message = format!("grades must rise and stay within the {total} points of the card");
        findings.report(index, &path.key("excellent_from"), "bad_grades", message);
    }
    let dropped = card.drop_highest.saturating_add(card.drop_lowest);
    if card.quorum <= dropped || card.quorum > card.experts {
        let message = "a quorum keeps at least one score after the highest and lowest are left out";
        findings.report(index, &path.key("quorum"), "bad_quorum", message);
    }
}

fn grounds(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let has_rule = pack.timed_rule(TimedPurpose::Exclusion).is_some();
    for (at, ground) in part.sections.grounds.iter().enumerate() {
        let path = Path::default().key("grounds").index(at).key("exclusion");
        match ground.exclusion {
            Some(period) if period.unit() == PeriodUnit::WorkingDays => {
                findings.report(index, &path, "wrong_unit", "a ban counts calendar time");
            }
            Some(_) if !has_rule => {
                findings.report(index, &path, "no_exclusion_rule", "no timed rule says how bans run");
            }
            _ => {}
        }
    }
}
