//! What the bench runs: an item that is taken in by the first service and handed over to the next two, and
//! streams that do nothing but wait for timers.
//!
//! Small on purpose, but whole: typed commands, events and states, rules of decision, messages through the
//! topology, timers with receipts. It knows nothing of the measures.

use guohe_clock::Timestamp;
use guohe_flow::{
    Attributes, CloudEvent, Context, Decision, DecisionOf, Directed, Outgoing, Refusal, RouteError,
    ServiceDefinition, TimerReceipt, Topology, Workflow,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The services an item passes, in turn.
pub(super) const SERVICES: [&str; 3] = ["bench_first", "bench_second", "bench_third"];

/// The service whose streams wait for timers.
pub(super) const TIMERS: &str = "bench_timers";

/// Department of everything the bench makes.
pub(super) const DEPARTMENT: &str = "bench";

const FIRST_HANDED: &str = "bench_first.item.handed";
const SECOND_HANDED: &str = "bench_second.item.handed";
const REGIME_ADOPTED: &str = "registry.regime.adopted";

/// An item on its way; one stream an item and service.
pub(super) struct HandedOver {
    /// Type of the message to the next service; none at the end.
    passes_on: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum Command {
    /// Takes an item in, and hands it over.
    Take {
        /// The item's name.
        item: String,
        /// A sum that the item carries.
        amount: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum Event {
    /// An item was taken in.
    Taken {
        /// The item's name.
        item: String,
        /// Its sum.
        amount: i64,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    item: String,
    amount: i64,
    taken: u32,
}

impl Workflow for HandedOver {
    const KIND: &'static str = "item";
    type State = State;
    type Command = Command;
    type Event = Event;

    fn decide(&self, state: &State, command: &Command, _: &Context<'_>) -> Result<DecisionOf<Self>, Refusal> {
        let Command::Take { item, amount } = command;
        if state.taken > 0 {
            return Ok(Decision::nothing("taken in before"));
        }
        let decision = Decision::record(Event::Taken { item: item.clone(), amount: *amount }).answer(item);
        Ok(match self.passes_on {
            Some(kind) => decision.send(Outgoing::new(kind, &json!({"item": item, "amount": amount}))),
            None => decision,
        })
    }

    fn evolve(mut state: State, event: &Event) -> State {
        let Event::Taken { item, amount } = event;
        state.item.clone_from(item);
        state.amount = *amount;
        state.taken += 1;
        state
    }

    fn attributes(state: &State) -> Attributes {
        Attributes::new().number("amount", state.amount)
    }
}

fn route(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let missing = |path: &str| RouteError::Field { path: path.to_owned(), message: "is missing".to_owned() };
    let item = event.data["item"].as_str().ok_or_else(|| missing("item"))?.to_owned();
    let amount = event.data["amount"].as_i64().ok_or_else(|| missing("amount"))?;
    Ok(vec![Directed::to::<HandedOver>(DEPARTMENT, item.clone(), &Command::Take { item, amount })])
}

/// A stream that waits.
pub(super) struct Waiting;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum WaitCommand {
    /// Sets a timer for each instant.
    Wait {
        /// The instants.
        until: Vec<Timestamp>,
    },
    /// A timer came due.
    Wake,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(super) enum WaitEvent {
    /// Timers were set.
    Waited {
        /// How many.
        timers: usize,
    },
    /// One came due.
    Woken,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct WaitState {
    waiting: usize,
    woken: usize,
}

impl Workflow for Waiting {
    const KIND: &'static str = "waiting";
    type State = WaitState;
    type Command = WaitCommand;
    type Event = WaitEvent;

    fn decide(
        &self,
        _: &WaitState,
        command: &WaitCommand,
        _: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        Ok(match command {
            WaitCommand::Wait { until } => until.iter().enumerate().fold(
                Decision::record(WaitEvent::Waited { timers: until.len() }),
                |decision, (number, due)| {
                    let receipt = TimerReceipt::set_by("a bench");
                    decision.set_timer(format!("wake-{number}"), *due, WaitCommand::Wake, receipt)
                },
            ),
            WaitCommand::Wake => Decision::record(WaitEvent::Woken),
        })
    }

    fn evolve(mut state: WaitState, event: &WaitEvent) -> WaitState {
        match event {
            WaitEvent::Waited { timers } => state.waiting += timers,
            WaitEvent::Woken => state.woken += 1,
        }
        state
    }

    fn attributes(state: &WaitState) -> Attributes {
        Attributes::new().number("woken", i64::try_from(state.woken).unwrap_or(i64::MAX))
    }
}

/// The definition of one of the bench's services.
pub(super) fn definition(service: &'static str) -> ServiceDefinition {
    let passes_on = match service {
        "bench_first" => Some(FIRST_HANDED),
        "bench_second" => Some(SECOND_HANDED),
        _ => None,
    };
    ServiceDefinition::new(service, route).workflow(HandedOver { passes_on }).workflow(Waiting)
}

/// Who receives what.
pub(super) fn topology() -> Topology {
    Topology::new([
        (FIRST_HANDED, &["bench_second"][..]),
        (SECOND_HANDED, &["bench_third"][..]),
        // As in every system: each service has a queue, and packs would come on it.
        (REGIME_ADOPTED, &["bench_first", "bench_second", "bench_third", "bench_timers"][..]),
    ])
}
