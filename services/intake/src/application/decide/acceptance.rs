//! The department's check of form (C7; H26: Art. 11(2)): accept, do not accept, return for correction.

use guohe_api::intake::v1::application_closed::Ending;
use guohe_clock::Date;
use guohe_flow::{Context, Refusal};
use guohe_policy::{Pack, RuleRef, Step, TimedPurpose};

use super::{ACCEPTANCE, Case, CorrectionDay, Decided, Event, messages, opinion::tell_return, own_pack};
use crate::{
    application::{
        evolve::LATE_CORRECTION,
        state::{ApplicationState, ConditionRuling},
        status::Status,
    },
    explained::DecisionExplanation,
    notices,
    refusals::{official, pack_of, rules_of, set_day, words},
};

/// Accepts a recommended application for review.
///
/// A condition that fails under every reading stands against it; one that is open, or holds "in principle" only,
/// needs an official's written ruling.
pub(super) fn accept(
    state: &ApplicationState,
    rulings: &[ConditionRuling],
    context: &Context<'_>,
) -> Decided {
    official(context)?;
    if !state.status().awaits_acceptance() {
        return Err(Refusal::wrong_state("AcceptApplication", state.status().name()));
    }
    let pack = pack_of(context, state.policy_id())?;
    let rulings = match form_check(pack, &state.category) {
        Some(_) => sufficient(state, rulings)?,
        // Where the measures know no form check, the case goes straight to its review: what failed and what is open
        // goes along, and is weighed there (rules.md part 5, C7).
        None => written(state, rulings)?,
    };
    let rule = pack.timed_rule(TimedPurpose::ReviewDeadline);
    let review_by = state.call.review_by.map(|day| set_day(day, rule, context.policies.calendar()).0);
    let open = state.report.as_ref().map(|report| report.open()).unwrap_or_default();
    let step = form_check(pack, &state.category).map(guohe_policy::Step::rule);
    let rules: Vec<RuleRef> = step.into_iter().chain(open).collect();
    Ok(Case::of(state)
        .happens(Event::Accepted { rulings, at: context.now }, rules)
        .no_timer(ACCEPTANCE)
        .send(|state| state.accepted(review_by))
        .send(|state| state.forget(messages::ACCEPTANCE, "accepted"))
        .send(|state| state.notice(notices::ACCEPTED, &[], &[]))
        .decided())
}

/// The department's check of form in a category's procedure; none where the measures have no such step.
fn form_check<'a>(pack: &'a Pack, category: &str) -> Option<&'a Step> {
    pack.step_in("form_check", category).or_else(|| pack.step_in("accept", category))
}

/// The rulings as written, each on an open condition.
fn written(state: &ApplicationState, rulings: &[ConditionRuling]) -> Result<Vec<ConditionRuling>, Refusal> {
    let open = state.report.as_ref().map(|report| report.open()).unwrap_or_default();
    let mut written = Vec::new();
    for (index, ruling) in rulings.iter().enumerate() {
        let reason = words(&format!("rulings[{index}].reason"), &ruling.reason)?;
        if !open.iter().any(|rule| rule.rule == ruling.rule) {
            let message = "is no open condition of this application";
            return Err(Refusal::invalid("RULING_UNASKED", format!("rulings[{index}].rule"), message));
        }
        written.push(ConditionRuling { rule: ruling.rule.clone(), reason });
    }
    Ok(written)
}

