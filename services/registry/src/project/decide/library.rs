//! The project library: what was there before, entry, the newcomers' follow-up and its assessment (C14 to C18).

use guohe_clock::start_of_day;
use guohe_flow::{Context, Decision, Found, Outgoing, Refusal, RefusalKind, StreamKey, Task};
use guohe_policy::{Date, Deadline, FailedFollowUp, FundingTopic, Pack, RuleRef, TimedRule};

use super::{
    super::{History, Project, ProjectCommand, ProjectEvent, Status, state::FOLLOW_UP},
    ASSESS, FUND, HISTORY, Outcome, done, expect, fund_task, next_task, not_funded, opened, own_topic, rules,
    subject, unknown,
};
use crate::{
    budget::funded_before,
    notices::{host, officials, tell},
    support::{cite, clear, forbid_future, not_empty, official, policy_error, remind, silent},
};

/// Most earlier programme years an official may state.
const MOST_YEARS: usize = 50;

/// The earliest programme year that can be meant.
const EARLIEST_YEAR: i32 = 1990;

/// Keeps an official's finding on earlier recognition and money.
pub(super) fn record_history(state: &Project, history: &History, context: &Context<'_>) -> Outcome {
    official(context)?;
    let from = [Status::Reviewed, Status::InLibrary];
    expect(state, &from, &ProjectCommand::RecordHistory(History::default()))?;
    StreamKey::new("d", "subject", &history.subject)
        .check()
        .map_err(|error| Refusal::invalid("IDENTIFIER", "subject", error.to_string()))?;
    not_empty("basis", &history.basis)?;
    years(history, context)?;
    if state.status == Status::InLibrary {
        still_established(state, history)?;
    }
    if *history == state.history {
        return Ok(Decision::nothing("this history is on file already"));
    }
    let (pack, topic) = own_topic(state, context)?;
    let event = ProjectEvent::HistoryRecorded { history: history.clone(), by: context.actor.id.clone() };
    let decision = Decision::record(event).under(pack.reference());
    let decision = cite(decision, rules(pack, &[&topic.not_again.rule])).and(done(HISTORY));
    if state.status == Status::InLibrary {
        return Ok(decision);
    }
    Ok(decision.and(opened(next_task(topic, pack, context.today()))))
}

fn years(history: &History, context: &Context<'_>) -> Result<(), Refusal> {
    use chrono::Datelike;
    let Some(years) = &history.funded_years else { return Ok(()) };
    if years.len() > MOST_YEARS {
        let message = format!("holds more than {MOST_YEARS} years");
        return Err(Refusal::invalid("TOO_MANY", "funded_years", message));
    }
    let this_year = context.today().year();
    let wrong = years.iter().position(|year| !(EARLIEST_YEAR..=this_year).contains(year));
    wrong.map_or(Ok(()), |index| {
        let message = format!("is no programme year between {EARLIEST_YEAR} and {this_year}");
        Err(Refusal::invalid("PROGRAMME_YEAR", format!("funded_years[{index}]"), message))
    })
}

/// What was entered without a follow-up cannot become a newcomer by a correction.
fn still_established(state: &Project, history: &History) -> Result<(), Refusal> {
    let passed = state.follow_up.as_ref().is_some_and(|follow_up| follow_up.passed == Some(true));
    if passed || newcomer(history, &[]) != Some(true) {
        return Ok(());
    }
    let words = "it was entered without a follow-up; take it out of the library first, then enter it again";
    Err(Refusal::new(RefusalKind::WrongState, "ENTERED_AS_ESTABLISHED", words))
}

/// Whether it is new: never recognised at provincial level or above, never funded. None while unknown.
fn newcomer(history: &History, own_record: &[i32]) -> Option<bool> {
    let funded = history.funded_years.as_ref().map(|years| !years.is_empty());
    if history.recognised == Some(true) || funded == Some(true) || !own_record.is_empty() {
        return Some(false);
    }
    (history.recognised == Some(false) && funded == Some(false)).then_some(true)
}

