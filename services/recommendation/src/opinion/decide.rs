//! Decisions on a case before its unit.

use std::collections::BTreeMap;

use guohe_clock::{Date, end_of_day};
use guohe_flow::{
    Attributes, Context, Decision, Found, Lookup, Recount, Refusal, RefusalKind, TimerReceipt, Workflow,
};
use guohe_policy::{Pack, RuleRef, TimedPurpose, TimedRule};

use super::{
    command::{OpinionCommand as Command, Presentation},
    event::{OpinionEvent as Event, Verdict},
    state::{OpinionState, OpinionStatus, SubjectKind},
};
use crate::{
    checks::{official, pack_of, recommender_of, recommending_rule, rules_of, words},
    departure::DepartureWorkflow,
    notices,
    unit::UnitWorkflow,
};

/// Timer at the end of the day for the opinion.
pub(super) const DUE: &str = "due";
/// Timer that looks whether the base of a change has left.
const BASE: &str = "check_base";
/// Switch on units that recommend their own institution.
const SELF_RECOMMENDATION: &str = "self_recommendation";

type Outcome = Decision<Event, Command>;
type Decided = Result<Outcome, Refusal>;

pub(super) fn decide(state: &OpinionState, command: &Command, context: &Context<'_>) -> Decided {
    match command {
        Command::Present(case) => present(state, case, context),
        Command::Give { verdict, opinion, rules, revision, documents } => {
            existing(state)?;
            if *verdict == Verdict::Returned {
                let message = "must be recommended or not recommended; to return a case use ReturnSubject";
                return Err(Refusal::invalid("VERDICT", "verdict", message));
            }
            if *revision != 0 && *revision != state.revision() {
                let message =
                    format!("submission {revision} was read, the present one is {}", state.revision());
                return Err(Refusal::new(RefusalKind::WrongState, "REVISION_CHANGED", message));
            }
            give(state, command, *verdict, ("opinion", opinion), (rules, documents), context)
        }
        Command::Return { reason, rules } => {
            existing(state)?;
            let none = BTreeMap::new();
            give(state, command, Verdict::Returned, ("reason", reason), (rules, &none), context)
        }
        Command::AssignUnit { unit, reason } => assign(state, unit, reason, context),
        Command::Close { reason, rules } => Ok(close(state, reason, rules)),
        Command::Overdue { revision } => Ok(overdue(state, *revision, context)),
        Command::CheckBase => Ok(check_base(state, context)),
    }
}

/// The unit a case names, or the departure of a change's base.
pub(super) fn lookup(state: &OpinionState, command: &Command) -> Option<Lookup> {
    let one = |kind: &str, name: &str, value: &str| {
        let filter = Attributes::new().text(name, value);
        Some(Lookup { kind: kind.to_owned(), filter, after_id: String::new(), limit: 1 })
    };
    let case = state.case.as_ref();
    match command {
        Command::Present(case) => one(UnitWorkflow::KIND, "unit", &case.unit),
        Command::AssignUnit { unit, .. } if !unit.is_empty() => one(UnitWorkflow::KIND, "unit", unit),
        Command::Give { .. } | Command::Return { .. } | Command::CheckBase => match case {
            Some(case) if case.kind == SubjectKind::Change => {
                one(DepartureWorkflow::KIND, "base", &case.base)
            }
            Some(case) if !state.unit_known => one(UnitWorkflow::KIND, "unit", &case.unit),
            _ => None,
        },
        _ => None,
    }
}

fn existing(state: &OpinionState) -> Result<(), Refusal> {
    if state.status == OpinionStatus::None {
        return Err(Refusal::new(RefusalKind::NotFound, "OPINION_UNKNOWN", "no such case is before a unit"));
    }
    Ok(())
}

fn found_unit<'a>(unit: &str, context: &Context<'a>) -> Option<&'a Found> {
    context.found.iter().find(|found| found.id == unit)
}

/// The case comes to its unit. A submission it has had already, or a case that ended, changes nothing.
fn present(state: &OpinionState, case: &Presentation, context: &Context<'_>) -> Decided {
    if state.status == OpinionStatus::Closed {
        return Ok(Decision::nothing("the case ended"));
    }
    if state.case.is_some() && case.revision <= state.revision() {
        return Ok(Decision::nothing(format!("submission {} is known", case.revision)));
    }
    let pack = pack_of(context, &case.policy)?;
    let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::RecommendationDeadline));
    let (due_on, receipt) = due(case.due_on, rule, context);
    let unit = found_unit(&case.unit, context);
    let presented = Event::Presented {
        subject: context.stream.id.clone(),
        case: Presentation { due_on, ..case.clone() },
        unit_known: unit.is_some(),
        unit_institution: unit.map(institution).unwrap_or_default(),
        on: context.today(),
    };
    let next = state.clone().after(&presented);
    let mut decision = rest(Decision::record(presented), pack, pack.and_then(recommending_rule));
    decision = decision.send(next.notice(notices::WANTED));
    if unit.is_none() {
        decision = decision.send(next.notice(notices::UNIT_UNKNOWN));
    }
    if let Some(due_on) = due_on {
        let command = Command::Overdue { revision: case.revision };
        decision = decision.set_timer(DUE, end_of_day(due_on), command, receipt);
    }
    decision = next.remind(rule).into_iter().fold(decision, Decision::send);
    if case.kind == SubjectKind::Change {
        let receipt = TimerReceipt::set_by("housekeeping: a base may have left before its change arrived");
        decision = decision.set_timer(BASE, context.now, Command::CheckBase, receipt);
    }
    Ok(decision)
}

