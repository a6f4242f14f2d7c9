//! A reminder as it stands.

use guohe_policy::Date;
use serde::{Deserialize, Serialize};

use super::{ReminderEvent, Setting};
use crate::delivery::Delivery;

/// Deliveries kept in the state; earlier ones stay in the events.
const DELIVERIES_KEPT: usize = 60;

/// Where a reminder stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Never set.
    #[default]
    Absent,
    /// Set; its ladder runs.
    Set,
    /// Done, or fallen away.
    Cleared,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Absent => "",
            Self::Set => "SET",
            Self::Cleared => "CLEARED",
        }
    }
}

/// A reminder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reminder {
    /// Status.
    pub status: Status,
    /// The deadline as it was last set.
    pub setting: Setting,
    /// Days still to come.
    pub pending: Vec<Date>,
    /// Days on which reminders of this setting went out.
    pub reminded: Vec<Date>,
    /// Days that had passed when it was set.
    pub skipped: Vec<Date>,
    /// What went out, of earlier settings too.
    pub deliveries: Vec<Delivery>,
    /// Why it was cleared.
    pub reason: String,
}

impl Reminder {
    pub(super) fn evolve(mut self, event: &ReminderEvent) -> Self {
        match event {
            ReminderEvent::Set { setting, pending, skipped } => {
                self.status = Status::Set;
                self.setting = setting.clone();
                self.pending = pending.clone();
                self.skipped = skipped.clone();
                self.reminded.clear();
                self.reason.clear();
            }
            ReminderEvent::Reminded { on, deliveries } => {
                self.pending.retain(|day| day != on);
                self.reminded.push(*on);
                self.deliveries.extend(deliveries.iter().cloned());
                let surplus = self.deliveries.len().saturating_sub(DELIVERIES_KEPT);
                self.deliveries.drain(..surplus);
            }
            ReminderEvent::Cleared { reason } => {
                self.status = Status::Cleared;
                self.pending.clear();
                self.reason = reason.clone();
            }
        }
        self
    }
}
