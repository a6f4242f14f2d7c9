//! What the engine must hold whatever the business is: I-02, I-07, and I-12 to I-16.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use guohe_clock::Timestamp;
use guohe_flow::{
    Cause, CloudEvent, EventEnvelope, StreamKey, chain_hash,
    ports::{CommitPlan, TimerKey},
};

use super::{super::coverage::Seen, Broken, broken};

type Service = &'static str;

/// The last event of a stream.
struct Head {
    sequence: u64,
    hash: String,
    recorded_at: Timestamp,
}

/// What the commits so far have made.
#[derive(Default)]
pub(super) struct EngineModel {
    heads: HashMap<(Service, StreamKey), Head>,
    requests: HashSet<String>,
    /// Last message that took effect, by consumer and source stream.
    messages: HashMap<(Service, String), u64>,
    /// Last number sent, by producer, source stream and consumer.
    sent: HashMap<(Service, StreamKey, String), u64>,
    message_ids: HashSet<(Service, String)>,
    fired: HashSet<(Service, TimerKey, Timestamp)>,
    /// Timers that stand.
    pub(super) timers: BTreeMap<(Service, TimerKey), Standing>,
    pub(super) timers_fired: u64,
}

/// A timer that stands.
pub(super) struct Standing {
    pub(super) due: Timestamp,
    command: String,
}

impl EngineModel {
    /// Looks at one commit; how many checks that took.
    pub(super) fn commit(
        &mut self,
        service: Service,
        plan: &CommitPlan,
        events: &[EventEnvelope],
        now: Timestamp,
        seen: &mut Seen,
    ) -> Result<u64, Broken> {
        self.chains(service, plan, events)?;
        self.rows(service, plan)?;
        self.causes(service, plan, events)?;
        self.timers(service, plan, events, now, seen)?;
        self.outbox(service, plan)?;
        Ok((4 * events.len() + plan.streams.len() + plan.outbox.len() + plan.timers_removed.len()) as u64)
    }

    /// True where a request had an effect.
    pub(super) fn had_effect(&self, request: &str) -> bool {
        self.requests.contains(request)
    }

    /// I-07.
    fn chains(
        &mut self,
        service: Service,
        plan: &CommitPlan,
        events: &[EventEnvelope],
    ) -> Result<(), Broken> {
        for (row, event) in plan.events.iter().zip(events) {
            let head = self.heads.get(&(service, event.stream.clone()));
            let (sequence, hash) = head.map_or((0, ""), |head| (head.sequence, head.hash.as_str()));
            let whose = || format!("event {} of {}", event.sequence, event.stream);
            if event.sequence != sequence + 1 || event.previous_hash != hash {
                return broken("I-07", format!("{} does not follow {sequence}", whose()));
            }
            if chain_hash(&row.event.body) != row.event.hash {
                return broken("I-07", format!("{} has not its hash", whose()));
            }
            if head.is_some_and(|head| event.recorded_at < head.recorded_at) {
                return broken("I-07", format!("{} was recorded before its predecessor", whose()));
            }
            let head = Head {
                sequence: event.sequence,
                hash: row.event.hash.clone(),
                recorded_at: event.recorded_at,
            };
            self.heads.insert((service, event.stream.clone()), head);
        }
        Ok(())
    }

    /// I-16.
    fn rows(&self, service: Service, plan: &CommitPlan) -> Result<(), Broken> {
        for write in &plan.streams {
            let record = &write.record;
            let head = self.heads.get(&(service, record.key.clone()));
            let (sequence, hash) = head.map_or((0, ""), |head| (head.sequence, head.hash.as_str()));
            if record.version != sequence || record.head_hash != hash {
                let words = format!("{} is at {}, its events end at {sequence}", record.key, record.version);
                return broken("I-16", words);
            }
        }
        Ok(())
    }

