//! How a base leaves: by a cancellation that people decided, or by national recognition.
//!
//! Both count from their document's date, which may lie before the day of entry: effects dated after it are
//! annulled by events. Where both happen, the earlier date governs; where that does not settle it, a person
//! rules.

use std::sync::Arc;

use guohe_api::registry::v1::{BaseLeft, base_left};
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal, Task};
use guohe_policy::{Date, ExitEffect, ExitTrigger, Pack, SwitchValue, TimedPurpose};

use super::{
    super::{Base, BaseCommand, BaseEvent, BaseFlow, Departure, Effect, Leaving, Status},
    Outcome,
    rectification::RECTIFICATION,
    reports::{duty_ended, forget_report},
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, clear, forbid_future, in_force, not_empty, official, policy_error, silent},
};

const RULE_ON_DEPARTURE: &str = "rule_on_departure";
/// Task of an official where the measures leave open whether a nationally recognised base leaves.
const RULE_ON_NATIONAL: &str = "rule_on_national_exit";

/// An official decided to cancel the base (T1, B21).
pub(super) fn cancel(state: &Base, command: &BaseCommand, context: &Context<'_>) -> Outcome {
    let BaseCommand::Cancel { matter, ground, document_number, document_on, policy } = command else {
        return Ok(Decision::nothing("not a cancellation"));
    };
    let pack = adopted(context, policy)?;
    let departure = Departure {
        leaving: Leaving::Cancelled,
        effective_on: *document_on,
        document_number: document_number.clone(),
        ground: ground.clone(),
        matter: matter.clone(),
        policy: policy.clone(),
        recorded_on: context.today(),
        rules: pack.ground(ground).map(guohe_policy::Ground::rule).into_iter().collect(),
    };
    match (state.status, &state.departure) {
        // It left at its own wish before: whether it can still be cancelled is for a person.
        (Status::Exited, _) => Ok(dispute(state, departure, context)),
        (Status::Revoked, _) => Ok(Decision::nothing("the base is cancelled already")),
        // Cancelled before it was recognised nationally: the cancellation governs.
        (Status::ExitedNational, Some(exit)) if *document_on < exit.effective_on && !state.disputed => {
            Ok(leave(state, departure, pack, context))
        }
        (Status::ExitedNational, _) => Ok(dispute(state, departure, context)),
        _ => Ok(leave(state, departure, pack, context)),
    }
}

/// The ministry recognised the base: it leaves on that document's date, without a ban (B23).
pub(super) fn national(
    state: &Base,
    document_number: &str,
    document_on: Date,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    let done = matches!(state.status, Status::ExitedNational | Status::Exited);
    if done || state.disputed || state.national.is_some() {
        return Err(Refusal::wrong_state("RecordNationalRecognition", state.status.code()));
    }
    not_empty("document_number", document_number)?;
    forbid_future(context, "document_on", document_on)?;
    if state.recognised_on.is_some_and(|recognised_on| document_on < recognised_on) {
        let words = "lies before the base's own recognition; look at the date again";
        return Err(Refusal::invalid("DATE_BEFORE_RECOGNITION", "document_on", words));
    }
    let pack = in_force(context, document_on)?;
    let departure = national_departure(pack, document_number, document_on, context)?;
    match &state.departure {
        Some(cancelled) if cancelled.effective_on < departure.effective_on => {
            let rules = departure.rules.clone();
            let event = BaseEvent::DepartureNoted(departure);
            Ok(cite(Decision::record(event).effective_on(document_on).under(pack.reference()), rules))
        }
        Some(_) => Ok(dispute(state, departure, context)),
        None if asks_first(pack) => Ok(ask_about_national(state, departure, pack, context)),
        None => Ok(leave(state, departure, pack, context)),
    }
}

fn asks_first(pack: &Pack) -> bool {
    let open =
        pack.exit_on(ExitTrigger::NationalRecognition).is_some_and(|exit| exit.effect == ExitEffect::Ruling);
    // A department may read that the province's recommendation does not matter: then nobody need be asked.
    open && pack.switch("national_exit_requires_prov_rec").and_then(SwitchValue::word) != Some("no")
}

