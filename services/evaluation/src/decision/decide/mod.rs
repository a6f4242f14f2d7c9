//! The decision's decisions: the way to the document here, assessments and joint deciders in `joint`, what leads to
//! funding in `admission`.

mod admission;
mod joint;

use guohe_api::{common::v1 as common, evaluation::v1 as wire, outgoing, rule_refs};
use guohe_clock::{Date, end_of_day};
use guohe_flow::{Context, Decision, Outgoing, Refusal, Task, TimerReceipt};
use guohe_policy::{Pack, Period, SwitchValue, Text};

use super::{
    BalanceFactors, Case, DecisionCommand, DecisionEvent, DecisionStatus, Document, PanelResult, Proposal,
    Recognition,
};
use crate::{
    Grade, checks,
    notices::{self, DECISION_WANTED},
    rules,
};

type Outcome = Result<Decision<DecisionEvent, DecisionCommand>, Refusal>;

/// Name of the timer for the end of publicity.
const PUBLICITY_TIMER: &str = "publicity_over";

pub(super) fn decide(state: &Recognition, command: &DecisionCommand, context: &Context<'_>) -> Outcome {
    match command {
        DecisionCommand::Open(case) => open(state, case, context),
        DecisionCommand::Reviewed { score_hundredths, grade } => {
            reviewed(state, *score_hundredths, *grade, context)
        }
        DecisionCommand::Propose { opinion, balance } => propose(state, opinion, balance, context),
        DecisionCommand::Assess { passed, findings, assessed_on } => {
            joint::assess(state, *passed, findings, *assessed_on, context)
        }
        DecisionCommand::Concur { decider, reason } => joint::concur(state, decider, reason, context),
        DecisionCommand::Admit { opinion, rulings } => admission::admit(state, opinion, rulings, context),
        DecisionCommand::PublicityOver => publicity_over(state, context),
        DecisionCommand::DecideNot { reason } => decide_not(state, reason, context),
        DecisionCommand::Issue { document_number, document_on, base } => {
            issue(state, document_number, *document_on, base, context)
        }
        DecisionCommand::Close { reason } => Ok(close(state, reason)),
    }
}

fn open(state: &Recognition, case: &Case, context: &Context<'_>) -> Outcome {
    if state.status != DecisionStatus::None {
        return Ok(Decision::nothing("the case is known already"));
    }
    let pack = rules::pack(context, &case.policy)?;
    let event = DecisionEvent::Opened { case: case.clone(), on: context.today() };
    Ok(rules::by(
        Decision::record(event).under(pack.reference()),
        &rules::step_in(pack, "accept", &case.category),
    ))
}

/// A result, or a new one after a seat was replaced: then a proposal that rests on the old one falls.
fn reviewed(state: &Recognition, score_hundredths: u32, grade: Grade, context: &Context<'_>) -> Outcome {
    match state.status {
        DecisionStatus::UnderReview
        | DecisionStatus::Reviewed
        | DecisionStatus::Publicity
        | DecisionStatus::Proposed => {}
        DecisionStatus::None => {
            let words = "the case's acceptance has not arrived yet";
            return Err(Refusal::new(guohe_flow::RefusalKind::NotYet, "CASE_UNKNOWN", words));
        }
        DecisionStatus::Recognised
        | DecisionStatus::Admitted
        | DecisionStatus::NotRecognised
        | DecisionStatus::Closed => {
            return Ok(Decision::nothing(format!("the case is {}", state.status.word())));
        }
    }
    let result = PanelResult { score_hundredths, grade };
    if state.result == Some(result) {
        return Ok(Decision::nothing("this result is known already"));
    }
    let pack = rules::pack(context, &state.case.policy)?;
    let basis = rules::step_in(pack, "review", &state.case.category);
    let task = admission::task_after_review(pack, &state.case.category, context.today(), basis.clone());
    let values = notices::values([
        ("application", context.stream.id.clone()),
        ("institution_name", state.case.institution_name.clone()),
        ("score", notices::points(score_hundredths)),
        ("grade", grade.code().to_owned()),
    ]);
    let to = vec![notices::officials()];
    let decision = Decision::record(DecisionEvent::Reviewed { result, task }).under(pack.reference());
    Ok(rules::by(decision, &basis).cancel_timer(PUBLICITY_TIMER).send(notices::notice(
        DECISION_WANTED,
        to,
        &subject(context),
        values,
        &basis,
    )))
}

