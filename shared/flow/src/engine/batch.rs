//! Batches: claim, decide, commit once.
//!
//! Owns the transaction's shape. It never waits for more work, never talks to the bus, and reads the clock
//! exactly once a batch.

use std::{
    collections::{BTreeSet, HashMap, HashSet, VecDeque},
    ops::Range,
    sync::Arc,
};

use guohe_clock::{Clock, Timestamp, stopwatch};
use sha2::{Digest, Sha256};

use super::{
    books::Books,
    definition::ServiceDefinition,
    instants::Instants,
    item::{Item, ItemOutcome, Origin},
    message::MessageStep,
    meters::Meters,
    regime::Regime,
    request::{ExecuteError, Executed},
    trace::StepSpan,
    workspace::{Failure, Order, Workspace},
};
use crate::{
    model::{Actor, Cause, Refusal, RefusalKind, Topology},
    ports::{
        Claim, Claimed, DeadLetter, OutboxRecord, PairKey, RequestKey, Store, StoreError, StoredAnswer,
        TimerRecord, Transaction,
    },
};

/// Attempts at one item alone that ends in a conflict, before it is put off.
const CONFLICT_ATTEMPTS: u32 = 4;

/// How the ids of timers' dead letters begin.
pub(crate) const TIMER_LETTER: &str = "timer/";

/// Largest command, bytes of JSON.
const LARGEST_COMMAND_BYTES: usize = 512 * 1024;

/// Decides and commits batches of one service.
pub struct Committer {
    pub(crate) definition: ServiceDefinition,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) topology: Arc<Topology>,
    pub(crate) books: Books,
    pub(crate) meters: Meters,
    pub(crate) instants: Instants,
}

/// What a processed batch leaves behind.
#[derive(Debug, Default)]
pub struct Processed {
    /// One outcome an item, in order.
    pub outcomes: Vec<ItemOutcome>,
    /// Committed messages, to be published now.
    pub outbox: Vec<OutboxRecord>,
    /// The earliest timer set, if any was.
    pub earliest_timer: Option<Timestamp>,
    /// True where messages were parked, or where a pair moved on that has some: a look for ready ones is due.
    pub parked: bool,
}

/// A stretch of a batch, and how often it, or a larger one with it, was tried.
struct Portion {
    range: Range<usize>,
    tries: u32,
}

/// What one committed attempt gives.
struct Attempt {
    outcomes: Vec<ItemOutcome>,
    outbox: Vec<OutboxRecord>,
    earliest_timer: Option<Timestamp>,
    parked: bool,
}

impl Committer {
    /// A committer over one service's store.
    pub fn new(
        definition: ServiceDefinition,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        topology: Arc<Topology>,
    ) -> Self {
        let meters = Meters::of(definition.service);
        let (books, instants) = (Books::default(), Instants::default());
        Self { definition, store, clock, topology, books, meters, instants }
    }

    /// Handles items, in order for those of one stream or pair. Commits as few times as it can.
    pub async fn process(&self, items: &[Item]) -> Processed {
        let mut processed = Processed::default();
        let mut outcomes: Vec<Option<ItemOutcome>> = items.iter().map(|_| None).collect();
        let mut work = VecDeque::from([Portion { range: 0..items.len(), tries: 0 }]);
        while let Some(Portion { range, tries }) = work.pop_front() {
            if range.is_empty() {
                continue;
            }
            match self.attempt(&items[range.clone()], tries == 0).await {
                Ok(attempt) => {
                    processed.outbox.extend(attempt.outbox);
                    processed.parked |= attempt.parked;
                    processed.earliest_timer =
                        processed.earliest_timer.into_iter().chain(attempt.earliest_timer).min();
                    for (index, outcome) in range.zip(attempt.outcomes) {
                        outcomes[index] = Some(outcome);
                    }
                }
                Err(error) => {
                    self.after_failure(error, Portion { range, tries }, items, &mut work, &mut outcomes);
                }
            }
        }
        processed.outcomes = outcomes
            .into_iter()
            .map(|o| o.unwrap_or_else(|| ItemOutcome::Later("not reached".to_owned())))
            .collect();
        for (item, outcome) in items.iter().zip(&processed.outcomes) {
            self.meters.settled(item, outcome);
        }
        processed
    }

