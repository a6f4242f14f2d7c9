//! Decides a report's commands: the way of the report here, its lateness in `lateness`, the recommending unit's
//! signature in `signature`.

mod lateness;
mod signature;

use chrono::Datelike;
use guohe_api::registry::v1::ReportSettled;
use guohe_flow::{
    Context, Decision, DecisionOf, Outgoing, Recount, Refusal, RefusalKind, Task, TimerReceipt,
};
use guohe_policy::{
    Date, Deadline, Pack, ReportSigner, RuleRef, SwitchValue, TimedPurpose, TimedRule, TimerSpan,
};

use super::{Filing, Opening, Report, ReportCommand, ReportEvent, ReportFlow, Status};
use crate::{
    base::Leaving,
    notices::{host, officials, tell, unit},
    support::{
        absent, adopted, cite, clear, host_of, not_empty, official, policy_error, remind, require_hash,
        silent,
    },
};

type Outcome = Result<DecisionOf<ReportFlow>, Refusal>;

/// Name of the deadline and of the timer that flags lateness.
pub(super) const ANNUAL_REPORT: &str = "annual_report";
const ACCEPT: &str = "accept_report";

pub(super) fn decide(state: &Report, command: &ReportCommand, context: &Context<'_>) -> Outcome {
    match command {
        ReportCommand::Open(opening) if state.status == Status::Absent => open(opening, context),
        ReportCommand::Open(opening) => extend(state, opening),
        _ if state.status == Status::Absent => Err(absent(context, "report")),
        ReportCommand::File { .. } => file(state, command, context),
        ReportCommand::Accept => accept(state, context),
        ReportCommand::Return { reason } => give_back(state, reason, context),
        ReportCommand::Sign { opinion_hash } => signature::sign(state, opinion_hash, context),
        ReportCommand::ExcuseLateness { reason } => lateness::excuse(state, reason, context),
        ReportCommand::FindLateWithoutCause { facts } => lateness::without_cause(state, facts, context),
        ReportCommand::MarkLate => lateness::mark(state, context),
        ReportCommand::End { leaving, effective_on } => end(state, *leaving, *effective_on, context),
    }
}

/// The report becomes owed: due on the named day, late only from the first day after the next working day
/// (rules.md 0b.3).
fn open(opening: &Opening, context: &Context<'_>) -> Outcome {
    let pack = adopted(context, &opening.policy)?;
    let Some(rule) = pack.timed_rule(TimedPurpose::AnnualReport) else {
        return Err(silent(context, "the measures set no yearly report"));
    };
    let deadline = match opening.due_on {
        // The measures name no day: an official set one.
        Some(due_on) => {
            let given = TimedRule { span: TimerSpan::GivenDate, ..rule.clone() };
            given.deadline(due_on, context.policies.calendar())
        }
        None => rule.due_for_year(opening.year, context.policies.calendar()),
    };
    let deadline = deadline.map_err(|error| policy_error(context, &error))?;
    let report = context.stream.id.as_str();
    let year = opening.year.to_string();
    let who = vec![host(&opening.institution), unit(&opening.unit)];
    let values = [("base", opening.base.as_str()), ("report", report), ("year", year.as_str())];
    let reminders = remind(("report", report, ANNUAL_REPORT), who.clone(), rule, &deadline, &values);
    let notice = tell(
        "report_opened",
        who,
        format!("report/{report}"),
        &[
            ("base", &opening.base),
            ("report", report),
            ("year", &year),
            ("due_on", &deadline.due.to_string()),
            ("late_from", &deadline.late_from.to_string()),
        ],
        &[rule.rule()],
    );
    let event = ReportEvent::Opened {
        opening: opening.clone(),
        plan_year: plan_year(pack, opening.year, &deadline),
        deadline: Box::new(deadline.clone()),
    };
    Ok(Decision::record(event)
        .under(pack.reference())
        .by(rule.rule())
        .set_timer(
            ANNUAL_REPORT,
            guohe_clock::start_of_day(deadline.late_from),
            ReportCommand::MarkLate,
            TimerReceipt::from(deadline.receipt),
        )
        .send(reminders)
        .send(notice))
}

