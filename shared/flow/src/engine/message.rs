//! Messages in a batch: in turn per pair, once in effect, parked when early, given up when hopeless.

use std::time::Duration;

use guohe_clock::Timestamp;

use super::{
    batch::{Committer, Cursors, is_replay},
    calendar,
    definition::ServiceDefinition,
    item::{Item, ItemOutcome, MessageOutcome, Origin},
    recount::RecountOrder,
    regime::{REGIME_ADOPTED, Regime, RegimeCommand},
    route::{Directed, RouteError},
    workspace::{Failure, Order, Workspace},
};
use crate::{
    model::{Actor, Cause, CloudEvent, CloudEventError, RefusalKind, StreamKey},
    ports::{Claimed, DeadLetter, InboxRecord, PairKey, ParkedMessage, StoreError, TimerKey, Transaction},
};

/// How far ahead of its pair a message may be and still be parked.
const LONGEST_PARKED_RUN: u64 = 1_000;

/// Code of a message that is too far ahead of its pair to be parked.
const TOO_FAR_AHEAD: &str = "TOO_FAR_AHEAD";

/// Code of a message that waited too long for its predecessor.
pub(crate) const PARKED_TOO_LONG: &str = "PARKED_TOO_LONG";

/// Attempts at a message that fails, before it goes to the dead letters.
const ATTEMPTS: u32 = 12;

/// First wait after a failed attempt; doubles with each.
const FIRST_RETRY: Duration = Duration::from_secs(1);

/// A message read as far as the claim needs.
pub(crate) struct MessageStep<'a> {
    event: &'a CloudEvent,
    body: &'a [u8],
    origin: &'a Origin,
    pair: PairKey,
    sequence: u64,
    directed: Result<Vec<Directed>, RouteError>,
}

impl<'a> MessageStep<'a> {
    /// Reads a message item; `None` for other items.
    pub(crate) fn read(committer: &Committer, item: &'a Item) -> Option<Self> {
        let Item::Message { event, body, origin } = item else { return None };
        let (pair, sequence) = locate(event, committer.definition.service).ok()?;
        let directed = directed(&committer.definition, event);
        Some(Self { event, body, origin, pair, sequence, directed })
    }

    pub(crate) fn pair(&self) -> &PairKey {
        &self.pair
    }

    pub(crate) fn streams(&self) -> impl Iterator<Item = &StreamKey> {
        self.directed.iter().flatten().map(|directed| &directed.stream)
    }

    /// Timers whose dates it counts again: they are read under their streams' locks.
    pub(crate) fn timers(&self) -> impl Iterator<Item = TimerKey> {
        let recounts = self.directed.iter().flatten();
        recounts.filter_map(|directed| Some(RecountOrder::read(&directed.command)?.key(&directed.stream)))
    }

    /// Handles the message in the workspace.
    pub(crate) async fn handle(
        self,
        committer: &Committer,
        now: Timestamp,
        claimed: &Claimed,
        cursors: &mut Cursors,
        workspace: &mut Workspace<'_>,
        transaction: &mut dyn Transaction,
    ) -> Result<ItemOutcome, StoreError> {
        if claimed.busy_pairs.contains(&self.pair) || cursors.held.contains(&self.pair) {
            return Ok(ItemOutcome::Later("the pair is busy".to_owned()));
        }
        let last = cursors.last(&self.pair, claimed);
        if *self.origin != Origin::DeadLetter {
            if self.sequence <= last {
                self.revive(workspace);
                if claimed.parked_pairs.contains(&self.pair) {
                    workspace.plan.unparked.push((self.pair, self.sequence));
                }
                return Ok(ItemOutcome::Message(MessageOutcome::Duplicate));
            }
            if self.sequence > last + 1 {
                self.revive(workspace);
                return Ok(self.park_early(last, now, workspace));
            }
        }
        if self.streams().any(|stream| claimed.busy_streams.contains(stream)) {
            cursors.held.insert(self.pair);
            return Ok(ItemOutcome::Later("a stream is busy".to_owned()));
        }
        let directed = match &self.directed {
            Ok(directed) => directed,
            Err(error) => {
                let reason = error.to_string();
                return Ok(self.give_up("MESSAGE_REFUSED", reason, now, claimed, cursors, workspace));
            }
        };
        let orders = directed
            .iter()
            .map(|one| self.order(one, committer.definition.service, claimed, workspace))
            .collect();
        match workspace.carry_out(orders, transaction).await {
            Ok(carried) => {
                self.revive(workspace);
                Ok(self.settle(carried.note, now, claimed, cursors, workspace))
            }
            Err(Failure::Refused(refusal)) if refusal.kind == RefusalKind::NotYet => {
                Ok(self.retry(refusal.to_string(), "NEVER_READY", now, claimed, cursors, workspace))
            }
            Err(Failure::Refused(refusal)) => {
                tracing::warn!(message = self.event.id, kind = self.event.event_type, %refusal, "refused");
                self.revive(workspace);
                Ok(self.settle(format!("refused: {refusal}"), now, claimed, cursors, workspace))
            }
            Err(Failure::Defect(words)) => {
                Ok(self.give_up("HANDLER_FAILED", words, now, claimed, cursors, workspace))
            }
            Err(Failure::Store(error)) => Err(error),
        }
    }

