//! Recommending units: who they are. What they say about a case stands with the case.

use guohe_clock::Date;
use guohe_flow::{Attributes, Context, Decision, DecisionOf, Refusal, RefusalKind, Workflow};
use guohe_policy::check_credit_code;
use serde::{Deserialize, Serialize};

use crate::checks::official;

#[cfg(test)]
mod tests;

/// Longest name, in characters.
const LONGEST_NAME_CHARS: usize = 200;

/// Kinds of recommending units (Hunan 2026, Art. 12: the six groups, universities and institutes of the centre
/// told apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Bureau of a city or prefecture.
    CityBureau,
    /// Pilot county or city.
    PilotCounty,
    /// National high-tech zone.
    NationalZone,
    /// Department of the province.
    ProvincialDepartment,
    /// University of the central government.
    CentralUniversity,
    /// Research institute of the central government.
    CentralInstitute,
    /// Undergraduate university of the province.
    ProvincialUniversity,
}

impl UnitKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::CityBureau,
        Self::PilotCounty,
        Self::NationalZone,
        Self::ProvincialDepartment,
        Self::CentralUniversity,
        Self::CentralInstitute,
        Self::ProvincialUniversity,
    ];

    /// The kind's code, as in attributes.
    pub fn code(self) -> &'static str {
        match self {
            Self::CityBureau => "city_bureau",
            Self::PilotCounty => "pilot_county",
            Self::NationalZone => "national_zone",
            Self::ProvincialDepartment => "provincial_department",
            Self::CentralUniversity => "central_university",
            Self::CentralInstitute => "central_institute",
            Self::ProvincialUniversity => "provincial_university",
        }
    }
}

/// A unit as registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEntry {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Its own credit code, where it is a host itself; else empty.
    #[serde(default)]
    pub institution: String,
}

/// What a unit can be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum UnitCommand {
    /// An official registers it.
    Register(UnitEntry),
}

/// What happens to a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum UnitEvent {
    /// It was registered.
    Registered {
        /// Its id.
        unit: String,
        /// Its entry.
        entry: UnitEntry,
        /// Day of registration.
        on: Date,
    },
}

/// State of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitState {
    /// Its id.
    pub unit: String,
    /// Its entry; none before it is registered.
    pub entry: Option<UnitEntry>,
    /// Day of registration.
    pub registered_on: Option<Date>,
}

/// The workflow of a unit; the stream's id is the unit's.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnitWorkflow;

impl Workflow for UnitWorkflow {
    const KIND: &'static str = "unit";
    type State = UnitState;
    type Command = UnitCommand;
    type Event = UnitEvent;

    fn decide(
        &self,
        state: &UnitState,
        command: &UnitCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        let UnitCommand::Register(entry) = command;
        official(context)?;
        if let Some(known) = &state.entry {
            return if known == entry {
                Ok(Decision::nothing("the unit is registered so already"))
            } else {
                Err(Refusal::new(
                    RefusalKind::Exists,
                    "UNIT_EXISTS",
                    "there is a unit of this id; choose another",
                ))
            };
        }
        if entry.name.trim().is_empty() || entry.name.chars().count() > LONGEST_NAME_CHARS {
            let message = format!("must have 1 to {LONGEST_NAME_CHARS} characters");
            return Err(Refusal::invalid("NAME", "name", message));
        }
        if !entry.institution.is_empty() {
            check_credit_code(&entry.institution)
                .map_err(|error| Refusal::invalid("CREDIT_CODE_CHECK", "institution", error.to_string()))?;
        }
        let unit = context.stream.id.clone();
        Ok(Decision::record(UnitEvent::Registered { unit, entry: entry.clone(), on: context.today() }))
    }

    fn evolve(mut state: UnitState, event: &UnitEvent) -> UnitState {
        let UnitEvent::Registered { unit, entry, on } = event;
        state.unit.clone_from(unit);
        state.entry = Some(entry.clone());
        state.registered_on = Some(*on);
        state
    }

    fn attributes(state: &UnitState) -> Attributes {
        let entry = state.entry.as_ref();
        Attributes::new()
            .text("unit", &state.unit)
            .text("kind", entry.map(|entry| entry.kind.code()).unwrap_or_default())
            .text("institution", entry.map(|entry| entry.institution.clone()).unwrap_or_default())
    }
}
