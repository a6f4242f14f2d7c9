//! Test support: the real pack, actors, a stream played command by command, and the table of every state and
//! command.

use std::{
    fmt::Write as _,
    sync::{Arc, LazyLock},
};

use guohe_clock::{Date, Timestamp, start_of_day};
use guohe_flow::{
    Actor, Attributes, Cause, Context, Decision, DecisionOf, EventRecord, Found, Outgoing, Refusal, Role,
    StreamKey, TimerChange, Workflow,
};
use guohe_policy::{Calendar, Pack, PolicyBook, SwitchValue, credit_code_with_check};
use serde_json::Value;

macro_rules! pack_files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../policies/", $folder, "/", $name)))),*]
    };
}

/// Hunan's measures of 2026.
pub(crate) const HUNAN: &str = "hunan-2026";

/// Hunan's measures of 2026 as a pack; parsed once.
pub(crate) fn hunan() -> Pack {
    static PACK: LazyLock<Pack> = LazyLock::new(parsed);
    PACK.clone()
}

fn parsed() -> Pack {
    let files = pack_files!("hunan-2026":
        "categories.yaml", "conditions.yaml", "department-settings.yaml", "documents.yaml", "evaluation.yaml",
        "grounds.yaml", "identity.yaml", "migration.yaml", "naming.yaml", "procedure.yaml", "roles.yaml",
        "switches.yaml", "timers.yaml");
    Pack::parse(files).expect("the pack of this repository parses")
}

fn calendar() -> Calendar {
    Calendar::parse(include_str!("../../../policies/calendar/2026.yaml")).expect("a calendar")
}

/// Hunan 2026 with the calendar of 2026.
pub(crate) fn book() -> PolicyBook {
    static BOOK: LazyLock<PolicyBook> =
        LazyLock::new(|| PolicyBook::new(calendar()).with_pack(hunan()).expect("one pack"));
    BOOK.clone()
}

/// The same with one switch chosen otherwise.
pub(crate) fn book_with(switch: &str, value: SwitchValue) -> PolicyBook {
    let mut pack = hunan();
    let switch = pack.switches.iter_mut().find(|s| s.name == switch).expect("a switch of the pack");
    switch.chosen = Some(value);
    PolicyBook::new(calendar()).with_pack(pack).expect("one pack")
}

/// A date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Ten in the morning of a day in Beijing.
pub(crate) fn morning(text: &str) -> Timestamp {
    start_of_day(day(text)) + std::time::Duration::from_secs(10 * 3600)
}

/// A host's credit code.
pub(crate) fn institution() -> String {
    credit_code_with_check("12430000444877351").expect("seventeen characters")
}

/// A document's hash.
pub(crate) fn hash() -> String {
    "ab".repeat(32)
}

/// Who acts.
pub(crate) fn actor(role: Role) -> Actor {
    match role {
        Role::Official => person("o-1", role, ""),
        Role::Recommender => person("r-1", role, "csu"),
        Role::Host => person("h-1", role, &institution()),
        Role::Expert => person("e-1", role, ""),
        Role::System => Actor::system(crate::SERVICE),
    }
}

/// A certain person.
pub(crate) fn person(id: &str, role: Role, unit: &str) -> Actor {
    Actor { id: id.into(), role, unit: unit.into() }
}

/// A stream played command by command.
#[derive(Clone)]
pub(crate) struct Play<W: Workflow> {
    flow: Arc<W>,
    pub(crate) state: W::State,
    pub(crate) id: String,
    pub(crate) now: Timestamp,
    pub(crate) book: PolicyBook,
    pub(crate) found: Vec<Found>,
}

impl<W: Workflow + Clone> Play<W> {
    pub(crate) fn new(flow: W, id: &str, on: &str) -> Self {
        Self {
            flow: Arc::new(flow),
            state: W::State::default(),
            id: id.into(),
            now: morning(on),
            book: book(),
            found: vec![],
        }
    }

    /// Moves to another morning.
    pub(crate) fn on(mut self, date: &str) -> Self {
        self.now = morning(date);
        self
    }