    /// A replayed letter is dead no more, in the same commit.
    fn revive(&self, workspace: &mut Workspace<'_>) {
        if is_replay(self.origin) {
            workspace.plan.revived.push(self.event.id.clone());
        }
    }

    fn order(
        &self,
        directed: &Directed,
        service: &str,
        claimed: &Claimed,
        workspace: &Workspace<'_>,
    ) -> Order {
        let recount = RecountOrder::read(&directed.command).map(|order| {
            let key = order.key(&directed.stream);
            let standing = claimed
                .timers
                .get(&key)
                .filter(|_| workspace.timer_stands(&key) && !workspace.plan.timers_removed.contains(&key));
            (order, standing.cloned())
        });
        Order {
            stream: directed.stream.clone(),
            actor: Actor::system(service),
            cause: Cause::Message { id: self.event.id.clone(), event_type: self.event.event_type.clone() },
            command: directed.command.clone(),
            command_version: None,
            timer: None,
            recount,
        }
    }

    /// Records the message as handled and moves the pair on.
    fn settle(
        self,
        note: String,
        now: Timestamp,
        claimed: &Claimed,
        cursors: &mut Cursors,
        workspace: &mut Workspace<'_>,
    ) -> ItemOutcome {
        let outcome = if note.is_empty() { MessageOutcome::Applied } else { MessageOutcome::NoEffect(note) };
        if let MessageOutcome::NoEffect(reason) = &outcome {
            tracing::debug!(message = self.event.id, kind = self.event.event_type, reason, "no effect");
        }
        if !is_replay(self.origin) || self.sequence == cursors.last(&self.pair, claimed) + 1 {
            cursors.advance(&self.pair, claimed, self.sequence);
        }
        // Whatever way this copy came, an earlier one may lie parked, from this very batch or from before.
        let same = |parked: &ParkedMessage| parked.pair == self.pair && parked.sequence == self.sequence;
        workspace.plan.parked.retain(|parked| !same(parked));
        if claimed.parked_pairs.contains(&self.pair) {
            workspace.plan.unparked.push((self.pair.clone(), self.sequence));
        }
        workspace.plan.inbox.push(InboxRecord {
            pair: self.pair,
            sequence: self.sequence,
            message_id: self.event.id.clone(),
            event_type: self.event.event_type.clone(),
            handled_at: now,
            outcome: match &outcome {
                MessageOutcome::NoEffect(reason) => reason.clone(),
                _ => "applied".to_owned(),
            },
        });
        ItemOutcome::Message(outcome)
    }

    fn park_early(self, last: u64, now: Timestamp, workspace: &mut Workspace<'_>) -> ItemOutcome {
        if self.sequence - last > LONGEST_PARKED_RUN {
            let reason =
                format!("number {} of a pair that stands at {last}: too far ahead to park", self.sequence);
            workspace.plan.dead.push(self.dead_letter(TOO_FAR_AHEAD, reason.clone(), now));
            return ItemOutcome::Message(MessageOutcome::Dead(reason));
        }
        workspace.plan.parked.push(ParkedMessage {
            pair: self.pair,
            sequence: self.sequence,
            body: self.body.to_vec(),
            parked_at: now,
            attempts: attempts(self.origin),
            retry_at: None,
            error: String::new(),
        });
        ItemOutcome::Message(MessageOutcome::Parked)
    }

