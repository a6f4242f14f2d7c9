//! The gRPC face: requests become commands and queries, states become resources. Nothing is decided here.

mod decisions;
mod performances;
mod reviews;
mod rounds;

use guohe_api::{
    Desk,
    common::v1 as common,
    evaluation::v1::{self as wire, evaluation_service_server::EvaluationService},
};
use guohe_flow::Engine;
use guohe_policy::{Pack, RuleRef};
use tonic::{Request, Response, Status};

/// The service behind its generated trait.
pub(crate) struct Face {
    desk: Desk,
}

type Reply<T> = Result<Response<T>, Status>;

impl Face {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { desk: Desk::new(engine) }
    }

    /// The rules a resource rests on, by its pack; none where the pack is not adopted.
    async fn basis(
        &self,
        department: &str,
        policy: &str,
        rules: fn(&Pack) -> Vec<RuleRef>,
    ) -> Result<Vec<common::RuleRef>, Status> {
        let book = self.desk.policies(department).await?;
        let found = book.pack(policy).map(|pack| rules(pack)).unwrap_or_default();
        Ok(guohe_api::rule_refs(&found))
    }
}

#[tonic::async_trait]
impl EvaluationService for Face {
    async fn submit_sheet(
        &self,
        request: Request<wire::SubmitSheetRequest>,
    ) -> Reply<wire::SubmitSheetResponse> {
        let review = self.submit(request.into_inner()).await?;
        Ok(Response::new(wire::SubmitSheetResponse { review: Some(review) }))
    }

    async fn get_review(&self, request: Request<wire::GetReviewRequest>) -> Reply<wire::GetReviewResponse> {
        let review = self.review_of(request.into_inner()).await?;
        Ok(Response::new(wire::GetReviewResponse { review: Some(review) }))
    }

    async fn list_reviews(
        &self,
        request: Request<wire::ListReviewsRequest>,
    ) -> Reply<wire::ListReviewsResponse> {
        Ok(Response::new(self.reviews(request.into_inner()).await?))
    }

    async fn propose_recognition(
        &self,
        request: Request<wire::ProposeRecognitionRequest>,
    ) -> Reply<wire::ProposeRecognitionResponse> {
        let decision = self.propose(request.into_inner()).await?;
        Ok(Response::new(wire::ProposeRecognitionResponse { decision: Some(decision) }))
    }

    async fn admit_case(&self, request: Request<wire::AdmitCaseRequest>) -> Reply<wire::AdmitCaseResponse> {
        let decision = self.admit(request.into_inner()).await?;
        Ok(Response::new(wire::AdmitCaseResponse { decision: Some(decision) }))
    }

    async fn decide_not_recognised(
        &self,
        request: Request<wire::DecideNotRecognisedRequest>,
    ) -> Reply<wire::DecideNotRecognisedResponse> {
        let decision = self.decide_not(request.into_inner()).await?;
        Ok(Response::new(wire::DecideNotRecognisedResponse { decision: Some(decision) }))
    }

    async fn issue_recognition(
        &self,
        request: Request<wire::IssueRecognitionRequest>,
    ) -> Reply<wire::IssueRecognitionResponse> {
        let decision = self.issue(request.into_inner()).await?;
        Ok(Response::new(wire::IssueRecognitionResponse { decision: Some(decision) }))
    }

    async fn record_assessment(
        &self,
        request: Request<wire::RecordAssessmentRequest>,
    ) -> Reply<wire::RecordAssessmentResponse> {
        let decision = self.assess(request.into_inner()).await?;
        Ok(Response::new(wire::RecordAssessmentResponse { decision: Some(decision) }))
    }

    async fn concur_recognition(
        &self,
        request: Request<wire::ConcurRecognitionRequest>,
    ) -> Reply<wire::ConcurRecognitionResponse> {
        let decision = self.concur(request.into_inner()).await?;
        Ok(Response::new(wire::ConcurRecognitionResponse { decision: Some(decision) }))
    }

    async fn get_decision(
        &self,
        request: Request<wire::GetDecisionRequest>,
    ) -> Reply<wire::GetDecisionResponse> {
        let decision = self.decision_of(request.into_inner()).await?;
        Ok(Response::new(wire::GetDecisionResponse { decision: Some(decision) }))
    }

    async fn list_decisions(
        &self,
        request: Request<wire::ListDecisionsRequest>,
    ) -> Reply<wire::ListDecisionsResponse> {
        Ok(Response::new(self.decisions(request.into_inner()).await?))
    }

