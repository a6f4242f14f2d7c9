//! How events change an application.

use guohe_clock::{Timestamp, beijing_date};
use guohe_flow::{Recount, Role, Task};
use guohe_policy::{Deadline, RuleRef};

use super::{
    decide::{ACCEPTANCE, CLOSE, CORRECTION},
    event::{ApplicationEvent as Event, Verdict},
    state::{ApplicationState, Ruling, RulingCause},
    status::Status,
};

/// Task of an official: accept, refuse or return a recommended application.
pub(super) const ACCEPT: &str = "accept_application";
/// Task of an official of rank: the check of form is overdue.
pub(super) const LATE_ACCEPTANCE: &str = "acceptance_overdue";
/// Task of the host: correct a returned application.
pub(super) const CORRECT: &str = "correct_application";
/// Task of an official: decide what follows from a correction that did not come.
pub(super) const LATE_CORRECTION: &str = "decide_on_late_correction";

#[expect(clippy::too_many_lines, reason = "one arm an event; most are one line")]
pub(super) fn evolve(mut state: ApplicationState, event: &Event) -> ApplicationState {
    match event {
        Event::DraftCreated { application, call, institution, category, unit, at } => {
            state.application.clone_from(application);
            state.call = call.clone();
            state.institution.clone_from(institution);
            state.category.clone_from(category);
            state.unit.clone_from(unit);
            state.enter(Status::Draft, "draft_created", *at);
        }
        Event::FormSaved { form } => state.form = Some(form.clone()),
        Event::Submitted { revision, submitted_by, policy, report, at, .. } => {
            state.revision = *revision;
            state.submitted_by.clone_from(submitted_by);
            state.received_at.get_or_insert(*at);
            if policy.is_some() {
                state.policy.clone_from(policy);
            }
            state.report.clone_from(report);
            state.correct_by = None;
            state.because("", &[]);
            state.enter(Status::Submitted, "submitted", *at);
        }
        Event::RulingOpened { ruling, at } => {
            state.because(&ruling.question, &ruling.rules);
            state.ask(ruling.clone());
            state.note("ruling_opened", *at);
        }
        Event::RulingMade { admitted, reason, at } => {
            state.rule(*admitted, reason);
            state.note(if *admitted { "admitted_by_ruling" } else { "refused_by_ruling" }, *at);
        }
        Event::AdmissionReconsidered { policy, report, reason, at } => {
            state.policy = Some(policy.clone());
            state.report = Some(report.clone());
            state.because(reason, &[]);
            state.answer();
            state.note("reconsidered", *at);
        }
        Event::Barred { ban, reason, rules, explanation, at } => {
            state.explanation.clone_from(explanation);
            state.ban = Some(ban.clone());
            state.because(reason, rules);
            state.answer();
            state.enter(Status::Barred, "barred", *at);
        }
        Event::Presented { unit, due_on, at } => {
            state.unit.clone_from(unit);
            state.recommend_by = *due_on;
            state.answer();
            state.enter(Status::Recommending, "presented", *at);
        }
        Event::HandedToDepartment { acceptance, at } => {
            state.answer();
            state.enter(Status::AwaitingAcceptance, "handed_to_department", *at);
            state.await_acceptance(acceptance.as_ref().map(|day| day.due), acceptance.as_deref(), *at);
        }
        Event::OpinionReceived { opinion, rules, accept_by, correct_by, acceptance, at } => {
            state.opinion = Some(opinion.clone());
            state.unit.clone_from(&opinion.unit);
            state.because(&opinion.opinion, rules);
            match opinion.verdict {
                Verdict::Recommended => {
                    state.enter(Status::Recommended, "recommended", *at);
                    state.await_acceptance(*accept_by, acceptance.as_deref(), *at);
                }
                Verdict::NotRecommended => state.enter(Status::NotRecommended, "not_recommended", *at),
                Verdict::Returned => state.returned(*correct_by, *at),
            }
        }
        Event::AcceptanceOverdue { rules, at } => {
            let question =
                "the check of form is overdue: see that it is done, or have another official do it";
            state
                .tasks
                .open(Task::official(LATE_ACCEPTANCE, beijing_date(*at), question).by(rules.iter().cloned()));
            state.note("acceptance_overdue", *at);
        }
        Event::Returned { reason, rules, correct_by, at } => {
            // Only a clock that was shown can stand still; cases older than that keep none.
            state.returned_on = state.acceptance.is_some().then(|| (beijing_date(*at), reason.clone()));
            state.because(reason, rules);
            state.returned(*correct_by, *at);
        }
        Event::CorrectionMissed { at } => {
            let question =
                "the correction did not come in time: give more time, or treat the case otherwise?";
            state.tasks.open(Task::official(LATE_CORRECTION, beijing_date(*at), question));
            state.note("correction_missed", *at);
        }
        Event::CorrectionExtended { correct_by, reason, at } => {
            state.because(reason, &[]);
            state.returned(Some(*correct_by), *at);
        }
        Event::Accepted { rulings, at } => {
            state.rulings.clone_from(rulings);
            state.because("", &[]);
            state.enter(Status::UnderReview, "accepted", *at);
        }
        Event::AcceptanceRefused { reason, rules, explanation, at } => {
            state.explanation.clone_from(explanation);
            state.because(reason, rules);
            state.answer();
            state.enter(Status::NotAccepted, "not_accepted", *at);
        }
        Event::ReviewCompleted { score_hundredths, at, .. } => {
            state.score_hundredths = Some(*score_hundredths);
            if state.stage == Status::UnderReview {
                state.stage = Status::Reviewed;
            }
            state.note("reviewed", *at);
        }
        Event::DecisionProposed { at, .. } => {
            state.stage = Status::Proposed;
            state.note("proposed", *at);
        }
        Event::Recognised { recognition, at } => {
            state.recognition = Some(recognition.clone());
            state.stage = Status::Recognised;
            state.note("recognised", *at);
        }
        Event::RecognisedAfterEnd { recognition, ruling, at } => {
            state.recognition = Some(recognition.clone());
            state.ask(ruling.clone());
            state.note("recognised_after_end", *at);
        }
        Event::Admitted { destination, at } => {
            state.destination = Some(*destination);
            state.answer();
            state.enter(Status::Admitted, "admitted", *at);
        }
        Event::NotRecognised { reason, rules, explanation, at } => {
            state.explanation.clone_from(explanation);
            state.because(reason, rules);
            state.answer();
            state.enter(Status::NotRecognised, "not_recognised", *at);
        }
        Event::BanOvertook { ban, ruling, at } => {
            state.ban = Some(ban.clone());
            state.ask(ruling.clone());
            state.note("ban_overtook", *at);
        }
        Event::Extended { call, extended_until, reason, at } => {
            state.call = call.clone();
            state.extended_until = *extended_until;
            state.because(reason, &[]);
            state.enter(Status::Draft, "extended", *at);
        }
        Event::Lapsed { at } => state.enter(Status::Lapsed, "lapsed", *at),
        Event::Withdrawn { reason, at } => {
            state.because(reason, &[]);
            state.answer();
            state.enter(Status::Withdrawn, "withdrawn", *at);
        }
        Event::Voided { facts, rules, at } => {
            state.because(facts, rules);
            state.answer();
            state.enter(Status::Void, "voided", *at);
        }
    }
    state
}