fn propose(state: &Recognition, opinion: &str, balance: &BalanceFactors, context: &Context<'_>) -> Outcome {
    checks::official(context, "ProposeRecognition")?;
    expect(state, &[DecisionStatus::Reviewed], "ProposeRecognition", context)?;
    checks::text("opinion", opinion)?;
    let factors = [("country", &balance.country), ("field", &balance.field), ("region", &balance.region)];
    for (name, value) in factors {
        checks::optional_text(&format!("balance.{name}"), value)?;
    }
    let pack = rules::pack(context, &state.case.policy)?;
    admission::leads_to_recognition(pack, &state.case.category)?;
    let basis = rules::step_in(pack, "review", &state.case.category);
    joint::assessed(state, pack)?;
    let today = context.today();
    let publicity_until = publicity_end(pack, today)?;
    let proposal = Proposal {
        opinion: opinion.to_owned(),
        balance: balance.clone(),
        by: context.actor.id.clone(),
        on: today,
    };
    let task = publicity_until.is_none().then(|| issue_task(pack, &state.case.category, today));
    let message = wire::DecisionProposed {
        application: context.stream.id.clone(),
        proposed_by: context.actor.id.clone(),
        opinion: opinion.to_owned(),
    };
    let event = DecisionEvent::Proposed { proposal, publicity_until, task };
    let decision =
        rules::by(Decision::record(event).under(pack.reference()), &basis).send(outgoing(&message));
    Ok(match publicity_until {
        Some(until) => {
            let receipt = TimerReceipt::set_by("the department's publicity, counted from the proposal");
            decision.set_timer(PUBLICITY_TIMER, end_of_day(until), DecisionCommand::PublicityOver, receipt)
        }
        None => decision,
    })
}

/// The last day of publicity; no text of the measures asks for one, so it exists only where the
/// department has set its days.
fn publicity_end(pack: &Pack, today: Date) -> Result<Option<Date>, Refusal> {
    let days = pack.switch("publicity_days").and_then(SwitchValue::number).unwrap_or(0);
    let Some(days) = u32::try_from(days).ok().filter(|days| *days > 0) else { return Ok(None) };
    Period::days(days).add_to(today).map(Some).map_err(|error| {
        Refusal::needs_ruling(
            "PUBLICITY_DAYS",
            format!("the department's publicity_days cannot be counted: {error}"),
        )
    })
}

fn issue_task(pack: &Pack, category: &str, today: Date) -> Task {
    let question = "Recognition is proposed. Issue the document, or decide not to recognise?";
    Task::official("issue_recognition", today, question).by(rules::step_in(pack, "recognise", category))
}

fn publicity_over(state: &Recognition, context: &Context<'_>) -> Outcome {
    if state.status != DecisionStatus::Publicity {
        return Ok(Decision::nothing(format!("the case is {}", state.status.word())));
    }
    let pack = rules::pack(context, &state.case.policy)?;
    Ok(Decision::record(DecisionEvent::PublicityEnded {
        task: issue_task(pack, &state.case.category, context.today()),
    }))
}

fn decide_not(state: &Recognition, reason: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "DecideNotRecognised")?;
    let from = [DecisionStatus::Reviewed, DecisionStatus::Publicity, DecisionStatus::Proposed];
    expect(state, &from, "DecideNotRecognised", context)?;
    checks::text("reason", reason)?;
    let pack = rules::pack(context, &state.case.policy)?;
    let basis = rules::step_in(pack, "review", &state.case.category);
    let today = context.today();
    let message = wire::DecisionNotRecognised {
        application: context.stream.id.clone(),
        reason: reason.to_owned(),
        rules: rule_refs(&basis),
        decided_on: today.to_string(),
    };
    let explanation = super::Basis {
        policy: pack.reference(),
        rules: basis.clone(),
        result: state.result,
        proposal: state.proposal.clone(),
    };
    let event = DecisionEvent::NotRecognised {
        reason: reason.to_owned(),
        on: today,
        explanation: Some(Box::new(explanation)),
    };
    Ok(rules::by(Decision::record(event).under(pack.reference()), &basis)
        .cancel_all_timers()
        .send(outgoing(&message)))
}

