//! What the measures demand: I-03 to I-06, I-11, I-18, I-19 and I-21.

use std::collections::{BTreeMap, BTreeSet};

use guohe_clock::{Date, Timestamp, beijing_date, start_of_day};
use guohe_flow::{EventEnvelope, Role};
use serde_json::Value;

use super::{Broken, Watcher, broken};

/// Years of exclusion under the measures (H26-T-06, and its sample successor).
const EXCLUSION_YEARS: u32 = 5;

/// Events that only a person's request may bring, with the role it takes, by stream kind.
const BY_PERSONS: [(&str, Role, &[&str]); 11] = [
    (
        "matter",
        Role::Official,
        &["conduct_ruled", "proposed", "notice_served", "cancelled", "dismissed", "decision_served"],
    ),
    ("matter", Role::Host, &["case_stated", "hearing_waived"]),
    (
        "application",
        Role::Official,
        &["ruling_made", "accepted", "acceptance_refused", "voided", "admission_reconsidered"],
    ),
    ("application", Role::Host, &["submitted", "withdrawn"]),
    ("opinion", Role::Recommender, &["given"]),
    ("decision", Role::Official, &["proposed", "recognised"]),
    ("performance", Role::Official, &["graded", "excused", "ground_found"]),
    ("review", Role::Expert, &["sheet_submitted"]),
    ("standing", Role::Official, &["quashed", "length_ruled"]),
    ("proposal", Role::Official, &["banned", "dropped"]),
    ("base", Role::Official, &["departure_ruled", "objection_decided", "legacy_registered"]),
];

/// A procedure against a base, as its events tell it.
#[derive(Default)]
struct Matter {
    proposer: String,
    noticed: bool,
    decidable_from: Option<Date>,
    decided: bool,
}

/// A case on its way to recognition.
#[derive(Default)]
struct Case {
    eligible: bool,
    ruled: bool,
    accepted: bool,
    reviewed: bool,
}

/// What the events so far have made.
#[derive(Default)]
pub(super) struct Measures {
    cases: BTreeMap<String, Case>,
    matters: BTreeMap<String, Matter>,
    bans: BTreeMap<(String, String), Date>,
    bases: BTreeSet<String>,
    /// Bases that recognition documents name.
    documents: BTreeSet<String>,
    packs: BTreeSet<String>,
    /// Institutions of experts and of panels' cases, and each review's panel.
    experts: BTreeMap<String, String>,
    hosts: BTreeMap<String, String>,
    panels: BTreeMap<String, String>,
    sheets: BTreeSet<(String, String)>,
    pub(super) cancelled: u64,
}

impl Measures {
    /// Looks at one event; how many checks that took.
    pub(super) fn see(&mut self, service: &str, event: &EventEnvelope) -> Result<u64, Broken> {
        self.adopted(service, event)?;
        persons_only(event)?;
        match event.stream.kind.as_str() {
            "standing" => self.standing(event)?,
            "application" => self.application(event)?,
            "decision" => self.decision(event)?,
            "matter" => self.matter(event)?,
            "base" => self.base(event)?,
            "expert" => self.expert(event),
            "panel" => self.panel(event),
            "review" => self.review(event)?,
            _ => return Ok(2),
        }
        Ok(3)
    }

    /// I-18.
    fn adopted(&mut self, service: &str, event: &EventEnvelope) -> Result<(), Broken> {
        if service == "registry" && event.stream.kind == "regime" {
            self.packs.insert(text(&event.data["policy"]["digest"]));
        }
        match &event.policy {
            Some(policy) if !self.packs.contains(&policy.digest) => {
                broken("I-18", format!("{} rests on {}, which was not adopted", event.stream, policy.id))
            }
            _ => Ok(()),
        }
    }

