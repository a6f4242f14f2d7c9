//! Decides a matter's commands: which one goes where.

mod hearing;
mod limbs;
mod opening;
mod outcome;

use guohe_flow::{Context, DecisionOf, Refusal};

use super::{Matter, MatterCommand, MatterFlow, Status};
use crate::support::absent;
pub(super) use hearing::{HEARING, recounted};

type Outcome = Result<DecisionOf<MatterFlow>, Refusal>;

/// Tasks of officials, one for each step that waits for a person.
pub(super) const PROPOSE: &str = "propose_or_dismiss";
const RULE_ON_CONDUCT: &str = "rule_on_conduct";
const SERVE_NOTICE: &str = "serve_notice";
const DECIDE: &str = "decide_cancellation";
const SERVE_DECISION: &str = "serve_decision";

pub(super) fn decide(state: &Matter, command: &MatterCommand, context: &Context<'_>) -> Outcome {
    use MatterCommand as C;
    match command {
        C::Open { .. } => opening::open(state, command, context),
        C::OpenFound(finding) => opening::open_found(state, finding, context),
        _ if state.status == Status::Absent => Err(absent(context, "matter")),
        C::RuleOnConduct { reaches, reason } => opening::rule_on_conduct(state, *reaches, reason, context),
        C::Propose { ground, reason, findings } => opening::propose(state, ground, reason, findings, context),
        C::ServeNotice { served_on, notice_hash } => {
            hearing::serve_notice(state, *served_on, notice_hash, context)
        }
        C::StopClock { reason } => hearing::stop_clock(state, reason, context),
        C::ResumeClock => hearing::resume_clock(state, context),
        C::StateCase { document_hash } => hearing::state_case(state, document_hash, context),
        C::WaiveHearing => hearing::waive(state, context),
        C::EndHearing => hearing::end(state, context),
        C::DecideCancellation { document_number, document_on, reason } => {
            outcome::cancel(state, document_number, *document_on, reason, context)
        }
        C::Dismiss { reason } => outcome::dismiss(state, reason, context),
        C::ServeDecision { served_on } => outcome::serve_decision(state, *served_on, context),
        C::End { leaving, effective_on } => outcome::end(state, *leaving, *effective_on, context),
    }
}
