//! The ports the engine stands on. `guohe-store` and `guohe-bus` implement them, each twice; one contract
//! suite holds each pair together.

mod backlog;
mod bus;
mod maintenance;
mod records;
mod repositories;
mod roots;
mod store;

pub use backlog::{Backlog, Connections};
pub use bus::{Bus, BusError, BusMessage, Confirm, Consumer, Delivery};
pub use maintenance::{ALL_MESSAGES, KeptMessage, Maintenance, OutboxRound, SentNumbers};
pub use records::{
    Claim, Claimed, CommitPlan, DeadLetter, EventRow, FiredTimer, FlowCounts, InboxRecord, ListQuery,
    OutboxRecord, PairKey, ParkedMessage, RequestKey, StoredAnswer, StreamRecord, StreamWrite, TimerKey,
    TimerRecord,
};
pub use repositories::{Documents, PersonRecord, Vault};
pub use roots::{Head, KeptRoot, Roots};
pub use store::{Store, StoreError, Transaction};
