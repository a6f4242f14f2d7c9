//! The tables, and how a plan changes them: all of it or nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use guohe_clock::Timestamp;
use guohe_flow::{
    StoredEvent, StreamKey,
    ports::{
        CommitPlan, DeadLetter, Head, KeptRoot, OutboxRecord, PairKey, ParkedMessage, RequestKey, StoreError,
        StoredAnswer, StreamRecord, TimerKey, TimerRecord,
    },
};

use super::rows::check;

/// Largest number a column holds.
pub(super) const LARGEST: u64 = i64::MAX as u64;

/// Everything of one service.
#[derive(Default)]
pub(super) struct Tables {
    streams: BTreeMap<StreamKey, StreamRecord>,
    events: HashMap<StreamKey, Vec<StoredEvent>>,
    /// When each event was recorded, in the same order.
    recorded_at: HashMap<StreamKey, Vec<Timestamp>>,
    roots: Vec<KeptRoot>,
    timers: BTreeMap<TimerKey, TimerRecord>,
    due: BTreeSet<(Timestamp, TimerKey)>,
    pub(super) pairs: HashMap<PairKey, u64>,
    pub(super) answers: HashMap<RequestKey, StoredAnswer>,
    outbox: BTreeMap<i64, OutboxRecord>,
    positions: HashMap<String, i64>,
    pub(super) parked: BTreeMap<(PairKey, u64), ParkedMessage>,
    pub(super) dead: BTreeMap<String, DeadLetter>,
    pub(super) sent: BTreeMap<String, u64>,
    pub(super) handled: u64,
    pub(super) latest_instant: Option<Timestamp>,
    /// Streams and pairs claimed, with the transaction that holds them.
    pub(super) held_streams: HashMap<StreamKey, u64>,
    pub(super) held_pairs: HashMap<PairKey, u64>,
}

impl Tables {
    pub(super) fn stream(&self, key: &StreamKey) -> Option<&StreamRecord> {
        self.streams.get(key)
    }

    pub(super) fn streams_from(&self, first: &StreamKey) -> impl Iterator<Item = &StreamRecord> {
        self.streams.range(first..).map(|(_, record)| record)
    }

    pub(super) fn of_kind(&self, department: &str, kind: &str) -> impl Iterator<Item = &StreamRecord> {
        let first = StreamKey::new(department, kind, "");
        self.streams
            .range(first.clone()..)
            .take_while(move |(key, _)| key.department == first.department && key.kind == first.kind)
            .map(|(_, record)| record)
    }

    pub(super) fn events(&self, key: &StreamKey) -> &[StoredEvent] {
        self.events.get(key).map_or(&[], Vec::as_slice)
    }

    /// A stream's last event recorded at an instant or before.
    pub(super) fn head(&self, stream: &StreamKey, as_of: Timestamp) -> Option<Head> {
        let recorded_at = self.recorded_at.get(stream)?;
        let last = recorded_at.iter().rposition(|at| *at <= as_of)?;
        let event = self.events(stream).get(last)?;
        Some(Head { stream: stream.clone(), sequence: event.sequence, hash: event.hash.clone() })
    }

    pub(super) fn roots(&self) -> &[KeptRoot] {
        &self.roots
    }

    pub(super) fn keep_root(&mut self, root: KeptRoot) -> Result<(), StoreError> {
        if root.number == 0 || root.number > LARGEST {
            return Err(StoreError::Rejected(format!("no root has number {}", root.number)));
        }
        let place = self.roots.partition_point(|kept| kept.number < root.number);
        if self.roots.get(place).is_some_and(|kept| kept.number == root.number) {
            return Err(StoreError::Conflict(format!("root {}", root.number)));
        }
        self.saw(root.as_of);
        self.roots.insert(place, root);
        Ok(())
    }

    pub(super) fn timer(&self, key: &TimerKey) -> Option<&TimerRecord> {
        self.timers.get(key)
    }

    pub(super) fn timers_of(&self, key: &StreamKey) -> impl Iterator<Item = &TimerRecord> {
        let first = TimerKey { stream: key.clone(), name: String::new() };
        let stream = key.clone();
        self.timers.range(first..).take_while(move |(key, _)| key.stream == stream).map(|(_, timer)| timer)
    }

    pub(super) fn all_timers(&self) -> impl Iterator<Item = &TimerRecord> {
        self.timers.values()
    }

    pub(super) fn in_order_of_due(&self) -> impl Iterator<Item = &TimerRecord> {
        self.due.iter().filter_map(|(_, key)| self.timers.get(key))
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.first().map(|(due, _)| *due)
    }

