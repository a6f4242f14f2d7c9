//! From a finding to a proposal.

use std::sync::Arc;

use guohe_api::registry::v1::MatterOpened;
use guohe_flow::{Context, Decision, DecisionOf, Found, Refusal, RefusalKind, Task};
use guohe_policy::{Date, EvaluationEvent, Ground, GroundPurpose, Pack, SwitchValue, TimedPurpose};

use super::{
    super::{Finding, Matter, MatterCommand, MatterEvent, MatterFlow, Opened, Status},
    Outcome, PROPOSE, RULE_ON_CONDUCT, SERVE_NOTICE,
};
use crate::{
    notices::{officials, tell},
    support::{adopted, in_force, not_empty, official, require_hash, silent},
};

/// An official opens a matter on any ground of the measures in force.
pub(super) fn open(state: &Matter, command: &MatterCommand, context: &Context<'_>) -> Outcome {
    let MatterCommand::Open { base, ground, facts, evidence_hash, conduct_on } = command else {
        return Ok(Decision::nothing("not an opening"));
    };
    official(context)?;
    if state.status != Status::Absent {
        return Err(Refusal::new(
            RefusalKind::Exists,
            "MATTER_EXISTS",
            "a matter of this id is on file already",
        ));
    }
    let found = found_base(base, context)
        .ok_or_else(|| Refusal::new(RefusalKind::NotFound, "BASE_NOT_FOUND", "there is no such base"))?;
    if !is_live(found) {
        return Err(Refusal::wrong_state("OpenMatter", found.attributes.get_text("status")));
    }
    not_empty("facts", facts)?;
    if !evidence_hash.is_empty() {
        require_hash("evidence_hash", evidence_hash)?;
    }
    let pack = in_force(context, context.today())?;
    let ground = known_ground(pack, ground)?;
    let mut opened = opening(found, ground, pack, context);
    facts.clone_into(&mut opened.facts);
    evidence_hash.clone_into(&mut opened.evidence_hash);
    opened.conduct_on = *conduct_on;
    Ok(opened_decision(opened, pack, context))
}

/// A ground found in an evaluation, or derived from a failed re-evaluation. It opens a matter, nothing more.
pub(super) fn open_found(state: &Matter, finding: &Finding, context: &Context<'_>) -> Outcome {
    if state.status != Status::Absent {
        return Ok(Decision::nothing("the matter is on file already"));
    }
    let Some(found) = found_base(&finding.base, context) else {
        return Err(Refusal::new(RefusalKind::NotYet, "BASE_NOT_FOUND", "there is no such base yet"));
    };
    if !is_live(found) {
        return Ok(Decision::nothing("the base has left the register"));
    }
    let (pack, ground) = ground_of(finding, context)?;
    let mut opened = opening(found, ground, pack, context);
    finding.facts.clone_into(&mut opened.facts);
    finding.found_by.clone_into(&mut opened.opened_by);
    opened.conduct_on = Some(finding.found_on);
    finding.findings.clone_into(&mut opened.findings);
    Ok(opened_decision(opened, pack, context))
}

/// Pack and ground of a finding. Where the message names a ground only, the pack of the day comes first, then
/// any that has it: a finding is never lost because a version ended in between.
fn ground_of<'a>(finding: &Finding, context: &Context<'a>) -> Result<(&'a Arc<Pack>, &'a Ground), Refusal> {
    if !finding.policy.is_empty() {
        let pack = adopted(context, &finding.policy)?;
        let named = pack.ground(&finding.ground).map_or_else(|| derived_ground(pack, context), Ok)?;
        return Ok((pack, named));
    }
    let of_the_day = context.policies.in_force(finding.found_on).ok();
    let mut packs = of_the_day.into_iter().chain(context.policies.packs());
    packs
        .find_map(|pack| Some((pack, pack.ground(&finding.ground)?)))
        .ok_or_else(|| silent(context, &format!("no adopted pack has the ground {:?}", finding.ground)))
}

fn found_base<'a>(base: &str, context: &Context<'a>) -> Option<&'a Found> {
    context.found.first().filter(|found| found.attributes.get_text("base") == base)
}

fn is_live(found: &Found) -> bool {
    matches!(found.attributes.get_text("status"), "ACTIVE" | "RECTIFYING" | "RE_EVALUATION")
}

fn known_ground<'a>(pack: &'a Pack, id: &str) -> Result<&'a Ground, Refusal> {
    pack.ground(id).ok_or_else(|| {
        let known: Vec<&str> = pack.grounds.iter().map(|ground| ground.id.as_str()).collect();
        let words = format!("{id:?} is no ground of {}; it has {}", pack.identity.id, known.join(", "));
        Refusal::invalid("GROUND", "ground", words)
    })
}

/// The ground of a failed re-evaluation: the pack's consequence names it.
fn derived_ground<'a>(pack: &'a Pack, context: &Context<'_>) -> Result<&'a Ground, Refusal> {
    let named = pack.consequence(&EvaluationEvent::ReEvaluationFailed).and_then(|rule| match &rule.then {
        guohe_policy::Consequence::ProposeCancellation(ground) => pack.ground(ground),
        _ => None,
    });
    named
        .or_else(|| pack.ground_for(GroundPurpose::FailedReEvaluation))
        .ok_or_else(|| silent(context, "the measures name no ground for a failed re-evaluation"))
}