    fn retry(
        self,
        error: String,
        code: &str,
        now: Timestamp,
        claimed: &Claimed,
        cursors: &mut Cursors,
        workspace: &mut Workspace<'_>,
    ) -> ItemOutcome {
        let attempts = attempts(self.origin) + 1;
        if attempts >= ATTEMPTS || is_replay(self.origin) {
            return self.give_up(code, error, now, claimed, cursors, workspace);
        }
        let wait = FIRST_RETRY * 2_u32.pow(attempts.min(ATTEMPTS) - 1);
        cursors.held.insert(self.pair.clone());
        workspace.plan.parked.push(ParkedMessage {
            pair: self.pair,
            sequence: self.sequence,
            body: self.body.to_vec(),
            parked_at: now,
            attempts,
            retry_at: Some(now + wait),
            error,
        });
        ItemOutcome::Message(MessageOutcome::Parked)
    }

    /// Gives the message up, and lets its successors pass.
    fn give_up(
        self,
        code: &str,
        reason: String,
        now: Timestamp,
        claimed: &Claimed,
        cursors: &mut Cursors,
        workspace: &mut Workspace<'_>,
    ) -> ItemOutcome {
        tracing::warn!(message = self.event.id, kind = self.event.event_type, code, reason, "dead letter");
        workspace.plan.dead.push(self.dead_letter(code, reason.clone(), now));
        self.settle(format!("dead letter: {code}"), now, claimed, cursors, workspace);
        ItemOutcome::Message(MessageOutcome::Dead(reason))
    }

    fn dead_letter(&self, code: &str, reason: String, now: Timestamp) -> DeadLetter {
        DeadLetter {
            id: self.event.id.clone(),
            event_type: self.event.event_type.clone(),
            code: code.to_owned(),
            reason,
            body: self.body.to_vec(),
            attempts: attempts(self.origin) + 1,
            died_at: now,
        }
    }
}

fn attempts(origin: &Origin) -> u32 {
    match origin {
        Origin::Parked(attempts) => *attempts,
        Origin::Bus | Origin::DeadLetter | Origin::DeadOutOfTurn => 0,
    }
}

/// The pair and number of a message for a consumer.
pub(crate) fn locate(event: &CloudEvent, consumer: &str) -> Result<(PairKey, u64), CloudEventError> {
    let sequence = event.sequence_for(consumer)?;
    Ok((PairKey { service: event.service().to_owned(), stream: event.source_stream()? }, sequence))
}

/// True for a letter whose pair was not moved on by it: its number is still to come, or came by another copy.
pub(crate) fn is_out_of_turn(letter: &DeadLetter) -> bool {
    [TOO_FAR_AHEAD, PARKED_TOO_LONG].contains(&letter.code.as_str())
}

/// The commands a message becomes in a service.
pub(crate) fn directed(
    definition: &ServiceDefinition,
    event: &CloudEvent,
) -> Result<Vec<Directed>, RouteError> {
    match calendar::directed(definition.service, event) {
        Some(directed) => directed,
        None if event.event_type == REGIME_ADOPTED => adopt(event),
        None => (definition.router)(event),
    }
}

/// True for a message that the engine itself handles, in every service alike: adopted packs and calendar years.
pub fn is_the_engines_own(event_type: &str) -> bool {
    let calendar = calendar::CALENDAR_CONTRACTS.iter().any(|(kind, _)| *kind == event_type);
    calendar || event_type == REGIME_ADOPTED
}

/// Adoption of a pack, which every service handles alike.
fn adopt(event: &CloudEvent) -> Result<Vec<Directed>, RouteError> {
    let text = |name: &str| event.data.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let department = event
        .source_stream()
        .map_err(|error| RouteError::Field { path: "subject".to_owned(), message: error.to_string() })?
        .department;
    let command = RegimeCommand::Adopt { pack: text("packJson"), calendar: text("calendarJson") };
    Ok(vec![Directed::to::<Regime>(&department, Regime::ID, &command)])
}
