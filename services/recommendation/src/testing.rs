//! Test support: the real pack, actors, and a stream that is played command by command.

use std::sync::LazyLock;

use guohe_clock::{Date, Timestamp, start_of_day};
use guohe_flow::{
    Actor, Attributes, Cause, Context, DecisionOf, Found, Outgoing, Refusal, Role, StreamKey, Workflow,
};
use guohe_policy::{Calendar, Pack, PolicyBook, credit_code_with_check};
use serde_json::Value;

macro_rules! pack_files {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../policies/", $folder, "/", $name)))),*]
    };
}

/// Hunan's measures of 2026.
fn hunan_2026() -> Pack {
    let files = pack_files!("hunan-2026":
        "categories.yaml", "conditions.yaml", "department-settings.yaml", "documents.yaml", "evaluation.yaml",
        "grounds.yaml", "identity.yaml", "migration.yaml", "naming.yaml", "procedure.yaml", "roles.yaml",
        "switches.yaml", "timers.yaml");
    Pack::parse(files).expect("the pack of this repository parses")
}

/// Read once: a pack takes a while.
static BOOK: LazyLock<PolicyBook> = LazyLock::new(|| {
    let calendar = Calendar::parse(include_str!("../../../policies/calendar/2026.yaml")).expect("a calendar");
    PolicyBook::new(calendar).with_pack(hunan_2026()).expect("one pack")
});

/// Hunan 2026 alone, with the calendar of 2026.
pub(crate) fn book() -> PolicyBook {
    BOOK.clone()
}

/// The same with a switch as the department chose it.
pub(crate) fn with_switch(name: &str, value: guohe_policy::SwitchValue) -> PolicyBook {
    let mut pack = hunan_2026();
    let switch = pack.switches.iter_mut().find(|switch| switch.name == name).expect("a switch of the pack");
    switch.chosen = Some(value);
    PolicyBook::new(Calendar::weekends_only()).with_pack(pack).expect("one pack")
}

/// A date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Ten in the morning of a day in Beijing.
pub(crate) fn morning(text: &str) -> Timestamp {
    start_of_day(day(text)) + std::time::Duration::from_secs(10 * 3600)
}

/// The applicant's credit code.
pub(crate) fn institution() -> String {
    credit_code_with_check("12430000444877351").expect("seventeen characters")
}

/// Who acts.
pub(crate) fn actor(role: Role) -> Actor {
    match role {
        Role::Official => Actor { id: "o-1".into(), role, unit: String::new() },
        Role::Recommender => Actor { id: "r-1".into(), role, unit: "csu".into() },
        Role::Host => Actor { id: "h-1".into(), role, unit: institution() },
        Role::Expert => Actor { id: "e-1".into(), role, unit: String::new() },
        Role::System => Actor::system(crate::SERVICE),
    }
}

/// A stream played command by command.
#[derive(Clone)]
pub(crate) struct Play<W: Workflow> {
    pub(crate) state: W::State,
    pub(crate) id: String,
    pub(crate) now: Timestamp,
    pub(crate) book: PolicyBook,
    pub(crate) found: Vec<Found>,
}

impl<W: Workflow + Default> Play<W> {
    pub(crate) fn new(id: &str, now: Timestamp) -> Self {
        Self { state: W::State::default(), id: id.into(), now, book: book(), found: vec![] }
    }

    /// Decides without applying.
    pub(crate) fn decide(
        &self,
        who: &Actor,
        cause: &Cause,
        command: &W::Command,
    ) -> Result<DecisionOf<W>, Refusal> {
        let stream = StreamKey::new("hunan", W::KIND, self.id.as_str());
        let context = Context {
            now: self.now,
            stream: &stream,
            actor: who,
            cause,
            policies: &self.book,
            found: &self.found,
        };
        W::default().decide(&self.state, command, &context)
    }

    fn apply(&mut self, who: &Actor, cause: &Cause, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        let decision = self.decide(who, cause, command)?;
        for record in &decision.events {
            self.state = W::evolve(self.state.clone(), &record.event);
        }
        Ok(decision)
    }

    /// A person asks.
    pub(crate) fn asks(&mut self, role: Role, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        self.apply(&actor(role), &request(), command)
    }

    /// A message or a timer brings it.
    pub(crate) fn hears(&mut self, command: &W::Command) -> DecisionOf<W> {
        self.apply(&actor(Role::System), &message(), command).expect("a message is never refused here")
    }

    pub(crate) fn on(mut self, date: &str) -> Self {
        self.now = morning(date);
        self
    }
}

pub(crate) fn request() -> Cause {
    Cause::Request { id: "q-1".into() }
}

pub(crate) fn message() -> Cause {
    Cause::Message { id: "m-1".into(), event_type: "x.y.z".into() }
}

/// What a decision records, by the tags of its events.
pub(crate) fn tags<E: serde::Serialize, C>(decision: &guohe_flow::Decision<E, C>) -> Vec<String> {
    let tag = |record: &guohe_flow::EventRecord<E>| {
        let json = serde_json::to_value(&record.event).expect("serialises");
        json["type"].as_str().expect("tagged").to_owned()
    };
    decision.events.iter().map(tag).collect()
}

/// The first message of a type.
pub(crate) fn sent<'a>(messages: &'a [Outgoing], event_type: &str) -> Option<&'a Value> {
    messages.iter().find(|message| message.event_type == event_type).map(|message| &message.data)
}

/// The templates of a decision's notices.
pub(crate) fn notices(messages: &[Outgoing]) -> Vec<&str> {
    let notices = messages.iter().filter(|message| message.event_type.ends_with("notice.requested"));
    notices.map(|message| message.data["template"].as_str().expect("a template")).collect()
}

/// What a lookup finds.
pub(crate) fn found(id: &str, attributes: Attributes) -> Found {
    Found { id: id.into(), attributes }
}
