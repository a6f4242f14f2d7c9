//! What becomes of seats: invited, taken, given up, recused.

use guohe_api::{assignment::v1 as wire, outgoing};
use guohe_flow::{Context, Decision, Refusal, RefusalKind};

use super::{Draft, Outcome, offer, seat_withdrawn};
use crate::{
    checks,
    panel::{Panel, PanelCommand, PanelEvent, PanelStatus, SeatAnswer, SeatStatus, panel_id},
};

/// The invitation is out. An answer that overtook this fact stands.
pub(super) fn engaged(state: &Panel, expert: &str) -> Decision<PanelEvent, PanelCommand> {
    match state.seat(expert).map(|seat| seat.status) {
        Some(SeatStatus::Offered) => Decision::record(PanelEvent::SeatInvited { expert: expert.to_owned() }),
        Some(_) => Decision::nothing("the seat has moved on"),
        None => Decision::nothing("no seat was offered to this expert"),
    }
}

pub(super) fn answered(
    state: &Panel,
    expert: &str,
    answer: SeatAnswer,
    reason: &str,
    context: &Context<'_>,
) -> Decision<PanelEvent, PanelCommand> {
    let how = match answer {
        SeatAnswer::Accepted => return accepted(state, expert, context),
        SeatAnswer::Declined => SeatStatus::Declined,
        SeatAnswer::Silent => SeatStatus::Silent,
        SeatAnswer::Conflict => SeatStatus::Conflict,
    };
    given_up(state, expert, how, reason, context)
}

fn accepted(state: &Panel, expert: &str, context: &Context<'_>) -> Decision<PanelEvent, PanelCommand> {
    if !awaits_answer(state, expert) {
        return Decision::nothing("the seat no longer waits for an answer");
    }
    let mut draft = Draft::of(state);
    draft.record(PanelEvent::SeatAccepted { expert: expert.to_owned() });
    offer::settle(&mut draft, expert, context);
    draft.decision
}

/// A seat is free again; the next candidate is offered it.
pub(super) fn given_up(
    state: &Panel,
    expert: &str,
    how: SeatStatus,
    reason: &str,
    context: &Context<'_>,
) -> Decision<PanelEvent, PanelCommand> {
    if !awaits_answer(state, expert) {
        return Decision::nothing("the seat no longer waits for an answer");
    }
    let mut draft = Draft::of(state);
    draft.record(PanelEvent::SeatGivenUp { expert: expert.to_owned(), how, reason: reason.to_owned() });
    offer::fill(&mut draft, context);
    draft.decision
}

fn awaits_answer(state: &Panel, expert: &str) -> bool {
    matches!(state.seat(expert).map(|seat| seat.status), Some(SeatStatus::Offered | SeatStatus::Invited))
}

/// An official takes an expert off before the review is complete.
pub(super) fn recuse(state: &Panel, expert: &str, reason: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "RecuseExpert")?;
    match state.status {
        PanelStatus::Forming | PanelStatus::Exhausted | PanelStatus::Completed => {}
        PanelStatus::None => return Err(checks::not_found("panel", &context.stream.id)),
        other => return Err(Refusal::wrong_state("RecuseExpert", other.word())),
    }
    checks::text("reason", reason)?;
    let Some(seat) = state.seat(expert).filter(|seat| seat.status.is_active()) else {
        let words = format!("{expert} holds no seat of this panel");
        return Err(
            Refusal::new(RefusalKind::NotFound, "SEAT_NOT_FOUND", words).field("expert", "holds no seat")
        );
    };
    let was_seated = seat.status == SeatStatus::Accepted && state.completed_on.is_some();
    let mut draft = Draft::of(state);
    let how = SeatStatus::Recused;
    draft.record(PanelEvent::SeatGivenUp { expert: expert.to_owned(), how, reason: reason.to_owned() });
    draft.send(seat_withdrawn(&state.case, expert, reason));
    if was_seated {
        draft.send(outgoing(&wire::SeatReplaced {
            panel: panel_id(&state.case.subject),
            subject_kind: state.case.subject_kind.wire(),
            subject: state.case.subject.clone(),
            removed: expert.to_owned(),
            added: String::new(),
            reason: reason.to_owned(),
        }));
    }
    offer::fill(&mut draft, context);
    Ok(draft.decision)
}
