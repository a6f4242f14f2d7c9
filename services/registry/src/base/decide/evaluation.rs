//! Evaluation, rectification and re-evaluation (H26 Art. 15 as the pack states it).

use guohe_api::registry::v1::EvaluationDue;
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Recount, Refusal, Task};
use guohe_policy::{EvaluationEvent, Pack, RuleRef, TimedPurpose};

use super::{
    super::{
        Base, BaseCommand, BaseEvent, BaseFlow, Grade, GradeMark, Rectification, RectificationState, Status,
        UnderWay,
    },
    Outcome,
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, clear, not_empty, official, policy_error, remind, silent},
};

/// Name of the timer and the deadline of a rectification.
pub(in crate::base) const RECTIFICATION: &str = "rectification";
const RE_EVALUATE: &str = "re_evaluate";
/// Task of an official after a re-evaluation was excused, or its matter dismissed.
const SETTLE: &str = "settle_re_evaluation";

/// Enters the category's round. Only a base in good standing does; one that rectifies is re-evaluated for
/// itself.
pub(super) fn enter_round(
    state: &Base,
    round: &str,
    materials_due_on: &str,
    policy: &str,
    context: &Context<'_>,
) -> Outcome {
    if state.status != Status::Active {
        return Ok(Decision::nothing(format!("not entered: the base is {}", state.status.code())));
    }
    if let Some(under_way) = &state.evaluation {
        return Ok(Decision::nothing(format!("not entered: {} is under way", under_way.performance)));
    }
    let performance = format!("{round}.{}", state.id);
    if state.grades.iter().any(|mark| mark.performance == performance) {
        return Ok(Decision::nothing("graded in this round already"));
    }
    let pack = adopted(context, policy)?;
    let rule = pack.timed_rule(TimedPurpose::EvaluationCycle).map(guohe_policy::TimedRule::rule);
    let under_way = UnderWay {
        performance,
        round: round.to_owned(),
        re_evaluation: false,
        since: context.today(),
        policy: policy.to_owned(),
    };
    let due = evaluation_due(state, &under_way, materials_due_on);
    let decision = Decision::record(BaseEvent::RoundEntered(under_way)).under(pack.reference());
    Ok(cite(decision, rule).send(due))
}

fn evaluation_due(state: &Base, under_way: &UnderWay, materials_due_on: &str) -> Outgoing {
    guohe_api::outgoing(&EvaluationDue {
        performance: under_way.performance.clone(),
        base: state.id.clone(),
        round: under_way.round.clone(),
        re_evaluation: under_way.re_evaluation,
        institution: state.institution.clone(),
        category: state.category.clone(),
        field: state.field.clone(),
        materials_due_on: materials_due_on.to_owned(),
        policy: under_way.policy.clone(),
        unit: state.unit.clone(),
    })
}

/// Leaves an evaluation without a grade: an official found the absence justified, or found a ground. A
/// re-evaluation that was excused is a person's question; after a ground, the matter about it comes first.
pub(super) fn leave_round(
    state: &Base,
    performance: &str,
    excused: bool,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    let Some(under_way) = state.evaluation.as_ref().filter(|e| e.performance == performance) else {
        return Ok(Decision::nothing("no such evaluation is under way"));
    };
    let left = BaseEvent::RoundLeft { performance: performance.to_owned(), reason: reason.to_owned() };
    let decision = Decision::record(left);
    if !under_way.re_evaluation {
        return Ok(decision);
    }
    let decision = decision.and(BaseEvent::TaskClosed { code: RE_EVALUATE.to_owned(), about: String::new() });
    Ok(if excused { decision.and(BaseEvent::TaskOpened(settle_task(context))) } else { decision })
}

/// The task of settling a re-evaluation that ended without a result that carries.
pub(super) fn settle_task(context: &Context<'_>) -> Task {
    let question = "The re-evaluation ended without a result that carries: is it held once more, or does the base \
                    return to good standing?";
    Task::official(SETTLE, context.today(), question)
}

