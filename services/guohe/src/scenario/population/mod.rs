//! Who plays: fictional institutions, recommending units, experts, applications and older bases.
//!
//! Drawn from a seed and from nothing else. The parts of the story are the same for every seed; the seed decides
//! who plays them, and every name, code, field and merit.

mod cases;
mod experts;
mod fate;
mod form;
mod institutions;
mod legacy;
mod names;

pub use cases::Case;
pub use experts::{EXPERTS, Expert};
pub use fate::{CATEGORIES, FEATURED, Failing, Fate, JOINT, Life, Open, PanelFate, TRANSFER};
pub use form::{FormState, form};
pub use institutions::{HOSTS, HostKind, Institution, Unit};
pub use legacy::LegacyBase;

/// Everybody who plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Population {
    /// The seed it was drawn from.
    pub seed: u64,
    /// Host institutions.
    pub hosts: Vec<Institution>,
    /// Recommending units.
    pub units: Vec<Unit>,
    /// Experts.
    pub experts: Vec<Expert>,
    /// Applications of the call.
    pub cases: Vec<Case>,
    /// Bases recognised under older measures.
    pub legacy: Vec<LegacyBase>,
}

impl Population {
    /// Draws the population of a seed.
    pub fn draw(seed: u64) -> Self {
        let (hosts, units) = institutions::draw(seed);
        let experts = experts::draw(seed, &hosts);
        let cases = cases::draw(seed, &hosts);
        let legacy = legacy::draw(seed, &hosts);
        Self { seed, hosts, units, experts, cases, legacy }
    }

    /// The host of a case.
    pub fn host(&self, case: &Case) -> &Institution {
        &self.hosts[case.host]
    }

    /// The host with a credit code.
    pub fn host_by_code(&self, code: &str) -> Option<&Institution> {
        self.hosts.iter().find(|host| host.code == code)
    }

    /// The unit with an id.
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The application with an id.
    pub fn case(&self, id: &str) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// Applications meant to have a fate, in order of id.
    pub fn with_fate(&self, wanted: impl Fn(Fate) -> bool) -> Vec<&Case> {
        self.cases.iter().filter(|case| wanted(case.fate)).collect()
    }

    /// The one application whose base is meant to have a life of its own. The parts name each once.
    pub fn living(&self, life: Life) -> Option<&Case> {
        self.cases.iter().find(|case| case.life == life)
    }
}

#[cfg(test)]
mod tests;
