//! The host's time to state its case: service of the notice, the clock, statements, the end.

use guohe_flow::{Context, Decision, DecisionOf, Recount, Refusal, RefusalKind, Task};
use guohe_policy::{Date, Deadline, Pause, TimedPurpose};

use super::{
    super::{Matter, MatterCommand, MatterEvent, MatterFlow, Statement, Status, state::STATEMENTS_KEPT},
    DECIDE, Outcome, SERVE_NOTICE,
};
use crate::{
    notices::{host, officials, tell},
    support::{
        adopted, cite, clear, forbid_future, host_of, not_empty, official, policy_error, remind,
        require_hash, silent,
    },
};

/// Name of the deadline and of its timer.
pub(in crate::matter) const HEARING: &str = "hearing";

/// The notice was served: the host's time runs from that day, which does not count itself.
pub(super) fn serve_notice(
    state: &Matter,
    served_on: Date,
    notice_hash: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    if state.status != Status::Proposed {
        return Err(Refusal::wrong_state("ServeNotice", state.status.code()));
    }
    require_hash("notice_hash", notice_hash)?;
    forbid_future(context, "served_on", served_on)?;
    if state.opened_on.is_some_and(|opened_on| served_on < opened_on) {
        return Err(Refusal::invalid(
            "SERVED_BEFORE_OPENED",
            "served_on",
            "lies before the matter was opened",
        ));
    }
    let pack = adopted(context, &state.policy)?;
    let served =
        |hearing| MatterEvent::NoticeServed { served_on, notice_hash: notice_hash.to_owned(), hearing };
    let closed = MatterEvent::TaskClosed { code: SERVE_NOTICE.to_owned() };
    let Some(rule) = pack.timed_rule(TimedPurpose::HearingPeriod) else {
        let decision =
            Decision::record(served(None)).effective_on(served_on).under(pack.reference()).and(closed);
        return Ok(decision.then(decidable(state, context.today(), context)));
    };
    let hearing = rule
        .deadline(served_on, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let notice = tell(
        "matter_notice_served",
        [host(&state.institution)],
        format!("matter/{}", context.stream.id),
        &[
            ("matter", &context.stream.id),
            ("base", &state.base),
            ("ground", &state.ground),
            ("served_on", &served_on.to_string()),
            ("due_on", &hearing.due.to_string()),
        ],
        &state.rule.iter().cloned().chain([rule.rule()]).collect::<Vec<_>>(),
    );
    let decision = Decision::record(served(Some(hearing.clone())))
        .effective_on(served_on)
        .under(pack.reference())
        .by(rule.rule())
        .and(closed)
        .send(notice);
    run_clock(decision, state, hearing, context)
}

/// Sets the timer and the reminders of the host's last day.
fn run_clock(
    decision: DecisionOf<MatterFlow>,
    state: &Matter,
    hearing: Deadline,
    context: &Context<'_>,
) -> Outcome {
    let pack = adopted(context, &state.policy)?;
    let matter = context.stream.id.as_str();
    let due = guohe_clock::end_of_day(hearing.due);
    let mut decision = decision;
    if let Some(rule) = pack.timed_rule(TimedPurpose::HearingPeriod) {
        let values = [("base", state.base.as_str()), ("matter", matter)];
        decision = decision.send(remind(
            ("matter", matter, HEARING),
            vec![host(&state.institution)],
            rule,
            &hearing,
            &values,
        ));
    }
    Ok(decision.set_timer(HEARING, due, MatterCommand::EndHearing, hearing.receipt.into()))
}

/// The host's last day moved with the calendar: its reminders move too.
pub(in crate::matter) fn recounted(state: &Matter, recount: &Recount, context: &Context<'_>) -> Outcome {
    let Some(hearing) = state.hearing.as_ref().filter(|_| recount.timer == HEARING) else {
        return Ok(Decision::default());
    };
    let pack = adopted(context, &state.policy)?;
    let Some(rule) = pack.timed_rule(TimedPurpose::HearingPeriod) else { return Ok(Decision::default()) };
    let matter = context.stream.id.as_str();
    let values = [("base", state.base.as_str()), ("matter", matter)];
    let who = vec![host(&state.institution)];
    Ok(Decision::default().send(remind(("matter", matter, HEARING), who, rule, hearing, &values)))
}

/// The clock stands still from today on.
pub(super) fn stop_clock(state: &Matter, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    running(state, "StopClock")?;
    not_empty("reason", reason)?;
    let matter = context.stream.id.as_str();
    let notice = tell(
        "matter_clock_stopped",
        [host(&state.institution)],
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &state.base)],
        &[],
    );
    Ok(Decision::record(MatterEvent::ClockStopped { on: context.today(), reason: reason.to_owned() })
        .cancel_timer(HEARING)
        .send(clear(("matter", matter, HEARING), "the clock stands still"))
        .send(notice))
}

