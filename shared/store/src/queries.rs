//! Statements that read the same on both engines. Those that don't stand beside their engine.

pub(crate) const ALL_PAIRS: &str = include_str!("queries/all_pairs.sql");
pub(crate) const ALL_SENT: &str = include_str!("queries/all_sent.sql");
pub(crate) const ALL_STREAMS: &str = include_str!("queries/all_streams.sql");
pub(crate) const DEAD_LETTER: &str = include_str!("queries/dead_letter.sql");
pub(crate) const DEAD_LETTERS: &str = include_str!("queries/dead_letters.sql");
pub(crate) const DEPTHS: &str = include_str!("queries/depths.sql");
pub(crate) const DISCARD_DEAD_LETTER: &str = include_str!("queries/discard_dead_letter.sql");
pub(crate) const DOCUMENT_GET: &str = include_str!("queries/document_get.sql");
pub(crate) const DOCUMENT_PUT: &str = include_str!("queries/document_put.sql");
pub(crate) const DUE_TIMERS: &str = include_str!("queries/due_timers.sql");
pub(crate) const EVENTS: &str = include_str!("queries/events.sql");
pub(crate) const LATEST_INSTANT: &str = include_str!("queries/latest_instant.sql");
pub(crate) const NEXT_DUE: &str = include_str!("queries/next_due.sql");
pub(crate) const NEXT_RETRY: &str = include_str!("queries/next_retry.sql");
pub(crate) const OUTBOX_ROUND: &str = include_str!("queries/outbox_round.sql");
pub(crate) const PARKED_SINCE: &str = include_str!("queries/parked_since.sql");
pub(crate) const PING: &str = include_str!("queries/ping.sql");
pub(crate) const PRUNE_OUTBOX: &str = include_str!("queries/prune_outbox.sql");
pub(crate) const READY_PARKED: &str = include_str!("queries/ready_parked.sql");
pub(crate) const STREAM: &str = include_str!("queries/stream.sql");
pub(crate) const TIMERS_OF: &str = include_str!("queries/timers_of.sql");
pub(crate) const UNSENT: &str = include_str!("queries/unsent.sql");
pub(crate) const VAULT_ERASE: &str = include_str!("queries/vault_erase.sql");
pub(crate) const VAULT_GET: &str = include_str!("queries/vault_get.sql");
pub(crate) const VAULT_PUT: &str = include_str!("queries/vault_put.sql");
