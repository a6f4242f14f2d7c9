//! The one interface between services, clients and the bus.
//!
//! Owns the types generated from `proto/`, the contracts (which message has which type, and who receives it),
//! and the mapping of refusals to gRPC statuses with details. It never decides anything and knows no store,
//! bus or service.

mod contracts;
mod convert;
mod desk;
pub mod notices;
mod paging;
pub mod routing;
mod status;
mod subject;

pub use contracts::{
    Contract, SERVICES, deadline_cleared, deadline_set, notice, outgoing, outgoing_as, read, topology,
};
pub use convert::{
    actor, parse_date, parse_optional_date, request, role, rule_refs, rules_from, struct_value, tasks, text,
    timestamp, value_struct, written,
};
pub use desk::{Desk, department, refused};
pub use paging::{DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, Page};
pub use status::{ERROR_DOMAIN, refusal_from, status_from, status_from_refusal};
pub use subject::SubjectKind;

/// Descriptors of every interface, for reflection.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

macro_rules! generated {
    ($($area:ident),* $(,)?) => {$(
        #[doc = concat!("`guohe.", stringify!($area), ".*`")]
        pub mod $area {
            /// First version.
            #[allow(missing_docs, clippy::all, unreachable_pub, rust_2018_idioms)]
            pub mod v1 {
                include!(concat!(env!("OUT_DIR"), "/guohe.", stringify!($area), ".v1.rs"));
                include!(concat!(env!("OUT_DIR"), "/guohe.", stringify!($area), ".v1.serde.rs"));
            }
        }
    )*};
}

generated!(common, intake, recommendation, assignment, evaluation, registry, notification, operations);
