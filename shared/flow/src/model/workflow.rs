//! The trait every piece of business implements.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Attributes, Context, Decision, Lookup, Recount, Refusal};

/// The decision type of a workflow.
pub type DecisionOf<W> = Decision<<W as Workflow>::Event, <W as Workflow>::Command>;

/// A kind of business, as a pure state machine.
///
/// `decide` and `evolve` see no clock, no I/O and no randomness; the engine hands them everything and carries
/// out what they return. Commands, events and states are stored: their JSON forms are contracts, changed only
/// together with a version and an upcaster.
///
/// `Event` must be an adjacently tagged enum, `#[serde(tag = "type", content = "data", rename_all =
/// "snake_case")]`: the engine keeps the tag as the event's type.
pub trait Workflow: Send + Sync + 'static {
    /// Name of the kind, the middle part of its streams' keys.
    const KIND: &'static str;
    /// Version of the state's JSON form; a snapshot of another version is rebuilt from the events.
    const STATE_VERSION: u32 = 1;
    /// Version of the events' JSON forms; older ones pass through [`Workflow::upcast_event`].
    const EVENT_VERSION: u32 = 1;
    /// Version of the commands' JSON forms (timers keep commands for years); see [`Workflow::upcast_command`].
    const COMMAND_VERSION: u32 = 1;

    /// State of one instance; `Default` is the instance that does not exist yet.
    type State: Default + Clone + Serialize + DeserializeOwned + Send + Sync;
    /// What it can be told.
    type Command: Serialize + DeserializeOwned + Send + Sync;
    /// What can have happened.
    type Event: Serialize + DeserializeOwned + Send + Sync;

    /// Decides a command. The whole knowledge of the measures and the business is here.
    fn decide(
        &self,
        state: &Self::State,
        command: &Self::Command,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal>
    where
        Self: Sized;

    /// Applies what happened. Never fails: an event is a fact.
    fn evolve(state: Self::State, event: &Self::Event) -> Self::State;

    /// The attributes that lists and filters see.
    fn attributes(state: &Self::State) -> Attributes;

    /// A page of this service's instances the decision needs to see; most commands need none.
    fn lookup(&self, _state: &Self::State, _command: &Self::Command) -> Option<Lookup> {
        None
    }

    /// Takes a date counted again into the state: what the instance shows as the date of `recount.timer`. Needed
    /// where a state keeps a date beside its timer. Never fails: the engine has recorded it as a fact.
    fn recount(state: Self::State, _recount: &Recount) -> Self::State {
        state
    }

    /// What follows where a date moved: reminders that move with it, the parties that must know. The engine has
    /// recorded the event and moved the timer; `state` shows the new date.
    fn recounted(
        &self,
        _state: &Self::State,
        _recount: &Recount,
        _context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal>
    where
        Self: Sized,
    {
        Ok(Decision::default())
    }

    /// Brings an event's stored data from an older version to [`Workflow::EVENT_VERSION`].
    fn upcast_event(_event_type: &str, _version: u32, data: Value) -> Value {
        data
    }

    /// Brings a timer's stored command from an older version to [`Workflow::COMMAND_VERSION`].
    fn upcast_command(_version: u32, command: Value) -> Value {
        command
    }
}