    fn after_failure(
        &self,
        error: StoreError,
        Portion { range, tries }: Portion,
        items: &[Item],
        work: &mut VecDeque<Portion>,
        outcomes: &mut [Option<ItemOutcome>],
    ) {
        self.meters.failed(&error);
        let unavailable = matches!(error, StoreError::Unavailable { .. });
        if range.len() > 1 && !unavailable {
            let middle = range.start + range.len() / 2;
            work.push_front(Portion { range: middle..range.end, tries: 1 });
            work.push_front(Portion { range: range.start..middle, tries: 1 });
            return;
        }
        if matches!(error, StoreError::Conflict(_)) && tries < CONFLICT_ATTEMPTS {
            work.push_front(Portion { range, tries: tries + 1 });
            return;
        }
        tracing::warn!(service = self.definition.service, %error, items = range.len(), "a batch was not committed");
        for index in range {
            outcomes[index] = Some(match &items[index] {
                Item::Request { .. } => ItemOutcome::Answered(Err(super::handle::unavailable_by(&error))),
                _ => ItemOutcome::Later(error.to_string()),
            });
        }
    }

    /// One transaction. At first timers are taken as they were read (`trusting`): that they still stand is checked
    /// by the write, and one that does not makes a conflict, after which they are read again under their streams'
    /// locks.
    async fn attempt(&self, items: &[Item], trusting: bool) -> Result<Attempt, StoreError> {
        let now = self.instants.of_batch(self.clock.as_ref(), items)?;
        let took = stopwatch();
        let steps: Vec<Option<MessageStep<'_>>> =
            items.iter().map(|item| MessageStep::read(self, item)).collect();
        let claim = self.claim_for(items, &steps, trusting);
        let mut transaction = self.store.begin().await?;
        let mut claimed = transaction.claim(&claim).await?;
        let books = self.books.for_batch(&claimed.watched, transaction.as_mut()).await?;
        let mut workspace = Workspace::new(&self.definition, &self.topology, now, &mut claimed, books);
        let mut cursors = Cursors::default();

        let mut outcomes = Vec::with_capacity(items.len());
        // Open until the commit below: a step has happened when it is durable.
        let mut spans = Vec::with_capacity(items.len());
        for (item, step) in items.iter().zip(steps) {
            let span = StepSpan::open(self.definition.service, item);
            workspace.trace = span.traceparent();
            spans.push(span);
            let outcome = match (item, step) {
                (Item::Request { stream, request_id, actor, command, .. }, _) => {
                    let order = Order {
                        stream: stream.clone(),
                        actor: actor.clone(),
                        cause: Cause::Request { id: request_id.clone() },
                        command: command.clone(),
                        command_version: None,
                        timer: None,
                        recount: None,
                    };
                    self.request(order, request_id, &mut claimed, &mut workspace, transaction.as_mut())
                        .await?
                }
                (Item::Timer { record }, _) => {
                    let standing =
                        if trusting { Some(record.as_ref()) } else { claimed.timers.get(&record.key) };
                    let standing = standing.filter(|timer| {
                        timer.due <= now
                            && workspace.timer_stands(&timer.key)
                            && !workspace.plan.timers_removed.contains(&timer.key)
                    });
                    match standing {
                        _ if claimed.busy_streams.contains(&record.key.stream) => {
                            ItemOutcome::Later(format!("{} is busy", record.key.stream))
                        }
                        Some(timer) => self.timer(timer, now, &mut workspace, transaction.as_mut()).await?,
                        None => ItemOutcome::Timer,
                    }
                }
                (Item::TimerAgain { letter, record }, _) => {
                    if claimed.busy_streams.contains(&record.key.stream) {
                        ItemOutcome::Later(format!("{} is busy", record.key.stream))
                    } else {
                        workspace.plan.revived.push(letter.clone());
                        workspace.plan.timers_set.push(TimerRecord { due: now, ..(**record).clone() });
                        ItemOutcome::Timer
                    }
                }
                (Item::Unreadable { body, reason }, _) => {
                    workspace.plan.dead.push(unreadable(body, reason, now));
                    ItemOutcome::Message(super::MessageOutcome::Dead(reason.clone()))
                }
                (Item::Message { .. }, Some(step)) => {
                    step.handle(self, now, &claimed, &mut cursors, &mut workspace, transaction.as_mut())
                        .await?
                }
                (Item::Message { .. }, None) => ItemOutcome::Later("not read".to_owned()),
            };
            outcomes.push(outcome);
        }

        let parked = !workspace.plan.parked.is_empty() || cursors.moved_any(&claimed.parked_pairs);
        cursors.write(&mut workspace.plan);
        let changed_books = std::mem::take(&mut workspace.changed_books);
        let fired: Vec<_> = workspace.plan.timers_fired.iter().map(|timer| timer.due).collect();
        let plan = workspace.into_plan();
        if !plan.is_empty() {
            transaction.write(&plan).await?;
            transaction.commit().await?;
        }
        self.books.forget(&changed_books);
        self.meters.committed(items.len(), &took, now, &fired);
        Ok(Attempt {
            outcomes,
            earliest_timer: plan.timers_set.iter().map(|timer| timer.due).min(),
            parked,
            outbox: plan.outbox,
        })
    }