    /// I-12 and I-13.
    fn causes(
        &mut self,
        service: Service,
        plan: &CommitPlan,
        events: &[EventEnvelope],
    ) -> Result<(), Broken> {
        let mut requests = BTreeSet::new();
        // In the order in which they took effect.
        let mut messages: Vec<&str> = Vec::new();
        for event in events {
            match &event.cause {
                Cause::Request { id } => drop(requests.insert(id.as_str())),
                Cause::Message { id, .. } if messages.last() != Some(&id.as_str()) => messages.push(id),
                Cause::Message { .. } | Cause::Timer { .. } => {}
            }
        }
        requests.extend(plan.answers.iter().map(|(key, _)| key.id.as_str()));
        for id in requests {
            if !self.requests.insert(id.to_owned()) {
                return broken("I-12", format!("the request {id} took effect twice at {service}"));
            }
        }
        for id in messages {
            let Some((source, number)) = id.rsplit_once('/') else {
                return broken("I-13", format!("{id} is no message id"));
            };
            let number: u64 = number.parse().or_else(|_| broken("I-13", format!("{id} has no number")))?;
            let last = self.messages.entry((service, source.to_owned())).or_default();
            if number <= *last {
                return broken("I-13", format!("{id} took effect at {service} after number {last}"));
            }
            *last = number;
        }
        Ok(())
    }

    /// I-02 and the part of I-15 that a commit shows.
    fn timers(
        &mut self,
        service: Service,
        plan: &CommitPlan,
        events: &[EventEnvelope],
        now: Timestamp,
        seen: &mut Seen,
    ) -> Result<(), Broken> {
        let moved: HashSet<&StreamKey> = events.iter().map(|event| &event.stream).collect();
        let mut fired = BTreeMap::new();
        for event in events {
            if let Cause::Timer { name, due } = &event.cause {
                let key = TimerKey { stream: event.stream.clone(), name: name.clone() };
                if event.recorded_at < *due {
                    return broken("I-02", format!("{name} of {} fired before {due}", event.stream));
                }
                match self.timers.get(&(service, key.clone())) {
                    Some(standing) if standing.due == *due => {
                        seen.timer_fired(service, &key.stream.kind, &standing.command);
                        fired.insert(key, *due);
                    }
                    _ => {
                        return broken("I-02", format!("{name} of {} fired and did not stand", event.stream));
                    }
                }
            }
        }
        for (key, due) in fired {
            let set_anew = plan.timers_set.iter().any(|timer| timer.key == key);
            let cleared = plan.timers_cleared.contains(&key.stream);
            if !(set_anew || cleared || plan.timers_removed.contains(&key)) {
                return broken("I-02", format!("{} of {} fired and still stands", key.name, key.stream));
            }
            let words = format!("{} of {} fired twice for {due}", key.name, key.stream);
            if !self.fired.insert((service, key, due)) {
                return broken("I-02", words);
            }
            self.timers_fired += 1;
        }
        let cleared = plan.timers_cleared.iter().flat_map(|stream| {
            let ours = self.timers.keys().filter(move |(of, key)| *of == service && key.stream == *stream);
            ours.map(|(_, key)| key.clone()).collect::<Vec<_>>()
        });
        let removed: Vec<TimerKey> = cleared.chain(plan.timers_removed.iter().cloned()).collect();
        for key in removed {
            let words = format!("{} of {} vanished before it was due", key.name, key.stream);
            let explained = moved.contains(&key.stream);
            if let Some(standing) = self.timers.remove(&(service, key))
                && standing.due > now
                && !explained
            {
                return broken("I-15", words);
            }
        }
        for timer in &plan.timers_set {
            let command = timer.command["type"].as_str().unwrap_or_default().to_owned();
            seen.timer_set(service, &timer.key.stream.kind, &command);
            self.timers.insert((service, timer.key.clone()), Standing { due: timer.due, command });
        }
        Ok(())
    }

    /// I-14.
    fn outbox(&mut self, service: Service, plan: &CommitPlan) -> Result<(), Broken> {
        for record in &plan.outbox {
            if !self.message_ids.insert((service, record.message_id.clone())) {
                return broken("I-14", format!("{} names two messages of {service}", record.message_id));
            }
            let event = CloudEvent::parse(&record.body)
                .or_else(|error| broken("I-14", format!("{}: {error}", record.message_id)))?;
            for (consumer, number) in event.sequences.split(';').filter_map(|pair| pair.split_once('=')) {
                let key = (service, record.stream.clone(), consumer.to_owned());
                let last = self.sent.entry(key).or_default();
                if number.parse() != Ok(*last + 1) {
                    let words =
                        format!("{} is number {number} for {consumer} after {last}", record.message_id);
                    return broken("I-14", words);
                }
                *last += 1;
            }
        }
        Ok(())
    }
}

/// The request an event came by; empty for another cause.
pub(super) fn request_of(event: &EventEnvelope) -> &str {
    match &event.cause {
        Cause::Request { id } => id,
        _ => "",
    }
}
