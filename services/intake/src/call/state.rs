//! A call as it stands.

use guohe_clock::Date;
use guohe_flow::Attributes;
use guohe_policy::{PolicyRef, RuleRef, Text};
use serde::{Deserialize, Serialize};

use super::event::{CallDays, CallEvent};

/// States of a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallStatus {
    /// It does not exist.
    #[default]
    None,
    /// Published; its first day is still to come.
    Announced,
    /// Applications are received.
    Open,
    /// Nothing is received any more.
    Closed,
}

impl CallStatus {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::None, Self::Announced, Self::Open, Self::Closed];

    /// The state's name, as in attributes and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Announced => "ANNOUNCED",
            Self::Open => "OPEN",
            Self::Closed => "CLOSED",
        }
    }
}

/// State of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallState {
    /// Its id.
    pub call: String,
    /// Where it stands.
    pub status: CallStatus,
    /// Title.
    pub title: Text,
    /// Pack in force on the first day.
    pub policy: Option<PolicyRef>,
    /// Last day of that pack, where it is limited.
    pub policy_last_day: Option<Date>,
    /// Its days; present once it exists.
    pub days: Option<CallDays>,
    /// Category codes.
    pub categories: Vec<String>,
    /// Day by which recommending units give their opinions.
    pub recommend_by: Option<Date>,
    /// Day by which score sheets are due.
    pub review_by: Option<Date>,
    /// How often it was extended.
    pub extensions: u32,
    /// Why it was extended last.
    pub extension_reason: String,
    /// The rule on the closing day, where the pack has one.
    pub rules: Vec<RuleRef>,
}

impl CallState {
    pub(super) fn after(mut self, event: &CallEvent) -> Self {
        match event {
            CallEvent::Announced {
                call,
                title,
                policy,
                policy_last_day,
                days,
                categories,
                recommend_by,
                review_by,
                rules,
            } => {
                self.status = CallStatus::Announced;
                self.call.clone_from(call);
                self.title = title.clone();
                self.policy = Some(policy.clone());
                self.policy_last_day = *policy_last_day;
                self.days = Some(days.clone());
                self.categories.clone_from(categories);
                self.recommend_by = *recommend_by;
                self.review_by = *review_by;
                self.rules.clone_from(rules);
            }
            CallEvent::Opened => self.status = CallStatus::Open,
            CallEvent::Extended { days, reason } => {
                self.days = Some(days.clone());
                self.extensions += 1;
                self.extension_reason.clone_from(reason);
            }
            CallEvent::ExtensionSpread { .. } => {}
            CallEvent::Closed => self.status = CallStatus::Closed,
        }
        self
    }

    pub(super) fn attributes(&self) -> Attributes {
        let day = |pick: fn(&CallDays) -> Date| self.days.as_ref().map(pick);
        Attributes::new()
            .text("call", &self.call)
            .text("status", self.status.name())
            .text("policy", self.policy.as_ref().map(|policy| policy.id.clone()).unwrap_or_default())
            .date("opens_on", day(|days| days.opens_on))
            .date("closes_on", day(|days| days.closes_on))
            .date("accepted_until", day(|days| days.accepted_until))
    }
}