    /// Shows the decider a base.
    pub(crate) fn with_base(mut self, base: &str, status: &str) -> Self {
        let attributes = Attributes::new()
            .text("base", base)
            .text("status", status)
            .text("institution", institution())
            .text("unit", "csu");
        self.found = vec![Found { id: base.into(), attributes }];
        self
    }

    /// Decides without applying.
    pub(crate) fn decide(&self, who: &Actor, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        let stream = StreamKey::new("hunan", W::KIND, self.id.as_str());
        let cause = if who.is_human() {
            Cause::Request { id: "q-1".into() }
        } else {
            Cause::Message { id: "m-1".into(), event_type: "x.y.z".into() }
        };
        let context = Context {
            now: self.now,
            stream: &stream,
            actor: who,
            cause: &cause,
            policies: &self.book,
            found: &self.found,
        };
        self.flow.decide(&self.state, command, &context)
    }

    /// Decides and applies.
    pub(crate) fn told(&mut self, who: &Actor, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        let decision = self.decide(who, command)?;
        for record in &decision.events {
            self.state = W::evolve(self.state.clone(), &record.event);
        }
        Ok(decision)
    }

    /// A person asks, and it is done.
    pub(crate) fn asks(&mut self, role: Role, command: &W::Command) -> DecisionOf<W> {
        self.told(&actor(role), command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// A message or a timer brings it, and it is done.
    pub(crate) fn hears(&mut self, command: &W::Command) -> DecisionOf<W> {
        self.told(&actor(Role::System), command).unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// A person asks and is refused; the code.
    pub(crate) fn refused(&self, who: &Actor, command: &W::Command) -> Refusal {
        match self.decide(who, command) {
            Err(refusal) => refusal,
            Ok(decision) => panic!("not refused: {:?}", tags(&decision)),
        }
    }
}

/// What a decision records, by the tags of its events.
pub(crate) fn tags<E: serde::Serialize, C>(decision: &Decision<E, C>) -> Vec<String> {
    let tag = |record: &EventRecord<E>| {
        let json = serde_json::to_value(&record.event).expect("serialises");
        json["type"].as_str().expect("tagged").to_owned()
    };
    decision.events.iter().map(tag).collect()
}

/// The payload of the first message of a type.
pub(crate) fn sent<'a>(messages: &'a [Outgoing], event_type: &str) -> Option<&'a Value> {
    messages.iter().find(|message| message.event_type == event_type).map(|message| &message.data)
}

/// The templates of a decision's notices.
pub(crate) fn notices(messages: &[Outgoing]) -> Vec<&str> {
    let notices = messages.iter().filter(|message| message.event_type.ends_with("notice.requested"));
    notices.map(|message| message.data["template"].as_str().expect("a template")).collect()
}

/// When a timer of a decision is due, and its command.
pub(crate) fn timer<'a, E, C>(decision: &'a Decision<E, C>, name: &str) -> Option<(Timestamp, &'a C)> {
    decision.timers.iter().find_map(|change| match change {
        TimerChange::Set(spec) if spec.name == name => Some((spec.due, &spec.command)),
        _ => None,
    })
}

/// One row of a table: a state's name, and a stream in it.
pub(crate) type Row<W> = (&'static str, Play<W>);

/// One column: a command, who gives it, and the base it would find.
pub(crate) type Column<W> = (&'static str, Role, <W as Workflow>::Command);

/// Plays every command in every state and compares with the golden table: one line `STATE command outcome`.
/// An outcome is the events recorded, `!CODE` for a refusal, `·` for nothing, `>type` for messages only.
pub(crate) fn check_table<W: Workflow + Clone>(rows: Vec<Row<W>>, columns: &[Column<W>], golden: &str) {
    let mut table = String::new();
    for (state, play) in rows {
        for (name, role, command) in columns {
            let outcome = match play.decide(&actor(*role), command) {
                Err(refusal) => format!("!{}", refusal.code),
                Ok(decision) if !decision.events.is_empty() => tags(&decision).join("+"),
                Ok(decision) => match decision.messages.first() {
                    Some(message) => format!(">{}", message.event_type),
                    None => "·".to_owned(),
                },
            };
            writeln!(table, "{state} {name} {outcome}").expect("a string takes all");
        }
    }
    let same = table.trim() == golden.trim();
    assert!(same, "the table of states and commands differs; look at each change, then keep it:\n{table}");
}
