//! Rounds, grades, absence, rectification, re-evaluation.

use chrono::Months;
use guohe_api::{
    evaluation::v1::{CohortState, PerformanceState, RoundState},
    registry::v1::BaseStatus,
};
use guohe_clock::Date;

use super::{Found, Look, ensure, equal, listed};
use crate::scenario::population::Life;

/// The first round of each category was opened within three years of its cohort date, and closed.
pub(super) fn rounds(look: &Look<'_>) -> Found {
    let mut told = Vec::new();
    for (category, round) in [
        ("joint_research", "joint_research-2029"),
        ("tech_transfer", "tech_transfer-2029"),
        ("featured", "featured-2030"),
    ] {
        let cohort =
            look.findings.cohorts.iter().find(|cohort| cohort.category == category).ok_or("no cohort")?;
        let round = look.findings.rounds.iter().find(|other| other.round == round).ok_or("no round")?;
        let anchor: Date = cohort.anchor_on.parse().map_err(|_| "no cohort date")?;
        let latest = anchor.checked_add_months(Months::new(36)).ok_or("no such day")?;
        ensure(round.opened_on <= latest.to_string(), || {
            format!("{} opened on {}", round.round, round.opened_on)
        })?;
        ensure(round.state() == RoundState::Closed, || format!("{} is still open", round.round))?;
        told.push(format!("{} {} ≤ {latest}", cohort.category, round.opened_on));
    }
    Ok(told.join(" · "))
}

/// Bases of a grade in the first rounds.
pub(super) fn graded(look: &Look<'_>, grade: &str) -> Found {
    let graded = look.findings.bases.iter().filter(|base| {
        base.grades
            .iter()
            .any(|mark| mark.grade == grade && !mark.re_evaluation && !mark.round.ends_with("2032"))
    });
    let ids: Vec<&str> = graded.map(|base| base.base.as_str()).collect();
    ensure(!ids.is_empty(), || format!("no base was graded {grade}"))?;
    Ok(listed(ids))
}

pub(super) fn excused(look: &Look<'_>) -> Found {
    let base = look.base(Life::AbsentExcused)?;
    let performance =
        look.findings.performances.iter().find(|p| p.base == base.base && p.round.ends_with("2029"));
    let performance = performance.ok_or("no evaluation")?;
    ensure(performance.state() == PerformanceState::Excused, || {
        performance.state().as_str_name().to_owned()
    })?;
    ensure(base.status() == BaseStatus::Active, || base.status().as_str_name().to_owned())?;
    Ok(format!("{} · {}", base.base, performance.materials_due_on))
}

pub(super) fn rolled(look: &Look<'_>) -> Found {
    let mut told = Vec::new();
    for (life, nominal, due) in
        [(Life::FailsTwice, "2030-09-21", "2030-09-23"), (Life::NoLongerMeets, "2030-12-21", "2030-12-23")]
    {
        let base = look.base(life)?;
        let rectification =
            base.rectification.clone().ok_or_else(|| format!("{} never rectified", base.base))?;
        let deadline = rectification.deadline.unwrap_or_default();
        let receipt = deadline.receipt.unwrap_or_default();
        equal("the nominal day", &receipt.nominal, nominal)?;
        equal("the last day", &deadline.due_on, due)?;
        ensure(deadline.provisional, || "the day is not marked as provisional".to_owned())?;
        told.push(format!("{} {nominal} → {due}", base.base));
    }
    Ok(told.join(" · "))
}

pub(super) fn passed_again(look: &Look<'_>) -> Found {
    let base = look.base(Life::Recovers)?;
    let passed = base.grades.iter().find(|grade| grade.re_evaluation && grade.grade == "PASS");
    let passed = passed.ok_or_else(|| format!("{} did not pass again", base.base))?;
    ensure(base.status() == BaseStatus::Active, || base.status().as_str_name().to_owned())?;
    Ok(format!("{} · {}", base.base, passed.notice_on))
}

pub(super) fn failed_again(look: &Look<'_>) -> Found {
    let base = look.base(Life::FailsTwice)?;
    let failed = base.grades.iter().find(|grade| grade.re_evaluation && grade.grade == "FAIL");
    let failed = failed.ok_or_else(|| format!("{} did not fail again", base.base))?;
    ensure(base.status() == BaseStatus::Revoked, || base.status().as_str_name().to_owned())?;
    Ok(format!("{} · {}", base.base, failed.notice_on))
}

/// The featured round of 2033 was flagged before it was opened; the joint-research round of 2035 is overdue.
pub(super) fn overdue(look: &Look<'_>) -> Found {
    let told = look.findings.notices.notices.get("round_overdue").copied().unwrap_or_default();
    ensure(told > 0, || "nobody was told of an overdue round".to_owned())?;
    let overdue = look.findings.cohorts.iter().filter(|cohort| cohort.state() == CohortState::RoundOverdue);
    let overdue: Vec<&str> = overdue.map(|cohort| cohort.category.as_str()).collect();
    ensure(!overdue.is_empty(), || "no category is overdue in 2036".to_owned())?;
    Ok(format!("{told} · {}", overdue.join(", ")))
}