/// Takes a grade of the evaluation under way.
pub(super) fn take_grade(state: &Base, command: &BaseCommand, context: &Context<'_>) -> Outcome {
    let BaseCommand::TakeGrade { performance, round, grade, notice_on, policy, .. } = command else {
        return Ok(Decision::nothing("not a grade"));
    };
    let Some(under_way) = state.evaluation.as_ref().filter(|e| e.performance == *performance) else {
        return Ok(Decision::nothing("no such evaluation is under way"));
    };
    let pack = adopted(context, policy)?;
    let mark = GradeMark {
        performance: performance.clone(),
        round: round.clone(),
        grade: *grade,
        notice_on: *notice_on,
        re_evaluation: under_way.re_evaluation,
        annulled: false,
    };
    if under_way.re_evaluation {
        return Ok(re_evaluated(state, &mark, pack));
    }
    graded_in_round(state, mark, pack, context)
}

fn rule_for(pack: &Pack, event: &EvaluationEvent) -> Vec<RuleRef> {
    let rule = pack.consequence(event);
    rule.map(|rule| RuleRef { rule: rule.id.clone(), article: rule.article.clone() }).into_iter().collect()
}

fn record_grade(mark: &GradeMark, pack: &Pack, rules: &[RuleRef]) -> DecisionOf<BaseFlow> {
    let decision = Decision::record(BaseEvent::Graded(mark.clone())).effective_on(mark.notice_on);
    cite(decision.under(pack.reference()), rules.to_vec())
}

fn graded_in_round(state: &Base, mark: GradeMark, pack: &Pack, context: &Context<'_>) -> Outcome {
    let rules = rule_for(pack, &EvaluationEvent::Grade(mark.grade.pack_code().to_owned()));
    let decision = record_grade(&mark, pack, &rules);
    if mark.grade == Grade::Fail {
        begin_rectification(state, decision, &mark, pack, context)
    } else {
        Ok(decision)
    }
}

