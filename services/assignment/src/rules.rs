//! What this service asks of the policy packs.

use guohe_clock::Date;
use guohe_flow::{Context, Refusal, RefusalKind, TimerReceipt};
use guohe_policy::{Pack, RuleRef, SwitchValue, TimedPurpose};

/// Years for which an earlier institution of an expert counts as a conflict, where the department's setting
/// `conflict_lookback_years` says nothing. No text of the measures states one.
const DEFAULT_CONFLICT_YEARS: u32 = 3;

/// The pack a message names; one not adopted here yet is awaited.
pub(crate) fn pack<'a>(context: &Context<'a>, id: &str) -> Result<&'a Pack, Refusal> {
    context.policies.pack(id).map(AsRef::as_ref).ok_or_else(|| {
        Refusal::new(
            RefusalKind::NotYet,
            "POLICY_UNKNOWN",
            format!("the policy pack {id:?} is not adopted here yet"),
        )
    })
}

/// The rule by which experts take part in the review.
pub(crate) fn review_rule(pack: &Pack) -> Vec<RuleRef> {
    pack.step("review")
        .map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() })
        .into_iter()
        .collect()
}

/// Years for which an earlier institution counts as a conflict.
pub(crate) fn conflict_years(pack: Option<&Pack>) -> u32 {
    pack.and_then(|pack| pack.switch("conflict_lookback_years"))
        .and_then(SwitchValue::number)
        .and_then(|years| u32::try_from(years).ok())
        .unwrap_or(DEFAULT_CONFLICT_YEARS)
}

/// The day by which something is due by the department's period, counted from `start`.
pub(crate) fn due_by_setting(
    context: &Context<'_>,
    pack: &Pack,
    purpose: TimedPurpose,
    start: Date,
) -> Option<Date> {
    let rule = pack.timed_rule(purpose)?;
    rule.period()?;
    rule.deadline(start, context.policies.calendar()).ok().map(|deadline| deadline.due)
}

/// The reminder ladder for a day, and the rule it rests on; days already past are left out.
pub(crate) fn ladder(context: &Context<'_>, purpose: TimedPurpose, due: Date) -> (Vec<Date>, Vec<RuleRef>) {
    let today = context.today();
    let Some(rule) = context.policies.in_force(today).ok().and_then(|pack| pack.timed_rule(purpose)) else {
        return (vec![], vec![]);
    };
    let days = rule.reminders().iter().map(|rung| rung.date(due)).filter(|day| *day > today).collect();
    (days, vec![rule.rule()])
}

/// The receipt of a day by which something is due: the pack's period from today where it gives that day, otherwise
/// the day as it was set, moved as the rule's days are; so a calendar loaded later moves it. The setter's words
/// where the pack has no rule for such days.
pub(crate) fn day_receipt(
    context: &Context<'_>,
    pack: &Pack,
    purpose: TimedPurpose,
    due: Date,
    why: &str,
) -> TimerReceipt {
    let calendar = context.policies.calendar();
    let Some(rule) = pack.timed_rule(purpose) else { return TimerReceipt::set_by(why) };
    let counted = rule.deadline(context.today(), calendar).ok().filter(|deadline| deadline.due == due);
    match counted.or_else(|| rule.given(due, calendar).ok().filter(|deadline| deadline.due == due)) {
        Some(deadline) => deadline.receipt.into(),
        None => TimerReceipt::set_by(why),
    }
}
