//! Endings that a person chooses: the applicant withdraws (C22), an official voids (C21).

use guohe_api::intake::v1::application_closed::Ending;
use guohe_flow::{Context, Refusal};
use guohe_policy::{GroundPurpose, RuleRef};

use super::{Case, Decided, Event, own_pack};
use crate::{
    application::{state::ApplicationState, status::Status},
    notices,
    refusals::{host_of, official, optional_words, words},
};

/// Takes the application back, before recognition.
pub(super) fn withdraw(state: &ApplicationState, reason: &str, context: &Context<'_>) -> Decided {
    host_of(context, &state.institution)?;
    let reason = optional_words("reason", reason)?;
    if state.status() != Status::Draft && !state.status().is_lodged_and_open() {
        return Err(Refusal::wrong_state("WithdrawApplication", state.status().name()));
    }
    Ok(Case::of(state)
        .happens(Event::Withdrawn { reason: reason.clone(), at: context.now }, [])
        .at_rest()
        .send(|state| state.closed(Ending::Withdrawn, &reason, &[]))
        .send(|state| state.notice(notices::WITHDRAWN, &[], &[]))
        .decided())
}

/// Voids an application for false information. No ban follows by itself: the registry is told of the
/// finding and opens a proposal on which a person decides.
pub(super) fn void(state: &ApplicationState, facts: &str, context: &Context<'_>) -> Decided {
    official(context)?;
    if !state.status().is_lodged_and_open() {
        return Err(Refusal::wrong_state("VoidApplication", state.status().name()));
    }
    let facts = words("facts", facts)?;
    let ground = own_pack(state, context).and_then(|pack| pack.ground_for(GroundPurpose::FalseInformation));
    let rules: Vec<RuleRef> = ground.map(|ground| ground.rule()).into_iter().collect();
    let today = context.today();
    let voided = Event::Voided { facts: facts.clone(), rules: rules.clone(), at: context.now };
    Ok(Case::of(state)
        .happens(voided, rules.clone())
        .at_rest()
        .send(|state| state.closed(Ending::Void, &facts, &rules))
        .send(|state| state.falsehood(&facts, today))
        .send(|state| state.notice(notices::VOID, &[("found_on", today.to_string())], &rules))
        .decided())
}
