//! The cohort's decisions.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::{Date, end_of_day};
use guohe_flow::{Context, Decision, Recount, Refusal, RefusalKind, Task};
use guohe_policy::{Pack, Period, TimedPurpose, TimerSpan};

use super::{Cohort, CohortCommand, CohortEvent, CohortStatus, Cycle};
use crate::{
    checks,
    notices::{self, Deadline, ROUND_OVERDUE},
    rules,
};

type Outcome = Result<Decision<CohortEvent, CohortCommand>, Refusal>;

/// Name of the timer for the latest date of the next round.
pub(super) const CYCLE_TIMER: &str = "cycle_due";
/// Most periods counted from one cohort date: three centuries of three-year cycles.
const MOST_CYCLES: u32 = 100;

pub(super) fn decide(state: &Cohort, command: &CohortCommand, context: &Context<'_>) -> Outcome {
    match command {
        CohortCommand::SetAnchor { anchor_on } => set_anchor(*anchor_on, context),
        CohortCommand::RoundOpened { round, opened_on } => round_opened(state, round, *opened_on, context),
        CohortCommand::CycleDue { by } => Ok(cycle_due(state, *by, context)),
    }
}

/// Sets the cohort date, anew where one was set (Hunan: Art. 15; ). A date long past begins with the
/// first cycle that ends today or later: nobody is overdue on day one.
fn set_anchor(anchor_on: Date, context: &Context<'_>) -> Outcome {
    checks::official(context, "SetCohortAnchor")?;
    let category = &context.stream.id;
    let pack = rules::in_force(context)?;
    if pack.category(category).is_none() {
        let words = format!("{category:?} is no category of {}", pack.identity.id);
        return Err(Refusal::invalid("CATEGORY", "category", words));
    }
    let cycle = first_cycle_not_before(context.today(), 1, anchor_on, pack, context)?;
    let event = CohortEvent::Anchored { cycle: cycle.clone() };
    let decision = rules::by(Decision::record(event).under(pack.reference()), &rules::cycle(pack));
    Ok(watch(decision, &cycle, pack, context))
}

/// The first cycle, from the given number on, whose latest date is not before a day.
fn first_cycle_not_before(
    day: Date,
    from_number: u32,
    anchor_on: Date,
    pack: &Pack,
    context: &Context<'_>,
) -> Result<Cycle, Refusal> {
    for number in from_number..=from_number.saturating_add(MOST_CYCLES) {
        let cycle = cycle(number, anchor_on, pack, context)?;
        if cycle.next_round_by >= day {
            return Ok(cycle);
        }
    }
    Err(Refusal::invalid(
        "ANCHOR",
        "anchor_on",
        "lies too far in the past; set the date of the present cohort",
    ))
}

/// The n-th cycle: always n periods from the cohort date, so that a leap day never makes the date drift.
fn cycle(number: u32, anchor_on: Date, pack: &Pack, context: &Context<'_>) -> Result<Cycle, Refusal> {
    let no_cycle = || {
        let words =
            format!("{} sets no evaluation cycle; rounds are opened without a latest date", pack.identity.id);
        Refusal::needs_ruling("NO_CYCLE", words)
    };
    let mut rule = pack.timed_rule(TimedPurpose::EvaluationCycle).ok_or_else(no_cycle)?.clone();
    let period = rule.period().ok_or_else(no_cycle)?;
    rule.span = TimerSpan::Period(Period::new(period.count().saturating_mul(number), period.unit()));
    let deadline = rule
        .deadline(anchor_on, context.policies.calendar())
        .map_err(|error| Refusal::invalid("ANCHOR", "anchor_on", error.to_string()))?;
    Ok(Cycle {
        anchor_on,
        number,
        next_round_by: deadline.due,
        receipt: deadline.receipt,
        policy: pack.identity.id.clone(),
    })
}