/// The base stays until a person has ruled.
fn ask_about_national(
    state: &Base,
    departure: Departure,
    pack: &Pack,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let question =
        "The ministry recognised the base. Does it leave the department's register, on that document's date?";
    let task = Task::official(RULE_ON_NATIONAL, context.today(), question).by(departure.rules.clone());
    let on = departure.effective_on.to_string();
    let notice = tell(
        "base_national_recognised",
        [officials()],
        format!("base/{}", state.id),
        &[("base", &state.id), ("document_number", &departure.document_number), ("effective_on", &on)],
        &departure.rules,
    );
    let rules = departure.rules.clone();
    let noted = Decision::record(BaseEvent::NationalRecognitionNoted(departure)).under(pack.reference());
    cite(noted, rules).and(BaseEvent::TaskOpened(task)).send(notice)
}

/// An official rules whether a nationally recognised base leaves.
pub(super) fn rule_on_national(state: &Base, leaves: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    let Some(departure) = state.national.clone().filter(|_| state.status.is_live()) else {
        return Err(Refusal::wrong_state("RuleOnNationalExit", state.status.code()));
    };
    not_empty("reason", reason)?;
    if !leaves {
        let closed = BaseEvent::TaskClosed { code: RULE_ON_NATIONAL.to_owned(), about: String::new() };
        let declined = BaseEvent::NationalExitDeclined { reason: reason.to_owned() };
        return Ok(cite(Decision::record(declined), departure.rules).and(closed));
    }
    let pack = adopted(context, &departure.policy)?;
    let by_ruling = pack.switch("exit_date").and_then(SwitchValue::word) == Some("ruling_document");
    let effective_on = if by_ruling { context.today() } else { departure.effective_on };
    Ok(leave(state, Departure { effective_on, ..departure }, pack, context))
}

fn national_departure(
    pack: &Pack,
    document_number: &str,
    document_on: Date,
    context: &Context<'_>,
) -> Result<Departure, Refusal> {
    let silent = || silent(context, "the measures set no exit on national recognition");
    let exit = pack.exit_on(ExitTrigger::NationalRecognition).ok_or_else(silent)?;
    let mut rules = vec![exit.rule()];
    // Where the text names no day, the document's own date counts.
    let mut effective_on = document_on;
    if let Some(rule) = pack.timed_rule(TimedPurpose::NationalExit) {
        let deadline = rule
            .deadline(document_on, context.policies.calendar())
            .map_err(|error| policy_error(context, &error))?;
        effective_on = deadline.due;
        rules.push(rule.rule());
    }
    Ok(Departure {
        leaving: Leaving::National,
        effective_on,
        document_number: document_number.to_owned(),
        ground: String::new(),
        matter: String::new(),
        policy: pack.identity.id.clone(),
        recorded_on: context.today(),
        rules,
    })
}

/// Leaves: later effects are annulled, timers cancelled, open duties told.
pub(super) fn leave(
    state: &Base,
    departure: Departure,
    pack: &Pack,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let from = departure.effective_on;
    let annulled = annulments(state, from);
    let left =
        Decision::record(BaseEvent::Left(departure.clone())).effective_on(from).under(pack.reference());
    let mut decision = cite(left, departure.rules.clone());
    for (effect, subject, effect_on) in annulled {
        decision = decision.and(BaseEvent::Annulled { effect, subject, effect_on }).effective_on(from);
    }
    if state.running_rectification().is_some() {
        decision = decision.send(clear(("base", &state.id, RECTIFICATION), "the base left the register"));
    }
    let after = state.clone().evolve(&BaseEvent::Left(departure.clone()));
    if state.status.is_live() {
        decision = decision.send(forget_report(state, context.policies.pack(&state.policy).map(Arc::as_ref)));
    }
    decision =
        decision.cancel_all_timers().send(base_left(&after, &departure)).send(notice(state, &departure));
    open_duties(state, &departure)
        .fold(decision, |decision, (kind, subject)| decision.send(duty_ended(&after, kind, &subject)))
}

/// Effects dated on or after the day from which the base was out.
fn annulments(state: &Base, from: Date) -> Vec<(Effect, String, Date)> {
    let mut effects = Vec::new();
    for mark in state.grades.iter().filter(|mark| mark.notice_on >= from && !mark.annulled) {
        effects.push((Effect::Grade, mark.performance.clone(), mark.notice_on));
    }
    if let Some(rectification) = state.rectification.as_ref().filter(|r| r.notice_on >= from) {
        effects.push((Effect::Rectification, rectification.performance.clone(), rectification.notice_on));
    }
    if let Some(under_way) = state.evaluation.as_ref().filter(|e| e.re_evaluation && e.since >= from) {
        effects.push((Effect::ReEvaluation, under_way.performance.clone(), under_way.since));
    }
    effects
}