/// The day for the opinion with its receipt: the pack's period from today, or the day that intake or the call set.
fn due(set: Option<Date>, rule: Option<&TimedRule>, context: &Context<'_>) -> (Option<Date>, TimerReceipt) {
    let calendar = context.policies.calendar();
    let counted = rule.and_then(|rule| rule.deadline(context.today(), calendar).ok());
    let counted = counted.filter(|deadline| set.is_none_or(|set| set == deadline.due));
    let given = || set.and_then(|set| rule?.given(set, calendar).ok());
    match counted.or_else(given) {
        Some(deadline) => (Some(deadline.due), deadline.receipt.into()),
        None => (set, TimerReceipt::set_by("day for the opinion, set by the call")),
    }
}

/// The day for the opinion moved with the calendar: its reminders move too.
pub(super) fn recounted(state: &OpinionState, recount: &Recount, context: &Context<'_>) -> Decided {
    let pending = state.status == OpinionStatus::Pending && recount.timer == DUE;
    let Some(case) = state.case.as_ref().filter(|_| pending) else { return Ok(Decision::default()) };
    let pack = pack_of(context, &case.policy)?;
    let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::RecommendationDeadline));
    Ok(state.remind(rule).into_iter().fold(Decision::default(), Decision::send))
}

fn institution(unit: &Found) -> String {
    unit.attributes.get_text("institution").to_owned()
}

fn rest(decision: Outcome, pack: Option<&Pack>, rules: impl IntoIterator<Item = RuleRef>) -> Outcome {
    let decision = match pack {
        Some(pack) => decision.under(pack.reference()),
        None => decision,
    };
    rules.into_iter().fold(decision, Decision::by)
}

/// The unit speaks (H26: Art. 9(2); a change: Art. 14).
fn give(
    state: &OpinionState,
    command: &Command,
    verdict: Verdict,
    (path, text): (&str, &str),
    (rules, documents): (&[String], &BTreeMap<String, String>),
    context: &Context<'_>,
) -> Decided {
    recommender_of(context, state.unit())?;
    if state.status != OpinionStatus::Pending {
        return Err(Refusal::wrong_state(command.name(), state.status.name()));
    }
    let Some(case) = &state.case else {
        return Err(Refusal::wrong_state(command.name(), state.status.name()));
    };
    let pack = pack_of(context, &case.policy)?;
    may_sign(state, case, pack, context)?;
    let opinion = words(path, text)?;
    let rules = rules_of(pack, rules)?;
    if verdict == Verdict::Recommended {
        brings_documents(case, documents, pack)?;
    }
    let given = Event::Given {
        verdict,
        opinion,
        rules: rules.clone(),
        signed_by: context.actor.id.clone(),
        at: context.now,
        documents: documents.clone(),
    };
    let next = state.clone().after(&given);
    let relied = pack.and_then(recommending_rule).into_iter().chain(rules);
    Ok(rest(Decision::record(given), pack, relied)
        .cancel_timer(DUE)
        .send(next.opined(verdict, context.today()))
        .send(next.forget("the opinion was given")))
}

