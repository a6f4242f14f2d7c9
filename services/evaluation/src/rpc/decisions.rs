//! Decisions on recognition over gRPC.

use guohe_api::{department, evaluation::v1 as wire, parse_date, refused, text, written};
use guohe_flow::Attributes;
use guohe_policy::{Pack, RuleRef};
use tonic::Status;

use super::Face;
use crate::{
    Grade,
    decision::{BalanceFactors, CaseRuling, DecisionCommand, DecisionStatus, Decisions, Recognition},
    rules,
};

impl Face {
    pub(super) async fn propose(
        &self,
        request: wire::ProposeRecognitionRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::ProposeRecognitionRequest { context, application, opinion, balance } = request;
        let wire::BalanceFactors { country, field, region } = balance.unwrap_or_default();
        let department = department(context.as_ref())?;
        let command =
            DecisionCommand::Propose { opinion, balance: BalanceFactors { country, field, region } };
        self.desk.execute::<Decisions>(context, &application, command).await?;
        self.decision(&department, application).await
    }

    pub(super) async fn admit(
        &self,
        request: wire::AdmitCaseRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::AdmitCaseRequest { context, application, opinion, rulings } = request;
        let rulings = rulings
            .into_iter()
            .map(|ruling| CaseRuling { rule: ruling.rule, reason: ruling.reason })
            .collect();
        let department = department(context.as_ref())?;
        self.desk
            .execute::<Decisions>(context, &application, DecisionCommand::Admit { opinion, rulings })
            .await?;
        self.decision(&department, application).await
    }

    pub(super) async fn decide_not(
        &self,
        request: wire::DecideNotRecognisedRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::DecideNotRecognisedRequest { context, application, reason } = request;
        let department = department(context.as_ref())?;
        self.desk.execute::<Decisions>(context, &application, DecisionCommand::DecideNot { reason }).await?;
        self.decision(&department, application).await
    }

    pub(super) async fn issue(
        &self,
        request: wire::IssueRecognitionRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::IssueRecognitionRequest { context, application, document_number, document_on, base } =
            request;
        let document_on = parse_date("document_on", &document_on).map_err(refused)?;
        let department = department(context.as_ref())?;
        let command = DecisionCommand::Issue { document_number, document_on, base };
        self.desk.execute::<Decisions>(context, &application, command).await?;
        self.decision(&department, application).await
    }

    pub(super) async fn assess(
        &self,
        request: wire::RecordAssessmentRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::RecordAssessmentRequest { context, application, passed, findings, assessed_on } = request;
        let assessed_on = parse_date("assessed_on", &assessed_on).map_err(refused)?;
        let department = department(context.as_ref())?;
        let command = DecisionCommand::Assess { passed, findings, assessed_on };
        self.desk.execute::<Decisions>(context, &application, command).await?;
        self.decision(&department, application).await
    }

    pub(super) async fn concur(
        &self,
        request: wire::ConcurRecognitionRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        let wire::ConcurRecognitionRequest { context, application, decider, reason } = request;
        let department = department(context.as_ref())?;
        self.desk
            .execute::<Decisions>(context, &application, DecisionCommand::Concur { decider, reason })
            .await?;
        self.decision(&department, application).await
    }

    pub(super) async fn decision_of(
        &self,
        request: wire::GetDecisionRequest,
    ) -> Result<wire::RecognitionDecision, Status> {
        self.decision(&request.department, request.application).await
    }

    pub(super) async fn decisions(
        &self,
        request: wire::ListDecisionsRequest,
    ) -> Result<wire::ListDecisionsResponse, Status> {
        let filter = Attributes::new()
            .text("state", status(request.state()).map_or("", DecisionStatus::word))
            .text("task", request.task)
            .text("category", request.category)
            .text("institution", request.institution);
        let (found, next_page_token) = self
            .desk
            .page::<Decisions>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let mut decisions = Vec::with_capacity(found.len());
        for listed in found {
            decisions.push(self.complete_decision(&request.department, listed.id, listed.state).await?);
        }
        Ok(wire::ListDecisionsResponse { decisions, next_page_token })
    }

    async fn decision(&self, department: &str, id: String) -> Result<wire::RecognitionDecision, Status> {
        let recognition = self.desk.load::<Decisions>(department, &id).await?.state;
        self.complete_decision(department, id, recognition).await
    }

