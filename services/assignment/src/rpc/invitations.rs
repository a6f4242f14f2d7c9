//! Invitations over gRPC.

use guohe_api::assignment::v1::{self as wire, invitation_answered::Answer as WireAnswer};
use guohe_api::{department, refused, written};
use guohe_flow::{Attributes, Refusal};
use tonic::Status;

use super::Face;
use crate::invitation::{Answer, Invitation, InvitationCommand, InvitationStatus, Invitations};

impl Face {
    pub(super) async fn answer(
        &self,
        request: wire::AnswerInvitationRequest,
    ) -> Result<wire::Invitation, Status> {
        let answer = match request.answer() {
            WireAnswer::Accepted => Answer::Accept,
            WireAnswer::Declined => Answer::Decline,
            WireAnswer::Conflict => Answer::Conflict,
            WireAnswer::Unspecified | WireAnswer::Silent | WireAnswer::Withdrawn => {
                let words = "must be accepted, declined or conflict";
                return Err(refused(Refusal::invalid("ANSWER", "answer", words)));
            }
        };
        let wire::AnswerInvitationRequest { context, invitation: id, reason, .. } = request;
        let department = department(context.as_ref())?;
        let command = InvitationCommand::Answer { answer, reason };
        self.desk.execute::<Invitations>(context, &id, command).await?;
        self.invitation(&department, &id).await
    }

    pub(super) async fn invitation(&self, department: &str, id: &str) -> Result<wire::Invitation, Status> {
        let invitation = self.desk.load::<Invitations>(department, id).await?.state;
        Ok(resource(id.to_owned(), invitation))
    }

    pub(super) async fn invitations(
        &self,
        request: wire::ListInvitationsRequest,
    ) -> Result<wire::ListInvitationsResponse, Status> {
        let state = status(request.state()).map_or("", InvitationStatus::word);
        let filter = Attributes::new()
            .text("state", state)
            .text("expert", request.expert)
            .text("panel", request.panel);
        let (found, next_page_token) = self
            .desk
            .page::<Invitations>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let invitations = found.into_iter().map(|listed| resource(listed.id, listed.state)).collect();
        Ok(wire::ListInvitationsResponse { invitations, next_page_token })
    }
}

fn resource(id: String, invitation: Invitation) -> wire::Invitation {
    let state = match invitation.status {
        InvitationStatus::None => wire::InvitationState::Unspecified,
        InvitationStatus::Sent => wire::InvitationState::Sent,
        InvitationStatus::Accepted => wire::InvitationState::Accepted,
        InvitationStatus::Declined => wire::InvitationState::Declined,
        InvitationStatus::Silent => wire::InvitationState::Silent,
        InvitationStatus::Conflict => wire::InvitationState::Conflict,
        InvitationStatus::Withdrawn => wire::InvitationState::Withdrawn,
    };
    wire::Invitation {
        invitation: id,
        state: state.into(),
        panel: invitation.panel,
        expert: invitation.expert,
        subject_kind: invitation.subject_kind.wire(),
        subject: invitation.subject,
        sent_on: written(invitation.sent_on),
        answer_due_on: written(invitation.answer_due_on),
        answered_on: written(invitation.answered_on),
        reason: invitation.reason,
        tasks: guohe_api::tasks(&invitation.tasks),
    }
}

fn status(state: wire::InvitationState) -> Option<InvitationStatus> {
    match state {
        wire::InvitationState::Unspecified => None,
        wire::InvitationState::Sent => Some(InvitationStatus::Sent),
        wire::InvitationState::Accepted => Some(InvitationStatus::Accepted),
        wire::InvitationState::Declined => Some(InvitationStatus::Declined),
        wire::InvitationState::Silent => Some(InvitationStatus::Silent),
        wire::InvitationState::Conflict => Some(InvitationStatus::Conflict),
        wire::InvitationState::Withdrawn => Some(InvitationStatus::Withdrawn),
    }
}
