//! Decides a change's commands: its way here, a late application in `lateness`.

mod lateness;

use chrono::Datelike;
use guohe_api::registry::v1::{ChangeFiled, ChangeOpened, ChangeRegistered};
use guohe_flow::{Context, Decision, DecisionOf, Recount, Refusal, RefusalKind, Role, Task};
use guohe_policy::{ChangeDuty, ChangeMode, Date, Pack, RuleRef, TimedPurpose};

use super::{Change, ChangeCommand, ChangeEvent, ChangeFlow, Status, Verdict};
use crate::{
    base::Leaving,
    notices::{host, officials, tell, unit},
    support::{
        CREDIT_CODE, absent, adopted, cite, clear, forbid_future, host_of, in_force, not_empty, official,
        policy_error, remind, require_hash,
    },
};

type Outcome = Result<DecisionOf<ChangeFlow>, Refusal>;

/// Name of the soft deadline and of its timer.
pub(super) const CHANGE_FILING: &str = "change_filing";
const REGISTER: &str = "register_change";

pub(super) fn decide(state: &Change, command: &ChangeCommand, context: &Context<'_>) -> Outcome {
    match command {
        ChangeCommand::Record { .. } => record(state, command, context),
        _ if state.status == Status::Absent => Err(absent(context, "change")),
        ChangeCommand::File { document_hash, explanation } => {
            file(state, document_hash, explanation, context)
        }
        ChangeCommand::TakeOpinion { verdict, opinion, signed_by, revision } => {
            take_opinion(state, *verdict, (opinion, signed_by), *revision, context)
        }
        ChangeCommand::Register => register(state, context),
        ChangeCommand::Refuse { reason } => refuse(state, reason, context),
        ChangeCommand::FindEffect { affected, facts } => {
            lateness::find_effect(state, *affected, facts, context)
        }
        ChangeCommand::Escalate => lateness::escalate(state, context),
        ChangeCommand::End { leaving, effective_on } => end(state, *leaving, *effective_on, context),
    }
}

fn record(state: &Change, command: &ChangeCommand, context: &Context<'_>) -> Outcome {
    let ChangeCommand::Record { base, kind, happened_on, value } = command else {
        return Ok(Decision::nothing("not a record"));
    };
    let Some(found) = context.found.first().filter(|found| found.id == *base) else {
        return Err(Refusal::new(RefusalKind::NotFound, "BASE_NOT_FOUND", "there is no such base")
            .field("base", base));
    };
    let institution = found.attributes.get_text("institution");
    if context.actor.role != Role::Official {
        host_of(context, institution)?;
    }
    if state.status != Status::Absent {
        return Err(Refusal::new(
            RefusalKind::Exists,
            "CHANGE_EXISTS",
            "a change of this id is on file already",
        ));
    }
    let status = found.attributes.get_text("status");
    if !matches!(status, "ACTIVE" | "RECTIFYING" | "RE_EVALUATION") {
        return Err(Refusal::wrong_state("RecordChange", status));
    }
    let pack = in_force(context, (*happened_on).min(context.today()))?;
    if pack.change_mode() == ChangeMode::NotifyAfter {
        forbid_future(context, "happened_on", *happened_on)?;
    }
    check_value(pack, kind, value)?;
    let event = |deadline| ChangeEvent::Recorded {
        base: base.clone(),
        institution: institution.to_owned(),
        unit: found.attributes.get_text("unit").to_owned(),
        kind: kind.clone(),
        happened_on: *happened_on,
        value: value.clone(),
        deadline,
        policy: pack.identity.id.clone(),
    };
    let change = context.stream.id.as_str();
    let opened = guohe_api::outgoing(&ChangeOpened {
        change: change.to_owned(),
        base: base.clone(),
        year: happened_on.year(),
    });
    let changes = change_duty(pack)?;
    let duty = RuleRef { rule: changes.id.clone(), article: changes.article.clone() };
    let notice = tell(
        "change_recorded",
        [host(institution)],
        format!("change/{change}"),
        &[("base", base), ("change", change), ("kind", kind), ("happened_on", &happened_on.to_string())],
        std::slice::from_ref(&duty),
    );
    let Some(rule) = pack.timed_rule(TimedPurpose::ChangeFiling) else {
        let decision =
            Decision::record(event(None)).effective_on(*happened_on).under(pack.reference()).by(duty);
        return Ok(decision.send(opened).send(notice));
    };
    let deadline = rule
        .deadline(*happened_on, context.policies.calendar())
        .map_err(|error| policy_error(context, &error))?;
    let values = [("base", base.as_str()), ("change", change), ("kind", kind.as_str())];
    let reminders =
        remind(("change", change, CHANGE_FILING), vec![host(institution)], rule, &deadline, &values);
    Ok(Decision::record(event(Some(Box::new(deadline.clone()))))
        .effective_on(*happened_on)
        .under(pack.reference())
        .by(duty)
        .by(rule.rule())
        .set_timer(
            CHANGE_FILING,
            guohe_clock::end_of_day(deadline.due),
            ChangeCommand::Escalate,
            deadline.receipt.into(),
        )
        .send(opened)
        .send(reminders)
        .send(notice))
}

