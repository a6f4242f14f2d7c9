//! What every workflow of the register uses: guards, packs, dates and the messages about them.
//!
//! Owns no state and no rule of its own.

mod guard;
mod packs;
mod reminders;

pub(crate) use guard::{
    CREDIT_CODE, absent, forbid_future, host_of, not_empty, official, recommender_of, require_hash,
    valid_credit_code,
};
pub(crate) use packs::{adopted, cite, in_force, policy_error, silent};
pub(crate) use reminders::{clear, remind};
