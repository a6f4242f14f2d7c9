//! A whole system in memory for one department, with hosts, officials and experts who act through the port.

use guohe::{
    policies::PackLibrary,
    system::{ClockChoice, System, SystemOptions},
};
use guohe_api::{
    assignment::v1::{
        self as assignment, assignment_service_client::AssignmentServiceClient, invitation_answered::Answer,
    },
    common::v1::{Actor, CommandContext, Role, Text},
    evaluation::v1::{self as evaluation, evaluation_service_client::EvaluationServiceClient},
    intake::v1::{self as intake, intake_service_client::IntakeServiceClient},
    notification::v1::{self as notification, notification_service_client::NotificationServiceClient},
    registry::v1::{
        self as registry, base_service_client::BaseServiceClient,
        funding_service_client::FundingServiceClient, regime_service_client::RegimeServiceClient,
    },
    value_struct,
};
use guohe_clock::{SimulatedClock, start_of_day};
use guohe_policy::{Date, Pack, credit_code_with_check};
use tonic::transport::Channel;

use crate::forms::form;

/// The tenant.
pub(crate) const DEPARTMENT: &str = "guangdong";

/// The call.
pub(crate) const CALL: &str = "gd-2020";

/// A running system with clients.
pub(crate) struct Town {
    pub(crate) intake: IntakeServiceClient<Channel>,
    pub(crate) assignment: AssignmentServiceClient<Channel>,
    pub(crate) evaluation: EvaluationServiceClient<Channel>,
    pub(crate) funding: FundingServiceClient<Channel>,
    pub(crate) bases: BaseServiceClient<Channel>,
    pub(crate) regimes: RegimeServiceClient<Channel>,
    pub(crate) notices: NotificationServiceClient<Channel>,
    pub(crate) pack: Pack,
    system: System,
    clock: SimulatedClock,
    asked: u32,
}

/// A date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A host's credit code by its number.
pub(crate) fn host_code(number: u32) -> String {
    credit_code_with_check(&format!("9144030000000{number:04}")).expect("seventeen characters")
}

/// A pack's files with some texts changed, each once, wherever they stand.
pub(crate) fn files(pack: &str, changes: &[(&str, &str)]) -> Vec<registry::PackFile> {
    let library = PackLibrary::embedded();
    let mut files: Vec<(String, String)> = library.files(pack).expect("embedded").to_vec();
    for (from, to) in changes {
        let holder = files.iter_mut().find(|(_, text)| text.contains(from));
        let (_, text) = holder.unwrap_or_else(|| panic!("no file holds {from:?}"));
        *text = text.replacen(from, to, 1);
    }
    files.into_iter().map(|(name, text)| registry::PackFile { name, text }).collect()
}

fn parse(files: &[registry::PackFile]) -> Pack {
    let files: Vec<(&str, &str)> =
        files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    Pack::parse(&files).unwrap_or_else(|errors| panic!("{}", errors[0]))
}

impl Town {
    /// Starts on a day with one pack adopted.
    pub(crate) async fn with_pack(on: &str, files: Vec<registry::PackFile>) -> Self {
        let clock = SimulatedClock::starting_at(start_of_day(day(on)));
        let options = SystemOptions::in_memory(ClockChoice::Simulated(clock.clone()));
        let system = System::start(options).await.expect("starts");
        let channel = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
        let channel = channel.connect().await.expect("connects");
        let mut town = Self {
            intake: IntakeServiceClient::new(channel.clone()),
            assignment: AssignmentServiceClient::new(channel.clone()),
            evaluation: EvaluationServiceClient::new(channel.clone()),
            funding: FundingServiceClient::new(channel.clone()),
            bases: BaseServiceClient::new(channel.clone()),
            regimes: RegimeServiceClient::new(channel.clone()),
            notices: NotificationServiceClient::new(channel),
            pack: parse(&files),
            system,
            clock,
            asked: 0,
        };
        let adopt = registry::AdoptPackRequest { context: town.official(), files, calendars: vec![] };
        town.regimes.adopt_pack(adopt).await.expect("adopts");
        town.settle().await;
        town
    }

    /// Waits until nothing is under way.
    pub(crate) async fn settle(&self) {
        self.system.settle().await.expect("settles");
    }