fn opening(found: &Found, ground: &Ground, pack: &Pack, context: &Context<'_>) -> Opened {
    Opened {
        base: found.attributes.get_text("base").to_owned(),
        institution: found.attributes.get_text("institution").to_owned(),
        unit: found.attributes.get_text("unit").to_owned(),
        ground: ground.id.clone(),
        rule: ground.rule(),
        ground_text: ground.text.clone(),
        facts: String::new(),
        evidence_hash: String::new(),
        conduct_on: None,
        opened_by: context.actor.id.clone(),
        opened_on: context.today(),
        policy: pack.identity.id.clone(),
        findings: Vec::new(),
    }
}

fn opened_decision(opened: Opened, pack: &Arc<Pack>, context: &Context<'_>) -> DecisionOf<MatterFlow> {
    let matter = context.stream.id.as_str();
    let rule = opened.rule.clone();
    let message = guohe_api::outgoing(&MatterOpened {
        matter: matter.to_owned(),
        base: opened.base.clone(),
        ground: opened.ground.clone(),
    });
    let notice = tell(
        "matter_opened",
        [officials()],
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &opened.base), ("ground", &opened.ground)],
        std::slice::from_ref(&rule),
    );
    let question = "Is the ground established? Propose a cancellation, or dismiss the matter.";
    let task = Task::official(PROPOSE, context.today(), question).by([rule.clone()]);
    let early = predates(opened.conduct_on, pack) && reach_back(pack) == "ask";
    let decision = Decision::record(MatterEvent::Opened(opened))
        .under(pack.reference())
        .by(rule)
        .and(MatterEvent::TaskOpened(task))
        .send(message)
        .send(notice);
    if !early {
        return decision;
    }
    let question = "The conduct lies before the measures took effect: does the ground reach it?";
    decision.and(MatterEvent::TaskOpened(Task::official(RULE_ON_CONDUCT, context.today(), question)))
}

fn predates(conduct_on: Option<Date>, pack: &Pack) -> bool {
    conduct_on.zip(pack.effective_from()).is_some_and(|(on, first)| on < first)
}

/// Whether grounds reach conduct before the effective date: `ask`, `no` or `yes`.
fn reach_back(pack: &Pack) -> &str {
    pack.switch("reach_back").and_then(SwitchValue::word).unwrap_or("ask")
}

/// An official rules on conduct before the measures took effect.
pub(super) fn rule_on_conduct(state: &Matter, reaches: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Opened || !state.tasks.has(RULE_ON_CONDUCT, "") {
        return Err(Refusal::wrong_state("RuleOnConduct", state.status.code()));
    }
    not_empty("reason", reason)?;
    Ok(Decision::record(MatterEvent::ConductRuled { reaches, reason: reason.to_owned() })
        .and(MatterEvent::TaskClosed { code: RULE_ON_CONDUCT.to_owned() }))
}

/// An official proposes to cancel; the ground may be another one than it was opened on.
pub(super) fn propose(
    state: &Matter,
    ground: &str,
    reason: &str,
    findings: &[String],
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    if state.status != Status::Opened {
        return Err(Refusal::wrong_state("ProposeCancellation", state.status.code()));
    }
    not_empty("reason", reason)?;
    let pack = adopted(context, &state.policy)?;
    let ground = known_ground(pack, if ground.is_empty() { &state.ground } else { ground })?;
    reaches_conduct(state, ground, pack)?;
    let findings = super::limbs::hold(state, ground, findings, pack, context)?;
    let proposed = MatterEvent::Proposed {
        ground: ground.id.clone(),
        rule: ground.rule(),
        ground_text: ground.text.clone(),
        by: context.actor.id.clone(),
        reason: reason.to_owned(),
        findings,
    };
    let decision = Decision::record(proposed)
        .under(pack.reference())
        .by(ground.rule())
        .and(MatterEvent::TaskClosed { code: PROPOSE.to_owned() });
    let fair = pack.switch("fair_procedure").and_then(SwitchValue::flag).unwrap_or(true);
    if !fair {
        // The department has switched the hearing off: the decision may be taken at once.
        return Ok(decision.then(super::hearing::decidable(state, context.today(), context)));
    }
    let rule = pack.timed_rule(TimedPurpose::HearingPeriod).map(guohe_policy::TimedRule::rule);
    let question = "Serve the host the notice: facts, article, and its time to state its case.";
    Ok(decision
        .and(MatterEvent::TaskOpened(Task::official(SERVE_NOTICE, context.today(), question).by(rule))))
}

fn reaches_conduct(state: &Matter, ground: &Ground, pack: &Pack) -> Result<(), Refusal> {
    if !predates(state.conduct_on, pack) {
        return Ok(());
    }
    let words = "the conduct lies before the measures took effect";
    match (reach_back(pack), state.reaches_back) {
        ("yes", _) | (_, Some(true)) => Ok(()),
        ("no", _) | (_, Some(false)) => Err(Refusal::rule("CONDUCT_BEFORE_MEASURES", ground.rule(), words)),
        _ => {
            let words = format!("{words}; rule on it first");
            Err(Refusal::needs_ruling("CONDUCT_BEFORE_MEASURES", words).by(ground.rule()))
        }
    }
}