/// Lateness moved with the calendar, and with another choice of the department the due day: so do its reminders.
pub(super) fn recounted(state: &Report, recount: &Recount, context: &Context<'_>) -> Outcome {
    let awaited = matches!(state.status, Status::Open | Status::Returned);
    let Some(deadline) = state.deadline.as_ref().filter(|_| awaited && recount.timer == ANNUAL_REPORT) else {
        return Ok(Decision::default());
    };
    let pack = adopted(context, &state.policy)?;
    let Some(rule) = pack.timed_rule(TimedPurpose::AnnualReport) else { return Ok(Decision::default()) };
    let (report, year) = (context.stream.id.as_str(), state.year.to_string());
    let who = vec![host(&state.institution), unit(&state.unit)];
    let values = [("base", state.base.as_str()), ("report", report), ("year", year.as_str())];
    Ok(Decision::default().send(remind(("report", report, ANNUAL_REPORT), who, rule, deadline, &values)))
}

/// The year the plan is for: by default the year after the one reported on.
fn plan_year(pack: &Pack, year: i32, deadline: &Deadline) -> i32 {
    match pack.switch("plan_year").and_then(SwitchValue::word) {
        Some("filing_year+1") => deadline.due.year() + 1,
        _ => year + 1,
    }
}

/// A change became known while the report is open, or another institution is host now.
fn extend(state: &Report, opening: &Opening) -> Outcome {
    if matches!(state.status, Status::Accepted | Status::Closed) {
        return Ok(Decision::nothing("the report is settled"));
    }
    let new = opening.changes.iter().filter(|change| !state.changes.contains(change));
    let changes: Vec<String> = state.changes.iter().chain(new).cloned().collect();
    if changes.len() == state.changes.len() && opening.institution == state.institution {
        return Ok(Decision::nothing("the report is open already"));
    }
    Ok(Decision::record(ReportEvent::Extended { changes, institution: opening.institution.clone() }))
}

fn file(state: &Report, command: &ReportCommand, context: &Context<'_>) -> Outcome {
    let ReportCommand::File { report_hash, plan_hash, opinion_hash, signed_by, told_changes } = command
    else {
        return Ok(Decision::nothing("not a filing"));
    };
    host_of(context, &state.institution)?;
    if !matches!(state.status, Status::Open | Status::Returned) {
        return Err(Refusal::wrong_state("FileReport", state.status.code()));
    }
    let pack = adopted(context, &state.policy)?;
    let way = pack.yearly_report();
    require_hash("report_hash", report_hash)?;
    if way.with_plan || !plan_hash.is_empty() {
        require_hash("plan_hash", plan_hash)?;
    }
    let by_host = way.signed_by == ReportSigner::Host;
    if by_host {
        require_hash("opinion_hash", opinion_hash)?;
    }
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    if by_host && signed_by.trim().is_empty() {
        let words = "the report goes in with the host's signed opinion; name who signed it";
        let refusal = Refusal::new(RefusalKind::Rule, "REPORT_UNSIGNED", words).field("signed_by", words);
        return Err(rule.into_iter().fold(refusal, Refusal::by));
    }
    tells_every_change(state, told_changes, pack)?;
    let filing = Filing {
        report_hash: report_hash.clone(),
        plan_hash: plan_hash.clone(),
        opinion_hash: opinion_hash.clone(),
        signed_by: signed_by.clone(),
        filed_by: context.actor.id.clone(),
        filed_on: context.today(),
        told_changes: told_changes.clone(),
        to_sign: way.signed_by == ReportSigner::Recommender,
    };
    Ok(filed(state, filing, pack, rule, context))
}

fn filed(
    state: &Report,
    filing: Filing,
    pack: &Pack,
    rule: Option<RuleRef>,
    context: &Context<'_>,
) -> DecisionOf<ReportFlow> {
    let report = context.stream.id.as_str();
    let rules: Vec<RuleRef> = rule.into_iter().collect();
    let (year, on) = (state.year.to_string(), filing.filed_on.to_string());
    let copied = filing.to_sign || pack.yearly_report().copy_to_recommender;
    let to_sign = filing.to_sign;
    // The recommending unit gets its copy by this notice, or hears that it has to sign.
    let notice = tell(
        "report_filed",
        [unit(if copied { &state.unit } else { "" }), officials()],
        format!("report/{report}"),
        &[("base", &state.base), ("report", report), ("year", &year), ("filed_on", &on)],
        &rules,
    );
    let task = Task::official(ACCEPT, context.today(), "Is the report complete?").by(rules.clone());
    let decision = cite(Decision::record(ReportEvent::Filed(filing)).under(pack.reference()), rules);
    let decision = if to_sign { decision } else { decision.and(ReportEvent::TaskOpened(task)) };
    decision.cancel_timer(ANNUAL_REPORT).send(clear(("report", report, ANNUAL_REPORT), "filed")).send(notice)
}

