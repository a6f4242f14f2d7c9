//! The actors: officials, hosts, recommending units and experts, each through the services' own interfaces.
//!
//! They remember nothing. What an actor has to know it asks the services, so that a run that was killed goes on
//! where it stood.

pub(super) mod applicants;
pub(super) mod changes;
pub(super) mod evaluators;
pub(super) mod experts;
pub(super) mod matters;
pub(super) mod officials;
pub(super) mod recommenders;
pub(super) mod registrars;

use sha2::{Digest, Sha256};

use super::{
    act::App,
    population::{Case, Institution},
    stage::{ActError, Stage},
};

/// The hash of a document that only exists in the story.
fn document(name: &str) -> String {
    hex::encode(Sha256::digest(format!("guohe scenario document/{name}")))
}

/// The case an application takes after, and its host.
fn cast<'a>(stage: &Stage<'a>, app: &App) -> Result<(&'a Case, &'a Institution), ActError> {
    let cast = stage.cast();
    let case = cast.case(&app.case).ok_or_else(|| ActError::Missing(format!("no case {}", app.case)))?;
    Ok((case, cast.host(case)))
}

/// The host with a credit code.
fn host<'a>(stage: &Stage<'a>, code: &str) -> Result<&'a Institution, ActError> {
    stage.cast().host_by_code(code).ok_or_else(|| ActError::Missing(format!("no host {code}")))
}
