//! The recommending unit's opinion as it arrives, and corrections that do not.

use guohe_api::intake::v1::application_closed::Ending;
use guohe_clock::end_of_day;
use guohe_flow::{Context, Decision};
use guohe_policy::{Deadline, Pause, RuleRef, SwitchValue, TimedPurpose, TimedRule};

use super::{ACCEPTANCE, Case, Command, CorrectionDay, Decided, Event, messages, own_pack};
use crate::{
    application::{
        event::Verdict,
        evolve::LATE_ACCEPTANCE,
        state::{ApplicationState, OpinionRecord},
        status::Status,
    },
    notices,
};

/// Switch: does the department's clock stand still while a returned application is corrected?
const CORRECTION_CLOCK: &str = "correction_clock";

/// The unit's opinion on the submission it has before it (C4, C5, C6).
pub(super) fn given(state: &ApplicationState, command: &Command, context: &Context<'_>) -> Decided {
    let Command::OpinionGiven { unit, verdict, opinion, given_on, signed_by, revision, rules } = command
    else {
        return Ok(Decision::nothing("no opinion"));
    };
    if state.stage != Status::Recommending || *revision != state.revision {
        let note = format!(
            "an opinion on submission {revision} does not apply to submission {} in state {}",
            state.revision,
            state.status().name()
        );
        return Ok(Decision::nothing(note));
    }
    let record = OpinionRecord {
        verdict: *verdict,
        opinion: opinion.clone(),
        unit: unit.clone(),
        given_on: *given_on,
        signed_by: signed_by.clone(),
        revision: *revision,
    };
    Ok(match verdict {
        Verdict::Recommended => recommended(state, record, rules, context),
        Verdict::NotRecommended => not_recommended(state, record, rules, context),
        Verdict::Returned => returned(state, record, rules, context),
    })
}

fn recommended(
    state: &ApplicationState,
    opinion: OpinionRecord,
    rules: &[RuleRef],
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let rule = own_pack(state, context).and_then(|pack| pack.timed_rule(TimedPurpose::FormCheckDeadline));
    let acceptance = rule.and_then(|rule| acceptance(state, rule, context));
    let accept_by = acceptance.as_ref().map(|deadline| deadline.due);
    let received = Event::OpinionReceived {
        opinion,
        rules: rules.to_vec(),
        accept_by,
        correct_by: None,
        acceptance: acceptance.clone().map(Box::new),
        at: context.now,
    };
    let case = Case::of(state).happens(received, rules.iter().cloned());
    let case = await_acceptance(case, acceptance, rule);
    let day = accept_by.map(|day| day.to_string()).unwrap_or_default();
    case.send(|state| state.notice(notices::RECOMMENDED, &[("accept_by", day)], rules)).decided()
}

/// Sets the timer at the end of the day for the check of form, and reminds the officials of that day.
pub(super) fn await_acceptance(case: Case, acceptance: Option<Deadline>, rule: Option<&TimedRule>) -> Case {
    let Some(deadline) = acceptance else { return case };
    let due = deadline.due;
    let command = Command::AcceptanceOverdue { revision: case.state.revision };
    case.timer(ACCEPTANCE, end_of_day(due), command, deadline.receipt.into())
        .send(|state| state.remind(messages::ACCEPTANCE, notices::officials(), due, rule))
}

/// The day for the check of form. Where the department's clock stands still during a correction (switch
/// `correction_clock`), it is counted from the first recommendation and the correction is a pause in its receipt;
/// otherwise it begins anew.
pub(super) fn acceptance(
    state: &ApplicationState,
    rule: &TimedRule,
    context: &Context<'_>,
) -> Option<Deadline> {
    let calendar = context.policies.calendar();
    let stops = own_pack(state, context)
        .and_then(|pack| pack.switch(CORRECTION_CLOCK))
        .and_then(SwitchValue::word)
        .is_some_and(|word| word == "pause");
    let (Some(before), Some((from, reason)), true) = (&state.acceptance, &state.returned_on, stops) else {
        return rule.deadline(context.today(), calendar).ok();
    };
    let last = context.today().pred_opt().filter(|last| last >= from);
    let pause = last.map(|to| Pause { from: *from, to, reason: reason.clone() });
    let pauses: Vec<Pause> = before.receipt.pauses.iter().cloned().chain(pause).collect();
    rule.deadline_with_pauses(before.receipt.start, &pauses, calendar).ok()
}

