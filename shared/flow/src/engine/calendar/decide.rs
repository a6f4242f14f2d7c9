//! Decisions on a proposed calendar year.

use guohe_policy::{Calendar, CalendarYear, Loading, Receipt};

use super::{
    CalendarCommand as Command, CalendarEvent as Event, CalendarFlow, CalendarState, MovedDate,
    ProposalStatus,
    topics::{self, KEEPER, RecountingMessage, SurveyedMessage, YearMessage},
};
use crate::{
    Decision,
    model::{Context, DecisionOf, Found, Lookup, Outgoing, Refusal, RefusalKind, Role, TimerReceipt},
    ports::TimerKey,
};

/// Timers looked at in one step of a survey.
const SURVEY_PAGE: u32 = 200;

/// Timers counted again in one step: each is another stream's command in one batch.
const APPLY_PAGE: u32 = 50;

/// Timers of the two readings.
const SURVEY: &str = "survey";
const APPLY: &str = "apply";

type Decided = Result<DecisionOf<CalendarFlow>, Refusal>;

pub(super) fn decide(
    service: &'static str,
    state: &CalendarState,
    command: &Command,
    context: &Context<'_>,
) -> Decided {
    match command {
        Command::Propose { year } => propose(service, state, year, context),
        Command::Survey { round, year } => Ok(survey(state, *round, year, context)),
        Command::SurveyPage { round, .. } => Ok(survey_page(service, state, *round, context)),
        Command::Report { round, service: from, moved, settled, last } => {
            Ok(report(state, *round, from, moved, *settled, *last))
        }
        Command::Confirm => confirm(state, context),
        Command::Withdraw { reason } => withdraw(state, reason, context),
        Command::Apply { year } => Ok(apply(*year, context)),
        Command::ApplyPage { .. } => Ok(apply_page(service, state, context)),
    }
}

pub(super) fn lookup(state: &CalendarState, command: &Command) -> Option<Lookup> {
    let year = state.year.as_ref().map(|year| year.year);
    match command {
        Command::SurveyPage { after, .. } => Some(Lookup::timers(year?, after, SURVEY_PAGE)),
        Command::ApplyPage { after } => Some(Lookup::timers(year?, after, APPLY_PAGE)),
        _ => None,
    }
}

fn official(context: &Context<'_>) -> Result<(), Refusal> {
    if context.cause.is_request() && context.actor.role != Role::Official {
        let words = "only an official of the department decides on its calendar";
        return Err(Refusal::forbidden("OFFICIAL_ONLY", words));
    }
    Ok(())
}

/// What loading this year would mean, or why it cannot be loaded.
fn loading(year: &CalendarYear, context: &Context<'_>) -> Result<Loading, Refusal> {
    context.policies.calendar().loading(year).map_err(|contradiction| {
        Refusal::new(RefusalKind::Exists, "CALENDAR_CONTRADICTS", contradiction.to_string())
    })
}

fn versions(context: &Context<'_>) -> Vec<String> {
    context.policies.calendar().years().map(CalendarYear::reference).collect()
}

fn propose(service: &str, state: &CalendarState, year: &CalendarYear, context: &Context<'_>) -> Decided {
    official(context)?;
    if service != KEEPER {
        return Err(Refusal::invalid("CALENDAR_KEEPER", "calendar", "the registry keeps calendar proposals"));
    }
    if context.policies.packs().next().is_none() {
        let words = "the department has adopted no measures; its first pack brings the calendar";
        return Err(Refusal::new(RefusalKind::WrongState, "NO_MEASURES", words));
    }
    if loading(year, context)? == Loading::Known {
        return Ok(Decision::nothing("these days are loaded already").answer("KNOWN"));
    }
    let based_on = versions(context);
    let standing = matches!(state.status, ProposalStatus::Surveying | ProposalStatus::Ready);
    if standing && state.based_on == based_on {
        return Ok(Decision::nothing("proposed already").answer("PROPOSED"));
    }
    let round = state.round + 1;
    let event = Event::Proposed {
        year: year.clone(),
        by: context.actor.id.clone(),
        round,
        based_on,
        awaiting: topics::services().map(ToOwned::to_owned).collect(),
    };
    let message = YearMessage { proposal: context.stream.id.clone(), round, year: year.clone() };
    Ok(Decision::record(event).send(Outgoing::new(topics::PROPOSED, &message)).answer("PROPOSED"))
}

fn set_page(
    decision: DecisionOf<CalendarFlow>,
    name: &str,
    command: Command,
    context: &Context<'_>,
) -> DecisionOf<CalendarFlow> {
    let receipt = TimerReceipt::set_by("housekeeping: the next page of timers that rest on a calendar year");
    decision.set_timer(name, context.now, command, receipt)
}

fn survey(
    state: &CalendarState,
    round: u32,
    year: &CalendarYear,
    context: &Context<'_>,
) -> DecisionOf<CalendarFlow> {
    if round <= state.own_round {
        return Decision::nothing("surveyed already");
    }
    let decision = Decision::record(Event::SurveyBegun { year: year.clone(), round });
    set_page(decision, SURVEY, Command::SurveyPage { round, after: String::new() }, context)
}

