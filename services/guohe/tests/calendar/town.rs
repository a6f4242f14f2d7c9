//! A whole system in memory: a call that closes in January, a draft for it, and a base that owes its report.

use guohe::{
    policies::PackLibrary,
    system::{ClockChoice, System, SystemOptions},
};
use guohe_api::{
    common::v1::{Actor, CommandContext, Role, Text},
    intake::v1::{self as intake, intake_service_client::IntakeServiceClient},
    notification::v1::{self as notification, notification_service_client::NotificationServiceClient},
    registry::v1::{
        self as registry, base_service_client::BaseServiceClient,
        calendar_service_client::CalendarServiceClient, regime_service_client::RegimeServiceClient,
        report_service_client::ReportServiceClient,
    },
};
use guohe_clock::{SimulatedClock, start_of_day};
use guohe_flow::{Regime, StreamKey};
use guohe_policy::credit_code_with_check;
use tonic::{Status, transport::Channel};

pub(crate) const DEPARTMENT: &str = "hunan";

/// An invented calendar of 2027: Friday 15 January to Sunday 17 are rest days, Saturday 23 is worked for them.
pub(crate) const YEAR: &str = "\
year: 2027
version: invented
source: {zh: 虚拟通知, en: An invented notice}
issued_on: 2026-11-05
holidays:
  - {from: 2027-01-01, to: 2027-01-03, name: {zh: 元旦, en: New Year}}
  - {from: 2027-01-15, to: 2027-01-17, name: {zh: 虚拟节, en: An invented holiday}}
  - {from: 2027-05-01, to: 2027-05-01, name: {zh: 劳动节, en: Labour Day}}
  - {from: 2027-10-01, to: 2027-10-03, name: {zh: 国庆节, en: National Day}}
working_weekends:
  - 2027-01-23
";

/// A running system with clients.
pub(crate) struct Town {
    pub(crate) system: System,
    pub(crate) calendars: CalendarServiceClient<Channel>,
    clock: SimulatedClock,
    channel: Channel,
}

fn host_code() -> String {
    credit_code_with_check("12430000000000001").expect("seventeen characters")
}

fn context(request: &str, id: &str, role: Role, unit: &str) -> Option<CommandContext> {
    Some(CommandContext {
        department: DEPARTMENT.into(),
        request_id: request.into(),
        actor: Some(Actor { id: id.into(), role: role.into(), unit: unit.into() }),
    })
}

/// An official's context.
pub(crate) fn official(request: &str) -> Option<CommandContext> {
    context(request, "o-1", Role::Official, "")
}

/// The host's context.
pub(crate) fn host(request: &str) -> Option<CommandContext> {
    context(request, "h-1", Role::Host, &host_code())
}

impl Town {
    /// The measures are adopted, with the official years up to 2026.
    pub(crate) async fn in_november() -> Self {
        let clock = SimulatedClock::starting_at(start_of_day("2026-11-20".parse().expect("a date")));
        let options = SystemOptions::in_memory(ClockChoice::Simulated(clock.clone()));
        let system = System::start(options).await.expect("starts");
        let channel = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
        let channel = channel.connect().await.expect("connects");
        let library = PackLibrary::embedded();
        let file =
            |(name, text): &(String, String)| registry::PackFile { name: name.clone(), text: text.clone() };
        let adopt = registry::AdoptPackRequest {
            context: official("adopt"),
            files: library.files("hunan-2026").expect("embedded").iter().map(file).collect(),
            calendars: library.calendar_texts().map(str::to_owned).collect(),
        };
        RegimeServiceClient::new(channel.clone()).adopt_pack(adopt).await.expect("adopts");
        let calendars = CalendarServiceClient::new(channel.clone());
        let town = Self { system, calendars, clock, channel };
        town.settle().await;
        town
    }

    /// Early in January: a report is open, and a call closes on the day it is due.
    pub(crate) async fn at_the_new_year() -> Self {
        let town = Self::in_november().await;
        let base = registry::RegisterLegacyBaseRequest {
            inclusion: None,
            context: official("base"),
            base: "b-1".into(),
            legacy_kind: "legacy_joint_research_centre".into(),
            recognised_on: "2024-05-06".into(),
            document_number: "湘科发〔2024〕1号".into(),
            name: Some(Text { zh: "示例国际联合研究中心".into(), en: "A sample centre".into() }),
            institution: host_code(),
            institution_name: "示例研究院".into(),
            unit: "unit-1".into(),
            field: "杂交水稻".into(),
            leader: "p-1".into(),
        };
        BaseServiceClient::new(town.channel.clone()).register_legacy_base(base).await.expect("entered");
        let call = intake::CreateCallRequest {
            context: official("call"),
            call: "call-1".into(),
            title: Some(Text { zh: "年度申报".into(), en: "Yearly call".into() }),
            opens_on: "2026-11-20".into(),
            closes_on: "2027-01-15".into(),
            ..Default::default()
        };
        town.intake().create_call(call).await.expect("announced");
        town.settle().await;
        let draft = intake::CreateApplicationRequest {
            context: host("begin"),
            application: "a-1".into(),
            call: "call-1".into(),
            institution: host_code(),
            category: "joint_research".into(),
            unit: "unit-1".into(),
        };
        town.intake().create_application(draft).await.expect("begun");
        town.advance("2027-01-01").await;
        town
    }

