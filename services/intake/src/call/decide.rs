//! Decisions on a call.

use guohe_api::{intake::v1::CallExtended, outgoing};
use guohe_clock::{Date, end_of_day, start_of_day};
use guohe_flow::{Attributes, Context, Decision, Lookup, Refusal, RefusalKind, TimerReceipt};
use guohe_policy::{Pack, TimedPurpose};

use super::{CallCommand, CallDays, CallEvent, CallState, CallStatus, NewCall};
use crate::refusals::{day_receipt, no_version, official, pack_of, set_day, timed, words};

/// Timer at the start of the first day.
const OPEN: &str = "open";
/// Timer at the end of the last day.
pub(super) const CLOSE: &str = "close";
/// Timer that tells the next page of applications of an extension.
const SPREAD: &str = "spread_extension";
/// Applications told of an extension at a time.
const SPREAD_PAGE: u32 = 200;
/// Longest title in one language, in characters.
const LONGEST_TITLE_CHARS: usize = 200;

type Decided = Result<Decision<CallEvent, CallCommand>, Refusal>;

pub(super) fn decide(state: &CallState, command: &CallCommand, context: &Context<'_>) -> Decided {
    use CallStatus::{Announced, Closed, None, Open};
    match (state.status, command) {
        (None, CallCommand::Create(new)) => create(new, context),
        (_, CallCommand::Create(_)) => Err(Refusal::new(
            RefusalKind::Exists,
            "CALL_EXISTS",
            "there is a call of this id; choose another",
        )),
        (None, CallCommand::Extend { .. }) => {
            Err(Refusal::new(RefusalKind::NotFound, "CALL_UNKNOWN", "there is no such call"))
        }
        (Announced | Open, CallCommand::Extend { closes_on, accepted_until, reason }) => {
            extend(state, *closes_on, *accepted_until, reason, context)
        }
        (Closed, CallCommand::Extend { .. }) => {
            Err(Refusal::wrong_state(command.name(), state.status.name()))
        }
        (Announced, CallCommand::Open) => Ok(Decision::record(CallEvent::Opened)),
        (Announced | Open, CallCommand::Close) => close(state, context),
        (Announced | Open | Closed, CallCommand::SpreadExtension { .. }) => spread(state, context),
        (_, CallCommand::Open | CallCommand::Close | CallCommand::SpreadExtension { .. }) => {
            Ok(Decision::nothing(format!("the call is {}", state.status.name())))
        }
    }
}

/// The applications of this call that are not lodged: drafts, and those that lapsed at its old close.
pub(super) fn lookup(state: &CallState, command: &CallCommand) -> Option<Lookup> {
    let CallCommand::SpreadExtension { after } = command else { return None };
    Some(Lookup {
        kind: "application".to_owned(),
        filter: Attributes::new().text("call", &state.call).flag("unlodged", true),
        after_id: after.clone(),
        limit: SPREAD_PAGE,
    })
}

/// Announces a call under the pack in force on its first day (0b.4: without one a person has to rule).
fn create(new: &NewCall, context: &Context<'_>) -> Decided {
    official(context)?;
    title(new)?;
    let today = context.today();
    if new.opens_on < today {
        return Err(Refusal::invalid("DAYS_ORDER", "opens_on", format!("is before today, {today}")));
    }
    let pack = context.policies.in_force(new.opens_on).map_err(|error| no_version(&error))?;
    let (days, receipt) = days(pack, new.opens_on, new.closes_on, new.accepted_until, context)?;
    for (path, day) in [("recommend_by", new.recommend_by), ("review_by", new.review_by)] {
        if day.is_some_and(|day| day < new.closes_on) {
            let message = format!("is before the call closes on {}", new.closes_on);
            return Err(Refusal::invalid("DAYS_ORDER", path, message));
        }
    }
    let announced = CallEvent::Announced {
        call: context.stream.id.clone(),
        title: new.title.clone(),
        policy: pack.reference(),
        policy_last_day: pack.last_day().ok().flatten(),
        categories: categories(pack, &new.categories)?,
        recommend_by: new.recommend_by,
        review_by: new.review_by,
        days: days.clone(),
        rules: timed(pack, TimedPurpose::CallDeadline).into_iter().collect(),
    };
    let mut decision = Decision::record(announced).under(pack.reference());
    decision = timed(pack, TimedPurpose::CallDeadline).into_iter().fold(decision, Decision::by);
    decision = close_timer(decision, pack, &days, receipt);
    if new.opens_on == today {
        return Ok(decision.and(CallEvent::Opened));
    }
    let receipt = TimerReceipt::set_by("first day of the call, set by its notice");
    Ok(decision.set_timer(OPEN, start_of_day(new.opens_on), CallCommand::Open, receipt))
}

fn title(new: &NewCall) -> Result<(), Refusal> {
    for (path, text) in [("title.zh", &new.title.zh), ("title.en", &new.title.en)] {
        if text.trim().is_empty() || text.chars().count() > LONGEST_TITLE_CHARS {
            let message = format!("must have 1 to {LONGEST_TITLE_CHARS} characters");
            return Err(Refusal::invalid("TITLE", path, message));
        }
    }
    Ok(())
}

