//! A workflow with every trick the engine has to survive: sums, timers, messages, refusals, panics, look-ups.

use guohe_clock::Timestamp;
use guohe_flow::{
    Attributes, CloudEvent, Context, Decision, DecisionOf, Directed, Lookup, Outgoing, Refusal, RefusalKind,
    RouteError, ServiceDefinition, TimerReceipt, Topology, Workflow,
};
use serde::{Deserialize, Serialize};

/// Sums numbers, version `V` of the state's form.
pub(crate) struct Tally<const V: u32>;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(crate) enum Command {
    Add(i64),
    AddAt { number: i64, at: Timestamp, name: String },
    Cancel(String),
    Send { to: String, number: i64 },
    Receive { number: i64 },
    NeedsSum { at_least: i64, number: i64 },
    Panic,
    PanicAt(Timestamp),
    Grow(usize),
    CountOthers,
    MessageWithoutEvent,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub(crate) enum Event {
    Added { number: i64 },
    Sent { number: i64 },
    Grown { text: String },
    Counted { others: usize },
    TimerSet,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) sum: i64,
    pub(crate) history: Vec<i64>,
    pub(crate) text: String,
    pub(crate) others: usize,
}

impl<const V: u32> Workflow for Tally<V> {
    const KIND: &'static str = "tally";
    const STATE_VERSION: u32 = V;
    const EVENT_VERSION: u32 = V;
    const COMMAND_VERSION: u32 = V;
    type State = State;
    type Command = Command;
    type Event = Event;

    fn decide(
        &self,
        state: &State,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        Ok(match command {
            Command::Add(number) if *number < 0 => {
                return Err(Refusal::invalid("NEGATIVE", "number", "must not be negative"));
            }
            Command::Add(number) | Command::Receive { number } => {
                Decision::record(Event::Added { number: *number }).answer(state.sum + number)
            }
            Command::AddAt { number, at, name } => Decision::record(Event::TimerSet).set_timer(
                name,
                *at,
                Command::Add(*number),
                TimerReceipt::set_by("a test"),
            ),
            Command::Cancel(name) => Decision::record(Event::TimerSet).cancel_timer(name),
            Command::Send { to, number } => Decision::record(Event::Sent { number: *number })
                .send(Outgoing::new("left.tally.sent", &serde_json::json!({"to": to, "number": number}))),
            Command::NeedsSum { at_least, number } => {
                if state.sum < *at_least {
                    return Err(Refusal::new(RefusalKind::NotYet, "SUM", "the sum is not there yet"));
                }
                Decision::record(Event::Added { number: *number })
            }
            Command::Panic => panic!("a defect in a decider"),
            Command::PanicAt(at) => Decision::record(Event::TimerSet).set_timer(
                "panic",
                *at,
                Command::Panic,
                TimerReceipt::set_by("a test"),
            ),
            Command::Grow(bytes) => Decision::record(Event::Grown { text: "x".repeat(*bytes) }),
            Command::CountOthers => Decision::record(Event::Counted { others: context.found.len() }),
            Command::MessageWithoutEvent => Decision::default()
                .send(Outgoing::new("left.tally.sent", &serde_json::json!({"to": "x", "number": 1}))),
        })
    }

    fn evolve(mut state: State, event: &Event) -> State {
        match event {
            Event::Added { number } => {
                state.sum += number;
                state.history.push(*number);
            }
            Event::Grown { text } => state.text.clone_from(text),
            Event::Counted { others } => state.others = *others,
            Event::Sent { .. } | Event::TimerSet => {}
        }
        state
    }

    fn attributes(state: &State) -> Attributes {
        Attributes::new().number("sum", state.sum).flag("large", state.sum > 100)
    }

    /// The second version counts in tenths.
    fn upcast_event(event_type: &str, version: u32, mut data: serde_json::Value) -> serde_json::Value {
        if version == 1 && event_type == "added" {
            data["number"] = serde_json::json!(data["number"].as_i64().unwrap_or_default() * 10);
        }
        data
    }

    fn upcast_command(version: u32, mut command: serde_json::Value) -> serde_json::Value {
        if version == 1 && command["type"] == "add" {
            command["data"] = serde_json::json!(command["data"].as_i64().unwrap_or_default() * 10);
        }
        command
    }

    fn lookup(&self, _state: &State, command: &Command) -> Option<Lookup> {
        matches!(command, Command::CountOthers).then(|| Lookup {
            kind: "tally".to_owned(),
            filter: Attributes::new().flag("large", true),
            after_id: String::new(),
            limit: 10,
        })
    }
}

/// Numbers above a thousand wait for a sum; a negative one panics; no number is no payload of ours.
pub(crate) fn route(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let department = event.source_stream().expect("checked").department;
    let to = event.data["to"].as_str().unwrap_or_default().to_owned();
    let number = event.data["number"]
        .as_i64()
        .ok_or_else(|| RouteError::Field { path: "number".to_owned(), message: "is missing".to_owned() })?;
    let command = match number {
        ..0 => Command::Panic,
        1000.. => Command::NeedsSum { at_least: 1, number },
        _ => Command::Receive { number },
    };
    Ok(vec![Directed::to::<Tally<1>>(&department, to, &command)])
}

pub(crate) fn definition<const V: u32>(service: &'static str) -> ServiceDefinition {
    ServiceDefinition::new(service, route).workflow(Tally::<V>)
}

pub(crate) fn topology() -> Topology {
    Topology::new([("left.tally.sent", &["right"][..]), ("right.tally.sent", &["left"][..])])
}
