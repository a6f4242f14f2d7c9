//! Decisions on an application: which command has a place in which state.

mod acceptance;
mod admission;
mod draft;
mod ending;
mod evaluation;
mod opinion;
mod submit;

use guohe_clock::{Date, start_of_day};
use guohe_flow::{
    Attributes, Context, Decision, Lookup, Outgoing, Recount, Refusal, RefusalKind, TimerReceipt,
};
use guohe_policy::{Pack, PolicyRef, RuleRef, TimedPurpose};

use super::{
    command::ApplicationCommand as Command,
    event::ApplicationEvent as Event,
    evolve::evolve,
    messages,
    state::{ApplicationState, CallTerms},
    status::Status,
};
use crate::{
    call::CallWorkflow,
    notices,
    refusals::{day_receipt, set_day},
};

/// Timer at the end of the last day for lodging.
pub(super) const CLOSE: &str = "call_close";
/// Timer at the end of the last day for the check of form.
pub(super) const ACCEPTANCE: &str = "acceptance";
/// Timer at the end of the last day for a correction.
pub(super) const CORRECTION: &str = "correction";

type Decided = Result<Decision<Event, Command>, Refusal>;

pub(super) fn decide(state: &ApplicationState, command: &Command, context: &Context<'_>) -> Decided {
    match (state.stage, command) {
        (Status::None, Command::CreateDraft(terms)) => return draft::create(terms, context),
        (Status::None, asked) if asked.is_asked() => {
            let message = "there is no such application";
            return Err(Refusal::new(RefusalKind::NotFound, "APPLICATION_UNKNOWN", message));
        }
        (Status::None, _) => return Ok(Decision::nothing("there is no such application")),
        _ => {}
    }
    match command {
        Command::CreateDraft(_) => {
            let message = "there is an application of this id; choose another";
            Err(Refusal::new(RefusalKind::Exists, "APPLICATION_EXISTS", message))
        }
        Command::SaveForm { form } => draft::save(state, form, context),
        Command::Submit { form, sha256 } => submit::submit(state, form, sha256, context),
        Command::Withdraw { reason } => ending::withdraw(state, reason, context),
        Command::Accept { rulings } => acceptance::accept(state, rulings, context),
        Command::RefuseAcceptance { reason, rules } => acceptance::refuse(state, reason, rules, context),
        Command::ReturnForCorrection { reason, rules, correct_by } => {
            acceptance::return_for_correction(state, reason, rules, *correct_by, context)
        }
        Command::RuleOnAdmission { admit, reason } => admission::rule(state, *admit, reason, context),
        Command::ReconsiderAdmission { reason, form, sha256 } => {
            admission::reconsider(state, reason, form, sha256, context)
        }
        Command::Void { facts } => ending::void(state, facts, context),
        Command::Extend { until, reason } => draft::extend(state, *until, reason, context),
        Command::StandingAnswered { .. } => admission::standing_answered(state, command, context),
        Command::OpinionGiven { .. } => opinion::given(state, command, context),
        Command::ReviewCompleted { score_hundredths, panel } => {
            Ok(evaluation::reviewed(state, *score_hundredths, panel, context))
        }
        Command::DecisionProposed { proposed_by } => Ok(evaluation::proposed(state, proposed_by, context)),
        Command::Recognised { .. } => Ok(evaluation::recognised(state, command, context)),
        Command::Admitted { destination, decided_on } => {
            Ok(evaluation::admitted(state, *destination, *decided_on, context))
        }
        Command::NotRecognised { reason, rules, decided_on } => {
            Ok(evaluation::not_recognised(state, reason, rules, *decided_on, context))
        }
        Command::BanOvertook { banned_from, banned_until, rules } => {
            Ok(admission::ban_overtook(state, *banned_from, *banned_until, rules, context))
        }
        Command::CallExtended { closes_on, accepted_until, reason } => {
            Ok(draft::call_extended(state, *closes_on, *accepted_until, reason, context))
        }
        Command::CallClosed => Ok(draft::call_closed(state, context)),
        Command::AcceptanceOverdue { revision } => Ok(opinion::acceptance_overdue(state, *revision, context)),
        Command::CorrectionOverdue { revision } => Ok(opinion::correction_overdue(state, *revision, context)),
    }
}

/// The call's present days, looked up where they matter: a message of an extension may still be on its way.
pub(super) fn lookup(state: &ApplicationState, command: &Command) -> Option<Lookup> {
    let call = match command {
        Command::CreateDraft(terms) => &terms.call.call,
        Command::Submit { .. } if state.stage == Status::Draft => &state.call.call,
        Command::CallClosed if state.stage == Status::Draft => &state.call.call,
        _ => return None,
    };
    Some(Lookup {
        kind: <CallWorkflow as guohe_flow::Workflow>::KIND.to_owned(),
        filter: Attributes::new().text("call", call),
        after_id: String::new(),
        limit: 1,
    })
}

/// A call's terms with the days it has now.
fn present_terms(known: &CallTerms, context: &Context<'_>) -> CallTerms {
    let mut terms = known.clone();
    if let Some(call) = context.found.iter().find(|found| found.id == known.call) {
        let day = |name: &str| call.attributes.get_text(name).parse::<Date>().ok();
        terms.opens_on = day("opens_on").unwrap_or(terms.opens_on);
        terms.closes_on = day("closes_on").unwrap_or(terms.closes_on);
        terms.accepted_until = day("accepted_until").unwrap_or(terms.accepted_until);
    }
    terms
}