/// Records the document (Hunan: Art. 9(3), 9(4)). It may carry an earlier date: entries follow the paper.
fn issue(
    state: &Recognition,
    document_number: &str,
    document_on: Date,
    base: &str,
    context: &Context<'_>,
) -> Outcome {
    checks::official(context, "IssueRecognition")?;
    expect(state, &[DecisionStatus::Proposed], "IssueRecognition", context)?;
    checks::text("document_number", document_number)?;
    checks::not_future("document_on", document_on, context)?;
    let base = if base.is_empty() { format!("b-{}", context.stream.id) } else { base.to_owned() };
    checks::identifier("base", &base)?;
    let pack = rules::pack(context, &state.case.policy)?;
    separate_hands(state, pack, context)?;
    joint::all_concur(state, pack)?;
    let name = pack.base_name(&state.case.category, &state.case.field);
    let name = name.map_err(|error| Refusal::invalid("BASE_NAME", "application", error.to_string()))?;
    let mut basis = rules::step_in(pack, "recognise", &state.case.category);
    basis.extend(pack.naming.as_ref().and_then(|naming| pack.rule(&naming.id)));
    let document = Document {
        number: document_number.to_owned(),
        on: document_on,
        base,
        base_name: Text::new(name.zh, name.en.unwrap_or_default()),
    };
    let message = recognised(state, &document, context);
    let answer = serde_json::json!({"base": document.base});
    let event = DecisionEvent::Recognised { document, on: context.today() };
    let decision = Decision::record(event).effective_on(document_on).under(pack.reference());
    Ok(rules::by(decision, &basis).cancel_all_timers().send(message).answer(answer))
}

/// Two hands, only where the department asks for them: no text does.
fn separate_hands(state: &Recognition, pack: &Pack, context: &Context<'_>) -> Result<(), Refusal> {
    let required = pack.switch("recognition_four_eyes").and_then(SwitchValue::flag).unwrap_or(false);
    let proposer = state.proposal.as_ref().map_or("", |proposal| proposal.by.as_str());
    if required && proposer == context.actor.id {
        let words = "the department asks that somebody else than the proposer issues the document";
        return Err(Refusal::forbidden("FOUR_EYES", words));
    }
    Ok(())
}

fn recognised(state: &Recognition, document: &Document, context: &Context<'_>) -> Outgoing {
    let case = state.case.clone();
    outgoing(&wire::DecisionRecognised {
        application: context.stream.id.clone(),
        institution: case.institution,
        institution_name: case.institution_name,
        category: case.category,
        field: case.field,
        base: document.base.clone(),
        base_name: Some(common::Text {
            zh: document.base_name.zh.clone(),
            en: document.base_name.en.clone(),
        }),
        document_number: document.number.clone(),
        document_on: document.on.to_string(),
        policy: case.policy,
        leader: case.leader,
        unit: case.unit,
    })
}

fn close(state: &Recognition, reason: &str) -> Decision<DecisionEvent, DecisionCommand> {
    match state.status {
        DecisionStatus::UnderReview
        | DecisionStatus::Reviewed
        | DecisionStatus::Publicity
        | DecisionStatus::Proposed => {
            Decision::record(DecisionEvent::Closed { reason: reason.to_owned() }).cancel_all_timers()
        }
        DecisionStatus::None
        | DecisionStatus::Recognised
        | DecisionStatus::Admitted
        | DecisionStatus::NotRecognised
        | DecisionStatus::Closed => Decision::nothing(format!("the case is {}", state.status.word())),
    }
}

fn expect(
    state: &Recognition,
    from: &[DecisionStatus],
    command: &str,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    match state.status {
        DecisionStatus::None => Err(checks::not_found("decision", &context.stream.id)),
        status if from.contains(&status) => Ok(()),
        status => Err(Refusal::wrong_state(command, status.word())),
    }
}

fn subject(context: &Context<'_>) -> String {
    format!("application/{}", context.stream.id)
}
