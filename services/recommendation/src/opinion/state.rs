//! A case before its unit as it stands.

use std::collections::BTreeMap;

use guohe_clock::{Date, Timestamp};
use guohe_flow::{Attributes, Role, Task, Tasks};
use guohe_policy::RuleRef;
use serde::{Deserialize, Serialize};

use super::{
    command::Presentation,
    event::{OpinionEvent, Verdict},
};

/// Task of the unit.
pub(super) const GIVE: &str = "give_opinion";
/// Task of an official: the opinion is overdue.
pub(super) const OVERDUE: &str = "recommendation_overdue";
/// Task of an official: the case names a unit that is not registered.
pub(super) const UNKNOWN_UNIT: &str = "unknown_unit";

/// What a case before a unit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An application.
    Application,
    /// A change filed by a base.
    Change,
}

impl SubjectKind {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Change => "change",
        }
    }
}

/// States of a case before its unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OpinionStatus {
    /// It never came.
    #[default]
    None,
    /// The opinion is wanted.
    Pending,
    /// Returned to the host for correction.
    Returned,
    /// Recommended, or consented to.
    Recommended,
    /// Not recommended, or not consented to.
    NotRecommended,
    /// Ended elsewhere.
    Closed,
}

impl OpinionStatus {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::None, Self::Pending, Self::Returned, Self::Recommended, Self::NotRecommended, Self::Closed];

    /// The state's name, as in attributes and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Pending => "PENDING",
            Self::Returned => "RETURNED",
            Self::Recommended => "RECOMMENDED",
            Self::NotRecommended => "NOT_RECOMMENDED",
            Self::Closed => "CLOSED",
        }
    }

    /// True while the unit's word is still to come.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Returned)
    }
}

/// State of a case before its unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpinionState {
    /// Application id or change id.
    pub subject: String,
    /// Where it stands.
    pub status: OpinionStatus,
    /// The case as it last came; present once it came.
    pub case: Option<Presentation>,
    /// Whether the unit is registered.
    pub unit_known: bool,
    /// The unit's own credit code, where it has one.
    pub unit_institution: String,
    /// Day it last came.
    pub opened_on: Option<Date>,
    /// True once its day passed without an opinion.
    pub overdue: bool,
    /// Words of the opinion or the return.
    pub opinion: String,
    /// Rules it rests on.
    pub rules: Vec<RuleRef>,
    /// Who signed it.
    pub signed_by: String,
    /// Documents the opinion brought: SHA-256 by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub documents: BTreeMap<String, String>,
    /// When.
    pub given_at: Option<Timestamp>,
    /// Why it was closed.
    pub closed_reason: String,
    /// What people have to do.
    pub tasks: Tasks,
}

impl OpinionState {
    /// The unit, or empty.
    pub fn unit(&self) -> &str {
        self.case.as_ref().map_or("", |case| case.unit.as_str())
    }

    /// Number of the submission the unit has before it.
    pub fn revision(&self) -> u32 {
        self.case.as_ref().map_or(0, |case| case.revision)
    }

    pub(super) fn after(mut self, event: &OpinionEvent) -> Self {
        match event {
            OpinionEvent::Presented { subject, case, unit_known, unit_institution, on } => {
                let opinions = (std::mem::take(&mut self.opinion), std::mem::take(&mut self.rules));
                self = Self {
                    subject: subject.clone(),
                    status: OpinionStatus::Pending,
                    case: Some(case.clone()),
                    unit_known: *unit_known,
                    unit_institution: unit_institution.clone(),
                    opened_on: Some(*on),
                    opinion: opinions.0,
                    rules: opinions.1,
                    ..Self::default()
                };
                self.opens(*on);
            }
            OpinionEvent::UnitAssigned { unit, unit_institution, .. } => {
                if let Some(case) = &mut self.case {
                    case.unit.clone_from(unit);
                }
                self.unit_known = true;
                self.unit_institution.clone_from(unit_institution);
                self.tasks.close(UNKNOWN_UNIT, "");
            }
            OpinionEvent::Given { verdict, opinion, rules, signed_by, at, documents } => {
                self.documents.clone_from(documents);
                self.status = match verdict {
                    Verdict::Recommended => OpinionStatus::Recommended,
                    Verdict::NotRecommended => OpinionStatus::NotRecommended,
                    Verdict::Returned => OpinionStatus::Returned,
                };
                self.opinion.clone_from(opinion);
                self.rules.clone_from(rules);
                self.signed_by.clone_from(signed_by);
                self.given_at = Some(*at);
                self.overdue = false;
                self.tasks.close_all();
            }
            OpinionEvent::BecameOverdue { on } => {
                self.overdue = true;
                let question =
                    "the unit's opinion is overdue: speak to the unit, or hand the case to another?";
                self.tasks.open_first(Task::official(OVERDUE, *on, question));
            }
            OpinionEvent::Closed { reason, rules } => {
                self.status = OpinionStatus::Closed;
                self.closed_reason.clone_from(reason);
                self.rules.clone_from(rules);
                self.overdue = false;
                self.tasks.close_all();
            }
        }
        self
    }

    fn opens(&mut self, on: Date) {
        if !self.unit_known {
            let question =
                "the case names a recommending unit that is not registered: to which does it belong?";
            self.tasks.open(Task::official(UNKNOWN_UNIT, on, question));
        }
        let question = "give an opinion on the case, or return it for correction";
        let (due_on, failed) =
            self.case.as_ref().map(|case| (case.due_on, case.failed.clone())).unwrap_or_default();
        self.tasks.open(Task::new(Role::Recommender, GIVE, on, question).due(due_on).by(failed));
    }

    pub(super) fn attributes(&self) -> Attributes {
        let text = |pick: fn(&Presentation) -> &str| self.case.as_ref().map(pick).unwrap_or_default();
        Attributes::new()
            .text("status", self.status.name())
            .text("unit", text(|case| &case.unit))
            .text("subject_kind", text(|case| case.kind.code()))
            .text("institution", text(|case| &case.institution))
            .text("call", text(|case| &case.call))
            .text("base", text(|case| &case.base))
            .text("task", self.tasks.first_code())
            .date("due_on", self.case.as_ref().and_then(|case| case.due_on))
            .flag("overdue", self.overdue)
            .flag("open", self.status.is_open())
    }
}
