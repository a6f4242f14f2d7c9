//! Dead letters: looked at, handed to their service again, or dropped.

use guohe_api::{
    Page,
    operations::v1::{DeadLetter as WireLetter, ListDeadLettersRequest, ListDeadLettersResponse},
};
use guohe_flow::{Engine, ItemOutcome, MessageOutcome, ports::DeadLetter};
use tonic::Status;

use super::face::status;

/// A page of them.
pub(super) async fn list(
    engine: &Engine,
    request: &ListDeadLettersRequest,
) -> Result<ListDeadLettersResponse, Status> {
    let page = Page::read(request.page_size, &request.page_token);
    let page = page.map_err(|error| guohe_api::status_from_refusal(&error))?;
    let letters = engine.store().dead_letters(&page.after_id, page.size).await.map_err(status)?;
    let next_page_token = page.next_token(letters.iter().map(|letter| letter.id.as_str()));
    let dead_letters = letters.into_iter().map(|letter| Letter(letter).into_wire()).collect();
    Ok(ListDeadLettersResponse { dead_letters, next_page_token })
}

/// One of them.
pub(super) async fn get(engine: &Engine, id: &str) -> Result<Letter, Status> {
    let letter = engine.store().dead_letter(id).await.map_err(status)?;
    letter.map(Letter).ok_or_else(|| missing(engine, id))
}

/// Hands one to its service again. It goes in the commit that handles it, and stays where the service gives it
/// up again.
pub(super) async fn replay(engine: &Engine, id: &str) -> Result<String, Status> {
    let Letter(letter) = get(engine, id).await?;
    let outcome = engine.node().replay(letter).await.map_err(guohe_api::status_from)?;
    match outcome {
        ItemOutcome::Timer => Ok("set again, due now".to_owned()),
        ItemOutcome::Message(MessageOutcome::Applied) => Ok("applied".to_owned()),
        ItemOutcome::Message(MessageOutcome::NoEffect(reason)) => Ok(reason),
        ItemOutcome::Message(MessageOutcome::Duplicate) => Ok("had before".to_owned()),
        ItemOutcome::Message(MessageOutcome::Parked) => Ok("parked, to be tried again".to_owned()),
        ItemOutcome::Message(MessageOutcome::Dead(reason)) => {
            Err(Status::failed_precondition(format!("given up again: {reason}; it stays here")))
        }
        ItemOutcome::Later(reason) => Err(Status::unavailable(format!("not now: {reason}"))),
        other => Err(Status::internal(format!("a message cannot end as {other:?}"))),
    }
}

/// Drops one for good.
pub(super) async fn discard(engine: &Engine, id: &str) -> Result<(), Status> {
    if engine.store().discard_dead_letter(id).await.map_err(status)? {
        return Ok(());
    }
    Err(missing(engine, id))
}

fn missing(engine: &Engine, id: &str) -> Status {
    let words = format!("{} has no dead letter {id:?}", engine.service());
    guohe_api::status_from_refusal(&guohe_flow::Refusal::not_found("DEAD_LETTER_UNKNOWN", "id", words))
}

/// A dead letter on its way to the wire.
pub(super) struct Letter(DeadLetter);

impl Letter {
    pub(super) fn into_wire(self) -> WireLetter {
        let Self(letter) = self;
        WireLetter {
            id: letter.id,
            event_type: letter.event_type,
            code: letter.code,
            reason: letter.reason,
            attempts: letter.attempts,
            died_at: Some(guohe_api::timestamp(letter.died_at)),
            body: letter.body,
        }
    }
}
