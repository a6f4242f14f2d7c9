//! A batch in memory: streams, pairs and timers as they will stand, and the plan that writes them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use guohe_clock::Timestamp;
use guohe_policy::PolicyBook;
use serde::Deserialize;
use serde_json::Value;

use super::{
    calendar::CalendarFlow,
    definition::ServiceDefinition,
    guard::{decide, guard, look_up},
    recount::RecountOrder,
    regime::{Regime, RegimeState},
    registered::{RegisteredWorkflow, Step},
    size::json_bytes,
};
use crate::{
    Decision,
    engine::registered::ErasedEvent,
    model::{
        Actor, Attributes, Cause, CloudEvent, Context, EventEnvelope, Outgoing, Refusal, RefusalKind,
        StoredEvent, StreamKey, TimerChange, Topology, Workflow,
    },
    ports::{
        Claimed, CommitPlan, EventRow, OutboxRecord, StoreError, StreamRecord, StreamWrite, TimerKey,
        TimerRecord, Transaction,
    },
};

/// Largest state, bytes of JSON.
pub(crate) const LARGEST_STATE_BYTES: usize = 256 * 1024;

/// Name under which a stream counts all its messages, for their ids.
const ALL_MESSAGES: &str = "*";

/// A stream as it will stand after this batch.
#[derive(Clone)]
struct OpenStream {
    /// The row, without its state.
    record: StreamRecord,
    /// The state; shared, because an item that fails leaves it as it was.
    state: Arc<Value>,
    expected_version: u64,
    timers_cleared: bool,
    timers: BTreeMap<String, Option<TimerRecord>>,
    changed: bool,
}

/// A command on its way to a stream.
pub(crate) struct Order {
    pub(crate) stream: StreamKey,
    pub(crate) actor: Actor,
    pub(crate) cause: Cause,
    pub(crate) command: Value,
    pub(crate) command_version: Option<u32>,
    /// The timer that brings it, removed in the same commit.
    pub(crate) timer: Option<String>,
    /// Where one of the stream's dates is counted again: which, and its timer as it stands.
    pub(crate) recount: Option<(RecountOrder, Option<TimerRecord>)>,
}

/// Why an order was not carried out; nothing of it stays in the workspace.
pub(crate) enum Failure {
    Refused(Refusal),
    Defect(String),
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What orders carried out together give back.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    pub(crate) answer: Value,
    pub(crate) note: String,
}

/// The batch in memory.
pub(crate) struct Workspace<'a> {
    definition: &'a ServiceDefinition,
    topology: &'a Topology,
    now: Timestamp,
    streams: HashMap<StreamKey, OpenStream>,
    order: Vec<StreamKey>,
    books: HashMap<String, Arc<PolicyBook>>,
    pub(crate) changed_books: HashSet<String>,
    /// Trace context of the item at hand; messages and timers carry it on, events never do.
    pub(crate) trace: Option<String>,
    pub(crate) plan: CommitPlan,
}

/// Changes of one item, merged into the workspace only when the whole item succeeds.
#[derive(Default)]
struct Scratch {
    streams: Vec<(StreamKey, OpenStream)>,
    events: Vec<EventRow>,
    outbox: Vec<OutboxRecord>,
}

impl<'a> Workspace<'a> {
    pub(crate) fn new(
        definition: &'a ServiceDefinition,
        topology: &'a Topology,
        now: Timestamp,
        claimed: &mut Claimed,
        books: HashMap<String, Arc<PolicyBook>>,
    ) -> Self {
        // Replicas' clocks differ a little: no stream's time runs backwards when another replica takes over.
        let now = claimed.streams.values().map(|record| record.updated_at).fold(now, Timestamp::max);
        let streams = std::mem::take(&mut claimed.streams)
            .into_iter()
            .map(|(key, mut record)| {
                let expected_version = record.version;
                let state = Arc::new(std::mem::take(&mut record.state));
                (
                    key,
                    OpenStream {
                        record,
                        state,
                        expected_version,
                        timers_cleared: false,
                        timers: BTreeMap::new(),
                        changed: false,
                    },
                )
            })
            .collect();
        Self {
            definition,
            topology,
            now,
            streams,
            order: Vec::new(),
            books,
            changed_books: HashSet::new(),
            trace: None,
            plan: CommitPlan::default(),
        }
    }

    /// True where a timer read at the claim still stands after what this batch did so far.
    pub(crate) fn timer_stands(&self, key: &TimerKey) -> bool {
        self.streams
            .get(&key.stream)
            .is_none_or(|stream| !stream.timers_cleared && !stream.timers.contains_key(&key.name))
    }

    /// Carries out orders in turn, all or none.
    pub(crate) async fn carry_out(
        &mut self,
        orders: Vec<Order>,
        transaction: &mut dyn Transaction,
    ) -> Result<Carried, Failure> {
        let mut scratch = Scratch::default();
        let mut carried = Carried::default();
        for order in orders {
            let one = self.step(order, &mut scratch, transaction).await?;
            if carried.answer.is_null() {
                carried.answer = one.answer;
            }
            if carried.note.is_empty() {
                carried.note = one.note;
            }
        }
        self.merge(scratch)?;
        Ok(carried)
    }