/// The duty to file changes; some measures ask for none.
fn change_duty(pack: &Pack) -> Result<&ChangeDuty, Refusal> {
    let words = "these measures ask for no filing of changes";
    pack.changes.as_ref().ok_or_else(|| Refusal::invalid("NO_CHANGE_DUTY", "kind", words))
}

/// The day for filing moved with the calendar: its reminders move too.
pub(super) fn recounted(state: &Change, recount: &Recount, context: &Context<'_>) -> Outcome {
    let Some(deadline) = state.deadline.as_ref().filter(|_| recount.timer == CHANGE_FILING) else {
        return Ok(Decision::default());
    };
    let pack = adopted(context, &state.policy)?;
    let Some(rule) = pack.timed_rule(TimedPurpose::ChangeFiling) else { return Ok(Decision::default()) };
    let change = context.stream.id.as_str();
    let values = [("base", state.base.as_str()), ("change", change), ("kind", state.kind.as_str())];
    let who = vec![host(&state.institution)];
    Ok(Decision::default().send(remind(("change", change, CHANGE_FILING), who, rule, deadline, &values)))
}

fn check_value(pack: &Pack, kind: &str, value: &str) -> Result<(), Refusal> {
    let changes = change_duty(pack)?;
    if !changes.kinds.iter().any(|known| known.code == kind) {
        let known: Vec<&str> = changes.kinds.iter().map(|kind| kind.code.as_str()).collect();
        let words = format!("{kind:?} is no kind of change of the measures; known: {}", known.join(", "));
        return Err(Refusal::invalid("CHANGE_KIND", "kind", words));
    }
    not_empty("value", value)?;
    if kind == "host" {
        guohe_policy::check_credit_code(value)
            .map_err(|error| Refusal::invalid(CREDIT_CODE, "value", error.to_string()))?;
    }
    Ok(())
}

fn file(state: &Change, document_hash: &str, explanation: &str, context: &Context<'_>) -> Outcome {
    host_of(context, &state.institution)?;
    if !matches!(state.status, Status::Due | Status::Returned) {
        return Err(Refusal::wrong_state("FileChange", state.status.code()));
    }
    require_hash("document_hash", document_hash)?;
    let pack = adopted(context, &state.policy)?;
    let rule =
        pack.step("file_change").map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() });
    let revision = state.revision + 1;
    let event = ChangeEvent::Filed {
        revision,
        document_hash: document_hash.to_owned(),
        explanation: explanation.to_owned(),
        filed_by: context.actor.id.clone(),
        filed_on: context.today(),
    };
    let filed = guohe_api::outgoing(&ChangeFiled {
        change: context.stream.id.clone(),
        base: state.base.clone(),
        institution: state.institution.clone(),
        unit: state.unit.clone(),
        filed_by: context.actor.id.clone(),
        revision,
        policy: state.policy.clone(),
    });
    Ok(cite(Decision::record(event).under(pack.reference()), rule)
        .cancel_timer(CHANGE_FILING)
        .send(clear(("change", &context.stream.id, CHANGE_FILING), "filed"))
        .send(filed))
}

