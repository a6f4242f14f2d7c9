//! Money from a funding call: what a call supports, how often, and what follows.
//!
//! Owns topics with their amounts and limits, the project library with its follow-up, the bar on funding twice,
//! and the progress reports. Every provision is cited by its rule in the same pack. Never counts what was
//! funded and never decides who is: the workflows keep the count, and an official decides.

use guohe_clock::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Pack, SwitchValue};
use crate::calendar::Calendar;
use crate::deadline::Deadline;
use crate::error::PolicyError;
use crate::period::Period;
use crate::refs::Text;
use crate::timing::{TimedPurpose, TimedRule, TimerSpan};

/// What a funding call supports and what it asks in return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// The call's topics; a category belongs to at most one.
    pub topics: Vec<FundingTopic>,
    /// The yearly reports on a funded project.
    pub progress_reports: ProgressReports,
    /// The rule of the procedure on the performance evaluation that ends a project.
    pub performance_evaluation: String,
}

/// One topic of a call: what is funded, with how much, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FundingTopic {
    /// A stable code, such as `base`.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The categories that belong to it.
    pub categories: Vec<String>,
    /// The rule that sets amount and limit.
    pub rule: String,
    /// Amount of one project in yuan, exact.
    pub amount_cny: Decimal,
    /// Most projects that are supported; counted as the switch `cap_unit` says.
    pub most_items: u32,
    /// The rule on the decision that follows the review.
    pub decided_by: String,
    /// What has been funded before and is not funded again.
    pub not_again: NotAgain,
    /// The project library; none where projects are funded by rank straight after the review.
    #[serde(default)]
    pub library: Option<ProjectLibrary>,
    /// Provisions on who goes first where merit is equal.
    #[serde(default)]
    pub priority: Vec<String>,
}

/// What is not funded twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotAgain {
    /// The condition that says so.
    pub rule: String,
    /// What the bar attaches to; never the institution (rules.md 0b.6).
    pub attaches_to: FundedSubject,
    /// The first programme year that counts; what was funded earlier does not bar.
    pub since_year: i32,
}

/// What a grant is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FundedSubject {
    /// A project.
    Project,
    /// A base.
    Base,
}

/// The project library: what qualifies enters it and is funded out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectLibrary {
    /// The rule on entering.
    pub enter: String,
    /// The rule on those recognised or funded before, which wait for the budget only.
    pub established: String,
    /// The rule on newcomers, which are followed up first; for how long says the timed rule `follow_up`.
    pub newcomers: String,
}

/// Yearly reports on a funded project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgressReports {
    /// The duty.
    pub rule: String,
    /// How many, one a year from the project's approval; their day says the timed rule `progress_report`.
    pub count: u32,
}

/// What a decision after the review leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// A base is recognised.
    Recognition,
    /// The case enters the project library.
    Library,
    /// The case waits among the candidates for funding.
    Funding,
}

/// What becomes of a library entry whose follow-up failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailedFollowUp {
    /// It stays in the library, unfunded.
    Stays,
    /// It leaves the library.
    Leaves,
}

/// Over what a topic's limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapUnit {
    /// The whole call.
    Call,
    /// Each calendar year of project approval.
    Year,
}

impl FundingTopic {
    /// Whether a category belongs to the topic.
    pub fn has(&self, category: &str) -> bool {
        self.categories.iter().any(|code| code == category)
    }

    /// What a decision on a case of this topic leads to.
    pub fn destination(&self) -> Destination {
        if self.library.is_some() { Destination::Library } else { Destination::Funding }
    }

    /// Whether money of a programme year bars another grant.
    pub fn bars(&self, programme_year: i32) -> bool {
        programme_year >= self.not_again.since_year
    }

