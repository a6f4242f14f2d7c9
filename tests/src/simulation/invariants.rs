//! What must hold after every step, numbered.
//!
//! | number | invariant |
//! |---|---|
//! | I-01 | What was acknowledged stays: the same request again gives the same answer and changes nothing. |
//! | I-02 | Each timer takes effect in one commit at most, and never before it is due. |
//! | I-03 | No application is handed to its recommending unit before the registry answered for the institution's standing. |
//! | I-04 | No base is cancelled without an official's decision, on a proposal by another official, after notice and hearing. |
//! | I-05 | A ban lasts exactly as long as the pack's article says, from the document's date. |
//! | I-06 | Sanctions, rulings and grades come from a person's request, never from a timer or a message. |
//! | I-07 | Every stream's events are numbered without a gap and chained by their hashes. |
//! | I-08 | The system drains to quiet: for every consumer as many messages handled as sent, none parked, none dead. |
//! | I-09 | Every chain verifies, and every state is what its events make. |
//! | I-10 | The same seed gives the same history, byte for byte. |
//! | I-11 | An institution is free on the day after its ban's last day, and not before. |

use std::collections::{BTreeMap, BTreeSet};

use guohe_clock::{Date, Timestamp, start_of_day};
use guohe_flow::{Cause, EventEnvelope, Role, StoredEvent, StreamKey, verify_audit};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::world::World;

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub number: &'static str,
    /// What was seen.
    pub words: String,
}

fn broken(number: &'static str, words: impl Into<String>) -> Broken {
    Broken { number, words: words.into() }
}

/// Years of exclusion under the Hunan measures (H26-T-06).
const EXCLUSION_YEARS: u32 = 5;

/// Event types that only a person's request may bring, by stream kind.
const BY_PERSONS: [(&str, &[&str]); 4] = [
    ("matter", &["conduct_ruled", "proposed", "notice_served", "cancelled", "dismissed", "decision_served"]),
    ("application", &["ruling_made", "accepted", "acceptance_refused", "voided", "withdrawn", "submitted"]),
    ("decision", &["proposed", "recognised", "not_recognised"]),
    ("standing", &["quashed", "length_ruled"]),
];

