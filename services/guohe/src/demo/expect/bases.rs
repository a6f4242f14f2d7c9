//! Older bases, reports, changes, national recognition, sister bases.

use guohe_api::registry::v1::{BaseStatus, Change, ChangeStatus, InstitutionStatus, Report, ReportStatus};

use super::{Found, Look, ensure, equal, listed, rule};
use crate::scenario::{population::Life, script::changes};

/// The category each old kind belongs to (Art. 22).
const KINDS: [(&str, &str); 4] = [
    ("国际联合研究中心（实验室）", "joint_research"),
    ("国际技术转移中心", "tech_transfer"),
    ("示范型", "featured"),
    ("国际创新科技园", "featured"),
];

pub(super) fn legacy(look: &Look<'_>) -> Found {
    for legacy in &look.script.population.legacy {
        let base = look.findings.base(&legacy.id).ok_or_else(|| format!("{} is not there", legacy.id))?;
        let moved = base.objection.as_ref().is_some_and(|objection| objection.state == "GRANTED");
        let expected =
            KINDS.iter().find(|(kind, _)| *kind == legacy.kind).map_or("", |(_, category)| category);
        ensure(moved || base.category == expected, || format!("{} became {}", legacy.id, base.category))?;
        equal("its tenure", &base.recognised_on, legacy.recognised_on)?;
    }
    Ok(KINDS.map(|(kind, category)| format!("{kind} → {category}")).join(" · "))
}

pub(super) fn objection(look: &Look<'_>, number: usize, state: &str) -> Found {
    let id = &look.script.population.legacy[number].id;
    let base = look.findings.base(id).ok_or_else(|| format!("{id} is not there"))?;
    let objection = base.objection.as_ref().ok_or_else(|| format!("nobody objected for {id}"))?;
    equal("the objection", &objection.state, state)?;
    let moved = base.category == objection.category;
    ensure(moved == (state == "GRANTED"), || format!("{id} is {}", base.category))?;
    Ok(format!("{id} · {}", base.category))
}

fn report<'a>(look: &Look<'a>, base: &str, year: i32) -> Result<&'a Report, String> {
    let found = look.findings.reports.iter().find(|report| report.base == base && report.year == year);
    found.ok_or_else(|| format!("{base} has no report of {year}"))
}

pub(super) fn reports_on_time(look: &Look<'_>) -> Found {
    let accepted = look.findings.reports.iter().filter(|report| report.status() == ReportStatus::Accepted);
    let on_time = accepted.filter(|report| report.late_since.is_empty()).count();
    ensure(on_time > 200, || format!("only {on_time} reports were on time"))?;
    Ok(format!("{on_time}"))
}

pub(super) fn report_late(look: &Look<'_>) -> Found {
    let base = look.base(Life::LateReport)?;
    let late = report(look, &base.base, 2026)?;
    ensure(!late.late_since.is_empty(), || format!("{} is not flagged", late.report))?;
    ensure(late.status() == ReportStatus::Accepted, || format!("{} was not accepted", late.report))?;
    ensure(base.status() == BaseStatus::Active, || format!("{} was touched for it", base.base))?;
    let deadline = late.deadline.clone().unwrap_or_default();
    Ok(format!("{} · {} → {}", late.report, deadline.due_on, late.late_since))
}

pub(super) fn report_monday(look: &Look<'_>) -> Found {
    let monday = report(look, &look.base(Life::LateReport)?.base, 2027)?;
    let tuesday = report(look, &look.base(Life::ChangeFiled)?.base, 2027)?;
    let deadline = monday.deadline.clone().unwrap_or_default();
    equal("the day", &deadline.due_on, "2028-01-15")?;
    equal("late from", &deadline.late_from, "2028-01-18")?;
    ensure(deadline.provisional, || "the date is not marked as provisional".to_owned())?;
    ensure(monday.late_since.is_empty(), || format!("{} counts as late", monday.report))?;
    ensure(!tuesday.late_since.is_empty(), || format!("{} does not count as late", tuesday.report))?;
    let receipt = deadline.receipt.unwrap_or_default();
    Ok(format!("2028-01-15 → 2028-01-17 · {}", rule(receipt.rule.as_ref())))
}

