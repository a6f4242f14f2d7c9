//! A report that is late: the flag, and the finding of its cause.

use guohe_api::registry::v1::GroundArisen;
use guohe_flow::{Context, Decision, Refusal, Task};
use guohe_policy::{GroundPurpose, SwitchValue};

use super::{
    super::{Report, ReportEvent, state::FIND_CAUSE},
    Outcome, settled,
};
use crate::{
    notices::{host, officials, tell, unit},
    report::Status,
    support::{adopted, not_empty, official, silent},
};

/// Task of an official where the department wants a missing report looked at.
const REVIEW: &str = "review_missing_report";

/// The first late day began: a flag, a notice, and a task only where the department's switch wants one.
/// Nothing is cancelled for it; where lateness without just cause is a ground, an official looks for the cause
/// (B7).
pub(super) fn mark(state: &Report, context: &Context<'_>) -> Outcome {
    let Some(deadline) = &state.deadline else { return Ok(Decision::nothing("the report has no date")) };
    if state.status != Status::Open || state.late_since.is_some() {
        return Ok(Decision::nothing("the report is not outstanding"));
    }
    let rule = deadline.receipt.rule.clone();
    let (report, year) = (context.stream.id.as_str(), state.year.to_string());
    let notice = tell(
        "report_late",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("report/{report}"),
        &[
            ("base", &state.base),
            ("report", report),
            ("year", &year),
            ("due_on", &deadline.due.to_string()),
            ("late_from", &deadline.late_from.to_string()),
        ],
        std::slice::from_ref(&rule),
    );
    let late = ReportEvent::Late { since: deadline.late_from };
    let decision = Decision::record(late).effective_on(deadline.late_from).by(rule.clone());
    let decision = decision.send(settled(state, false)).send(notice);
    let pack = context.policies.pack(&state.policy);
    if let Some(ground) = pack.and_then(|pack| pack.ground_for(GroundPurpose::LateReport)) {
        let question = "The report is late. Was there just cause? Excuse it, or find it without cause.";
        let task = Task::official(FIND_CAUSE, context.today(), question).by([rule, ground.rule()]);
        return Ok(decision.and(ReportEvent::TaskOpened(task)));
    }
    let switch = pack.and_then(|pack| pack.switch("missing_report_effect"));
    if switch.and_then(SwitchValue::word) != Some("ground8_review") {
        return Ok(decision);
    }
    let question = format!("The report on {} is missing: does a ground have to be examined?", state.year);
    Ok(decision.and(ReportEvent::TaskOpened(Task::official(REVIEW, context.today(), question).by([rule]))))
}

/// There was just cause: nothing follows.
pub(super) fn excuse(state: &Report, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    cause_is_open(state, "ExcuseLateReport")?;
    not_empty("reason", reason)?;
    let (report, year) = (context.stream.id.as_str(), state.year.to_string());
    let notice = tell(
        "report_lateness_excused",
        [host(&state.institution)],
        format!("report/{report}"),
        &[("base", &state.base), ("report", report), ("year", &year)],
        &[],
    );
    Ok(Decision::record(ReportEvent::LatenessExcused { reason: reason.to_owned() }).send(notice))
}

/// There was none: a matter is opened on the ground, where people decide.
pub(super) fn without_cause(state: &Report, facts: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    cause_is_open(state, "FindLateReportWithoutCause")?;
    not_empty("facts", facts)?;
    let pack = adopted(context, &state.policy)?;
    let ground = pack.ground_for(GroundPurpose::LateReport);
    let ground = ground.ok_or_else(|| silent(context, "the measures make a late report no ground"))?;
    if pack.switch("enum_join").and_then(SwitchValue::word) == Some("and") {
        let words = "the department reads the ground as a late report and an absence together; rule on both";
        return Err(Refusal::needs_ruling("BOTH_LIMBS", words).by(ground.rule()));
    }
    let found = GroundArisen {
        base: state.base.clone(),
        subject: context.stream.id.clone(),
        ground: ground.id.clone(),
        facts: facts.to_owned(),
        found_by: context.actor.id.clone(),
        found_on: context.today().to_string(),
        policy: state.policy.clone(),
        findings: Vec::new(),
    };
    let event = ReportEvent::LatenessUnexcused {
        ground: ground.id.clone(),
        facts: facts.to_owned(),
        found_by: context.actor.id.clone(),
    };
    Ok(Decision::record(event)
        .under(pack.reference())
        .by(ground.rule())
        .send(guohe_api::outgoing_as("registry.report.ground_found", &found)))
}

fn cause_is_open(state: &Report, command: &str) -> Result<(), Refusal> {
    if state.status != Status::Closed && state.tasks.has(FIND_CAUSE, "") {
        return Ok(());
    }
    Err(Refusal::wrong_state(command, state.status.code()))
}