fn categories(pack: &Pack, wanted: &[String]) -> Result<Vec<String>, Refusal> {
    if wanted.is_empty() {
        return Ok(pack.categories.iter().map(|category| category.code.clone()).collect());
    }
    let mut codes: Vec<String> = Vec::new();
    for (index, code) in wanted.iter().enumerate() {
        if pack.category(code).is_none() {
            let known: Vec<&str> = pack.categories.iter().map(|category| category.code.as_str()).collect();
            let message = format!("{} has no such category; it has {}", pack.identity.id, known.join(", "));
            return Err(Refusal::invalid("CATEGORY_UNKNOWN", format!("categories[{index}]"), message));
        }
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    Ok(codes)
}

/// Puts a call's days in order. The last day moves from a rest day where the pack moves the close of a call.
fn days(
    pack: &Pack,
    opens_on: Date,
    closes_on: Date,
    grace: Option<Date>,
    context: &Context<'_>,
) -> Result<(CallDays, TimerReceipt), Refusal> {
    if closes_on < opens_on {
        return Err(Refusal::invalid(
            "DAYS_ORDER",
            "closes_on",
            format!("is before the first day, {opens_on}"),
        ));
    }
    let grace = grace.unwrap_or(closes_on);
    if grace < closes_on {
        let message = format!("is before the published last day, {closes_on}");
        return Err(Refusal::invalid("DAYS_ORDER", "accepted_until", message));
    }
    if closes_on < context.today() {
        return Err(Refusal::invalid("DAYS_ORDER", "closes_on", "is over already"));
    }
    let rule = pack.timed_rule(TimedPurpose::CallDeadline);
    let (accepted_until, provisional) = set_day(grace, rule, context.policies.calendar());
    let why = format!("last day of the call ({closes_on}), with grace and rest days");
    let receipt = day_receipt(grace, rule, context.policies.calendar(), why);
    Ok((CallDays { opens_on, closes_on, accepted_until, provisional }, receipt))
}

fn close_timer(
    decision: Decision<CallEvent, CallCommand>,
    pack: &Pack,
    days: &CallDays,
    receipt: TimerReceipt,
) -> Decision<CallEvent, CallCommand> {
    decision.set_timer(CLOSE, pack.end_of(days.accepted_until), CallCommand::Close, receipt)
}

fn extend(
    state: &CallState,
    closes_on: Date,
    grace: Option<Date>,
    reason: &str,
    context: &Context<'_>,
) -> Decided {
    official(context)?;
    let reason = words("reason", reason)?;
    let (Some(present), Some(policy)) = (&state.days, &state.policy) else {
        return Err(Refusal::wrong_state("ExtendCall", state.status.name()));
    };
    let pack = pack_of(context, &policy.id)?;
    let (days, receipt) = days(pack, present.opens_on, closes_on, grace, context)?;
    if days == *present {
        return Ok(Decision::nothing("the call has these days already"));
    }
    if days.closes_on < present.closes_on || days.accepted_until < present.accepted_until {
        let message = format!(
            "a call is only ever extended; it closes on {} and receives until {}",
            present.closes_on, present.accepted_until
        );
        return Err(Refusal::invalid("DAYS_ORDER", "closes_on", message));
    }
    let mut decision =
        Decision::record(CallEvent::Extended { days: days.clone(), reason }).under(policy.clone());
    decision = timed(pack, TimedPurpose::CallDeadline).into_iter().fold(decision, Decision::by);
    Ok(spread_timer(close_timer(decision, pack, &days, receipt), "", context))
}

fn spread_timer(
    decision: Decision<CallEvent, CallCommand>,
    after: &str,
    context: &Context<'_>,
) -> Decision<CallEvent, CallCommand> {
    let receipt = TimerReceipt::set_by("housekeeping: tells the applications of a call that it was extended");
    decision.set_timer(SPREAD, context.now, CallCommand::SpreadExtension { after: after.to_owned() }, receipt)
}

/// Tells one page of applications, and comes back for the next.
fn spread(state: &CallState, context: &Context<'_>) -> Decided {
    let (Some(days), Some(last)) = (&state.days, context.found.last()) else {
        return Ok(Decision::nothing("no application left to tell"));
    };
    let applications: Vec<String> = context.found.iter().map(|found| found.id.clone()).collect();
    let message = CallExtended {
        call: state.call.clone(),
        applications,
        closes_on: days.closes_on.to_string(),
        accepted_until: days.accepted_until.to_string(),
        reason: state.extension_reason.clone(),
    };
    let told = u32::try_from(context.found.len()).unwrap_or(u32::MAX);
    let event = CallEvent::ExtensionSpread { applications: told, last: last.id.clone() };
    let decision = Decision::record(event).send(outgoing(&message));
    Ok(if told < SPREAD_PAGE { decision } else { spread_timer(decision, &last.id, context) })
}

/// The last day is over. A timer that an extension overtook changes nothing: its successor stands.
fn close(state: &CallState, context: &Context<'_>) -> Decided {
    let pack = state.policy.as_ref().and_then(|policy| context.policies.pack(&policy.id));
    let end = |day| pack.map_or_else(|| end_of_day(day), |pack| pack.end_of(day));
    match &state.days {
        Some(days) if context.now < end(days.accepted_until) => {
            Ok(Decision::nothing("the call was extended"))
        }
        _ => Ok(Decision::record(CallEvent::Closed).cancel_timer(OPEN)),
    }
}
