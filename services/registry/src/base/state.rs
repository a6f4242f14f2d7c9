//! A base as it stands, and how events change it.

use std::collections::BTreeMap;

use chrono::Datelike;
use guohe_flow::Tasks;
use guohe_policy::{BaseMark, Date, Pack, Text};
use serde::{Deserialize, Serialize};

use super::{
    Annulment, BaseEvent, ChangeMark, Commendation, Departure, Effect, Entry, ExitRequest, GradeMark,
    HeldMark, Leaving, Objection, ObjectionState, OpenMatter, OverseasPlaque, Rectification,
    RectificationState, ReportMark, Status, Subsidy, UnderWay,
};

/// Years of reports and of changes that an entry keeps; older ones are in the reports' own streams.
const YEARS_KEPT: usize = 8;
/// Grades and annulments that an entry keeps.
const MARKS_KEPT: usize = 30;
/// Most changes of one year that an entry keeps.
pub(crate) const CHANGES_A_YEAR: usize = 300;

/// A base.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Base {
    /// Its id.
    pub id: String,
    /// Status.
    pub status: Status,
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
    pub recognised_on: Option<Date>,
    /// Number of the recognition document.
    pub document_number: String,
    /// Pack it was entered under.
    pub policy: String,
    /// The old kind, for a legacy base.
    pub legacy_kind: String,
    /// Latest registered value of other kinds of change.
    pub changed: BTreeMap<String, String>,
    /// Reports by year.
    pub reports: BTreeMap<i32, ReportMark>,
    /// Changes by year of the event.
    pub changes: BTreeMap<i32, Vec<ChangeMark>>,
    /// Evaluation under way.
    pub evaluation: Option<UnderWay>,
    /// Grades, oldest first.
    pub grades: Vec<GradeMark>,
    /// The latest rectification.
    pub rectification: Option<Rectification>,
    /// Re-evaluations so far, for their ids.
    pub re_evaluations: u32,
    /// Open matters.
    pub matters: Vec<OpenMatter>,
    /// The objection to the category.
    pub objection: Option<Objection>,
    /// How it left.
    pub departure: Option<Departure>,
    /// A second departure on file.
    pub other_departure: Option<Departure>,
    /// True while a person must rule which departure governs.
    pub disputed: bool,
    /// Annulled effects.
    pub annulments: Vec<Annulment>,
    /// Marks it carries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<HeldMark>,
    /// Entries on the list of subsidies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subsidies: Vec<Subsidy>,
    /// Commendations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub commendations: Vec<Commendation>,
    /// The host's latest wish to leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_request: Option<ExitRequest>,
    /// A national recognition that waits for a ruling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national: Option<Departure>,
    /// The plaque at a foreign partner's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overseas_plaque: Option<OverseasPlaque>,
    /// Changes that were not applied for in time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub late_changes: Vec<String>,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Base {
    /// The report's stream id of a year.
    pub fn report_id(&self, year: i32) -> String {
        format!("{}-{year}", self.id)
    }

    /// Ids of the changes that the report on a year must tell.
    pub fn changes_of(&self, year: i32) -> Vec<String> {
        self.changes
            .get(&year)
            .map(|marks| marks.iter().map(|mark| mark.change.clone()).collect())
            .unwrap_or_default()
    }

    /// The year whose report is opened next: the one after the last, or the later of the base's and the measures'
    /// first year.
    pub fn next_report_year(&self, pack: Option<&Pack>) -> i32 {
        if let Some((last, _)) = self.reports.last_key_value() {
            return last + 1;
        }
        let of_base = self.recognised_on.map_or(0, |day| day.year());
        of_base.max(pack.and_then(Pack::effective_from).map_or(0, |first| first.year()))
    }

    /// Whether it carries a mark.
    pub fn carries(&self, mark: BaseMark) -> bool {
        self.marks.iter().any(|held| held.mark == mark)
    }

    /// A rectification whose time runs.
    pub fn running_rectification(&self) -> Option<&Rectification> {
        self.rectification.as_ref().filter(|r| r.state == RectificationState::Running)
    }

    pub(super) fn evolve(mut self, event: &BaseEvent) -> Self {
        match event {
            BaseEvent::Recognised(entry) => self.enter(entry, ""),
            BaseEvent::LegacyRegistered { entry, legacy_kind } => self.enter(entry, legacy_kind),
            BaseEvent::CategoryObjected { category, reason, raised_on } => {
                self.objection = Some(Objection {
                    category: category.clone(),
                    reason: reason.clone(),
                    raised_on: *raised_on,
                    state: ObjectionState::Open,
                    answer: String::new(),
                });
            }
            BaseEvent::ObjectionDecided { granted, category, reason } => {
                self.category = category.clone();
                if let Some(objection) = &mut self.objection {
                    objection.state =
                        if *granted { ObjectionState::Granted } else { ObjectionState::Refused };
                    objection.answer = reason.clone();
                }
            }
            BaseEvent::ReportYearOpened { year, .. } => self.mark_report(*year, ReportMark::Open),
            BaseEvent::ReportYearPassed { year, .. } => self.mark_report(*year, ReportMark::NotOwed),
            BaseEvent::ReportYearUnruled { year } => self.mark_report(*year, ReportMark::Unruled),
            BaseEvent::ReportSettled { year, accepted } => {
                self.mark_report(*year, if *accepted { ReportMark::Accepted } else { ReportMark::Late });
            }
            BaseEvent::ChangeNoted { change, year } => {
                let marks = self.changes.entry(*year).or_default();
                marks.push(ChangeMark { change: change.clone(), registered: false });
                while self.changes.len() > YEARS_KEPT {
                    self.changes.pop_first();
                }
            }
            BaseEvent::ChangeApplied { change, kind, value } => self.apply_change(change, kind, value),
            BaseEvent::RoundEntered(under_way) => self.evaluation = Some(under_way.clone()),
            BaseEvent::RoundLeft { .. } => self.evaluation = None,
            BaseEvent::Graded(mark) => {
                self.evaluation = None;
                push_bounded(&mut self.grades, mark.clone());
            }
            BaseEvent::RectificationBegun(rectification) => {
                self.status = Status::Rectifying;
                self.rectification = Some(rectification.clone());
            }
            BaseEvent::ReEvaluationBegun(under_way) => {
                self.status = Status::ReEvaluation;
                self.evaluation = Some(under_way.clone());
                self.re_evaluations += 1;
                self.end_rectification(RectificationState::Expired);
            }
            BaseEvent::Restored { .. } => {
                self.status = Status::Active;
                self.end_rectification(RectificationState::Passed);
            }
            BaseEvent::ReEvaluationFailed { .. } => self.end_rectification(RectificationState::Failed),
            BaseEvent::MatterNoted(matter) => self.matters.push(matter.clone()),
            BaseEvent::MatterCleared { matter, .. } => self.matters.retain(|open| open.matter != *matter),
            BaseEvent::Left(departure) => self.leave(departure),
            BaseEvent::DepartureNoted(departure) => self.other_departure = Some(departure.clone()),
            BaseEvent::DepartureDisputed(departure) => {
                self.other_departure = Some(departure.clone());
                self.disputed = true;
            }
            BaseEvent::DepartureRuled { leaving, .. } => self.settle_departure(*leaving),
            BaseEvent::Annulled { effect, subject, effect_on } => self.annul(*effect, subject, *effect_on),
            BaseEvent::RectificationLimited { deadline } => {
                if let Some(rectification) = &mut self.rectification {
                    rectification.deadline = Some((**deadline).clone());
                }
            }
            BaseEvent::RectificationLimitPassed { .. } => {}
            BaseEvent::RectificationContinued { .. } => {
                self.status = Status::Rectifying;
                self.end_rectification(RectificationState::Running);
            }
            BaseEvent::MarkGiven(mark) => self.marks.push(mark.clone()),
            BaseEvent::MarkRuled { mark, keep, .. } => {
                if !*keep {
                    self.marks.retain(|held| held.mark != *mark);
                }
            }
            BaseEvent::SubsidyListed(subsidy) => push_bounded(&mut self.subsidies, subsidy.clone()),
            BaseEvent::Commended(commendation) => push_bounded(&mut self.commendations, commendation.clone()),
            BaseEvent::ExitRequested(request) => self.exit_request = Some(request.clone()),
            BaseEvent::ExitRefused { reason } => {
                if let Some(request) = &mut self.exit_request {
                    request.refused = reason.clone();
                }
            }
            BaseEvent::NationalRecognitionNoted(departure) => self.national = Some(departure.clone()),
            BaseEvent::NationalExitDeclined { .. } => self.national = None,
            BaseEvent::OverseasPlaqueHung(plaque) => self.overseas_plaque = Some(plaque.clone()),
            BaseEvent::LateChangeNoted { change } => push_bounded(&mut self.late_changes, change.clone()),
            BaseEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            BaseEvent::TaskClosed { code, about } => self.tasks.close(code, about),
        }
        self
    }

    fn enter(&mut self, entry: &Entry, legacy_kind: &str) {
        self.id = entry.base.clone();
        self.status = Status::Active;
        self.name = entry.name.clone();
        self.category = entry.category.clone();
        self.field = entry.field.clone();
        self.institution = entry.institution.clone();
        self.institution_name = entry.institution_name.clone();
        self.unit = entry.unit.clone();
        self.leader = entry.leader.clone();
        self.recognised_on = Some(entry.recognised_on);
        self.document_number = entry.document_number.clone();
        self.policy = entry.policy.clone();
        self.legacy_kind = legacy_kind.to_owned();
    }

    fn mark_report(&mut self, year: i32, mark: ReportMark) {
        self.reports.insert(year, mark);
        while self.reports.len() > YEARS_KEPT {
            self.reports.pop_first();
        }
    }

    fn apply_change(&mut self, change: &str, kind: &str, value: &str) {
        match kind {
            "name" => self.name.zh = value.to_owned(),
            "leader" => self.leader = value.to_owned(),
            "host" => self.institution = value.to_owned(),
            _ => {
                self.changed.insert(kind.to_owned(), value.to_owned());
            }
        }
        for mark in self.changes.values_mut().flatten().filter(|mark| mark.change == change) {
            mark.registered = true;
        }
    }

    fn end_rectification(&mut self, state: RectificationState) {
        if let Some(rectification) = &mut self.rectification {
            rectification.state = state;
        }
    }

    fn leave(&mut self, departure: &Departure) {
        self.status = status_after(departure.leaving);
        self.national = None;
        if let Some(before) = self.departure.replace(departure.clone()) {
            self.other_departure = Some(before);
        }
        self.evaluation = None;
        if self.running_rectification().is_some() || self.rectification_expired() {
            self.end_rectification(RectificationState::Ended);
        }
        self.matters.clear();
        self.tasks.close_all();
    }

    fn rectification_expired(&self) -> bool {
        self.rectification.as_ref().is_some_and(|r| r.state == RectificationState::Expired)
    }

    fn settle_departure(&mut self, leaving: Leaving) {
        self.disputed = false;
        if self.departure.as_ref().is_some_and(|departure| departure.leaving != leaving) {
            std::mem::swap(&mut self.departure, &mut self.other_departure);
        }
        self.status = status_after(leaving);
    }

    fn annul(&mut self, effect: Effect, subject: &str, effect_on: Date) {
        match effect {
            Effect::Grade => {
                for mark in self.grades.iter_mut().filter(|mark| mark.performance == subject) {
                    mark.annulled = true;
                }
            }
            Effect::Rectification => self.end_rectification(RectificationState::Ended),
            Effect::ReEvaluation => self.evaluation = None,
        }
        push_bounded(&mut self.annulments, Annulment { effect, subject: subject.to_owned(), effect_on });
    }
}

fn status_after(leaving: Leaving) -> Status {
    match leaving {
        Leaving::Cancelled => Status::Revoked,
        Leaving::National => Status::ExitedNational,
        Leaving::Voluntary => Status::Exited,
    }
}

fn push_bounded<T>(list: &mut Vec<T>, item: T) {
    if list.len() >= MARKS_KEPT {
        list.remove(0);
    }
    list.push(item);
}
