//! A host's wish to leave, and the plaque at a foreign partner's.

use guohe_flow::{Context, Decision, Refusal, RefusalKind, Task};
use guohe_policy::{ExitTrigger, RuleRef};

use super::{
    super::{Base, BaseCommand, BaseEvent, Departure, ExitRequest, Leaving, OverseasPlaque},
    Outcome,
    departure::leave,
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, forbid_future, host_of, in_force, not_empty, official, require_hash, silent},
};

/// Task of an official: approve the wish to leave, or refuse it.
const DECIDE_EXIT: &str = "decide_exit";

/// The host asks to leave. While a ground is examined it may not: an exit brings no ban (Z26 Art. 23).
pub(super) fn request(state: &Base, reason: &str, document_hash: &str, context: &Context<'_>) -> Outcome {
    host_of(context, &state.institution)?;
    if !state.status.is_live() || state.tasks.has(DECIDE_EXIT, "") {
        return Err(Refusal::wrong_state("RequestExit", state.status.code()));
    }
    not_empty("reason", reason)?;
    require_hash("document_hash", document_hash)?;
    let pack = in_force(context, context.today())?;
    let rule = pack.exit_on(ExitTrigger::HostRequest).map(|exit| exit.rule());
    let rule = rule.ok_or_else(|| silent(context, "the measures know no exit at the host's request"))?;
    no_open_matter(state, &rule)?;
    let question = "The host asks to leave the register. Approve it by a document, or refuse it?";
    let task = Task::official(DECIDE_EXIT, context.today(), question).by([rule.clone()]);
    let requested = BaseEvent::ExitRequested(ExitRequest {
        reason: reason.to_owned(),
        document_hash: document_hash.to_owned(),
        by: context.actor.id.clone(),
        on: context.today(),
        refused: String::new(),
    });
    let notice = tell(
        "base_exit_requested",
        [unit(&state.unit), officials()],
        format!("base/{}", state.id),
        &[("base", &state.id)],
        std::slice::from_ref(&rule),
    );
    Ok(Decision::record(requested)
        .under(pack.reference())
        .by(rule)
        .and(BaseEvent::TaskOpened(task))
        .send(notice))
}

fn no_open_matter(state: &Base, rule: &RuleRef) -> Result<(), Refusal> {
    let Some(open) = state.matters.first() else { return Ok(()) };
    let words = format!("matter {} about ground {} is open; it is decided first", open.matter, open.ground);
    Err(Refusal::rule("MATTER_OPEN", rule.clone(), words))
}

/// An official approves the wish to leave, or refuses it. No ban follows (T6).
pub(super) fn decide(state: &Base, command: &BaseCommand, context: &Context<'_>) -> Outcome {
    let BaseCommand::DecideExit { granted, document_number, document_on, reason } = command else {
        return Ok(Decision::nothing("not a decision on an exit"));
    };
    official(context)?;
    if !state.status.is_live() || !state.tasks.has(DECIDE_EXIT, "") {
        return Err(Refusal::wrong_state("DecideExit", state.status.code()));
    }
    not_empty("reason", reason)?;
    let pack = in_force(context, context.today())?;
    let rule = pack.exit_on(ExitTrigger::HostRequest).map(|exit| exit.rule());
    let rule = rule.ok_or_else(|| silent(context, "the measures know no exit at the host's request"))?;
    if !granted {
        let notice = tell(
            "base_exit_refused",
            [host(&state.institution), unit(&state.unit)],
            format!("base/{}", state.id),
            &[("base", &state.id)],
            std::slice::from_ref(&rule),
        );
        let refused = BaseEvent::ExitRefused { reason: reason.clone() };
        let closed = BaseEvent::TaskClosed { code: DECIDE_EXIT.to_owned(), about: String::new() };
        return Ok(Decision::record(refused).under(pack.reference()).by(rule).and(closed).send(notice));
    }
    no_open_matter(state, &rule)?;
    not_empty("document_number", document_number)?;
    let document_on = document_on.ok_or_else(|| Refusal::invalid("MISSING", "document_on", "is missing"))?;
    forbid_future(context, "document_on", document_on)?;
    let requested_on = state.exit_request.as_ref().map(|request| request.on);
    if requested_on.is_some_and(|on| document_on < on) {
        let words = "lies before the host's request";
        return Err(Refusal::invalid("DOCUMENT_BEFORE_REQUEST", "document_on", words));
    }
    let departure = Departure {
        leaving: Leaving::Voluntary,
        effective_on: document_on,
        document_number: document_number.clone(),
        ground: String::new(),
        matter: String::new(),
        policy: pack.identity.id.clone(),
        recorded_on: context.today(),
        rules: vec![rule],
    };
    Ok(leave(state, departure, pack, context))
}

/// The plaque was hung at a foreign partner's: with the partner's consent and the confirmation of both governments, and
/// only where the category's procedure has such a step (M11 Art. 6(2)4).
pub(super) fn overseas_plaque(state: &Base, plaque: &OverseasPlaque, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.status.is_live() || state.overseas_plaque.is_some() {
        return Err(Refusal::wrong_state("RecordOverseasPlaque", state.status.code()));
    }
    let pack = adopted(context, &state.policy)?;
    let Some(step) = pack.step_in("overseas_plaque", &state.category) else {
        let words = format!("the measures know no plaque abroad for the category {}", state.category);
        return Err(Refusal::new(RefusalKind::Rule, "NO_OVERSEAS_PLAQUE", words));
    };
    not_empty("partner", &plaque.partner)?;
    for (path, hash, what) in [
        ("consent_hash", &plaque.consent_hash, "the partner's consent"),
        ("confirmation_hash", &plaque.confirmation_hash, "the confirmation by both governments"),
    ] {
        if hash.is_empty() {
            let words = format!("a plaque abroad needs {what}");
            return Err(Refusal::rule("PLAQUE_UNCONFIRMED", step.rule(), words.clone()).field(path, words));
        }
        require_hash(path, hash)?;
    }
    forbid_future(context, "hung_on", plaque.hung_on)?;
    let before = state.recognised_on.is_some_and(|recognised_on| plaque.hung_on < recognised_on);
    if before {
        return Err(Refusal::invalid("DATE_BEFORE_RECOGNITION", "hung_on", "lies before the recognition"));
    }
    let hung = BaseEvent::OverseasPlaqueHung(plaque.clone());
    Ok(cite(Decision::record(hung).effective_on(plaque.hung_on).under(pack.reference()), [step.rule()]))
}
