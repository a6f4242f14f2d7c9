//! The yearly report's opening, and the changes it must tell.

use guohe_api::registry::v1::{DutyEnded, ReportOpened};
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal};
use guohe_policy::{Date, Pack, TimedPurpose};

use super::{
    super::{Base, BaseEvent, BaseFlow, ReportMark, state::CHANGES_A_YEAR},
    Outcome,
    departure::wire_leaving,
    entry::set_report_year,
};
use crate::support::{Task, cite, in_force, not_empty, official};

const RULE_ON_REPORT: &str = "rule_on_report_duty";

/// Opens the report on a year that has ended, where the measures of that 1 January bind this base (WF-02,
/// A-07), and sets the next year's timer.
pub(super) fn open_year(state: &Base, year: i32, context: &Context<'_>) -> Outcome {
    if !state.status.is_live() {
        return Ok(Decision::nothing("the base has left the register"));
    }
    if state.reports.contains_key(&year) {
        return Ok(Decision::nothing("the report of this year was opened already"));
    }
    let first_day = Date::from_ymd_opt(year + 1, 1, 1).unwrap_or(context.today());
    let (decision, rule) = match in_force(context, first_day) {
        Ok(pack) => {
            let rule = pack.timed_rule(TimedPurpose::AnnualReport);
            let recognised_on = state.recognised_on.unwrap_or(first_day);
            let binds = rule.is_some_and(|rule| rule.binds(recognised_on, year));
            let decision = if binds { open(state, year, pack) } else { pass(year, pack) };
            (decision, rule.map(guohe_policy::TimedRule::rule))
        }
        Err(refusal) => (unruled(year, &refusal, context), None),
    };
    Ok(set_report_year(decision, year + 1, rule))
}

fn open(state: &Base, year: i32, pack: &Pack) -> DecisionOf<BaseFlow> {
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    let decision = Decision::record(BaseEvent::ReportYearOpened { year }).under(pack.reference());
    cite(decision, rule).send(report_opened(state, year, state.changes_of(year), &pack.identity.id))
}

fn pass(year: i32, pack: &Pack) -> DecisionOf<BaseFlow> {
    let reason = "the measures set no report for this base and year".to_owned();
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    cite(Decision::record(BaseEvent::ReportYearPassed { year, reason }).under(pack.reference()), rule)
}

fn unruled(year: i32, refusal: &Refusal, context: &Context<'_>) -> DecisionOf<BaseFlow> {
    let question = format!("Is the report on {year} owed? {}", refusal.message);
    let task =
        Task::official(context, RULE_ON_REPORT, question).about(year.to_string()).by(refusal.rules.clone());
    Decision::record(BaseEvent::ReportYearUnruled { year }).and(BaseEvent::TaskOpened(task))
}

fn report_opened(state: &Base, year: i32, changes: Vec<String>, policy: &str) -> Outgoing {
    guohe_api::outgoing(&ReportOpened {
        base: state.id.clone(),
        year,
        institution: state.institution.clone(),
        unit: state.unit.clone(),
        changes,
        policy: policy.to_owned(),
    })
}

/// An official rules whether a report is owed where no version was in force.
pub(super) fn rule_on_duty(
    state: &Base,
    year: i32,
    owed_under: Option<&str>,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    if state.reports.get(&year) != Some(&ReportMark::Unruled) || !state.status.is_live() {
        return Err(Refusal::wrong_state(
            "RuleOnReportDuty",
            state.reports.get(&year).map_or("NONE", |m| m.code()),
        ));
    }
    not_empty("reason", reason)?;
    let closed = BaseEvent::TaskClosed { code: RULE_ON_REPORT.to_owned(), about: year.to_string() };
    let Some(policy) = owed_under else {
        let passed = BaseEvent::ReportYearPassed { year, reason: reason.to_owned() };
        return Ok(Decision::record(passed).and(closed));
    };
    let pack =
        context.policies.pack(policy).filter(|pack| pack.timed_rule(TimedPurpose::AnnualReport).is_some());
    let pack =
        pack.ok_or_else(|| Refusal::invalid("POLICY", "policy", "is no adopted pack with a yearly report"))?;
    Ok(open(state, year, pack).and(closed))
}