    /// Ids of every rule the topic cites.
    pub(crate) fn cited(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let library = self.library.iter().flat_map(|library| {
            [
                ("enter", &library.enter),
                ("established", &library.established),
                ("newcomers", &library.newcomers),
            ]
        });
        [("rule", &self.rule), ("decided_by", &self.decided_by), ("not_again", &self.not_again.rule)]
            .into_iter()
            .chain(library)
            .chain(self.priority.iter().map(|rule| ("priority", rule)))
            .map(|(key, rule)| (key, rule.as_str()))
    }
}

impl Pack {
    /// The funding topic a category belongs to; none where the measures recognise bases.
    pub fn topic_of(&self, category: &str) -> Option<&FundingTopic> {
        self.funding.as_ref()?.topics.iter().find(|topic| topic.has(category))
    }

    /// The funding topic with a code.
    pub fn topic(&self, code: &str) -> Option<&FundingTopic> {
        self.funding.as_ref()?.topics.iter().find(|topic| topic.code == code)
    }

    /// What a decision after the review leads to in a category.
    pub fn destination(&self, category: &str) -> Destination {
        self.topic_of(category).map_or(Destination::Recognition, FundingTopic::destination)
    }

    /// What becomes of an entry whose follow-up failed: the switch `followup_fail`, by default it stays.
    pub fn failed_follow_up(&self) -> FailedFollowUp {
        match self.switch("followup_fail").and_then(SwitchValue::word) {
            Some("leave") => FailedFollowUp::Leaves,
            _ => FailedFollowUp::Stays,
        }
    }

    /// Over what limits count: the switch `cap_unit`, by default the call.
    pub fn cap_unit(&self) -> CapUnit {
        match self.switch("cap_unit").and_then(SwitchValue::word) {
            Some("year") => CapUnit::Year,
            _ => CapUnit::Call,
        }
    }

    /// When the progress reports on a project approved on a day are due, in order; empty without the duty. The
    /// text gives no dates, so the switch `progress_due` chooses them: `anniversary` of the approval,
    /// `year_end`, the 31 December of each year after the year of approval, or `date`, the day of the switch
    /// `progress_due_date` (`MM-DD`) in each of those years, which the department has to set.
    pub fn progress_deadlines(
        &self,
        approved_on: Date,
        calendar: &Calendar,
    ) -> Result<Vec<Deadline>, PolicyError> {
        let Some(funding) = &self.funding else { return Ok(Vec::new()) };
        let rule = self
            .timed_rule(TimedPurpose::ProgressReport)
            .ok_or_else(|| self.unknown("timed rule for", "progress_report"))?;
        let due = |number| self.progress_rule(rule, number)?.deadline(approved_on, calendar);
        (1..=funding.progress_reports.count).map(due).collect()
    }

    /// The rule on progress reports as it stands for the report of one number.
    fn progress_rule(&self, rule: &TimedRule, number: u32) -> Result<TimedRule, PolicyError> {
        let mut rule = rule.clone();
        let named = |month, day| TimerSpan::NamedDate {
            month,
            day,
            year_offset: i32::try_from(number).unwrap_or(i32::MAX),
            duty: None,
            day_counts: None,
        };
        rule.span = match self.switch("progress_due").and_then(SwitchValue::word) {
            Some("year_end") => named(12, 31),
            Some("date") => {
                let set =
                    self.switch("progress_due_date").and_then(SwitchValue::word).and_then(month_and_day);
                let (month, day) = set.ok_or_else(|| PolicyError::NotADeadline {
                    rule: rule.id.clone(),
                    hint: "the department sets the day of its progress reports: switch progress_due_date, MM-DD",
                })?;
                named(month, day)
            }
            _ => TimerSpan::Period(Period::years(number)),
        };
        Ok(rule)
    }

    /// The rule of the follow-up of newcomers, from the day of entry into the library.
    pub fn follow_up(&self) -> Option<&TimedRule> {
        self.timed_rule(TimedPurpose::FollowUp)
    }
}

/// Reads `MM-DD`.
fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}
