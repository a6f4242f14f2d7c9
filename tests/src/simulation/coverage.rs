//! What a run reached: every type of event of every workflow, and every kind of timer, counted.
//!
//! Owns the catalogue of what there is to reach, which comes from the workflows' own types, and the list of what
//! the simulation does not reach, each with its reason.

use std::collections::{BTreeMap, BTreeSet};

use guohe_flow::{CalendarFlow, EventEnvelope, Regime, ServiceDefinition, Workflow};
use serde::de::DeserializeOwned;
use serde_json::json;

/// A service, a kind of stream, and a name: of an event, or of the command a timer brings.
pub type Name = (String, String, String);

/// What happened, and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Events.
    pub events: BTreeMap<Name, u64>,
    /// Timers set, by the command they bring.
    pub timers_set: BTreeMap<Name, u64>,
    /// Timers that took effect.
    pub timers_fired: BTreeMap<Name, u64>,
}

impl Seen {
    pub(super) fn event(&mut self, service: &str, event: &EventEnvelope) {
        add(&mut self.events, service, &event.stream.kind, &event.event_type);
    }

    pub(super) fn timer_set(&mut self, service: &str, kind: &str, command: &str) {
        add(&mut self.timers_set, service, kind, command);
    }

    pub(super) fn timer_fired(&mut self, service: &str, kind: &str, command: &str) {
        add(&mut self.timers_fired, service, kind, command);
    }

    /// Adds another run's counts.
    pub fn and(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.events, &other.events),
            (&mut self.timers_set, &other.timers_set),
            (&mut self.timers_fired, &other.timers_fired),
        ] {
            for (name, count) in theirs {
                *mine.entry(name.clone()).or_default() += count;
            }
        }
    }

    /// Types of events that never happened, without those that cannot.
    pub fn missing_events(&self) -> Vec<Name> {
        let excused = |name: &Name| {
            UNREACHED
                .iter()
                .any(|(kind, event, _)| *kind == name.1 && [EVERY, name.2.as_str()].contains(event))
        };
        event_types().into_iter().filter(|name| !self.events.contains_key(name) && !excused(name)).collect()
    }

    /// Kinds of timers that were set and never took effect.
    pub fn missing_timers(&self) -> Vec<Name> {
        let never = |name: &&Name| !self.timers_fired.contains_key(*name);
        self.timers_set.keys().filter(never).cloned().collect()
    }
}

/// Counts by three texts, without copying them each time.
fn add(counts: &mut BTreeMap<Name, u64>, service: &str, kind: &str, name: &str) {
    let key = (service.to_owned(), kind.to_owned(), name.to_owned());
    *counts.entry(key).or_default() += 1;
}

/// Stands for every event of a kind.
const EVERY: &str = "*";

/// Why lives under other measures are not reached.
const OTHER_MEASURES: &str =
    "both packs are Hunan's; other lives are played in services/guohe/tests/system and tests/scenarios";

/// Kind, event, and why the simulation does not reach it.
pub const UNREACHED: [(&str, &str, &str); 33] = [
    ("calendar", "withdrawn", "officials of the simulation stand by what they propose"),
    ("decision", "publicity_ended", "the packs set no days of publicity (switch publicity_days)"),
    ("application", "handed_to_department", "both packs have recommending units"),
    (
        "application",
        "admitted",
        "both packs recognise bases; a funding call is played in services/guohe/tests",
    ),
    ("decision", "admitted", "likewise"),
    ("project", EVERY, "likewise"),
    ("budget", EVERY, "likewise"),
    ("enrolment", "page_told", "takes more than a hundred bases of one category"),
    ("standing", "length_ruled", "both packs state how long a ban lasts, so that none is held"),
    (
        "base",
        "re_evaluation_failed",
        "rare: a re-evaluation scored to its end takes a whole run's luck; see the demo",
    ),
    ("base", "restored", "rare: likewise"),
    ("base", "annulled", "rare: takes a grade, and a document on leaving dated before it"),
    ("change", "task_closed", "no command records it: a change closes its tasks with its other events"),
    ("decision", "assessed", OTHER_MEASURES),
    ("decision", "concurred", OTHER_MEASURES),
    ("base", "commended", OTHER_MEASURES),
    ("base", "exit_refused", OTHER_MEASURES),
    ("base", "exit_requested", OTHER_MEASURES),
    ("base", "late_change_noted", OTHER_MEASURES),
    ("base", "mark_given", OTHER_MEASURES),
    ("base", "mark_ruled", OTHER_MEASURES),
    ("base", "national_exit_declined", OTHER_MEASURES),
    ("base", "national_recognition_noted", OTHER_MEASURES),
    ("base", "overseas_plaque_hung", OTHER_MEASURES),
    ("base", "rectification_continued", OTHER_MEASURES),
    ("base", "rectification_limit_passed", OTHER_MEASURES),
    ("base", "rectification_limited", OTHER_MEASURES),
    ("base", "subsidy_listed", OTHER_MEASURES),
    ("change", "effect_found", OTHER_MEASURES),
    ("enrolment", "turned_to_rectifying", OTHER_MEASURES),
    ("report", "lateness_excused", OTHER_MEASURES),
    ("report", "lateness_unexcused", OTHER_MEASURES),
    ("report", "signed", OTHER_MEASURES),
];

