//! The round's decisions.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal, RefusalKind};

use super::{Round, RoundCommand, RoundEvent, RoundStatus};
use crate::{checks, rules};

type Outcome = Result<Decision<RoundEvent, RoundCommand>, Refusal>;

/// Longest round id, bytes: with a base's id it makes a performance's, at most 120.
const LONGEST_ID_BYTES: usize = 48;

pub(super) fn decide(state: &Round, command: &RoundCommand, context: &Context<'_>) -> Outcome {
    match command {
        RoundCommand::Open { category, materials_due_on } => {
            open(state, category, *materials_due_on, context)
        }
        RoundCommand::Close => close(state, context),
    }
}

/// Opens a round, also before its latest date: the cycle states a latest date, not an only one.
fn open(state: &Round, category: &str, materials_due_on: Date, context: &Context<'_>) -> Outcome {
    checks::official(context, "OpenRound")?;
    if state.status != RoundStatus::None {
        let words = "this round was opened already; open the next one under another id";
        return Err(Refusal::new(RefusalKind::Exists, "ROUND_EXISTS", words));
    }
    if context.stream.id.len() > LONGEST_ID_BYTES {
        let words = format!("must have at most {LONGEST_ID_BYTES} characters");
        return Err(Refusal::invalid("IDENTIFIER", "round", words));
    }
    let pack = rules::in_force(context)?;
    if pack.category(category).is_none() {
        let words = format!("{category:?} is no category of {}", pack.identity.id);
        return Err(Refusal::invalid("CATEGORY", "category", words));
    }
    let today = context.today();
    if materials_due_on <= today {
        let words = format!("must lie after today, {today}: hosts need time to file");
        return Err(Refusal::invalid("DATE_PAST", "materials_due_on", words));
    }
    let policy = pack.identity.id.clone();
    let message = wire::RoundOpened {
        round: context.stream.id.clone(),
        category: category.to_owned(),
        opened_on: today.to_string(),
        materials_due_on: materials_due_on.to_string(),
        policy: policy.clone(),
    };
    let event = RoundEvent::Opened { category: category.to_owned(), on: today, materials_due_on, policy };
    let decision = Decision::record(event).under(pack.reference());
    Ok(rules::by(decision, &rules::cycle(pack)).send(outgoing(&message)))
}

fn close(state: &Round, context: &Context<'_>) -> Outcome {
    checks::official(context, "CloseRound")?;
    match state.status {
        RoundStatus::Open => Ok(Decision::record(RoundEvent::Closed { on: context.today() })),
        RoundStatus::None => Err(checks::not_found("round", &context.stream.id)),
        RoundStatus::Closed => Err(Refusal::wrong_state("CloseRound", state.status.word())),
    }
}
