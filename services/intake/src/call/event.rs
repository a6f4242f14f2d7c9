//! What happens to a call.

use guohe_clock::Date;
use guohe_policy::{PolicyRef, RuleRef, Text};
use serde::{Deserialize, Serialize};

/// A call's days (Beijing dates).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallDays {
    /// First day.
    pub opens_on: Date,
    /// Published last day; also the reference day of look-backs (rule 1.5).
    pub closes_on: Date,
    /// Last day on which applications are received, until 24:00: grace included, moved from a rest day where the
    /// pack says so (WF-19).
    pub accepted_until: Date,
    /// True while a year without an official calendar took part.
    pub provisional: bool,
}

/// An event of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum CallEvent {
    /// It was announced.
    Announced {
        /// Its id.
        call: String,
        /// Title.
        title: Text,
        /// Pack in force on the first day.
        policy: PolicyRef,
        /// Last day of that pack, where it is limited.
        policy_last_day: Option<Date>,
        /// Its days.
        days: CallDays,
        /// Category codes.
        categories: Vec<String>,
        /// Day by which recommending units give their opinions.
        recommend_by: Option<Date>,
        /// Day by which score sheets are due.
        review_by: Option<Date>,
        /// The rule on the closing day, where the pack has one.
        rules: Vec<RuleRef>,
    },
    /// Its first day began.
    Opened,
    /// Its last days were moved.
    Extended {
        /// Its days from now on.
        days: CallDays,
        /// Why.
        reason: String,
    },
    /// A page of applications was told of the extension.
    ExtensionSpread {
        /// How many.
        applications: u32,
        /// The last of them.
        last: String,
    },
    /// Its last day was over.
    Closed,
}
