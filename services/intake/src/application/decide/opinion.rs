//! The recommending unit's opinion as it arrives, and corrections that do not.

use guohe_api::intake::v1::application_closed::Ending;
use guohe_flow::{Context, Decision};
use guohe_policy::{RuleRef, TimedPurpose};

use super::{Case, Command, CorrectionDay, Decided, Event, messages, own_pack};
use crate::{
    application::{
        event::Verdict,
        state::{ApplicationState, OpinionRecord},
        status::Status,
    },
    notices,
};

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
    let accept_by = rule
        .and_then(|rule| rule.deadline(context.today(), context.policies.calendar()).ok())
        .map(|deadline| deadline.due);
    let received = Event::OpinionReceived {
        opinion,
        rules: rules.to_vec(),
        accept_by,
        correct_by: None,
        at: context.now,
    };
    let case = Case::of(state).happens(received, rules.iter().cloned());
    let case = match accept_by {
        Some(due) => case.send(|state| state.remind(messages::ACCEPTANCE, notices::officials(), due, rule)),
        None => case,
    };
    let day = accept_by.map(|day| day.to_string()).unwrap_or_default();
    case.send(|state| state.notice(notices::RECOMMENDED, &[("accept_by", day)], rules)).decided()
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
