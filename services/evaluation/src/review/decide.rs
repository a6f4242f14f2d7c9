//! The review's decisions.

use std::collections::BTreeMap;

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::{Date, end_of_day};
use guohe_flow::{Context, Decision, Outgoing, Recount, Refusal, Role, Task};
use guohe_policy::{RuleRef, TimedPurpose};

use super::{Opening, Review, ReviewCommand, ReviewEvent, ReviewStatus, SheetStatus};
use crate::{
    Card, checks,
    notices::{self, Deadline, REVIEW_SHEETS_LATE, SHEET_LATE, SHEET_VOID, SHEET_WANTED},
    rules,
};

type Outcome = Result<Decision<ReviewEvent, ReviewCommand>, Refusal>;

/// Name of the timer for the day by which sheets are due.
pub(super) const SHEETS_TIMER: &str = "sheets_due";
/// Name of each expert's deadline.
const SHEET_DEADLINE: &str = "score_sheet";

pub(super) fn decide(state: &Review, command: &ReviewCommand, context: &Context<'_>) -> Outcome {
    match command {
        ReviewCommand::Open(opening) => open(state, opening, context),
        ReviewCommand::SubmitSheet { scores, comment_document } => {
            submit(state, scores, comment_document, context)
        }
        ReviewCommand::ReplaceSeat { removed, added, reason } => {
            Ok(replace(state, removed, added.as_deref(), reason, context))
        }
        ReviewCommand::SheetsDue => Ok(sheets_due(state, context)),
        ReviewCommand::Close { reason, expected } => Ok(close(state, reason, *expected, context)),
    }
}

fn open(state: &Review, opening: &Opening, context: &Context<'_>) -> Outcome {
    if state.status != ReviewStatus::None {
        return Ok(Decision::nothing(format!("the review is {}", state.status.word())));
    }
    let pack = rules::pack(context, &opening.policy)?;
    let card = pack.score_card().map(Card::from).unwrap_or_default();
    let basis = rules::step(pack, "review");
    let event = ReviewEvent::Opened { opening: opening.clone(), card, on: context.today() };
    let opened = super::Review::default().evolve(&event);
    let mut decision = rules::by(Decision::record(event).under(pack.reference()), &basis);
    if let Some(due) = opening.due_on {
        let why = "the day for score sheets, set when the panel was formed";
        let receipt = rules::day_receipt(context, pack, TimedPurpose::ReviewDeadline, due, why);
        decision = decision.set_timer(SHEETS_TIMER, end_of_day(due), ReviewCommand::SheetsDue, receipt);
    }
    for expert in &opening.experts {
        decision = ask(decision, &opened, expert, &basis, context);
    }
    Ok(decision)
}

/// Tells an expert that a sheet is wanted, and sets the ladder.
fn ask(
    decision: Decision<ReviewEvent, ReviewCommand>,
    review: &Review,
    expert: &str,
    basis: &[RuleRef],
    context: &Context<'_>,
) -> Decision<ReviewEvent, ReviewCommand> {
    let subject = subject(review, context);
    let values = notices::values([("panel", review.panel.clone()), ("due_on", written(review.due_on))]);
    let to = notices::expert(expert);
    let decision = decision.send(notices::notice(SHEET_WANTED, vec![to], &subject, values, basis));
    remind(review, expert, basis, context).into_iter().fold(decision, Decision::send)
}

/// The ladder of an expert's day for the sheet, where one is set.
fn remind(review: &Review, expert: &str, basis: &[RuleRef], context: &Context<'_>) -> Option<Outgoing> {
    let (due, pack) = (review.due_on?, context.policies.pack(&review.policy)?);
    Some(notices::deadline_set(Deadline {
        id: deadline_id(context, expert),
        name: SHEET_DEADLINE,
        subject: &subject(review, context),
        to: vec![notices::expert(expert)],
        due,
        remind_on: rules::ladder(context, pack, TimedPurpose::ReviewDeadline, due),
        rules: basis,
        values: notices::values([("panel", review.panel.clone()), ("due_on", written(review.due_on))]),
    }))
}

/// The day for sheets moved with the calendar: so do the reminders of those still awaited.
pub(super) fn recounted(
    state: &Review,
    recount: &Recount,
    context: &Context<'_>,
) -> Decision<ReviewEvent, ReviewCommand> {
    if state.status != ReviewStatus::Open || recount.timer != SHEETS_TIMER {
        return Decision::default();
    }
    let basis =
        context.policies.pack(&state.policy).map(|pack| rules::step(pack, "review")).unwrap_or_default();
    let awaited = state.awaited();
    let reminders = awaited.iter().filter_map(|expert| remind(state, expert, &basis, context));
    reminders.fold(Decision::default(), Decision::send)
}

fn submit(
    state: &Review,
    scores: &BTreeMap<String, u32>,
    comment_document: &str,
    context: &Context<'_>,
) -> Outcome {
    match state.status {
        ReviewStatus::Open => {}
        ReviewStatus::None => return Err(checks::not_found("review", &context.stream.id)),
        other => return Err(Refusal::wrong_state("SubmitSheet", other.word())),
    }
    let expert = &context.actor.id;
    let sheet = state.sheet(expert).filter(|_| context.actor.role == Role::Expert);
    let Some(sheet) = sheet else {
        return Err(Refusal::forbidden("PANEL_ONLY", "only an expert of the panel files a score sheet"));
    };
    if sheet.status == SheetStatus::Submitted {
        return Err(Refusal::wrong_state("SubmitSheet", "SUBMITTED"));
    }
    let total = state.card.total(scores)?;
    if !comment_document.is_empty() {
        checks::document("comment_document", comment_document)?;
    }
    let today = context.today();
    let event = ReviewEvent::SheetSubmitted {
        expert: expert.clone(),
        scores: scores.clone(),
        total,
        comment_document: comment_document.to_owned(),
        on: today,
        late: state.due_on.is_some_and(|due| today > due),
    };
    let after = state.clone().evolve(&event);
    let basis = basis(state, context);
    let mut decision = rules::by(Decision::record(event), &basis);
    if state.due_on.is_some() {
        decision = decision.send(notices::deadline_cleared(&deadline_id(context, expert), "the sheet is in"));
    }
    Ok(complete_if_all_in(decision, &after, &basis, context))
}