fn open_duties<'a>(
    state: &'a Base,
    departure: &'a Departure,
) -> impl Iterator<Item = (&'static str, String)> + 'a {
    let reports = state
        .reports
        .iter()
        .filter(|(_, mark)| mark.is_open())
        .map(|(year, _)| ("report", state.report_id(*year)));
    let changes = state.changes.values().flatten().filter(|mark| !mark.registered);
    let matters = state.matters.iter().filter(|open| open.matter != departure.matter);
    reports
        .chain(changes.map(|mark| ("change", mark.change.clone())))
        .chain(matters.map(|open| ("matter", open.matter.clone())))
}

/// The ways of leaving on the wire.
pub(super) fn wire_leaving(leaving: Leaving) -> base_left::Leaving {
    match leaving {
        Leaving::Cancelled => base_left::Leaving::Cancelled,
        Leaving::National => base_left::Leaving::National,
        Leaving::Voluntary => base_left::Leaving::Voluntary,
    }
}

fn base_left(state: &Base, departure: &Departure) -> Outgoing {
    guohe_api::outgoing(&BaseLeft {
        base: state.id.clone(),
        institution: state.institution.clone(),
        leaving: wire_leaving(departure.leaving).into(),
        effective_on: departure.effective_on.to_string(),
        ground: departure.ground.clone(),
        document_number: departure.document_number.clone(),
        policy: departure.policy.clone(),
        rules: guohe_api::rule_refs(&departure.rules),
    })
}

fn notice(state: &Base, departure: &Departure) -> Outgoing {
    let on = departure.effective_on.to_string();
    let mut values = vec![
        ("base", state.id.as_str()),
        ("institution", state.institution.as_str()),
        ("document_number", departure.document_number.as_str()),
        ("effective_on", on.as_str()),
    ];
    let template = match departure.leaving {
        Leaving::Cancelled => {
            values.push(("ground", departure.ground.as_str()));
            "base_revoked"
        }
        Leaving::National => "base_exited_national",
        Leaving::Voluntary => "base_exited",
    };
    let recipients = [host(&state.institution), unit(&state.unit), officials()];
    tell(template, recipients, format!("base/{}", state.id), &values, &departure.rules)
}

/// Keeps a second document that conflicts with the first, for a person to rule.
fn dispute(state: &Base, departure: Departure, context: &Context<'_>) -> DecisionOf<BaseFlow> {
    if state.other_departure.as_ref().is_some_and(|other| other.document_number == departure.document_number)
    {
        return Decision::nothing("this document is on file already");
    }
    let question = match departure.leaving {
        Leaving::Cancelled => "A cancellation of a base that had left already: does it count?",
        Leaving::National | Leaving::Voluntary => {
            "A national recognition dated on or before the cancellation: which of them governs? A ban has to be quashed \
             where the recognition does."
        }
    };
    let on = departure.effective_on.to_string();
    let notice = tell(
        "base_departure_disputed",
        [officials()],
        format!("base/{}", state.id),
        &[("base", &state.id), ("document_number", &departure.document_number), ("effective_on", &on)],
        &departure.rules,
    );
    let task = Task::official(RULE_ON_DEPARTURE, context.today(), question).by(departure.rules.clone());
    let (effective_on, rules) = (departure.effective_on, departure.rules.clone());
    cite(Decision::record(BaseEvent::DepartureDisputed(departure)).effective_on(effective_on), rules)
        .and(BaseEvent::TaskOpened(task))
        .send(notice)
}

/// An official rules which document governs.
pub(super) fn rule(state: &Base, national: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.disputed {
        return Err(Refusal::wrong_state("RuleOnDeparture", state.status.code()));
    }
    not_empty("reason", reason)?;
    let on_file = [&state.departure, &state.other_departure].into_iter().flatten();
    let otherwise = on_file.map(|departure| departure.leaving).find(|leaving| *leaving != Leaving::Cancelled);
    let leaving = if national { otherwise.unwrap_or(Leaving::National) } else { Leaving::Cancelled };
    let ruled = BaseEvent::DepartureRuled { leaving, reason: reason.to_owned() };
    let after = state.clone().evolve(&ruled);
    let closed = BaseEvent::TaskClosed { code: RULE_ON_DEPARTURE.to_owned(), about: String::new() };
    let decision = Decision::record(ruled).and(closed);
    Ok(match &after.departure {
        Some(departure) if after.status != state.status => {
            decision.send(base_left(&after, departure)).send(notice(&after, departure))
        }
        _ => decision,
    })
}
