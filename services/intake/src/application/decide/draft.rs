//! Drafts: begun in an open call, filled, given more time, lapsed.

use guohe_clock::{Date, Timestamp, end_of_day};
use guohe_flow::{Context, Decision, Refusal, RefusalKind, StreamKey};
use guohe_policy::{RuleRef, TimedPurpose, check_credit_code};

use super::{
    CLOSE, CORRECTION, Case, Command, CorrectionDay, Decided, Event, messages, own_pack, present_terms,
};
use crate::{
    application::{
        command::DraftTerms,
        state::{ApplicationState, CallTerms},
        status::Status,
    },
    form::StoredForm,
    notices,
    refusals::{day_receipt, host_of, official, words},
};

/// Begins a draft (C1): the call receives, the category is one of its own, the credit code is well-formed.
pub(super) fn create(terms: &DraftTerms, context: &Context<'_>) -> Decided {
    check_credit_code(&terms.institution)
        .map_err(|error| Refusal::invalid("CREDIT_CODE_CHECK", "institution", error.to_string()))?;
    host_of(context, &terms.institution)?;
    let call = present_terms(&terms.call, context);
    recommending_unit(&terms.unit, &call, context)?;
    receives(&call, call.accepted_until, context)?;
    if !call.categories.contains(&terms.category) {
        let message = format!("is not in this call; it has {}", call.categories.join(", "));
        return Err(Refusal::invalid("CATEGORY_UNKNOWN", "category", message));
    }
    let created = Event::DraftCreated {
        application: context.stream.id.clone(),
        call,
        institution: terms.institution.clone(),
        category: terms.category.clone(),
        unit: terms.unit.clone(),
        at: context.now,
    };
    let case = Case::of(&ApplicationState::default()).happens(created, []);
    Ok(closes(case, context).decided())
}

/// A draft names the unit that will recommend it; under measures that know no such unit it names none.
fn recommending_unit(unit: &str, call: &CallTerms, context: &Context<'_>) -> Result<(), Refusal> {
    let pack = context.policies.pack(&call.policy);
    if pack.is_some_and(|pack| pack.step("recommend").is_none()) {
        if unit.is_empty() {
            return Ok(());
        }
        let message = "must be empty: the measures of this call name nobody who recommends";
        return Err(Refusal::invalid("UNIT_NEEDLESS", "unit", message));
    }
    StreamKey::new("d", "unit", unit)
        .check()
        .map_err(|error| Refusal::invalid("IDENTIFIER", "unit", error.to_string()))
}

/// Refuses what a call does not receive: before its first day begins, after its last is over.
pub(super) fn receives(call: &CallTerms, until: Date, context: &Context<'_>) -> Result<(), Refusal> {
    let today = context.today();
    let refusal = if today < call.opens_on {
        Refusal::new(RefusalKind::Rule, "CALL_NOT_OPEN", format!("the call opens on {}", call.opens_on))
    } else if context.now >= end_of(call, until, context) {
        let message =
            format!("the call closed on {}; applications were received until {until}", call.closes_on);
        Refusal::new(RefusalKind::Rule, "CALL_CLOSED", message)
    } else {
        return Ok(());
    };
    Err(close_rule(call, context).into_iter().fold(refusal, Refusal::by))
}

/// The instant at which a day of the call is over.
fn end_of(call: &CallTerms, day: Date, context: &Context<'_>) -> Timestamp {
    context.policies.pack(&call.policy).map_or_else(|| end_of_day(day), |pack| pack.end_of(day))
}

fn close_rule(call: &CallTerms, context: &Context<'_>) -> Option<RuleRef> {
    let pack = context.policies.pack(&call.policy)?;
    crate::refusals::timed(pack, TimedPurpose::CallDeadline)
}

/// Sets the timer at the end of the last day, and reminds the host of that day.
fn closes(case: Case, context: &Context<'_>) -> Case {
    let until = case.state.submit_until();
    let why = format!("last day for lodging in the call {}", case.state.call.call);
    let pack = context.policies.pack(&case.state.call.policy);
    let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::CallDeadline));
    let receipt = day_receipt(until, rule, context.policies.calendar(), why);
    let end = end_of(&case.state.call, until, context);
    case.timer(CLOSE, end, Command::CallClosed, receipt)
        .send(|state| state.remind(messages::SUBMISSION, notices::host(&state.institution), until, rule))
}

