//! The time to rectify: a period counted from the notice (H26), or a limit set by command that ends with the next
//! round (Z26).

use guohe_flow::{Context, Decision, DecisionOf, Recount, Refusal, Task};
use guohe_policy::{Date, Deadline, Pack, Period, RuleRef, SwitchValue, TimedPurpose, TimedRule, TimerSpan};

use super::{
    super::{
        Base, BaseCommand, BaseEvent, BaseFlow, GradeMark, Rectification, RectificationState, Status,
        UnderWay,
    },
    Outcome,
    evaluation::{RE_EVALUATE, evaluation_due, in_rounds},
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, clear, not_empty, official, policy_error, remind, silent},
};

/// Name of the timer and the deadline of a rectification.
pub(in crate::base) const RECTIFICATION: &str = "rectification";
/// Task of an official where the measures leave the limit to command.
const SET_LIMIT: &str = "set_rectification_limit";

/// A failed evaluation: the time to rectify runs from the notice and ends at 24:00 of its last day; where the
/// measures leave the limit to command, an official is asked to set it.
pub(super) fn begin(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    pack: &Pack,
    context: &Context<'_>,
) -> Outcome {
    let Some(rule) = pack.timed_rule(TimedPurpose::Rectification) else {
        return Err(silent(context, "the measures set no time to rectify"));
    };
    let begun = |deadline| {
        BaseEvent::RectificationBegun(Rectification {
            performance: mark.performance.clone(),
            notice_on: mark.notice_on,
            deadline,
            policy: pack.identity.id.clone(),
            state: RectificationState::Running,
        })
    };
    let Some(rule) = with_period(pack, rule) else {
        let question = "The base has to rectify; the measures name no period. Set the limit.";
        let task = Task::official(SET_LIMIT, context.today(), question).by([rule.rule()]);
        let notice = tell(
            "base_rectification_ordered",
            [host(&state.institution), unit(&state.unit), officials()],
            format!("base/{}", state.id),
            &[("base", &state.id), ("notice_on", &mark.notice_on.to_string())],
            &[rule.rule()],
        );
        let decision = decision.and(begun(None)).effective_on(mark.notice_on).under(pack.reference());
        return Ok(decision.by(rule.rule()).and(BaseEvent::TaskOpened(task)).send(notice));
    };
    let deadline = rule
        .deadline(mark.notice_on, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let notice = notice(state, mark.notice_on, &deadline.due.to_string(), &rule.rule());
    let decision = decision
        .and(begun(Some(deadline.clone())))
        .effective_on(mark.notice_on)
        .under(pack.reference())
        .by(rule.rule());
    Ok(watch(state, decision.send(notice), &mark.performance, &rule, deadline))
}

/// The rule with the period it counts: the text's own, or the one the switch `rectification_limit` gives where the text
/// names none; nothing where the limit is set by command.
fn with_period(pack: &Pack, rule: &TimedRule) -> Option<TimedRule> {
    if rule.period().is_some() {
        return Some(rule.clone());
    }
    let chosen = pack.switch("rectification_limit").and_then(SwitchValue::word)?.parse::<Period>().ok()?;
    Some(TimedRule { span: TimerSpan::Period(chosen), ..rule.clone() })
}

fn notice(state: &Base, notice_on: Date, due_on: &str, rule: &RuleRef) -> guohe_flow::Outgoing {
    tell(
        "base_rectification_begun",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("base/{}", state.id),
        &[("base", &state.id), ("notice_on", &notice_on.to_string()), ("due_on", due_on)],
        std::slice::from_ref(rule),
    )
}

/// Sets the timer and the reminders of a limit.
fn watch(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    performance: &str,
    rule: &TimedRule,
    deadline: Deadline,
) -> DecisionOf<BaseFlow> {
    let who = vec![host(&state.institution), unit(&state.unit), officials()];
    let values = [("base", state.id.as_str()), ("performance", performance)];
    let reminders = remind(("base", &state.id, RECTIFICATION), who, rule, &deadline, &values);
    let expiry = BaseCommand::EndRectification { performance: performance.to_owned() };
    let end = guohe_clock::end_of_day(deadline.due);
    decision.set_timer(RECTIFICATION, end, expiry, deadline.receipt.into()).send(reminders)
}

/// The last day of a rectification moved with the calendar: its reminders move too.
pub(in crate::base) fn recounted(state: &Base, recount: &Recount, context: &Context<'_>) -> Outcome {
    let Some(rectification) = state.running_rectification().filter(|_| recount.timer == RECTIFICATION) else {
        return Ok(Decision::default());
    };
    let pack = adopted(context, &rectification.policy)?;
    let rule = pack.timed_rule(TimedPurpose::Rectification);
    let Some((rule, deadline)) = rule.zip(rectification.deadline.as_ref()) else {
        return Ok(Decision::default());
    };
    let who = vec![host(&state.institution), unit(&state.unit), officials()];
    let values = [("base", state.id.as_str()), ("performance", rectification.performance.as_str())];
    Ok(Decision::default().send(remind(("base", &state.id, RECTIFICATION), who, rule, deadline, &values)))
}

/// An official sets the limit, once or anew. It binds the host, so that it rolls as the measures' periods do; the next
/// round ends it in any case.
pub(super) fn set_limit(state: &Base, until: Date, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    let running = state.running_rectification().filter(|_| state.status == Status::Rectifying);
    let Some(rectification) = running else {
        return Err(Refusal::wrong_state("SetRectificationLimit", state.status.code()));
    };
    let pack = adopted(context, &rectification.policy)?;
    let rule = pack.timed_rule(TimedPurpose::Rectification);
    let rule = rule.ok_or_else(|| silent(context, "the measures set no time to rectify"))?;
    if let Some(period) = rule.period() {
        let words = format!("the measures set the time to rectify themselves: {period}");
        return Err(Refusal::rule("LIMIT_IN_TEXT", rule.rule(), words));
    }
    not_empty("reason", reason)?;
    if until <= context.today() {
        let words = format!("must lie after today, {}: the host needs time to rectify", context.today());
        return Err(Refusal::invalid("DATE_PAST", "until", words));
    }
    let given = TimedRule { span: TimerSpan::GivenDate, ..rule.clone() };
    let deadline =
        given.deadline(until, context.policies.calendar()).map_err(|error| policy_error(context, &error))?;
    let notice = notice(state, rectification.notice_on, &deadline.due.to_string(), &rule.rule());
    let limited = BaseEvent::RectificationLimited { deadline: Box::new(deadline.clone()) };
    let mut decision = Decision::record(limited).under(pack.reference()).by(rule.rule());
    if state.tasks.has(SET_LIMIT, "") {
        let closed = BaseEvent::TaskClosed { code: SET_LIMIT.to_owned(), about: String::new() };
        decision = decision.and(closed);
    }
    Ok(watch(state, decision.send(notice), &rectification.performance, &given, deadline))
}

/// The time to rectify is over: evaluated again (WF-10), or in the next round, where the outcome shows (WF-11).
pub(super) fn end(state: &Base, performance: &str, context: &Context<'_>) -> Outcome {
    let running = state.running_rectification().filter(|r| r.performance == performance);
    let running = running.filter(|_| state.status == Status::Rectifying);
    let Some((rectification, deadline)) = running.and_then(|r| Some((r, r.deadline.as_ref()?))) else {
        return Ok(Decision::nothing("no such rectification is running"));
    };
    let rule = deadline.receipt.rule.clone();
    let due_on = deadline.due.to_string();
    let told = |template: &str, values: &[(&str, &str)]| {
        let who = [host(&state.institution), unit(&state.unit), officials()];
        tell(template, who, format!("base/{}", state.id), values, std::slice::from_ref(&rule))
    };
    let over = clear(("base", &state.id, RECTIFICATION), "its last day is over");
    if in_rounds(adopted(context, &rectification.policy)?) {
        let passed = BaseEvent::RectificationLimitPassed { performance: performance.to_owned() };
        let notice = told("base_rectification_limit_passed", &[("base", &state.id), ("due_on", &due_on)]);
        return Ok(Decision::record(passed).by(rule.clone()).send(notice).send(over));
    }
    let decision = re_evaluate(state, &rectification.policy, std::slice::from_ref(&rule), context);
    let next = format!("re-{}-{}", state.id, state.re_evaluations + 1);
    let values = [("base", state.id.as_str()), ("due_on", due_on.as_str()), ("performance", next.as_str())];
    Ok(decision.send(told("base_rectification_ended", &values)).send(over))
}

/// Evaluates a base for itself, once its time to rectify is over.
pub(super) fn re_evaluate(
    state: &Base,
    policy: &str,
    rules: &[RuleRef],
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let id = format!("re-{}-{}", state.id, state.re_evaluations + 1);
    let under_way = UnderWay {
        performance: id.clone(),
        round: id.clone(),
        re_evaluation: true,
        since: context.today(),
        policy: policy.to_owned(),
    };
    let due = evaluation_due(state, &under_way, "");
    let question = format!("The time to rectify is over: see that re-evaluation {id} is held.");
    let task = Task::official(RE_EVALUATE, context.today(), question).by(rules.to_vec());
    cite(Decision::record(BaseEvent::ReEvaluationBegun(under_way)), rules.to_vec())
        .and(BaseEvent::TaskOpened(task))
        .send(due)
}