    async fn set_cohort_anchor(
        &self,
        request: Request<wire::SetCohortAnchorRequest>,
    ) -> Reply<wire::SetCohortAnchorResponse> {
        let cohort = self.anchor(request.into_inner()).await?;
        Ok(Response::new(wire::SetCohortAnchorResponse { cohort: Some(cohort) }))
    }

    async fn get_cohort(&self, request: Request<wire::GetCohortRequest>) -> Reply<wire::GetCohortResponse> {
        let cohort = self.cohort_of(request.into_inner()).await?;
        Ok(Response::new(wire::GetCohortResponse { cohort: Some(cohort) }))
    }

    async fn list_cohorts(
        &self,
        request: Request<wire::ListCohortsRequest>,
    ) -> Reply<wire::ListCohortsResponse> {
        Ok(Response::new(self.cohorts(request.into_inner()).await?))
    }

    async fn open_round(&self, request: Request<wire::OpenRoundRequest>) -> Reply<wire::OpenRoundResponse> {
        let round = self.open(request.into_inner()).await?;
        Ok(Response::new(wire::OpenRoundResponse { round: Some(round) }))
    }

    async fn close_round(
        &self,
        request: Request<wire::CloseRoundRequest>,
    ) -> Reply<wire::CloseRoundResponse> {
        let round = self.close(request.into_inner()).await?;
        Ok(Response::new(wire::CloseRoundResponse { round: Some(round) }))
    }

    async fn get_round(&self, request: Request<wire::GetRoundRequest>) -> Reply<wire::GetRoundResponse> {
        let round = self.round_of(request.into_inner()).await?;
        Ok(Response::new(wire::GetRoundResponse { round: Some(round) }))
    }

    async fn list_rounds(
        &self,
        request: Request<wire::ListRoundsRequest>,
    ) -> Reply<wire::ListRoundsResponse> {
        Ok(Response::new(self.rounds(request.into_inner()).await?))
    }

    async fn file_materials(
        &self,
        request: Request<wire::FileMaterialsRequest>,
    ) -> Reply<wire::FileMaterialsResponse> {
        let performance = self.file(request.into_inner()).await?;
        Ok(Response::new(wire::FileMaterialsResponse { performance: Some(performance) }))
    }

    async fn quit_evaluation(
        &self,
        request: Request<wire::QuitEvaluationRequest>,
    ) -> Reply<wire::QuitEvaluationResponse> {
        let performance = self.quit(request.into_inner()).await?;
        Ok(Response::new(wire::QuitEvaluationResponse { performance: Some(performance) }))
    }

    async fn excuse_absence(
        &self,
        request: Request<wire::ExcuseAbsenceRequest>,
    ) -> Reply<wire::ExcuseAbsenceResponse> {
        let performance = self.excuse(request.into_inner()).await?;
        Ok(Response::new(wire::ExcuseAbsenceResponse { performance: Some(performance) }))
    }

    async fn find_without_cause(
        &self,
        request: Request<wire::FindWithoutCauseRequest>,
    ) -> Reply<wire::FindWithoutCauseResponse> {
        let performance = self.without_cause(request.into_inner()).await?;
        Ok(Response::new(wire::FindWithoutCauseResponse { performance: Some(performance) }))
    }

    async fn find_false_information(
        &self,
        request: Request<wire::FindFalseInformationRequest>,
    ) -> Reply<wire::FindFalseInformationResponse> {
        let performance = self.falsehood(request.into_inner()).await?;
        Ok(Response::new(wire::FindFalseInformationResponse { performance: Some(performance) }))
    }

    async fn publish_grade(
        &self,
        request: Request<wire::PublishGradeRequest>,
    ) -> Reply<wire::PublishGradeResponse> {
        let performance = self.publish(request.into_inner()).await?;
        Ok(Response::new(wire::PublishGradeResponse { performance: Some(performance) }))
    }

    async fn get_performance(
        &self,
        request: Request<wire::GetPerformanceRequest>,
    ) -> Reply<wire::GetPerformanceResponse> {
        let performance = self.performance_of(request.into_inner()).await?;
        Ok(Response::new(wire::GetPerformanceResponse { performance: Some(performance) }))
    }

    async fn list_performances(
        &self,
        request: Request<wire::ListPerformancesRequest>,
    ) -> Reply<wire::ListPerformancesResponse> {
        Ok(Response::new(self.performances(request.into_inner()).await?))
    }
}
