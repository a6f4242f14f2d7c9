//! What is meant to happen to an application, to its panel, and to the base that comes of it.

use super::institutions::HostKind;

/// Category codes of the measures.
pub const CATEGORIES: [&str; 3] = [JOINT, TRANSFER, FEATURED];
/// Joint research.
pub const JOINT: &str = "joint_research";
/// Technology transfer.
pub const TRANSFER: &str = "tech_transfer";
/// Featured.
pub const FEATURED: &str = "featured";

/// What is meant to happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Recognised without detours.
    Recognised,
    /// Recognised, lodged in the last second of the call.
    LastSecond,
    /// First form refused for a date that does not exist; then recognised.
    InvalidFirst,
    /// First lodging refused for missing documents; then recognised.
    MissingFirst,
    /// Returned by the recommending unit once; then recognised.
    ReturnedByUnit,
    /// Its unit's opinion comes late; then recognised.
    Overdue,
    /// Returned by the department for correction once; then recognised.
    ReturnedAtAcceptance,
    /// A condition needs a ruling, which is written; then recognised.
    Ruled(Open),
    /// A condition fails; not accepted.
    Fails(Failing),
    /// Not recommended.
    NotRecommended,
    /// Reviewed and not recognised.
    NotRecognised,
    /// Never lodged.
    Lapsed,
    /// Taken back by the host.
    Withdrawn,
    /// Found false under review; a ban follows.
    FalseBanned,
    /// Found false under review; no ban follows.
    FalseSpared,
}

/// Conditions that fail by the facts of the form, one of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failing {
    /// The host lies outside the province.
    Province,
    /// No legal person.
    LegalPerson,
    /// A bad credit record.
    Credit,
    /// No project, no landmark result.
    Projects,
    /// R&D share too low.
    Intensity,
    /// Only two transfers completed.
    Transfers,
}

/// Conditions that stay open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Open {
    /// A rule "in principle" is not met: a waiver.
    InPrinciple,
    /// A kind of host the open list does not name.
    HostKind,
    /// A credit record on the first day of the look-back.
    EdgeDay,
    /// A foreign-expert project below provincial level.
    ExpertLevel,
}

/// What is meant to happen while a panel forms and scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PanelFate {
    /// Everybody accepts and scores in time.
    #[default]
    Smooth,
    /// One expert declines.
    Declines,
    /// One expert does not answer.
    Silent,
    /// One expert declares a conflict of interest.
    Conflict,
    /// One score sheet comes late.
    LateSheet,
    /// One expert is recused by the department.
    Recused,
}

/// What is meant to happen to a base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Life {
    /// Nothing out of the ordinary.
    #[default]
    Ordinary,
    /// Fails its evaluation, rectifies, fails again: ground 3.
    FailsTwice,
    /// Fails, rectifies, passes.
    Recovers,
    /// Fails; a national recognition with an earlier date is entered later and annuls what followed.
    OvertakenByNational,
    /// Found to have filed false material in its evaluation: ground 1.
    FalseEvaluation,
    /// Files nothing for its evaluation, with cause.
    AbsentExcused,
    /// Files nothing, without cause: ground 2; its host keeps another base.
    AbsentCancelled,
    /// The other base of that host.
    SisterKept,
    /// Leaves its evaluation midway, without cause: ground 2.
    QuitCancelled,
    /// Research misconduct: ground 4.
    Misconduct,
    /// An incident examined and not established: ground 5, dismissed.
    IncidentDismissed,
    /// Unlawful conduct: ground 6, with the clock stopped and a backdated document.
    Unlawful,
    /// Conceals a change of leader: ground 7.
    Concealed,
    /// Fails again and no longer meets the conditions: ground 7, second limb.
    NoLongerMeets,
    /// Recognised nationally, entered months later.
    National,
    /// Files a report late.
    LateReport,
    /// Files a change in good time; tells it in the report.
    ChangeFiled,
    /// Its change is refused by the recommending unit.
    ChangeRefusedByUnit,
    /// Its change is refused by the department.
    ChangeRefused,
    /// Files its change only after the reminders; its first report leaves the change out.
    ChangeLate,
}

/// A part in the story: category, kind of host it needs, fates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) category: &'static str,
    pub(super) host: Option<HostKind>,
    pub(super) fate: Fate,
    pub(super) panel: PanelFate,
    pub(super) life: Life,
}

const fn part(category: &'static str, fate: Fate) -> Part {
    Part { category, host: None, fate, panel: PanelFate::Smooth, life: Life::Ordinary }
}

const fn by(host: HostKind, mut part: Part) -> Part {
    part.host = Some(host);
    part
}

const fn panel(fate: PanelFate, mut part: Part) -> Part {
    part.panel = fate;
    part
}

const fn lives(life: Life, mut part: Part) -> Part {
    part.life = life;
    part
}

