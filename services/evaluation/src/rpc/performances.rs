//! Performance evaluations over gRPC.

use guohe_api::{
    common::v1::CommandContext, department, evaluation::v1 as wire, parse_optional_date, refused, written,
};
use guohe_flow::{Attributes, Refusal};
use tonic::Status;

use super::Face;
use crate::{
    Grade,
    performance::{Performance, PerformanceCommand, PerformanceStatus, Performances},
    rules,
};

impl Face {
    pub(super) async fn file(
        &self,
        request: wire::FileMaterialsRequest,
    ) -> Result<wire::Performance, Status> {
        let wire::FileMaterialsRequest { context, performance, report_document, summary } = request;
        self.tell(context, performance, PerformanceCommand::File { report_document, summary }).await
    }

    pub(super) async fn quit(
        &self,
        request: wire::QuitEvaluationRequest,
    ) -> Result<wire::Performance, Status> {
        let wire::QuitEvaluationRequest { context, performance, reason } = request;
        self.tell(context, performance, PerformanceCommand::Quit { reason }).await
    }

    pub(super) async fn excuse(
        &self,
        request: wire::ExcuseAbsenceRequest,
    ) -> Result<wire::Performance, Status> {
        let wire::ExcuseAbsenceRequest { context, performance, reason } = request;
        self.tell(context, performance, PerformanceCommand::Excuse { reason }).await
    }

    pub(super) async fn without_cause(
        &self,
        request: wire::FindWithoutCauseRequest,
    ) -> Result<wire::Performance, Status> {
        let wire::FindWithoutCauseRequest { context, performance, facts } = request;
        self.tell(context, performance, PerformanceCommand::FindWithoutCause { facts }).await
    }

    pub(super) async fn falsehood(
        &self,
        request: wire::FindFalseInformationRequest,
    ) -> Result<wire::Performance, Status> {
        let wire::FindFalseInformationRequest { context, performance, facts } = request;
        self.tell(context, performance, PerformanceCommand::FindFalse { facts }).await
    }

    pub(super) async fn publish(
        &self,
        request: wire::PublishGradeRequest,
    ) -> Result<wire::Performance, Status> {
        let grade = Grade::from_wire(request.grade()).ok_or_else(|| {
            refused(Refusal::invalid("GRADE", "grade", "is missing: excellent, pass or fail"))
        })?;
        let notice_on = parse_optional_date("notice_on", &request.notice_on).map_err(refused)?;
        let wire::PublishGradeRequest { context, performance, reason, .. } = request;
        self.tell(context, performance, PerformanceCommand::PublishGrade { grade, reason, notice_on }).await
    }

    pub(super) async fn performance_of(
        &self,
        request: wire::GetPerformanceRequest,
    ) -> Result<wire::Performance, Status> {
        self.performance(&request.department, request.performance).await
    }

    pub(super) async fn performances(
        &self,
        request: wire::ListPerformancesRequest,
    ) -> Result<wire::ListPerformancesResponse, Status> {
        let filter = Attributes::new()
            .text("state", status(request.state()).map_or("", PerformanceStatus::word))
            .text("task", request.task)
            .text("base", request.base)
            .text("category", request.category)
            .text("round", request.round)
            .text("institution", request.institution);
        let (found, next_page_token) = self
            .desk
            .page::<Performances>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut performances = Vec::with_capacity(found.len());
        for listed in found {
            performances.push(self.complete_performance(&request.department, listed.id, listed.state).await?);
        }
        Ok(wire::ListPerformancesResponse { performances, next_page_token })
    }

    async fn tell(
        &self,
        context: Option<CommandContext>,
        id: String,
        command: PerformanceCommand,
    ) -> Result<wire::Performance, Status> {
        let department = department(context.as_ref())?;
        self.desk.execute::<Performances>(context, &id, command).await?;
        self.performance(&department, id).await
    }

    async fn performance(&self, department: &str, id: String) -> Result<wire::Performance, Status> {
        let performance = self.desk.load::<Performances>(department, &id).await?.state;
        self.complete_performance(department, id, performance).await
    }

    async fn complete_performance(
        &self,
        department: &str,
        id: String,
        performance: Performance,
    ) -> Result<wire::Performance, Status> {
        let rules = self.basis(department, &performance.entry.policy, rules::cycle).await?;
        Ok(wire::Performance { rules, ..resource(id, performance) })
    }
}

fn resource(id: String, performance: Performance) -> wire::Performance {
    let Performance { status, entry, materials, published, .. } = performance;
    wire::Performance {
        performance: id,
        state: state(status).into(),
        base: entry.base,
        round: entry.round,
        re_evaluation: entry.re_evaluation,
        institution: entry.institution,
        category: entry.category,
        field: entry.field,
        unit: entry.unit,
        materials_due_on: written(entry.materials_due_on),
        report_document: materials.as_ref().map(|filed| filed.report_document.clone()).unwrap_or_default(),
        summary: materials.as_ref().map(|filed| filed.summary.clone()).unwrap_or_default(),
        filed_on: written(materials.as_ref().map(|filed| filed.filed_on)),
        late: materials.as_ref().is_some_and(|filed| filed.late),
        score_hundredths: performance.score_hundredths,
        card_grade: performance.card_grade.map_or(0, Grade::wire),
        grade: published.as_ref().map_or(0, |published| published.grade.wire()),
        departure_reason: published.as_ref().map(|p| p.departure_reason.clone()).unwrap_or_default(),
        notice_on: written(published.as_ref().map(|published| published.notice_on)),
        ground: performance.ground,
        reason: performance.reason,
        tasks: guohe_api::tasks(&performance.tasks),
        policy: entry.policy,
        opened_on: written(performance.opened_on),
        rules: vec![],
    }
}

fn state(status: PerformanceStatus) -> wire::PerformanceState {
    match status {
        PerformanceStatus::None => wire::PerformanceState::Unspecified,
        PerformanceStatus::AwaitingMaterials => wire::PerformanceState::AwaitingMaterials,
        PerformanceStatus::Absent => wire::PerformanceState::Absent,
        PerformanceStatus::UnderReview => wire::PerformanceState::UnderReview,
        PerformanceStatus::Quit => wire::PerformanceState::Quit,
        PerformanceStatus::Excused => wire::PerformanceState::Excused,
        PerformanceStatus::Ground => wire::PerformanceState::Ground,
        PerformanceStatus::Scored => wire::PerformanceState::Scored,
        PerformanceStatus::Graded => wire::PerformanceState::Graded,
        PerformanceStatus::Closed => wire::PerformanceState::Closed,
    }
}

fn status(state: wire::PerformanceState) -> Option<PerformanceStatus> {
    match state {
        wire::PerformanceState::Unspecified => None,
        wire::PerformanceState::AwaitingMaterials => Some(PerformanceStatus::AwaitingMaterials),
        wire::PerformanceState::Absent => Some(PerformanceStatus::Absent),
        wire::PerformanceState::UnderReview => Some(PerformanceStatus::UnderReview),
        wire::PerformanceState::Quit => Some(PerformanceStatus::Quit),
        wire::PerformanceState::Excused => Some(PerformanceStatus::Excused),
        wire::PerformanceState::Ground => Some(PerformanceStatus::Ground),
        wire::PerformanceState::Scored => Some(PerformanceStatus::Scored),
        wire::PerformanceState::Graded => Some(PerformanceStatus::Graded),
        wire::PerformanceState::Closed => Some(PerformanceStatus::Closed),
    }
}
