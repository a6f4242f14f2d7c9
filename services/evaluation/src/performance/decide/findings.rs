//! Leaving midway, and what officials find: cause, no cause, falsehood.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_flow::{Context, Decision, Refusal, Task};
use guohe_policy::{Ground, GroundPurpose, Pack};

use super::{MATERIALS_TIMER, Outcome, clear_deadline, closed, expect, subject};
use crate::{
    checks,
    notices::{self, EVALUATION_EXCUSED, EVALUATION_GROUND_FOUND, EVALUATION_QUIT},
    performance::{Performance, PerformanceEvent, PerformanceStatus},
    rules,
};

/// The host leaves midway. Whether that was without cause, a person finds.
pub(super) fn quit(state: &Performance, reason: &str, context: &Context<'_>) -> Outcome {
    let from = [PerformanceStatus::AwaitingMaterials, PerformanceStatus::UnderReview];
    expect(state, &from, "QuitEvaluation", context)?;
    checks::host(context, &state.entry.institution, "QuitEvaluation")?;
    checks::text("reason", reason)?;
    let (pack, basis) = super::basis(state, context)?;
    let question =
        "The host left the evaluation midway. Was there cause? Excuse it, or find it without cause.";
    let task = Task::official("find_reason_for_leaving", context.today(), question).by(basis.clone());
    let values = notices::values([("base", state.entry.base.clone()), ("round", state.entry.round.clone())]);
    let to = vec![notices::officials()];
    let event = PerformanceEvent::Quit { reason: reason.to_owned(), task };
    let decision = rules::by(Decision::record(event).under(pack.reference()), &basis)
        .cancel_timer(MATERIALS_TIMER)
        .send(notices::notice(EVALUATION_QUIT, to, &subject(context), values, &basis));
    let decision = clear_deadline(decision, state, "the host left the evaluation", context);
    Ok(match state.status {
        PerformanceStatus::UnderReview => {
            decision.send(closed(state, "the host left the evaluation", context))
        }
        _ => decision,
    })
}

/// Finds that there was cause: the base leaves the round without a grade.
pub(super) fn excuse(state: &Performance, reason: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "ExcuseAbsence")?;
    let from = [PerformanceStatus::Absent, PerformanceStatus::Quit];
    expect(state, &from, "ExcuseAbsence", context)?;
    checks::text("reason", reason)?;
    let (pack, _) = super::basis(state, context)?;
    let basis: Vec<_> = pack.ground_for(absence_purpose(state)).map(Ground::rule).into_iter().collect();
    let message = wire::AbsenceExcused {
        performance: context.stream.id.clone(),
        base: state.entry.base.clone(),
        reason: reason.to_owned(),
    };
    let values = notices::values([("base", state.entry.base.clone()), ("round", state.entry.round.clone())]);
    let to = vec![notices::host(&state.entry.institution)];
    let event = PerformanceEvent::Excused { reason: reason.to_owned() };
    Ok(rules::by(Decision::record(event).under(pack.reference()), &basis)
        .send(outgoing(&message))
        .send(notices::notice(EVALUATION_EXCUSED, to, &subject(context), values, &basis)))
}

/// Finds that there was no cause: the registry opens a matter on the ground.
pub(super) fn without_cause(state: &Performance, facts: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "FindWithoutCause")?;
    let from = [PerformanceStatus::Absent, PerformanceStatus::Quit];
    expect(state, &from, "FindWithoutCause", context)?;
    let (pack, _) = super::basis(state, context)?;
    find(state, ground(pack, absence_purpose(state))?, facts, pack, context)
}

/// Finds that what was filed is false, also after the grade was published: the grade does not cure it.
pub(super) fn falsehood(state: &Performance, facts: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "FindFalseInformation")?;
    let from = [
        PerformanceStatus::UnderReview,
        PerformanceStatus::Quit,
        PerformanceStatus::Scored,
        PerformanceStatus::Graded,
    ];
    expect(state, &from, "FindFalseInformation", context)?;
    if state.materials.is_none() {
        let words = "nothing was filed that could be false; find the leaving without cause instead";
        return Err(Refusal::new(guohe_flow::RefusalKind::WrongState, "NOTHING_FILED", words));
    }
    let (pack, _) = super::basis(state, context)?;
    let decision = find(state, ground(pack, GroundPurpose::FalseInformation)?, facts, pack, context)?;
    Ok(match state.status {
        PerformanceStatus::UnderReview => decision.send(closed(state, "what was filed is false", context)),
        _ => decision,
    })
}

fn find(state: &Performance, ground: &Ground, facts: &str, pack: &Pack, context: &Context<'_>) -> Outcome {
    checks::text("facts", facts)?;
    let today = context.today();
    let found_by = context.actor.id.clone();
    let message = wire::GroundFound {
        performance: context.stream.id.clone(),
        base: state.entry.base.clone(),
        ground: ground.id.clone(),
        facts: facts.to_owned(),
        found_by: found_by.clone(),
        found_on: today.to_string(),
    };
    let values = notices::values([
        ("base", state.entry.base.clone()),
        ("round", state.entry.round.clone()),
        ("ground", ground.id.clone()),
        ("found_on", today.to_string()),
    ]);
    let basis = [ground.rule()];
    let to = vec![notices::host(&state.entry.institution)];
    let event = PerformanceEvent::GroundFound {
        ground: ground.id.clone(),
        facts: facts.to_owned(),
        found_by,
        on: today,
    };
    Ok(rules::by(Decision::record(event).under(pack.reference()), &basis)
        .cancel_all_timers()
        .send(outgoing(&message))
        .send(notices::notice(EVALUATION_GROUND_FOUND, to, &subject(context), values, &basis)))
}

/// The ground an unexcused absence or leaving may give.
fn absence_purpose(state: &Performance) -> GroundPurpose {
    match state.status {
        PerformanceStatus::Quit => GroundPurpose::EvaluationExit,
        _ => GroundPurpose::EvaluationAbsence,
    }
}

fn ground(pack: &Pack, purpose: GroundPurpose) -> Result<&Ground, Refusal> {
    pack.ground_for(purpose).ok_or_else(|| {
        let words = format!("{} has no such ground; a person has to rule on what follows", pack.identity.id);
        Refusal::needs_ruling("NO_GROUND", words)
    })
}
