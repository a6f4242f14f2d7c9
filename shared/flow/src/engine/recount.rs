//! Dates counted again: the engine's own command for any stream, and the step it makes.
//!
//! Owns how a timer's receipt becomes a new date, a `date_recounted` event and a moved timer, the same way for
//! every workflow. What else follows is the workflow's ([`Workflow::recounted`]). Never asks for a date that rests
//! on no calendar, and never sets a timer that no longer stands.

use guohe_clock::{Timestamp, end_of_day, start_of_day};
use guohe_policy::{Deadline, Receipt, Roll};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::registered::{ErasedEvent, Prepared, Registered, RegisteredWorkflow, Step, StepError, erase};
use super::route::Directed;
use crate::{
    Decision,
    model::{
        Context, EventRecord, Lookup, Recount, Refusal, StreamKey, TimerChange, TimerReceipt, TimerSpec,
        Workflow,
    },
    ports::{TimerKey, TimerRecord},
};

/// Type of the command, which no workflow can have: their types are snake case.
const COMMAND: &str = "$recount";

/// The command as it travels in a [`Directed`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecountOrder {
    /// Name of the timer.
    pub(crate) timer: String,
    /// The calendar proposal.
    pub(crate) proposal: String,
}

impl RecountOrder {
    /// The command for a stream.
    pub(crate) fn directed(self, stream: StreamKey) -> Directed {
        Directed { stream, command: json!({"type": COMMAND, "data": self}) }
    }

    /// Reads it; `None` for a workflow's own command.
    pub(crate) fn read(command: &Value) -> Option<Self> {
        let fields = command.as_object().filter(|fields| fields.get("type") == Some(&json!(COMMAND)))?;
        RecountOrder::deserialize(fields.get("data")?).ok()
    }

    /// The timer it is about.
    pub(crate) fn key(&self, stream: &StreamKey) -> TimerKey {
        TimerKey { stream: stream.clone(), name: self.timer.clone() }
    }
}

/// A recount read against a state. `timer` is the timer as it stands; without one there is nothing to do.
pub(crate) struct PreparedRecount<'a, W: Workflow> {
    pub(crate) registered: &'a Registered<W>,
    pub(crate) state: W::State,
    pub(crate) order: RecountOrder,
    pub(crate) timer: Option<TimerRecord>,
}

impl<W: Workflow> Prepared for PreparedRecount<'_, W> {
    fn lookup(&self) -> Option<Lookup> {
        None
    }

    fn decide(self: Box<Self>, context: &Context<'_>) -> Result<Step, StepError> {
        let Self { registered, state, order, timer } = *self;
        let Some(timer) = timer else { return nothing::<W>(&state, "the timer stands no more") };
        let Ok(TimerReceipt::Statutory(receipt)) = TimerReceipt::deserialize(&timer.receipt) else {
            return nothing::<W>(&state, "the date rests on no rule");
        };
        let deadline = context
            .policies
            .recount(&receipt, context.policies.calendar())
            .map_err(|error| Refusal::invalid("DATE_NOT_RECOUNTED", "timer", error.to_string()))?;
        if deadline.receipt == *receipt {
            return nothing::<W>(&state, "counted by this calendar already");
        }
        let recount = Recount {
            timer: order.timer,
            proposal: order.proposal,
            was_due: receipt.due,
            was_late_from: receipt.late_from,
            deadline,
        };
        let mut state = W::recount(state, &recount);
        let command = registered.rewrite_command(timer.command, timer.command_version)?;
        let spec = TimerSpec {
            name: recount.timer.clone(),
            due: moved_instant(timer.due, &receipt, &recount.deadline),
            command,
            receipt: recount.deadline.receipt.clone().into(),
        };
        let mut decision: Decision<ErasedEvent, Value> = Decision::default();
        decision.events.push(EventRecord {
            event: ErasedEvent {
                event_type: Recount::EVENT.to_owned(),
                data: serde_json::to_value(&recount).map_err(StepError::Stored)?,
            },
            effective_on: None,
            policy: None,
            rules: vec![recount.deadline.receipt.rule.clone()],
        });
        decision.timers.push(TimerChange::Set(spec));
        if recount.moved() {
            let more = registered.0.recounted(&state, &recount, context)?;
            state = more.events.iter().fold(state, |state, record| W::evolve(state, &record.event));
            decision = decision.then(erase::<W>(more)?);
        }
        Ok(Step {
            attributes: W::attributes(&state),
            state: serde_json::to_value(&state).map_err(StepError::Stored)?,
            decision,
        })
    }
}

