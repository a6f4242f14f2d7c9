//! Panels over gRPC.

use guohe_api::{
    SubjectKind, assignment::v1 as wire, department, parse_optional_date, refused, rule_refs, written,
};
use guohe_flow::{Attributes, Refusal};
use tonic::Status;

use super::{Face, pool::Asked};
use crate::{
    panel::{Candidate, Forming, Panel, PanelCommand, PanelStatus, Panels, Seat, SeatStatus, panel_id},
    rules,
};

/// Most experts an official may name at once.
const MOST_NAMED: usize = 40;

impl Face {
    /// Forms a panel. A repeated request must not rank the pool again: the ranking is part of the command, and
    /// the pool has changed by the very offers the first one made.
    pub(super) async fn form(&self, request: wire::FormPanelRequest) -> Result<wire::Panel, Status> {
        let wire::FormPanelRequest {
            context,
            panel: id,
            size,
            answer_due_on,
            disciplines,
            excluding,
            review_due_on,
        } = request;
        let department = department(context.as_ref())?;
        let answer_due_on = parse_optional_date("answer_due_on", &answer_due_on).map_err(refused)?;
        let review_due_on = parse_optional_date("review_due_on", &review_due_on).map_err(refused)?;
        let panel = self.desk.load::<Panels>(&department, &id).await?.state;
        if is_repeated(&panel, context.as_ref()) {
            return self.resource(&department, panel).await;
        }
        let asked = Asked {
            department: &department,
            disciplines: &disciplines,
            excluding: &excluding,
            answer_due_on,
        };
        let ranking = self.rank_pool(&panel, &asked).await?;
        let size = Some(size).filter(|size| *size > 0);
        let forming = Forming { size, answer_due_on, review_due_on, disciplines, excluding, ranking };
        self.desk.execute::<Panels>(context, &id, PanelCommand::Form(forming)).await?;
        self.panel(&department, &id).await
    }

    pub(super) async fn add(&self, request: wire::AddCandidatesRequest) -> Result<wire::Panel, Status> {
        let wire::AddCandidatesRequest { context, panel: id, experts, answer_due_on } = request;
        let department = department(context.as_ref())?;
        let answer_due_on = parse_optional_date("answer_due_on", &answer_due_on).map_err(refused)?;
        if experts.len() > MOST_NAMED {
            let words = format!("must name at most {MOST_NAMED} experts");
            return Err(refused(Refusal::invalid("LIST_TOO_LONG", "experts", words)));
        }
        let panel = self.desk.load::<Panels>(&department, &id).await?.state;
        if is_repeated(&panel, context.as_ref()) {
            return self.resource(&department, panel).await;
        }
        let asked = Asked {
            department: &department,
            disciplines: &panel.disciplines,
            excluding: &panel.excluding,
            answer_due_on,
        };
        let ranking = match experts.is_empty() {
            true => self.rank_pool(&panel, &asked).await?,
            false => self.take_named(&panel, &asked, &experts).await?,
        };
        let command = PanelCommand::AddCandidates { ranking, answer_due_on };
        self.desk.execute::<Panels>(context, &id, command).await?;
        self.panel(&department, &id).await
    }

    pub(super) async fn recuse(&self, request: wire::RecuseExpertRequest) -> Result<wire::Panel, Status> {
        let wire::RecuseExpertRequest { context, panel: id, expert, reason } = request;
        let department = department(context.as_ref())?;
        self.desk.execute::<Panels>(context, &id, PanelCommand::Recuse { expert, reason }).await?;
        self.panel(&department, &id).await
    }

    pub(super) async fn panel(&self, department: &str, id: &str) -> Result<wire::Panel, Status> {
        let panel = self.desk.load::<Panels>(department, id).await?.state;
        self.resource(department, panel).await
    }

    pub(super) async fn panels(
        &self,
        request: wire::ListPanelsRequest,
    ) -> Result<wire::ListPanelsResponse, Status> {
        let state = status(request.state()).map_or("", PanelStatus::word);
        let kind = SubjectKind::from_wire(request.subject_kind()).map_or("", SubjectKind::word);
        let filter = Attributes::new()
            .text("state", state)
            .text("task", request.task)
            .text("category", request.category)
            .text("base", request.base)
            .text("subject_kind", kind);
        let (found, next_page_token) = self
            .desk
            .page::<Panels>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut panels = Vec::with_capacity(found.len());
        for listed in found {
            panels.push(self.resource(&request.department, listed.state).await?);
        }
        Ok(wire::ListPanelsResponse { panels, next_page_token })
    }