/// Checks that no condition fails and that every open one has its ruling, and none else.
fn sufficient(
    state: &ApplicationState,
    rulings: &[ConditionRuling],
) -> Result<Vec<ConditionRuling>, Refusal> {
    let Some(report) = &state.report else {
        return Err(Refusal::needs_ruling("REPORT_MISSING", "the conditions were never evaluated"));
    };
    let failed = report.failed();
    if !failed.is_empty() {
        let ids: Vec<&str> = failed.iter().map(|rule| rule.rule.as_str()).collect();
        let message =
            format!("conditions fail: {}; return the application or do not accept it", ids.join(", "));
        let refusal = Refusal::new(guohe_flow::RefusalKind::Rule, "CONDITIONS_FAILED", message);
        return Err(failed.into_iter().fold(refusal, Refusal::by));
    }
    let open = report.open();
    let written = written(state, rulings)?;
    let lacking: Vec<RuleRef> =
        open.into_iter().filter(|rule| written.iter().all(|ruling| ruling.rule != rule.rule)).collect();
    if lacking.is_empty() {
        return Ok(written);
    }
    let ids: Vec<&str> = lacking.iter().map(|rule| rule.rule.as_str()).collect();
    let message = format!("a written ruling is needed on {}", ids.join(", "));
    let refusal = Refusal::needs_ruling("RULING_MISSING", message);
    Err(lacking.into_iter().fold(refusal, |refusal, rule| {
        refusal.field("rulings", format!("lacks {} ({})", rule.rule, rule.article)).by(rule)
    }))
}

/// Does not accept a recommended application, or one whose correction did not come in time.
pub(super) fn refuse(
    state: &ApplicationState,
    reason: &str,
    rules: &[String],
    context: &Context<'_>,
) -> Decided {
    official(context)?;
    let late = state.tasks.has(LATE_CORRECTION, "");
    if !(state.status().awaits_acceptance() || (state.status() == Status::Returned && late)) {
        return Err(Refusal::wrong_state("RefuseApplication", state.status().name()));
    }
    let reason = words("reason", reason)?;
    let pack = pack_of(context, state.policy_id())?;
    if form_check(pack, &state.category).is_none() && !late {
        let message = "the measures know no check of form that a case could fail: the review decides; return it for \
                       correction, or let it go to its review";
        return Err(Refusal::new(guohe_flow::RefusalKind::Rule, "NO_FORM_CHECK", message));
    }
    let rules = rules_of(pack, "rules", rules)?;
    if rules.is_empty() {
        return Err(Refusal::invalid("RULES_MISSING", "rules", "is empty; name the rules it rests on"));
    }
    let explanation = Some(Box::new(DecisionExplanation::of(state, None)));
    let event = Event::AcceptanceRefused {
        reason: reason.clone(),
        rules: rules.clone(),
        explanation,
        at: context.now,
    };
    Ok(Case::of(state)
        .happens(event, rules.clone())
        .at_rest()
        .send(|state| state.closed(Ending::NotAccepted, &reason, &rules))
        .send(|state| state.notice(notices::NOT_ACCEPTED, &[], &rules))
        .decided())
}

/// Returns a recommended application for correction (补正); it passes its unit again.
pub(super) fn return_for_correction(
    state: &ApplicationState,
    reason: &str,
    rules: &[String],
    correct_by: Option<Date>,
    context: &Context<'_>,
) -> Decided {
    official(context)?;
    if !state.status().awaits_acceptance() {
        return Err(Refusal::wrong_state("ReturnApplication", state.status().name()));
    }
    let reason = words("reason", reason)?;
    if correct_by.is_some_and(|day| day < context.today()) {
        return Err(Refusal::invalid("DAYS_ORDER", "correct_by", "is before today"));
    }
    let pack = own_pack(state, context);
    let rules = rules_of(pack_of(context, state.policy_id())?, "rules", rules)?;
    let day = CorrectionDay::find(correct_by, pack, context);
    let returned = Event::Returned { reason, rules: rules.clone(), correct_by: day.day(), at: context.now };
    let case = Case::of(state)
        .happens(returned, rules.clone())
        .no_timer(ACCEPTANCE)
        .send(|state| state.forget(messages::ACCEPTANCE, "returned"))
        .awaits_correction(&day, pack);
    Ok(tell_return(case, "department".to_owned(), &day, &rules).decided())
}
