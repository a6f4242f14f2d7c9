//! `FundingService`: projects of funding calls, and the budgets they are funded from.

use guohe_api::{
    department, refused,
    registry::v1::{self as wire, funding_service_server::FundingService},
    written,
};
use guohe_flow::{Attributes, Loaded, Refusal};
use tonic::{Request, Response, Status};

use super::{Face, day, optional_day, view};
use crate::{
    budget::{Budget, BudgetCommand, BudgetFlow, NewGrant, budget_id},
    project::{
        History, Project, ProjectCommand as Command, ProjectFlow, Report, ReportStatus,
        Status as ProjectStatus,
    },
};

type Answer<T> = Result<Response<T>, Status>;

/// A command to one project, and the project as it stands after it.
macro_rules! project_command {
    ($face:ident, $request:ident, $command:expr, $response:ident) => {{
        let loaded =
            $face.desk.carry_out::<ProjectFlow>($request.context, &$request.project, $command).await?;
        Ok(Response::new(wire::$response { project: Some(resource(&loaded)) }))
    }};
}

#[tonic::async_trait]
impl FundingService for Face {
    async fn record_history(
        &self,
        request: Request<wire::RecordHistoryRequest>,
    ) -> Answer<wire::RecordHistoryResponse> {
        let r = request.into_inner();
        let history = history_of(r.history.unwrap_or_default()).map_err(refused)?;
        project_command!(self, r, Command::RecordHistory(history), RecordHistoryResponse)
    }

    async fn enter_library(
        &self,
        request: Request<wire::EnterLibraryRequest>,
    ) -> Answer<wire::EnterLibraryResponse> {
        let r = request.into_inner();
        let entered_on = optional_day("entered_on", &r.entered_on)?;
        project_command!(self, r, Command::EnterLibrary { entered_on }, EnterLibraryResponse)
    }

    async fn assess_follow_up(
        &self,
        request: Request<wire::AssessFollowUpRequest>,
    ) -> Answer<wire::AssessFollowUpResponse> {
        let r = request.into_inner();
        let command = Command::Assess { passed: r.passed, opinion: r.opinion };
        project_command!(self, r, command, AssessFollowUpResponse)
    }

    async fn decide_not_funded(
        &self,
        request: Request<wire::DecideNotFundedRequest>,
    ) -> Answer<wire::DecideNotFundedResponse> {
        let r = request.into_inner();
        project_command!(self, r, Command::DecideNotFunded { reason: r.reason }, DecideNotFundedResponse)
    }

    async fn leave_project(
        &self,
        request: Request<wire::LeaveProjectRequest>,
    ) -> Answer<wire::LeaveProjectResponse> {
        let r = request.into_inner();
        project_command!(self, r, Command::Leave { reason: r.reason }, LeaveProjectResponse)
    }

    async fn fund_project(
        &self,
        request: Request<wire::FundProjectRequest>,
    ) -> Answer<wire::FundProjectResponse> {
        let r = request.into_inner();
        let tenant = department(r.context.as_ref())?;
        let document_on = day("document_on", &r.document_on)?;
        let project = self.desk.load::<ProjectFlow>(&tenant, &r.project).await?.state;
        let id = budget_id(&project.case.call, &project.topic);
        let command = BudgetCommand::Fund(NewGrant {
            call: project.case.call,
            topic: project.topic,
            project: r.project,
            document_number: r.document_number,
            document_on,
            programme_year: (r.programme_year != 0).then_some(r.programme_year),
            reason: r.reason,
        });
        let loaded = self.desk.carry_out::<BudgetFlow>(r.context, &id, command).await?;
        let budget = Some(self.budget(&tenant, &loaded).await?);
        Ok(Response::new(wire::FundProjectResponse { budget }))
    }

    async fn rule_on_grant(
        &self,
        request: Request<wire::RuleOnGrantRequest>,
    ) -> Answer<wire::RuleOnGrantResponse> {
        let r = request.into_inner();
        let command = Command::RuleOnGrant { stands: r.stands, reason: r.reason };
        project_command!(self, r, command, RuleOnGrantResponse)
    }

    async fn file_progress_report(
        &self,
        request: Request<wire::FileProgressReportRequest>,
    ) -> Answer<wire::FileProgressReportResponse> {
        let r = request.into_inner();
        let command = Command::FileReport { number: r.number, report_hash: r.report_hash };
        project_command!(self, r, command, FileProgressReportResponse)
    }

