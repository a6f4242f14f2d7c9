//! The packs a department has adopted, and the calendar it counts by.
//!
//! Owns the answer to "which version is in force on this day". Refuses two versions in force on one day.
//! Never fills a gap: after the last version's last day there is none, and that needs a ruling
//! (rules.md 0b.4).

use std::collections::BTreeMap;
use std::sync::Arc;

use guohe_clock::Date;

use crate::calendar::Calendar;
use crate::deadline::{Deadline, Receipt};
use crate::error::PolicyError;
use crate::model::Pack;
use crate::refs::{PolicyRef, RuleRef};
use crate::timing::{TimedPurpose, TimedRule};

/// A department's packs and calendar. Clones share everything.
#[derive(Debug, Clone)]
pub struct PolicyBook {
    inner: Arc<Inner>,
}

#[derive(Debug, Clone)]
struct Inner {
    packs: Vec<Arc<Pack>>,
    references: BTreeMap<String, PolicyRef>,
    calendar: Calendar,
}

/// No version is in force on a day, so nothing can be decided without a ruling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no version in force on {on}{}{}; a person has to rule, or load a successor", self.ended(), self.shown())]
pub struct NoVersionInForce {
    /// The day asked for.
    pub on: Date,
    /// The last version before that day, if there was one.
    pub pack: Option<PolicyRef>,
    /// Its last day in force.
    pub last_day: Option<Date>,
    /// The rule that ended it.
    pub rule: Option<Box<RuleRef>>,
    /// The first day of the next version, if one is loaded.
    pub next_from: Option<Date>,
    /// Packs that are adopted for show only: drafts, and historical measures and closed calls that nobody has
    /// declared in force (A-37, rules.md 0b.11).
    pub shown_only: Vec<String>,
}

impl NoVersionInForce {
    fn ended(&self) -> String {
        match (&self.pack, self.last_day, &self.rule) {
            (Some(pack), Some(last_day), Some(rule)) => {
                format!(": {} ended on {last_day} ({} {})", pack.id, rule.rule, rule.article)
            }
            _ => String::new(),
        }
    }

    fn shown(&self) -> String {
        match self.shown_only.as_slice() {
            [] => String::new(),
            [one] => format!("; {one} is shown and decides nothing"),
            many => format!("; {} are shown and decide nothing", many.join(", ")),
        }
    }
}

impl PolicyBook {
    /// A book without packs.
    pub fn new(calendar: Calendar) -> Self {
        Self { inner: Arc::new(Inner { packs: Vec::new(), references: BTreeMap::new(), calendar }) }
    }

    /// Adds a pack. Refuses an id already here, and a version that would be in force together with another;
    /// a version without an end gives way to the successor that names it.
    pub fn with_pack(mut self, pack: Pack) -> Result<Self, PolicyError> {
        if self.pack(&pack.identity.id).is_some() {
            return Err(PolicyError::DuplicatePack { id: pack.identity.id });
        }
        let reference = pack.reference();
        let mut packs = self.inner.packs.clone();
        packs.push(Arc::new(pack));
        packs.sort_by_key(|pack| pack.effective_from());
        check_overlaps(&packs)?;
        let inner = Arc::make_mut(&mut self.inner);
        inner.packs = packs;
        inner.references.insert(reference.id.clone(), reference);
        Ok(self)
    }

    /// The same packs with another calendar, for recomputing provisional dates.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        Arc::make_mut(&mut self.inner).calendar = calendar;
        self
    }

    /// The version in force on a day.
    pub fn in_force(&self, on: Date) -> Result<&Arc<Pack>, NoVersionInForce> {
        let packs = &self.inner.packs;
        let started =
            deciding(packs).filter(|(_, pack)| pack.effective_from().is_some_and(|from| from <= on));
        let Some((index, last)) = started.last() else { return Err(self.none(on, None)) };
        match end_of(packs, index) {
            Some(end) if end < on => Err(self.none(on, Some((last, end)))),
            _ => Ok(last),
        }
    }

    /// The pack with an id, in force or not.
    pub fn pack(&self, id: &str) -> Option<&Arc<Pack>> {
        self.inner.packs.iter().find(|pack| pack.identity.id == id)
    }

    /// The reference of a pack.
    pub fn reference(&self, id: &str) -> Option<&PolicyRef> {
        self.inner.references.get(id)
    }

    /// All packs in order of their first day.
    pub fn packs(&self) -> impl Iterator<Item = &Arc<Pack>> {
        self.inner.packs.iter()
    }

    /// The timed rule with an id, of the latest version that has one.
    pub fn timed_rule(&self, id: &str) -> Option<&TimedRule> {
        self.inner.packs.iter().rev().find_map(|pack| pack.timers.iter().find(|rule| rule.id == id))
    }

    /// The date of a receipt, counted again by a calendar that is not in force yet.
    pub fn recount(&self, receipt: &Receipt, calendar: &Calendar) -> Result<Deadline, PolicyError> {
        let rule = self.timed_rule(&receipt.rule.rule).ok_or_else(|| PolicyError::UnknownRule {
            pack: "adopted here".to_owned(),
            what: "timed rule",
            id: receipt.rule.rule.clone(),
        })?;
        rule.recount(receipt, calendar)
    }

    /// The statutory calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.inner.calendar
    }

    fn none(&self, on: Date, last: Option<(&Arc<Pack>, Date)>) -> NoVersionInForce {
        let mut firsts = deciding(&self.inner.packs).filter_map(|(_, pack)| pack.effective_from());
        let next = firsts.find(|from| *from > on);
        NoVersionInForce {
            on,
            pack: last.and_then(|(pack, _)| self.reference(&pack.identity.id).cloned()),
            last_day: last.map(|(_, end)| end),
            rule: last.and_then(|(pack, _)| Some(Box::new(pack.timed_rule(TimedPurpose::Validity)?.rule()))),
            next_from: next,
            shown_only: self.shown_only(),
        }
    }
}

impl PolicyBook {
    fn shown_only(&self) -> Vec<String> {
        let shown = self.inner.packs.iter().filter(|pack| !pack.decides());
        shown.map(|pack| pack.identity.id.clone()).collect()
    }
}

fn deciding(packs: &[Arc<Pack>]) -> impl Iterator<Item = (usize, &Arc<Pack>)> {
    packs.iter().enumerate().filter(|(_, pack)| pack.decides())
}

/// The last day of a pack among its neighbours: its own validity, or the day before a successor that names
/// it.
fn end_of(packs: &[Arc<Pack>], index: usize) -> Option<Date> {
    let pack = packs.get(index)?;
    let own = pack.last_day().ok().flatten();
    let succeeded = deciding(packs)
        .skip_while(|(other, _)| *other <= index)
        .find(|(_, other)| other.identity.predecessor.as_deref() == Some(&pack.identity.id))
        .and_then(|(_, other)| other.effective_from()?.pred_opt());
    own.or(succeeded)
}

fn check_overlaps(packs: &[Arc<Pack>]) -> Result<(), PolicyError> {
    for pack in packs {
        pack.last_day()?;
    }
    let pairs = deciding(packs).zip(deciding(packs).skip(1));
    for ((index, first), (_, second)) in pairs {
        let Some(on) = second.effective_from() else { continue };
        if end_of(packs, index).is_none_or(|end| end >= on) {
            return Err(PolicyError::OverlappingPacks {
                first: first.identity.id.clone(),
                second: second.identity.id.clone(),
                on,
            });
        }
    }
    Ok(())
}