    pub(super) fn unsent_after(&self, position: i64) -> impl Iterator<Item = &OutboxRecord> {
        self.outbox.range(position.saturating_add(1)..).map(|(_, record)| record)
    }

    pub(super) fn unsent(&self) -> u64 {
        self.outbox.len() as u64
    }

    pub(super) fn has_message(&self, id: &str) -> bool {
        self.positions.contains_key(id)
    }

    /// Sent messages leave the outbox; their ids stay taken.
    pub(super) fn mark_sent(&mut self, ids: &[String]) {
        for id in ids {
            if let Some(position) = self.positions.get(id) {
                self.outbox.remove(position);
            }
        }
    }

    pub(super) fn has_parked(&self, pair: &PairKey) -> bool {
        self.parked.range((pair.clone(), 0)..).next().is_some_and(|((first, _), _)| first == pair)
    }

    pub(super) fn dead_letter(&self, id: &str) -> Option<&DeadLetter> {
        self.dead.get(id)
    }

    pub(super) fn discard(&mut self, id: &str) -> bool {
        self.dead.remove(id).is_some()
    }

    /// Gives back what a transaction holds.
    pub(super) fn release(&mut self, transaction: u64) {
        self.held_streams.retain(|_, holder| *holder != transaction);
        self.held_pairs.retain(|_, holder| *holder != transaction);
    }

    /// Writes a plan, or nothing of it.
    pub(super) fn apply(&mut self, plan: CommitPlan) -> Result<(), StoreError> {
        check(self, &plan)?;
        for write in plan.streams {
            self.put_stream(write.record);
        }
        for (pair, read, last) in plan.pairs {
            self.handled = self.handled + last - read;
            self.pairs.insert(pair, last);
        }
        for (key, answer) in plan.answers {
            self.saw(answer.recorded_at);
            self.answers.insert(key, answer);
        }
        for row in plan.events {
            self.recorded_at.entry(row.event.stream.clone()).or_default().push(row.recorded_at);
            self.events.entry(row.event.stream.clone()).or_default().push(row.event);
        }
        plan.timers_fired.iter().for_each(|fired| self.remove_timer(&fired.key));
        self.change_timers(plan.timers_cleared, plan.timers_removed, plan.timers_set);
        for record in plan.outbox {
            let position = self.positions.len() as i64 + 1;
            self.positions.insert(record.message_id.clone(), position);
            self.outbox.insert(position, OutboxRecord { position, ..record });
        }
        for handled in plan.inbox {
            self.saw(handled.handled_at);
        }
        for key in plan.unparked {
            self.parked.remove(&key);
        }
        for parked in plan.parked {
            self.saw(parked.parked_at);
            self.parked.insert((parked.pair.clone(), parked.sequence), parked);
        }
        for id in plan.revived {
            self.dead.remove(&id);
        }
        for letter in plan.dead {
            self.saw(letter.died_at);
            self.dead.insert(letter.id.clone(), letter);
        }
        Ok(())
    }

    fn put_stream(&mut self, mut record: StreamRecord) {
        self.saw(record.updated_at);
        let old = self.streams.get(&record.key);
        if let Some(old) = old {
            record.created_at = old.created_at;
        }
        for (consumer, number) in &record.sent {
            let before = old.and_then(|old| old.sent.get(consumer)).copied().unwrap_or(0);
            *self.sent.entry(consumer.clone()).or_default() += number - before;
        }
        self.streams.insert(record.key.clone(), record);
    }

    fn change_timers(&mut self, cleared: Vec<StreamKey>, removed: Vec<TimerKey>, set: Vec<TimerRecord>) {
        for key in cleared {
            let names: Vec<TimerKey> = self.timers_of(&key).map(|timer| timer.key.clone()).collect();
            names.iter().for_each(|key| self.remove_timer(key));
        }
        removed.iter().for_each(|key| self.remove_timer(key));
        for timer in set {
            self.remove_timer(&timer.key);
            self.due.insert((timer.due, timer.key.clone()));
            self.timers.insert(timer.key.clone(), timer);
        }
    }

    fn remove_timer(&mut self, key: &TimerKey) {
        if let Some(timer) = self.timers.remove(key) {
            self.due.remove(&(timer.due, timer.key));
        }
    }

    fn saw(&mut self, instant: Timestamp) {
        self.latest_instant = self.latest_instant.max(Some(instant));
    }

    /// Ids of messages a plan brings that are taken, here or within the plan.
    pub(super) fn taken_message<'p>(&self, plan: &'p CommitPlan) -> Option<&'p str> {
        let mut new = HashSet::new();
        let taken = |id: &str| self.has_message(id);
        plan.outbox.iter().map(|row| row.message_id.as_str()).find(|id| taken(id) || !new.insert(*id))
    }
}