    fn claim_for(&self, items: &[Item], steps: &[Option<MessageStep<'_>>], trusting: bool) -> Claim {
        let mut streams = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        let mut requests = BTreeSet::new();
        let mut timers = BTreeSet::new();
        for (item, step) in items.iter().zip(steps) {
            match item {
                Item::Request { stream, request_id, .. } => {
                    streams.insert(stream.clone());
                    requests
                        .insert(RequestKey { department: stream.department.clone(), id: request_id.clone() });
                }
                Item::TimerAgain { record, .. } => {
                    streams.insert(record.key.stream.clone());
                }
                Item::Timer { record } => {
                    streams.insert(record.key.stream.clone());
                    if !trusting {
                        timers.insert(record.key.clone());
                    }
                }
                Item::Message { .. } | Item::Unreadable { .. } => {}
            }
            if let Some(step) = step {
                pairs.insert(step.pair().clone());
                streams.extend(step.streams().cloned());
                timers.extend(step.timers());
            }
        }
        let departments: BTreeSet<&str> = streams.iter().map(|key| key.department.as_str()).collect();
        Claim {
            watched: departments.into_iter().map(Regime::stream).collect(),
            streams: streams.into_iter().collect(),
            pairs: pairs.into_iter().collect(),
            requests: requests.into_iter().collect(),
            timers: timers.into_iter().collect(),
        }
    }

    async fn request(
        &self,
        order: Order,
        request_id: &str,
        claimed: &mut Claimed,
        workspace: &mut Workspace<'_>,
        transaction: &mut dyn Transaction,
    ) -> Result<ItemOutcome, StoreError> {
        let key = RequestKey { department: order.stream.department.clone(), id: request_id.to_owned() };
        let fingerprint = fingerprint(&order);
        if let Some(kept) = claimed.answers.get(&key) {
            return Ok(ItemOutcome::Answered(if kept.fingerprint == fingerprint {
                Ok(Executed { answer: kept.answer.clone(), repeated: true })
            } else {
                let words =
                    "this request id was used for another command; give each command an id of its own";
                Err(Refusal::invalid("REQUEST_ID_REUSED", "context.request_id", words).into())
            }));
        }
        if claimed.busy_streams.contains(&order.stream) {
            return Ok(ItemOutcome::Later(format!("{} is busy", order.stream)));
        }
        let size = serde_json::to_vec(&order.command).map_or(usize::MAX, |bytes| bytes.len());
        if size > LARGEST_COMMAND_BYTES {
            let words = format!("the command has {size} bytes, more than {LARGEST_COMMAND_BYTES}");
            let refusal = Refusal::new(RefusalKind::Limit, "COMMAND_TOO_LARGE", words);
            return Ok(ItemOutcome::Answered(Err(refusal.into())));
        }
        Ok(ItemOutcome::Answered(match workspace.carry_out(vec![order], transaction).await {
            Ok(carried) => {
                let answer = StoredAnswer {
                    fingerprint,
                    answer: carried.answer.clone(),
                    recorded_at: self.clock.now(),
                };
                claimed.answers.insert(key.clone(), answer.clone());
                workspace.plan.answers.push((key, answer));
                Ok(Executed { answer: carried.answer, repeated: false })
            }
            Err(Failure::Refused(refusal)) => Err(refusal.into()),
            Err(Failure::Defect(words)) => Err(ExecuteError::Internal(words)),
            Err(Failure::Store(error)) => return Err(error),
        }))
    }

    async fn timer(
        &self,
        record: &TimerRecord,
        now: Timestamp,
        workspace: &mut Workspace<'_>,
        transaction: &mut dyn Transaction,
    ) -> Result<ItemOutcome, StoreError> {
        let key = &record.key;
        let order = Order {
            stream: key.stream.clone(),
            actor: Actor::system(self.definition.service),
            cause: Cause::Timer { name: key.name.clone(), due: record.due },
            command: record.command.clone(),
            command_version: Some(record.command_version),
            timer: Some(key.name.clone()),
            recount: None,
        };
        let outcome = match workspace.carry_out(vec![order], transaction).await {
            Ok(carried) => {
                if !carried.note.is_empty() {
                    tracing::debug!(timer = %key.name, stream = %key.stream, note = carried.note, "no effect");
                }
                Ok(ItemOutcome::Timer)
            }
            Err(Failure::Refused(refusal)) if refusal.kind == RefusalKind::NotYet => {
                Ok(ItemOutcome::Later(refusal.to_string()))
            }
            Err(Failure::Refused(refusal)) => {
                tracing::warn!(timer = %key.name, stream = %key.stream, %refusal, "a timer had no effect");
                workspace.plan.timers_removed.push(key.clone());
                Ok(ItemOutcome::Timer)
            }
            Err(Failure::Defect(words)) => {
                workspace.plan.timers_removed.push(key.clone());
                workspace.plan.dead.push(DeadLetter {
                    id: format!("{TIMER_LETTER}{}/{}", key.stream, key.name),
                    event_type: String::new(),
                    code: "TIMER_FAILED".to_owned(),
                    reason: words,
                    body: serde_json::to_vec(record).unwrap_or_default(),
                    attempts: 1,
                    died_at: now,
                });
                Ok(ItemOutcome::Timer)
            }
            Err(Failure::Store(error)) => Err(error),
        };
        // Whatever came of it, its time has come and it is gone.
        if matches!(outcome, Ok(ItemOutcome::Timer)) {
            workspace.plan.timers_fired.push(record.into());
        }
        outcome
    }
}

/// Where each pair of the batch stands.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    moved: HashMap<PairKey, (u64, u64)>,
    /// Pairs whose next message has to wait: later ones wait with it instead of being parked.
    pub(crate) held: HashSet<PairKey>,
}

