//! What can have happened to an expert.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use super::{Absence, Engagement, Profile};
use crate::Exclusion;

/// Events of the expert workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ExpertEvent {
    /// Entered the pool.
    Registered {
        /// The profile.
        profile: Profile,
        /// Day of registration (Beijing).
        on: Date,
    },
    /// The profile was replaced.
    Updated {
        /// The new profile.
        profile: Profile,
    },
    /// An absence was stated.
    AbsenceSet {
        /// The span.
        absence: Absence,
    },
    /// A stated absence was ended.
    AbsenceEnded,
    /// Left the pool.
    Retired {
        /// Why.
        reason: String,
    },
    /// Took up an engagement.
    Engaged(Engagement),
    /// An offer could not be taken.
    OfferTurnedAway {
        /// Panel id.
        panel: String,
        /// Why.
        why: Exclusion,
    },
    /// An engagement ended.
    Released {
        /// Panel id.
        panel: String,
        /// Why.
        reason: String,
    },
}
