//! Assignment and evaluation running on embedded stores and one bus; the other services only take their mail, and
//! send what a test hands them.

use std::{future::Future, sync::Arc, time::Duration};

use guohe_api::{
    Contract, SERVICES,
    assignment::v1::assignment_service_client::AssignmentServiceClient,
    common::v1::{Actor as WireActor, CommandContext, Role as WireRole},
    evaluation::v1::evaluation_service_client::EvaluationServiceClient,
    topology,
};
use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_clock::{SimulatedClock, start_of_day};
use guohe_flow::{
    Actor, Attributes, Context, Decision, Engine, Limits, Node, Outgoing, Refusal, Regime, RegimeCommand,
    Request, Role, ServiceDefinition, Workflow, ports::Bus,
};
use guohe_store::{SqliteStore, VaultKey};
use guohe_testkit::decide::{calendar, hunan};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tonic::service::{Routes, RoutesBuilder};

/// The tenant of the tests.
pub(crate) const DEPARTMENT: &str = "hunan";
/// The host institution.
pub(crate) const HOST: &str = "91350100M000100Y43";

/// Longest real time a test waits for something to come about.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Sends any message, in the name of a service that is not under test.
struct Mouth;

#[derive(Serialize, Deserialize)]
struct Say {
    event_type: String,
    data: Value,
}

impl Workflow for Mouth {
    const KIND: &'static str = "mouth";
    type State = u32;
    type Command = Say;
    type Event = Said;

    fn decide(&self, _: &u32, command: &Say, _: &Context<'_>) -> Result<Decision<Said, Say>, Refusal> {
        let known = topology();
        let kinds = SERVICES.iter().flat_map(|service| known.received_by(service).collect::<Vec<_>>());
        let event_type = kinds.into_iter().find(|kind| **kind == command.event_type).expect("a contract");
        Ok(Decision::record(Said::Said).send(Outgoing { event_type, data: command.data.clone() }))
    }

    fn evolve(state: u32, _: &Said) -> u32 {
        state + 1
    }

    fn attributes(_: &u32) -> Attributes {
        Attributes::new()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
enum Said {
    Said,
}

/// Everything that runs.
pub(crate) struct House {
    engines: Vec<Engine>,
    bus: Arc<InProcessBus>,
    clock: SimulatedClock,
    pub(crate) assignment: AssignmentServiceClient<Routes>,
    pub(crate) evaluation: EvaluationServiceClient<Routes>,
}

impl House {
    /// Starts every service on a day, with Hunan's measures adopted.
    pub(crate) async fn start(on: &str) -> Self {
        let clock = SimulatedClock::starting_at(start_of_day(on.parse().expect("a date")));
        let bus = Arc::new(InProcessBus::new(InProcessConfig::default(), topology()));
        let mut engines = Vec::new();
        let mut routes = (RoutesBuilder::default(), RoutesBuilder::default());
        for service in SERVICES {
            let store = Arc::new(SqliteStore::in_memory().await.expect("opens"));
            let vault = Arc::new(store.vault(VaultKey::new([7; 32])));
            let definition = match service {
                "assignment" => guohe_assignment::definition(),
                "evaluation" => guohe_evaluation::definition(),
                other => ServiceDefinition::new(other, |_| Ok(vec![])).workflow(Mouth),
            };
            let port = bus.clone() as Arc<dyn Bus>;
            let time = Arc::new(clock.clone());
            let known = Arc::new(topology());
            let engine =
                Node::start(definition, store, port, time, known, Limits::default()).await.expect("starts");
            match service {
                "assignment" => guohe_assignment::routes(engine.clone(), vault, &mut routes.0),
                "evaluation" => guohe_evaluation::routes(engine.clone(), &mut routes.1),
                _ => {}
            }
            engines.push(engine);
        }
        let assignment = AssignmentServiceClient::new(routes.0.routes());
        let evaluation = EvaluationServiceClient::new(routes.1.routes());
        let house = Self { engines, bus, clock, assignment, evaluation };
        house.adopt().await;
        house
    }

    async fn adopt(&self) {
        let calendar = serde_json::to_string(&calendar()).expect("serialises");
        let adopt = Request::<Regime> {
            department: DEPARTMENT.into(),
            id: Regime::ID.into(),
            request_id: "adopt".into(),
            actor: Actor { id: "o-1".into(), role: Role::Official, unit: String::new() },
            command: RegimeCommand::Adopt { pack: hunan().to_json(), calendar },
        };
        self.engine("registry").execute(adopt).await.expect("adopted");
        self.until(async || {
            let mut known = true;
            for engine in &self.engines {
                known &= engine.policies(DEPARTMENT).await.expect("reads").pack("hunan-2026").is_some();
            }
            known
        })
        .await;
    }

    fn engine(&self, service: &str) -> &Engine {
        self.engines.iter().find(|engine| engine.service() == service).expect("a service")
    }

    /// Lets a service that is not under test send a message, from one stream a subject.
    pub(crate) async fn say<T: Contract>(&self, subject: &str, message: &T) {
        let service = T::EVENT_TYPE.split('.').next().expect("a service");
        let data = serde_json::to_value(message).expect("serialises");
        let say = Request::<Mouth> {
            department: DEPARTMENT.into(),
            id: subject.into(),
            request_id: format!("{}-{subject}", T::EVENT_TYPE),
            actor: Actor { id: "o-1".into(), role: Role::Official, unit: String::new() },
            command: Say { event_type: T::EVENT_TYPE.into(), data },
        };
        self.engine(service).execute(say).await.expect("said");
    }

    /// Moves time to the beginning of a day.
    pub(crate) fn go_to(&self, day: &str) {
        self.clock.advance_to(start_of_day(day.parse().expect("a date")));
    }

    /// Waits until something has come about.
    pub(crate) async fn until<F: Future<Output = bool>>(&self, mut come_about: impl FnMut() -> F) {
        let waiting = async {
            while !come_about().await {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LONGEST_WAIT, waiting).await.expect("comes about in time");
    }

    /// Stops every service, and the bus meanwhile: nobody would acknowledge what a stopped one is sent.
    pub(crate) async fn stop(self) {
        let stopping = async {
            for engine in &self.engines {
                engine.node().stop().await;
            }
        };
        tokio::join!(stopping, self.bus.close());
    }
}

/// The context of a command by an official.
pub(crate) fn official(request_id: &str) -> Option<CommandContext> {
    context(request_id, WireRole::Official, "o-1", "")
}

/// The context of a command by an expert.
pub(crate) fn by_expert(request_id: &str, expert: &str) -> Option<CommandContext> {
    context(request_id, WireRole::Expert, expert, "")
}

/// The context of a command by the host.
pub(crate) fn by_host(request_id: &str) -> Option<CommandContext> {
    context(request_id, WireRole::Host, "h-1", HOST)
}

/// Who asks.
pub(crate) fn actor(role: WireRole, id: &str, unit: &str) -> WireActor {
    WireActor { id: id.into(), role: role.into(), unit: unit.into() }
}

fn context(request_id: &str, role: WireRole, id: &str, unit: &str) -> Option<CommandContext> {
    Some(CommandContext {
        department: DEPARTMENT.into(),
        request_id: request_id.into(),
        actor: Some(actor(role, id, unit)),
    })
}