/// The recommending unit's opinion counts for the filing it is about, and only once.
fn take_opinion(
    state: &Change,
    verdict: Verdict,
    (opinion, signed_by): (&str, &str),
    revision: u32,
    context: &Context<'_>,
) -> Outcome {
    if state.status != Status::Filed || revision != state.revision {
        return Ok(Decision::nothing("no filing of this number waits for an opinion"));
    }
    let change = context.stream.id.as_str();
    let subject = format!("change/{change}");
    let (opinion, signed_by) = (opinion.to_owned(), signed_by.to_owned());
    let about = [("base", state.base.as_str()), ("change", change), ("kind", state.kind.as_str())];
    Ok(match verdict {
        Verdict::Consented => {
            let task = Task::official(
                REGISTER,
                context.today(),
                "The recommending unit consents: file the change or refuse it.",
            );
            let values = [about[0], about[1], about[2], ("unit", state.unit.as_str())];
            Decision::record(ChangeEvent::Consented { opinion, signed_by })
                .and(ChangeEvent::TaskOpened(task))
                .send(tell(
                    "change_consented",
                    [host(&state.institution), officials()],
                    subject,
                    &values,
                    &[],
                ))
        }
        Verdict::Refused => {
            let notice =
                tell("change_refused", [host(&state.institution), officials()], subject, &about, &[]);
            Decision::record(ChangeEvent::Refused { reason: opinion, by: signed_by }).send(notice)
        }
        Verdict::Returned => {
            let notice = tell("change_returned", [host(&state.institution)], subject, &about, &[]);
            Decision::record(ChangeEvent::Returned { opinion, signed_by }).send(notice)
        }
    })
}

fn register(state: &Change, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Consented {
        return Err(Refusal::wrong_state("RegisterChange", state.status.code()));
    }
    let pack = adopted(context, &state.policy)?;
    let rules =
        pack.step("file_change").map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() });
    let rules: Vec<RuleRef> = rules.into_iter().collect();
    let change = context.stream.id.as_str();
    let registered = guohe_api::outgoing(&ChangeRegistered {
        change: change.to_owned(),
        base: state.base.clone(),
        kind: state.kind.clone(),
        value: state.value.clone(),
        happened_on: state.happened_on.map(|day| day.to_string()).unwrap_or_default(),
    });
    let notice = tell(
        "change_registered",
        [host(&state.institution), unit(&state.unit)],
        format!("change/{change}"),
        &[("base", &state.base), ("change", change), ("kind", &state.kind)],
        &rules,
    );
    Ok(cite(Decision::record(ChangeEvent::Registered).under(pack.reference()), rules)
        .send(registered)
        .send(notice))
}

fn refuse(state: &Change, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Consented {
        return Err(Refusal::wrong_state("RefuseChange", state.status.code()));
    }
    not_empty("reason", reason)?;
    let change = context.stream.id.as_str();
    let notice = tell(
        "change_refused",
        [host(&state.institution), unit(&state.unit)],
        format!("change/{change}"),
        &[("base", &state.base), ("change", change), ("kind", &state.kind)],
        &[],
    );
    let event = ChangeEvent::Refused { reason: reason.to_owned(), by: context.actor.id.clone() };
    Ok(Decision::record(event).send(notice))
}

fn end(state: &Change, leaving: Leaving, effective_on: Date, context: &Context<'_>) -> Outcome {
    if state.status.is_final() {
        return Ok(Decision::nothing("the change is settled"));
    }
    let reason = match leaving {
        Leaving::Cancelled => "the base was cancelled",
        Leaving::National => "the base was recognised nationally",
        Leaving::Voluntary => "the base left at its host's request",
    };
    Ok(Decision::record(ChangeEvent::Ended { reason: reason.to_owned() })
        .effective_on(effective_on)
        .cancel_all_timers()
        .send(clear(("change", &context.stream.id, CHANGE_FILING), reason)))
}
