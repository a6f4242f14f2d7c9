//! Decides a project's commands; which command has a place in which state.

mod grant;
mod library;
mod reports;

use guohe_flow::{Context, Decision, DecisionOf, Recount, Refusal, RefusalKind, Task};
use guohe_policy::{Date, Destination, FundingTopic, Pack, RuleRef};

use super::{
    Admitted, Project, ProjectCommand, ProjectEvent, ProjectFlow, Status,
    state::{FOLLOW_UP, number_of_timer},
};
use crate::{
    notices::{host, officials, tell},
    support::{absent, adopted, cite, not_empty, official, silent},
};

type Outcome = Result<DecisionOf<ProjectFlow>, Refusal>;

/// Task of an official: state what was recognised or funded before.
const HISTORY: &str = "record_history";
/// Task of an official: enter it into the library, or not.
const ENTER: &str = "enter_library";
/// Task of an official: fund it out of the call's budget, or not.
const FUND: &str = "decide_funding";
/// Task of an official: assess the follow-up.
const ASSESS: &str = "assess_follow_up";
/// Task of an official: accept a progress report.
const ACCEPT: &str = "accept_progress_report";
/// Task of an official: hold the performance evaluation.
const EVALUATE: &str = "evaluate_performance";

pub(super) fn decide(state: &Project, command: &ProjectCommand, context: &Context<'_>) -> Outcome {
    use ProjectCommand as C;
    match command {
        C::Open(case) if state.status == Status::Absent => open(case, context),
        C::Open(_) => Ok(Decision::nothing("the project is on file already")),
        _ if state.status == Status::Absent => Err(absent(context, "project")),
        C::RecordHistory(history) => library::record_history(state, history, context),
        C::EnterLibrary { entered_on } => library::enter(state, *entered_on, context),
        C::FollowUpOver => library::follow_up_over(state, context),
        C::Assess { passed, opinion } => library::assess(state, *passed, opinion, context),
        C::DecideNotFunded { reason } => decide_not(state, reason, context),
        C::Leave { reason } => leave(state, reason, context),
        C::Fund(granted) => grant::fund(state, granted, context),
        C::RuleOnGrant { stands, reason } => grant::rule(state, *stands, reason, context),
        C::FileReport { number, report_hash } => reports::file(state, *number, report_hash, context),
        C::AcceptReport { number } => reports::accept(state, *number, context),
        C::ReturnReport { number, reason } => reports::give_back(state, *number, reason, context),
        C::MarkLate { number } => reports::mark_late(state, *number, context),
        C::EvaluatePerformance { opinion, reason } => reports::evaluate(state, opinion, reason, context),
    }
}

/// A date moved with the calendar: its reminders move too.
pub(super) fn recounted(state: &Project, recount: &Recount, context: &Context<'_>) -> Outcome {
    let (pack, _) = own_topic(state, context)?;
    let reminders = match (number_of_timer(&recount.timer), pack.follow_up()) {
        (Some(number), _) if state.status == Status::Funded => {
            grant::reminders(state, &recount.deadline, number, pack, context)
        }
        (None, Some(timed)) if recount.timer == FOLLOW_UP && state.status == Status::FollowUp => {
            Some(library::reminders(state, &recount.deadline, timed, context))
        }
        _ => None,
    };
    Ok(reminders.into_iter().fold(Decision::default(), Decision::send))
}

/// The pack and topic a project stands under.
fn topic_of<'a>(
    policy: &str,
    category: &str,
    context: &Context<'a>,
) -> Result<(&'a Pack, &'a FundingTopic), Refusal> {
    let pack: &Pack = adopted(context, policy)?;
    let topic = pack
        .topic_of(category)
        .ok_or_else(|| silent(context, &format!("{policy} funds nothing in {category:?}")))?;
    Ok((pack, topic))
}

fn own_topic<'a>(state: &Project, context: &Context<'a>) -> Result<(&'a Pack, &'a FundingTopic), Refusal> {
    topic_of(&state.case.policy, &state.case.category, context)
}

fn rules(pack: &Pack, ids: &[&str]) -> Vec<RuleRef> {
    ids.iter().filter_map(|id| pack.rule(id)).collect()
}