/// Stores the form of a draft or of a returned application.
pub(super) fn save(state: &ApplicationState, form: &StoredForm, context: &Context<'_>) -> Decided {
    host_of(context, &state.institution)?;
    if !matches!(state.status(), Status::Draft | Status::Returned) {
        return Err(Refusal::wrong_state("SaveForm", state.status().name()));
    }
    if state.form.as_ref() == Some(form) {
        return Ok(Decision::nothing("this form is stored already"));
    }
    Ok(Case::of(state).happens(Event::FormSaved { form: form.clone() }, []).decided())
}

/// Gives one applicant more time: to lodge (a lapsed draft opens again), or to correct.
pub(super) fn extend(state: &ApplicationState, until: Date, reason: &str, context: &Context<'_>) -> Decided {
    official(context)?;
    let reason = words("reason", reason)?;
    let present = match state.status() {
        Status::Draft | Status::Lapsed => Some(state.submit_until()),
        Status::Returned => state.correct_by,
        status => return Err(Refusal::wrong_state("ExtendApplication", status.name())),
    };
    if until < context.today() || present.is_some_and(|present| until < present) {
        let message = format!("must be today or later and not before the present last day, {present:?}");
        return Err(Refusal::invalid("DAYS_ORDER", "until", message));
    }
    if state.status() != Status::Returned {
        let call = state.call.clone();
        let extended = Event::Extended { call, extended_until: Some(until), reason, at: context.now };
        return Ok(more_time(Case::of(state).happens(extended, []), until, context));
    }
    let pack = own_pack(state, context);
    let day = CorrectionDay::find(Some(until), pack, context);
    let correct_by = day.day().unwrap_or(until);
    let case = Case::of(state)
        .no_timer(CORRECTION)
        .happens(Event::CorrectionExtended { correct_by, reason, at: context.now }, [])
        .awaits_correction(&day, pack);
    Ok(case
        .send(|state| state.notice(notices::EXTENDED, &[("until", correct_by.to_string())], &[]))
        .decided())
}

fn more_time(case: Case, until: Date, context: &Context<'_>) -> Decision<Event, Command> {
    closes(case, context)
        .send(|state| state.notice(notices::EXTENDED, &[("until", until.to_string())], &[]))
        .decided()
}

/// The call received more time. A draft that lapsed at the old close opens again: the extension overtook it.
pub(super) fn call_extended(
    state: &ApplicationState,
    closes_on: Date,
    accepted_until: Date,
    reason: &str,
    context: &Context<'_>,
) -> Decision<Event, Command> {
    if !matches!(state.stage, Status::Draft | Status::Lapsed) {
        return Decision::nothing("the application is lodged or ended");
    }
    if (closes_on, accepted_until) <= (state.call.closes_on, state.call.accepted_until)
        && state.stage == Status::Draft
    {
        return Decision::nothing("the application has these days already");
    }
    if context.now >= end_of(&state.call, accepted_until, context) {
        return Decision::nothing("the extension is over, too");
    }
    let call = CallTerms { closes_on, accepted_until, ..state.call.clone() };
    let extended = Event::Extended {
        call,
        extended_until: state.extended_until,
        reason: reason.to_owned(),
        at: context.now,
    };
    let rules = close_rule(&state.call, context);
    let case = Case::of(state).happens(extended, rules);
    let until = case.state.submit_until();
    more_time(case, until, context)
}

/// The last day for lodging is over (C3): a draft lapses. The call's present days are looked up first.
pub(super) fn call_closed(state: &ApplicationState, context: &Context<'_>) -> Decision<Event, Command> {
    if state.stage != Status::Draft {
        return Decision::nothing("the application is no draft any more");
    }
    let call = present_terms(&state.call, context);
    if call.accepted_until > state.call.accepted_until {
        return call_extended(state, call.closes_on, call.accepted_until, "the call was extended", context);
    }
    let until = state.submit_until();
    if context.now < end_of(&state.call, until, context) {
        return Decision::nothing("the application has more time");
    }
    let rules = close_rule(&state.call, context);
    // Nobody else has heard of a draft, so no service is told that it closed.
    Case::of(state)
        .happens(Event::Lapsed { at: context.now }, rules)
        .send(|state| state.forget(messages::SUBMISSION, "the call closed"))
        .send(|state| state.notice(notices::LAPSED, &[("submit_until", until.to_string())], &state.rules))
        .decided()
}