/// Programme years in which the register itself has the subject funded under the topic.
fn own_record(state: &Project, found: &[Found], context: &Context<'_>) -> Vec<i32> {
    funded_before(found, state.subject(), &context.stream.id)
}

/// Enters it into the library (C14). What was recognised or funded before waits for the budget (C15); a newcomer
/// is followed up first (C16), from the day of entry.
pub(super) fn enter(state: &Project, entered_on: Option<Date>, context: &Context<'_>) -> Outcome {
    official(context)?;
    expect(state, &[Status::Reviewed], &ProjectCommand::EnterLibrary { entered_on: None })?;
    let (pack, topic) = own_topic(state, context)?;
    let Some(library) = &topic.library else {
        let words = format!("topic {} has no project library; candidates are funded by rank", topic.code);
        let refusal = Refusal::new(RefusalKind::Rule, "NO_LIBRARY", words);
        return Err(rules(pack, &[&topic.decided_by]).into_iter().fold(refusal, Refusal::by));
    };
    let on = entered_on.unwrap_or_else(|| context.today());
    forbid_future(context, "entered_on", on)?;
    if state.admitted_on.is_some_and(|admitted_on| on < admitted_on) {
        return Err(Refusal::invalid("DATE_ORDER", "entered_on", "lies before the admission"));
    }
    let record = own_record(state, context.found, context);
    not_funded_again(state, topic, pack, &record)?;
    match newcomer(&state.history, &record) {
        None => {
            let words =
                "whether it was ever recognised or funded before is not known; record its history first";
            Err(unknown("HISTORY_UNKNOWN", words, rules(pack, &[&library.newcomers, &library.established])))
        }
        Some(false) => Ok(enter_established(state, on, (pack, topic), &library.established, context)),
        Some(true) => enter_newcomer(state, on, pack, &library.newcomers, context),
    }
}

/// Money since the first programme year that counts bars another grant (G20: topic one 2018, topic two 2017).
pub(super) fn not_funded_again(
    state: &Project,
    topic: &FundingTopic,
    pack: &Pack,
    record: &[i32],
) -> Result<(), Refusal> {
    let stated = state.history.funded_years.iter().flatten();
    let Some(year) = stated.chain(record).copied().filter(|year| topic.bars(*year)).max() else {
        return Ok(());
    };
    let words = format!(
        "{} was funded in programme year {year}; what was funded since {} is not funded again",
        state.subject(),
        topic.not_again.since_year
    );
    let refusal = Refusal::new(RefusalKind::Rule, "FUNDED_ALREADY", words);
    Err(rules(pack, &[&topic.not_again.rule]).into_iter().fold(refusal, Refusal::by))
}

fn entered(state: &Project, on: Date, basis: &[RuleRef], context: &Context<'_>) -> Outgoing {
    tell(
        "library_entered",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("call", &state.case.call), ("entered_on", &on.to_string())],
        basis,
    )
}

fn enter_established(
    state: &Project,
    on: Date,
    (pack, topic): (&Pack, &FundingTopic),
    rule: &str,
    context: &Context<'_>,
) -> guohe_flow::DecisionOf<super::ProjectFlow> {
    let basis = rules(pack, &[rule]);
    let event = ProjectEvent::EnteredLibrary { on, follow_up: None };
    let decision = Decision::record(event).effective_on(on).under(pack.reference());
    cite(decision, basis.clone())
        .and(opened(fund_task(topic, pack, context.today())))
        .send(entered(state, on, &basis, context))
}

