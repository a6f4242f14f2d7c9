//! Decides a proposal's commands.

use guohe_api::registry::v1::FalsehoodBanDecided;
use guohe_flow::{Context, Decision, DecisionOf, Refusal, Task};
use guohe_policy::{Date, Ground, GroundPurpose, Pack, SwitchValue};

use super::{Proposal, ProposalCommand, ProposalEvent, ProposalFlow, Status};
use crate::{
    notices::{host, officials, tell},
    support::{absent, adopted, forbid_future, not_empty, official, silent},
};

type Outcome = Result<DecisionOf<ProposalFlow>, Refusal>;

const DECIDE: &str = "decide_falsehood_ban";

pub(super) fn decide(state: &Proposal, command: &ProposalCommand, context: &Context<'_>) -> Outcome {
    match command {
        ProposalCommand::Open { institution, facts, found_on, policy } if state.status == Status::Absent => {
            open((institution, facts), *found_on, policy, context)
        }
        ProposalCommand::Open { .. } => Ok(Decision::nothing("the proposal is on file already")),
        ProposalCommand::Decide { .. } if state.status == Status::Absent => Err(absent(context, "proposal")),
        ProposalCommand::Decide { .. } => conclude(state, command, context),
    }
}

fn ground<'a>(pack: &'a Pack, context: &Context<'_>) -> Result<&'a Ground, Refusal> {
    pack.ground_for(GroundPurpose::FalseInformation)
        .ok_or_else(|| silent(context, "the measures name no ground for false information"))
}

/// Opens the question. Where the department has switched such bans off, or no version was in force on the day of
/// receipt, nothing is asked: no measures attach a ban.
fn open((institution, facts): (&str, &str), found_on: Date, policy: &str, context: &Context<'_>) -> Outcome {
    if policy.is_empty() {
        return Ok(Decision::nothing(
            "no version was in force on the day of receipt, so none attaches a ban",
        ));
    }
    let pack = adopted(context, policy)?;
    let switch = pack.switch("ban_on_false_application").and_then(SwitchValue::word);
    if switch == Some("no") {
        return Ok(Decision::nothing("the department attaches no ban to false applications"));
    }
    let ground = ground(pack, context)?;
    let application = context.stream.id.as_str();
    let question = "False information was established in an application: is the institution barred?";
    let notice = tell(
        "falsehood_ban_proposed",
        [officials()],
        format!("application/{application}"),
        &[("institution", institution), ("application", application), ("found_on", &found_on.to_string())],
        &[ground.rule()],
    );
    let opened = ProposalEvent::Opened {
        institution: institution.to_owned(),
        facts: facts.to_owned(),
        found_on,
        policy: policy.to_owned(),
    };
    Ok(Decision::record(opened)
        .under(pack.reference())
        .by(ground.rule())
        .and(ProposalEvent::TaskOpened(Task::official(DECIDE, context.today(), question).by([ground.rule()])))
        .send(notice))
}

fn conclude(state: &Proposal, command: &ProposalCommand, context: &Context<'_>) -> Outcome {
    let ProposalCommand::Decide { ban, document_number, document_on, reason } = command else {
        return Ok(Decision::nothing("not a decision"));
    };
    official(context)?;
    if state.status != Status::Open {
        return Err(Refusal::wrong_state("DecideFalsehoodBan", state.status.code()));
    }
    not_empty("reason", reason)?;
    let application = context.stream.id.as_str();
    let by = context.actor.id.clone();
    if !*ban {
        let notice = tell(
            "falsehood_ban_dropped",
            [officials(), host(&state.institution)],
            format!("application/{application}"),
            &[("institution", &state.institution), ("application", application)],
            &[],
        );
        return Ok(Decision::record(ProposalEvent::Dropped { by, reason: reason.clone() }).send(notice));
    }
    not_empty("document_number", document_number)?;
    let document_on = document_on
        .ok_or_else(|| Refusal::invalid("MISSING", "document_on", "a ban needs the date of its document"))?;
    forbid_future(context, "document_on", document_on)?;
    if state.found_on.is_some_and(|found_on| document_on < found_on) {
        return Err(Refusal::invalid("DATE_BEFORE_FINDING", "document_on", "lies before the finding itself"));
    }
    let pack = adopted(context, &state.policy)?;
    let ground = ground(pack, context)?;
    let message = guohe_api::outgoing(&FalsehoodBanDecided {
        institution: state.institution.clone(),
        application: application.to_owned(),
        document_on: document_on.to_string(),
        document_number: document_number.clone(),
        policy: state.policy.clone(),
        ground: ground.id.clone(),
    });
    let banned = ProposalEvent::Banned {
        document_number: document_number.clone(),
        document_on,
        by,
        reason: reason.clone(),
    };
    Ok(Decision::record(banned)
        .effective_on(document_on)
        .under(pack.reference())
        .by(ground.rule())
        .send(message))
}
