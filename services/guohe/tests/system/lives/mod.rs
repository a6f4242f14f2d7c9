//! Whole lives of bases under the measures of Zhejiang and of the ministry, and two departments side by side, on the
//! embedded system.

mod departments;
mod ministry;
mod zhejiang;

use guohe::{
    policies::PackLibrary,
    system::{ClockChoice, System, SystemOptions},
};
use guohe_api::{
    common::v1::{Actor, CommandContext, Role, Text},
    evaluation::v1::{self as evaluation, evaluation_service_client::EvaluationServiceClient},
    registry::v1::{
        self as wire, base_life_service_client::BaseLifeServiceClient,
        base_service_client::BaseServiceClient, change_service_client::ChangeServiceClient,
        institution_service_client::InstitutionServiceClient, matter_service_client::MatterServiceClient,
        regime_service_client::RegimeServiceClient, report_service_client::ReportServiceClient,
    },
};
use guohe_clock::{Clock, SimulatedClock, beijing_date, start_of_day};
use guohe_evaluation::performance::{PerformanceCommand, Performances};
use guohe_flow::{Actor as FlowActor, Request, Workflow};
use guohe_policy::{Date, credit_code_with_check};
use tonic::{Code, Status, transport::Channel};

/// A running system, seen by one department.
pub(super) struct Office<'a> {
    town: &'a Town,
    department: &'static str,
}

/// A running system with a simulated clock.
pub(super) struct Town {
    system: System,
    clock: SimulatedClock,
    channel: Channel,
    asked: std::sync::atomic::AtomicU64,
}

/// A host's credit code.
pub(super) fn institution() -> String {
    credit_code_with_check("12330000000000001").expect("seventeen characters")
}

pub(super) fn hash() -> String {
    "ab".repeat(32)
}

pub(super) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// The stable code of a refusal.
pub(super) fn code(status: &Status) -> String {
    guohe_api::refusal_from(status).map_or_else(|| format!("{:?}", status.code()), |refusal| refusal.code)
}

impl Town {
    pub(super) async fn starting_on(day: &str) -> Self {
        let clock = SimulatedClock::starting_at(start_of_day(date(day)));
        let choice = ClockChoice::Simulated(clock.clone());
        let system = System::start(SystemOptions::in_memory(choice)).await.expect("starts");
        let channel = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
        let channel = channel.connect().await.expect("connects");
        Self { system, clock, channel, asked: 0.into() }
    }

    pub(super) fn office(&self, department: &'static str) -> Office<'_> {
        Office { town: self, department }
    }

    /// Lets time pass up to a day, through every instant at which something is due.
    pub(super) async fn until(&self, day: &str) {
        let target = start_of_day(date(day));
        self.system.settle().await.expect("quiet");
        while let Some(due) = self.system.next_due().await.expect("reads") {
            if due > target {
                break;
            }
            self.clock.advance_to(due);
            self.system.settle().await.expect("quiet");
        }
        self.clock.advance_to(target);
        self.system.settle().await.expect("quiet");
    }

    pub(super) fn today(&self) -> Date {
        beijing_date(self.clock.now())
    }

    pub(super) async fn stop(self) {
        for engine in self.system.engines() {
            let dead = engine.store().dead_letters("", 10).await.expect("reads");
            assert!(dead.is_empty(), "{dead:?}");
        }
        self.system.stop().await;
    }
}

macro_rules! clients {
    ($($name:ident: $client:ident),* $(,)?) => {$(
        pub(super) fn $name(&self) -> $client<Channel> {
            $client::new(self.town.channel.clone())
        }
    )*};
}

impl Office<'_> {
    clients! {
        bases: BaseServiceClient, lives: BaseLifeServiceClient, reports: ReportServiceClient,
        changes: ChangeServiceClient, matters: MatterServiceClient, regimes: RegimeServiceClient,
        institutions: InstitutionServiceClient, evaluation: EvaluationServiceClient,
    }

    fn context(&self, id: &str, role: Role, unit: &str) -> Option<CommandContext> {
        let number = self.town.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(CommandContext {
            department: self.department.into(),
            request_id: format!("q-{number}"),
            actor: Some(Actor { id: id.into(), role: role.into(), unit: unit.into() }),
        })
    }

    pub(super) fn official(&self) -> Option<CommandContext> {
        self.context("o-1", Role::Official, "")
    }

    pub(super) fn second_official(&self) -> Option<CommandContext> {
        self.context("o-2", Role::Official, "")
    }

    pub(super) fn host(&self) -> Option<CommandContext> {
        self.context("h-1", Role::Host, &institution())
    }

    pub(super) fn unit(&self) -> Option<CommandContext> {
        self.context("u-1", Role::Recommender, "unit-1")
    }

    /// Adopts a pack of the program, with some words of its files replaced as a department would write them.
    pub(super) async fn adopts(&self, pack: &str, replaced: &[(&str, &str, &str)]) {
        let files = PackLibrary::embedded().files(pack).expect("embedded").to_vec();
        let file = |(name, text): (String, String)| {
            let changes = replaced.iter().filter(|(file, ..)| *file == name);
            let text = changes.fold(text, |text, (file, from, to)| {
                assert!(text.contains(from), "{file} does not hold {from}");
                text.replacen(from, to, 1)
            });
            wire::PackFile { name, text }
        };
        let files = files.into_iter().map(file).collect();
        let request = wire::AdoptPackRequest { context: self.official(), files, calendars: vec![] };
        self.regimes().adopt_pack(request).await.expect("adopts");
        self.town.system.settle().await.expect("quiet");
    }