/// The day for the check of form passed: an official is asked, and nothing else happens.
pub(super) fn acceptance_overdue(
    state: &ApplicationState,
    revision: u32,
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let passed = state.acceptance.as_ref().is_some_and(|day| context.now >= end_of_day(day.due));
    let asked = state.tasks.has(LATE_ACCEPTANCE, "");
    if !state.stage.awaits_acceptance() || revision != state.revision || !passed || asked {
        return Decision::nothing("no check of form is overdue");
    }
    let rules: Vec<RuleRef> = state.acceptance.iter().map(|day| day.receipt.rule.clone()).collect();
    Case::of(state)
        .happens(Event::AcceptanceOverdue { rules: rules.clone(), at: context.now }, rules)
        .decided()
}

fn not_recommended(
    state: &ApplicationState,
    opinion: OpinionRecord,
    rules: &[RuleRef],
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let (words, given_on) = (opinion.opinion.clone(), opinion.given_on.to_string());
    let received = Event::OpinionReceived {
        opinion,
        rules: rules.to_vec(),
        accept_by: None,
        correct_by: None,
        acceptance: None,
        at: context.now,
    };
    Case::of(state)
        .happens(received, rules.iter().cloned())
        .at_rest()
        .send(|state| state.closed(Ending::NotRecommended, &words, rules))
        .send(|state| state.notice(notices::NOT_RECOMMENDED, &[("given_on", given_on)], rules))
        .decided()
}

fn returned(
    state: &ApplicationState,
    opinion: OpinionRecord,
    rules: &[RuleRef],
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let pack = own_pack(state, context);
    let day = CorrectionDay::find(None, pack, context);
    let by = opinion.unit.clone();
    let received = Event::OpinionReceived {
        opinion,
        rules: rules.to_vec(),
        accept_by: None,
        correct_by: day.day(),
        acceptance: None,
        at: context.now,
    };
    let case = Case::of(state).happens(received, rules.iter().cloned()).awaits_correction(&day, pack);
    tell_return(case, by, &day, rules).decided()
}

/// Tells the host that its application came back, from whom and until when.
pub(super) fn tell_return(case: Case, by: String, day: &CorrectionDay, rules: &[RuleRef]) -> Case {
    let correct_by = day.day().map(|day| day.to_string()).unwrap_or_default();
    let revision = case.state.revision.to_string();
    let values = [("by", by), ("correct_by", correct_by), ("revision", revision)];
    case.send(|state| state.notice(notices::RETURNED, &values, rules))
}

/// The day for a correction passed: an official is asked what follows; the correction may still come.
pub(super) fn correction_overdue(
    state: &ApplicationState,
    revision: u32,
    context: &Context<'_>,
) -> Decision<Event, Command> {
    let passed = state.correct_by.is_some_and(|day| day < context.today());
    if state.stage != Status::Returned || revision != state.revision || !passed {
        return Decision::nothing("no correction is overdue");
    }
    let pack = own_pack(state, context);
    let rule = pack.and_then(|pack| crate::refusals::timed(pack, TimedPurpose::CorrectionDeadline));
    let rules: Vec<RuleRef> = rule.into_iter().collect();
    let correct_by = state.correct_by.map(|day| day.to_string()).unwrap_or_default();
    Case::of(state)
        .happens(Event::CorrectionMissed { at: context.now }, rules.clone())
        .send(|state| state.notice(notices::CORRECTION_MISSED, &[("correct_by", correct_by)], &rules))
        .decided()
}
