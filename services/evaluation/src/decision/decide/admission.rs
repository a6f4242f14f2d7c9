//! What a reviewed case leads to where the measures fund instead of recognising: the project library, or the
//! candidates for funding (C14, C19).
//!
//! Owns the department's opinion on such a case. Never funds anything: the register does, within its limits.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal, RefusalKind, Task};
use guohe_policy::{Destination, Pack, RuleRef};

use super::{
    super::{BalanceFactors, Case, CaseRuling, DecisionEvent, DecisionStatus, Proposal, Recognition},
    Outcome, expect,
};
use crate::{checks, rules};

/// What an official has to do once the experts have scored.
pub(super) fn task_after_review(pack: &Pack, category: &str, today: Date, basis: Vec<RuleRef>) -> Task {
    let (code, question) = match pack.destination(category) {
        Destination::Recognition => {
            ("propose_decision", "The experts have scored. Propose to recognise, or decide not to?")
        }
        Destination::Library => {
            ("admit_case", "The experts have scored. Admit to the project library, or decide not to?")
        }
        Destination::Funding => {
            ("admit_case", "The experts have scored. Admit to the candidates for funding, or decide not to?")
        }
    };
    Task::official(code, today, question).by(basis)
}

/// Refuses to propose a recognition where the measures recognise nothing in the category.
pub(super) fn leads_to_recognition(pack: &Pack, category: &str) -> Result<(), Refusal> {
    let Some(topic) = pack.topic_of(category) else { return Ok(()) };
    let message = format!(
        "{} funds projects in {category} and recognises no base; use AdmitCase instead",
        pack.identity.id
    );
    let refusal = Refusal::new(RefusalKind::Rule, "LEADS_TO_FUNDING", message);
    Err(pack.rule(&topic.decided_by).into_iter().fold(refusal, Refusal::by))
}

/// Admits a reviewed case; the register goes on with it.
pub(super) fn admit(
    state: &Recognition,
    opinion: &str,
    rulings: &[CaseRuling],
    context: &Context<'_>,
) -> Outcome {
    checks::official(context, "AdmitCase")?;
    expect(state, &[DecisionStatus::Reviewed], "AdmitCase", context)?;
    checks::text("opinion", opinion)?;
    let pack = rules::pack(context, &state.case.policy)?;
    let Some(topic) = pack.topic_of(&state.case.category) else {
        let message = format!(
            "{} recognises bases in {} and funds nothing; use ProposeRecognition instead",
            pack.identity.id, state.case.category
        );
        let refusal = Refusal::new(RefusalKind::Rule, "LEADS_TO_RECOGNITION", message);
        return Err(rules::step(pack, "recognise").into_iter().fold(refusal, Refusal::by));
    };
    conditions_met(state, rulings)?;
    let destination = topic.destination();
    let today = context.today();
    let proposal = Proposal {
        opinion: opinion.to_owned(),
        balance: BalanceFactors::default(),
        by: context.actor.id.clone(),
        on: today,
    };
    let case = state.case.clone();
    let message = wire::DecisionAdmitted {
        application: context.stream.id.clone(),
        institution: case.institution,
        institution_name: case.institution_name,
        call: case.call,
        category: case.category,
        field: case.field,
        leader: case.leader,
        policy: case.policy,
        score_hundredths: state.result.map_or(0, |result| result.score_hundredths),
        destination: on_the_wire(destination).into(),
        decided_on: today.to_string(),
    };
    let basis: Vec<RuleRef> = pack.rule(&topic.decided_by).into_iter().collect();
    let event = DecisionEvent::Admitted { proposal, destination, rulings: rulings.to_vec() };
    Ok(rules::by(Decision::record(event).under(pack.reference()), &basis)
        .cancel_all_timers()
        .send(outgoing(&message)))
}

/// Only what meets the conditions is admitted (符合条件): none may fail, and each that is open needs its written ruling.
fn conditions_met(state: &Recognition, rulings: &[CaseRuling]) -> Result<(), Refusal> {
    let ids = |rules: &[RuleRef]| rules.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>().join(", ");
    let Case { failed, open, .. } = &state.case;
    if !failed.is_empty() {
        let message = format!("conditions fail: {}; decide not to admit it", ids(failed));
        let refusal = Refusal::new(RefusalKind::Rule, "CONDITIONS_FAILED", message);
        return Err(failed.iter().cloned().fold(refusal, Refusal::by));
    }
    for (index, ruling) in rulings.iter().enumerate() {
        checks::text(&format!("rulings[{index}].reason"), &ruling.reason)?;
        if open.iter().all(|rule| rule.rule != ruling.rule) {
            let message = "is no open condition of this case";
            return Err(Refusal::invalid("RULING_UNASKED", format!("rulings[{index}].rule"), message));
        }
    }
    let ruled = |rule: &&RuleRef| rulings.iter().all(|ruling| ruling.rule != rule.rule);
    let lacking: Vec<RuleRef> = open.iter().filter(ruled).cloned().collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let message = format!("a written ruling is needed on {}", ids(&lacking));
    let refusal = Refusal::needs_ruling("RULING_MISSING", message.clone()).field("rulings", message);
    Err(lacking.into_iter().fold(refusal, Refusal::by))
}

fn on_the_wire(destination: Destination) -> wire::decision_admitted::Destination {
    match destination {
        Destination::Library => wire::decision_admitted::Destination::Library,
        Destination::Funding => wire::decision_admitted::Destination::Funding,
        Destination::Recognition => wire::decision_admitted::Destination::Unspecified,
    }
}
