//! A project as it stands.

use guohe_flow::{Recount, Tasks};
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

use super::{Admitted, Granted, History, ProjectEvent};

/// Name of the deadline and of the timer of the follow-up.
pub(super) const FOLLOW_UP: &str = "follow_up";

/// Name of a report's deadline and, with its number, of its timer.
pub(super) const PROGRESS: &str = "progress_report";

/// The timer of a report.
pub(super) fn timer_of(number: u32) -> String {
    format!("{PROGRESS}.{number}")
}

/// The number of the report whose timer this is.
pub(super) fn number_of_timer(timer: &str) -> Option<u32> {
    timer.strip_prefix(PROGRESS)?.strip_prefix('.')?.parse().ok()
}

/// Filings of one report that the state keeps; earlier ones stay in the events.
const FILINGS_KEPT: usize = 5;

/// Where a project stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Not admitted yet.
    #[default]
    Absent,
    /// Admitted: a candidate for funding, or to be entered into the library.
    Reviewed,
    /// In the library, waiting for the budget.
    InLibrary,
    /// In the library, followed up as a newcomer.
    FollowUp,
    /// The follow-up is over and to be assessed.
    AssessmentDue,
    /// Funded; reports are due.
    Funded,
    /// Not funded.
    NotFunded,
    /// Left before it was funded.
    Left,
    /// Its performance was evaluated.
    Closed,
}

impl Status {
    /// Every state but the absent one.
    pub const ALL: [Self; 8] = [
        Self::Reviewed,
        Self::InLibrary,
        Self::FollowUp,
        Self::AssessmentDue,
        Self::Funded,
        Self::NotFunded,
        Self::Left,
        Self::Closed,
    ];

    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Reviewed => "REVIEWED",
            Self::InLibrary => "IN_LIBRARY",
            Self::FollowUp => "FOLLOW_UP",
            Self::AssessmentDue => "ASSESSMENT_DUE",
            Self::Funded => "FUNDED",
            Self::NotFunded => "NOT_FUNDED",
            Self::Left => "LEFT",
            Self::Closed => "CLOSED",
        }
    }

    /// True for what may be funded, or has been: what a budget has to look at.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Absent | Self::NotFunded | Self::Left)
    }

    /// True from admission to funding.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Reviewed | Self::InLibrary | Self::FollowUp | Self::AssessmentDue)
    }
}

/// The follow-up of a newcomer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Its last day with the receipt.
    pub deadline: Deadline,
    /// The result; none before the assessment.
    #[serde(default)]
    pub passed: Option<bool>,
    /// The assessment in words.
    #[serde(default)]
    pub opinion: String,
    /// Day of the assessment (Beijing).
    #[serde(default)]
    pub assessed_on: Option<Date>,
}

/// Where a progress report stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReportStatus {
    /// Owed.
    #[default]
    Open,
    /// With the department.
    Filed,
    /// Sent back.
    Returned,
    /// Accepted.
    Accepted,
}

/// One filing of a progress report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// SHA-256 of the report.
    pub report_hash: String,
    /// Who filed it.
    pub filed_by: String,
    /// Day (Beijing).
    pub filed_on: Date,
}

/// A yearly progress report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its number, from 1.
    pub number: u32,
    /// When it is due.
    pub deadline: Deadline,
    /// Where it stands.
    #[serde(default)]
    pub status: ReportStatus,
    /// Its filings, latest last.
    #[serde(default)]
    pub filings: Vec<Filing>,
    /// First late day, where it was late.
    #[serde(default)]
    pub late_since: Option<Date>,
    /// What to correct.
    #[serde(default)]
    pub reason: String,
}