fn expect(state: &Project, from: &[Status], command: &ProjectCommand) -> Result<(), Refusal> {
    if from.contains(&state.status) {
        return Ok(());
    }
    Err(Refusal::wrong_state(command.name(), state.status.code()))
}

fn opened(task: Task) -> ProjectEvent {
    ProjectEvent::TaskOpened(task)
}

fn done(code: &str) -> ProjectEvent {
    ProjectEvent::TaskClosed { code: code.to_owned(), about: String::new() }
}

fn subject(context: &Context<'_>) -> String {
    format!("project/{}", context.stream.id)
}

/// An admitted case comes into the register. What was recognised or funded before is asked first: whether it is
/// followed up, and whether it may be funded at all, depends on it.
fn open(case: &Admitted, context: &Context<'_>) -> Outcome {
    let (pack, topic) = topic_of(&case.policy, &case.category, context)?;
    let basis = rules(pack, &[&topic.decided_by]);
    let question = "What was recognised or funded before? State the project or base the money attaches to.";
    let task =
        Task::official(HISTORY, context.today(), question).by(rules(pack, &[topic.not_again.rule.as_str()]));
    let event = ProjectEvent::Opened { case: case.clone(), topic: topic.code.clone(), on: context.today() };
    Ok(cite(Decision::record(event).under(pack.reference()), basis).and(opened(task)))
}

/// What an official has to do once the history is known.
fn next_task(topic: &FundingTopic, pack: &Pack, today: Date) -> Task {
    match (topic.destination(), &topic.library) {
        (Destination::Library, Some(library)) => {
            Task::official(ENTER, today, "Enter it into the project library, or not?")
                .by(rules(pack, &[&library.enter]))
        }
        _ => fund_task(topic, pack, today),
    }
}

fn fund_task(topic: &FundingTopic, pack: &Pack, today: Date) -> Task {
    Task::official(FUND, today, "Fund it out of the call's budget, or not?").by(rules(pack, &[&topic.rule]))
}

/// Not entered into the library, or not funded. The measures say nothing of a waiting list or an appeal.
fn decide_not(state: &Project, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    let from = [Status::Reviewed, Status::InLibrary];
    expect(state, &from, &ProjectCommand::DecideNotFunded { reason: String::new() })?;
    not_empty("reason", reason)?;
    let (pack, topic) = own_topic(state, context)?;
    let basis = rules(pack, &[&topic.decided_by]);
    let event = ProjectEvent::NotFunded {
        reason: reason.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
    };
    let notice = not_funded(state, &basis, context);
    Ok(cite(Decision::record(event).under(pack.reference()), basis).cancel_all_timers().send(notice))
}

fn not_funded(state: &Project, basis: &[RuleRef], context: &Context<'_>) -> guohe_flow::Outgoing {
    tell(
        "project_not_funded",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("call", &state.case.call), ("topic", &state.topic)],
        basis,
    )
}

/// It leaves before it is funded: the host gives it up, or an official takes it out of the library with reasons.
fn leave(state: &Project, reason: &str, context: &Context<'_>) -> Outcome {
    let own = crate::support::host_of(context, &state.case.institution);
    if own.is_err() && official(context).is_err() {
        let words = "only the project's own host or an official of the department may do this";
        return Err(Refusal::forbidden("HOST_OR_OFFICIAL", words));
    }
    let kept = state.status == Status::NotFunded && state.in_library;
    if !state.status.is_waiting() && !kept {
        return Err(Refusal::wrong_state("LeaveProject", state.status.code()));
    }
    not_empty("reason", reason)?;
    let (pack, _) = own_topic(state, context)?;
    let event =
        ProjectEvent::Left { reason: reason.to_owned(), by: context.actor.id.clone(), on: context.today() };
    let notice = tell(
        "project_left",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("call", &state.case.call), ("topic", &state.topic)],
        &[],
    );
    let cleared = crate::support::clear(("project", &context.stream.id, FOLLOW_UP), "the project left");
    Ok(Decision::record(event).under(pack.reference()).cancel_all_timers().send(cleared).send(notice))
}

/// A refusal that leaves the question to a person, with the rules it rests on.
fn unknown(code: &str, words: impl Into<String>, basis: Vec<RuleRef>) -> Refusal {
    basis.into_iter().fold(Refusal::new(RefusalKind::NeedsRuling, code, words), Refusal::by)
}
