//! Progress reports and the performance evaluation (C20). Lateness is a flag: the measures state no consequence.

use guohe_flow::{Context, Decision, Refusal, RefusalKind, Task};
use guohe_policy::{Pack, RuleRef};

use super::{
    super::{Filing, Project, ProjectCommand, ProjectEvent, Report, ReportStatus, Status, state::timer_of},
    ACCEPT, EVALUATE, Outcome,
    grant::deadline_of,
    opened, own_topic, subject,
};
use crate::{
    notices::{host, officials, tell},
    support::{cite, clear, host_of, not_empty, official, require_hash},
};

fn of_number(state: &Project, number: u32) -> Result<&Report, Refusal> {
    state.report(number).ok_or_else(|| {
        let words = format!("there is no report {number}; there are 1 to {}", state.reports.len());
        Refusal::not_found("REPORT_UNKNOWN", "number", words)
    })
}

fn funded(state: &Project, command: &str) -> Result<(), Refusal> {
    if state.status == Status::Funded {
        return Ok(());
    }
    Err(Refusal::wrong_state(command, state.status.code()))
}

fn duty(pack: &Pack) -> Vec<RuleRef> {
    let reports = pack.funding.as_ref().map(|funding| funding.progress_reports.rule.as_str());
    reports.and_then(|rule| pack.rule(rule)).into_iter().collect()
}

/// The host files a report, first or again after a return; late ones are taken like others.
pub(super) fn file(state: &Project, number: u32, report_hash: &str, context: &Context<'_>) -> Outcome {
    host_of(context, &state.case.institution)?;
    funded(state, "FileProgressReport")?;
    let report = of_number(state, number)?;
    if !matches!(report.status, ReportStatus::Open | ReportStatus::Returned) {
        let words = format!("report {number} is with the department, or accepted");
        return Err(Refusal::new(RefusalKind::WrongState, "REPORT_FILED", words).field("number", "is filed"));
    }
    require_hash("report_hash", report_hash)?;
    let (pack, _) = own_topic(state, context)?;
    let basis = duty(pack);
    let filing = Filing {
        report_hash: report_hash.to_owned(),
        filed_by: context.actor.id.clone(),
        filed_on: context.today(),
    };
    let (id, name) = deadline_of(&context.stream.id, number);
    let on = filing.filed_on.to_string();
    let notice = tell(
        "progress_report_filed",
        [officials()],
        subject(context),
        &[("project", &context.stream.id), ("number", &number.to_string()), ("filed_on", &on)],
        &basis,
    );
    let question = format!("Is progress report {number} complete?");
    let task = Task::official(ACCEPT, context.today(), question).about(number.to_string()).by(basis.clone());
    let event = ProjectEvent::ReportFiled { number, filing };
    Ok(cite(Decision::record(event).under(pack.reference()), basis)
        .and(opened(task))
        .cancel_timer(timer_of(number))
        .send(clear(("project", &id, name), "filed"))
        .send(notice))
}

fn with_department(state: &Project, number: u32, command: &ProjectCommand) -> Result<(), Refusal> {
    funded(state, command.name())?;
    let report = of_number(state, number)?;
    if report.status == ReportStatus::Filed {
        return Ok(());
    }
    let words = format!("report {number} is not with the department");
    Err(Refusal::new(RefusalKind::WrongState, "REPORT_NOT_FILED", words).field("number", "is not filed"))
}

fn answered(number: u32) -> ProjectEvent {
    ProjectEvent::TaskClosed { code: ACCEPT.to_owned(), about: number.to_string() }
}

/// Accepts a report; once all are, the performance evaluation is due.
pub(super) fn accept(state: &Project, number: u32, context: &Context<'_>) -> Outcome {
    official(context)?;
    with_department(state, number, &ProjectCommand::AcceptReport { number })?;
    let (pack, _) = own_topic(state, context)?;
    let notice = tell(
        "progress_report_accepted",
        [host(&state.case.institution)],
        subject(context),
        &[("project", &context.stream.id), ("number", &number.to_string())],
        &[],
    );
    let decision = Decision::record(ProjectEvent::ReportAccepted { number }).under(pack.reference());
    let decision = cite(decision, duty(pack)).and(answered(number)).send(notice);
    if state.missing_reports() != [number] {
        return Ok(decision);
    }
    let question = "Every progress report is accepted. How did the project perform?";
    Ok(decision.and(opened(Task::official(EVALUATE, context.today(), question).by(evaluation(pack)))))
}

fn evaluation(pack: &Pack) -> Vec<RuleRef> {
    let rule = pack.funding.as_ref().map(|funding| funding.performance_evaluation.as_str());
    rule.and_then(|rule| pack.rule(rule)).into_iter().collect()
}

/// Returns a report for correction.
pub(super) fn give_back(state: &Project, number: u32, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    with_department(state, number, &ProjectCommand::ReturnReport { number, reason: String::new() })?;
    not_empty("reason", reason)?;
    let (pack, _) = own_topic(state, context)?;
    let notice = tell(
        "progress_report_returned",
        [host(&state.case.institution)],
        subject(context),
        &[("project", &context.stream.id), ("number", &number.to_string())],
        &[],
    );
    let event = ProjectEvent::ReportReturned { number, reason: reason.to_owned() };
    Ok(Decision::record(event).under(pack.reference()).and(answered(number)).send(notice))
}

/// A report's first late day began: a flag and a notice, nothing else.
pub(super) fn mark_late(state: &Project, number: u32, context: &Context<'_>) -> Outcome {
    let owed = state.report(number).filter(|report| {
        state.status == Status::Funded && report.status == ReportStatus::Open && report.late_since.is_none()
    });
    let Some(report) = owed else { return Ok(Decision::nothing("the report is not outstanding")) };
    let since = report.deadline.late_from;
    let rule = report.deadline.receipt.rule.clone();
    let due_on = report.deadline.due.to_string();
    let notice = tell(
        "progress_report_late",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("number", &number.to_string()), ("due_on", &due_on)],
        std::slice::from_ref(&rule),
    );
    Ok(Decision::record(ProjectEvent::ReportLate { number, since }).effective_on(since).by(rule).send(notice))
}

/// The performance evaluation closes the project. Missing reports leave it to the official's written reason.
pub(super) fn evaluate(state: &Project, opinion: &str, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    funded(state, "EvaluatePerformance")?;
    not_empty("opinion", opinion)?;
    let (pack, _) = own_topic(state, context)?;
    let missing = state.missing_reports();
    if !missing.is_empty() && reason.trim().is_empty() {
        let numbers: Vec<String> = missing.iter().map(ToString::to_string).collect();
        let words = format!(
            "progress reports {} are not accepted; say in `reason` why the evaluation is held without them",
            numbers.join(", ")
        );
        let refusal = Refusal::new(RefusalKind::NeedsRuling, "REPORTS_MISSING", words.clone());
        return Err(duty(pack).into_iter().fold(refusal.field("reason", words), Refusal::by));
    }
    let notice = tell(
        "project_closed",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("closed_on", &context.today().to_string())],
        &evaluation(pack),
    );
    let event = ProjectEvent::Closed {
        opinion: opinion.to_owned(),
        missing: missing.clone(),
        reason: reason.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
    };
    let decision = cite(Decision::record(event).under(pack.reference()), evaluation(pack));
    let decision = decision.cancel_all_timers().send(notice);
    Ok(missing.into_iter().fold(decision, |decision, number| {
        let (id, name) = deadline_of(&context.stream.id, number);
        decision.send(clear(("project", &id, name), "the project is closed"))
    }))
}
