//! A change that was not applied for in time: the follow-up, and the finding of what came of it.

use guohe_api::registry::v1::{ChangeLate, GroundArisen};
use guohe_flow::{Context, Decision, Refusal, Task};
use guohe_policy::{GroundPurpose, Limb};

use super::{
    super::{Change, ChangeEvent, Status, state::FIND_EFFECT},
    Outcome,
};
use crate::{
    notices::{host, officials, tell},
    support::{adopted, not_empty, official, silent},
};

const URGE: &str = "urge_change_filing";

/// The date for filing passed: a person follows up. Whether anything was concealed, or harmed by the delay, is for people
/// to find.
pub(super) fn escalate(state: &Change, context: &Context<'_>) -> Outcome {
    let Some(deadline) = state.deadline.as_ref().filter(|_| state.status == Status::Due && !state.escalated)
    else {
        return Ok(Decision::nothing("the change is not waiting to be filed"));
    };
    let rule = deadline.receipt.rule.clone();
    let change = context.stream.id.as_str();
    let happened_on = state.happened_on.map(|day| day.to_string()).unwrap_or_default();
    let notice = tell(
        "change_overdue",
        [host(&state.institution), officials()],
        format!("change/{change}"),
        &[
            ("base", &state.base),
            ("change", change),
            ("kind", &state.kind),
            ("happened_on", &happened_on),
            ("due_on", &deadline.due.to_string()),
        ],
        std::slice::from_ref(&rule),
    );
    let task =
        Task::official(URGE, context.today(), "The change has not been filed: follow up with the host.")
            .by([rule.clone()]);
    let decision =
        Decision::record(ChangeEvent::Escalated).by(rule).and(ChangeEvent::TaskOpened(task)).send(notice);
    let pack = context.policies.pack(&state.policy);
    let Some(ground) = pack.and_then(|pack| pack.ground_for(GroundPurpose::LateChange)) else {
        return Ok(decision);
    };
    let question = "The change was not applied for in time. Did that harm the base's operation?";
    let task = Task::official(FIND_EFFECT, context.today(), question).by([ground.rule()]);
    let late = guohe_api::outgoing(&ChangeLate { change: change.to_owned(), base: state.base.clone() });
    Ok(decision.and(ChangeEvent::TaskOpened(task)).send(late))
}

/// Whether the delay harmed the base's operation: only both limbs together give the ground.
pub(super) fn find_effect(state: &Change, affected: bool, facts: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status == Status::Ended || !state.tasks.has(FIND_EFFECT, "") {
        return Err(Refusal::wrong_state("FindChangeEffect", state.status.code()));
    }
    not_empty("facts", facts)?;
    let pack = adopted(context, &state.policy)?;
    let ground = pack.ground_for(GroundPurpose::LateChange);
    let ground = ground.ok_or_else(|| silent(context, "the measures make a late change no ground"))?;
    let found =
        ChangeEvent::EffectFound { affected, facts: facts.to_owned(), found_by: context.actor.id.clone() };
    let decision = Decision::record(found).under(pack.reference()).by(ground.rule());
    if !affected {
        return Ok(decision);
    }
    let finding = |limb: &Limb| match limb {
        Limb::Finding(finding) => Some(finding.code.clone()),
        Limb::Mark(_) | Limb::LateChange => None,
    };
    let arisen = GroundArisen {
        base: state.base.clone(),
        subject: context.stream.id.clone(),
        ground: ground.id.clone(),
        facts: facts.to_owned(),
        found_by: context.actor.id.clone(),
        found_on: context.today().to_string(),
        policy: state.policy.clone(),
        findings: ground.needs.iter().filter_map(finding).collect(),
    };
    Ok(decision.send(guohe_api::outgoing_as("registry.change.ground_found", &arisen)))
}