    async fn resource(&self, department: &str, panel: Panel) -> Result<wire::Panel, Status> {
        let book = self.desk.policies(department).await?;
        let basis = book.pack(&panel.case.policy).map(|pack| rules::review_rule(pack)).unwrap_or_default();
        Ok(wire::Panel { rules: rule_refs(&basis), ..resource(panel) })
    }
}

fn is_repeated(panel: &Panel, context: Option<&guohe_api::common::v1::CommandContext>) -> bool {
    context.is_some_and(|context| !context.request_id.is_empty() && context.request_id == panel.ranked_by)
}

fn resource(panel: Panel) -> wire::Panel {
    let is_offered = |expert: &str| panel.seat(expert).is_some();
    let candidates = panel.candidates.iter().map(|candidate| wire::Candidate {
        expert: candidate.expert.clone(),
        institution: candidate.institution.clone(),
        score: Some(score(candidate)),
        reason: candidate.why.clone(),
        offered: is_offered(&candidate.expert),
    });
    let excluded = panel.excluded.iter();
    wire::Panel {
        panel: panel_id(&panel.case.subject),
        state: state(panel.status).into(),
        subject_kind: panel.case.subject_kind.wire(),
        candidates: candidates.collect(),
        seats: panel.seats.iter().map(seat).collect(),
        excluded: excluded
            .map(|(reason, count)| wire::ExcludedCount { reason: reason.clone(), count: *count })
            .collect(),
        answer_due_on: written(panel.answer_due_on),
        review_due_on: written(panel.case.review_due_on),
        opened_on: written(panel.opened_on),
        completed_on: written(panel.completed_on),
        tasks: guohe_api::tasks(&panel.tasks),
        subject: panel.case.subject,
        institution: panel.case.institution,
        category: panel.case.category,
        field: panel.case.field,
        partners: panel.case.partners,
        size: panel.size,
        pool_size: panel.pool_size,
        policy: panel.case.policy,
        rules: vec![],
        disciplines: panel.disciplines,
        base: panel.case.base,
    }
}

fn score(candidate: &Candidate) -> wire::CandidateScore {
    let Candidate { discipline, keywords, load, tie_break, .. } = *candidate;
    wire::CandidateScore { discipline, keywords, load, tie_break }
}

fn seat(seat: &Seat) -> wire::Seat {
    let state = match seat.status {
        SeatStatus::Offered => wire::SeatState::Offered,
        SeatStatus::Invited => wire::SeatState::Invited,
        SeatStatus::Accepted => wire::SeatState::Accepted,
        SeatStatus::Unavailable => wire::SeatState::Unavailable,
        SeatStatus::Declined => wire::SeatState::Declined,
        SeatStatus::Silent => wire::SeatState::Silent,
        SeatStatus::Conflict => wire::SeatState::Conflict,
        SeatStatus::Recused => wire::SeatState::Recused,
        SeatStatus::Withdrawn => wire::SeatState::Withdrawn,
    };
    wire::Seat {
        expert: seat.candidate.expert.clone(),
        institution: seat.candidate.institution.clone(),
        state: state.into(),
        offered_on: seat.offered_on.to_string(),
        reason: seat.reason.clone(),
        score: Some(score(&seat.candidate)),
        why: seat.candidate.why.clone(),
    }
}

fn state(status: PanelStatus) -> wire::PanelState {
    match status {
        PanelStatus::None => wire::PanelState::Unspecified,
        PanelStatus::Wanted => wire::PanelState::Wanted,
        PanelStatus::Forming => wire::PanelState::Forming,
        PanelStatus::Exhausted => wire::PanelState::Exhausted,
        PanelStatus::Completed => wire::PanelState::Completed,
        PanelStatus::Reviewed => wire::PanelState::Reviewed,
        PanelStatus::Closed => wire::PanelState::Closed,
    }
}

fn status(state: wire::PanelState) -> Option<PanelStatus> {
    match state {
        wire::PanelState::Unspecified => None,
        wire::PanelState::Wanted => Some(PanelStatus::Wanted),
        wire::PanelState::Forming => Some(PanelStatus::Forming),
        wire::PanelState::Exhausted => Some(PanelStatus::Exhausted),
        wire::PanelState::Completed => Some(PanelStatus::Completed),
        wire::PanelState::Reviewed => Some(PanelStatus::Reviewed),
        wire::PanelState::Closed => Some(PanelStatus::Closed),
    }
}
