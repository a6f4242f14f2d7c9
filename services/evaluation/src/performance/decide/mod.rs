//! The performance's decisions: the way of the materials here, absence and falsehood in `findings`, the result in
//! `grading`.

mod findings;
mod grading;
mod materials;

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_flow::{Context, Decision, Outgoing, Refusal};
use guohe_policy::{Pack, RuleRef};

use super::{Performance, PerformanceCommand, PerformanceEvent, PerformanceStatus};
use crate::{checks, notices, rules};

pub(super) type Recorded = Decision<PerformanceEvent, PerformanceCommand>;
pub(super) type Outcome = Result<Recorded, Refusal>;

/// Name of the timer for the day by which materials are due.
pub(super) const MATERIALS_TIMER: &str = "materials_due";

pub(super) fn decide(state: &Performance, command: &PerformanceCommand, context: &Context<'_>) -> Outcome {
    match command {
        PerformanceCommand::Open(entry) => materials::open(state, entry, context),
        PerformanceCommand::File { report_document, summary } => {
            materials::file(state, report_document, summary, context)
        }
        PerformanceCommand::MaterialsDue => Ok(materials::missed(state, context)),
        PerformanceCommand::Quit { reason } => findings::quit(state, reason, context),
        PerformanceCommand::Excuse { reason } => findings::excuse(state, reason, context),
        PerformanceCommand::FindWithoutCause { facts } => findings::without_cause(state, facts, context),
        PerformanceCommand::FindFalse { facts } => findings::falsehood(state, facts, context),
        PerformanceCommand::Reviewed { score_hundredths, grade } => {
            grading::reviewed(state, *score_hundredths, *grade, context)
        }
        PerformanceCommand::PublishGrade { grade, reason, notice_on } => {
            grading::publish(state, *grade, reason, *notice_on, context)
        }
        PerformanceCommand::Stop { reason } => Ok(stop(state, reason, context)),
    }
}

/// The base left the register: what is open about it stops. What was found or published stays.
fn stop(state: &Performance, reason: &str, context: &Context<'_>) -> Recorded {
    match state.status {
        PerformanceStatus::AwaitingMaterials
        | PerformanceStatus::Absent
        | PerformanceStatus::UnderReview
        | PerformanceStatus::Quit
        | PerformanceStatus::Scored => {}
        PerformanceStatus::None
        | PerformanceStatus::Excused
        | PerformanceStatus::Ground
        | PerformanceStatus::Graded
        | PerformanceStatus::Closed => {
            return Decision::nothing(format!("the evaluation is {}", state.status.word()));
        }
    }
    let decision =
        Decision::record(PerformanceEvent::Closed { reason: reason.to_owned() }).cancel_all_timers();
    let decision = clear_deadline(decision, state, "the base left the register", context);
    decision.send(closed(state, reason, context))
}

/// Tells panel and score sheets that the evaluation ends without a grade.
pub(super) fn closed(state: &Performance, reason: &str, context: &Context<'_>) -> Outgoing {
    outgoing(&wire::PerformanceClosed {
        performance: context.stream.id.clone(),
        base: state.entry.base.clone(),
        reason: reason.to_owned(),
    })
}

/// Clears the host's deadline for materials, where one still stands.
pub(super) fn clear_deadline(
    decision: Recorded,
    state: &Performance,
    reason: &str,
    context: &Context<'_>,
) -> Recorded {
    match (state.status, state.entry.materials_due_on) {
        (PerformanceStatus::AwaitingMaterials, Some(_)) => {
            decision.send(notices::deadline_cleared(&deadline_id(context), reason))
        }
        _ => decision,
    }
}

pub(super) fn deadline_id(context: &Context<'_>) -> String {
    format!("performance.{}.materials", context.stream.id)
}

pub(super) fn subject(context: &Context<'_>) -> String {
    format!("performance/{}", context.stream.id)
}

/// The pack the evaluation is held under, and the rule of its cycle.
pub(super) fn basis<'a>(
    state: &Performance,
    context: &Context<'a>,
) -> Result<(&'a Pack, Vec<RuleRef>), Refusal> {
    let pack = rules::pack(context, &state.entry.policy)?;
    Ok((pack, rules::cycle(pack)))
}

/// Refuses a person's command in a state in which it has no place.
pub(super) fn expect(
    state: &Performance,
    from: &[PerformanceStatus],
    command: &str,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    match state.status {
        PerformanceStatus::None => Err(checks::not_found("performance", &context.stream.id)),
        status if from.contains(&status) => Ok(()),
        status => Err(Refusal::wrong_state(command, status.word())),
    }
}
