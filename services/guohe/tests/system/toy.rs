//! Two small services under names that the topology knows: intake counts and tells the registry, which counts
//! too, and echoes once more when a timer comes due.

use std::path::Path;

use guohe::system::{ClockChoice, Service, System, SystemOptions};
use guohe_clock::{SimulatedClock, Timestamp};
use guohe_flow::{
    Actor, Attributes, CloudEvent, Context, Decision, DecisionOf, Directed, Engine, Outgoing, Refusal,
    Request, Role, RouteError, ServiceDefinition, TimerReceipt, Workflow,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Carries a count from intake to the registry.
const SUBMITTED: &str = "intake.application.submitted";

/// The table of toys.
pub(crate) const TOYS: &[Service] = &[
    Service { name: "intake", definition: intake, routes: |_, _| {} },
    Service { name: "registry", definition: registry, routes: |_, _| {} },
];

fn intake() -> ServiceDefinition {
    ServiceDefinition::new("intake", |_| Ok(Vec::new())).workflow(Counter { tells: true })
}

fn registry() -> ServiceDefinition {
    ServiceDefinition::new("registry", counted).workflow(Counter { tells: false })
}

fn counted(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    if event.data["refuse"] == true {
        return Err(RouteError::Field { path: "refuse".to_owned(), message: "is true".to_owned() });
    }
    let command = CounterCommand::Add { days: 1, refuse: false };
    Ok(vec![Directed::to::<Counter>("hunan", "all", &command)])
}

/// Counts, and counts once more some days later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counter {
    tells: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(crate) enum CounterCommand {
    /// Counts one, and one more after so many days; the message is one that the receiver refuses.
    Add { days: i64, refuse: bool },
    /// Counts the later one.
    Later {},
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(crate) enum CounterEvent {
    Added,
    Echoed,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct CounterState {
    pub added: u64,
    pub echoed: u64,
}

impl Workflow for Counter {
    const KIND: &'static str = "counter";
    type State = CounterState;
    type Command = CounterCommand;
    type Event = CounterEvent;

    fn decide(
        &self,
        state: &CounterState,
        command: &CounterCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        let CounterCommand::Add { days, refuse } = command else {
            return Ok(Decision::record(CounterEvent::Echoed));
        };
        let later = context.now + chrono::Duration::days(*days);
        let name = format!("later-{}", state.added);
        let receipt = TimerReceipt::set_by("the toy counts twice");
        let decision = Decision::record(CounterEvent::Added).answer(state.added + 1);
        let decision = decision.set_timer(name, later, CounterCommand::Later {}, receipt);
        if !self.tells {
            return Ok(decision);
        }
        Ok(decision.send(Outgoing::new(SUBMITTED, &json!({ "refuse": refuse }))))
    }

    fn evolve(mut state: CounterState, event: &CounterEvent) -> CounterState {
        match event {
            CounterEvent::Added => state.added += 1,
            CounterEvent::Echoed => state.echoed += 1,
        }
        state
    }

    fn attributes(state: &CounterState) -> Attributes {
        Attributes::new().number("added", state.added as i64)
    }
}

/// 09:00 in Beijing on a day.
pub(crate) fn day(text: &str) -> Timestamp {
    guohe_clock::start_of_day(text.parse().expect("a date")) + chrono::Duration::hours(9)
}

/// The toys in memory on a clock that the test moves.
pub(crate) async fn in_memory() -> (System, SimulatedClock) {
    let clock = SimulatedClock::starting_at(day("2026-03-09"));
    let mut options = SystemOptions::in_memory(ClockChoice::Simulated(clock.clone()));
    options.services = TOYS;
    (System::start(options).await.expect("starts"), clock)
}

/// Options for the toys on files in a folder.
pub(crate) fn on_files(folder: &Path, clock: ClockChoice) -> SystemOptions {
    let mut options = SystemOptions::embedded(folder, clock);
    options.services = TOYS;
    options
}

/// Tells intake's counter `id` to add.
pub(crate) async fn add(engine: &Engine, id: &str, request: u32, days: i64, refuse: bool) {
    engine.execute(request_to_add(id, request, days, refuse)).await.expect("carried out");
}

/// The request that does it.
pub(crate) fn request_to_add(id: &str, request: u32, days: i64, refuse: bool) -> Request<Counter> {
    Request {
        department: "hunan".to_owned(),
        id: id.to_owned(),
        request_id: format!("{id}-{request}"),
        actor: Actor { id: "wang".to_owned(), role: Role::Official, unit: String::new() },
        command: CounterCommand::Add { days, refuse },
    }
}

/// A counter as it stands.
pub(crate) async fn count(system: &System, service: &str, id: &str) -> CounterState {
    let engine = system.engine(service).expect("runs here");
    let loaded = engine.load::<Counter>("hunan", id).await.expect("reads");
    loaded.map(|loaded| loaded.state).unwrap_or_default()
}
