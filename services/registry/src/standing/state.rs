//! An institution's bans and open admissions as they stand.

use guohe_flow::Tasks;
use guohe_policy::{Date, Receipt, RuleRef};
use serde::{Deserialize, Serialize};

use super::StandingEvent;

/// Most admissions kept open; the oldest gives way.
const ADMISSIONS_KEPT: usize = 300;

/// Standing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// May apply.
    Eligible,
    /// Barred.
    Excluded,
    /// An official must rule on the length of a ban.
    Hold,
}

impl Status {
    /// The name shown and filtered on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eligible => "ELIGIBLE",
            Self::Excluded => "EXCLUDED",
            Self::Hold => "HOLD",
        }
    }
}

/// How a ban stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BanState {
    /// Runs.
    Running,
    /// Has run out.
    Served,
    /// Lifted: it never counted.
    Quashed,
    /// Its length waits for a ruling.
    Held,
}

impl BanState {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Served => "SERVED",
            Self::Quashed => "QUASHED",
            Self::Held => "HELD",
        }
    }
}

/// A ban.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ban {
    /// `base/<id>` or `application/<id>`.
    pub source: String,
    /// The ground.
    pub ground: RuleRef,
    /// Number of the document.
    pub document_number: String,
    /// Date of the document, its first day.
    pub document_on: Date,
    /// Last day; none while its length waits for a ruling.
    pub banned_until: Option<Date>,
    /// First free day.
    pub free_from: Option<Date>,
    /// How the dates came about.
    pub receipt: Option<Receipt>,
    /// How it stands.
    pub state: BanState,
    /// Number of the document that lifted it.
    #[serde(default)]
    pub quashed_by: String,
}

impl Ban {
    /// Whether an application received on a day meets it, from the document's date to the last day, both
    /// included.
    pub fn covers(&self, day: Date) -> bool {
        self.state != BanState::Quashed
            && self.document_on <= day
            && self.banned_until.is_none_or(|until| day <= until)
    }

    /// The rules it rests on.
    pub fn rules(&self) -> Vec<RuleRef> {
        [Some(self.ground.clone()), self.receipt.as_ref().map(|receipt| receipt.rule.clone())]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Answers to a question about standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Answer {
    /// May apply.
    Eligible,
    /// Barred.
    Excluded,
    /// An official must rule.
    NeedsRuling,
}

impl Answer {
    /// The name shown.
    pub fn code(self) -> &'static str {
        match self {
            Self::Eligible => "ELIGIBLE",
            Self::Excluded => "EXCLUDED",
            Self::NeedsRuling => "NEEDS_RULING",
        }
    }
}

/// An application that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admission {
    /// Application id.
    pub application: String,
    /// Beijing day of receipt.
    pub received_on: Date,
    /// What was answered.
    pub answer: Answer,
    /// A ban recorded later covers that day.
    #[serde(default)]
    pub overtaken: bool,
}

/// An institution.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Institution {
    /// Every ban ever recorded, oldest first.
    pub bans: Vec<Ban>,
    /// Applications not yet closed, oldest first; those refused as barred are left out.
    pub admissions: Vec<Admission>,
    /// Open tasks.
    pub tasks: Tasks,
}

impl Institution {
    /// Standing by the bans that run.
    pub fn status(&self) -> Status {
        if self.bans.iter().any(|ban| ban.state == BanState::Held) {
            Status::Hold
        } else if self.longest().is_some() {
            Status::Excluded
        } else {
            Status::Eligible
        }
    }

    /// The running ban with the latest end (rule 1.4).
    pub fn longest(&self) -> Option<&Ban> {
        self.bans.iter().filter(|ban| ban.state == BanState::Running).max_by_key(|ban| ban.banned_until)
    }

    /// The ban with the latest end of those that cover a day; one whose length waits for a ruling comes first.
    pub fn covering(&self, day: Date) -> Option<&Ban> {
        let covering = self.bans.iter().filter(|ban| ban.covers(day));
        covering.max_by_key(|ban| (ban.banned_until.is_none(), ban.banned_until))
    }

    /// The ban from a source that was not lifted.
    pub fn ban(&self, source: &str) -> Option<&Ban> {
        self.bans.iter().find(|ban| ban.source == source && ban.state != BanState::Quashed)
    }

    pub(super) fn evolve(mut self, event: &StandingEvent) -> Self {
        match event {
            StandingEvent::Answered { admission, .. } => self.admit(admission),
            StandingEvent::AdmissionClosed { application } => {
                self.admissions.retain(|admission| admission.application != *application);
            }
            StandingEvent::Banned(ban) => self.bans.push((**ban).clone()),
            StandingEvent::Overtook { application, .. } => {
                for admission in self.admissions.iter_mut().filter(|a| a.application == *application) {
                    admission.overtaken = true;
                }
            }
            StandingEvent::Freed { free_from } => {
                let over =
                    |ban: &&mut Ban| ban.state == BanState::Running && ban.free_from <= Some(*free_from);
                self.bans.iter_mut().filter(over).for_each(|ban| ban.state = BanState::Served);
            }
            StandingEvent::Quashed { source, document_number, .. } => {
                for ban in self.bans.iter_mut().filter(|ban| ban.source == *source) {
                    ban.state = BanState::Quashed;
                    ban.quashed_by = document_number.clone();
                }
            }
            StandingEvent::LengthRuled { source, banned_until, free_from, .. } => {
                for ban in
                    self.bans.iter_mut().filter(|ban| ban.source == *source && ban.state == BanState::Held)
                {
                    ban.banned_until = Some(*banned_until);
                    ban.free_from = Some(*free_from);
                    ban.state = BanState::Running;
                }
            }
            StandingEvent::TaskOpened(task) => self.tasks.open(task.clone()),
            StandingEvent::TaskClosed { code, about } => self.tasks.close(code, about),
        }
        self
    }

    fn admit(&mut self, admission: &Admission) {
        self.admissions.retain(|known| known.application != admission.application);
        if admission.answer == Answer::Excluded {
            return;
        }
        if self.admissions.len() >= ADMISSIONS_KEPT {
            self.admissions.remove(0);
        }
        self.admissions.push(admission.clone());
    }
}
