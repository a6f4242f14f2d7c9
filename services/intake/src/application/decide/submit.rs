//! Lodging (C2): the instant of receipt, the pack in force on that day, the conditions, the question of standing.

use guohe_clock::Date;
use guohe_flow::{Context, Refusal, RefusalKind};
use guohe_policy::{
    Application, Destination, Facts, NoVersionInForce, Pack, TimedPurpose, check_credit_code,
};
use serde_json::Value;

use super::{CLOSE, CORRECTION, Case, Decided, Event, admission, draft, messages, present_terms};
use crate::{
    application::{
        state::{ApplicationState, CallTerms, Ruling, RulingCause},
        status::Status,
    },
    form, notices,
    refusals::{host_of, pack_of, step_rule, timed},
    report::Report,
};

/// Lodges a draft, or a returned application once corrected.
///
/// Failing conditions do not block: they go along to the recommending unit and the department. A correction
/// keeps the pack and the day of the first receipt, so the standing is not asked again.
pub(super) fn submit(state: &ApplicationState, form: &Value, sha256: &str, context: &Context<'_>) -> Decided {
    host_of(context, &state.institution)?;
    match state.status() {
        Status::Draft => first(state, form, sha256, context),
        Status::Returned => again(state, form, sha256, context),
        status => Err(Refusal::wrong_state("SubmitApplication", status.name())),
    }
}

fn first(state: &ApplicationState, form: &Value, sha256: &str, context: &Context<'_>) -> Decided {
    let call = present_terms(&state.call, context);
    let until = state.submit_until().max(call.accepted_until);
    draft::receives(&call, until, context)?;
    let facts = complete_form(state, form, sha256)?;
    let submitted = |policy: Option<&Pack>, report| Event::Submitted {
        revision: 1,
        sha256: sha256.to_owned(),
        submitted_by: context.actor.id.clone(),
        policy: policy.map(Pack::reference),
        report,
        at: context.now,
    };
    let received = |case: Case| {
        case.no_timer(CLOSE)
            .send(|state| state.forget(messages::SUBMISSION, "lodged"))
            .send(|state| receipt(state, context))
    };
    match context.policies.in_force(context.today()) {
        Ok(pack) => {
            let report = examine(state, &call, &facts, pack, context.today())?;
            lodgeable(state, &facts, pack)?;
            let rules = step_rule(pack, "apply").into_iter().chain(timed(pack, TimedPurpose::CallDeadline));
            let case = received(Case::of(state).happens(submitted(Some(pack), Some(report)), rules));
            let policy = pack.identity.id.clone();
            Ok(case.send(|state| state.submitted(&policy, context.now, 1)).decided())
        }
        Err(error) => {
            let case = received(Case::of(state).happens(submitted(None, None), []));
            Ok(admission::open(case, version_ruling(&error, context), context).decided())
        }
    }
}

fn again(state: &ApplicationState, form: &Value, sha256: &str, context: &Context<'_>) -> Decided {
    let facts = complete_form(state, form, sha256)?;
    let pack = pack_of(context, state.policy_id())?;
    let received_on = state.received_on().unwrap_or_else(|| context.today());
    let report = examine(state, &state.call, &facts, pack, received_on)?;
    lodgeable(state, &facts, pack)?;
    let submitted = Event::Submitted {
        revision: state.revision + 1,
        sha256: sha256.to_owned(),
        submitted_by: context.actor.id.clone(),
        policy: state.policy.clone(),
        report: Some(report),
        at: context.now,
    };
    let case = Case::of(state)
        .happens(submitted, step_rule(pack, "apply"))
        .no_timer(CORRECTION)
        .send(|state| state.forget(messages::CORRECTION, "corrected"))
        .send(|state| receipt(state, context));
    Ok(admission::present(case, pack, &[], context).decided())
}

fn receipt(state: &ApplicationState, context: &Context<'_>) -> guohe_flow::Outgoing {
    let values = [
        ("received_at", context.now.to_rfc3339()),
        ("received_on", context.today().to_string()),
        ("revision", state.revision.to_string()),
        ("policy", state.policy_id().to_owned()),
    ];
    state.notice(notices::RECEIVED, &values, &[])
}

