//! Money out of the call's budget: the project is approved, and its progress reports become due.

use guohe_api::registry::v1::GrantWithdrawn;
use guohe_clock::start_of_day;
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal, Task, TimerReceipt};
use guohe_policy::{Deadline, FundingTopic, Pack, TimedPurpose};

use super::{
    super::{
        Granted, Project, ProjectCommand, ProjectEvent, ProjectFlow, Status,
        state::{PROGRESS, timer_of},
    },
    Outcome, done, not_funded, opened, own_topic, rules, subject,
};
use crate::{
    budget::funded_before,
    notices::{host, officials, tell},
    support::{cite, clear, not_empty, official, policy_error, remind},
};

/// Task of an official: the document funds what should not have been.
const CONFLICT: &str = "rule_on_grant";

/// The budget granted it. The document governs: what had left or was turned down meanwhile is funded all the
/// same, and an official is asked.
pub(super) fn fund(state: &Project, granted: &Granted, context: &Context<'_>) -> Outcome {
    if state.grant.is_some() {
        return Ok(Decision::nothing("the grant is on file already"));
    }
    let (pack, topic) = own_topic(state, context)?;
    let deadlines = pack
        .progress_deadlines(granted.document_on, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let basis = rules(pack, &[&topic.rule]);
    let event = ProjectEvent::Funded { grant: granted.clone(), reports: deadlines.clone() };
    let decision = Decision::record(event).effective_on(granted.document_on).under(pack.reference());
    let decision = cite(decision, basis.clone()).cancel_all_timers();
    let decision = deadlines
        .iter()
        .zip(1..)
        .fold(decision, |decision, (deadline, number)| owe(decision, state, deadline, number, pack, context));
    let notice = tell(
        "project_funded",
        [host(&state.case.institution), officials()],
        subject(context),
        &[
            ("project", &context.stream.id),
            ("amount_cny", &granted.amount_cny),
            ("document_number", &granted.document_number),
            ("document_on", &granted.document_on.to_string()),
        ],
        &basis,
    );
    let decision = decision.send(notice);
    Ok(match conflict(state, topic, context) {
        None => decision,
        Some(question) => {
            let task = Task::official(CONFLICT, context.today(), question)
                .by(rules(pack, &[&topic.not_again.rule, &topic.rule]));
            decision.and(opened(task))
        }
    })
}

/// An official rules on a grant that met an ended project, or a subject funded before: it stands, or it is taken
/// back and its item is free again.
pub(super) fn rule(state: &Project, stands: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.tasks.has(CONFLICT, "") {
        return Err(Refusal::wrong_state("RuleOnGrant", state.status.code()));
    }
    not_empty("reason", reason)?;
    let (pack, topic) = own_topic(state, context)?;
    let basis = rules(pack, &[&topic.rule, &topic.not_again.rule]);
    if stands {
        return Ok(cite(Decision::record(done(CONFLICT)).under(pack.reference()), basis));
    }
    let event = ProjectEvent::GrantWithdrawn {
        reason: reason.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
    };
    let message = guohe_api::outgoing(&GrantWithdrawn {
        project: context.stream.id.clone(),
        call: state.case.call.clone(),
        topic: state.topic.clone(),
        reason: reason.to_owned(),
    });
    let decision = cite(Decision::record(event).under(pack.reference()), basis.clone());
    let decision = decision.cancel_all_timers().send(message).send(not_funded(state, &basis, context));
    Ok(state.reports.iter().fold(decision, |decision, report| {
        let (id, name) = deadline_of(&context.stream.id, report.number);
        decision.send(clear(("project", &id, name), "the grant was taken back"))
    }))
}

/// A report with its timer and its reminders.
fn owe(
    decision: DecisionOf<ProjectFlow>,
    state: &Project,
    deadline: &Deadline,
    number: u32,
    pack: &Pack,
    context: &Context<'_>,
) -> DecisionOf<ProjectFlow> {
    let decision = decision.set_timer(
        timer_of(number),
        start_of_day(deadline.late_from),
        ProjectCommand::MarkLate { number },
        TimerReceipt::from(deadline.receipt.clone()),
    );
    match reminders(state, deadline, number, pack, context) {
        Some(reminders) => decision.send(reminders),
        None => decision,
    }
}

/// The reminders of a report's day.
pub(super) fn reminders(
    state: &Project,
    deadline: &Deadline,
    number: u32,
    pack: &Pack,
    context: &Context<'_>,
) -> Option<Outgoing> {
    let rule = pack.timed_rule(TimedPurpose::ProgressReport)?;
    let (id, name) = deadline_of(&context.stream.id, number);
    let number = number.to_string();
    let values = [("project", context.stream.id.as_str()), ("number", number.as_str())];
    let who = vec![host(&state.case.institution)];
    Some(remind(("project", &id, name), who, rule, deadline, &values))
}

/// What speaks against a grant that a document has made: it had ended here, or its subject was funded meanwhile.
fn conflict(state: &Project, topic: &FundingTopic, context: &Context<'_>) -> Option<String> {
    let expected = if topic.library.is_some() { Status::InLibrary } else { Status::Reviewed };
    if state.status != expected {
        return Some(format!(
            "The project was {} when its grant arrived: does it stand?",
            state.status.code()
        ));
    }
    let record = funded_before(context.found, state.subject(), &context.stream.id);
    let year = record.into_iter().filter(|year| topic.bars(*year)).max()?;
    Some(format!("{} was funded in programme year {year} already: does this grant stand?", state.subject()))
}

/// The id under which a report's deadline is kept with notification.
pub(super) fn deadline_of(project: &str, number: u32) -> (String, &'static str) {
    (format!("{project}.{number}"), PROGRESS)
}