    async fn complete_decision(
        &self,
        department: &str,
        id: String,
        recognition: Recognition,
    ) -> Result<wire::RecognitionDecision, Status> {
        let rules = self.basis(department, &recognition.case.policy, way_of_recognition).await?;
        Ok(wire::RecognitionDecision { rules, ..resource(id, recognition) })
    }
}

/// The rules of the way from review to document.
fn way_of_recognition(pack: &Pack) -> Vec<RuleRef> {
    let mut found = rules::step(pack, "review");
    found.extend(rules::step(pack, "recognise"));
    let funding = pack.funding.iter().flat_map(|funding| &funding.topics);
    found.extend(funding.filter_map(|topic| pack.rule(&topic.decided_by)));
    found
}

fn resource(id: String, recognition: Recognition) -> wire::RecognitionDecision {
    let Recognition { status, case, result, proposal, publicity_until, document, reason, .. } = recognition;
    let state = match status {
        DecisionStatus::None => wire::DecisionState::Unspecified,
        DecisionStatus::UnderReview => wire::DecisionState::UnderReview,
        DecisionStatus::Reviewed => wire::DecisionState::Reviewed,
        DecisionStatus::Publicity => wire::DecisionState::Publicity,
        DecisionStatus::Proposed => wire::DecisionState::Proposed,
        DecisionStatus::Recognised => wire::DecisionState::Recognised,
        DecisionStatus::Admitted => wire::DecisionState::Admitted,
        DecisionStatus::NotRecognised => wire::DecisionState::NotRecognised,
        DecisionStatus::Closed => wire::DecisionState::Closed,
    };
    let balance = proposal.as_ref().map(|proposal| proposal.balance.clone());
    let of_document =
        |read: fn(&crate::decision::Document) -> String| document.as_ref().map(read).unwrap_or_default();
    wire::RecognitionDecision {
        application: id,
        state: state.into(),
        institution: case.institution,
        institution_name: case.institution_name,
        category: case.category,
        field: case.field,
        unit: case.unit,
        leader: case.leader,
        countries: case.countries,
        policy: case.policy,
        score_hundredths: result.map_or(0, |result| result.score_hundredths),
        grade: result.map_or(0, |result| Grade::wire(result.grade)),
        opinion: proposal.as_ref().map(|proposal| proposal.opinion.clone()).unwrap_or_default(),
        balance: balance.map(|BalanceFactors { country, field, region }| wire::BalanceFactors {
            country,
            field,
            region,
        }),
        proposed_by: proposal.as_ref().map(|proposal| proposal.by.clone()).unwrap_or_default(),
        proposed_on: written(proposal.as_ref().map(|proposal| proposal.on)),
        publicity_until: written(publicity_until),
        document_number: of_document(|document| document.number.clone()),
        document_on: of_document(|document| document.on.to_string()),
        base: of_document(|document| document.base.clone()),
        base_name: document.as_ref().map(|document| text(&document.base_name)),
        reason,
        tasks: guohe_api::tasks(&recognition.tasks),
        opened_on: written(recognition.opened_on),
        decided_on: written(recognition.decided_on),
        rules: vec![],
        assessment: recognition.assessment.map(|assessment| wire::Assessment {
            passed: assessment.passed,
            findings: assessment.findings,
            assessed_on: assessment.on.to_string(),
            by: assessment.by,
        }),
        concurrences: recognition
            .concurrences
            .into_iter()
            .map(|given| wire::Concurrence {
                decider: given.decider,
                reason: given.reason,
                by: given.by,
                on: given.on.to_string(),
            })
            .collect(),
    }
}

fn status(state: wire::DecisionState) -> Option<DecisionStatus> {
    match state {
        wire::DecisionState::Unspecified => None,
        wire::DecisionState::UnderReview => Some(DecisionStatus::UnderReview),
        wire::DecisionState::Reviewed => Some(DecisionStatus::Reviewed),
        wire::DecisionState::Publicity => Some(DecisionStatus::Publicity),
        wire::DecisionState::Proposed => Some(DecisionStatus::Proposed),
        wire::DecisionState::Recognised => Some(DecisionStatus::Recognised),
        wire::DecisionState::Admitted => Some(DecisionStatus::Admitted),
        wire::DecisionState::NotRecognised => Some(DecisionStatus::NotRecognised),
        wire::DecisionState::Closed => Some(DecisionStatus::Closed),
    }
}
