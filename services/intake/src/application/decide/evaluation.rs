//! What evaluation reports: the review, the proposal, the decision. Facts of different streams meet in any order.

use guohe_clock::Date;
use guohe_flow::{Context, Decision};
use guohe_policy::{Destination, RuleRef};

use super::{Case, Command, Event};
use crate::{
    application::{
        state::{ApplicationState, Recognition, Ruling, RulingCause},
        status::Status,
    },
    explained::DecisionExplanation,
    notices,
    refusals::step_rule,
};

type Outcome = Decision<Event, Command>;

fn not_applicable(what: &str, state: &ApplicationState) -> Outcome {
    Decision::nothing(format!("{what} does not apply in state {}", state.status().name()))
}

/// Every score sheet is in (C8). A result that arrives after the proposal or the decision is kept with the case.
pub(super) fn reviewed(
    state: &ApplicationState,
    score_hundredths: u32,
    panel: &str,
    context: &Context<'_>,
) -> Outcome {
    let late = matches!(state.stage, Status::Recognised | Status::NotRecognised);
    if !(state.stage.is_under_evaluation() || late) {
        return not_applicable("a review result", state);
    }
    if state.score_hundredths == Some(score_hundredths) {
        return Decision::nothing("this result is known");
    }
    let completed = Event::ReviewCompleted { score_hundredths, panel: panel.to_owned(), at: context.now };
    Case::of(state).happens(completed, []).decided()
}

/// The department proposes to recognise it (C9).
pub(super) fn proposed(state: &ApplicationState, proposed_by: &str, context: &Context<'_>) -> Outcome {
    if !matches!(state.stage, Status::UnderReview | Status::Reviewed) {
        return not_applicable("a proposal", state);
    }
    let event = Event::DecisionProposed { proposed_by: proposed_by.to_owned(), at: context.now };
    Case::of(state).happens(event, []).decided()
}

/// The recognition document was issued (C11). Where the case had ended here meanwhile, an official rules.
pub(super) fn recognised(state: &ApplicationState, command: &Command, context: &Context<'_>) -> Outcome {
    let Command::Recognised { base, base_name, document_number, document_on } = command else {
        return not_applicable("a recognition", state);
    };
    let recognition = Recognition {
        base: base.clone(),
        base_name: base_name.clone(),
        document_number: document_number.clone(),
        document_on: *document_on,
    };
    if state.recognition.is_some() {
        return Decision::nothing("the recognition is known");
    }
    let rules: Vec<RuleRef> =
        super::own_pack(state, context).and_then(|pack| step_rule(pack, "recognise")).into_iter().collect();
    if state.stage.is_under_evaluation() {
        let values = [
            ("base", base.clone()),
            ("base_name_zh", base_name.zh.clone()),
            ("base_name_en", base_name.en.clone()),
            ("document_number", document_number.clone()),
            ("document_on", document_on.to_string()),
        ];
        return Case::of(state)
            .happens(Event::Recognised { recognition, at: context.now }, rules.clone())
            .effective_on(*document_on)
            .send(|state| state.notice(notices::RECOGNISED, &values, &rules))
            .decided();
    }
    if !matches!(state.stage, Status::Withdrawn | Status::Void | Status::Barred | Status::NotRecognised) {
        return not_applicable("a recognition", state);
    }
    let ruling = Ruling {
        cause: RulingCause::RecognisedAfterEnd,
        question: format!(
            "the case ended as {}, yet document {document_number} of {document_on} recognises it: does it stand?",
            state.stage.name()
        ),
        rules: rules.clone(),
        opened_on: context.today(),
    };
    Case::of(state)
        .happens(Event::RecognisedAfterEnd { recognition, ruling, at: context.now }, rules.clone())
        .effective_on(*document_on)
        .send(|state| {
            let values = [("cause", RulingCause::RecognisedAfterEnd.code().to_owned())];
            state.notice(notices::NEEDS_RULING, &values, &rules)
        })
        .decided()
}

/// The department admitted it to the project library or to the candidates for funding (C14, C19): the register
/// goes on with it, and the case rests here.
pub(super) fn admitted(
    state: &ApplicationState,
    destination: Destination,
    decided_on: Date,
    context: &Context<'_>,
) -> Outcome {
    if !state.stage.is_under_evaluation() {
        return not_applicable("an admission", state);
    }
    let pack = super::own_pack(state, context);
    let topic = pack.and_then(|pack| Some((pack, pack.topic_of(&state.category)?)));
    let rules: Vec<RuleRef> =
        topic.and_then(|(pack, topic)| pack.rule(&topic.decided_by)).into_iter().collect();
    let word = match destination {
        Destination::Library => "library",
        Destination::Funding | Destination::Recognition => "funding",
    };
    let values = [("destination", word.to_owned()), ("decided_on", decided_on.to_string())];
    Case::of(state)
        .happens(Event::Admitted { destination, at: context.now }, rules.clone())
        .effective_on(decided_on)
        .at_rest()
        .send(|state| state.notice(notices::ADMITTED, &values, &rules))
        .decided()
}

/// The department decided not to recognise it (C9).
pub(super) fn not_recognised(
    state: &ApplicationState,
    reason: &str,
    rules: &[RuleRef],
    decided_on: Date,
    context: &Context<'_>,
) -> Outcome {
    if !state.stage.is_under_evaluation() {
        return not_applicable("a decision", state);
    }
    let explanation = Some(Box::new(DecisionExplanation::of(state, None)));
    let event = Event::NotRecognised {
        reason: reason.to_owned(),
        rules: rules.to_vec(),
        explanation,
        at: context.now,
    };
    Case::of(state)
        .happens(event, rules.iter().cloned())
        .effective_on(decided_on)
        .at_rest()
        .send(|state| state.notice(notices::NOT_RECOGNISED, &[("decided_on", decided_on.to_string())], rules))
        .decided()
}