    async fn accept_progress_report(
        &self,
        request: Request<wire::AcceptProgressReportRequest>,
    ) -> Answer<wire::AcceptProgressReportResponse> {
        let r = request.into_inner();
        project_command!(self, r, Command::AcceptReport { number: r.number }, AcceptProgressReportResponse)
    }

    async fn return_progress_report(
        &self,
        request: Request<wire::ReturnProgressReportRequest>,
    ) -> Answer<wire::ReturnProgressReportResponse> {
        let r = request.into_inner();
        let command = Command::ReturnReport { number: r.number, reason: r.reason };
        project_command!(self, r, command, ReturnProgressReportResponse)
    }

    async fn evaluate_performance(
        &self,
        request: Request<wire::EvaluatePerformanceRequest>,
    ) -> Answer<wire::EvaluatePerformanceResponse> {
        let r = request.into_inner();
        let command = Command::EvaluatePerformance { opinion: r.opinion, reason: r.reason };
        project_command!(self, r, command, EvaluatePerformanceResponse)
    }

    async fn get_project(
        &self,
        request: Request<wire::GetProjectRequest>,
    ) -> Answer<wire::GetProjectResponse> {
        let r = request.into_inner();
        let loaded = self.desk.load::<ProjectFlow>(&r.department, &r.project).await?;
        Ok(Response::new(wire::GetProjectResponse { project: Some(resource(&loaded)) }))
    }

    async fn list_projects(
        &self,
        request: Request<wire::ListProjectsRequest>,
    ) -> Answer<wire::ListProjectsResponse> {
        let r = request.into_inner();
        let filter = Attributes::new()
            .text("status", status_filter(r.status()))
            .text("call", &r.call)
            .text("topic", &r.topic)
            .text("institution", &r.institution)
            .text("subject", &r.subject)
            .text("task", &r.task);
        let (listed, next_page_token) =
            self.desk.page::<ProjectFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let projects = listed.iter().map(resource).collect();
        Ok(Response::new(wire::ListProjectsResponse { projects, next_page_token }))
    }

    async fn get_budget(&self, request: Request<wire::GetBudgetRequest>) -> Answer<wire::GetBudgetResponse> {
        let r = request.into_inner();
        let id = budget_id(&r.call, &r.topic);
        let found = self.desk.find::<BudgetFlow>(&r.department, &id).await?;
        let budget = match found {
            Some(loaded) => self.budget(&r.department, &loaded).await?,
            None => wire::Budget { budget: id, call: r.call, topic: r.topic, ..Default::default() },
        };
        Ok(Response::new(wire::GetBudgetResponse { budget: Some(budget) }))
    }
}

impl Face {
    async fn budget(&self, tenant: &str, loaded: &Loaded<Budget>) -> Result<wire::Budget, Status> {
        let state = &loaded.state;
        let book = self.desk.policies(tenant).await?;
        let pack = book.pack(&state.policy);
        let topic = pack.and_then(|pack| Some((pack, pack.topic(&state.topic)?)));
        Ok(wire::Budget {
            budget: loaded.id.clone(),
            call: state.call.clone(),
            topic: state.topic.clone(),
            most_items: topic.map_or(0, |(_, topic)| topic.most_items),
            rule: topic.and_then(|(pack, topic)| pack.rule(&topic.rule)).as_ref().map(view::rule),
            grants: state.grants.iter().map(grant).collect(),
            policy: state.policy.clone(),
            version: loaded.version,
        })
    }
}

fn grant(grant: &crate::budget::Grant) -> wire::Grant {
    wire::Grant {
        project: grant.project.clone(),
        subject: grant.subject.clone(),
        institution: grant.institution.clone(),
        amount_cny: grant.amount_cny.clone(),
        document_number: grant.document_number.clone(),
        document_on: grant.document_on.to_string(),
        programme_year: grant.programme_year,
        granted_by: grant.by.clone(),
        reason: grant.reason.clone(),
    }
}

/// A finding as it was given; years without a "yes" would contradict it.
fn history_of(history: wire::ProjectHistory) -> Result<History, Refusal> {
    let recognised = flag(history.recognised());
    let funded_years = match flag(history.funded()) {
        Some(true) if history.funded_years.is_empty() => {
            let words = "is empty; name the programme years in which it was funded";
            return Err(Refusal::invalid("PROGRAMME_YEAR", "history.funded_years", words));
        }
        Some(true) => Some(history.funded_years),
        _ if !history.funded_years.is_empty() => {
            let words = "names years although it is not stated that it was funded";
            return Err(Refusal::invalid("PROGRAMME_YEAR", "history.funded_years", words));
        }
        Some(false) => Some(Vec::new()),
        None => None,
    };
    Ok(History { subject: history.subject, recognised, funded_years, basis: history.basis })
}