    async fn step(
        &self,
        order: Order,
        scratch: &mut Scratch,
        transaction: &mut dyn Transaction,
    ) -> Result<Carried, Failure> {
        let key = order.stream.clone();
        let workflow = self
            .definition
            .workflows
            .get(key.kind.as_str())
            .ok_or_else(|| Failure::Defect(format!("no workflow of kind {:?} here", key.kind)))?;
        let (position, mut stream) = self.open(&key, workflow.as_ref(), scratch, transaction).await?;
        let version = order.command_version.unwrap_or_else(|| workflow.command_version());
        let prepared = match order.recount {
            Some((recount, timer)) => guard(|| workflow.prepare_recount(&stream.state, recount, timer))?,
            None => guard(|| workflow.prepare(&stream.state, order.command, version))?,
        };
        let found = match prepared.lookup() {
            Some(lookup) => look_up(&key.department, lookup, transaction).await?,
            None => Vec::new(),
        };
        let empty = PolicyBook::new(guohe_policy::Calendar::weekends_only());
        let context = Context {
            now: self.now,
            stream: &key,
            actor: &order.actor,
            cause: &order.cause,
            policies: self.books.get(&key.department).map_or(&empty, |book| book),
            found: &found,
        };
        let step = guard(|| decide(prepared, &context))?;
        if let Some(name) = order.timer {
            stream.timers.insert(name, None);
        }
        let carried = Carried { answer: step.decision.answer.clone(), note: step.decision.note.clone() };
        self.record(&mut stream, workflow.as_ref(), step, &order.actor, &order.cause, scratch)?;
        match position {
            Some(index) => scratch.streams[index].1 = stream,
            None => scratch.streams.push((key, stream)),
        }
        Ok(carried)
    }

    async fn open(
        &self,
        key: &StreamKey,
        workflow: &dyn RegisteredWorkflow,
        scratch: &Scratch,
        transaction: &mut dyn Transaction,
    ) -> Result<(Option<usize>, OpenStream), Failure> {
        if let Some(index) = scratch.streams.iter().position(|(known, _)| known == key) {
            return Ok((Some(index), scratch.streams[index].1.clone()));
        }
        let Some(known) = self.streams.get(key) else {
            return Ok((None, self.fresh(key)));
        };
        let mut stream = known.clone();
        if stream.record.state_version != workflow.state_version() && stream.record.version > 0 {
            let events = transaction.events(key, 0, u32::MAX).await?;
            let (state, attributes) = guard(|| workflow.rebuild(&events))?;
            stream.state = Arc::new(state);
            stream.record.attributes = attributes;
            stream.record.state_version = workflow.state_version();
        }
        Ok((None, stream))
    }

    fn fresh(&self, key: &StreamKey) -> OpenStream {
        let record = StreamRecord {
            key: key.clone(),
            version: 0,
            state_version: 0,
            state: Value::Null,
            attributes: Attributes::new(),
            sent: BTreeMap::new(),
            head_hash: String::new(),
            created_at: self.now,
            updated_at: self.now,
        };
        OpenStream {
            record,
            state: Arc::new(Value::Null),
            expected_version: 0,
            timers_cleared: false,
            timers: BTreeMap::new(),
            changed: false,
        }
    }

    fn record(
        &self,
        stream: &mut OpenStream,
        workflow: &dyn RegisteredWorkflow,
        step: Step,
        actor: &Actor,
        cause: &Cause,
        scratch: &mut Scratch,
    ) -> Result<(), Failure> {
        let Step { state, attributes, decision } = step;
        if decision.events.is_empty() && stream.record.version == 0 && !decision.is_nothing() {
            let words =
                format!("{}: a stream begins with an event, before timers and messages", stream.record.key);
            return Err(Failure::Defect(words));
        }
        let size = json_bytes(&state);
        if size > LARGEST_STATE_BYTES {
            let words = format!("the state would have {size} bytes, more than {LARGEST_STATE_BYTES}");
            return Err(Failure::Refused(Refusal::new(RefusalKind::Limit, "STATE_TOO_LARGE", words)));
        }
        stream.changed |= !(decision.events.is_empty() && decision.messages.is_empty());
        if !decision.events.is_empty() {
            stream.state = Arc::new(state);
            stream.record.attributes = attributes;
            stream.record.state_version = workflow.state_version();
            stream.record.updated_at = self.now;
        }
        let Decision { events, timers, messages, .. } = decision;
        for event in events {
            scratch.events.push(self.seal(stream, workflow, event, actor, cause)?);
        }
        for change in timers {
            apply_timer(stream, change, workflow.command_version(), self.trace.as_deref());
        }
        for message in messages {
            scratch.outbox.push(self.address(stream, message)?);
        }
        Ok(())
    }