/// A day moved with the calendar: its reminders move too.
pub(super) fn recounted(state: &ApplicationState, recount: &Recount, context: &Context<'_>) -> Decided {
    let host = || notices::host(&state.institution);
    let rule =
        |policy: &str, purpose| context.policies.pack(policy).and_then(|pack| pack.timed_rule(purpose));
    let reminder = match (recount.timer.as_str(), state.stage, state.correct_by) {
        (CLOSE, Status::Draft, _) => {
            let rule = rule(&state.call.policy, TimedPurpose::CallDeadline);
            state.remind(messages::SUBMISSION, host(), state.submit_until(), rule)
        }
        (ACCEPTANCE, Status::Recommended | Status::AwaitingAcceptance, _) => {
            let Some(due) = state.acceptance.as_ref().map(|day| day.due) else {
                return Ok(Decision::default());
            };
            let rule = rule(state.policy_id(), TimedPurpose::FormCheckDeadline);
            state.remind(messages::ACCEPTANCE, notices::officials(), due, rule)
        }
        (CORRECTION, Status::Returned, Some(day)) => {
            let rule = rule(state.policy_id(), TimedPurpose::CorrectionDeadline);
            state.remind(messages::CORRECTION, host(), day, rule)
        }
        _ => return Ok(Decision::default()),
    };
    Ok(Decision::default().send(reminder))
}

/// A decision in the making: each event is applied at once, so that what is sent shows the case as it then
/// stands.
struct Case {
    state: ApplicationState,
    decision: Decision<Event, Command>,
}

impl Case {
    fn of(state: &ApplicationState) -> Self {
        Self { state: state.clone(), decision: Decision::default() }
    }

    /// Records an event under the case's pack, with the rules it rests on.
    fn happens(mut self, event: Event, rules: impl IntoIterator<Item = RuleRef>) -> Self {
        self.state = evolve(self.state, &event);
        let policy: Option<PolicyRef> = self.state.policy.clone();
        self.decision = crate::refusals::resting_on::<super::ApplicationWorkflow>(
            self.decision.and(event),
            policy.as_ref(),
            rules,
        );
        self
    }

    fn effective_on(mut self, day: Date) -> Self {
        self.decision = self.decision.effective_on(day);
        self
    }

    fn send(mut self, message: impl FnOnce(&ApplicationState) -> Outgoing) -> Self {
        self.decision = self.decision.send(message(&self.state));
        self
    }

    fn timer(
        mut self,
        name: &str,
        due: guohe_clock::Timestamp,
        command: Command,
        receipt: TimerReceipt,
    ) -> Self {
        self.decision = self.decision.set_timer(name, due, command, receipt);
        self
    }

    fn no_timer(mut self, name: &str) -> Self {
        self.decision = self.decision.cancel_timer(name);
        self
    }

    /// Ends the case's own timers and deadlines.
    fn at_rest(self) -> Self {
        let mut case = self;
        case.decision = case.decision.cancel_all_timers();
        for name in [messages::SUBMISSION, messages::CORRECTION, messages::ACCEPTANCE] {
            case = case.send(|state| state.forget(name, "the case ended"));
        }
        case
    }

    /// Lets the host be reminded of a correction, and an official be asked once its day has passed.
    fn awaits_correction(self, due: &CorrectionDay, pack: Option<&Pack>) -> Self {
        let Some((day, late_from, receipt)) = due.0.clone() else { return self };
        let revision = self.state.revision;
        let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::CorrectionDeadline));
        self.timer(CORRECTION, start_of_day(late_from), Command::CorrectionOverdue { revision }, receipt)
            .send(|state| state.remind(messages::CORRECTION, notices::host(&state.institution), day, rule))
    }

    fn decided(self) -> Decision<Event, Command> {
        self.decision
    }
}

/// The day by which a correction is wanted: the day, the first late day, and how it came about.
struct CorrectionDay(Option<(Date, Date, TimerReceipt)>);

impl CorrectionDay {
    /// The official's day, moved from a rest day where the pack says so; otherwise the pack's period from today.
    fn find(given: Option<Date>, pack: Option<&Pack>, context: &Context<'_>) -> Self {
        let rule = pack.and_then(|pack| pack.timed_rule(TimedPurpose::CorrectionDeadline));
        let calendar = context.policies.calendar();
        if let Some(given) = given {
            let (day, _) = set_day(given, rule, calendar);
            let receipt = day_receipt(given, rule, calendar, "day for the correction, set by the official");
            return Self(day.succ_opt().map(|late| (day, late, receipt)));
        }
        let deadline = rule.and_then(|rule| rule.deadline(context.today(), calendar).ok());
        Self(deadline.map(|deadline| (deadline.due, deadline.late_from, deadline.receipt.into())))
    }

    fn day(&self) -> Option<Date> {
        self.0.as_ref().map(|(day, ..)| *day)
    }
}

/// The pack the case is decided under, where it is pinned and adopted here.
fn own_pack<'a>(state: &ApplicationState, context: &Context<'a>) -> Option<&'a Pack> {
    context.policies.pack(state.policy_id()).map(AsRef::as_ref)
}