/// Every part that something particular happens to. The rest of each category is filled with ordinary
/// applications, some recognised, some not.
pub(super) const PARTS: &[Part] = &[
    // Applications that end early, or take a detour.
    part(JOINT, Fate::Lapsed),
    part(TRANSFER, Fate::Lapsed),
    part(FEATURED, Fate::Lapsed),
    part(JOINT, Fate::Withdrawn),
    part(FEATURED, Fate::Withdrawn),
    part(JOINT, Fate::InvalidFirst),
    part(TRANSFER, Fate::MissingFirst),
    part(FEATURED, Fate::MissingFirst),
    part(JOINT, Fate::ReturnedByUnit),
    part(TRANSFER, Fate::ReturnedByUnit),
    part(JOINT, Fate::NotRecommended),
    part(TRANSFER, Fate::NotRecommended),
    part(FEATURED, Fate::NotRecommended),
    part(TRANSFER, Fate::Overdue),
    part(FEATURED, Fate::Overdue),
    part(JOINT, Fate::LastSecond),
    part(JOINT, Fate::ReturnedAtAcceptance),
    part(FEATURED, Fate::ReturnedAtAcceptance),
    // Every condition that fails by the facts, and those that stay open.
    part(TRANSFER, Fate::Fails(Failing::Province)),
    part(FEATURED, Fate::Fails(Failing::LegalPerson)),
    part(FEATURED, Fate::Fails(Failing::Credit)),
    by(HostKind::University, part(JOINT, Fate::Fails(Failing::Projects))),
    by(HostKind::Enterprise, part(JOINT, Fate::Fails(Failing::Intensity))),
    part(TRANSFER, Fate::Fails(Failing::Transfers)),
    part(FEATURED, Fate::Ruled(Open::InPrinciple)),
    by(HostKind::ServiceOrg, part(TRANSFER, Fate::Ruled(Open::HostKind))),
    part(TRANSFER, Fate::Ruled(Open::EdgeDay)),
    by(HostKind::University, part(JOINT, Fate::Ruled(Open::ExpertLevel))),
    // False information in an application.
    by(HostKind::Enterprise, part(JOINT, Fate::FalseBanned)),
    part(FEATURED, Fate::FalseSpared),
    // Panels.
    panel(PanelFate::Declines, part(JOINT, Fate::Recognised)),
    panel(PanelFate::Declines, part(TRANSFER, Fate::NotRecognised)),
    panel(PanelFate::Silent, part(FEATURED, Fate::Recognised)),
    panel(PanelFate::Silent, part(JOINT, Fate::NotRecognised)),
    panel(PanelFate::Conflict, part(TRANSFER, Fate::Recognised)),
    panel(PanelFate::LateSheet, part(FEATURED, Fate::Recognised)),
    panel(PanelFate::Recused, part(JOINT, Fate::Recognised)),
    // Bases with a story.
    by(HostKind::Enterprise, lives(Life::FailsTwice, part(JOINT, Fate::Recognised))),
    lives(Life::Recovers, part(JOINT, Fate::Recognised)),
    by(HostKind::University, lives(Life::OvertakenByNational, part(JOINT, Fate::Recognised))),
    lives(Life::FalseEvaluation, part(JOINT, Fate::Recognised)),
    lives(Life::AbsentExcused, part(JOINT, Fate::Recognised)),
    by(HostKind::Institute, lives(Life::SisterKept, part(JOINT, Fate::Recognised))),
    by(HostKind::Institute, lives(Life::AbsentCancelled, part(FEATURED, Fate::Recognised))),
    lives(Life::QuitCancelled, part(FEATURED, Fate::Recognised)),
    lives(Life::Misconduct, part(JOINT, Fate::Recognised)),
    lives(Life::IncidentDismissed, part(FEATURED, Fate::Recognised)),
    lives(Life::Unlawful, part(TRANSFER, Fate::Recognised)),
    lives(Life::Concealed, part(TRANSFER, Fate::Recognised)),
    lives(Life::NoLongerMeets, part(TRANSFER, Fate::Recognised)),
    by(HostKind::University, lives(Life::National, part(TRANSFER, Fate::Recognised))),
    lives(Life::LateReport, part(FEATURED, Fate::Recognised)),
    lives(Life::ChangeFiled, part(JOINT, Fate::Recognised)),
    lives(Life::ChangeRefusedByUnit, part(FEATURED, Fate::Recognised)),
    lives(Life::ChangeRefused, part(TRANSFER, Fate::Recognised)),
    lives(Life::ChangeLate, part(FEATURED, Fate::Recognised)),
];

/// Applications of each category, and how many of the ordinary ones among them are recognised.
const FILL: [(&str, usize, usize); 3] = [(JOINT, 36, 2), (TRANSFER, 27, 1), (FEATURED, 27, 1)];

/// Every part: the particular ones, then the ordinary ones that fill the categories up.
pub(super) fn parts() -> Vec<Part> {
    let mut parts = PARTS.to_vec();
    for (category, total, recognised) in FILL {
        let taken = parts.iter().filter(|part| part.category == category).count();
        for index in taken..total {
            let fate = if index - taken < recognised { Fate::Recognised } else { Fate::NotRecognised };
            parts.push(part(category, fate));
        }
    }
    parts
}

impl Fate {
    /// Whether the application is meant to end in a base.
    pub fn is_recognised(self) -> bool {
        matches!(
            self,
            Self::Recognised
                | Self::LastSecond
                | Self::InvalidFirst
                | Self::MissingFirst
                | Self::ReturnedByUnit
                | Self::Overdue
                | Self::ReturnedAtAcceptance
                | Self::Ruled(_)
        )
    }

    /// Whether the application is meant to reach its panel.
    pub fn is_reviewed(self) -> bool {
        self.is_recognised() || matches!(self, Self::NotRecognised | Self::FalseBanned | Self::FalseSpared)
    }
}
