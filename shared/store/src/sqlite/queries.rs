//! Statements in SQLite's own words: arrays by `json_each`.

pub(super) const CLAIM_ANSWERS: &str = include_str!("queries/claim_answers.sql");
pub(super) const CLAIM_PAIRS: &str = include_str!("queries/claim_pairs.sql");
pub(super) const CLAIM_STREAMS: &str = include_str!("queries/claim_streams.sql");
pub(super) const CLAIM_TIMERS: &str = include_str!("queries/claim_timers.sql");
pub(super) const CLEAR_TIMERS: &str = include_str!("queries/clear_timers.sql");
pub(super) const INSERT_ANSWERS: &str = include_str!("queries/insert_answers.sql");
pub(super) const INSERT_EVENTS: &str = include_str!("queries/insert_events.sql");
pub(super) const INSERT_INBOX: &str = include_str!("queries/insert_inbox.sql");
pub(super) const INSERT_OUTBOX: &str = include_str!("queries/insert_outbox.sql");
pub(super) const INSERT_PAIRS: &str = include_str!("queries/insert_pairs.sql");
pub(super) const INSERT_STREAMS: &str = include_str!("queries/insert_streams.sql");
pub(super) const LIST: &str = include_str!("queries/list.sql");
pub(super) const MARK_SENT: &str = include_str!("queries/mark_sent.sql");
pub(super) const REMOVE_PARKED: &str = include_str!("queries/remove_parked.sql");
pub(super) const REMOVE_TIMERS: &str = include_str!("queries/remove_timers.sql");
pub(super) const SENT_COUNTS: &str = include_str!("queries/sent_counts.sql");
pub(super) const REMOVE_DEAD: &str = include_str!("queries/remove_dead.sql");
pub(super) const SET_DEAD: &str = include_str!("queries/set_dead.sql");
pub(super) const SET_PARKED: &str = include_str!("queries/set_parked.sql");
pub(super) const SET_TIMERS: &str = include_str!("queries/set_timers.sql");
pub(super) const UPDATE_PAIRS: &str = include_str!("queries/update_pairs.sql");
pub(super) const UPDATE_STREAMS: &str = include_str!("queries/update_streams.sql");
pub(super) const VERSIONS: &str = include_str!("queries/versions.sql");
