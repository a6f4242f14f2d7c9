//! Carries switches into the timed rules they govern.
//!
//! Owns the filled fields: rolling by class, whether a named day counts, the tenure before a report, the
//! period of a hearing, whether a ground asks for a finding on cause. Afterwards a rule answers by itself.

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::model::{GroundPurpose, Pack, SwitchValue};
use crate::period::Period;
use crate::timing::{Roll, TenureDay, TimedPurpose, TimedRule, TimerClass, TimerSpan};

/// Fills the fields that switches govern.
pub(super) fn resolve(pack: &mut Pack, parts: &[Part], findings: &mut Findings<'_>) {
    let mut timers = std::mem::take(&mut pack.timers);
    for rule in &mut timers {
        match roll_for(pack, rule.class) {
            Some(roll) => rule.roll = Some(roll),
            None => missing_switch(rule, parts, findings),
        }
        fill_span(pack, rule);
    }
    pack.timers = timers;
    // "Without cause" then governs absence alone.
    if pack.switch("cause_test").and_then(SwitchValue::word) == Some("absence_only") {
        for ground in &mut pack.grounds {
            ground.needs_no_cause &= ground.purpose != Some(GroundPurpose::EvaluationExit);
        }
    }
}

fn fill_span(pack: &Pack, rule: &mut TimedRule) {
    let word = |name: &str| pack.switch(name).and_then(SwitchValue::word);
    let period = |name: &str| word(name).and_then(|word| word.parse::<Period>().ok());
    match &mut rule.span {
        TimerSpan::NamedDate { duty, day_counts, .. } => {
            *day_counts = pack.switch("before_inclusive").and_then(SwitchValue::flag);
            if let Some(duty) = duty {
                duty.min_tenure = period("min_tenure").or(duty.min_tenure);
                duty.measured_on = match word("tenure_ref") {
                    Some("due_date") => TenureDay::DueDate,
                    Some("report_year_end") => TenureDay::ReportYearEnd,
                    Some("whole_report_year") => TenureDay::WholeReportYear,
                    _ => duty.measured_on,
                };
                duty.anniversary_counts =
                    pack.switch("full_year_on_anniversary").and_then(SwitchValue::flag) == Some(true);
            }
        }
        TimerSpan::Period(length) if rule.purpose == TimedPurpose::HearingPeriod => {
            *length = period("defence_period").unwrap_or(*length);
        }
        _ => {}
    }
}

/// How a class rolls, by its switch.
fn roll_for(pack: &Pack, class: TimerClass) -> Option<Roll> {
    match pack.switch(&switch_of(class))?.word()? {
        "none" => Some(Roll::None),
        "late_only" => Some(Roll::LateOnly),
        "next_working_day" => Some(Roll::NextWorkingDay),
        _ => None,
    }
}

fn switch_of(class: TimerClass) -> String {
    let name = match class {
        TimerClass::NamedDate => "named_date",
        TimerClass::ApplicantPeriod => "applicant_period",
        TimerClass::CallDate => "call_date",
        TimerClass::Exclusion => "exclusion",
        TimerClass::LookBack => "look_back",
        TimerClass::Validity => "validity",
        TimerClass::Cycle => "cycle",
        TimerClass::Immediate => "immediate",
        TimerClass::Soft => "soft",
    };
    format!("roll_for.{name}")
}

fn missing_switch(rule: &TimedRule, parts: &[Part], findings: &mut Findings<'_>) {
    let place = parts.iter().enumerate().find_map(|(index, part)| {
        let at = part.sections.timers.iter().position(|other| other.id == rule.id)?;
        Some((index, Path::default().key("timers").index(at).key("class")))
    });
    let Some((index, path)) = place else { return };
    let name = switch_of(rule.class);
    let message = format!("no switch {name} with none, late_only or next_working_day");
    findings.report(index, &path, "unknown_switch", message);
}