/// A project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// Status.
    pub status: Status,
    /// The case.
    pub case: Admitted,
    /// Topic of the call.
    pub topic: String,
    /// Day of admission (Beijing).
    pub admitted_on: Option<Date>,
    /// What was recognised or funded before.
    pub history: History,
    /// Day of entry into the library (Beijing).
    pub entered_on: Option<Date>,
    /// Whether it stands in the library.
    pub in_library: bool,
    /// The follow-up, for newcomers.
    pub follow_up: Option<FollowUp>,
    /// The grant.
    pub grant: Option<Granted>,
    /// Progress reports in order.
    pub reports: Vec<Report>,
    /// Why it is not funded, left, or closed.
    pub reason: String,
    /// The performance evaluation in words.
    pub evaluation: String,
    /// Day on which it ended (Beijing).
    pub ended_on: Option<Date>,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Project {
    /// What money attaches to; empty while nobody has stated it.
    pub fn subject(&self) -> &str {
        &self.history.subject
    }

    /// A progress report by its number.
    pub fn report(&self, number: u32) -> Option<&Report> {
        self.reports.iter().find(|report| report.number == number)
    }

    /// Numbers of the reports that are not accepted.
    pub fn missing_reports(&self) -> Vec<u32> {
        let missing = self.reports.iter().filter(|report| report.status != ReportStatus::Accepted);
        missing.map(|report| report.number).collect()
    }

    fn at_report(&mut self, number: u32, change: impl FnOnce(&mut Report)) {
        if let Some(report) = self.reports.iter_mut().find(|report| report.number == number) {
            change(report);
        }
    }

    /// Takes a date that a calendar moved: the follow-up's, or a report's.
    pub(super) fn recount(mut self, recount: &Recount) -> Self {
        if recount.timer == FOLLOW_UP
            && let Some(follow_up) = &mut self.follow_up
        {
            follow_up.deadline = recount.deadline.clone();
        }
        if let Some(number) = number_of_timer(&recount.timer) {
            self.at_report(number, |report| report.deadline = recount.deadline.clone());
        }
        self
    }

    fn end(&mut self, status: Status, reason: &str, on: Date) {
        self.status = status;
        reason.clone_into(&mut self.reason);
        self.ended_on = Some(on);
        self.tasks.close_all();
    }

    pub(super) fn evolve(mut self, event: &ProjectEvent) -> Self {
        match event {
            ProjectEvent::Opened { case, topic, on } => {
                self.status = Status::Reviewed;
                self.case = case.clone();
                self.topic.clone_from(topic);
                self.admitted_on = Some(*on);
            }
            ProjectEvent::HistoryRecorded { history, .. } => self.history = history.clone(),
            ProjectEvent::EnteredLibrary { on, follow_up } => {
                self.entered_on = Some(*on);
                self.in_library = true;
                self.status = if follow_up.is_some() { Status::FollowUp } else { Status::InLibrary };
                self.follow_up = follow_up.as_ref().map(|deadline| FollowUp {
                    deadline: (**deadline).clone(),
                    passed: None,
                    opinion: String::new(),
                    assessed_on: None,
                });
                self.tasks.close_all();
            }
            ProjectEvent::AssessmentDue { .. } => self.status = Status::AssessmentDue,
            ProjectEvent::Assessed { passed, opinion, on, stays, .. } => {
                if let Some(follow_up) = &mut self.follow_up {
                    follow_up.passed = Some(*passed);
                    follow_up.opinion.clone_from(opinion);
                    follow_up.assessed_on = Some(*on);
                }
                self.tasks.close_all();
                if *passed {
                    self.status = Status::InLibrary;
                } else {
                    self.in_library = *stays;
                    self.end(Status::NotFunded, opinion, *on);
                }
            }
            ProjectEvent::NotFunded { reason, on, .. } => {
                self.in_library = false;
                self.end(Status::NotFunded, reason, *on);
            }
            ProjectEvent::Left { reason, on, .. } => {
                self.in_library = false;
                self.end(Status::Left, reason, *on);
            }
            ProjectEvent::Funded { grant, reports } => {
                self.status = Status::Funded;
                self.in_library = false;
                self.ended_on = None;
                self.grant = Some(grant.clone());
                self.reports = reports.iter().zip(1..).map(owed).collect();
                self.tasks.close_all();
            }
            ProjectEvent::GrantWithdrawn { reason, on, .. } => {
                self.grant = None;
                self.reports.clear();
                self.end(Status::NotFunded, reason, *on);
            }
            ProjectEvent::ReportFiled { number, filing } => self.at_report(*number, |report| {
                report.status = ReportStatus::Filed;
                report.reason.clear();
                if report.filings.len() >= FILINGS_KEPT {
                    report.filings.remove(0);
                }
                report.filings.push(filing.clone());
            }),
            ProjectEvent::ReportReturned { number, reason } => self.at_report(*number, |report| {
                report.status = ReportStatus::Returned;
                report.reason.clone_from(reason);
            }),
            ProjectEvent::ReportAccepted { number } => {
                self.at_report(*number, |report| report.status = ReportStatus::Accepted);
            }
            ProjectEvent::ReportLate { number, since } => {
                self.at_report(*number, |report| report.late_since = Some(*since));
            }
            ProjectEvent::Closed { opinion, reason, on, .. } => {
                self.evaluation.clone_from(opinion);
                self.end(Status::Closed, reason, *on);
            }
            ProjectEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            ProjectEvent::TaskClosed { code, about } => self.tasks.close(code, about),
        }
        self
    }
}

fn owed((deadline, number): (&Deadline, u32)) -> Report {
    Report {
        number,
        deadline: deadline.clone(),
        status: ReportStatus::Open,
        filings: Vec::new(),
        late_since: None,
        reason: String::new(),
    }
}
