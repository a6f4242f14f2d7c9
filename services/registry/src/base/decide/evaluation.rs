//! Evaluation in rounds and after rectification, as the pack states it. What follows from a grade is in `following`,
//! the time to rectify in `rectification`.

use guohe_api::registry::v1::EvaluationDue;
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal, Task};
use guohe_policy::{Pack, ReEvaluation, RuleRef, TimedPurpose};

use super::{
    super::{Base, BaseCommand, BaseEvent, BaseFlow, Grade, GradeMark, Status, UnderWay},
    Outcome, following,
    rectification::{self, RECTIFICATION},
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, clear, not_empty, official},
};

/// Task of an official while an evaluation after rectification is due for itself.
pub(super) const RE_EVALUATE: &str = "re_evaluate";
/// Task of an official after a re-evaluation was excused, or its matter dismissed.
const SETTLE: &str = "settle_re_evaluation";

/// Enters the category's round. A base in good standing does; one that rectifies does where the measures evaluate it
/// again in the next round, and otherwise is evaluated again for itself.
pub(super) fn enter_round(
    state: &Base,
    round: &str,
    materials_due_on: &str,
    policy: &str,
    context: &Context<'_>,
) -> Outcome {
    let pack = adopted(context, policy)?;
    let again = state.status == Status::Rectifying && in_rounds(pack);
    if state.status != Status::Active && !again {
        return Ok(Decision::nothing(format!("not entered: the base is {}", state.status.code())));
    }
    if let Some(under_way) = &state.evaluation {
        return Ok(Decision::nothing(format!("not entered: {} is under way", under_way.performance)));
    }
    let performance = format!("{round}.{}", state.id);
    if state.grades.iter().any(|mark| mark.performance == performance) {
        return Ok(Decision::nothing("graded in this round already"));
    }
    let rule = pack.timed_rule(TimedPurpose::EvaluationCycle).map(guohe_policy::TimedRule::rule);
    let under_way = UnderWay {
        performance,
        round: round.to_owned(),
        re_evaluation: again,
        since: context.today(),
        policy: policy.to_owned(),
    };
    let due = evaluation_due(state, &under_way, materials_due_on);
    if again {
        let decision = Decision::record(BaseEvent::ReEvaluationBegun(under_way)).under(pack.reference());
        let forgotten = clear(("base", &state.id, RECTIFICATION), "the next round has begun");
        return Ok(cite(decision, rule).cancel_timer(RECTIFICATION).send(forgotten).send(due));
    }
    let decision = Decision::record(BaseEvent::RoundEntered(under_way)).under(pack.reference());
    Ok(cite(decision, rule).send(due))
}

/// Whether a base that failed is evaluated again in the next round.
pub(super) fn in_rounds(pack: &Pack) -> bool {
    pack.evaluation.re_evaluation == ReEvaluation::NextRound
}

pub(super) fn evaluation_due(state: &Base, under_way: &UnderWay, materials_due_on: &str) -> Outgoing {
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
/// re-evaluation for itself that was excused is a person's question, one in a round waits for the next round; after a
/// ground, the matter about it comes first.
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
    if in_rounds(adopted(context, &under_way.policy)?) {
        let reason = "the evaluation in this round was excused".to_owned();
        let continued = BaseEvent::RectificationContinued { reason };
        return Ok(if excused { decision.and(continued) } else { decision });
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
        held_on: Some(under_way.since),
    };
    let rules = following::of(state, &mark, pack);
    let cited: Vec<RuleRef> = rules.iter().map(|rule| rule.rule()).collect();
    let decision = record_grade(&mark, pack, &cited);
    let decision =
        if under_way.re_evaluation { re_evaluated(state, decision, &mark, cited) } else { decision };
    following::draw(state, decision, &mark, &rules, pack, context)
}

fn record_grade(mark: &GradeMark, pack: &Pack, rules: &[RuleRef]) -> DecisionOf<BaseFlow> {
    let decision = Decision::record(BaseEvent::Graded(mark.clone())).effective_on(mark.notice_on);
    cite(decision.under(pack.reference()), rules.to_vec())
}

/// A re-evaluation was graded. Passed: the matter is closed (implied by the text). Failed: nothing happens by
/// itself; a matter is opened on its own stream and people decide.
fn re_evaluated(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    rules: Vec<RuleRef>,
) -> DecisionOf<BaseFlow> {
    let failed = mark.grade == Grade::Fail;
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
    cite(decision.and(event), rules)
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
        if in_rounds(adopted(context, &policy)?) {
            let continued = BaseEvent::RectificationContinued { reason: reason.to_owned() };
            return Ok(Decision::record(continued).and(closed));
        }
        return Ok(rectification::re_evaluate(state, &policy, &[], context).and(closed));
    }
    Ok(Decision::record(BaseEvent::Restored { reason: reason.to_owned() }).and(closed))
}