/// Keeps what became of a report, for display.
pub(super) fn note_settled(state: &Base, year: i32, accepted: bool) -> Outcome {
    match state.reports.get(&year) {
        Some(ReportMark::Open | ReportMark::Late) => {
            Ok(Decision::record(BaseEvent::ReportSettled { year, accepted }))
        }
        _ => Ok(Decision::nothing("no report of this year is open")),
    }
}

/// Keeps a change for the report of its year (WF-06), also where that report is open already; once it is
/// accepted, a person decides what to do.
pub(super) fn note_change(state: &Base, change: &str, year: i32, context: &Context<'_>) -> Outcome {
    let known = state.changes_of(year);
    if known.iter().any(|id| id == change) {
        return Ok(Decision::nothing("the change is known"));
    }
    if state.status.has_left() {
        return Ok(Decision::default().send(duty_ended(state, "change", change)));
    }
    if known.len() >= CHANGES_A_YEAR {
        return Ok(Decision::nothing(format!(
            "{CHANGES_A_YEAR} changes of {year} are on file; no more are kept"
        )));
    }
    let decision = Decision::record(BaseEvent::ChangeNoted { change: change.to_owned(), year });
    Ok(match state.reports.get(&year) {
        Some(mark) if mark.is_open() => {
            let changes = known.into_iter().chain([change.to_owned()]).collect();
            decision.send(report_opened(state, year, changes, ""))
        }
        Some(ReportMark::Accepted) => {
            let question = format!(
                "The report on {year} was accepted without change {change}; does it have to be corrected?"
            );
            decision.and(BaseEvent::TaskOpened(
                Task::official(context, "change_after_report", question).about(change),
            ))
        }
        _ => decision,
    })
}

/// Takes a registered change into the entry; until then the old value stood.
pub(super) fn apply_change(
    state: &Base,
    (change, kind, value): (&str, &str, &str),
    context: &Context<'_>,
) -> Outcome {
    if !state.status.is_live() {
        return Ok(Decision::nothing("the base has left the register"));
    }
    if state.changes.values().flatten().any(|mark| mark.change == change && mark.registered) {
        return Ok(Decision::nothing("the change is registered already"));
    }
    let event = BaseEvent::ChangeApplied {
        change: change.to_owned(),
        kind: kind.to_owned(),
        value: value.to_owned(),
    };
    let after = state.clone().evolve(&event);
    let mut decision = Decision::record(event);
    if state.tasks.has("change_after_report", change) {
        let closed =
            BaseEvent::TaskClosed { code: "change_after_report".to_owned(), about: change.to_owned() };
        decision = decision.and(closed);
    }
    if after.institution != state.institution {
        // Whoever is host now files what is still owed.
        let open = state.reports.iter().filter(|(_, mark)| mark.is_open());
        for (year, _) in open {
            decision = decision.send(report_opened(&after, *year, after.changes_of(*year), ""));
        }
    }
    let _ = context;
    Ok(decision)
}

/// Tells a report, change or matter that it ends with the base.
pub(super) fn duty_ended(state: &Base, kind: &str, subject: &str) -> Outgoing {
    let departure = state.departure.as_ref();
    guohe_api::outgoing(&DutyEnded {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        base: state.id.clone(),
        leaving: departure.map(|d| wire_leaving(d.leaving)).unwrap_or_default().into(),
        effective_on: departure.map(|d| d.effective_on.to_string()).unwrap_or_default(),
        rules: departure.map(|d| guohe_api::rule_refs(&d.rules)).unwrap_or_default(),
    })
}
