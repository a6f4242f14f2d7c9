//! The invitation's decisions.

use guohe_api::{
    assignment::v1::{InvitationAnswered, invitation_answered::Answer as WireAnswer},
    outgoing,
};
use guohe_clock::end_of_day;
use guohe_flow::{Context, Decision, Outgoing, Recount, Refusal, Role, Task, TimerReceipt};
use guohe_policy::TimedPurpose;

use super::{Answer, Invitation, InvitationCommand, InvitationEvent, InvitationStatus, Invite};
use crate::{
    checks,
    notices::{self, INVITATION_EXPIRED, INVITATION_SENT, INVITATION_WITHDRAWN},
    rules,
};

type Outcome = Result<Decision<InvitationEvent, InvitationCommand>, Refusal>;

/// Name of the timer for the day by which to answer.
pub(super) const ANSWER_TIMER: &str = "answer_due";

pub(super) fn decide(state: &Invitation, command: &InvitationCommand, context: &Context<'_>) -> Outcome {
    match command {
        InvitationCommand::Send(invite) => Ok(send(state, invite, context)),
        InvitationCommand::Answer { answer, reason } => self::answer(state, *answer, reason, context),
        InvitationCommand::AnswerDue => Ok(answer_due(state)),
        InvitationCommand::Withdraw { panel, expert, reason } => {
            Ok(withdraw(state, panel, expert, reason, context))
        }
    }
}

fn send(
    state: &Invitation,
    invite: &Invite,
    context: &Context<'_>,
) -> Decision<InvitationEvent, InvitationCommand> {
    if state.status != InvitationStatus::None {
        return Decision::nothing(format!("the invitation is {}", state.status.word()));
    }
    let due = invite.answer_due_on;
    let (remind_on, basis) = rules::ladder(context, TimedPurpose::InvitationAnswer, due);
    let question = "Can you review this case, without a conflict of interest?";
    let task = Task::new(Role::Expert, "answer_invitation", context.today(), question)
        .due(Some(due))
        .by(basis.clone());
    let id = &context.stream.id;
    let why = "the day for the answer, set when the seat was offered";
    let receipt = match context.policies.in_force(context.today()) {
        Ok(pack) => rules::day_receipt(context, pack, TimedPurpose::InvitationAnswer, due, why),
        Err(_) => TimerReceipt::set_by(why),
    };
    let told = || notices::values([("panel", invite.panel.clone()), ("subject", invite.subject.clone())]);
    let mut values = told();
    values.insert("answer_due_on".to_owned(), due.to_string());
    let to = notices::expert(&invite.expert);
    let decision = Decision::record(InvitationEvent::Sent { invite: invite.clone(), task });
    basis
        .iter()
        .cloned()
        .fold(decision, Decision::by)
        .set_timer(ANSWER_TIMER, end_of_day(due), InvitationCommand::AnswerDue, receipt)
        .send(notices::notice(INVITATION_SENT, to.clone(), format!("invitation/{id}"), values, &basis))
        .send(notices::answer_deadline(id, to, due, &remind_on, &basis, told()))
}

/// The day for the answer moved with the calendar: its reminders move too.
pub(super) fn recounted(
    state: &Invitation,
    recount: &Recount,
    context: &Context<'_>,
) -> Decision<InvitationEvent, InvitationCommand> {
    let awaited = state.status == InvitationStatus::Sent && recount.timer == ANSWER_TIMER;
    let Some(due) = state.answer_due_on.filter(|_| awaited) else { return Decision::default() };
    let (remind_on, basis) = rules::ladder(context, TimedPurpose::InvitationAnswer, due);
    let to = notices::expert(&state.expert);
    let told = notices::values([("panel", state.panel.clone()), ("subject", state.subject.clone())]);
    Decision::default().send(notices::answer_deadline(&context.stream.id, to, due, &remind_on, &basis, told))
}

fn answer(state: &Invitation, answer: Answer, reason: &str, context: &Context<'_>) -> Outcome {
    match state.status {
        InvitationStatus::Sent => {}
        InvitationStatus::None => return Err(checks::not_found("invitation", &context.stream.id)),
        other => return Err(Refusal::wrong_state("AnswerInvitation", other.word())),
    }
    if context.actor.role != Role::Expert || context.actor.id != state.expert {
        return Err(Refusal::forbidden(
            "INVITED_EXPERT_ONLY",
            "only the invited expert answers an invitation",
        ));
    }
    match answer {
        Answer::Conflict => checks::text("reason", reason)?,
        Answer::Accept | Answer::Decline => checks::optional_text("reason", reason)?,
    }
    let wire = match answer {
        Answer::Accept => WireAnswer::Accepted,
        Answer::Decline => WireAnswer::Declined,
        Answer::Conflict => WireAnswer::Conflict,
    };
    let event = InvitationEvent::Answered { answer, reason: reason.to_owned(), on: context.today() };
    Ok(Decision::record(event)
        .cancel_timer(ANSWER_TIMER)
        .send(answered(state, wire, reason))
        .send(notices::answer_deadline_cleared(&context.stream.id, "answered")))
}

/// The day passed: silence counts as declined, so that a panel never waits for ever.
fn answer_due(state: &Invitation) -> Decision<InvitationEvent, InvitationCommand> {
    let (InvitationStatus::Sent, Some(due_on)) = (state.status, state.answer_due_on) else {
        return Decision::nothing(format!("the invitation is {}", state.status.word()));
    };
    let id = super::invitation_id(&state.panel, &state.expert);
    let values = notices::values([
        ("panel", state.panel.clone()),
        ("subject", state.subject.clone()),
        ("answer_due_on", due_on.to_string()),
    ]);
    let to = notices::expert(&state.expert);
    Decision::record(InvitationEvent::Expired { due_on })
        .send(answered(state, WireAnswer::Silent, "no answer in time"))
        .send(notices::notice(INVITATION_EXPIRED, to, format!("invitation/{id}"), values, &[]))
        .send(notices::answer_deadline_cleared(&id, "expired"))
}

/// Ends the invitation for the department. One that overtakes the sending is kept, so that the sending that
/// follows has no effect.
fn withdraw(
    state: &Invitation,
    panel: &str,
    expert: &str,
    reason: &str,
    context: &Context<'_>,
) -> Decision<InvitationEvent, InvitationCommand> {
    let known = match state.status {
        InvitationStatus::None => false,
        InvitationStatus::Sent | InvitationStatus::Accepted => true,
        other => return Decision::nothing(format!("the invitation is {}", other.word())),
    };
    let decision = Decision::record(InvitationEvent::Withdrawn {
        panel: panel.to_owned(),
        expert: expert.to_owned(),
        reason: reason.to_owned(),
        on: context.today(),
    });
    if !known {
        return decision;
    }
    let id = &context.stream.id;
    let values = notices::values([("panel", state.panel.clone()), ("subject", state.subject.clone())]);
    let to = notices::expert(&state.expert);
    let decision = decision.cancel_timer(ANSWER_TIMER).send(notices::notice(
        INVITATION_WITHDRAWN,
        to,
        format!("invitation/{id}"),
        values,
        &[],
    ));
    match state.status {
        InvitationStatus::Sent => decision.send(notices::answer_deadline_cleared(id, "withdrawn")),
        _ => decision,
    }
}

fn answered(state: &Invitation, answer: WireAnswer, reason: &str) -> Outgoing {
    outgoing(&InvitationAnswered {
        panel: state.panel.clone(),
        expert: state.expert.clone(),
        answer: answer.into(),
        reason: reason.to_owned(),
    })
}
