//! Workflows of all kinds behind one face: typed inside, stored JSON outside.

use serde::Deserialize;
use serde_json::Value;

use super::recount::{PreparedRecount, RecountOrder};
use crate::{
    Decision,
    model::{
        Attributes, Context, DecisionOf, EventEnvelope, EventRecord, Lookup, Recount, Refusal, StoredEvent,
        TimerChange, TimerSpec, Workflow,
    },
    ports::TimerRecord,
};

/// Why a workflow could not take a step.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StepError {
    /// The decider refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The stored command does not read.
    #[error("the command does not read: {0}")]
    Command(serde_json::Error),
    /// The stored state or an event does not read.
    #[error("stored data does not read: {0}")]
    Stored(serde_json::Error),
}

/// What a step gives: the new state with everything to be written.
pub(crate) struct Step {
    pub(crate) state: Value,
    pub(crate) attributes: Attributes,
    pub(crate) decision: Decision<ErasedEvent, Value>,
}

/// An event as JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ErasedEvent {
    pub(crate) event_type: String,
    pub(crate) data: Value,
}

/// A command read against a state, ready to be decided.
pub(crate) trait Prepared: Send {
    fn lookup(&self) -> Option<Lookup>;
    fn decide(self: Box<Self>, context: &Context<'_>) -> Result<Step, StepError>;
}

/// A workflow whose types the engine does not know.
pub(crate) trait RegisteredWorkflow: Send + Sync {
    fn state_version(&self) -> u32;
    fn event_version(&self) -> u32;
    fn command_version(&self) -> u32;

    /// Reads state (null: the instance does not exist yet) and command.
    fn prepare<'a>(
        &'a self,
        state: &Value,
        command: Value,
        command_version: u32,
    ) -> Result<Box<dyn Prepared + 'a>, StepError>;

    /// Reads the state, for one of its dates to be counted again.
    fn prepare_recount<'a>(
        &'a self,
        state: &Value,
        order: RecountOrder,
        timer: Option<TimerRecord>,
    ) -> Result<Box<dyn Prepared + 'a>, StepError>;

    /// Folds events into the state's JSON and its attributes.
    fn rebuild(&self, events: &[StoredEvent]) -> Result<(Value, Attributes), StepError>;

    /// Reads an event and writes it again, in its present form.
    fn rewrite_event(&self, event: &StoredEvent) -> Result<ErasedEvent, StepError>;

    /// Reads a command of a version and writes it again, in its present form.
    fn rewrite_command(&self, command: Value, command_version: u32) -> Result<Value, StepError>;
}

/// A workflow with its types.
pub(crate) struct Registered<W>(pub(crate) W);

impl<W: Workflow> Registered<W> {
    /// Folds events into a state.
    pub(crate) fn rebuild_typed(events: &[StoredEvent]) -> Result<W::State, StepError> {
        let mut state = W::State::default();
        for stored in events {
            let envelope = stored.open().map_err(StepError::Stored)?;
            state = if envelope.event_type == Recount::EVENT {
                W::recount(state, &read_recount(envelope)?)
            } else {
                W::evolve(state, &read_event::<W>(envelope)?)
            };
        }
        Ok(state)
    }
}

impl<W: Workflow> Registered<W> {
    /// A workflow's own events in their present form.
    pub(crate) fn events_typed(stored: &[StoredEvent]) -> Result<Vec<W::Event>, StepError> {
        let mut events = Vec::with_capacity(stored.len());
        for stored in stored {
            let envelope = stored.open().map_err(StepError::Stored)?;
            if envelope.event_type != Recount::EVENT {
                events.push(read_event::<W>(envelope)?);
            }
        }
        Ok(events)
    }
}

fn read_recount(envelope: EventEnvelope) -> Result<Recount, StepError> {
    serde_json::from_value(envelope.data).map_err(StepError::Stored)
}

fn read_event<W: Workflow>(envelope: EventEnvelope) -> Result<W::Event, StepError> {
    let mut data = envelope.data;
    if envelope.schema_version != W::EVENT_VERSION {
        data = W::upcast_event(&envelope.event_type, envelope.schema_version, data);
    }
    let mut tagged = serde_json::Map::new();
    tagged.insert("type".to_owned(), Value::String(envelope.event_type));
    if !data.is_null() {
        tagged.insert("data".to_owned(), data);
    }
    serde_json::from_value(Value::Object(tagged)).map_err(StepError::Stored)
}

fn read_state<W: Workflow>(state: &Value) -> Result<W::State, StepError> {
    if state.is_null() {
        return Ok(W::State::default());
    }
    W::State::deserialize(state).map_err(StepError::Stored)
}

fn read_command<W: Workflow>(command: Value, version: u32) -> Result<W::Command, StepError> {
    let command = if version == W::COMMAND_VERSION { command } else { W::upcast_command(version, command) };
    serde_json::from_value(command).map_err(StepError::Command)
}