fn version_ruling(error: &NoVersionInForce, context: &Context<'_>) -> Ruling {
    Ruling {
        cause: RulingCause::NoVersion,
        question: error.to_string(),
        rules: error.rule.iter().map(|rule| rule.as_ref().clone()).collect(),
        opened_on: context.today(),
    }
}

/// The form as it was stored, fitting the schema, complete, and the applicant's own.
pub(super) fn complete_form(state: &ApplicationState, form: &Value, sha256: &str) -> Result<Facts, Refusal> {
    let stored = state.form.as_ref().map_or("", |stored| stored.sha256.as_str());
    if stored.is_empty() {
        return Err(Refusal::invalid("FORM_MISSING", "form", "is missing; store one with SaveForm first"));
    }
    if stored != sha256 {
        let message = "another form was stored meanwhile; look at it and lodge again";
        return Err(
            Refusal::new(RefusalKind::WrongState, "FORM_CHANGED", message).field("form_sha256", message)
        );
    }
    let facts = form::facts(form)?;
    let missing = facts.missing_for_submission();
    if !missing.is_empty() {
        let message = format!("the form lacks {} fields that an application needs", missing.len());
        let refusal = Refusal::new(RefusalKind::Invalid, "FORM_INCOMPLETE", message);
        return Err(missing.into_iter().fold(refusal, |refusal, violation| {
            let (path, message) = form::problem(violation);
            refusal.field(path, message)
        }));
    }
    let code = facts.credit_code().unwrap_or_default();
    check_credit_code(code)
        .map_err(|error| Refusal::invalid("CREDIT_CODE_CHECK", "form.org.credit_code", error.to_string()))?;
    if code != state.institution {
        let message = format!("is not the applicant's, {}", state.institution);
        return Err(Refusal::invalid("INSTITUTION_MISMATCH", "form.org.credit_code", message));
    }
    Ok(facts)
}

/// Tests every condition of the category; look-backs end on the call's closing day (rule 1.5, A-24).
pub(super) fn examine(
    state: &ApplicationState,
    call: &CallTerms,
    facts: &Facts,
    pack: &Pack,
    received_on: Date,
) -> Result<Report, Refusal> {
    let application = Application {
        category: &state.category,
        facts,
        lodged_on: received_on,
        reference: call.closes_on,
        guide_publication: None,
        // The registry answers for bans; the conditions are told apart from them.
        bans: &[],
    };
    let explanation = pack
        .explain(&application)
        .map_err(|error| Refusal::invalid("CATEGORY_UNKNOWN", "category", error.to_string()))?;
    Ok(Report::keep(explanation))
}

/// What keeps a form from being lodged at all: a field that cannot stand in a base's name, documents missing.
fn lodgeable(state: &ApplicationState, facts: &Facts, pack: &Pack) -> Result<(), Refusal> {
    // Only a base bears a name.
    if pack.destination(&state.category) == Destination::Recognition {
        let field = facts.text("base.field").unwrap_or_default();
        pack.base_name(&state.category, field).map_err(|error| {
            let refusal = Refusal::invalid("FIELD_NAME", "form.base.field", error.to_string());
            match pack.naming.as_ref().and_then(|naming| pack.rule(&naming.id)) {
                Some(naming) => refusal.by(naming),
                None => refusal,
            }
        })?;
    }
    let attached = facts.attached_kinds();
    let required = pack.required_documents(&state.category, facts.host_kind().unwrap_or_default());
    let missing: Vec<_> =
        required.iter().filter(|document| !attached.contains(&document.kind.as_str())).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|document| document.kind.as_str()).collect();
    let message = format!("attachments are missing: {}", names.join(", "));
    let refusal = Refusal::new(RefusalKind::Invalid, "DOCUMENTS_MISSING", message);
    Err(missing.into_iter().fold(refusal, |refusal, document| {
        let words = format!("needs {} ({} / {})", document.kind, document.name.zh, document.name.en);
        let refusal = refusal.field("form.attachments", words);
        document.rules.iter().cloned().fold(refusal, |refusal, rule| {
            if refusal.rules.contains(&rule) { refusal } else { refusal.by(rule) }
        })
    }))
}
