//! The panel's decisions.
//!
//! Owns the order of things: whatever changes a seat, the panel then offers open seats to the next candidates
//! (`offer`), and looks whether every seat is taken. The draft folds each event as it is recorded, so that the
//! next step sees it.

mod form;
mod offer;
mod seats;

use guohe_api::{assignment::v1 as wire, outgoing};
use guohe_flow::{Context, Decision, Outgoing, Refusal, Task};
use guohe_policy::RuleRef;

use super::{Case, Panel, PanelCommand, PanelEvent, PanelStatus, SeatStatus};
use crate::rules;

pub(super) type Outcome = Result<Decision<PanelEvent, PanelCommand>, Refusal>;

pub(super) fn decide(state: &Panel, command: &PanelCommand, context: &Context<'_>) -> Outcome {
    match command {
        PanelCommand::Want(case) => want(state, case, context),
        PanelCommand::Form(forming) => form::form(state, forming, context),
        PanelCommand::AddCandidates { ranking, answer_due_on } => {
            form::add_candidates(state, ranking, *answer_due_on, context)
        }
        PanelCommand::Engaged { expert } => Ok(seats::engaged(state, expert)),
        PanelCommand::Unavailable { expert, reason } => {
            Ok(seats::given_up(state, expert, SeatStatus::Unavailable, reason, context))
        }
        PanelCommand::Answered { expert, answer, reason } => {
            Ok(seats::answered(state, expert, *answer, reason, context))
        }
        PanelCommand::Recuse { expert, reason } => seats::recuse(state, expert, reason, context),
        PanelCommand::ReviewDone { experts } => Ok(review_done(state, experts)),
        PanelCommand::Close { reason } => Ok(close(state, reason)),
    }
}

fn want(state: &Panel, case: &Case, context: &Context<'_>) -> Outcome {
    if state.status != PanelStatus::None {
        return Ok(Decision::nothing("the panel is known already"));
    }
    let pack = rules::pack(context, &case.policy)?;
    let basis = rules::review_rule(pack);
    let task =
        Task::official("form_panel", context.today(), "Which experts review this case? Form its panel.")
            .by(basis.clone())
            .due(case.review_due_on);
    let decision = Decision::record(PanelEvent::Wanted { case: case.clone(), task }).under(pack.reference());
    Ok(basis.into_iter().fold(decision, Decision::by))
}

fn review_done(state: &Panel, experts: &[String]) -> Decision<PanelEvent, PanelCommand> {
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    if state.status != PanelStatus::Completed {
        return Decision::nothing(format!("the panel is {}", state.status.word()));
    }
    if sorted(state.accepted()) != sorted(experts.to_vec()) {
        return Decision::nothing("the result is of a panel before a seat was replaced");
    }
    Decision::record(PanelEvent::Reviewed)
}

fn close(state: &Panel, reason: &str) -> Decision<PanelEvent, PanelCommand> {
    match state.status {
        PanelStatus::None => return Decision::nothing("no panel was wanted"),
        PanelStatus::Reviewed => return Decision::nothing("the review is complete"),
        PanelStatus::Closed => return Decision::nothing("closed already"),
        PanelStatus::Wanted | PanelStatus::Forming | PanelStatus::Exhausted | PanelStatus::Completed => {}
    }
    let mut decision = Decision::default();
    for seat in state.active() {
        let expert = &seat.candidate.expert;
        let how = SeatStatus::Withdrawn;
        decision = decision
            .and(PanelEvent::SeatGivenUp { expert: expert.clone(), how, reason: reason.to_owned() })
            .send(seat_withdrawn(&state.case, expert, reason));
    }
    decision.and(PanelEvent::Closed { reason: reason.to_owned() })
}

/// Tells the expert's stream and the invitation that a seat is given up.
fn seat_withdrawn(case: &Case, expert: &str, reason: &str) -> Outgoing {
    outgoing(&wire::SeatWithdrawn {
        panel: super::panel_id(&case.subject),
        expert: expert.to_owned(),
        reason: reason.to_owned(),
    })
}

/// A decision in the making, with the panel as its events leave it.
pub(super) struct Draft {
    pub(super) panel: Panel,
    pub(super) decision: Decision<PanelEvent, PanelCommand>,
}

impl Draft {
    pub(super) fn of(state: &Panel) -> Self {
        Self { panel: state.clone(), decision: Decision::default() }
    }

    pub(super) fn record(&mut self, event: PanelEvent) {
        self.panel = std::mem::take(&mut self.panel).evolve(&event);
        self.decision = std::mem::take(&mut self.decision).and(event);
    }

    pub(super) fn by(&mut self, basis: &[RuleRef]) {
        self.decision = basis.iter().cloned().fold(std::mem::take(&mut self.decision), Decision::by);
    }

    pub(super) fn send(&mut self, message: Outgoing) {
        self.decision = std::mem::take(&mut self.decision).send(message);
    }
}
