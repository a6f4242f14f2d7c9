//! What this service asks of the policy packs.

use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal, RefusalKind, TimerReceipt};
use guohe_policy::{Pack, RuleRef, TimedPurpose};

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

/// The pack in force today, for what begins now.
pub(crate) fn in_force<'a>(context: &Context<'a>) -> Result<&'a Pack, Refusal> {
    let found = context.policies.in_force(context.today());
    found.map(AsRef::as_ref).map_err(|none| Refusal::needs_ruling("NO_VERSION_IN_FORCE", none.to_string()))
}

/// The rule of a procedure step, where the measures have one.
pub(crate) fn step(pack: &Pack, key: &str) -> Vec<RuleRef> {
    pack.step(key)
        .map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() })
        .into_iter()
        .collect()
}

/// The rule of a step in a category's procedure, where it has one.
pub(crate) fn step_in(pack: &Pack, key: &str, category: &str) -> Vec<RuleRef> {
    pack.step_in(key, category).map(|step| step.rule()).into_iter().collect()
}

/// The rule of the evaluation cycle, where the measures have one.
pub(crate) fn cycle(pack: &Pack) -> Vec<RuleRef> {
    pack.timed_rule(TimedPurpose::EvaluationCycle).map(|rule| rule.rule()).into_iter().collect()
}

/// Names the rules the last event rests on.
pub(crate) fn by<E, C>(decision: Decision<E, C>, basis: &[RuleRef]) -> Decision<E, C> {
    basis.iter().cloned().fold(decision, Decision::by)
}

/// The reminder ladder of a purpose for a day; days already past are left out.
pub(crate) fn ladder(context: &Context<'_>, pack: &Pack, purpose: TimedPurpose, due: Date) -> Vec<Date> {
    let rungs = pack.timed_rule(purpose).map(|rule| rule.reminders()).unwrap_or_default();
    let today = context.today();
    rungs.iter().map(|rung| rung.date(due)).filter(|day| *day > today).collect()
}

/// The day by which something is due by the department's period counted from today; `None` without a period.
pub(crate) fn due_by_setting(context: &Context<'_>, pack: &Pack, purpose: TimedPurpose) -> Option<Date> {
    let rule = pack.timed_rule(purpose)?;
    rule.period()?;
    rule.deadline(context.today(), context.policies.calendar()).ok().map(|deadline| deadline.due)
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