    pub(super) async fn base(&self, base: &str) -> Result<wire::Base, Status> {
        self.town.system.settle().await.expect("quiet");
        let request = wire::GetBaseRequest { department: self.department.into(), base: base.into() };
        Ok(self.bases().get_base(request).await?.into_inner().base.expect("a base"))
    }

    /// The codes of a base's open tasks.
    pub(super) async fn tasks(&self, base: &str) -> Vec<String> {
        self.base(base).await.expect("a base").tasks.into_iter().map(|task| task.code).collect()
    }

    /// Whether the institution may apply, with the last day of its ban.
    pub(super) async fn standing(&self) -> (String, String) {
        self.town.system.settle().await.expect("quiet");
        let request =
            wire::GetInstitutionRequest { department: self.department.into(), institution: institution() };
        match self.institutions().get_institution(request).await {
            Ok(answer) => {
                let institution = answer.into_inner().institution.expect("an institution");
                (institution.status().as_str_name().to_owned(), institution.banned_until)
            }
            Err(status) => {
                assert_eq!(status.code(), Code::NotFound);
                ("UNKNOWN".to_owned(), String::new())
            }
        }
    }

    /// Gives a command as a message would.
    pub(super) async fn tells<W: Workflow>(&self, service: &str, id: &str, command: W::Command) {
        let number = self.town.asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let request = Request::<W> {
            department: self.department.into(),
            id: id.into(),
            request_id: format!("m-{number}"),
            actor: FlowActor::system("test"),
            command,
        };
        self.town.system.engine(service).expect("runs").execute(request).await.expect("done");
        self.town.system.settle().await.expect("quiet");
    }

    /// Holds a round of a category for one base: opened, materials filed, scored and published on the day after.
    pub(super) async fn evaluates(&self, round: &str, category: &str, base: &str, grade: evaluation::Grade) {
        let due = self.town.today() + chrono::Duration::days(30);
        let open = evaluation::OpenRoundRequest {
            context: self.official(),
            round: round.into(),
            category: category.into(),
            materials_due_on: due.to_string(),
        };
        self.evaluation().open_round(open).await.expect("opened");
        self.town.until(&(self.town.today() + chrono::Duration::days(1)).to_string()).await;
        let performance = format!("{round}.{base}");
        let file = evaluation::FileMaterialsRequest {
            context: self.host(),
            performance: performance.clone(),
            report_document: hash(),
            summary: "自评".into(),
        };
        self.evaluation().file_materials(file).await.expect("filed");
        let card = match grade {
            evaluation::Grade::Excellent => guohe_evaluation::Grade::Excellent,
            evaluation::Grade::Fail => guohe_evaluation::Grade::Unqualified,
            _ => guohe_evaluation::Grade::Qualified,
        };
        let reviewed = PerformanceCommand::Reviewed { score_hundredths: 7_000, grade: card };
        self.tells::<Performances>("evaluation", &performance, reviewed).await;
        let publish = evaluation::PublishGradeRequest {
            context: self.official(),
            performance,
            grade: grade.into(),
            reason: String::new(),
            notice_on: String::new(),
        };
        self.evaluation().publish_grade(publish).await.expect("published");
        self.town.system.settle().await.expect("quiet");
    }

    /// Takes a base of an older kind in.
    pub(super) async fn takes_in(
        &self,
        kind: &str,
        inclusion: Option<wire::Inclusion>,
    ) -> Result<(), Status> {
        let request = wire::RegisterLegacyBaseRequest {
            context: self.official(),
            base: "b-1".into(),
            legacy_kind: kind.into(),
            recognised_on: "2020-05-06".into(),
            document_number: "科外〔2020〕1号".into(),
            name: Some(Text { zh: "示例基地".into(), en: String::new() }),
            institution: institution(),
            institution_name: "示例研究院".into(),
            unit: "unit-1".into(),
            field: "海洋工程".into(),
            leader: "p-1".into(),
            inclusion,
        };
        self.bases().register_legacy_base(request).await.map(drop)
    }

    /// Cancels a base in a fair procedure, from an open matter that was proposed to the document.
    pub(super) async fn cancels(&self, matter: &str) -> String {
        let served_on = self.town.today().to_string();
        let serve = wire::ServeNoticeRequest {
            context: self.official(),
            matter: matter.into(),
            served_on,
            notice_hash: hash(),
        };
        self.matters().serve_notice(serve).await.expect("served");
        let waive = wire::WaiveHearingRequest { context: self.host(), matter: matter.into() };
        self.matters().waive_hearing(waive).await.expect("waived");
        let document_on = self.town.today().to_string();
        let decide = wire::DecideCancellationRequest {
            context: self.second_official(),
            matter: matter.into(),
            document_number: "撤〔1〕号".into(),
            document_on: document_on.clone(),
            reason: "依程序决定".into(),
        };
        self.matters().decide_cancellation(decide).await.expect("decided");
        self.town.system.settle().await.expect("quiet");
        document_on
    }
}
