//! The end of waiting: a message parked for too long becomes a dead letter.
//!
//! A message waits for its predecessor. One that has waited for [`LONGEST_PARKED`] tells that the predecessor was
//! lost: somebody must look. Its pair is not moved on, for its turn may still come; then the letter is replayed in
//! its turn, or is known as had.

use std::{collections::BTreeSet, time::Duration};

use guohe_clock::Timestamp;

use super::message::PARKED_TOO_LONG;
use crate::{
    model::CloudEvent,
    ports::{Claim, CommitPlan, DeadLetter, Maintenance, PairKey, ParkedMessage, Store, StoreError},
};

/// Longest time that a message waits for its predecessor: 30 days.
pub const LONGEST_PARKED: Duration = Duration::from_secs(30 * 24 * 3600);

/// Gives up to `limit` messages up that were parked longer than [`LONGEST_PARKED`] before `now`; how many.
pub async fn expire_parked(
    store: &dyn Store,
    maintenance: &dyn Maintenance,
    now: Timestamp,
    limit: u32,
) -> Result<u64, StoreError> {
    let old = maintenance.parked_since(now - LONGEST_PARKED, limit).await?;
    if old.is_empty() {
        return Ok(0);
    }
    let pairs: BTreeSet<PairKey> = old.iter().map(|parked| parked.pair.clone()).collect();
    let mut transaction = store.begin().await?;
    let claim = Claim { pairs: pairs.into_iter().collect(), ..Claim::default() };
    // Under the pairs' locks: what is being handled at this moment is left alone, and what was is only forgotten.
    let claimed = transaction.claim(&claim).await?;
    let mut plan = CommitPlan::default();
    for parked in old.into_iter().filter(|parked| !claimed.busy_pairs.contains(&parked.pair)) {
        let last = claimed.pairs.get(&parked.pair).copied().unwrap_or_default();
        plan.unparked.push((parked.pair.clone(), parked.sequence));
        if parked.sequence > last {
            plan.dead.push(letter(parked, last, now));
        }
    }
    let given_up = plan.dead.len() as u64;
    if !plan.is_empty() {
        transaction.write(&plan).await?;
        transaction.commit().await?;
    }
    Ok(given_up)
}

fn letter(parked: ParkedMessage, last: u64, now: Timestamp) -> DeadLetter {
    let (id, event_type) = match CloudEvent::parse(&parked.body) {
        Ok(event) => (event.id, event.event_type),
        Err(_) => (format!("{}-{}", parked.pair.stream, parked.sequence), String::new()),
    };
    DeadLetter {
        id,
        event_type,
        code: PARKED_TOO_LONG.to_owned(),
        reason: format!(
            "number {} of {} from {} has waited since {} for number {}; find out what became of that one, then \
             replay this",
            parked.sequence,
            parked.pair.stream,
            parked.pair.service,
            parked.parked_at,
            last + 1
        ),
        body: parked.body,
        attempts: parked.attempts,
        died_at: now,
    }
}
