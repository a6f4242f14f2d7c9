//! What a service has in hand, for whoever waits until a system of processes is quiet.

use guohe_api::operations::v1::GetActivityResponse;
use guohe_flow::Engine;
use tonic::Status;

use super::face::status;

/// A service's counts. What is in hand is read first and last: nothing that moves in between is missed.
pub(super) async fn of(engine: &Engine) -> Result<GetActivityResponse, Status> {
    let store = engine.store();
    let before = engine.node().in_hand();
    let (counts, timer, retry) = tokio::join!(store.counts(), store.next_due(), store.next_retry());
    let counts = counts.map_err(status)?;
    let next = timer.map_err(status)?.into_iter().chain(retry.map_err(status)?).min();
    Ok(GetActivityResponse {
        sent: counts.sent,
        handled: counts.handled,
        parked: counts.parked,
        dead: counts.dead,
        unsent: counts.unsent,
        in_flight: before.max(engine.node().in_hand()) as u64,
        next_due_at: next.map(guohe_api::timestamp),
        now: Some(guohe_api::timestamp(engine.clock().now())),
    })
}