fn complete_if_all_in(
    decision: Decision<ReviewEvent, ReviewCommand>,
    review: &Review,
    basis: &[RuleRef],
    context: &Context<'_>,
) -> Decision<ReviewEvent, ReviewCommand> {
    let Some(verdict) = review.outcome() else { return decision };
    let message = wire::ReviewCompleted {
        subject_kind: review.subject_kind.wire(),
        subject: context.stream.id.clone(),
        score_hundredths: verdict.score_hundredths,
        grade: verdict.grade.wire(),
        experts: review.scored_by(),
        panel: review.panel.clone(),
    };
    rules::by(decision.and(ReviewEvent::Completed { verdict, on: context.today() }), basis)
        .cancel_timer(SHEETS_TIMER)
        .send(outgoing(&message))
}

/// Voids the sheet of an expert who left and asks the one who came. Either half may have been told already.
fn replace(
    state: &Review,
    removed: &str,
    added: Option<&str>,
    reason: &str,
    context: &Context<'_>,
) -> Decision<ReviewEvent, ReviewCommand> {
    match state.status {
        ReviewStatus::Open | ReviewStatus::Completed => {}
        other => return Decision::nothing(format!("the review is {}", other.word())),
    }
    let mut decision = Decision::default();
    let mut review = state.clone();
    if review.sheet(removed).is_some() {
        let event = ReviewEvent::SeatVacated { expert: removed.to_owned(), reason: reason.to_owned() };
        let pending = state.sheet(removed).is_some_and(|sheet| sheet.status == SheetStatus::Pending);
        let values = notices::values([("panel", state.panel.clone())]);
        review = review.evolve(&event);
        decision = rules::by(decision.and(event), &basis(state, context)).send(notices::notice(
            SHEET_VOID,
            vec![notices::expert(removed)],
            &subject(state, context),
            values,
            &[],
        ));
        if pending && state.due_on.is_some() {
            decision =
                decision.send(notices::deadline_cleared(&deadline_id(context, removed), "left the panel"));
        }
    }
    let newcomer = added.filter(|expert| review.open_seats > 0 && review.sheet(expert).is_none());
    if let Some(expert) = newcomer {
        let event = ReviewEvent::SeatFilled { expert: expert.to_owned() };
        review = review.evolve(&event);
        decision = ask(decision.and(event), &review, expert, &basis(state, context), context);
    }
    if decision.is_nothing() { Decision::nothing("the seats stand so already") } else { decision }
}

/// The day passed: a task for officials and a word to those awaited, nothing else.
fn sheets_due(state: &Review, context: &Context<'_>) -> Decision<ReviewEvent, ReviewCommand> {
    if state.status != ReviewStatus::Open {
        return Decision::nothing(format!("the review is {}", state.status.word()));
    }
    let awaited = state.awaited();
    let basis = basis(state, context);
    let question = "Score sheets are missing after their day. Wait, or replace experts?";
    let task = Task::official("late_sheets", context.today(), question).by(basis.clone());
    let subject = subject(state, context);
    let values = || {
        notices::values([
            ("panel", state.panel.clone()),
            ("due_on", written(state.due_on)),
            ("missing", awaited.len().to_string()),
        ])
    };
    let event = ReviewEvent::SheetsLate { awaited: awaited.clone(), task };
    let to_officials = vec![notices::officials()];
    let decision = rules::by(Decision::record(event), &basis).send(notices::notice(
        REVIEW_SHEETS_LATE,
        to_officials,
        &subject,
        values(),
        &basis,
    ));
    if awaited.is_empty() {
        return decision;
    }
    let experts = awaited.iter().map(|expert| notices::expert(expert)).collect();
    decision.send(notices::notice(SHEET_LATE, experts, &subject, values(), &basis))
}

fn close(
    state: &Review,
    reason: &str,
    expected: bool,
    context: &Context<'_>,
) -> Decision<ReviewEvent, ReviewCommand> {
    match state.status {
        ReviewStatus::Open => {}
        ReviewStatus::None if expected => {}
        other => return Decision::nothing(format!("the review is {}", other.word())),
    }
    let event = ReviewEvent::Closed { reason: reason.to_owned() };
    let decision = Decision::record(event).cancel_all_timers();
    let cleared = state.due_on.map(|_| state.awaited()).unwrap_or_default();
    cleared.iter().fold(decision, |decision, expert| decision.send(cleared_by_end(context, expert)))
}

fn cleared_by_end(context: &Context<'_>, expert: &str) -> Outgoing {
    notices::deadline_cleared(&deadline_id(context, expert), "the case ended")
}

fn basis(state: &Review, context: &Context<'_>) -> Vec<RuleRef> {
    context.policies.pack(&state.policy).map(|pack| rules::step(pack, "review")).unwrap_or_default()
}

fn subject(state: &Review, context: &Context<'_>) -> String {
    format!("{}/{}", state.subject_kind.word(), context.stream.id)
}

fn deadline_id(context: &Context<'_>, expert: &str) -> String {
    format!("review.{}.{expert}", context.stream.id)
}

fn written(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