/// What a recommendation must bring in this category: a high-tech zone's letter, for one (M11 Art. 7(2)1).
fn brings_documents(
    case: &Presentation,
    documents: &BTreeMap<String, String>,
    pack: Option<&Pack>,
) -> Result<(), Refusal> {
    for (kind, sha256) in documents {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hash {
            let words = "must be the document's SHA-256, 64 hexadecimal digits";
            return Err(Refusal::invalid("DOCUMENT_HASH", format!("documents.{kind}"), words));
        }
    }
    let step = match case.kind {
        SubjectKind::Application => pack.and_then(|pack| {
            let of = |key| pack.step_in(key, &case.category).filter(|step| !step.documents.is_empty());
            of("recommend").or_else(|| of("agenda"))
        }),
        SubjectKind::Change => None,
    };
    let Some(step) = step else { return Ok(()) };
    let missing: Vec<&str> =
        step.documents.iter().map(String::as_str).filter(|kind| !documents.contains_key(*kind)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let words = format!("a recommendation in this category brings {}", missing.join(", "));
    Err(Refusal::rule("RECOMMENDATION_DOCUMENTS", step.rule(), words.clone()).field("documents", words))
}

/// Who may not sign: the user who lodged the case; anybody, while the unit is not registered, the base has left,
/// or the department blocks a unit's word on its own institution.
fn may_sign(
    state: &OpinionState,
    case: &Presentation,
    pack: Option<&Pack>,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let ruled = |refusal: Refusal| pack.and_then(recommending_rule).into_iter().fold(refusal, Refusal::by);
    let left = context.found.iter().any(|found| case.kind == SubjectKind::Change && found.id == case.base);
    if left {
        return Err(Refusal::new(RefusalKind::Rule, "BASE_LEFT", "the base has left the register"));
    }
    let unit = found_unit(&case.unit, context);
    if !state.unit_known && unit.is_none() {
        let message = "the unit is not registered; an official registers it or hands the case to another";
        return Err(Refusal::new(RefusalKind::Rule, "UNIT_UNKNOWN", message));
    }
    if context.actor.id == case.submitted_by {
        let message = "the user who lodged the case may not sign its opinion; another user of the unit signs";
        return Err(ruled(Refusal::forbidden("SAME_USER", message)));
    }
    let own = unit.map_or_else(|| state.unit_institution.clone(), institution);
    let blocked = pack
        .and_then(|pack| pack.switch(SELF_RECOMMENDATION))
        .and_then(guohe_policy::SwitchValue::word)
        .is_some_and(|word| word == "block");
    if blocked && !own.is_empty() && own == case.institution {
        let message = "a unit does not recommend its own institution; the department has chosen so";
        return Err(ruled(Refusal::new(RefusalKind::Rule, "SELF_RECOMMENDATION", message)));
    }
    Ok(())
}

/// An official hands the case to a registered unit.
fn assign(state: &OpinionState, unit: &str, reason: &str, context: &Context<'_>) -> Decided {
    official(context)?;
    existing(state)?;
    if state.status != OpinionStatus::Pending {
        return Err(Refusal::wrong_state("AssignUnit", state.status.name()));
    }
    let reason = words("reason", reason)?;
    let Some(found) = found_unit(unit, context) else {
        return Err(Refusal::invalid("UNIT_UNKNOWN", "unit", "is not registered; register it first"));
    };
    if state.unit_known && state.unit() == unit {
        return Ok(Decision::nothing("the case is before this unit already"));
    }
    let assigned =
        Event::UnitAssigned { unit: unit.to_owned(), unit_institution: institution(found), reason };
    let next = state.clone().after(&assigned);
    let policy = state.case.as_ref().map_or("", |case| case.policy.as_str());
    let pack = pack_of(context, policy)?;
    let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::RecommendationDeadline));
    let decision = rest(Decision::record(assigned), pack, None).send(next.notice(notices::WANTED));
    Ok(next.remind(rule).into_iter().fold(decision, Decision::send))
}

/// The case ended elsewhere. An opinion that was given stands.
fn close(state: &OpinionState, reason: &str, rules: &[RuleRef]) -> Outcome {
    if !state.status.is_open() {
        return Decision::nothing(format!("no opinion is awaited in state {}", state.status.name()));
    }
    let closed = Event::Closed { reason: reason.to_owned(), rules: rules.to_vec() };
    let next = state.clone().after(&closed);
    rest(Decision::record(closed), None, rules.iter().cloned())
        .cancel_all_timers()
        .send(next.forget("the case ended"))
        .send(next.notice(notices::CLOSED))
}

/// The day passed without an opinion: an official is asked, and nothing else happens.
fn overdue(state: &OpinionState, revision: u32, context: &Context<'_>) -> Outcome {
    let passed = |due_on: Date| context.now >= end_of_day(due_on);
    let due = state.case.as_ref().and_then(|case| case.due_on).is_some_and(passed);
    if state.status != OpinionStatus::Pending || state.revision() != revision || state.overdue || !due {
        return Decision::nothing("no opinion is overdue");
    }
    let became = Event::BecameOverdue { on: context.today() };
    let next = state.clone().after(&became);
    let policy = state.case.as_ref().map_or("", |case| case.policy.as_str());
    let pack = context.policies.pack(policy).map(AsRef::as_ref);
    let rule = pack
        .and_then(|pack: &Pack| pack.timed_rule(TimedPurpose::RecommendationDeadline))
        .map(guohe_policy::TimedRule::rule);
    rest(Decision::record(became), pack, rule).send(next.notice(notices::OVERDUE))
}

/// A change whose base left before it arrived here is closed.
fn check_base(state: &OpinionState, context: &Context<'_>) -> Outcome {
    match (&state.case, context.found.first()) {
        (Some(case), Some(found)) if found.id == case.base => close(state, "the base left the register", &[]),
        _ => Decision::nothing("the base is in the register"),
    }
}
