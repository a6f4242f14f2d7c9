//! What goes wrong on purpose, by name, and how often it did.

use std::collections::{BTreeMap, BTreeSet};

/// A kind of fault. Each can be left out of a run, which is how a failing one is shortened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The network delivers a message twice.
    Duplicated,
    /// The network keeps a message back for many steps.
    Delayed,
    /// A message overtakes an older one of another pair.
    Reordered,
    /// A message overtakes an older one of its own pair.
    OutOfTurn,
    /// A process dies before its commit: nothing was written.
    CrashBeforeCommit,
    /// A process dies after its commit: everything was written, and nobody was told.
    CrashAfterCommit,
    /// A process dies after publishing some of its messages and before marking any as sent.
    CrashBeforeMark,
    /// The relay publishes again what may have been published before.
    Republished,
    /// A service's store is away for some steps.
    StoreAway,
    /// A client hears nothing and sends the same request again, at once or many steps later.
    RequestAgain,
    /// Two replicas work at the same time on the same things, statement by statement.
    TwoReplicas,
    /// A replica that was paused carries on with timers it read long ago.
    PausedReplica,
    /// Months pass at once, with everything overdue together.
    ClockJump,
    /// The official calendar of a year is loaded when dates already rest on its absence.
    LateCalendar,
    /// A document is dated before today, up to months.
    Backdated,
    /// Somebody acts who must not: another host, another unit's signer, the wrong role.
    WrongActor,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Duplicated,
        Self::Delayed,
        Self::Reordered,
        Self::OutOfTurn,
        Self::CrashBeforeCommit,
        Self::CrashAfterCommit,
        Self::CrashBeforeMark,
        Self::Republished,
        Self::StoreAway,
        Self::RequestAgain,
        Self::TwoReplicas,
        Self::PausedReplica,
        Self::ClockJump,
        Self::LateCalendar,
        Self::Backdated,
        Self::WrongActor,
    ];

    /// Its name on the command line and in the summary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duplicated => "duplicated",
            Self::Delayed => "delayed",
            Self::Reordered => "reordered",
            Self::OutOfTurn => "out-of-turn",
            Self::CrashBeforeCommit => "crash-before-commit",
            Self::CrashAfterCommit => "crash-after-commit",
            Self::CrashBeforeMark => "crash-before-mark",
            Self::Republished => "republished",
            Self::StoreAway => "store-away",
            Self::RequestAgain => "request-again",
            Self::TwoReplicas => "two-replicas",
            Self::PausedReplica => "paused-replica",
            Self::ClockJump => "clock-jump",
            Self::LateCalendar => "late-calendar",
            Self::Backdated => "backdated",
            Self::WrongActor => "wrong-actor",
        }
    }

    /// The fault of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// Which faults a run has, and how many of each happened.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    without: BTreeSet<Fault>,
    /// While false, none happens: the system is left alone to come to rest.
    pub on: bool,
    /// How often each happened.
    pub counts: BTreeMap<Fault, u64>,
}

impl Faults {
    /// All but some.
    pub fn without(without: BTreeSet<Fault>) -> Self {
        Self { without, on: true, counts: BTreeMap::new() }
    }

    /// True where this kind may happen now.
    pub fn may(&self, fault: Fault) -> bool {
        self.on && self.allows(fault)
    }

    /// True where this kind may happen at some time.
    pub fn allows(&self, fault: Fault) -> bool {
        !self.without.contains(&fault)
    }

    /// One happened.
    pub fn count(&mut self, fault: Fault) {
        *self.counts.entry(fault).or_default() += 1;
    }
}
