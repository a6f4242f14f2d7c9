//! Statements in PostgreSQL's own words: arrays by `unnest`, row locks.

pub(super) const CHECK_FIRED: &str = include_str!("queries/check_fired.sql");
pub(super) const CLAIM_ANSWERS: &str = include_str!("queries/claim_answers.sql");
pub(super) const CLAIM_PAIRS: &str = include_str!("queries/claim_pairs.sql");
pub(super) const CLAIM_STREAMS: &str = include_str!("queries/claim_streams.sql");
pub(super) const CLAIM_TIMERS: &str = include_str!("queries/claim_timers.sql");
pub(super) const CLEAR_TIMERS: &str = include_str!("queries/clear_timers.sql");
pub(super) const EXISTING_PAIRS: &str = include_str!("queries/existing_pairs.sql");
pub(super) const KEPT: &str = include_str!("queries/kept.sql");
pub(super) const LIST: &str = include_str!("queries/list.sql");
pub(super) const MARK_SENT: &str = include_str!("queries/mark_sent.sql");
pub(super) const OUTSIDE_TRANSACTION: &str = include_str!("queries/outside_transaction.sql");
pub(super) const PRUNE_ANSWERS: &str = include_str!("queries/prune_answers.sql");
pub(super) const PRUNE_INBOX: &str = include_str!("queries/prune_inbox.sql");
pub(super) const REMOVE_DEAD: &str = include_str!("queries/remove_dead.sql");
pub(super) const SCHEMA_EXISTS: &str = include_str!("queries/schema_exists.sql");
pub(super) const SENT_BY: &str = include_str!("queries/sent_by.sql");
pub(super) const SENT_COUNTS: &str = include_str!("queries/sent_counts.sql");
pub(super) const PROVISIONAL: &str = include_str!("queries/provisional.sql");
pub(super) const SET_DEAD: &str = include_str!("queries/set_dead.sql");
pub(super) const SET_PARKED: &str = include_str!("queries/set_parked.sql");
pub(super) const UNSEND: &str = include_str!("queries/unsend.sql");
pub(super) const VERSIONS: &str = include_str!("queries/versions.sql");
pub(super) const WRITE_STEP: &str = include_str!("queries/write_step.sql");