    fn seal(
        &self,
        stream: &mut OpenStream,
        workflow: &dyn RegisteredWorkflow,
        event: crate::EventRecord<ErasedEvent>,
        actor: &Actor,
        cause: &Cause,
    ) -> Result<EventRow, Failure> {
        let record = &mut stream.record;
        let envelope = EventEnvelope {
            stream: record.key.clone(),
            sequence: record.version + 1,
            event_type: event.event.event_type,
            schema_version: workflow.event_version(),
            recorded_at: self.now,
            effective_on: event.effective_on,
            actor: actor.clone(),
            cause: cause.clone(),
            policy: event.policy,
            rules: event.rules,
            data: event.event.data,
            previous_hash: record.head_hash.clone(),
        };
        let sealed = StoredEvent::seal(&envelope).map_err(|error| Failure::Defect(error.to_string()))?;
        record.version += 1;
        record.head_hash.clone_from(&sealed.hash);
        Ok(EventRow { event: sealed, event_type: envelope.event_type, recorded_at: self.now })
    }

    fn address(&self, stream: &mut OpenStream, message: Outgoing) -> Result<OutboxRecord, Failure> {
        if !self.topology.knows(message.event_type) {
            return Err(Failure::Defect(format!("{} is not in the topology", message.event_type)));
        }
        let record = &mut stream.record;
        let consumers = self.topology.consumers(message.event_type);
        let numbers = consumers.iter().map(|name| ((*name).to_owned(), count(record, name))).collect();
        let number = count(record, ALL_MESSAGES);
        let message_id = if record.key.kind == CalendarFlow::KIND {
            // Every service has a stream of this name: the id tells whose it is.
            format!("{}@{}/{number}", record.key, self.definition.service)
        } else {
            format!("{}/{number}", record.key)
        };
        let event = CloudEvent {
            specversion: "1.0".to_owned(),
            id: message_id.clone(),
            source: format!("/guohe/{}", self.definition.service),
            event_type: message.event_type.to_owned(),
            subject: stream.record.key.to_string(),
            time: self.now,
            datacontenttype: "application/json".to_owned(),
            sequences: CloudEvent::write_sequences(&numbers),
            traceparent: self.trace.clone(),
            data: message.data,
        };
        let body = serde_json::to_vec(&event).map_err(|error| Failure::Defect(error.to_string()))?;
        Ok(OutboxRecord {
            position: 0,
            message_id,
            event_type: message.event_type.to_owned(),
            stream: stream.record.key.clone(),
            body,
            recorded_at: self.now,
        })
    }

    fn merge(&mut self, scratch: Scratch) -> Result<(), Failure> {
        for (key, stream) in scratch.streams {
            if key.kind == Regime::KIND {
                let state: RegimeState = RegimeState::deserialize(stream.state.as_ref())
                    .map_err(|error| Failure::Defect(error.to_string()))?;
                let book = state.book().map_err(Failure::Refused)?;
                self.books.insert(key.department.clone(), Arc::new(book));
                self.changed_books.insert(key.department.clone());
            }
            if !self.order.contains(&key) {
                self.order.push(key.clone());
            }
            self.streams.insert(key, stream);
        }
        self.plan.events.extend(scratch.events);
        self.plan.outbox.extend(scratch.outbox);
        Ok(())
    }

    /// The finished plan.
    pub(crate) fn into_plan(mut self) -> CommitPlan {
        for key in &self.order {
            let Some(stream) = self.streams.remove(key) else { continue };
            if stream.timers_cleared {
                self.plan.timers_cleared.push(key.clone());
            }
            for (name, timer) in stream.timers {
                match timer {
                    Some(record) => self.plan.timers_set.push(record),
                    None => self.plan.timers_removed.push(TimerKey { stream: key.clone(), name }),
                }
            }
            if stream.changed {
                let state = Arc::unwrap_or_clone(stream.state);
                let record = StreamRecord { state, ..stream.record };
                self.plan.streams.push(StreamWrite { record, expected_version: stream.expected_version });
            }
        }
        self.plan
    }
}

fn count(record: &mut StreamRecord, name: &str) -> u64 {
    let number = record.sent.entry(name.to_owned()).or_default();
    *number += 1;
    *number
}

fn apply_timer(
    stream: &mut OpenStream,
    change: TimerChange<Value>,
    command_version: u32,
    trace: Option<&str>,
) {
    match change {
        TimerChange::Set(spec) => {
            let key = TimerKey { stream: stream.record.key.clone(), name: spec.name.clone() };
            let record = TimerRecord {
                key,
                due: guohe_clock::truncate(spec.due),
                command: spec.command,
                command_version,
                receipt: serde_json::to_value(&spec.receipt).unwrap_or(Value::Null),
                set_version: stream.record.version,
                trace: trace.map(str::to_owned),
            };
            stream.timers.insert(spec.name, Some(record));
        }
        TimerChange::Cancel(name) => {
            stream.timers.insert(name, None);
        }
        TimerChange::CancelAll => {
            stream.timers.clear();
            stream.timers_cleared = true;
        }
    }
}