fn flag(known: wire::Known) -> Option<bool> {
    match known {
        wire::Known::Unspecified => None,
        wire::Known::Yes => Some(true),
        wire::Known::No => Some(false),
    }
}

fn known(flag: Option<bool>) -> wire::Known {
    match flag {
        None => wire::Known::Unspecified,
        Some(true) => wire::Known::Yes,
        Some(false) => wire::Known::No,
    }
}

fn wire_status(status: ProjectStatus) -> wire::ProjectStatus {
    match status {
        ProjectStatus::Absent => wire::ProjectStatus::Unspecified,
        ProjectStatus::Reviewed => wire::ProjectStatus::Reviewed,
        ProjectStatus::InLibrary => wire::ProjectStatus::InLibrary,
        ProjectStatus::FollowUp => wire::ProjectStatus::FollowUp,
        ProjectStatus::AssessmentDue => wire::ProjectStatus::AssessmentDue,
        ProjectStatus::Funded => wire::ProjectStatus::Funded,
        ProjectStatus::NotFunded => wire::ProjectStatus::NotFunded,
        ProjectStatus::Left => wire::ProjectStatus::Left,
        ProjectStatus::Closed => wire::ProjectStatus::Closed,
    }
}

fn status_filter(status: wire::ProjectStatus) -> &'static str {
    ProjectStatus::ALL.into_iter().find(|known| wire_status(*known) == status).map_or("", ProjectStatus::code)
}

fn resource(loaded: &Loaded<Project>) -> wire::Project {
    let project = &loaded.state;
    let follow_up = project.follow_up.as_ref();
    let granted = project.grant.clone();
    let document_on = granted.as_ref().map(|granted| granted.document_on);
    let granted = granted.unwrap_or_default();
    wire::Project {
        project: loaded.id.clone(),
        status: wire_status(project.status).into(),
        call: project.case.call.clone(),
        topic: project.topic.clone(),
        category: project.case.category.clone(),
        institution: project.case.institution.clone(),
        institution_name: project.case.institution_name.clone(),
        score_hundredths: project.case.score_hundredths,
        history: Some(history(&project.history)),
        admitted_on: written(project.admitted_on),
        entered_on: written(project.entered_on),
        in_library: project.in_library,
        follow_up: follow_up.map(|follow_up| view::deadline(&follow_up.deadline)),
        follow_up_passed: known(follow_up.and_then(|follow_up| follow_up.passed)).into(),
        amount_cny: granted.amount_cny,
        document_number: granted.document_number,
        document_on: written(document_on),
        programme_year: granted.programme_year,
        reports: project.reports.iter().map(report).collect(),
        reason: project.reason.clone(),
        evaluation: project.evaluation.clone(),
        ended_on: written(project.ended_on),
        tasks: guohe_api::tasks(&project.tasks),
        policy: project.case.policy.clone(),
        version: loaded.version,
        updated_at: Some(guohe_api::timestamp(loaded.updated_at)),
    }
}

fn history(history: &History) -> wire::ProjectHistory {
    wire::ProjectHistory {
        subject: history.subject.clone(),
        recognised: known(history.recognised).into(),
        funded: known(history.funded_years.as_ref().map(|years| !years.is_empty())).into(),
        funded_years: history.funded_years.clone().unwrap_or_default(),
        basis: history.basis.clone(),
    }
}

fn report(report: &Report) -> wire::ProgressReport {
    let status = match report.status {
        ReportStatus::Open => wire::ProgressReportStatus::Open,
        ReportStatus::Filed => wire::ProgressReportStatus::Filed,
        ReportStatus::Returned => wire::ProgressReportStatus::Returned,
        ReportStatus::Accepted => wire::ProgressReportStatus::Accepted,
    };
    let filing = report.filings.last();
    wire::ProgressReport {
        number: report.number,
        deadline: Some(view::deadline(&report.deadline)),
        status: status.into(),
        report_hash: filing.map(|filing| filing.report_hash.clone()).unwrap_or_default(),
        filed_on: written(filing.map(|filing| filing.filed_on)),
        late_since: written(report.late_since),
        reason: report.reason.clone(),
    }
}
