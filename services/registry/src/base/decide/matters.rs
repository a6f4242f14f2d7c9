//! Matters about a base: shown while they are open; the status underneath stays.

use guohe_flow::{Context, Decision};

use super::{
    super::{Base, BaseEvent, OpenMatter, Status},
    Outcome,
    evaluation::settle_task,
    reports::duty_ended,
};

/// Shows that a ground is examined. A base that has left ends the matter.
pub(super) fn note(state: &Base, matter: &str, ground: &str, context: &Context<'_>) -> Outcome {
    if state.matters.iter().any(|open| open.matter == matter) {
        return Ok(Decision::nothing("the matter is known"));
    }
    if state.status.has_left() {
        return Ok(Decision::default().send(duty_ended(state, "matter", matter)));
    }
    let open =
        OpenMatter { matter: matter.to_owned(), ground: ground.to_owned(), opened_on: context.today() };
    Ok(Decision::record(BaseEvent::MatterNoted(open)))
}

/// A matter was dismissed. Where the base stands before no evaluation any more after its time to rectify (it was
/// failed, or a ground was found in it) and nothing else is open about it, a person settles how it goes on: the
/// measures do not say.
pub(super) fn clear(state: &Base, matter: &str, reason: &str, context: &Context<'_>) -> Outcome {
    if !state.matters.iter().any(|open| open.matter == matter) {
        return Ok(Decision::nothing("no such matter is open"));
    }
    let cleared = BaseEvent::MatterCleared { matter: matter.to_owned(), reason: reason.to_owned() };
    let decision = Decision::record(cleared);
    if state.status != Status::ReEvaluation || state.evaluation.is_some() || state.matters.len() > 1 {
        return Ok(decision);
    }
    Ok(decision.and(BaseEvent::TaskOpened(settle_task(context))))
}
