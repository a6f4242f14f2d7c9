//! A stream played command by command, by the people who take part in a case.

use guohe_clock::Timestamp;
use guohe_flow::{Actor, Cause, Context, DecisionOf, Found, Refusal, Role, StreamKey, Workflow};
use guohe_policy::{PolicyBook, credit_code_with_check};

use super::{book, morning};

/// The host's credit code.
pub fn institution() -> String {
    credit_code_with_check("12430000444877351").expect("seventeen characters")
}

/// Somebody of each role.
pub fn actor(role: Role) -> Actor {
    match role {
        Role::Official => person("o-1", role, ""),
        Role::Recommender => person("r-1", role, "csu"),
        Role::Host => person("h-1", role, &institution()),
        Role::Expert => person("e-1", role, ""),
        Role::System => Actor::system("test"),
    }
}

/// A certain person.
pub fn person(id: &str, role: Role, unit: &str) -> Actor {
    Actor { id: id.into(), role, unit: unit.into() }
}

/// A request as a cause.
pub fn request() -> Cause {
    Cause::Request { id: "q-1".into() }
}

/// A message as a cause.
pub fn message() -> Cause {
    Cause::Message { id: "m-1".into(), event_type: "x.y.z".into() }
}

/// A stream played command by command.
#[derive(Clone)]
pub struct Play<W: Workflow> {
    /// How it stands.
    pub state: W::State,
    /// Its id.
    pub id: String,
    /// The present instant.
    pub now: Timestamp,
    /// The department's packs and calendar.
    pub book: PolicyBook,
    /// What a look-up finds.
    pub found: Vec<Found>,
}

impl<W: Workflow + Default> Play<W> {
    /// A stream of which nothing is known yet.
    pub fn new(id: &str, now: Timestamp) -> Self {
        Self { state: W::State::default(), id: id.into(), now, book: book(), found: vec![] }
    }

    /// Decides without applying.
    pub fn decide(&self, who: &Actor, cause: &Cause, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
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
    pub fn asks(&mut self, role: Role, command: &W::Command) -> Result<DecisionOf<W>, Refusal> {
        self.apply(&actor(role), &request(), command)
    }

    /// A message or a timer brings it.
    pub fn hears(&mut self, command: &W::Command) -> DecisionOf<W> {
        self.apply(&actor(Role::System), &message(), command).expect("a message is never refused here")
    }

    /// Moves to another morning.
    pub fn on(mut self, date: &str) -> Self {
        self.now = morning(date);
        self
    }
}