impl Cursors {
    /// The last number handled, this batch included.
    pub(crate) fn last(&self, pair: &PairKey, claimed: &Claimed) -> u64 {
        self.moved.get(pair).map_or_else(|| claimed.pairs.get(pair).copied().unwrap_or(0), |(_, last)| *last)
    }

    /// Moves a pair on.
    pub(crate) fn advance(&mut self, pair: &PairKey, claimed: &Claimed, to: u64) {
        let read = claimed.pairs.get(pair).copied().unwrap_or(0);
        self.moved.entry(pair.clone()).and_modify(|(_, last)| *last = to).or_insert((read, to));
    }

    /// True where one of these pairs moved on.
    fn moved_any(&self, pairs: &HashSet<PairKey>) -> bool {
        !pairs.is_empty() && self.moved.keys().any(|pair| pairs.contains(pair))
    }

    fn write(self, plan: &mut crate::ports::CommitPlan) {
        plan.pairs = self.moved.into_iter().map(|(pair, (read, last))| (pair, read, last)).collect();
        plan.pairs.sort();
    }
}

fn fingerprint(order: &Order) -> String {
    let whole = serde_json::json!({
        "stream": order.stream, "actor": order.actor, "command": order.command,
    });
    hex::encode(Sha256::digest(serde_jcs::to_vec(&whole).unwrap_or_default()))
}

fn unreadable(body: &[u8], reason: &str, now: Timestamp) -> DeadLetter {
    DeadLetter {
        id: format!("unreadable-{}", hex::encode(Sha256::digest(body))),
        event_type: String::new(),
        code: "NOT_A_CLOUD_EVENT".to_owned(),
        reason: reason.to_owned(),
        body: body.to_vec(),
        attempts: 1,
        died_at: now,
    }
}

/// True for a message that is replayed from its dead letter.
pub(crate) fn is_replay(origin: &Origin) -> bool {
    matches!(origin, Origin::DeadLetter | Origin::DeadOutOfTurn)
}
