//! How a matter ends: cancelled by a document, dismissed, or without object.

use guohe_api::registry::v1::{CancellationDecided, MatterDismissed};
use guohe_flow::{Context, Decision, Refusal, Task};
use guohe_policy::{Date, RuleRef, SwitchValue};

use super::{
    super::{Matter, MatterEvent, Status},
    Outcome, SERVE_DECISION,
    hearing::HEARING,
};
use crate::{
    base::Leaving,
    notices::{host, officials, tell, unit},
    support::{adopted, cite, clear, forbid_future, not_empty, official},
};

/// An official other than the proposer cancels the base, once the host's time is over.
pub(super) fn cancel(
    state: &Matter,
    document_number: &str,
    document_on: Date,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    let rules: Vec<RuleRef> = state.rule.iter().cloned().collect();
    match state.status {
        Status::Decidable => {}
        Status::Hearing => {
            let words = "the host's time to state its case is not over, and the host has not waived it";
            let refusal = Refusal::needs_ruling("HEARING_NOT_OVER", words);
            let refusal = Refusal { kind: guohe_flow::RefusalKind::Rule, ..refusal };
            let rule = state.hearing.as_ref().map(|hearing| hearing.receipt.rule.clone());
            return Err(rule.into_iter().fold(refusal, Refusal::by));
        }
        other => return Err(Refusal::wrong_state("DecideCancellation", other.code())),
    }
    let pack = adopted(context, &state.policy)?;
    let fair = pack.switch("fair_procedure").and_then(SwitchValue::flag).unwrap_or(true);
    if fair && context.actor.id == state.proposed_by {
        return Err(Refusal::forbidden("FOUR_EYES", "whoever proposed the cancellation may not decide it"));
    }
    not_empty("document_number", document_number)?;
    not_empty("reason", reason)?;
    forbid_future(context, "document_on", document_on)?;
    if state.decidable_from.is_some_and(|from| document_on < from) {
        let words = "the document's date lies before the end of the host's time to state its case";
        return Err(Refusal::invalid("DOCUMENT_BEFORE_HEARING_END", "document_on", words));
    }
    let matter = context.stream.id.as_str();
    let message = guohe_api::outgoing(&CancellationDecided {
        matter: matter.to_owned(),
        base: state.base.clone(),
        ground: state.ground.clone(),
        document_number: document_number.to_owned(),
        document_on: document_on.to_string(),
        decided_by: context.actor.id.clone(),
        policy: state.policy.clone(),
        institution: state.institution.clone(),
    });
    let notice = tell(
        "matter_cancelled",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("matter/{matter}"),
        &[
            ("matter", matter),
            ("base", &state.base),
            ("ground", &state.ground),
            ("document_number", document_number),
            ("document_on", &document_on.to_string()),
        ],
        &rules,
    );
    let question = "Serve the decision with its remedies, and record the day.";
    let event = MatterEvent::Cancelled {
        document_number: document_number.to_owned(),
        document_on,
        reason: reason.to_owned(),
        by: context.actor.id.clone(),
    };
    Ok(cite(Decision::record(event).effective_on(document_on).under(pack.reference()), rules)
        .and(MatterEvent::TaskOpened(Task::official(SERVE_DECISION, context.today(), question)))
        .send(message)
        .send(notice))
}

/// An official finds the ground not established.
pub(super) fn dismiss(state: &Matter, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.status.is_open() {
        return Err(Refusal::wrong_state("DismissMatter", state.status.code()));
    }
    not_empty("reason", reason)?;
    let matter = context.stream.id.as_str();
    let message = guohe_api::outgoing(&MatterDismissed {
        matter: matter.to_owned(),
        base: state.base.clone(),
        reason: reason.to_owned(),
    });
    // A host that never heard of the matter need not hear of its end.
    let told = if state.notice_served_on.is_some() { host(&state.institution) } else { officials() };
    let notice = tell(
        "matter_dismissed",
        [told],
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &state.base)],
        &[],
    );
    let event = MatterEvent::Dismissed { reason: reason.to_owned(), by: context.actor.id.clone() };
    Ok(Decision::record(event)
        .cancel_all_timers()
        .send(clear(("matter", matter, HEARING), "dismissed"))
        .send(message)
        .send(notice))
}

/// The decision was served; the notice names the remedies. The ban counts from the document's date.
pub(super) fn serve_decision(state: &Matter, served_on: Date, context: &Context<'_>) -> Outcome {
    official(context)?;
    if state.status != Status::Cancelled || state.decision_served_on.is_some() {
        return Err(Refusal::wrong_state("ServeDecision", state.status.code()));
    }
    forbid_future(context, "served_on", served_on)?;
    if state.document_on.is_some_and(|document_on| served_on < document_on) {
        return Err(Refusal::invalid(
            "SERVED_BEFORE_DOCUMENT",
            "served_on",
            "lies before the document's date",
        ));
    }
    let matter = context.stream.id.as_str();
    let notice = tell(
        "matter_decision_served",
        [host(&state.institution)],
        format!("matter/{matter}"),
        &[
            ("matter", matter),
            ("base", &state.base),
            ("document_number", &state.document_number),
            ("served_on", &served_on.to_string()),
        ],
        &[],
    );
    Ok(Decision::record(MatterEvent::DecisionServed { served_on })
        .effective_on(served_on)
        .and(MatterEvent::TaskClosed { code: SERVE_DECISION.to_owned() })
        .send(notice))
}

/// The base left otherwise: the matter has lost its object.
pub(super) fn end(state: &Matter, leaving: Leaving, effective_on: Date, context: &Context<'_>) -> Outcome {
    if !state.status.is_open() {
        return Ok(Decision::nothing("the matter is decided"));
    }
    let reason = match leaving {
        Leaving::Cancelled => "the base was cancelled in another matter",
        Leaving::National => "the base was recognised nationally",
        Leaving::Voluntary => "the base left at its host's request",
    };
    let matter = context.stream.id.as_str();
    let told = [officials()].into_iter().chain(state.notice_served_on.map(|_| host(&state.institution)));
    let notice = tell(
        "matter_moot",
        told,
        format!("matter/{matter}"),
        &[("matter", matter), ("base", &state.base), ("effective_on", &effective_on.to_string())],
        &[],
    );
    Ok(Decision::record(MatterEvent::Moot { reason: reason.to_owned() })
        .effective_on(effective_on)
        .cancel_all_timers()
        .send(clear(("matter", matter, HEARING), reason))
        .send(notice))
}