fn nothing<W: Workflow>(state: &W::State, why: &str) -> Result<Step, StepError> {
    Ok(Step {
        attributes: W::attributes(state),
        state: serde_json::to_value(state).map_err(StepError::Stored)?,
        decision: Decision::nothing(why),
    })
}

/// The instant of a timer after its date moved. Most timers stand at the end of the last day, some at the start of
/// the first late day; one at neither keeps its distance from the last day. Where the two are one instant and
/// lateness waits for a working day, the timer is taken for that of lateness: it never comes too early.
fn moved_instant(instant: Timestamp, receipt: &Receipt, new: &Deadline) -> Timestamp {
    let at_end = instant == end_of_day(receipt.due);
    let at_late = instant == start_of_day(receipt.late_from);
    match (at_end, at_late) {
        (_, true) if !at_end || new.receipt.roll == Some(Roll::LateOnly) => start_of_day(new.late_from),
        (true, _) => end_of_day(new.due),
        _ => instant + (new.due - receipt.due),
    }
}

#[cfg(test)]
mod tests {
    use guohe_policy::{Date, RuleRef, Text};

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn deadline(due: &str, late_from: &str, roll: Roll) -> Deadline {
        let (due, late_from) = (day(due), day(late_from));
        let receipt = Receipt {
            rule: RuleRef { rule: "H26-T-05".to_owned(), article: "第十五条".to_owned() },
            start: day("2026-10-01"),
            start_event: "result_notice".to_owned(),
            period: None,
            nominal: due,
            roll: Some(roll),
            due,
            late_from,
            calendar_versions: vec![],
            skipped_days: vec![],
            pauses: vec![],
            provisional: false,
            arithmetic: Text::default(),
        };
        Deadline { due, late_from, provisional: false, receipt }
    }

    #[test]
    fn a_timer_follows_the_day_it_stood_on() {
        let old = deadline("2027-10-01", "2027-10-02", Roll::NextWorkingDay).receipt;
        let new = deadline("2027-10-08", "2027-10-09", Roll::NextWorkingDay);
        assert_eq!(moved_instant(end_of_day(old.due), &old, &new), end_of_day(new.due));
        let noon = start_of_day(old.due) + chrono::Duration::hours(12);
        assert_eq!(moved_instant(noon, &old, &new), start_of_day(new.due) + chrono::Duration::hours(12));
    }

    #[test]
    fn a_timer_of_lateness_waits_for_the_first_late_day() {
        let old = deadline("2027-01-15", "2027-01-16", Roll::LateOnly).receipt;
        let new = deadline("2027-01-15", "2027-01-19", Roll::LateOnly);
        assert_eq!(moved_instant(start_of_day(old.late_from), &old, &new), start_of_day(new.late_from));
        let back = moved_instant(
            start_of_day(new.late_from),
            &new.receipt,
            &deadline("2027-01-15", "2027-01-16", Roll::LateOnly),
        );
        assert_eq!(back, start_of_day(day("2027-01-16")));
    }

    #[test]
    fn the_command_reads_back_and_is_no_workflows_own() {
        let order = RecountOrder { timer: "rectification".to_owned(), proposal: "2027-1".to_owned() };
        let directed = order.clone().directed(StreamKey::new("d", "base", "b-1"));
        assert_eq!(RecountOrder::read(&directed.command), Some(order));
        assert_eq!(RecountOrder::read(&json!({"type": "end_rectification"})), None);
    }
}