fn running(state: &Matter, command: &str) -> Result<(), Refusal> {
    if state.status != Status::Hearing {
        return Err(Refusal::wrong_state(command, state.status.code()));
    }
    if state.stopped.is_some() {
        return Err(Refusal::wrong_state(command, "CLOCK_STOPPED"));
    }
    Ok(())
}

/// The clock runs again from today on; the days between did not count, and the receipt shows them.
pub(super) fn resume_clock(state: &Matter, context: &Context<'_>) -> Outcome {
    official(context)?;
    let (Status::Hearing, Some((from, reason)), Some(served_on)) =
        (state.status, &state.stopped, state.notice_served_on)
    else {
        return Err(Refusal::wrong_state("ResumeClock", state.status.code()));
    };
    let last = context.today().pred_opt().filter(|last| last >= from);
    let pause = last.map(|to| Pause { from: *from, to, reason: reason.clone() });
    let pauses: Vec<Pause> = state.pauses.iter().cloned().chain(pause.clone()).collect();
    let pack = adopted(context, &state.policy)?;
    let rule = pack
        .timed_rule(TimedPurpose::HearingPeriod)
        .ok_or_else(|| silent(context, "the pack gives the host no time any more"))?;
    let hearing = rule
        .deadline_with_pauses(served_on, &pauses, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let matter = context.stream.id.as_str();
    let notice = tell(
        "matter_clock_resumed",
        [host(&state.institution)],
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &state.base), ("due_on", &hearing.due.to_string())],
        &[rule.rule()],
    );
    let event = MatterEvent::ClockResumed { pause, hearing: hearing.clone() };
    let decision = Decision::record(event).under(pack.reference()).by(rule.rule()).send(notice);
    run_clock(decision, state, hearing, context)
}

/// The host states its case, in its time or before the decision.
pub(super) fn state_case(state: &Matter, document_hash: &str, context: &Context<'_>) -> Outcome {
    host_of(context, &state.institution)?;
    if !matches!(state.status, Status::Hearing | Status::Decidable) {
        return Err(Refusal::wrong_state("StateCase", state.status.code()));
    }
    require_hash("document_hash", document_hash)?;
    if state.statements.len() >= STATEMENTS_KEPT {
        let words =
            format!("{STATEMENTS_KEPT} statements are on file; put the rest into one document with the desk");
        return Err(Refusal::new(RefusalKind::Limit, "TOO_MANY_STATEMENTS", words));
    }
    let statement = Statement {
        document_hash: document_hash.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
    };
    Ok(Decision::record(MatterEvent::CaseStated(statement)))
}

/// The host waives the rest of its time.
pub(super) fn waive(state: &Matter, context: &Context<'_>) -> Outcome {
    host_of(context, &state.institution)?;
    if state.status != Status::Hearing {
        return Err(Refusal::wrong_state("WaiveHearing", state.status.code()));
    }
    let waived = MatterEvent::HearingWaived { on: context.today(), by: context.actor.id.clone() };
    Ok(Decision::record(waived)
        .cancel_timer(HEARING)
        .send(clear(("matter", &context.stream.id, HEARING), "waived by the host"))
        .then(decidable(state, context.today(), context)))
}

/// The host's last day is over: a person may decide. Nothing else happens.
pub(super) fn end(state: &Matter, context: &Context<'_>) -> Outcome {
    if state.status != Status::Hearing || state.stopped.is_some() {
        return Ok(Decision::nothing("no hearing is running"));
    }
    let from = state.hearing.as_ref().and_then(|hearing| hearing.due.succ_opt()).unwrap_or(context.today());
    let cleared = clear(("matter", &context.stream.id, HEARING), "the host's time is over");
    let rule = state.hearing.as_ref().map(|hearing| hearing.receipt.rule.clone());
    let decision = decidable(state, from, context);
    // The rule belongs to the end of the hearing, which is the first event.
    let mut decision = decision;
    if let Some(first) = decision.events.first_mut() {
        first.rules.extend(rule);
    }
    Ok(decision.send(cleared))
}

/// A person may decide from a day on.
pub(super) fn decidable(state: &Matter, from: Date, context: &Context<'_>) -> DecisionOf<MatterFlow> {
    let matter = context.stream.id.as_str();
    let rules: Vec<_> = state.rule.iter().cloned().collect();
    let notice = tell(
        "matter_decidable",
        [officials()],
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &state.base), ("ground", &state.ground)],
        &rules,
    );
    let question = "The host's time is over: cancel (not the proposer), or dismiss.";
    let task = Task::official(DECIDE, context.today(), question).by(rules.clone());
    cite(Decision::record(MatterEvent::HearingEnded { decidable_from: from }), rules)
        .and(MatterEvent::TaskOpened(task))
        .send(notice)
}
