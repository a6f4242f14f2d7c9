//! A place to decide in: a stream, somebody who asks, an instant, and the department's packs.

use guohe_clock::Timestamp;
use guohe_flow::{Actor, Cause, Context, DecisionOf, Refusal, Role, StreamKey, Workflow};
use guohe_policy::PolicyBook;

use super::{book, noon};

/// Where and by whom a command is decided.
#[derive(Clone)]
pub struct Scene {
    /// The stream that decides.
    pub stream: StreamKey,
    /// Who asks.
    pub actor: Actor,
    /// What brought the command.
    pub cause: Cause,
    /// When.
    pub now: Timestamp,
    /// The department's packs and calendar.
    pub book: PolicyBook,
}

impl Scene {
    /// A message that arrives at noon of a day.
    pub fn message(kind: &str, id: &str, on: &str) -> Self {
        let cause = Cause::Message { id: "m-1".into(), event_type: "test".into() };
        Self {
            stream: StreamKey::new("hunan", kind, id),
            actor: Actor::system("test"),
            cause,
            now: noon(on),
            book: book(),
        }
    }

    /// The same place and time, with a person asking.
    pub fn by(&self, role: Role, id: &str, unit: &str) -> Self {
        let actor = Actor { id: id.into(), role, unit: unit.into() };
        Self { actor, cause: Cause::Request { id: format!("r-{id}") }, ..self.clone() }
    }

    /// The same place and time, with an official asking.
    pub fn official(&self) -> Self {
        self.by(Role::Official, "o-1", "")
    }

    /// The same place at noon of another day.
    pub fn on(&self, day: &str) -> Self {
        Self { now: noon(day), ..self.clone() }
    }

    /// Decides a command here.
    pub fn decide<W: Workflow>(
        &self,
        workflow: &W,
        state: &W::State,
        command: &W::Command,
    ) -> Result<DecisionOf<W>, Refusal> {
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
pub fn tell<W: Workflow>(
    workflow: &W,
    state: &mut W::State,
    scene: &Scene,
    command: &W::Command,
) -> DecisionOf<W> {
    let decision = scene.decide(workflow, state, command).unwrap_or_else(|refusal| panic!("{refusal}"));
    *state =
        decision.events.iter().fold(std::mem::take(state), |state, record| W::evolve(state, &record.event));
    decision
}

/// Holds a table of every state against every command; a row names the outcome of each command in order.
pub fn hold_table<S: Copy + std::fmt::Debug>(
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
