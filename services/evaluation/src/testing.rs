//! What the tests of this crate share: Hunan's pack as published, scenes to decide in, and stories that fold real
//! decisions into states.

use std::sync::LazyLock;

use guohe_clock::{Date, Timestamp, start_of_day};
use guohe_flow::{Actor, Cause, Context, Decision, Refusal, Role, StreamKey, Workflow};
use guohe_policy::{Calendar, Pack, PolicyBook};
use serde::Serialize;
use serde_json::Value;

macro_rules! hunan {
    ($($file:literal),* $(,)?) => {
        [$(($file, include_str!(concat!("../../../policies/hunan-2026/", $file)))),*]
    };
}

/// The department's packs: Hunan 2026 with the official calendar of its first year.
pub(crate) static BOOK: LazyLock<PolicyBook> = LazyLock::new(|| book(|_| ()));

/// The pack every case of the tests is decided under.
pub(crate) const POLICY: &str = "hunan-2026";

/// Hunan 2026 with some of the department's choices changed.
pub(crate) fn book(change: impl FnOnce(&mut Pack)) -> PolicyBook {
    let files = hunan![
        "categories.yaml",
        "conditions.yaml",
        "department-settings.yaml",
        "documents.yaml",
        "evaluation.yaml",
        "grounds.yaml",
        "identity.yaml",
        "migration.yaml",
        "naming.yaml",
        "procedure.yaml",
        "roles.yaml",
        "switches.yaml",
        "timers.yaml",
    ];
    let mut pack = Pack::parse(&files).unwrap_or_else(|errors| panic!("{}", errors[0]));
    change(&mut pack);
    let year = include_str!("../../../policies/calendar/2026.yaml");
    let calendar = Calendar::parse(year).expect("a calendar");
    PolicyBook::new(calendar).with_pack(pack).expect("one pack")
}

/// A date.
pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Noon of a day in Beijing.
pub(crate) fn noon(day: &str) -> Timestamp {
    let start = start_of_day(date(day));
    start + (guohe_clock::end_of_day(date(day)) - start) / 2
}

/// Where and by whom a command is decided.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) stream: StreamKey,
    pub(crate) actor: Actor,
    pub(crate) cause: Cause,
    pub(crate) now: Timestamp,
    pub(crate) book: PolicyBook,
}

impl Scene {
    /// A message that arrives at noon of a day.
    pub(crate) fn message(kind: &str, id: &str, on: &str) -> Self {
        let cause = Cause::Message { id: "m-1".into(), event_type: "test".into() };
        Self {
            stream: StreamKey::new("hunan", kind, id),
            actor: Actor::system(crate::SERVICE),
            cause,
            now: noon(on),
            book: BOOK.clone(),
        }
    }

    /// The same place and time, with a person asking.
    pub(crate) fn by(&self, role: Role, id: &str, unit: &str) -> Self {
        let actor = Actor { id: id.into(), role, unit: unit.into() };
        Self { actor, cause: Cause::Request { id: format!("r-{id}") }, ..self.clone() }
    }

    /// The same place and time, with an official asking.
    pub(crate) fn official(&self) -> Self {
        self.by(Role::Official, "o-1", "")
    }

    /// The same place at noon of another day.
    pub(crate) fn on(&self, day: &str) -> Self {
        Self { now: noon(day), ..self.clone() }
    }

    /// Decides a command here.
    pub(crate) fn decide<W: Workflow>(
        &self,
        workflow: &W,
        state: &W::State,
        command: &W::Command,
    ) -> Result<Decision<W::Event, W::Command>, Refusal> {
        let context = Context {
            now: self.now,
            stream: &self.stream,
            actor: &self.actor,
            cause: &self.cause,
            policies: &self.book,
            found: &[],
        };
        workflow.decide(state, command, &context)
    }
}

/// Carries a command out on a state, as the engine does.
pub(crate) fn tell<W: Workflow>(
    workflow: &W,
    state: &mut W::State,
    scene: &Scene,
    command: &W::Command,
) -> Decision<W::Event, W::Command> {
    let decision = scene.decide(workflow, state, command).unwrap_or_else(|refusal| panic!("{refusal}"));
    hold_notices(&decision);
    *state =
        decision.events.iter().fold(std::mem::take(state), |state, record| W::evolve(state, &record.event));
    decision
}

/// Holds that every notice and deadline carries exactly the values its table names.
fn hold_notices<E, C>(decision: &Decision<E, C>) {
    for message in &decision.messages {
        let (table, code) = match message.event_type.rsplit_once('.').map(|(head, _)| head) {
            Some(head) if head.ends_with(".notice") => (crate::notices::TEMPLATES, &message.data["template"]),
            Some(head) if head.ends_with(".deadline") => (crate::notices::DEADLINES, &message.data["name"]),
            _ => continue,
        };
        // A cleared deadline names its id only.
        let Some(code) = code.as_str() else { continue };
        let template =
            table.iter().find(|template| template.code == code).unwrap_or_else(|| panic!("{code}"));
        let mut names: Vec<&str> = template.names().collect();
        names.sort_unstable();
        let values = message.data["values"].as_object().cloned().unwrap_or_default();
        assert_eq!(values.keys().map(String::as_str).collect::<Vec<_>>(), names, "{code}");
    }
}

/// A decision in short: its events' tags joined by `+`, `-` for nothing, `!CODE` for a refusal.
pub(crate) fn short<E: Serialize, C>(outcome: Result<Decision<E, C>, Refusal>) -> String {
    match outcome {
        Err(refusal) => format!("!{}", refusal.code),
        Ok(decision) if decision.is_nothing() => {
            assert!(!decision.note.is_empty(), "nothing happens without a reason");
            "-".to_owned()
        }
        Ok(decision) => {
            let tag = |event: &E| match serde_json::to_value(event) {
                Ok(Value::Object(fields)) => fields["type"].as_str().unwrap_or_default().to_owned(),
                other => panic!("no tagged event: {other:?}"),
            };
            decision.events.iter().map(|record| tag(&record.event)).collect::<Vec<_>>().join("+")
        }
    }
}

/// The types of a decision's messages, in order, notices and deadlines left out.
pub(crate) fn sent<E, C>(decision: &Decision<E, C>) -> Vec<&'static str> {
    let kinds = decision.messages.iter().map(|message| message.event_type);
    kinds.filter(|kind| !kind.contains(".notice.") && !kind.contains(".deadline.")).collect()
}

/// The template codes of a decision's notices, in order.
pub(crate) fn noticed<E, C>(decision: &Decision<E, C>) -> Vec<String> {
    let notices = decision.messages.iter().filter(|message| message.event_type.contains(".notice."));
    notices.map(|message| message.data["template"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The due instants of timers a decision sets, by name.
pub(crate) fn timers<E, C>(decision: &Decision<E, C>) -> Vec<(String, Timestamp)> {
    let set = decision.timers.iter().filter_map(|change| match change {
        guohe_flow::TimerChange::Set(spec) => Some((spec.name.clone(), spec.due)),
        guohe_flow::TimerChange::Cancel(_) | guohe_flow::TimerChange::CancelAll => None,
    });
    set.collect()
}

/// Holds a table of every state against every command; a row names the outcome of each command in order.
pub(crate) fn hold_table<S: Copy + std::fmt::Debug>(
    states: impl Iterator<Item = S>,
    row: impl Fn(S) -> Vec<&'static str>,
    outcomes: impl Fn(S) -> Vec<String>,
) {
    let mut wrong = Vec::new();
    for state in states {
        let (expected, found) = (row(state), outcomes(state));
        if expected != found {
            wrong.push(format!("{state:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
