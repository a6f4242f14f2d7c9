//! What a decider wants to happen: values the engine carries out in one transaction.

use guohe_clock::Date;
use guohe_policy::{PolicyRef, RuleRef};
use serde::Serialize;
use serde_json::Value;

use super::{Outgoing, TimerChange, TimerReceipt, TimerSpec};

/// An event with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord<E> {
    /// What happened.
    pub event: E,
    /// The day from which it counts, where that is not the day of recording (a document's date).
    pub effective_on: Option<Date>,
    /// The policy pack it was decided under.
    pub policy: Option<PolicyRef>,
    /// The rules relied on.
    pub rules: Vec<RuleRef>,
}

/// The outcome of a command: events, timers, messages, and the caller's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision<E, C> {
    /// What happened, in order.
    pub events: Vec<EventRecord<E>>,
    /// Timers set or cancelled.
    pub timers: Vec<TimerChange<C>>,
    /// Messages for other streams.
    pub messages: Vec<Outgoing>,
    /// The answer kept with the request's id; `null` where there is nothing to say.
    pub answer: Value,
    /// Why nothing happens, where nothing does.
    pub note: String,
}

impl<E, C> Default for Decision<E, C> {
    fn default() -> Self {
        Self { events: vec![], timers: vec![], messages: vec![], answer: Value::Null, note: String::new() }
    }
}

impl<E, C> Decision<E, C> {
    /// A decision without effect, and why. A command that no longer applies ends here, on record.
    pub fn nothing(why: impl Into<String>) -> Self {
        Self { note: why.into(), ..Self::default() }
    }

    /// A decision that records one event.
    pub fn record(event: E) -> Self {
        Self::default().and(event)
    }

    /// Records a further event.
    pub fn and(mut self, event: E) -> Self {
        self.events.push(EventRecord { event, effective_on: None, policy: None, rules: vec![] });
        self
    }

    /// States the day from which the last event counts.
    pub fn effective_on(mut self, date: Date) -> Self {
        if let Some(last) = self.events.last_mut() {
            last.effective_on = Some(date);
        }
        self
    }

    /// Names the pack the last event was decided under.
    pub fn under(mut self, policy: PolicyRef) -> Self {
        if let Some(last) = self.events.last_mut() {
            last.policy = Some(policy);
        }
        self
    }

    /// Names a rule the last event rests on.
    pub fn by(mut self, rule: RuleRef) -> Self {
        if let Some(last) = self.events.last_mut() {
            last.rules.push(rule);
        }
        self
    }

    /// Sets a timer, replacing one of the same name on this stream.
    pub fn set_timer(
        mut self,
        name: impl Into<String>,
        due: guohe_clock::Timestamp,
        command: C,
        receipt: TimerReceipt,
    ) -> Self {
        self.timers.push(TimerChange::Set(TimerSpec { name: name.into(), due, command, receipt }));
        self
    }

    /// Cancels a timer; one that does not exist is no error.
    pub fn cancel_timer(mut self, name: impl Into<String>) -> Self {
        self.timers.push(TimerChange::Cancel(name.into()));
        self
    }

    /// Cancels every timer of this stream.
    pub fn cancel_all_timers(mut self) -> Self {
        self.timers.push(TimerChange::CancelAll);
        self
    }

    /// Sends a message.
    pub fn send(mut self, message: Outgoing) -> Self {
        self.messages.push(message);
        self
    }

    /// Answers the caller. A value that does not serialise answers `null`.
    pub fn answer(mut self, answer: impl Serialize) -> Self {
        self.answer = serde_json::to_value(answer).unwrap_or(Value::Null);
        self
    }

    /// Appends another decision's events, timers and messages; the first answer that is not `null` stays.
    pub fn then(mut self, other: Self) -> Self {
        self.events.extend(other.events);
        self.timers.extend(other.timers);
        self.messages.extend(other.messages);
        if self.answer.is_null() {
            self.answer = other.answer;
        }
        if self.note.is_empty() {
            self.note = other.note;
        }
        self
    }

    /// True where nothing is recorded, set or sent.
    pub fn is_nothing(&self) -> bool {
        self.events.is_empty() && self.timers.is_empty() && self.messages.is_empty()
    }
}
