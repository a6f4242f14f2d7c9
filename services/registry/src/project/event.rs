//! What can have happened to a project.

use guohe_flow::Task;
use guohe_policy::{Date, Deadline};
use serde::{Deserialize, Serialize};

use super::{Admitted, Filing, Granted, History};

/// An event of a project.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ProjectEvent {
    /// The department admitted the reviewed case.
    Opened {
        /// The case.
        case: Admitted,
        /// Topic of the call.
        topic: String,
        /// Day (Beijing).
        on: Date,
    },
    /// An official stated what was recognised or funded before.
    HistoryRecorded {
        /// The finding.
        history: History,
        /// Who found it.
        by: String,
    },
    /// It entered the project library.
    EnteredLibrary {
        /// Day of entry (Beijing).
        on: Date,
        /// Last day of the follow-up with its receipt; none for what was recognised or funded before.
        follow_up: Option<Box<Deadline>>,
    },
    /// The follow-up is over; its assessment is due.
    AssessmentDue {
        /// First day after it (Beijing).
        since: Date,
    },
    /// The follow-up was assessed.
    Assessed {
        /// Whether it passed.
        passed: bool,
        /// In words.
        opinion: String,
        /// Who assessed.
        by: String,
        /// Day (Beijing).
        on: Date,
        /// Whether it stays in the library.
        stays: bool,
    },
    /// It is not entered or not funded.
    NotFunded {
        /// Why.
        reason: String,
        /// Who decided.
        by: String,
        /// Day (Beijing).
        on: Date,
    },
    /// It left before it was funded.
    Left {
        /// Why.
        reason: String,
        /// Who ended it.
        by: String,
        /// Day (Beijing).
        on: Date,
    },
    /// It was funded.
    Funded {
        /// The grant.
        grant: Granted,
        /// When each progress report is due, in order.
        reports: Vec<Deadline>,
    },
    /// The grant was taken back by a ruling; the item is free for another project.
    GrantWithdrawn {
        /// Why.
        reason: String,
        /// Who ruled.
        by: String,
        /// Day (Beijing).
        on: Date,
    },
    /// A progress report was filed.
    ReportFiled {
        /// Its number.
        number: u32,
        /// The filing.
        filing: Filing,
    },
    /// A progress report was returned.
    ReportReturned {
        /// Its number.
        number: u32,
        /// What to correct.
        reason: String,
    },
    /// A progress report was accepted.
    ReportAccepted {
        /// Its number.
        number: u32,
    },
    /// A progress report is late; a flag and nothing else.
    ReportLate {
        /// Its number.
        number: u32,
        /// First late day (Beijing).
        since: Date,
    },
    /// Its performance was evaluated; the project is closed.
    Closed {
        /// The evaluation in words.
        opinion: String,
        /// Reports that were missing.
        missing: Vec<u32>,
        /// Why it was held although reports were missing.
        reason: String,
        /// Who evaluated.
        by: String,
        /// Day (Beijing).
        on: Date,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done.
    TaskClosed {
        /// Task code.
        code: String,
        /// What it was about.
        about: String,
    },
}