    /// Goes on to the morning of a day; every timer on the way is met on its day.
    pub(crate) async fn go_to(&self, on: &str) {
        let target = start_of_day(day(on)) + std::time::Duration::from_secs(9 * 3600);
        loop {
            let next = self.system.next_due().await.expect("reads");
            let Some(due) = next.filter(|due| *due <= target && *due > self.system.clock().now()) else {
                break;
            };
            self.clock.advance_to(due);
            self.settle().await;
        }
        self.clock.advance_to(target);
        self.settle().await;
    }

    fn context(&mut self, id: &str, role: Role, unit: &str) -> Option<CommandContext> {
        self.asked += 1;
        Some(CommandContext {
            department: DEPARTMENT.into(),
            request_id: format!("q-{}", self.asked),
            actor: Some(Actor { id: id.into(), role: role.into(), unit: unit.into() }),
        })
    }

    /// An official's context.
    pub(crate) fn official(&mut self) -> Option<CommandContext> {
        self.context("o-1", Role::Official, "")
    }

    /// A host's context.
    pub(crate) fn host(&mut self, number: u32) -> Option<CommandContext> {
        self.context(&format!("h-{number}"), Role::Host, &host_code(number))
    }

    /// Enters an expert and announces the call, which receives from 1 to 31 July 2020.
    pub(crate) async fn open_call(&mut self) {
        let register = assignment::RegisterExpertRequest {
            context: self.official(),
            expert: "e-1".into(),
            profile: Some(assignment::ExpertProfile {
                institution: host_code(99),
                fields: vec!["430".into()],
                keywords: vec!["储能".into()],
                expert_type: "technical".into(),
                region: "CN".into(),
                load_limit: 20,
                ..Default::default()
            }),
            personal: Some(assignment::PersonalData {
                name: "专家".into(),
                email: "e-1@example.org".into(),
                mobile: "13800000000".into(),
            }),
        };
        self.assignment.register_expert(register).await.expect("entered");
        let call = self.call_request();
        self.intake.create_call(call).await.expect("announced");
        self.settle().await;
    }

    /// A request that announces the call.
    pub(crate) fn call_request(&mut self) -> intake::CreateCallRequest {
        intake::CreateCallRequest {
            context: self.official(),
            call: CALL.into(),
            title: Some(Text {
                zh: "对外科技合作平台专题".into(), en: "External S&T platforms".into()
            }),
            opens_on: "2020-07-01".into(),
            closes_on: "2020-07-31".into(),
            ..Default::default()
        }
    }

    /// A host begins, fills in and lodges an application; nobody recommends it.
    pub(crate) async fn lodge(&mut self, number: u32, category: &str) -> String {
        let application = format!("g-{number}");
        let begin = intake::CreateApplicationRequest {
            context: self.host(number),
            application: application.clone(),
            call: CALL.into(),
            institution: host_code(number),
            category: category.into(),
            unit: String::new(),
        };
        self.intake.create_application(begin).await.expect("begun");
        let form = form(&self.pack, category, &host_code(number), &format!("单位{number}"));
        let save = intake::SaveFormRequest {
            context: self.host(number),
            application: application.clone(),
            form: Some(value_struct(&form)),
        };
        self.intake.save_form(save).await.expect("stored");
        let form_sha256 = self.application(&application).await.form_sha256;
        let submit = intake::SubmitApplicationRequest {
            context: self.host(number),
            application: application.clone(),
            form_sha256,
        };
        self.intake.submit_application(submit).await.expect("lodged");
        self.settle().await;
        application
    }

    /// An application as it stands.
    pub(crate) async fn application(&mut self, application: &str) -> intake::Application {
        let request =
            intake::GetApplicationRequest { department: DEPARTMENT.into(), application: application.into() };
        self.intake.get_application(request).await.expect("there").into_inner().application.expect("one")
    }

    /// An official accepts, ruling on what is open; nothing may fail.
    pub(crate) async fn accept(&mut self, application: &str) {
        let report = self.application(application).await.report.expect("examined");
        let failed: Vec<_> = report
            .conditions
            .iter()
            .filter(|condition| condition.counts && condition.outcome() == intake::Outcome::Fail)
            .map(|condition| condition.rule.clone().unwrap_or_default().rule)
            .collect();
        assert!(failed.is_empty(), "{failed:?}");
        let open = report
            .conditions
            .iter()
            .filter(|condition| condition.counts && condition.outcome() == intake::Outcome::NeedsRuling);
        let rulings = open.map(|condition| intake::ConditionRuling {
            rule: condition.rule.clone().unwrap_or_default().rule,
            reason: "经核实认可".into(),
        });
        let accept = intake::AcceptApplicationRequest {
            rulings: rulings.collect(),
            context: self.official(),
            application: application.into(),
        };
        self.intake.accept_application(accept).await.expect("accepted");
        self.settle().await;
    }

