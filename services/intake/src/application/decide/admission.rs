//! Admission: the registry's answer, the hand-over to the recommending unit, and rulings where it is open.

use guohe_api::intake::v1::application_closed::Ending;
use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal};
use guohe_policy::{Pack, RuleRef, TimedPurpose, TimerSpan};
use serde_json::Value;

use super::{Case, Command, Decided, Event, opinion, submit};
use crate::{
    application::{
        command::Standing,
        state::{ApplicationState, Ban, Ruling, RulingCause},
        status::Status,
    },
    explained::DecisionExplanation,
    notices,
    refusals::{no_version, official, pack_of, set_day, step_rule, words},
};

/// Asks an official for a ruling.
pub(super) fn open(case: Case, ruling: Ruling, context: &Context<'_>) -> Case {
    let rules = ruling.rules.clone();
    let cause = ruling.cause;
    case.happens(Event::RulingOpened { ruling, at: context.now }, rules.clone())
        .send(|state| needs_ruling(state, cause, &rules))
}

fn needs_ruling(state: &ApplicationState, cause: RulingCause, rules: &[RuleRef]) -> guohe_flow::Outgoing {
    let received = state.received_on().map(|day| day.to_string()).unwrap_or_default();
    let values = [("cause", cause.code().to_owned()), ("received_on", received)];
    state.notice(notices::NEEDS_RULING, &values, rules)
}

/// Hands the case to its recommending unit (H26: Art. 9(1)), or, where the measures have no such step, to the
/// department itself.
pub(super) fn present(case: Case, pack: &Pack, rules: &[RuleRef], context: &Context<'_>) -> Case {
    if pack.step("recommend").is_none() {
        return hand_to_department(case, pack, rules, context);
    }
    let due_on = opinion_due(&case.state, pack, context);
    let unit = case.state.unit.clone();
    let relied: Vec<RuleRef> =
        step_rule(pack, "recommend").into_iter().chain(rules.iter().cloned()).collect();
    case.happens(Event::Presented { unit, due_on, at: context.now }, relied)
        .send(|state| state.presented(due_on))
}

fn hand_to_department(case: Case, pack: &Pack, rules: &[RuleRef], context: &Context<'_>) -> Case {
    let rule = pack.timed_rule(TimedPurpose::FormCheckDeadline);
    let acceptance = rule.and_then(|rule| opinion::acceptance(&case.state, rule, context));
    let accept_by = acceptance.as_ref().map(|day| day.due.to_string()).unwrap_or_default();
    let handed = Event::HandedToDepartment { acceptance: acceptance.clone().map(Box::new), at: context.now };
    let case = opinion::await_acceptance(case.happens(handed, rules.iter().cloned()), acceptance, rule);
    case.send(|state| state.notice(notices::AWAITS_ACCEPTANCE, &[("accept_by", accept_by)], rules))
}

/// The call's day for opinions while it is still to come; otherwise the pack's period from today.
fn opinion_due(state: &ApplicationState, pack: &Pack, context: &Context<'_>) -> Option<Date> {
    let rule = pack.timed_rule(TimedPurpose::RecommendationDeadline);
    let calendar = context.policies.calendar();
    let set = state.call.recommend_by.map(|day| set_day(day, rule, calendar).0);
    if set.is_some_and(|day| day >= context.today()) {
        return set;
    }
    let period = rule.filter(|rule| matches!(rule.span, TimerSpan::Period(_)));
    period.and_then(|rule| rule.deadline(context.today(), calendar).ok()).map(|deadline| deadline.due).or(set)
}

/// The registry answered for the day of receipt (C2; bans: HN Art. 16, ZJ Art. 18 and 22).
pub(super) fn standing_answered(
    state: &ApplicationState,
    command: &Command,
    context: &Context<'_>,
) -> Decided {
    let Command::StandingAnswered { revision, standing, banned_until, free_from, base, rules, reason } =
        command
    else {
        return Ok(Decision::nothing("no answer of the registry"));
    };
    let asked = state.ruling.as_ref().is_none_or(|ruling| ruling.cause == RulingCause::Standing);
    if state.stage != Status::Submitted || *revision != state.revision || !asked {
        return Ok(Decision::nothing(format!("no standing is awaited in state {}", state.status().name())));
    }
    let case = Case::of(state);
    Ok(match standing {
        Standing::Eligible => present(case, pack_of(context, state.policy_id())?, rules, context).decided(),
        Standing::Excluded => {
            let ban = Ban { banned_until: *banned_until, free_from: *free_from, base: base.clone() };
            bar(case, ban, reason, rules, context).decided()
        }
        Standing::NeedsRuling if state.ruling.is_some() => Decision::nothing("a ruling is asked for already"),
        Standing::NeedsRuling => {
            let ruling = Ruling {
                cause: RulingCause::Standing,
                question: reason.clone(),
                rules: rules.clone(),
                opened_on: context.today(),
            };
            open(case, ruling, context).decided()
        }
    })
}

/// Refuses a case for a ban, naming its article, its end and the first free day.
fn bar(case: Case, ban: Ban, reason: &str, rules: &[RuleRef], context: &Context<'_>) -> Case {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let values = [
        ("received_on", day(case.state.received_on())),
        ("banned_until", day(ban.banned_until)),
        ("free_from", day(ban.free_from)),
        ("base", ban.base.clone()),
    ];
    let explanation = Some(Box::new(DecisionExplanation::of(&case.state, Some(&ban))));
    let barred =
        Event::Barred { ban, reason: reason.to_owned(), rules: rules.to_vec(), explanation, at: context.now };
    case.happens(barred, rules.iter().cloned())
        .at_rest()
        .send(|state| state.closed(Ending::Barred, reason, rules))
        .send(|state| state.notice(notices::REFUSED_BARRED, &values, rules))
}

