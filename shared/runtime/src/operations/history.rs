//! A stream's events and timers.

use guohe_api::{
    Page,
    operations::v1::{
        GetHistoryRequest, GetHistoryResponse, HistoryEvent, ListTimersRequest, ListTimersResponse,
        PendingTimer,
    },
};
use guohe_flow::{Engine, StoredEvent, StreamKey};
use tonic::Status;

use super::face::status;

/// A page of a stream's events.
pub(super) async fn events(
    engine: &Engine,
    request: &GetHistoryRequest,
) -> Result<GetHistoryResponse, Status> {
    let stream = stream(&request.stream)?;
    let page = Page::read(request.page_size, "").map_err(|error| guohe_api::status_from_refusal(&error))?;
    let stored = engine.store().events(&stream, request.after, page.size).await.map_err(status)?;
    let events = stored.iter().map(event).collect::<Result<_, _>>()?;
    Ok(GetHistoryResponse { events })
}

/// A stream's timers, earliest first.
pub(super) async fn timers(
    engine: &Engine,
    request: &ListTimersRequest,
) -> Result<ListTimersResponse, Status> {
    let stored = engine.store().timers_of(&stream(&request.stream)?).await.map_err(status)?;
    let timers = stored.into_iter().map(|timer| PendingTimer {
        name: timer.key.name,
        due_at: Some(guohe_api::timestamp(timer.due)),
        receipt: Some(guohe_api::value_struct(&timer.receipt)),
    });
    Ok(ListTimersResponse { timers: timers.collect() })
}

fn stream(text: &str) -> Result<StreamKey, Status> {
    StreamKey::parse(text).map_err(|error| {
        let words = format!("{error}; write it like hunan/base/b-2026-0007");
        guohe_api::status_from_refusal(&guohe_flow::Refusal::invalid("IDENTIFIER", "stream", words))
    })
}

fn event(stored: &StoredEvent) -> Result<HistoryEvent, Status> {
    let damaged = |error| Status::internal(format!("event {}: {error}", stored.sequence));
    let envelope = stored.open().map_err(damaged)?;
    let whole = serde_json::from_slice(&stored.body).map_err(damaged)?;
    Ok(HistoryEvent {
        sequence: stored.sequence,
        event_type: envelope.event_type,
        recorded_at: Some(guohe_api::timestamp(envelope.recorded_at)),
        effective_on: envelope.effective_on.map(|date| date.to_string()).unwrap_or_default(),
        envelope: Some(guohe_api::value_struct(&whole)),
        hash: stored.hash.clone(),
    })
}
