//! Conflicts of interest between an expert and a case.
//!
//! Owns the one test that rankings and the experts' own streams share. The measures ask for expert review
//! without naming conflicts; what counts as one is the department's setting.

use guohe_clock::Date;
use guohe_policy::Period;
use serde::{Deserialize, Serialize};

use crate::expert::Profile;

/// Why an expert is no candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Works at the institution under review.
    SameInstitution,
    /// Worked there until recently.
    FormerInstitution,
    /// Works at a partner institution.
    Partner,
    /// Leads the base.
    Leader,
    /// Declared a conflict with a party.
    Declared,
    /// Named by the official who forms the panel.
    Named,
    /// Absent now.
    Absent,
    /// No longer in the pool.
    Retired,
    /// Has no room.
    Load,
}

impl Exclusion {
    /// The stable word, as counts and messages carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::SameInstitution => "same_institution",
            Self::FormerInstitution => "former_institution",
            Self::Partner => "partner",
            Self::Leader => "leader",
            Self::Declared => "declared",
            Self::Named => "named",
            Self::Absent => "absent",
            Self::Retired => "retired",
            Self::Load => "load",
        }
    }
}

/// Who stands behind a case.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Parties<'a> {
    /// The institution under review.
    pub(crate) institution: &'a str,
    /// Its partners.
    pub(crate) partners: &'a [String],
    /// The base leader.
    pub(crate) leader: &'a str,
    /// Persons and institutions the official names.
    pub(crate) named: &'a [String],
}

/// The conflict between an expert and a case on a day, if there is one.
pub(crate) fn conflict(
    expert: &str,
    profile: &Profile,
    parties: Parties<'_>,
    on: Date,
    lookback_years: u32,
) -> Option<Exclusion> {
    let under_review = |code: &str| !code.is_empty() && code == parties.institution;
    let listed = |list: &[String], value: &str| list.iter().any(|item| item == value);
    let since = Period::years(lookback_years).back_from(on).unwrap_or(Date::MIN);
    let party = |with: &str| {
        under_review(with)
            || (!with.is_empty() && with == parties.leader)
            || listed(parties.partners, with)
            || listed(parties.named, with)
    };
    if under_review(&profile.institution) {
        Some(Exclusion::SameInstitution)
    } else if profile.former.iter().any(|former| under_review(&former.institution) && former.until >= since) {
        Some(Exclusion::FormerInstitution)
    } else if listed(parties.partners, &profile.institution) {
        Some(Exclusion::Partner)
    } else if expert == parties.leader {
        Some(Exclusion::Leader)
    } else if profile.conflicts.iter().any(|declared| party(&declared.with)) {
        Some(Exclusion::Declared)
    } else if listed(parties.named, expert) || listed(parties.named, &profile.institution) {
        Some(Exclusion::Named)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        expert::{DeclaredConflict, Former},
        testing::{HOST, date},
    };

    fn found(profile: Profile, parties: Parties<'_>) -> Option<Exclusion> {
        conflict("e-1", &profile, parties, date("2026-06-01"), 3)
    }

    fn host() -> Parties<'static> {
        Parties { institution: HOST, leader: "p-leader", ..Parties::default() }
    }

    #[test]
    fn an_expert_of_the_institution_under_review_is_excluded() {
        let profile = Profile { institution: HOST.into(), ..Profile::default() };
        assert_eq!(found(profile, host()), Some(Exclusion::SameInstitution));
    }

    #[test]
    fn an_earlier_institution_counts_for_three_years_edge_day_included() {
        let left = |until: &str| Profile {
            former: vec![Former { institution: HOST.into(), until: date(until) }],
            ..Profile::default()
        };
        assert_eq!(found(left("2023-06-01"), host()), Some(Exclusion::FormerInstitution));
        assert_eq!(found(left("2023-05-31"), host()), None);
    }

    #[test]
    fn a_partner_the_leader_and_whoever_is_named_are_excluded() {
        let partner = ["91430100MA4L16AB3X".to_owned()];
        let profile = Profile { institution: partner[0].clone(), ..Profile::default() };
        assert_eq!(
            found(profile.clone(), Parties { partners: &partner, ..host() }),
            Some(Exclusion::Partner)
        );
        assert_eq!(found(Profile::default(), Parties { leader: "e-1", ..host() }), Some(Exclusion::Leader));
        assert_eq!(found(profile, Parties { named: &partner, ..host() }), Some(Exclusion::Named));
    }

    #[test]
    fn a_declared_conflict_with_any_party_excludes() {
        let declares = |with: &str| Profile {
            conflicts: vec![DeclaredConflict { with: with.into(), reason: "co-authors".into() }],
            ..Profile::default()
        };
        assert_eq!(found(declares("p-leader"), host()), Some(Exclusion::Declared));
        assert_eq!(found(declares(HOST), host()), Some(Exclusion::Declared));
        assert_eq!(found(declares("somebody-else"), host()), None);
    }
}