/// The follow-up runs from the entry; the day after its last day the assessment is due (WF-17).
fn enter_newcomer(state: &Project, on: Date, pack: &Pack, rule: &str, context: &Context<'_>) -> Outcome {
    let Some(timed) = pack.follow_up() else {
        return Err(silent(context, "the measures give the follow-up no length"));
    };
    let deadline =
        timed.deadline(on, context.policies.calendar()).map_err(|error| policy_error(context, &error))?;
    let basis: Vec<RuleRef> = rules(pack, &[rule]).into_iter().chain([timed.rule()]).collect();
    let id = context.stream.id.as_str();
    let begun = tell(
        "follow_up_begun",
        [officials(), host(&state.case.institution)],
        subject(context),
        &[("project", id), ("entered_on", &on.to_string()), ("due_on", &deadline.due.to_string())],
        &basis,
    );
    let event = ProjectEvent::EnteredLibrary { on, follow_up: Some(Box::new(deadline.clone())) };
    let decision = Decision::record(event).effective_on(on).under(pack.reference());
    Ok(cite(decision, basis.clone())
        .set_timer(
            FOLLOW_UP,
            start_of_day(deadline.late_from),
            ProjectCommand::FollowUpOver,
            deadline.receipt.clone().into(),
        )
        .send(entered(state, on, &basis, context))
        .send(reminders(state, &deadline, timed, context))
        .send(begun))
}

/// The reminders of the follow-up's last day.
pub(super) fn reminders(
    state: &Project,
    deadline: &Deadline,
    timed: &TimedRule,
    context: &Context<'_>,
) -> Outgoing {
    let id = context.stream.id.as_str();
    let who = vec![officials(), host(&state.case.institution)];
    let values = [("project", id), ("call", state.case.call.as_str())];
    remind(("project", id, FOLLOW_UP), who, timed, deadline, &values)
}

/// The follow-up is over: an official assesses; nothing happens by itself (C17).
pub(super) fn follow_up_over(state: &Project, context: &Context<'_>) -> Outcome {
    let Some(follow_up) = state.follow_up.as_ref().filter(|_| state.status == Status::FollowUp) else {
        return Ok(Decision::nothing(format!("the project is {}", state.status.code())));
    };
    let rule = follow_up.deadline.receipt.rule.clone();
    let since = follow_up.deadline.late_from;
    let id = context.stream.id.as_str();
    let question = "The follow-up is over. Did the base pass its assessment?";
    let task = Task::official(ASSESS, context.today(), question).by([rule.clone()]);
    let notice = tell(
        "follow_up_ended",
        [officials(), host(&state.case.institution)],
        subject(context),
        &[("project", id), ("due_on", &follow_up.deadline.due.to_string())],
        std::slice::from_ref(&rule),
    );
    Ok(Decision::record(ProjectEvent::AssessmentDue { since })
        .effective_on(since)
        .by(rule)
        .and(opened(task))
        .send(clear(("project", id, FOLLOW_UP), "the follow-up is over"))
        .send(notice))
}

/// The assessment (C18): what passed waits for the budget; what failed stays unfunded, and may apply to the next
/// call.
pub(super) fn assess(state: &Project, passed: bool, opinion: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    let (pack, topic) = own_topic(state, context)?;
    if let (Status::FollowUp, Some(follow_up)) = (state.status, &state.follow_up) {
        let words = format!(
            "the follow-up runs through {}; it is assessed from {} on",
            follow_up.deadline.due, follow_up.deadline.late_from
        );
        return Err(Refusal::rule("FOLLOW_UP_RUNNING", follow_up.deadline.receipt.rule.clone(), words));
    }
    let asked = ProjectCommand::Assess { passed, opinion: String::new() };
    expect(state, &[Status::AssessmentDue], &asked)?;
    not_empty("opinion", opinion)?;
    let newcomers = topic.library.as_ref().map(|library| library.newcomers.as_str()).unwrap_or_default();
    let basis = rules(pack, &[newcomers]);
    let stays = passed || pack.failed_follow_up() == FailedFollowUp::Stays;
    let event = ProjectEvent::Assessed {
        passed,
        opinion: opinion.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
        stays,
    };
    let decision = cite(Decision::record(event).under(pack.reference()), basis.clone());
    if !passed {
        return Ok(decision.send(not_funded(state, &basis, context)));
    }
    debug_assert!(!state.tasks.has(FUND, ""), "nothing was to be funded before the assessment");
    let notice = tell(
        "follow_up_passed",
        [host(&state.case.institution), officials()],
        subject(context),
        &[("project", &context.stream.id), ("call", &state.case.call)],
        &basis,
    );
    Ok(decision.and(opened(fund_task(topic, pack, context.today()))).send(notice))
}
