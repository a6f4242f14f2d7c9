//! Decides a reminder's commands.

use chrono::Duration;
use guohe_clock::Timestamp;
use guohe_flow::{Context, Decision, DecisionOf, TimerReceipt};
use guohe_policy::Date;

use super::{Reminder, ReminderCommand, ReminderEvent, ReminderFlow, Setting, Status};
use crate::{delivery::Delivery, texts};

/// Hour of the day in Beijing at which reminders go out.
const HOUR: i64 = 9;
/// Most days of a ladder.
const MOST_DAYS: usize = 30;

pub(super) fn decide(
    state: &Reminder,
    command: &ReminderCommand,
    context: &Context<'_>,
) -> DecisionOf<ReminderFlow> {
    match command {
        ReminderCommand::Set(setting) => set(state, setting, context),
        ReminderCommand::Clear { reason } if state.status == Status::Set => {
            Decision::record(ReminderEvent::Cleared { reason: reason.clone() }).cancel_all_timers()
        }
        ReminderCommand::Clear { .. } => Decision::nothing("nothing is set"),
        ReminderCommand::Remind { on } => remind(state, *on, context),
    }
}

fn timer(on: Date) -> String {
    format!("remind-{on}")
}

fn hour_of(on: Date) -> Timestamp {
    guohe_clock::start_of_day(on) + Duration::hours(HOUR)
}

/// Sets the ladder's timers, in place of those before.
fn set(state: &Reminder, setting: &Setting, context: &Context<'_>) -> DecisionOf<ReminderFlow> {
    if state.status == Status::Set && state.setting == *setting {
        return Decision::nothing("set already, with the same days");
    }
    let mut days = setting.remind_on.clone();
    days.sort_unstable();
    days.dedup();
    days.truncate(MOST_DAYS);
    let today = context.today();
    let (skipped, mut pending): (Vec<Date>, Vec<Date>) = days.into_iter().partition(|day| *day < today);
    if pending.is_empty() && !skipped.is_empty() && setting.due_on >= today {
        pending.push(today);
    }
    let stale: Vec<Date> = state.pending.iter().filter(|day| !pending.contains(day)).copied().collect();
    let event = ReminderEvent::Set { setting: setting.clone(), pending: pending.clone(), skipped };
    let decision = setting.rules.iter().cloned().fold(Decision::record(event), Decision::by);
    let decision = stale.into_iter().fold(decision, |decision, day| decision.cancel_timer(timer(day)));
    pending.into_iter().fold(decision, |decision, on| {
        let why = format!("a day of the reminder ladder of {}, due {}", setting.deadline, setting.due_on);
        decision.set_timer(timer(on), hour_of(on), ReminderCommand::Remind { on }, TimerReceipt::set_by(why))
    })
}

/// Reminds, on a day that still stands.
fn remind(state: &Reminder, on: Date, context: &Context<'_>) -> DecisionOf<ReminderFlow> {
    if state.status != Status::Set || !state.pending.contains(&on) {
        return Decision::nothing("this day does not stand any more");
    }
    let setting = &state.setting;
    let title = texts::reminder(&setting.name, setting.due_on, &setting.values).title;
    let deliveries = Delivery::log(&setting.recipients, &title, context.now);
    let event = ReminderEvent::Reminded { on, deliveries };
    setting.rules.iter().cloned().fold(Decision::record(event), Decision::by)
}