/// Takes a day that moved with the calendar: the last day for lodging, or that of a correction with its task.
pub(super) fn recount(mut state: ApplicationState, recount: &Recount) -> ApplicationState {
    let due = recount.deadline.due;
    match recount.timer.as_str() {
        CLOSE => match &mut state.extended_until {
            Some(extended) if *extended > state.call.accepted_until => *extended = due,
            _ => state.call.accepted_until = due,
        },
        ACCEPTANCE => {
            state.acceptance = Some(recount.deadline.clone());
            state.wanted_by(ACCEPT, due);
        }
        CORRECTION => {
            state.correct_by = Some(due);
            state.wanted_by(CORRECT, due);
        }
        _ => {}
    }
    state
}

impl ApplicationState {
    /// Enters a stage; the work of the stage before is over. An open ruling stays open while the case runs.
    fn enter(&mut self, stage: Status, code: &str, at: Timestamp) {
        self.stage = stage;
        if !stage.is_lodged_and_open() {
            self.answer();
        }
        let ruling = self.ruling.as_ref().map(|ruling| ruling.cause.task());
        self.tasks.close_but(ruling);
        self.note(code, at);
    }

    /// Moves the day of an open task.
    fn wanted_by(&mut self, code: &str, due: guohe_clock::Date) {
        let task = self.tasks.iter().find(|task| task.code == code).cloned();
        if let Some(task) = task {
            self.tasks.open(task.due(Some(due)));
        }
    }

    fn because(&mut self, reason: &str, rules: &[RuleRef]) {
        reason.clone_into(&mut self.reason);
        self.rules = rules.to_vec();
    }

    /// The department's acceptance is due. What older programs recorded has a day without its receipt.
    fn await_acceptance(
        &mut self,
        accept_by: Option<guohe_clock::Date>,
        acceptance: Option<&Deadline>,
        at: Timestamp,
    ) {
        self.acceptance = acceptance.cloned();
        self.returned_on = None;
        let question = "accept the application for review, refuse it, or return it for correction?";
        self.tasks.open(Task::official(ACCEPT, beijing_date(at), question).due(accept_by));
    }

    fn returned(&mut self, correct_by: Option<guohe_clock::Date>, at: Timestamp) {
        self.correct_by = correct_by;
        self.enter(Status::Returned, "returned", at);
        let question = "correct the application and lodge it again";
        self.tasks.open(Task::new(Role::Host, CORRECT, beijing_date(at), question).due(correct_by));
    }

    /// Opens a ruling with its task; a second one takes the first one's place.
    fn ask(&mut self, ruling: Ruling) {
        self.answer();
        let task = Task::official(ruling.cause.task(), ruling.opened_on, &ruling.question);
        self.tasks.open_first(task.by(ruling.rules.clone()));
        self.ruling = Some(ruling);
    }

    /// Closes the open ruling with its task.
    fn answer(&mut self) {
        if let Some(ruling) = self.ruling.take() {
            self.tasks.close(ruling.cause.task(), "");
        }
    }

    /// Applies an official's ruling. What follows further (presenting, refusing) has its own event.
    fn rule(&mut self, admitted: bool, reason: &str) {
        let cause = self.ruling.as_ref().map(|ruling| ruling.cause);
        self.answer();
        self.because(reason, &[]);
        if admitted && cause == Some(RulingCause::BanOvertook) {
            self.ban = None;
        }
        if admitted && cause == Some(RulingCause::RecognisedAfterEnd) {
            self.stage = Status::Recognised;
        }
    }
}