/// WF-06: each change of the year must be told.
fn tells_every_change(state: &Report, told: &[String], pack: &Pack) -> Result<(), Refusal> {
    let untold: Vec<&str> =
        state.changes.iter().filter(|change| !told.contains(change)).map(String::as_str).collect();
    if untold.is_empty() {
        return Ok(());
    }
    let words =
        format!("the report must tell every change of {}; it lacks {}", state.year, untold.join(", "));
    let refusal =
        Refusal::new(RefusalKind::Rule, "REPORT_INCOMPLETE", words.clone()).field("told_changes", words);
    let rule = pack.timed_rule(TimedPurpose::ChangeInReport).map(guohe_policy::TimedRule::rule);
    Err(rule.into_iter().fold(refusal, Refusal::by))
}

fn accept(state: &Report, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Filed {
        return Err(Refusal::wrong_state("AcceptReport", state.status.code()));
    }
    // A change recorded after the filing must be told before the report can be accepted.
    let pack = adopted(context, &state.policy)?;
    let told = state.filings.last().map(|filing| filing.told_changes.as_slice()).unwrap_or_default();
    tells_every_change(state, told, pack)?;
    let (report, year) = (context.stream.id.as_str(), state.year.to_string());
    let notice = tell(
        "report_accepted",
        [host(&state.institution), unit(&state.unit)],
        format!("report/{report}"),
        &[("base", &state.base), ("report", report), ("year", &year)],
        &[],
    );
    Ok(Decision::record(ReportEvent::Accepted)
        .under(pack.reference())
        .send(settled(state, true))
        .send(notice))
}

fn give_back(state: &Report, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Filed {
        return Err(Refusal::wrong_state("ReturnReport", state.status.code()));
    }
    not_empty("reason", reason)?;
    let (report, year) = (context.stream.id.as_str(), state.year.to_string());
    let notice = tell(
        "report_returned",
        [host(&state.institution)],
        format!("report/{report}"),
        &[("base", &state.base), ("report", report), ("year", &year)],
        &[],
    );
    Ok(Decision::record(ReportEvent::Returned { reason: reason.to_owned() })
        .and(ReportEvent::TaskClosed { code: ACCEPT.to_owned() })
        .send(notice))
}

/// The base left. What was due before stays on file; what was due later falls away, and a LATE flag with it.
fn end(state: &Report, leaving: Leaving, effective_on: Date, context: &Context<'_>) -> Outcome {
    if matches!(state.status, Status::Accepted | Status::Closed) {
        return Ok(Decision::nothing("the report is settled"));
    }
    let due_before = state.deadline.as_ref().is_some_and(|deadline| deadline.late_from <= effective_on);
    let reason = match leaving {
        Leaving::Cancelled => "the base was cancelled",
        Leaving::National => "the base was recognised nationally",
        Leaving::Voluntary => "the base left at its host's request",
    };
    let missing = due_before && matches!(state.status, Status::Open | Status::Returned | Status::Unsigned);
    let closed = ReportEvent::Closed { reason: reason.to_owned(), missing };
    let mut decision = Decision::record(closed).effective_on(effective_on);
    if state.late_since.is_some_and(|since| since > effective_on) {
        decision = decision.and(ReportEvent::LateAnnulled).effective_on(effective_on);
    }
    Ok(decision.cancel_all_timers().send(clear(("report", &context.stream.id, ANNUAL_REPORT), reason)))
}

fn settled(state: &Report, accepted: bool) -> Outgoing {
    guohe_api::outgoing(&ReportSettled { base: state.base.clone(), year: state.year, accepted })
}
