//! The yearly report's opening, and the changes it must tell.

use guohe_api::registry::v1::{DutyEnded, ReportOpened};
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal, Task, TimerReceipt};
use guohe_policy::{Date, Pack, TimedPurpose, TimerSpan};

use super::{
    super::{Base, BaseCommand, BaseEvent, BaseFlow, ReportMark, state::CHANGES_A_YEAR},
    Outcome,
    departure::wire_leaving,
};
use crate::{
    notices::{host, unit},
    support::{cite, clear, in_force, not_empty, official, remind},
};

/// Name of the timer that opens the yearly report.
const REPORT_YEAR: &str = "report_year";
/// Name of the report's deadline; the report's own stream sets it again when it opens.
const ANNUAL_REPORT: &str = "annual_report";
const RULE_ON_REPORT: &str = "rule_on_report_duty";

/// Opens the report on a year that has ended, where the measures of that 1 January bind this base (WF-02,
/// A-07), and sets the next year's timer.
pub(super) fn open_year(state: &Base, year: i32, context: &Context<'_>) -> Outcome {
    if !state.status.is_live() {
        return Ok(Decision::nothing("the base has left the register"));
    }
    let first_day = Date::from_ymd_opt(year + 1, 1, 1).unwrap_or(context.today());
    if state.reports.contains_key(&year) {
        let pack = in_force(context, first_day).ok();
        let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::AnnualReport));
        let on_request = rule.is_some_and(|rule| !matches!(rule.span, TimerSpan::NamedDate { .. }));
        let opened = Decision::nothing("the report of this year was opened already");
        // One that an official asked for within the year does not end the yearly look at what is owed.
        let next = |decision| expect_report(decision, state, year + 1, pack.map(|pack| &**pack), context);
        return Ok(if on_request { next(opened) } else { opened });
    }
    Ok(match in_force(context, first_day) {
        Ok(pack) => {
            let binds = binds(state, year, pack);
            let decision = if binds { open(state, year, None, pack) } else { pass(year, pack) };
            expect_report(decision, state, year + 1, Some(pack), context)
        }
        Err(refusal) => expect_report(unruled(year, &refusal, context), state, year + 1, None, context),
    })
}

fn binds(state: &Base, year: i32, pack: &Pack) -> bool {
    let rule = pack.timed_rule(TimedPurpose::AnnualReport);
    rule.zip(state.recognised_on).is_some_and(|(rule, recognised_on)| rule.binds(recognised_on, year))
}

/// Sets the timer that opens the report on `year` at the start of the next year, and its reminders already now:
/// the ladder begins before the report opens.
pub(super) fn expect_report(
    decision: DecisionOf<BaseFlow>,
    state: &Base,
    year: i32,
    pack: Option<&Pack>,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let Some(first_day) = Date::from_ymd_opt(year + 1, 1, 1) else { return decision };
    let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::AnnualReport));
    let cited = rule.map(|rule| format!(" ({} {})", rule.id, rule.article)).unwrap_or_default();
    let decision = decision.set_timer(
        REPORT_YEAR,
        guohe_clock::start_of_day(first_day),
        BaseCommand::OpenReportYear { year },
        TimerReceipt::set_by(format!("the report on {year} opens when the year has ended{cited}")),
    );
    let owed = rule.filter(|_| pack.is_some_and(|pack| binds(state, year, pack)));
    let deadline = owed.and_then(|rule| rule.due_for_year(year, context.policies.calendar()).ok());
    let Some((rule, deadline)) = owed.zip(deadline) else { return decision };
    let (report, year) = (state.report_id(year), year.to_string());
    let values = [("base", state.id.as_str()), ("report", report.as_str()), ("year", year.as_str())];
    let who = vec![host(&state.institution), unit(&state.unit)];
    decision.send(remind(("report", &report, ANNUAL_REPORT), who, rule, &deadline, &values))
}

/// The base left: nobody is reminded of a report that has not opened.
pub(super) fn forget_report(state: &Base, pack: Option<&Pack>) -> Outgoing {
    let report = state.report_id(state.next_report_year(pack));
    clear(("report", &report, ANNUAL_REPORT), "the base left the register")
}

/// Opens a report; `due_on` is the day an official set, where the measures name none.
pub(super) fn open(state: &Base, year: i32, due_on: Option<Date>, pack: &Pack) -> DecisionOf<BaseFlow> {
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    let decision = Decision::record(BaseEvent::ReportYearOpened { year, due_on }).under(pack.reference());
    let message = ReportOpened {
        due_on: due_on.map(|day| day.to_string()).unwrap_or_default(),
        ..report_opened(state, year, state.changes_of(year), &pack.identity.id)
    };
    cite(decision, rule).send(guohe_api::outgoing(&message))
}

fn pass(year: i32, pack: &Pack) -> DecisionOf<BaseFlow> {
    let reason = "the measures set no report for this base and year".to_owned();
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    cite(Decision::record(BaseEvent::ReportYearPassed { year, reason }).under(pack.reference()), rule)
}

fn unruled(year: i32, refusal: &Refusal, context: &Context<'_>) -> DecisionOf<BaseFlow> {
    let question = format!("Is the report on {year} owed? {}", refusal.message);
    let task = Task::official(RULE_ON_REPORT, context.today(), question)
        .about(year.to_string())
        .by(refusal.rules.clone());
    Decision::record(BaseEvent::ReportYearUnruled { year }).and(BaseEvent::TaskOpened(task))
}

fn report_opened(state: &Base, year: i32, changes: Vec<String>, policy: &str) -> ReportOpened {
    ReportOpened {
        base: state.id.clone(),
        year,
        institution: state.institution.clone(),
        unit: state.unit.clone(),
        changes,
        policy: policy.to_owned(),
        due_on: String::new(),
    }
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
    Ok(open(state, year, None, pack).and(closed))
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
            decision.send(guohe_api::outgoing(&report_opened(state, year, changes, "")))
        }
        Some(ReportMark::Accepted) => {
            let question = format!(
                "The report on {year} was accepted without change {change}; does it have to be corrected?"
            );
            decision.and(BaseEvent::TaskOpened(
                Task::official("change_after_report", context.today(), question).about(change),
            ))
        }
        _ => decision,
    })
}

/// Keeps that a change was not applied for in time: one limb of a ground, nothing by itself.
pub(super) fn note_late_change(state: &Base, change: &str) -> DecisionOf<BaseFlow> {
    if state.status.has_left() || state.late_changes.iter().any(|known| known == change) {
        return Decision::nothing("nothing to note");
    }
    Decision::record(BaseEvent::LateChangeNoted { change: change.to_owned() })
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
            let message = report_opened(&after, *year, after.changes_of(*year), "");
            decision = decision.send(guohe_api::outgoing(&message));
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