/// The services of the simulation.
pub fn definitions() -> Vec<ServiceDefinition> {
    vec![
        guohe_intake::definition(),
        guohe_recommendation::definition(),
        guohe_assignment::definition(),
        guohe_evaluation::definition(),
        guohe_registry::definition(),
        guohe_notification::definition(),
    ]
}

/// Every type of event there is.
pub fn event_types() -> BTreeSet<Name> {
    let mut all = Catalogue::default();
    for definition in definitions() {
        all.workflow::<Regime>(definition.service());
        all.workflow::<CalendarFlow>(definition.service());
    }
    // The registry alone keeps proposals and asks for the next year; the other services look and count.
    let kept = [
        ("calendar", "proposed"),
        ("calendar", "reported"),
        ("calendar", "confirmed"),
        ("calendar", "withdrawn"),
        ("regime", "year_missing"),
    ];
    all.0.retain(|(service, kind, event)| {
        service == "registry" || !kept.contains(&(kind.as_str(), event.as_str()))
    });
    all.workflow::<guohe_intake::call::CallWorkflow>("intake");
    all.workflow::<guohe_intake::application::ApplicationWorkflow>("intake");
    all.workflow::<guohe_recommendation::unit::UnitWorkflow>("recommendation");
    all.workflow::<guohe_recommendation::opinion::OpinionWorkflow>("recommendation");
    all.workflow::<guohe_recommendation::departure::DepartureWorkflow>("recommendation");
    all.workflow::<guohe_assignment::expert::Experts>("assignment");
    all.workflow::<guohe_assignment::panel::Panels>("assignment");
    all.workflow::<guohe_assignment::invitation::Invitations>("assignment");
    all.workflow::<guohe_evaluation::review::Reviews>("evaluation");
    all.workflow::<guohe_evaluation::decision::Decisions>("evaluation");
    all.workflow::<guohe_evaluation::cohort::Cohorts>("evaluation");
    all.workflow::<guohe_evaluation::round::Rounds>("evaluation");
    all.workflow::<guohe_evaluation::performance::Performances>("evaluation");
    all.workflow::<guohe_evaluation::dossier::Dossiers>("evaluation");
    all.workflow::<guohe_registry::base::BaseFlow>("registry");
    all.workflow::<guohe_registry::report::ReportFlow>("registry");
    all.workflow::<guohe_registry::change::ChangeFlow>("registry");
    all.workflow::<guohe_registry::matter::MatterFlow>("registry");
    all.workflow::<guohe_registry::standing::StandingFlow>("registry");
    all.workflow::<guohe_registry::proposal::ProposalFlow>("registry");
    all.workflow::<guohe_registry::enrolment::EnrolmentFlow>("registry");
    all.workflow::<guohe_registry::cohort::CohortFlow>("registry");
    all.workflow::<guohe_registry::project::ProjectFlow>("registry");
    all.workflow::<guohe_registry::budget::BudgetFlow>("registry");
    all.workflow::<guohe_notification::notice::NoticeFlow>("notification");
    all.workflow::<guohe_notification::reminder::ReminderFlow>("notification");
    all.0
}

#[derive(Default)]
struct Catalogue(BTreeSet<Name>);

impl Catalogue {
    fn workflow<W: Workflow>(&mut self, service: &str) {
        let names = variants::<W::Event>();
        assert!(!names.is_empty(), "{}: its events do not tell their names", W::KIND);
        self.0.extend(names.into_iter().map(|name| (service.to_owned(), W::KIND.to_owned(), name)));
    }
}

/// The names of an adjacently tagged enum's variants, as its own parser tells them when it knows none such.
fn variants<E: DeserializeOwned>() -> Vec<String> {
    let error = serde_json::from_value::<E>(json!({"type": "", "data": null})).err();
    let words = error.map(|error| error.to_string()).unwrap_or_default();
    let expected = words.split_once("expected").map_or("", |(_, names)| names);
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_knows_every_workflow_and_its_events() {
        let all = event_types();
        let has = |service: &str, kind: &str, event: &str| {
            all.contains(&(service.to_owned(), kind.to_owned(), event.to_owned()))
        };
        assert!(has("registry", "matter", "cancelled") && has("intake", "regime", "adopted"));
        for definition in definitions() {
            for kind in definition.kinds() {
                let known = all.iter().any(|(service, of, _)| service == definition.service() && of == kind);
                assert!(known, "{} of {} is not in the catalogue", kind, definition.service());
            }
        }
    }
}