fn survey_page(
    service: &'static str,
    state: &CalendarState,
    round: u32,
    context: &Context<'_>,
) -> DecisionOf<CalendarFlow> {
    let (true, Some(year)) = (round == state.own_round, &state.year) else {
        return Decision::nothing("a later survey replaced this one");
    };
    let proposed = context.policies.calendar().clone().with_year(year.clone());
    let (moved, settled) = what_moves(service, context, &proposed);
    let timers = u32::try_from(context.found.len()).unwrap_or(u32::MAX);
    let next = context.found.last().filter(|_| timers == SURVEY_PAGE);
    let count = u32::try_from(moved.len()).unwrap_or(u32::MAX);
    let mut decision = Decision::record(Event::PageSurveyed { round, timers, moved: count });
    if let Some(kind) = topics::surveyed(service) {
        let message = SurveyedMessage {
            proposal: context.stream.id.clone(),
            round,
            service: service.to_owned(),
            moved,
            settled,
            last: next.is_none(),
        };
        decision = decision.send(Outgoing::new(kind, &message));
    }
    match next {
        Some(last) => {
            set_page(decision, SURVEY, Command::SurveyPage { round, after: last.id.clone() }, context)
        }
        None => decision,
    }
}

/// The dates of a page that move by a calendar, and how many stay and are settled by it.
fn what_moves(service: &str, context: &Context<'_>, calendar: &Calendar) -> (Vec<MovedDate>, u64) {
    let mut moved = Vec::new();
    let mut settled = 0;
    for (key, receipt) in context.found.iter().filter_map(read_timer) {
        let Ok(new) = context.policies.recount(&receipt, calendar) else { continue };
        if new.due != receipt.due || new.late_from != receipt.late_from {
            moved.push(MovedDate {
                service: service.to_owned(),
                stream: key.stream,
                what: key.name,
                rule: receipt.rule,
                was_due: receipt.due,
                was_late_from: receipt.late_from,
                due: new.due,
                late_from: new.late_from,
                provisional: new.provisional,
            });
        } else if new.receipt != receipt {
            settled += 1;
        }
    }
    (moved, settled)
}

/// A timer with its statutory receipt, as the lookup found it.
fn read_timer(found: &Found) -> Option<(TimerKey, Receipt)> {
    let key = serde_json::from_str(&found.id).ok()?;
    match serde_json::from_str(found.attributes.get_text("receipt")).ok()? {
        TimerReceipt::Statutory(receipt) => Some((key, *receipt)),
        TimerReceipt::Set { .. } => None,
    }
}

fn report(
    state: &CalendarState,
    round: u32,
    service: &str,
    moved: &[MovedDate],
    settled: u64,
    last: bool,
) -> DecisionOf<CalendarFlow> {
    let awaited = state.status == ProposalStatus::Surveying && state.awaiting.contains(service);
    if round != state.round || !awaited {
        return Decision::nothing("this report is awaited no more");
    }
    Decision::record(Event::Reported { service: service.to_owned(), moved: moved.to_vec(), settled, last })
}

fn confirm(state: &CalendarState, context: &Context<'_>) -> Decided {
    official(context)?;
    let (ProposalStatus::Ready, Some(year)) = (state.status, &state.year) else {
        return Err(match state.status {
            ProposalStatus::Absent => {
                Refusal::new(RefusalKind::NotFound, "CALENDAR_UNKNOWN", "there is no such calendar proposal")
            }
            ProposalStatus::Surveying => {
                let missing: Vec<&str> = state.awaiting.iter().map(String::as_str).collect();
                let words = format!(
                    "the list is not complete; {} still look through their dates",
                    missing.join(", ")
                );
                Refusal::new(RefusalKind::WrongState, "SURVEY_UNFINISHED", words)
            }
            other => Refusal::wrong_state("ConfirmCalendarYear", other.code()),
        });
    };
    if loading(year, context)? == Loading::Known {
        return Ok(Decision::nothing("these days are loaded already").answer("KNOWN"));
    }
    if state.based_on != versions(context) {
        let words =
            "another year was loaded since this list was made; propose it again to see the list as it is now";
        return Err(Refusal::new(RefusalKind::WrongState, "PROPOSAL_STALE", words));
    }
    let message = YearMessage { proposal: context.stream.id.clone(), round: state.round, year: year.clone() };
    let confirmed = Event::Confirmed { by: context.actor.id.clone() };
    Ok(Decision::record(confirmed).send(Outgoing::new(topics::CONFIRMED, &message)).answer("CONFIRMED"))
}

fn withdraw(state: &CalendarState, reason: &str, context: &Context<'_>) -> Decided {
    official(context)?;
    if !matches!(state.status, ProposalStatus::Surveying | ProposalStatus::Ready) {
        return Err(Refusal::wrong_state("WithdrawCalendarYear", state.status.code()));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::invalid("REASON_MISSING", "reason", "is empty"));
    }
    Ok(Decision::record(Event::Withdrawn { by: context.actor.id.clone(), reason: reason.trim().to_owned() }))
}

fn apply(year: i32, context: &Context<'_>) -> DecisionOf<CalendarFlow> {
    let decision = Decision::record(Event::ApplyBegun { year });
    set_page(decision, APPLY, Command::ApplyPage { after: String::new() }, context)
}

fn apply_page(
    service: &'static str,
    state: &CalendarState,
    context: &Context<'_>,
) -> DecisionOf<CalendarFlow> {
    if state.year.is_none() {
        return Decision::nothing("no year is known here");
    }
    let timers: Vec<TimerKey> = context.found.iter().filter_map(read_timer).map(|(key, _)| key).collect();
    let count = u32::try_from(timers.len()).unwrap_or(u32::MAX);
    let mut decision = Decision::record(Event::PageApplied { timers: count });
    if let Some(kind) = topics::recounting(service).filter(|_| !timers.is_empty()) {
        let message = RecountingMessage { proposal: context.stream.id.clone(), timers };
        decision = decision.send(Outgoing::new(kind, &message));
    }
    match context.found.last().filter(|_| context.found.len() as u64 == u64::from(APPLY_PAGE)) {
        Some(last) => set_page(decision, APPLY, Command::ApplyPage { after: last.id.clone() }, context),
        None => decision,
    }
}
