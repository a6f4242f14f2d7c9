//! Test support: a stream played command by command.

use guohe_clock::{Date, Timestamp, start_of_day};
use guohe_flow::{Actor, Cause, Context, DecisionOf, Role, StreamKey, TimerChange, Workflow};
use guohe_policy::{Calendar, PolicyBook};

use crate::delivery::Recipient;

/// A date.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

/// An hour of a day in Beijing.
pub(crate) fn at(date: &str, hour: i64) -> Timestamp {
    start_of_day(day(date)) + chrono::Duration::hours(hour)
}

/// A host as a recipient.
pub(crate) fn host() -> Recipient {
    Recipient { role: Role::Host, id: "91430000000000000X".into() }
}

/// A stream played command by command; messages and timers only, for nobody else speaks to notification.
#[derive(Clone)]
pub(crate) struct Play<W: Workflow> {
    pub(crate) state: W::State,
    pub(crate) now: Timestamp,
}

impl<W: Workflow> Play<W> {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { state: W::State::default(), now }
    }

    pub(crate) fn decide(&self, flow: &W, command: &W::Command) -> DecisionOf<W> {
        let stream = StreamKey::new("hunan", W::KIND, "s-1");
        let cause = Cause::Message { id: "m-1".into(), event_type: "x.y.z".into() };
        let policies = PolicyBook::new(Calendar::weekends_only());
        let actor = Actor::system(crate::SERVICE);
        let context = Context {
            now: self.now,
            stream: &stream,
            actor: &actor,
            cause: &cause,
            policies: &policies,
            found: &[],
        };
        flow.decide(&self.state, command, &context).expect("notification refuses nothing")
    }

    pub(crate) fn hears(&mut self, flow: &W, command: &W::Command) -> DecisionOf<W> {
        let decision = self.decide(flow, command);
        for record in &decision.events {
            self.state = W::evolve(self.state.clone(), &record.event);
        }
        decision
    }
}

/// Instants of the timers a decision sets.
pub(crate) fn set<E, C>(decision: &guohe_flow::Decision<E, C>) -> Vec<Timestamp> {
    let due = |change: &TimerChange<C>| match change {
        TimerChange::Set(spec) => Some(spec.due),
        _ => None,
    };
    decision.timers.iter().filter_map(due).collect()
}
