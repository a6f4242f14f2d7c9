//! What a base can be told.

use guohe_policy::{Date, Text};
use serde::{Deserialize, Serialize};

use super::{Entry, Grade};

/// Commands of a base. Timers keep them for years.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum BaseCommand {
    /// Message: the recognition document was issued.
    Recognise(Entry),
    /// Official: enters a base of an older kind.
    RegisterLegacy {
        /// Code or name of the old kind.
        legacy_kind: String,
        /// Date of the original recognition.
        recognised_on: Date,
        /// Number of the original document.
        document_number: String,
        /// Official name.
        name: Text,
        /// Host's credit code.
        institution: String,
        /// Host's name.
        institution_name: String,
        /// Recommending unit.
        unit: String,
        /// Field.
        field: String,
        /// Leader's person id.
        leader: String,
    },
    /// Host of a legacy base: asks for another category.
    ObjectCategory {
        /// Category asked for.
        category: String,
        /// Why.
        reason: String,
    },
    /// Official: answers the objection.
    DecideObjection {
        /// True to grant.
        granted: bool,
        /// Category decided; the one asked for where empty.
        category: String,
        /// Why.
        reason: String,
    },
    /// Timer at the start of 1 January: the report on the year that ended.
    OpenReportYear {
        /// Year reported on.
        year: i32,
    },
    /// Official: rules whether a report is owed where no version was in force.
    RuleOnReportDuty {
        /// Year reported on.
        year: i32,
        /// True where it is owed.
        owed: bool,
        /// Pack it rests on.
        policy: String,
        /// Why.
        reason: String,
    },
    /// Message: a report was accepted, or is late.
    NoteReportSettled {
        /// Year reported on.
        year: i32,
        /// True once accepted.
        accepted: bool,
    },
    /// Message: a change happened.
    NoteChange {
        /// Change id.
        change: String,
        /// Year of the event.
        year: i32,
    },
    /// Message: a change was filed with the department.
    ApplyChange {
        /// Change id.
        change: String,
        /// Kind code.
        kind: String,
        /// New value.
        value: String,
        /// Day of the event.
        happened_on: Date,
    },
    /// Message: a round of the category includes this base.
    EnterRound {
        /// Round id.
        round: String,
        /// Day by which materials are due.
        materials_due_on: String,
        /// Pack in force.
        policy: String,
    },
    /// Message: the evaluation ended without a grade.
    LeaveRound {
        /// Performance id.
        performance: String,
        /// True where an official found the absence justified, false where a ground was found.
        excused: bool,
        /// Why.
        reason: String,
    },
    /// Message: a grade was published.
    TakeGrade {
        /// Performance id.
        performance: String,
        /// Round id.
        round: String,
        /// True after rectification.
        re_evaluation: bool,
        /// The grade.
        grade: Grade,
        /// Day of the notice.
        notice_on: Date,
        /// Pack it was held under.
        policy: String,
    },
    /// Timer after the last day of the rectification.
    EndRectification {
        /// The failed performance.
        performance: String,
    },
    /// Official: settles a failed re-evaluation whose matter was dismissed.
    SettleReEvaluation {
        /// True to hold it once more.
        repeat: bool,
        /// Why.
        reason: String,
    },
    /// Message: a matter was opened.
    NoteMatter {
        /// Matter id.
        matter: String,
        /// Ground id.
        ground: String,
    },
    /// Message: a matter was dismissed.
    ClearMatter {
        /// Matter id.
        matter: String,
        /// Why.
        reason: String,
    },
    /// Message: an official decided to cancel.
    Cancel {
        /// Matter id.
        matter: String,
        /// Ground id.
        ground: String,
        /// Number of the document.
        document_number: String,
        /// Date of the document: from it the cancellation counts.
        document_on: Date,
        /// Pack decided under.
        policy: String,
    },
    /// Official: the ministry recognised the base.
    RecordNationalRecognition {
        /// Number of the ministry's document.
        document_number: String,
        /// Its date.
        document_on: Date,
    },
    /// Official: rules which of two documents governs.
    RuleOnDeparture {
        /// True for the national recognition.
        national: bool,
        /// Why.
        reason: String,
    },
}