    fn intake(&self) -> IntakeServiceClient<Channel> {
        IntakeServiceClient::new(self.channel.clone())
    }

    pub(crate) async fn settle(&self) {
        self.system.settle().await.expect("settles");
    }

    /// Moves the clock to the beginning of a day, through everything that is due before.
    pub(crate) async fn advance(&self, day: &str) {
        let until = start_of_day(day.parse().expect("a date"));
        while let Some(due) = self.system.next_due().await.expect("told").filter(|due| *due <= until) {
            self.clock.advance_to(due);
            self.settle().await;
        }
        self.clock.advance_to(until);
        self.settle().await;
    }

    /// Proposes a year as an official; the proposal's id, empty where its days are known.
    pub(crate) async fn propose(&mut self, request: &str, text: &str) -> Result<String, Status> {
        self.propose_as(official(request), text).await
    }

    pub(crate) async fn propose_as(
        &mut self,
        context: Option<CommandContext>,
        text: &str,
    ) -> Result<String, Status> {
        let request =
            registry::ProposeCalendarYearRequest { context, file: "2027.yaml".into(), text: text.to_owned() };
        let answer = self.calendars.propose_calendar_year(request).await?.into_inner();
        self.settle().await;
        Ok(answer.proposal)
    }

    pub(crate) async fn proposal(&mut self, id: &str) -> registry::CalendarProposal {
        let request =
            registry::GetCalendarProposalRequest { department: DEPARTMENT.into(), proposal: id.to_owned() };
        let answer = self.calendars.get_calendar_proposal(request).await.expect("told").into_inner();
        answer.proposal.expect("a proposal")
    }

    pub(crate) async fn confirm(
        &mut self,
        request: &str,
        id: &str,
    ) -> Result<registry::CalendarProposal, Status> {
        let request =
            registry::ConfirmCalendarYearRequest { context: official(request), proposal: id.to_owned() };
        let answer = self.calendars.confirm_calendar_year(request).await?.into_inner();
        Ok(answer.proposal.expect("a proposal"))
    }

    pub(crate) async fn call(&self) -> intake::Call {
        let request = intake::GetCallRequest { department: DEPARTMENT.into(), call: "call-1".into() };
        self.intake().get_call(request).await.expect("told").into_inner().call.expect("a call")
    }

    pub(crate) async fn application(&self) -> intake::Application {
        let request =
            intake::GetApplicationRequest { department: DEPARTMENT.into(), application: "a-1".into() };
        let answer = self.intake().get_application(request).await.expect("told").into_inner();
        answer.application.expect("an application")
    }

    pub(crate) async fn report(&self) -> registry::Report {
        let request = registry::GetReportRequest { department: DEPARTMENT.into(), report: "b-1-2026".into() };
        let mut client = ReportServiceClient::new(self.channel.clone());
        client.get_report(request).await.expect("told").into_inner().report.expect("a report")
    }

    pub(crate) async fn reminder(&self, deadline: &str) -> notification::Reminder {
        let request =
            notification::GetReminderRequest { department: DEPARTMENT.into(), deadline: deadline.to_owned() };
        let mut client = NotificationServiceClient::new(self.channel.clone());
        client.get_reminder(request).await.expect("told").into_inner().reminder.expect("a reminder")
    }

    /// Events of one of the registry's streams so far.
    pub(crate) async fn version(&self, kind: &str, id: &str) -> u64 {
        let engine = self.system.engine("registry").expect("runs");
        let record = engine.store().stream(&StreamKey::new(DEPARTMENT, kind, id)).await.expect("reads");
        record.map_or(0, |record| record.version)
    }

    /// Open tasks about the measures: code, what about, rule.
    pub(crate) async fn regime_tasks(&self) -> Vec<String> {
        let engine = self.system.engine("registry").expect("runs");
        let regime = engine.load::<Regime>(DEPARTMENT, Regime::ID).await.expect("reads").expect("adopted");
        let line = |task: &guohe_flow::Task| format!("{} {} {}", task.code, task.about, task.rules[0].rule);
        regime.state.tasks.iter().map(line).collect()
    }
}
