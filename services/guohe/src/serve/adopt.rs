//! Packs named in the settings are adopted when the registry starts: the first time, and never again.

use guohe_flow::{Actor, Engine, ExecuteError, Refusal, Regime, RegimeCommand, RegimeState, Request, Role};
use guohe_policy::{Calendar, Pack, PolicyRef};
use guohe_runtime::config::Department;

use crate::{
    policies::{PackLibrary, PackLibraryError},
    system::System,
};

/// Who adopts: the official who wrote the settings, whoever that was.
const ACTOR: &str = "configuration";

/// Why a pack was not adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// The registry refuses it.
    #[error("departments: {department} cannot adopt {pack}: {refusal}")]
    Refused {
        /// The tenant.
        department: String,
        /// The pack's id.
        pack: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// The registry cannot say.
    #[error("departments: the adoption of {pack} by {department} could not be recorded")]
    Failed {
        /// The tenant.
        department: String,
        /// The pack's id.
        pack: String,
        /// Why.
        #[source]
        source: Box<ExecuteError>,
    },
}

/// A pack for a department, read and checked.
pub struct Adoption {
    department: String,
    policy: PolicyRef,
    pack: String,
    calendar: String,
}

impl Adoption {
    /// The calendar comes with a department's first pack. Later years move dates, so they are loaded with sign-off.
    fn command(&self, regime: &RegimeState) -> RegimeCommand {
        let calendar = if regime.packs.is_empty() { self.calendar.clone() } else { String::new() };
        RegimeCommand::Adopt { pack: self.pack.clone(), calendar }
    }
}

/// Reads every pack that the departments name.
pub(super) fn read(
    library: &PackLibrary,
    departments: &[Department],
) -> Result<Vec<Adoption>, PackLibraryError> {
    let calendar = calendar_json(&library.calendar()?);
    let named = departments
        .iter()
        .flat_map(|department| department.policies.iter().map(|name| (department.id.clone(), name.as_str())));
    let read = |(department, name)| {
        let pack: Pack = library.pack(name)?;
        Ok(Adoption {
            department,
            policy: pack.reference(),
            pack: pack.to_json(),
            calendar: calendar.clone(),
        })
    };
    named.map(read).collect()
}

/// Has packs adopted where the registry runs here; a pack adopted already is left as it is.
pub async fn adopt(system: &System, adoptions: &[Adoption]) -> Result<(), AdoptError> {
    let Some(registry) = system.engine("registry") else { return Ok(()) };
    for adoption in adoptions {
        let regime = regime_of(registry, adoption).await?;
        if !regime.packs.iter().any(|(known, _)| *known == adoption.policy) {
            carry_out(registry, adoption, adoption.command(&regime)).await?;
            let Adoption { department, policy, .. } = adoption;
            tracing::info!(department, pack = policy.id, digest = policy.digest, "adopted");
        }
    }
    Ok(())
}

/// The regime of a department as it stands: nothing before its first pack.
async fn regime_of(registry: &Engine, adoption: &Adoption) -> Result<RegimeState, AdoptError> {
    let loaded = registry.load::<Regime>(&adoption.department, Regime::ID).await;
    let regime = loaded.map_err(|error| failed(adoption, error))?;
    Ok(regime.map(|regime| regime.state).unwrap_or_default())
}

/// The request id is the pack's, so that replicas that start together adopt it once.
async fn carry_out(registry: &Engine, adoption: &Adoption, command: RegimeCommand) -> Result<(), AdoptError> {
    let request = Request::<Regime> {
        department: adoption.department.clone(),
        id: Regime::ID.to_owned(),
        request_id: format!("configuration-{}", adoption.policy.digest),
        actor: Actor { id: ACTOR.to_owned(), role: Role::Official, unit: String::new() },
        command,
    };
    registry.execute(request).await.map(drop).map_err(|error| failed(adoption, error))
}

fn failed(adoption: &Adoption, error: ExecuteError) -> AdoptError {
    let (department, pack) = (adoption.department.clone(), adoption.policy.id.clone());
    match error {
        ExecuteError::Refused(refusal) => {
            AdoptError::Refused { department, pack, refusal: Box::new(refusal) }
        }
        source => AdoptError::Failed { department, pack, source: Box::new(source) },
    }
}

/// The calendar as it travels; empty where there is none.
fn calendar_json(calendar: &Calendar) -> String {
    if calendar.years().next().is_none() {
        return String::new();
    }
    serde_json::to_string(calendar).expect("a calendar holds only dates, texts and lists")
}
