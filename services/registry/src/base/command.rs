//! What a base can be told.

use guohe_policy::{BaseMark, Date, Text};
use serde::{Deserialize, Serialize};

use super::{Entry, Grade, OverseasPlaque};

/// The decision that takes a base of an older kind in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inclusion {
    /// True where the check found the conditions met.
    pub conditions_met: bool,
    /// What the check found.
    pub findings: String,
    /// Category decided; the one the pack infers where empty.
    pub category: String,
    /// Number of the inclusion document.
    pub document_number: String,
    /// Its date: tenure counts from it.
    pub document_on: Date,
}

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
        /// The department's check and decision, where the measures take older kinds in case by case.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        inclusion: Option<Inclusion>,
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
    /// Official: sets the limit of a rectification, where the measures leave it to command.
    SetRectificationLimit {
        /// Last day.
        until: Date,
        /// Why that day.
        reason: String,
    },
    /// Official: puts the base under public notice for its results.
    IssueNotice {
        /// Number of the document.
        document_number: String,
        /// Date of the document.
        document_on: Date,
        /// Why.
        reason: String,
    },
    /// Official: commends the base for outstanding results.
    Commend {
        /// Number of the document; may be empty.
        document_number: String,
        /// For what.
        reason: String,
    },
    /// Official: rules whether the base keeps a mark.
    RuleOnMark {
        /// Which.
        mark: BaseMark,
        /// True where it does.
        keep: bool,
        /// Why.
        reason: String,
    },
    /// Official: the ministry's evaluation of a base that is a national one now.
    RecordNationalResult {
        /// Number of the ministry's document.
        document_number: String,
        /// Its date.
        document_on: Date,
        /// The grade.
        grade: Grade,
    },
    /// Host: asks to leave.
    RequestExit {
        /// Why the base is not fit to go on.
        reason: String,
        /// SHA-256 of the request.
        document_hash: String,
    },
    /// Official: approves the wish to leave, or refuses it.
    DecideExit {
        /// True to approve.
        granted: bool,
        /// Number of the document; only where approved.
        document_number: String,
        /// Date of the document; only where approved.
        document_on: Option<Date>,
        /// Why.
        reason: String,
    },
    /// Official: rules whether a nationally recognised base leaves.
    RuleOnNationalExit {
        /// True where it does, on the ministry's document's date.
        leaves: bool,
        /// Why.
        reason: String,
    },
    /// Official: the plaque was hung at a foreign partner's.
    RecordOverseasPlaque(OverseasPlaque),
    /// Official: asks for the yearly plan and summary, where the measures name no date.
    RequestReport {
        /// Year reported on.
        year: i32,
        /// Day by which it is wanted.
        due_on: Date,
    },
    /// Message: a change was not applied for in time.
    NoteLateChange {
        /// Change id.
        change: String,
    },
    /// Official: rules which of two documents governs.
    RuleOnDeparture {
        /// True for the national recognition.
        national: bool,
        /// Why.
        reason: String,
    },
}
