//! A whole system in memory with one call open and one draft begun.

use guohe::{
    policies::PackLibrary,
    system::{ClockChoice, System, SystemOptions},
};
use guohe_api::{
    common::v1::{Actor, CommandContext, Role, Text},
    intake::v1::{self as intake, intake_service_client::IntakeServiceClient},
    registry::v1::{self as registry, regime_service_client::RegimeServiceClient},
};
use guohe_clock::{SimulatedClock, start_of_day};
use guohe_flow::{
    StreamKey,
    ports::{BusMessage, DeadLetter},
};
use guohe_policy::credit_code_with_check;
use serde_json::{Value, json};
use tonic::transport::Channel;

/// A running system with clients.
pub(crate) struct Town {
    pub(crate) intake: IntakeServiceClient<Channel>,
    pub(crate) regimes: RegimeServiceClient<Channel>,
    system: System,
}

/// The host's credit code.
fn host_code() -> String {
    credit_code_with_check("12430000000000001").expect("seventeen characters")
}

fn context(request: &str, id: &str, role: Role, unit: &str) -> Option<CommandContext> {
    Some(CommandContext {
        department: "hunan".into(),
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

/// A form without a fault.
pub(crate) fn good_form() -> Value {
    json!({
        "org": {
            "name": "示例研究院", "credit_code": host_code(), "kind": "research_institute", "province": "湖南",
            "city": "长沙", "is_legal_person": true, "registered_on": "1998-03-12", "credit_records": [],
        },
        "base": {"field": "杂交水稻", "countries": ["DE"], "leader_id": "p-1", "partners": []},
        "projects": [{
            "title": "联合研究", "kind": "sti_cooperation", "level": "provincial",
            "from": "2024-01-01", "to": "2025-12-31",
        }],
    })
}

impl Town {
    /// Adopts the pack, opens a call, begins draft `a-1`.
    pub(crate) async fn with_draft() -> Self {
        let clock = SimulatedClock::starting_at(start_of_day("2026-03-10".parse().expect("a date")));
        let system =
            System::start(SystemOptions::in_memory(ClockChoice::Simulated(clock))).await.expect("starts");
        let channel = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
        let channel = channel.connect().await.expect("connects");
        let intake = IntakeServiceClient::new(channel.clone()).max_encoding_message_size(64 * 1024 * 1024);
        let mut town = Self { intake, regimes: RegimeServiceClient::new(channel), system };

        let library = PackLibrary::embedded();
        let files = library.files("hunan-2026").expect("embedded");
        let file =
            |(name, text): &(String, String)| registry::PackFile { name: name.clone(), text: text.clone() };
        let adopt = registry::AdoptPackRequest {
            context: official("adopt"),
            files: files.iter().map(file).collect(),
            calendars: vec![],
        };
        town.regimes.adopt_pack(adopt).await.expect("adopts");
        town.system.settle().await.expect("settles");

        let call = intake::CreateCallRequest {
            context: official("call"),
            call: "call-1".into(),
            title: Some(Text { zh: "年度申报".into(), en: "Yearly call".into() }),
            opens_on: "2026-03-10".into(),
            closes_on: "2026-06-30".into(),
            ..Default::default()
        };
        town.intake.create_call(call).await.expect("announced");
        town.system.settle().await.expect("settles");
        let draft = town.application("a-1");
        town.intake.create_application(draft).await.expect("begun");
        town.system.settle().await.expect("settles");
        town
    }

    /// A request that begins an application.
    pub(crate) fn application(&self, id: &str) -> intake::CreateApplicationRequest {
        intake::CreateApplicationRequest {
            context: host(&format!("begin-{id}")),
            application: id.into(),
            call: "call-1".into(),
            institution: host_code(),
            category: "joint_research".into(),
            unit: "unit-1".into(),
        }
    }

    /// Events of one of intake's streams so far; 0 where it does not exist.
    pub(crate) async fn version(&self, kind: &str, id: &str) -> u64 {
        let engine = self.system.engine("intake").expect("runs");
        let record = engine.store().stream(&StreamKey::new("hunan", kind, id)).await.expect("reads");
        record.map_or(0, |record| record.version)
    }

    /// Hands bytes to the bus, addressed to the registry, and waits until they are settled.
    pub(crate) async fn put_on_the_bus(&self, body: Vec<u8>) {
        let engine = self.system.engine("registry").expect("runs");
        let message = BusMessage {
            id: "stray".into(),
            routing_key: "intake.application.submitted".into(),
            consumers: vec!["registry".into()],
            headers: vec![],
            body: body.into(),
        };
        let confirm = engine.node().bus().publish(message).await.expect("published");
        confirm.await.expect("settled");
        self.system.settle().await.expect("settles");
    }

    /// A service's dead letters.
    pub(crate) async fn dead_letters(&self, service: &str) -> Vec<DeadLetter> {
        let engine = self.system.engine(service).expect("runs");
        engine.store().dead_letters("", 10).await.expect("reads")
    }
}