/// A ban recorded later covers the day of receipt: an official rules; nothing is undone by itself.
pub(super) fn ban_overtook(
    state: &ApplicationState,
    banned_from: Date,
    banned_until: Date,
    rules: &[RuleRef],
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let concerned = state.stage.is_lodged_and_open() || state.stage == Status::Recognised;
    if !concerned || state.policy.is_none() {
        return Decision::nothing(format!("the application is {}", state.status().name()));
    }
    let ban =
        Ban { banned_until: Some(banned_until), free_from: banned_until.succ_opt(), base: String::new() };
    if state.ban.as_ref() == Some(&ban) {
        return Decision::nothing("this ban is known");
    }
    let ruling = Ruling {
        cause: RulingCause::BanOvertook,
        question: format!(
            "a ban from {banned_from} to {banned_until}, recorded later, covers the day of receipt: may the case go on?"
        ),
        rules: rules.to_vec(),
        opened_on: context.today(),
    };
    Case::of(state)
        .happens(Event::BanOvertook { ban, ruling, at: context.now }, rules.iter().cloned())
        .effective_on(banned_from)
        .send(|state| needs_ruling(state, RulingCause::BanOvertook, rules))
        .decided()
}

/// An official rules. A case admitted at the door goes on to its unit; one refused ends.
pub(super) fn rule(state: &ApplicationState, admit: bool, reason: &str, context: &Context<'_>) -> Decided {
    official(context)?;
    let reason = words("reason", reason)?;
    let Some(ruling) = &state.ruling else {
        return Err(Refusal::wrong_state("RuleOnAdmission", state.status().name()));
    };
    if admit && ruling.cause == RulingCause::NoVersion {
        let on = state.received_on().unwrap_or_else(|| context.today());
        let message =
            format!("no version was in force on {on}; refuse, or reconsider once a successor is adopted");
        let refusal = Refusal::needs_ruling("NO_VERSION_IN_FORCE", message);
        return Err(ruling.rules.iter().cloned().fold(refusal, Refusal::by));
    }
    let made = Event::RulingMade { admitted: admit, reason: reason.clone(), at: context.now };
    let values = [("admitted", admit.to_string()), ("cause", ruling.cause.code().to_owned())];
    let case = Case::of(state)
        .happens(made, ruling.rules.iter().cloned())
        .send(|state| state.notice(notices::RULED, &values, &ruling.rules));
    let case = match (admit, ruling.cause) {
        (true, _) if state.stage == Status::Submitted => {
            present(case, pack_of(context, state.policy_id())?, &ruling.rules, context)
        }
        (false, RulingCause::NoVersion) => refuse_unversioned(case, &reason, &ruling.rules, context),
        (false, RulingCause::Standing | RulingCause::BanOvertook) if state.stage.is_lodged_and_open() => {
            let ban =
                state.ban.clone().unwrap_or(Ban { banned_until: None, free_from: None, base: String::new() });
            bar(case, ban, &reason, &ruling.rules, context)
        }
        _ => case,
    };
    Ok(case.decided())
}

fn refuse_unversioned(case: Case, reason: &str, rules: &[RuleRef], context: &Context<'_>) -> Case {
    let explanation = Some(Box::new(DecisionExplanation::of(&case.state, None)));
    let refused = Event::AcceptanceRefused {
        reason: reason.to_owned(),
        rules: rules.to_vec(),
        explanation,
        at: context.now,
    };
    case.happens(refused, rules.iter().cloned())
        .at_rest()
        .send(|state| state.closed(Ending::NotAccepted, reason, rules))
        .send(|state| state.notice(notices::NOT_ACCEPTED, &[], rules))
}

/// Examines a case that met no version again: under the version now known for its day of receipt, otherwise
/// under the one in force today. The standing is asked for the day of receipt all the same.
pub(super) fn reconsider(
    state: &ApplicationState,
    reason: &str,
    form: &Value,
    sha256: &str,
    context: &Context<'_>,
) -> Decided {
    official(context)?;
    let reason = words("reason", reason)?;
    let waiting = state.ruling.as_ref().is_some_and(|ruling| ruling.cause == RulingCause::NoVersion);
    let (true, Some(received_at)) = (waiting, state.received_at) else {
        return Err(Refusal::wrong_state("ReconsiderAdmission", state.status().name()));
    };
    let received_on = guohe_clock::beijing_date(received_at);
    let pack = context
        .policies
        .in_force(received_on)
        .or_else(|_| context.policies.in_force(context.today()))
        .map_err(|error| no_version(&error))?;
    let facts = submit::complete_form(state, form, sha256)?;
    let report = submit::examine(state, &state.call, &facts, pack, received_on)?;
    let event = Event::AdmissionReconsidered { policy: pack.reference(), report, reason, at: context.now };
    let policy = pack.identity.id.clone();
    Ok(Case::of(state)
        .happens(event, step_rule(pack, "apply"))
        .send(|state| state.submitted(&policy, received_at, state.revision))
        .decided())
}