/// Watches every event as it is committed.
#[derive(Default)]
pub struct Watcher {
    heads: BTreeMap<(&'static str, StreamKey), (u64, String)>,
    fired: BTreeSet<(&'static str, StreamKey, String, Timestamp)>,
    answered: BTreeSet<String>,
    matters: BTreeMap<String, Matter>,
    bans: BTreeMap<(String, String), Date>,
    history: Sha256,
    /// Events seen.
    pub events: u64,
    /// Timers that took effect.
    pub timers: u64,
    /// Bases cancelled.
    pub cancelled: u64,
}

#[derive(Default)]
struct Matter {
    proposer: String,
    noticed: bool,
    heard: bool,
    decided_by: Option<String>,
}

impl Watcher {
    /// Looks at what was committed since the last step.
    pub fn look(&mut self, world: &World) -> Result<(), Broken> {
        for (name, commits) in world.take_committed() {
            for commit in commits {
                let mut fired_here = BTreeSet::new();
                for event in &commit {
                    self.see(name, event, &mut fired_here)?;
                }
                for timer in fired_here {
                    if !self.fired.insert(timer.clone()) {
                        return Err(broken("I-02", format!("{} of {} fired twice", timer.2, timer.1)));
                    }
                    self.timers += 1;
                }
            }
        }
        Ok(())
    }

    /// SHA-256 of everything seen so far, hex.
    pub fn digest(&self) -> String {
        hex::encode(self.history.clone().finalize())
    }

    fn see(
        &mut self,
        service: &'static str,
        stored: &StoredEvent,
        fired_here: &mut BTreeSet<(&'static str, StreamKey, String, Timestamp)>,
    ) -> Result<(), Broken> {
        let event = stored.open().map_err(|error| broken("I-07", error.to_string()))?;
        self.events += 1;
        self.history.update(&stored.body);
        let head = self.heads.entry((service, event.stream.clone())).or_default();
        if event.sequence != head.0 + 1 || event.previous_hash != head.1 {
            return Err(broken(
                "I-07",
                format!("{} event {} does not follow {}", event.stream, event.sequence, head.0),
            ));
        }
        *head = (event.sequence, stored.hash.clone());
        if let Cause::Timer { name, due } = &event.cause {
            if event.recorded_at < *due {
                return Err(broken("I-02", format!("{name} of {} fired before {due}", event.stream)));
            }
            fired_here.insert((service, event.stream.clone(), name.clone(), *due));
        }
        self.persons_only(&event)?;
        match event.stream.kind.as_str() {
            "standing" => self.standing(&event),
            "application" => self.application(&event),
            "matter" => self.matter(&event),
            "base" => self.base(&event),
            _ => Ok(()),
        }
    }

    fn persons_only(&self, event: &EventEnvelope) -> Result<(), Broken> {
        let listed = BY_PERSONS
            .iter()
            .any(|(kind, types)| *kind == event.stream.kind && types.contains(&event.event_type.as_str()));
        let by_person = event.cause.is_request() && event.actor.role != Role::System;
        if listed && !by_person {
            let words = format!("{} of {} came by {:?}", event.event_type, event.stream, event.cause);
            return Err(broken("I-06", words));
        }
        Ok(())
    }

    fn standing(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        match event.event_type.as_str() {
            "answered" => {
                self.answered.insert(text(&event.data["admission"]["application"]));
            }
            "banned" => {
                let from: Date = day(&event.data["document_on"])?;
                let until: Date = day(&event.data["banned_until"])?;
                let expected = guohe_policy::Period::years(EXCLUSION_YEARS)
                    .add_to(from)
                    .map_err(|error| broken("I-05", error.to_string()))?;
                if until != expected {
                    return Err(broken("I-05", format!("a ban from {from} ends {until}, not {expected}")));
                }
                self.bans.insert((event.stream.id.clone(), text(&event.data["source"])), until);
            }
            "quashed" => {
                self.bans.remove(&(event.stream.id.clone(), text(&event.data["source"])));
            }
            "freed" => {
                let latest =
                    self.bans.iter().filter(|((who, _), _)| *who == event.stream.id).map(|(_, until)| *until);
                if let Some(until) =
                    latest.max().filter(|until| event.recorded_at < guohe_clock::end_of_day(*until))
                {
                    return Err(broken(
                        "I-11",
                        format!("{} freed although barred until {until}", event.stream.id),
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn application(&self, event: &EventEnvelope) -> Result<(), Broken> {
        if event.event_type == "presented" && !self.answered.contains(&event.stream.id) {
            return Err(broken(
                "I-03",
                format!("{} was handed on without an answer on standing", event.stream.id),
            ));
        }
        Ok(())
    }

    fn matter(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let matter = self.matters.entry(event.stream.id.clone()).or_default();
        match event.event_type.as_str() {
            "proposed" => matter.proposer.clone_from(&event.actor.id),
            "notice_served" => matter.noticed = true,
            "hearing_ended" | "hearing_waived" => matter.heard = true,
            "cancelled" => {
                let official = event.actor.role == Role::Official && event.actor.id != matter.proposer;
                if !(official && matter.noticed && matter.heard && !matter.proposer.is_empty()) {
                    return Err(broken("I-04", format!("{} decided without the procedure", event.stream.id)));
                }
                matter.decided_by = Some(event.actor.id.clone());
            }
            _ => {}
        }
        Ok(())
    }

    fn base(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let cancelled = event.event_type == "left" && event.data["leaving"] == "CANCELLED";
        if !cancelled {
            return Ok(());
        }
        self.cancelled += 1;
        let decided =
            self.matters.get(&text(&event.data["matter"])).and_then(|matter| matter.decided_by.as_ref());
        match decided {
            Some(_) => Ok(()),
            None => {
                Err(broken("I-04", format!("{} was cancelled without a decided matter", event.stream.id)))
            }
        }
    }

    /// Bans still running at an instant: institution with the latest last day.
    pub fn barred_at(&self, now: Timestamp) -> BTreeMap<String, Date> {
        let mut barred = BTreeMap::new();
        for ((institution, _), until) in &self.bans {
            if start_of_day(*until) + chrono::Duration::days(1) > now {
                let latest = barred.entry(institution.clone()).or_insert(*until);
                *latest = (*latest).max(*until);
            }
        }
        barred
    }
}

/// I-08: everything that was sent was handled.
pub async fn is_drained(world: &World) -> Result<(), Broken> {
    let mut sent: BTreeMap<String, u64> = BTreeMap::new();
    let mut handled = BTreeMap::new();
    for (name, service) in &world.services {
        let counts = service.store.counts().await.map_err(|error| broken("I-08", error.to_string()))?;
        if counts.parked > 0 || counts.dead > 0 {
            let dead = service.store.dead_letters("", 3).await.unwrap_or_default();
            let reasons: Vec<String> =
                dead.iter().map(|d| format!("{}: {} {}", d.id, d.code, d.reason)).collect();
            return Err(broken(
                "I-08",
                format!("{name}: {} parked, {} dead: {reasons:?}", counts.parked, counts.dead),
            ));
        }
        handled.insert((*name).to_owned(), counts.handled);
        for (consumer, number) in counts.sent {
            *sent.entry(consumer).or_default() += number;
        }
    }
    for (consumer, number) in &handled {
        let expected = sent.get(consumer).copied().unwrap_or(0);
        if *number != expected {
            return Err(broken("I-08", format!("{consumer} handled {number} of {expected} messages")));
        }
    }
    Ok(())
}

/// I-09: every chain and every state.
pub async fn verifies(world: &World) -> Result<(), Broken> {
    for (name, service) in &world.services {
        let report = verify_audit(&service.definition, service.store.as_ref())
            .await
            .map_err(|error| broken("I-09", error.to_string()))?;
        if !report.findings.is_empty() {
            return Err(broken("I-09", format!("{name}: {:?}", report.findings)));
        }
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn day(value: &Value) -> Result<Date, Broken> {
    text(value).parse().map_err(|_| broken("I-05", format!("{value} is no date")))
}
