//! The checks: for every outcome the script is to show, what the services must say of it at the end.
//!
//! Each check names what it rests on (ids, dates, articles), whether it holds or not, so that a reader can look it
//! up.

mod admission;
mod bases;
mod evaluations;
mod matters;
mod reviewing;
mod validity;

use guohe_api::{
    common::v1::RuleRef,
    intake::v1::{Application, ApplicationStatus},
    registry::v1::{Base, Matter},
};
use guohe_clock::{Timestamp, beijing_date};

use super::findings::Findings;
use crate::scenario::{
    Script,
    outcome::Outcome,
    population::{Case, Fate, Life},
    script::{changes, instant},
};

/// A check with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What was expected.
    pub outcome: Outcome,
    /// Whether it holds.
    pub passed: bool,
    /// What it rests on: ids, dates, articles.
    pub evidence: String,
}

/// What a check finds: what it rests on, or what is wrong.
type Found = Result<String, String>;

/// Checks everything, in the order in which outcomes are told.
pub fn check(script: &Script, findings: &Findings) -> Vec<Checked> {
    let look = Look { script, findings };
    let check = |outcome: &Outcome| {
        let found = look.check(*outcome);
        let passed = found.is_ok();
        let (Ok(evidence) | Err(evidence)) = found;
        Checked { outcome: *outcome, passed, evidence }
    };
    Outcome::ALL.iter().map(check).collect()
}

/// A look at the end of the script.
#[derive(Clone, Copy)]
struct Look<'a> {
    script: &'a Script,
    findings: &'a Findings,
}

impl<'a> Look<'a> {
    fn check(&self, outcome: Outcome) -> Found {
        use Outcome as O;
        match outcome {
            O::LegacyEntered => bases::legacy(self),
            O::ObjectionGranted => bases::objection(self, 3, "GRANTED"),
            O::ObjectionRefused => bases::objection(self, 4, "REFUSED"),
            O::CallRolled => admission::call_rolled(self),
            O::InvalidFormCorrected => {
                admission::corrected(self, Fate::InvalidFirst, "invalid", "FORM_INVALID")
            }
            O::MissingDocumentsCorrected => {
                admission::corrected(self, Fate::MissingFirst, "incomplete", "DOCUMENTS_MISSING")
            }
            O::LastSecondReceived => admission::last_second(self),
            O::LateLodgingRefused => admission::too_late(self),
            O::DraftLapsed => self.all_in(Fate::Lapsed, ApplicationStatus::Lapsed),
            O::Withdrawn => self.all_in(Fate::Withdrawn, ApplicationStatus::Withdrawn),
            O::ReturnedByUnit => admission::returned(self, Fate::ReturnedByUnit),
            O::NotRecommended => self.all_in(Fate::NotRecommended, ApplicationStatus::NotRecommended),
            O::OpinionOverdue => admission::overdue(self),
            O::SelfRecommendation => self.refused("sign-own"),
            O::ConditionsFail => admission::conditions_fail(self),
            O::FailingNotAccepted => self.refused("accept-failing"),
            O::RulingMissing => self.refused("accept-unruled"),
            O::RulingsWritten => admission::rulings(self),
            O::ReturnedAtAcceptance => admission::returned(self, Fate::ReturnedAtAcceptance),
            O::ExpertDeclined => reviewing::declined(self),
            O::ExpertSilent => reviewing::silent(self),
            O::ExpertConflict => reviewing::conflict(self),
            O::ExpertRecused => reviewing::recused(self),
            O::LateSheet => reviewing::late_sheet(self),
            O::NotRecognised => self.all_in(Fate::NotRecognised, ApplicationStatus::NotRecognised),
            O::RecognisedJointResearch => reviewing::recognised(self, "joint_research", "联合研究"),
            O::RecognisedTechTransfer => reviewing::recognised(self, "tech_transfer", "技术转移"),
            O::RecognisedFeatured => reviewing::recognised(self, "featured", "特色"),
            O::FalsehoodBanned => admission::falsehood(self, Fate::FalseBanned, "BANNED"),
            O::FalsehoodSpared => admission::falsehood(self, Fate::FalseSpared, "DROPPED"),
            O::ReportOnTime => bases::reports_on_time(self),
            O::ReportLate => bases::report_late(self),
            O::ReportNextWorkingDay => bases::report_monday(self),
            O::ReportWithChange => bases::report_with_change(self),
            O::ReportIncomplete => self.refused("report-incomplete"),
            O::ChangeRegistered => bases::change_registered(self),
            O::ChangeRefusedByUnit => bases::change_refused(self, changes::REFUSED_BY_UNIT),
            O::ChangeRefusedByDepartment => bases::change_refused(self, changes::REFUSED),
            O::ChangeEscalated => bases::change_escalated(self),
            O::RoundsHeld => evaluations::rounds(self),
            O::GradeExcellent => evaluations::graded(self, "EXCELLENT"),
            O::GradePass => evaluations::graded(self, "PASS"),
            O::GradeFail => evaluations::graded(self, "FAIL"),
            O::AbsenceExcused => evaluations::excused(self),
            O::RectificationRolled => evaluations::rolled(self),
            O::ReEvaluationPassed => evaluations::passed_again(self),
            O::ReEvaluationFailed => evaluations::failed_again(self),
            O::RoundOverdue => evaluations::overdue(self),
            O::EveryGround => matters::every_ground(self),
            O::HearingHeld => matters::hearing(self),
            O::ClockStopped => matters::clock_stopped(self),
            O::HearingWaived => matters::waived(self),
            O::FourEyes => self.refused("matter-misconduct-5"),
            O::MatterDismissed => matters::dismissed(self),
            O::ConductNotReached => matters::not_reached(self),
            O::BackdatedCancellation => matters::backdated(self),
            O::FiveYearBans => matters::bans(self),
            O::BanQuashed => matters::quashed(self),
            O::BarredRefused => matters::barred(self),
            O::NationalExit => bases::national(self),
            O::NationalOvertook => bases::overtaken(self),
            O::SisterKept => bases::sister(self),
            O::LastDayOfValidity => validity::last_day(self),
            O::NoVersionInForce => validity::no_version(self),
            O::SuccessorAdopted => validity::successor(self),
            O::NewCallUnderSuccessor => validity::new_call(self),
            O::BarredToTheLastSecond => validity::barred_last_second(self),
            O::FreeTheNextDay => validity::free(self),
        }
    }

