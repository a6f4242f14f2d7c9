//! What some categories ask for beside the experts' review: an assessment of the applicant, and departments that decide
//! jointly (M11 Art. 5 to 8).

use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal};
use guohe_policy::{Pack, Step};

use super::{Outcome, expect};
use crate::{
    checks,
    decision::{Assessment, Concurrence, DecisionEvent, DecisionStatus, Recognition},
    rules,
};

/// Records the assessment; one made again replaces the one before.
pub(super) fn assess(
    state: &Recognition,
    passed: bool,
    findings: &str,
    assessed_on: Date,
    context: &Context<'_>,
) -> Outcome {
    checks::official(context, "RecordAssessment")?;
    let from = [DecisionStatus::UnderReview, DecisionStatus::Reviewed];
    expect(state, &from, "RecordAssessment", context)?;
    let pack = rules::pack(context, &state.case.policy)?;
    let Some(step) = assessing(state, pack) else {
        let words = "the measures know no assessment beside the review for this category";
        return Err(Refusal::invalid("NO_ASSESSMENT", "application", words));
    };
    checks::text("findings", findings)?;
    checks::not_future("assessed_on", assessed_on, context)?;
    let by = context.actor.id.clone();
    let assessment = Assessment { passed, findings: findings.to_owned(), on: assessed_on, by };
    let decision = Decision::record(DecisionEvent::Assessed { assessment }).effective_on(assessed_on);
    Ok(decision.under(pack.reference()).by(step.rule()))
}

/// The step of the category's procedure that assesses the applicant, where it has one.
fn assessing<'a>(state: &Recognition, pack: &'a Pack) -> Option<&'a Step> {
    let review = pack.step_in("review", &state.case.category).filter(|step| step.assessment);
    review.or_else(|| pack.step_in("assess", &state.case.category))
}

/// Where the measures ask for an assessment, a proposal rests on it.
pub(super) fn assessed(state: &Recognition, pack: &Pack) -> Result<(), Refusal> {
    let Some(step) = assessing(state, pack) else { return Ok(()) };
    if state.assessment.is_some() {
        return Ok(());
    }
    let words = "the applicant has to be assessed before recognition is proposed; record the assessment";
    Err(Refusal::rule("ASSESSMENT_MISSING", step.rule(), words))
}

/// A department concurs with the proposal. Each of them speaks through a user of its own.
pub(super) fn concur(state: &Recognition, decider: &str, reason: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "ConcurRecognition")?;
    expect(state, &[DecisionStatus::Proposed, DecisionStatus::Publicity], "ConcurRecognition", context)?;
    let pack = rules::pack(context, &state.case.policy)?;
    let others = joint_deciders(state, pack);
    if !others.iter().any(|other| other == decider) {
        let words = match others.is_empty() {
            true => "recognition in this category is decided by one department alone".to_owned(),
            false => format!("is no department that decides jointly; these do: {}", others.join(", ")),
        };
        return Err(Refusal::invalid("DECIDER", "decider", words));
    }
    if state.concurrences.iter().any(|given| given.decider == decider) {
        return Ok(Decision::nothing("it concurs already"));
    }
    checks::text("reason", reason)?;
    let proposer = state.proposal.as_ref().map_or("", |proposal| proposal.by.as_str());
    let spoken = state.concurrences.iter().map(|given| given.by.as_str()).chain([proposer]);
    if spoken.into_iter().any(|by| by == context.actor.id) {
        let words = "whoever proposed, or concurs for another department, does not concur for this one";
        return Err(Refusal::forbidden("SAME_USER", words));
    }
    let concurrence = Concurrence {
        decider: decider.to_owned(),
        reason: reason.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
    };
    let decision = Decision::record(DecisionEvent::Concurred { concurrence }).under(pack.reference());
    Ok(rules::by(decision, &rules::step_in(pack, "recognise", &state.case.category)))
}

/// The document is issued once every department concurs.
pub(super) fn all_concur(state: &Recognition, pack: &Pack) -> Result<(), Refusal> {
    let concurs = |decider: &String| state.concurrences.iter().any(|given| given.decider == *decider);
    let lacking: Vec<String> =
        joint_deciders(state, pack).into_iter().filter(|decider| !concurs(decider)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let words = format!("recognition is decided jointly; still to concur: {}", lacking.join(", "));
    let refusal = Refusal::new(guohe_flow::RefusalKind::Rule, "CONCURRENCE_MISSING", words);
    let basis = rules::step_in(pack, "recognise", &state.case.category);
    Err(basis.into_iter().fold(refusal, Refusal::by))
}

/// The departments beside the first one, where the category's recognition is a joint decision.
fn joint_deciders(state: &Recognition, pack: &Pack) -> Vec<String> {
    let step = pack.step_in("recognise", &state.case.category).filter(|step| step.jointly);
    step.map(|step| step.actors.iter().skip(1).cloned().collect()).unwrap_or_default()
}
