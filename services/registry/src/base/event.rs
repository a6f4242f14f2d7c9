//! What can have happened to a base.

use guohe_flow::Task;
use guohe_policy::{BaseMark, Date, Deadline, Text};
use serde::{Deserialize, Serialize};

use super::{
    Commendation, Departure, Effect, ExitRequest, GradeMark, HeldMark, Leaving, OpenMatter, OverseasPlaque,
    Rectification, Subsidy, UnderWay,
};

/// A base's first entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Base id.
    pub base: String,
    /// Official name.
    pub name: Text,
    /// Category code.
    pub category: String,
    /// Field.
    pub field: String,
    /// Host's credit code.
    pub institution: String,
    /// Host's name.
    pub institution_name: String,
    /// Recommending unit.
    pub unit: String,
    /// Leader's person id.
    pub leader: String,
    /// Date of the recognition document.
    pub recognised_on: Date,
    /// Number of the recognition document.
    pub document_number: String,
    /// Pack it is entered under.
    pub policy: String,
}

/// Events of a base.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum BaseEvent {
    /// Recognised and entered.
    Recognised(Entry),
    /// An older base was entered.
    LegacyRegistered {
        /// The entry.
        entry: Entry,
        /// The old kind.
        legacy_kind: String,
    },
    /// The host objected to the category.
    CategoryObjected {
        /// Category asked for.
        category: String,
        /// Why.
        reason: String,
        /// Day.
        raised_on: Date,
    },
    /// The objection was answered.
    ObjectionDecided {
        /// True where granted.
        granted: bool,
        /// Category from now on.
        category: String,
        /// Why.
        reason: String,
    },
    /// A yearly report is owed.
    ReportYearOpened {
        /// Year reported on.
        year: i32,
        /// The day an official set, where the measures name none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<Date>,
    },
    /// No report is owed for a year.
    ReportYearPassed {
        /// Year.
        year: i32,
        /// Why.
        reason: String,
    },
    /// No version was in force, so that a person must rule on the report.
    ReportYearUnruled {
        /// Year.
        year: i32,
    },
    /// A report was accepted, or is late.
    ReportSettled {
        /// Year reported on.
        year: i32,
        /// True once accepted.
        accepted: bool,
    },
    /// A change must be told in the report of its year.
    ChangeNoted {
        /// Change id.
        change: String,
        /// Year of the event.
        year: i32,
    },
    /// A change was registered; the entry takes the new value.
    ChangeApplied {
        /// Change id.
        change: String,
        /// Kind code.
        kind: String,
        /// New value.
        value: String,
    },
    /// Entered an evaluation round.
    RoundEntered(UnderWay),
    /// Left a round without a grade.
    RoundLeft {
        /// Performance id.
        performance: String,
        /// Why.
        reason: String,
    },
    /// A grade counts.
    Graded(GradeMark),
    /// A time to rectify began.
    RectificationBegun(Rectification),
    /// The time to rectify is over, or the evaluation is held once more.
    ReEvaluationBegun(UnderWay),
    /// The re-evaluation was passed, or settled in the base's favour.
    Restored {
        /// Why.
        reason: String,
    },
    /// The re-evaluation was failed.
    ReEvaluationFailed {
        /// Performance id.
        performance: String,
    },
    /// A ground is examined.
    MatterNoted(OpenMatter),
    /// It is not examined any longer.
    MatterCleared {
        /// Matter id.
        matter: String,
        /// Why.
        reason: String,
    },
    /// Left the register; the departure's kind tells how.
    Left(Departure),
    /// A second document on leaving is on file without effect.
    DepartureNoted(Departure),
    /// Two documents conflict; a person rules.
    DepartureDisputed(Departure),
    /// An official ruled which document governs.
    DepartureRuled {
        /// What governs.
        leaving: Leaving,
        /// Why.
        reason: String,
    },
    /// An effect dated after the base had left counts no longer.
    Annulled {
        /// Which effect.
        effect: Effect,
        /// What it was about.
        subject: String,
        /// Day of the effect.
        effect_on: Date,
    },
    /// An official set the limit of the rectification.
    RectificationLimited {
        /// With its receipt.
        deadline: Box<Deadline>,
    },
    /// The limit has passed; what came of it shows in the next round.
    RectificationLimitPassed {
        /// The failed performance.
        performance: String,
    },
    /// The evaluation after rectification gave no result; the base goes on rectifying until the next round.
    RectificationContinued {
        /// Why.
        reason: String,
    },
    /// The base carries a mark.
    MarkGiven(HeldMark),
    /// An official ruled whether it keeps a mark.
    MarkRuled {
        /// Which.
        mark: BaseMark,
        /// True where it does.
        keep: bool,
        /// Why.
        reason: String,
    },
    /// The base stands on the list of subsidies.
    SubsidyListed(Subsidy),
    /// Commended.
    Commended(Commendation),
    /// The host wishes to leave.
    ExitRequested(ExitRequest),
    /// The wish was refused; the base stays.
    ExitRefused {
        /// Why.
        reason: String,
    },
    /// The ministry recognised the base; a person rules whether it leaves.
    NationalRecognitionNoted(Departure),
    /// An official ruled that it stays.
    NationalExitDeclined {
        /// Why.
        reason: String,
    },
    /// The plaque was hung at a foreign partner's.
    OverseasPlaqueHung(OverseasPlaque),
    /// A change was not applied for in time.
    LateChangeNoted {
        /// Change id.
        change: String,
    },
    /// Somebody has something to do.
    TaskOpened(Task),
    /// It is done, or fell away.
    TaskClosed {
        /// Task code.
        code: String,
        /// What it was about.
        about: String,
    },
}
