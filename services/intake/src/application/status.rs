//! States of an application.

use serde::{Deserialize, Serialize};

/// Where an application stands. A state's stage is never [`Status::NeedsRuling`]: that is what a case with an
/// open ruling shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// It does not exist.
    #[default]
    None,
    /// Being written (C1).
    Draft,
    /// Received; the institution's standing on that day has been asked (C2).
    Submitted,
    /// An official must rule on its admission.
    NeedsRuling,
    /// Refused: the institution is barred.
    Barred,
    /// With its recommending unit.
    Recommending,
    /// Returned for correction (C4).
    Returned,
    /// Not recommended (C5).
    NotRecommended,
    /// Recommended; acceptance is due (C6).
    Recommended,
    /// With the department, whose acceptance is due: the measures name nobody who recommends (C7).
    AwaitingAcceptance,
    /// Not accepted by the department (C7).
    NotAccepted,
    /// Accepted; experts review it (C7).
    UnderReview,
    /// Every score sheet is in (C8).
    Reviewed,
    /// The department proposes to recognise it (C9).
    Proposed,
    /// Recognised (C11).
    Recognised,
    /// Admitted to the project library or to the candidates for funding; the register goes on (C14, C19).
    Admitted,
    /// Not recognised (C9).
    NotRecognised,
    /// Never lodged before the call closed (C3).
    Lapsed,
    /// Taken back by the applicant (C22).
    Withdrawn,
    /// Voided for false information (C21).
    Void,
}

impl Status {
    /// Every state.
    pub const ALL: [Self; 20] = [
        Self::None,
        Self::Draft,
        Self::Submitted,
        Self::NeedsRuling,
        Self::Barred,
        Self::Recommending,
        Self::Returned,
        Self::NotRecommended,
        Self::Recommended,
        Self::AwaitingAcceptance,
        Self::NotAccepted,
        Self::UnderReview,
        Self::Reviewed,
        Self::Proposed,
        Self::Recognised,
        Self::Admitted,
        Self::NotRecognised,
        Self::Lapsed,
        Self::Withdrawn,
        Self::Void,
    ];

    /// The state's name, as in attributes and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Draft => "DRAFT",
            Self::Submitted => "SUBMITTED",
            Self::NeedsRuling => "NEEDS_RULING",
            Self::Barred => "BARRED",
            Self::Recommending => "RECOMMENDING",
            Self::Returned => "RETURNED",
            Self::NotRecommended => "NOT_RECOMMENDED",
            Self::Recommended => "RECOMMENDED",
            Self::AwaitingAcceptance => "AWAITING_ACCEPTANCE",
            Self::NotAccepted => "NOT_ACCEPTED",
            Self::UnderReview => "UNDER_REVIEW",
            Self::Reviewed => "REVIEWED",
            Self::Proposed => "PROPOSED",
            Self::Recognised => "RECOGNISED",
            Self::Admitted => "ADMITTED",
            Self::NotRecognised => "NOT_RECOGNISED",
            Self::Lapsed => "LAPSED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Void => "VOID",
        }
    }

    /// True from receipt to the decision: the case is in somebody's hands.
    pub fn is_lodged_and_open(self) -> bool {
        matches!(
            self,
            Self::Submitted
                | Self::NeedsRuling
                | Self::Recommending
                | Self::Returned
                | Self::Recommended
                | Self::AwaitingAcceptance
                | Self::UnderReview
                | Self::Reviewed
                | Self::Proposed
        )
    }

    /// True while the department's acceptance is due.
    pub fn awaits_acceptance(self) -> bool {
        matches!(self, Self::Recommended | Self::AwaitingAcceptance)
    }

    /// True from acceptance to the decision.
    pub fn is_under_evaluation(self) -> bool {
        matches!(self, Self::UnderReview | Self::Reviewed | Self::Proposed)
    }
}