/// Sets the timer and the reminders for a cycle, and tells the registry, which shows it with each base.
fn watch(
    decision: Decision<CohortEvent, CohortCommand>,
    cycle: &Cycle,
    pack: &Pack,
    context: &Context<'_>,
) -> Decision<CohortEvent, CohortCommand> {
    let by = cycle.next_round_by;
    let category = &context.stream.id;
    let message = wire::CohortAnchored {
        category: category.clone(),
        anchor_on: cycle.anchor_on.to_string(),
        next_round_by: by.to_string(),
    };
    decision
        .send(outgoing(&message))
        .set_timer(CYCLE_TIMER, end_of_day(by), CohortCommand::CycleDue { by }, cycle.receipt.clone().into())
        .send(notices::deadline_set(Deadline {
            id: deadline_id(context),
            name: "evaluation_round",
            subject: &format!("cohort/{category}"),
            to: vec![notices::officials()],
            due: by,
            remind_on: rules::ladder(context, pack, TimedPurpose::EvaluationCycle, by),
            rules: &rules::cycle(pack),
            values: notices::values([("category", category.clone())]),
        }))
}

/// The latest date moved with the calendar, where the department moves cycles: timer, reminders and the registry
/// follow.
pub(super) fn recounted(state: &Cohort, recount: &Recount, context: &Context<'_>) -> Outcome {
    let on_time = state.status == CohortStatus::OnTime && recount.timer == CYCLE_TIMER;
    let Some(cycle) = state.cycle.as_ref().filter(|_| on_time) else { return Ok(Decision::default()) };
    let pack = rules::pack(context, &cycle.policy)?;
    Ok(watch(Decision::default(), cycle, pack, context))
}

/// A round answers the cycle it falls into, also when opened early or late; the next one counts from the cohort
/// date. A further round within a cycle already answered moves nothing.
fn round_opened(state: &Cohort, round: &str, opened_on: Date, context: &Context<'_>) -> Outcome {
    if state.last_round == round {
        return Ok(Decision::nothing("this round is known already"));
    }
    let event = CohortEvent::RoundOpened { round: round.to_owned(), opened_on };
    let decision = Decision::record(event);
    let Some(current) = &state.cycle else { return Ok(decision) };
    let pack = rules::pack(context, &current.policy)?;
    let begins_after = match current.number {
        0 | 1 => Date::MIN,
        number => cycle(number - 1, current.anchor_on, pack, context).map_err(later)?.next_round_by,
    };
    if opened_on <= begins_after {
        return Ok(decision);
    }
    let next = first_cycle_not_before(context.today(), current.number + 1, current.anchor_on, pack, context);
    let next = next.map_err(later)?;
    let moved = CohortEvent::MovedOn { cycle: next.clone() };
    let decision = rules::by(decision.and(moved).under(pack.reference()), &rules::cycle(pack));
    Ok(watch(decision, &next, pack, context))
}

/// A date that cannot be counted now may be once the department has adopted a pack that counts it.
fn later(refusal: Refusal) -> Refusal {
    Refusal { kind: RefusalKind::NotYet, ..refusal }
}

/// The date passed without a round: a flag and a task, nothing else.
fn cycle_due(state: &Cohort, by: Date, context: &Context<'_>) -> Decision<CohortEvent, CohortCommand> {
    let current = state.cycle.as_ref().filter(|cycle| cycle.next_round_by == by);
    let Some(current) = current.filter(|_| state.status == CohortStatus::OnTime) else {
        return Decision::nothing("the cycle has moved on");
    };
    let pack = context.policies.pack(&current.policy);
    let basis = pack.map(|pack| rules::cycle(pack)).unwrap_or_default();
    let question = "The latest date of this category's evaluation round has passed. Open the round.";
    let task = Task::official("open_round", context.today(), question).by(basis.clone()).due(Some(by));
    let category = context.stream.id.clone();
    let subject = format!("cohort/{category}");
    let values = notices::values([("category", category), ("next_round_by", by.to_string())]);
    rules::by(Decision::record(CohortEvent::RoundOverdue { by, task }), &basis)
        .send(notices::notice(ROUND_OVERDUE, vec![notices::officials()], &subject, values, &basis))
        .send(notices::deadline_cleared(&deadline_id(context), "the date has passed"))
}

fn deadline_id(context: &Context<'_>) -> String {
    format!("cohort.{}.round", context.stream.id)
}