/// A failed evaluation: the time to rectify runs from the notice and ends at 24:00 of its last day.
fn begin_rectification(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    pack: &Pack,
    context: &Context<'_>,
) -> Outcome {
    let Some(rule) = pack.timed_rule(TimedPurpose::Rectification) else {
        return Err(silent(context, "the measures set no time to rectify"));
    };
    let deadline = rule
        .deadline(mark.notice_on, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let due_on = deadline.due.to_string();
    let who = || vec![host(&state.institution), unit(&state.unit), officials()];
    let reminders = remind(
        ("base", &state.id, RECTIFICATION),
        who(),
        rule,
        &deadline,
        &[("base", &state.id), ("performance", &mark.performance)],
    );
    let notice = tell(
        "base_rectification_begun",
        who(),
        format!("base/{}", state.id),
        &[("base", &state.id), ("notice_on", &mark.notice_on.to_string()), ("due_on", &due_on)],
        &[rule.rule()],
    );
    let event = BaseEvent::RectificationBegun(Rectification {
        performance: mark.performance.clone(),
        notice_on: mark.notice_on,
        deadline: deadline.clone(),
        policy: pack.identity.id.clone(),
        state: RectificationState::Running,
    });
    let expiry = BaseCommand::EndRectification { performance: mark.performance.clone() };
    Ok(decision
        .and(event)
        .effective_on(mark.notice_on)
        .under(pack.reference())
        .by(rule.rule())
        .set_timer(RECTIFICATION, guohe_clock::end_of_day(deadline.due), expiry, deadline.receipt.into())
        .send(notice)
        .send(reminders))
}

/// The last day of a rectification moved with the calendar: its reminders move too.
pub(in crate::base) fn recounted(state: &Base, recount: &Recount, context: &Context<'_>) -> Outcome {
    let Some(rectification) = state.running_rectification().filter(|_| recount.timer == RECTIFICATION) else {
        return Ok(Decision::default());
    };
    let pack = adopted(context, &rectification.policy)?;
    let Some(rule) = pack.timed_rule(TimedPurpose::Rectification) else { return Ok(Decision::default()) };
    Ok(Decision::default().send(remind(
        ("base", &state.id, RECTIFICATION),
        vec![host(&state.institution), unit(&state.unit), officials()],
        rule,
        &rectification.deadline,
        &[("base", &state.id), ("performance", &rectification.performance)],
    )))
}

/// The time to rectify is over: evaluated again (WF-10).
pub(super) fn end_rectification(state: &Base, performance: &str, context: &Context<'_>) -> Outcome {
    let running = state.running_rectification().filter(|r| r.performance == performance);
    let Some(rectification) = running.filter(|_| state.status == Status::Rectifying) else {
        return Ok(Decision::nothing("no such rectification is running"));
    };
    let rule = rectification.deadline.receipt.rule.clone();
    let due_on = rectification.deadline.due.to_string();
    let decision = re_evaluate(state, &rectification.policy, std::slice::from_ref(&rule), context);
    let performance = format!("re-{}-{}", state.id, state.re_evaluations + 1);
    let notice = tell(
        "base_rectification_ended",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("base/{}", state.id),
        &[("base", &state.id), ("due_on", &due_on), ("performance", &performance)],
        &[rule],
    );
    Ok(decision.send(notice).send(clear(("base", &state.id, RECTIFICATION), "its last day is over")))
}

fn re_evaluate(state: &Base, policy: &str, rules: &[RuleRef], context: &Context<'_>) -> DecisionOf<BaseFlow> {
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

/// A re-evaluation was graded. Passed: the matter is closed (implied by the text). Failed: nothing happens by
/// itself; a matter is opened on its own stream and people decide.
fn re_evaluated(state: &Base, mark: &GradeMark, pack: &Pack) -> DecisionOf<BaseFlow> {
    let failed = mark.grade == Grade::Fail;
    let outcome =
        if failed { EvaluationEvent::ReEvaluationFailed } else { EvaluationEvent::ReEvaluationPassed };
    let rules = rule_for(pack, &outcome);
    let (template, values) = if failed {
        let on = mark.notice_on.to_string();
        (
            "base_re_evaluation_failed",
            vec![("base", state.id.clone()), ("performance", mark.performance.clone()), ("notice_on", on)],
        )
    } else {
        ("base_restored", vec![("base", state.id.clone()), ("performance", mark.performance.clone())])
    };
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let recipients = [host(&state.institution), unit(&state.unit), officials()];
    let notice = tell(template, recipients, format!("base/{}", state.id), &values, &rules);
    let event = if failed {
        BaseEvent::ReEvaluationFailed { performance: mark.performance.clone() }
    } else {
        BaseEvent::Restored { reason: "re-evaluation passed".to_owned() }
    };
    cite(record_grade(mark, pack, &rules).and(event), rules)
        .and(BaseEvent::TaskClosed { code: RE_EVALUATE.to_owned(), about: String::new() })
        .send(notice)
}

/// An official settles a re-evaluation that ended without a result that carries.
pub(super) fn settle(state: &Base, repeat: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::ReEvaluation || !state.tasks.has(SETTLE, "") {
        return Err(Refusal::wrong_state("SettleReEvaluation", state.status.code()));
    }
    not_empty("reason", reason)?;
    let closed = BaseEvent::TaskClosed { code: SETTLE.to_owned(), about: String::new() };
    if repeat {
        let policy = state.rectification.as_ref().map(|r| r.policy.clone()).unwrap_or_default();
        return Ok(re_evaluate(state, &policy, &[], context).and(closed));
    }
    Ok(Decision::record(BaseEvent::Restored { reason: reason.to_owned() }).and(closed))
}