    /// The cases of a fate, with their applications.
    fn fated(&self, fate: Fate) -> Result<Vec<(&'a Case, &'a Application)>, String> {
        let cases = self.script.population.with_fate(|other| other == fate);
        let with = |case: &'a Case| Ok((case, self.application(&case.id)?));
        let found: Vec<_> = cases.into_iter().map(with).collect::<Result<_, String>>()?;
        if found.is_empty() { Err(format!("no application has the part {fate:?}")) } else { Ok(found) }
    }

    fn application(&self, id: &str) -> Result<&'a Application, String> {
        self.findings.application(id).ok_or_else(|| format!("{id} is not there"))
    }

    /// All applications of a fate stand in a state.
    fn all_in(&self, fate: Fate, status: ApplicationStatus) -> Found {
        let found = self.fated(fate)?;
        for (_, application) in &found {
            self.in_state(application, status)?;
        }
        Ok(listed(found.iter().map(|(case, _)| case.id.as_str())))
    }

    fn in_state(&self, application: &Application, status: ApplicationStatus) -> Result<(), String> {
        let id = &application.application;
        ensure(application.status() == status, || format!("{id} is {}", application.status().as_str_name()))
    }

    /// An actor was refused at a step, for this is what the step is there for.
    fn refused(&self, step: &str) -> Found {
        let refused = self.findings.position.refusals.get(step);
        let refused = refused.ok_or_else(|| format!("nothing was refused at {step}"))?;
        let rules: Vec<String> =
            refused.rules.iter().map(|(rule, article)| format!("{rule} {article}")).collect();
        Ok([refused.code.clone()].into_iter().chain(rules).collect::<Vec<_>>().join(" · "))
    }

    /// The base of a life.
    fn base(&self, life: Life) -> Result<&'a Base, String> {
        let case = self.script.population.living(life).ok_or_else(|| format!("nobody lives {life:?}"))?;
        self.findings.base(&case.base).ok_or_else(|| format!("there is no base {}", case.base))
    }

    /// The one matter of a base.
    fn matter(&self, base: &str) -> Result<&'a Matter, String> {
        self.findings.matters_of(base).next().ok_or_else(|| format!("{base} has no matter"))
    }
}

/// Up to three of many, and how many there are.
fn listed<'a>(ids: impl IntoIterator<Item = &'a str>) -> String {
    let ids: Vec<&str> = ids.into_iter().collect();
    let shown = ids.iter().take(3).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > 3 { format!("{shown} … ({})", ids.len()) } else { shown }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

/// A value must be what is expected.
fn equal(what: &str, found: &str, expected: &str) -> Result<(), String> {
    ensure(found == expected, || format!("{what} is {found:?} instead of {expected:?}"))
}

fn rule(rule: Option<&RuleRef>) -> String {
    rule.map(|rule| format!("{} {}", rule.rule, rule.article)).unwrap_or_default()
}

/// An instant of the wire.
fn at(time: Option<pbjson_types::Timestamp>) -> Option<Timestamp> {
    let time = time?;
    Timestamp::from_timestamp(time.seconds, u32::try_from(time.nanos).ok()?)
}

/// An application was received at an instant in Beijing.
fn received(application: &Application, wanted: &str) -> Result<(), String> {
    let found = at(application.received_at);
    let id = &application.application;
    ensure(found == Some(instant(wanted)), || {
        format!("{id} was received on {:?}, not at {wanted}", found.map(beijing_date))
    })
}
