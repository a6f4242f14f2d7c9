//! An expert as events leave it.

use guohe_api::SubjectKind;
use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use super::ExpertEvent;

/// Where an expert stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertStatus {
    /// Not registered.
    #[default]
    None,
    /// In the pool.
    Active,
    /// No longer in the pool.
    Retired,
}

impl ExpertStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Active => "ACTIVE",
            Self::Retired => "RETIRED",
        }
    }
}

/// An earlier institution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// Credit code.
    pub institution: String,
    /// Last day there (Beijing).
    pub until: Date,
}

/// A conflict the expert declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredConflict {
    /// Credit code or person id.
    pub with: String,
    /// Why.
    pub reason: String,
}

/// What panels are formed by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Credit code of the institution.
    pub institution: String,
    /// Earlier institutions.
    pub former: Vec<Former>,
    /// Discipline codes by GB/T 13745, the best known first.
    pub fields: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Kind of expert.
    pub expert_type: String,
    /// Region.
    pub region: String,
    /// Most panels at one time.
    pub load_limit: u32,
    /// Declared conflicts.
    pub conflicts: Vec<DeclaredConflict>,
}

/// A span without new panels, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// First day (Beijing).
    pub from: Date,
    /// Last day (Beijing).
    pub to: Date,
}

impl Absence {
    /// Whether any day of the span lies in `first..=last`.
    pub fn touches(&self, first: Date, last: Date) -> bool {
        self.from <= last && first <= self.to
    }
}

/// A panel the expert sits on or is asked to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Panel id.
    pub panel: String,
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Application or performance id.
    pub subject: String,
    /// Day it began (Beijing).
    pub since: Date,
}

/// One expert.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Expert {
    /// Where it stands.
    pub status: ExpertStatus,
    /// Profile.
    pub profile: Profile,
    /// Stated absence.
    pub absence: Option<Absence>,
    /// Open engagements, oldest first; never more than the load limit at engagement.
    pub engagements: Vec<Engagement>,
    /// Day of registration (Beijing).
    pub registered_on: Option<Date>,
}

impl Expert {
    /// Whether the expert sits on a panel or is asked to.
    pub fn is_engaged_on(&self, panel: &str) -> bool {
        self.engagements.iter().any(|engagement| engagement.panel == panel)
    }

    /// Open engagements, as the load that limits and rankings count.
    pub fn load(&self) -> u32 {
        u32::try_from(self.engagements.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn evolve(mut self, event: &ExpertEvent) -> Self {
        match event {
            ExpertEvent::Registered { profile, on } => {
                self.status = ExpertStatus::Active;
                self.profile = profile.clone();
                self.registered_on = Some(*on);
            }
            ExpertEvent::Updated { profile } => self.profile = profile.clone(),
            ExpertEvent::AbsenceSet { absence } => self.absence = Some(*absence),
            ExpertEvent::AbsenceEnded => self.absence = None,
            ExpertEvent::Retired { .. } => self.status = ExpertStatus::Retired,
            ExpertEvent::Engaged(engagement) => self.engagements.push(engagement.clone()),
            ExpertEvent::OfferTurnedAway { .. } => {}
            ExpertEvent::Released { panel, .. } => {
                self.engagements.retain(|engagement| engagement.panel != *panel)
            }
        }
        self
    }
}