    /// A panel of one is formed, the expert accepts and scores; `percent` of all points.
    pub(crate) async fn review(&mut self, application: &str, percent: u32) {
        let panel = format!("p-{application}");
        let form = assignment::FormPanelRequest {
            context: self.official(),
            panel: panel.clone(),
            ..Default::default()
        };
        self.assignment.form_panel(form).await.expect("formed");
        self.settle().await;
        let answer = assignment::AnswerInvitationRequest {
            context: self.context("e-1", Role::Expert, ""),
            invitation: format!("{panel}.e-1"),
            answer: Answer::Accepted as i32,
            reason: String::new(),
        };
        self.assignment.answer_invitation(answer).await.expect("accepted");
        self.settle().await;
        let request =
            evaluation::GetReviewRequest { department: DEPARTMENT.into(), review: application.into() };
        let review = self.evaluation.get_review(request).await.expect("open").into_inner().review;
        let criteria = review.and_then(|review| review.card).expect("a card").criteria;
        let points = criteria.into_iter().map(|item| (item.code, item.max_hundredths * percent / 100));
        let sheet = evaluation::SubmitSheetRequest {
            context: self.context("e-1", Role::Expert, ""),
            review: application.into(),
            scores_hundredths: points.collect(),
            comment_document: String::new(),
        };
        self.evaluation.submit_sheet(sheet).await.expect("filed");
        self.settle().await;
    }

    /// The department admits a reviewed case.
    pub(crate) async fn admit(&mut self, application: &str) {
        let admit = evaluation::AdmitCaseRequest {
            context: self.official(),
            application: application.into(),
            opinion: "符合条件、运行良好且绩效突出".into(),
            rulings: vec![],
        };
        self.evaluation.admit_case(admit).await.expect("admitted");
        self.settle().await;
    }

    /// A project as it stands.
    pub(crate) async fn project(&mut self, project: &str) -> registry::Project {
        let request = registry::GetProjectRequest { department: DEPARTMENT.into(), project: project.into() };
        self.funding.get_project(request).await.expect("there").into_inner().project.expect("one")
    }

    /// An official states the history of a project.
    pub(crate) async fn history(
        &mut self,
        project: &str,
        subject: &str,
        recognised: registry::Known,
        funded_years: &[i32],
    ) {
        let funded = if funded_years.is_empty() { registry::Known::No } else { registry::Known::Yes };
        let request = registry::RecordHistoryRequest {
            context: self.official(),
            project: project.into(),
            history: Some(registry::ProjectHistory {
                subject: subject.into(),
                recognised: recognised.into(),
                funded: funded.into(),
                funded_years: funded_years.to_vec(),
                basis: "历年认定和立项文件".into(),
            }),
        };
        self.funding.record_history(request).await.expect("recorded");
    }

    /// An official enters a project into the library today.
    pub(crate) async fn enter(&mut self, project: &str) -> Result<(), tonic::Status> {
        let request = registry::EnterLibraryRequest {
            context: self.official(),
            project: project.into(),
            entered_on: String::new(),
        };
        let entered = self.funding.enter_library(request).await.map(drop);
        self.settle().await;
        entered
    }

    /// An official funds a project by a document.
    pub(crate) async fn fund(
        &mut self,
        project: &str,
        document_on: &str,
        reason: &str,
    ) -> Result<registry::Budget, tonic::Status> {
        let request = registry::FundProjectRequest {
            context: self.official(),
            project: project.into(),
            document_number: "粤科函〔2021〕9号".into(),
            document_on: document_on.into(),
            programme_year: 0,
            reason: reason.into(),
        };
        let funded = self.funding.fund_project(request).await;
        self.settle().await;
        Ok(funded?.into_inner().budget.expect("a budget"))
    }

    /// The template codes of the notices about a project, in order of their ids.
    pub(crate) async fn told(&mut self, subject: &str) -> Vec<String> {
        let request = notification::ListNoticesRequest {
            department: DEPARTMENT.into(),
            subject: subject.into(),
            page_size: 1_000,
            ..Default::default()
        };
        let notices = self.notices.list_notices(request).await.expect("listed").into_inner().notices;
        notices.into_iter().map(|notice| notice.template).collect()
    }
}
