//! Cohorts and rounds over gRPC.

use guohe_api::{department, evaluation::v1 as wire, parse_date, refused, text, written};
use guohe_flow::Attributes;
use tonic::Status;

use super::Face;
use crate::{
    cohort::{Cohort, CohortCommand, CohortStatus, Cohorts},
    round::{Round, RoundCommand, RoundStatus, Rounds},
    rules,
};

impl Face {
    pub(super) async fn anchor(&self, request: wire::SetCohortAnchorRequest) -> Result<wire::Cohort, Status> {
        let wire::SetCohortAnchorRequest { context, category, anchor_on } = request;
        let anchor_on = parse_date("anchor_on", &anchor_on).map_err(refused)?;
        let department = department(context.as_ref())?;
        self.desk.execute::<Cohorts>(context, &category, CohortCommand::SetAnchor { anchor_on }).await?;
        self.cohort(&department, category).await
    }

    pub(super) async fn cohort_of(&self, request: wire::GetCohortRequest) -> Result<wire::Cohort, Status> {
        self.cohort(&request.department, request.category).await
    }

    pub(super) async fn cohorts(
        &self,
        request: wire::ListCohortsRequest,
    ) -> Result<wire::ListCohortsResponse, Status> {
        let filter = Attributes::new()
            .text("state", cohort_status(request.state()).map_or("", CohortStatus::word))
            .text("task", request.task);
        let (found, next_page_token) = self
            .desk
            .page::<Cohorts>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut cohorts = Vec::with_capacity(found.len());
        for listed in found {
            cohorts.push(self.complete_cohort(&request.department, listed.id, listed.state).await?);
        }
        Ok(wire::ListCohortsResponse { cohorts, next_page_token })
    }

    pub(super) async fn open(&self, request: wire::OpenRoundRequest) -> Result<wire::Round, Status> {
        let wire::OpenRoundRequest { context, round, category, materials_due_on } = request;
        let materials_due_on = parse_date("materials_due_on", &materials_due_on).map_err(refused)?;
        let department = department(context.as_ref())?;
        let command = RoundCommand::Open { category, materials_due_on };
        self.desk.execute::<Rounds>(context, &round, command).await?;
        self.round(&department, round).await
    }

    pub(super) async fn close(&self, request: wire::CloseRoundRequest) -> Result<wire::Round, Status> {
        let wire::CloseRoundRequest { context, round } = request;
        let department = department(context.as_ref())?;
        self.desk.execute::<Rounds>(context, &round, RoundCommand::Close).await?;
        self.round(&department, round).await
    }

    pub(super) async fn round_of(&self, request: wire::GetRoundRequest) -> Result<wire::Round, Status> {
        self.round(&request.department, request.round).await
    }

    pub(super) async fn rounds(
        &self,
        request: wire::ListRoundsRequest,
    ) -> Result<wire::ListRoundsResponse, Status> {
        let filter = Attributes::new()
            .text("state", round_status(request.state()).map_or("", RoundStatus::word))
            .text("category", request.category);
        let (found, next_page_token) = self
            .desk
            .page::<Rounds>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut rounds = Vec::with_capacity(found.len());
        for listed in found {
            rounds.push(self.complete_round(&request.department, listed.id, listed.state).await?);
        }
        Ok(wire::ListRoundsResponse { rounds, next_page_token })
    }

    async fn cohort(&self, department: &str, category: String) -> Result<wire::Cohort, Status> {
        let cohort = self.desk.load::<Cohorts>(department, &category).await?.state;
        self.complete_cohort(department, category, cohort).await
    }

    async fn complete_cohort(
        &self,
        department: &str,
        category: String,
        cohort: Cohort,
    ) -> Result<wire::Cohort, Status> {
        let policy = cohort.cycle.as_ref().map(|cycle| cycle.policy.clone()).unwrap_or_default();
        let rules = self.basis(department, &policy, rules::cycle).await?;
        Ok(wire::Cohort { rules, policy, ..cohort_resource(category, cohort) })
    }

    async fn round(&self, department: &str, id: String) -> Result<wire::Round, Status> {
        let round = self.desk.load::<Rounds>(department, &id).await?.state;
        self.complete_round(department, id, round).await
    }

    async fn complete_round(
        &self,
        department: &str,
        id: String,
        round: Round,
    ) -> Result<wire::Round, Status> {
        let rules = self.basis(department, &round.policy, rules::cycle).await?;
        Ok(wire::Round { rules, ..round_resource(id, round) })
    }
}

fn cohort_resource(category: String, cohort: Cohort) -> wire::Cohort {
    let state = match cohort.status {
        CohortStatus::None => wire::CohortState::Unspecified,
        CohortStatus::OnTime => wire::CohortState::OnTime,
        CohortStatus::RoundOverdue => wire::CohortState::RoundOverdue,
    };
    wire::Cohort {
        category,
        state: state.into(),
        anchor_on: written(cohort.cycle.as_ref().map(|cycle| cycle.anchor_on)),
        next_round_by: written(cohort.cycle.as_ref().map(|cycle| cycle.next_round_by)),
        arithmetic: cohort.cycle.as_ref().map(|cycle| text(&cycle.receipt.arithmetic)),
        last_round: cohort.last_round,
        last_round_on: written(cohort.last_round_on),
        tasks: guohe_api::tasks(&cohort.tasks),
        policy: String::new(),
        rules: vec![],
    }
}

fn round_resource(id: String, round: Round) -> wire::Round {
    let state = match round.status {
        RoundStatus::None => wire::RoundState::Unspecified,
        RoundStatus::Open => wire::RoundState::Open,
        RoundStatus::Closed => wire::RoundState::Closed,
    };
    wire::Round {
        round: id,
        state: state.into(),
        category: round.category,
        opened_on: written(round.opened_on),
        materials_due_on: written(round.materials_due_on),
        closed_on: written(round.closed_on),
        policy: round.policy,
        tasks: vec![],
        rules: vec![],
    }
}

fn cohort_status(state: wire::CohortState) -> Option<CohortStatus> {
    match state {
        wire::CohortState::Unspecified => None,
        wire::CohortState::OnTime => Some(CohortStatus::OnTime),
        wire::CohortState::RoundOverdue => Some(CohortStatus::RoundOverdue),
    }
}

fn round_status(state: wire::RoundState) -> Option<RoundStatus> {
    match state {
        wire::RoundState::Unspecified => None,
        wire::RoundState::Open => Some(RoundStatus::Open),
        wire::RoundState::Closed => Some(RoundStatus::Closed),
    }
}