    /// I-05 and the part of I-11 that an event shows.
    fn standing(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let source = || (event.stream.id.clone(), text(&event.data["source"]));
        match event.event_type.as_str() {
            "answered" => {
                let admission = &event.data["admission"];
                let case = self.cases.entry(text(&admission["application"])).or_default();
                case.eligible = admission["answer"] == "ELIGIBLE";
            }
            "banned" => {
                let from = day(&event.data["document_on"])?;
                let until = day(&event.data["banned_until"])?;
                let expected = guohe_policy::Period::years(EXCLUSION_YEARS)
                    .add_to(from)
                    .or_else(|error| broken("I-05", error.to_string()))?;
                if until != expected || day(&event.data["free_from"])? != expected + chrono::Duration::days(1)
                {
                    return broken("I-05", format!("a ban from {from} ends {until}, not {expected}"));
                }
                self.bans.insert(source(), until);
            }
            "quashed" => drop(self.bans.remove(&source())),
            "freed" => {
                let own = self.bans.iter().filter(|((who, _), _)| *who == event.stream.id);
                let latest = own.map(|(_, until)| *until).max();
                if let Some(until) =
                    latest.filter(|until| event.recorded_at < guohe_clock::end_of_day(*until))
                {
                    return broken(
                        "I-11",
                        format!("{} freed although barred until {until}", event.stream.id),
                    );
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// I-03.
    fn application(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let case = self.cases.entry(event.stream.id.clone()).or_default();
        match event.event_type.as_str() {
            // The registry is asked anew for each revision.
            "submitted" => case.ruled = false,
            "ruling_made" => case.ruled |= event.data["admitted"] == true,
            "admission_reconsidered" => case.ruled = true,
            "accepted" => case.accepted = true,
            "presented" if !(case.eligible || case.ruled) => {
                let words = format!("{} was handed on without an answer on standing", event.stream.id);
                return broken("I-03", words);
            }
            _ => {}
        }
        Ok(())
    }

    fn decision(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let case = self.cases.entry(event.stream.id.clone()).or_default();
        match event.event_type.as_str() {
            "reviewed" => case.reviewed = true,
            "recognised" => {
                if !(case.accepted && case.reviewed) {
                    let words = format!("{} was recognised unaccepted or unreviewed", event.stream.id);
                    return broken("I-19", words);
                }
                self.documents.insert(text(&event.data["document"]["base"]));
            }
            _ => {}
        }
        Ok(())
    }

    /// I-04, on the matter's side.
    fn matter(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let matter = self.matters.entry(event.stream.id.clone()).or_default();
        match event.event_type.as_str() {
            "proposed" => matter.proposer.clone_from(&event.actor.id),
            "notice_served" => matter.noticed = true,
            "hearing_ended" => matter.decidable_from = Some(day(&event.data["decidable_from"])?),
            "hearing_waived" => matter.decidable_from = Some(day(&event.data["on"])?),
            "cancelled" => {
                let other = !matter.proposer.is_empty() && event.actor.id != matter.proposer;
                let today = beijing_date(event.recorded_at);
                let heard = matter.decidable_from.is_some_and(|from| from <= today);
                if !(other && matter.noticed && heard) {
                    return broken("I-04", format!("{} decided without the procedure", event.stream.id));
                }
                matter.decided = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// I-04 and I-19, on the base's side.
    fn base(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let id = &event.stream.id;
        match event.event_type.as_str() {
            "recognised" if !self.documents.contains(id) || !self.bases.insert(id.clone()) => {
                return broken("I-19", format!("{id} was entered without its own recognition"));
            }
            "legacy_registered" if !self.bases.insert(id.clone()) => {
                return broken("I-19", format!("{id} was entered twice"));
            }
            "left" if event.data["leaving"] == "CANCELLED" => {
                self.cancelled += 1;
                let matter = self.matters.get(&text(&event.data["matter"]));
                if !matter.is_some_and(|matter| matter.decided) {
                    return broken("I-04", format!("{id} was cancelled without a decided matter"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn expert(&mut self, event: &EventEnvelope) {
        if event.event_type == "registered" {
            let institution = text(&event.data["profile"]["institution"]);
            self.experts.insert(event.stream.id.clone(), institution);
        }
    }

    fn panel(&mut self, event: &EventEnvelope) {
        if event.event_type == "wanted" {
            self.hosts.insert(event.stream.id.clone(), text(&event.data["case"]["institution"]));
        }
    }

    /// I-21.
    fn review(&mut self, event: &EventEnvelope) -> Result<(), Broken> {
        let id = &event.stream.id;
        let expert = text(&event.data["expert"]);
        match event.event_type.as_str() {
            "opened" => {
                self.panels.insert(id.clone(), text(&event.data["opening"]["panel"]));
            }
            "sheet_submitted" => {
                let host = self.panels.get(id).and_then(|panel| self.hosts.get(panel));
                let own = host.is_some() && self.experts.get(&expert) == host;
                if own || !self.sheets.insert((id.clone(), expert.clone())) {
                    return broken("I-21", format!("{expert} scores {id} twice, or in a cause of their own"));
                }
            }
            "seat_vacated" => drop(self.sheets.remove(&(id.clone(), expert))),
            _ => {}
        }
        Ok(())
    }
}

/// I-06.
fn persons_only(event: &EventEnvelope) -> Result<(), Broken> {
    let mut roles = BY_PERSONS
        .iter()
        .filter(|(kind, _, types)| *kind == event.stream.kind && types.contains(&event.event_type.as_str()));
    match roles.next() {
        Some((_, role, _)) if !event.cause.is_request() || event.actor.role != *role => {
            let by = format!("{:?} by {:?}", event.actor.role, event.cause);
            broken("I-06", format!("{} of {} came from {by}", event.event_type, event.stream))
        }
        _ => Ok(()),
    }
}

impl Watcher {
    /// Bans still running at an instant: institution with the latest last day.
    pub fn barred_at(&self, now: Timestamp) -> BTreeMap<String, Date> {
        let mut barred = BTreeMap::new();
        for ((institution, _), until) in &self.measures.bans {
            if start_of_day(*until) + chrono::Duration::days(1) > now {
                let latest = barred.entry(institution.clone()).or_insert(*until);
                *latest = (*latest).max(*until);
            }
        }
        barred
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn day(value: &Value) -> Result<Date, Broken> {
    text(value).parse().or_else(|_| broken("I-05", format!("{value} is no date")))
}