fn erase_event<E: serde::Serialize>(event: &E) -> Result<ErasedEvent, StepError> {
    let value = serde_json::to_value(event).map_err(StepError::Stored)?;
    match value {
        Value::Object(mut fields) => {
            let data = fields.remove("data").unwrap_or(Value::Null);
            match fields.remove("type") {
                Some(Value::String(event_type)) => Ok(ErasedEvent { event_type, data }),
                _ => {
                    Err(StepError::Stored(serde::de::Error::custom("an event is an adjacently tagged enum")))
                }
            }
        }
        _ => Err(StepError::Stored(serde::de::Error::custom("an event is an adjacently tagged enum"))),
    }
}

struct PreparedCommand<'a, W: Workflow> {
    workflow: &'a W,
    state: W::State,
    command: W::Command,
}

impl<W: Workflow> Prepared for PreparedCommand<'_, W> {
    fn lookup(&self) -> Option<Lookup> {
        self.workflow.lookup(&self.state, &self.command)
    }

    fn decide(self: Box<Self>, context: &Context<'_>) -> Result<Step, StepError> {
        let decision = self.workflow.decide(&self.state, &self.command, context)?;
        let state = decision.events.iter().fold(self.state, |state, record| W::evolve(state, &record.event));
        Ok(Step {
            attributes: W::attributes(&state),
            state: serde_json::to_value(&state).map_err(StepError::Stored)?,
            decision: erase::<W>(decision)?,
        })
    }
}

pub(crate) fn erase<W: Workflow>(decision: DecisionOf<W>) -> Result<Decision<ErasedEvent, Value>, StepError> {
    let events = decision
        .events
        .into_iter()
        .map(|record| {
            Ok(EventRecord {
                event: erase_event(&record.event)?,
                effective_on: record.effective_on,
                policy: record.policy,
                rules: record.rules,
            })
        })
        .collect::<Result<_, StepError>>()?;
    let timers = decision.timers.into_iter().map(erase_timer).collect::<Result<_, StepError>>()?;
    Ok(Decision { events, timers, messages: decision.messages, answer: decision.answer, note: decision.note })
}

fn erase_timer<C: serde::Serialize>(change: TimerChange<C>) -> Result<TimerChange<Value>, StepError> {
    Ok(match change {
        TimerChange::Set(spec) => TimerChange::Set(TimerSpec {
            name: spec.name,
            due: spec.due,
            command: serde_json::to_value(&spec.command).map_err(StepError::Command)?,
            receipt: spec.receipt,
        }),
        TimerChange::Cancel(name) => TimerChange::Cancel(name),
        TimerChange::CancelAll => TimerChange::CancelAll,
    })
}

impl<W: Workflow> RegisteredWorkflow for Registered<W> {
    fn state_version(&self) -> u32 {
        W::STATE_VERSION
    }

    fn event_version(&self) -> u32 {
        W::EVENT_VERSION
    }

    fn command_version(&self) -> u32 {
        W::COMMAND_VERSION
    }

    fn prepare<'a>(
        &'a self,
        state: &Value,
        command: Value,
        command_version: u32,
    ) -> Result<Box<dyn Prepared + 'a>, StepError> {
        let state = read_state::<W>(state)?;
        let command = read_command::<W>(command, command_version)?;
        Ok(Box::new(PreparedCommand { workflow: &self.0, state, command }))
    }

    fn prepare_recount<'a>(
        &'a self,
        state: &Value,
        order: RecountOrder,
        timer: Option<TimerRecord>,
    ) -> Result<Box<dyn Prepared + 'a>, StepError> {
        let state = read_state::<W>(state)?;
        Ok(Box::new(PreparedRecount { registered: self, state, order, timer }))
    }

    fn rewrite_event(&self, event: &StoredEvent) -> Result<ErasedEvent, StepError> {
        let envelope = event.open().map_err(StepError::Stored)?;
        if envelope.event_type == Recount::EVENT {
            let data = serde_json::to_value(read_recount(envelope)?).map_err(StepError::Stored)?;
            return Ok(ErasedEvent { event_type: Recount::EVENT.to_owned(), data });
        }
        erase_event(&read_event::<W>(envelope)?)
    }

    fn rewrite_command(&self, command: Value, command_version: u32) -> Result<Value, StepError> {
        if RecountOrder::read(&command).is_some() {
            return Ok(command);
        }
        serde_json::to_value(read_command::<W>(command, command_version)?).map_err(StepError::Command)
    }

    fn rebuild(&self, events: &[StoredEvent]) -> Result<(Value, Attributes), StepError> {
        let state = Self::rebuild_typed(events)?;
        let attributes = W::attributes(&state);
        Ok((serde_json::to_value(&state).map_err(StepError::Stored)?, attributes))
    }
}