pub(super) fn report_with_change(look: &Look<'_>) -> Found {
    for (life, change) in [(Life::ChangeFiled, changes::FILED), (Life::ChangeLate, changes::LATE)] {
        let report = report(look, &look.base(life)?.base, 2026)?;
        let told = report.filings.last().map(|filing| filing.told_changes.clone()).unwrap_or_default();
        ensure(told.iter().any(|id| id == change), || format!("{} tells {told:?}", report.report))?;
    }
    Ok(format!("{}, {}", changes::FILED, changes::LATE))
}

fn change<'a>(look: &Look<'a>, id: &str) -> Result<&'a Change, String> {
    look.findings.changes.iter().find(|change| change.change == id).ok_or_else(|| format!("no change {id}"))
}

pub(super) fn change_registered(look: &Look<'_>) -> Found {
    let change = change(look, changes::FILED)?;
    ensure(change.status() == ChangeStatus::Registered, || change.status().as_str_name().to_owned())?;
    let base = look.base(Life::ChangeFiled)?;
    equal("the leader", &base.leader, &change.value)?;
    Ok(format!("{} · {}", base.base, change.happened_on))
}

pub(super) fn change_refused(look: &Look<'_>, id: &str) -> Found {
    let change = change(look, id)?;
    ensure(change.status() == ChangeStatus::Refused, || change.status().as_str_name().to_owned())?;
    let base = look.findings.base(&change.base).ok_or("no base")?;
    ensure(!base.changed.contains_key(&change.kind), || format!("{} took the value over", base.base))?;
    Ok(format!("{} · {}", change.base, change.kind))
}

pub(super) fn change_escalated(look: &Look<'_>) -> Found {
    let change = change(look, changes::LATE)?;
    ensure(change.escalated, || "nobody was told".to_owned())?;
    ensure(change.status() == ChangeStatus::Registered, || change.status().as_str_name().to_owned())?;
    let due = change.deadline.clone().unwrap_or_default().due_on;
    Ok(format!("{} · {} → {due}", change.base, change.happened_on))
}

pub(super) fn national(look: &Look<'_>) -> Found {
    let base = look.base(Life::National)?;
    ensure(base.status() == BaseStatus::ExitedNational, || base.status().as_str_name().to_owned())?;
    let departure = base.departure.clone().unwrap_or_default();
    equal("the day it left", &departure.effective_on, "2028-06-30")?;
    equal("the day of entry", &departure.recorded_on, "2028-09-12")?;
    let later = look.findings.reports.iter().filter(|report| report.base == base.base && report.year >= 2028);
    ensure(later.clone().all(|report| report.status() == ReportStatus::Closed), || {
        "a later report is owed".to_owned()
    })?;
    let pending = look.findings.left_timers.get(&base.base).copied().unwrap_or_default();
    ensure(pending == 0, || format!("{pending} timers of {} are still pending", base.base))?;
    Ok(format!("{} · 2028-06-30 ← 2028-09-12 · {}", base.base, rule(departure.rules.first())))
}

pub(super) fn overtaken(look: &Look<'_>) -> Found {
    let base = look.base(Life::OvertakenByNational)?;
    ensure(base.status() == BaseStatus::ExitedNational, || base.status().as_str_name().to_owned())?;
    ensure(base.grades.iter().all(|grade| grade.annulled), || "a later grade still counts".to_owned())?;
    let annulled: Vec<&str> = base.annulments.iter().map(|annulment| annulment.effect.as_str()).collect();
    ensure(annulled.contains(&"RECTIFICATION"), || format!("annulled: {annulled:?}"))?;
    Ok(format!("{} · 2029-09-10 ← 2029-11-20 · {}", base.base, annulled.join(", ")))
}

pub(super) fn sister(look: &Look<'_>) -> Found {
    let (kept, cancelled) = (look.base(Life::SisterKept)?, look.base(Life::AbsentCancelled)?);
    equal("the host", &kept.institution, &cancelled.institution)?;
    ensure(kept.status() == BaseStatus::Active, || kept.status().as_str_name().to_owned())?;
    ensure(cancelled.status() == BaseStatus::Revoked, || cancelled.status().as_str_name().to_owned())?;
    let institution = look.findings.institution(&kept.institution).ok_or("no institution")?;
    let status = InstitutionStatus::try_from(institution.status).unwrap_or_default();
    ensure(!institution.bans.is_empty(), || format!("the host is {}", status.as_str_name()))?;
    Ok(listed([kept.base.as_str(), cancelled.base.as_str()]))
}
