//! The applications of the call: every part of the story given to a host, with a number and a merit.

use super::{
    fate::{CATEGORIES, Fate, Life, PanelFate, Part, parts},
    institutions::{HostKind, Institution},
    names,
};
use crate::scenario::chance::Chance;

/// An application and what is meant to become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Application id.
    pub id: String,
    /// Id of the base, where one is meant to come of it.
    pub base: String,
    /// Place of the host in the population.
    pub host: usize,
    /// Category code.
    pub category: &'static str,
    /// Field of the base: name, discipline code, keyword.
    pub field: (&'static str, &'static str, &'static str),
    /// Person id of the leader.
    pub leader: String,
    /// Countries of cooperation.
    pub countries: Vec<&'static str>,
    /// Partners abroad.
    pub partners: Vec<&'static str>,
    /// What is meant to become of it.
    pub fate: Fate,
    /// What is meant to happen to its panel.
    pub panel: PanelFate,
    /// What is meant to happen to its base.
    pub life: Life,
    /// How well experts think of it, in hundredths of all points.
    pub merit: u32,
    /// Wave of lodging, 0 to 2.
    pub wave: usize,
}

/// Draws the applications; the story's parts are the same for every seed, who plays them is not.
pub(super) fn draw(seed: u64, hosts: &[Institution]) -> Vec<Case> {
    let mut chance = Chance::of(seed, "applications");
    let mut casting = Casting::new(&mut chance, hosts);
    let parts = parts();
    let (solo, other): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(plays_alone);
    let (bound, free): (Vec<Part>, Vec<Part>) = other.into_iter().partition(|part| part.host.is_some());
    let mut cast: Vec<(Part, usize)> = Vec::new();
    for part in solo {
        let sister = cast.iter().find(|(other, _)| other.life == Life::SisterKept).map(|(_, host)| *host);
        let host = match (part.life, sister) {
            (Life::AbsentCancelled, Some(host)) => host,
            _ => casting.alone(&part),
        };
        cast.push((part, host));
    }
    for part in bound.into_iter().chain(free) {
        let host = casting.shared(&part);
        cast.push((part, host));
    }
    let cast = chance.shuffled(cast);
    cast.into_iter()
        .enumerate()
        .map(|(index, (part, host))| case(&mut chance, index + 1, part, host))
        .collect()
}

fn case(chance: &mut Chance, number: usize, part: Part, host: usize) -> Case {
    let partners = chance.shuffled(names::PARTNERS.to_vec());
    let countries = chance.shuffled(names::COUNTRIES.to_vec());
    let several = chance.below(3) + 1;
    let merit = match part.fate {
        Fate::NotRecognised => chance.between(42, 63),
        _ => chance.between(69, 92),
    };
    Case {
        id: format!("a-2026-{number:03}"),
        base: format!("b-2026-{number:03}"),
        host,
        category: part.category,
        field: *chance.pick(names::FIELDS),
        leader: format!("p-{number:03}"),
        countries: countries.into_iter().take(several).collect(),
        partners: partners.into_iter().take(several).collect(),
        fate: part.fate,
        panel: part.panel,
        life: part.life,
        merit: merit as u32 * 100,
        wave: chance.below(3),
    }
}

/// Whether the part's host plays no other one, so that its ban touches nobody else.
fn plays_alone(part: &Part) -> bool {
    matches!(
        part.life,
        Life::FailsTwice
            | Life::FalseEvaluation
            | Life::SisterKept
            | Life::AbsentCancelled
            | Life::QuitCancelled
            | Life::Misconduct
            | Life::Unlawful
            | Life::Concealed
            | Life::NoLongerMeets
    ) || part.fate == Fate::FalseBanned
}

/// Who is still to be had.
struct Casting<'a> {
    hosts: &'a [Institution],
    /// Hosts in the order in which they are asked.
    order: Vec<usize>,
    /// Categories each host already applies in; a host that plays alone takes all of them.
    taken: Vec<Vec<&'static str>>,
}

impl<'a> Casting<'a> {
    fn new(chance: &mut Chance, hosts: &'a [Institution]) -> Self {
        let order = chance.shuffled((0..hosts.len()).collect());
        Self { hosts, order, taken: vec![Vec::new(); hosts.len()] }
    }

    fn alone(&mut self, part: &Part) -> usize {
        let host = self.least_busy(part);
        self.taken[host] = CATEGORIES.to_vec();
        host
    }

    fn shared(&mut self, part: &Part) -> usize {
        let host = self.least_busy(part);
        self.taken[host].push(part.category);
        host
    }

    /// The host with the fewest applications that suits the part and does not yet apply in its category.
    fn least_busy(&self, part: &Part) -> usize {
        let suits = |host: &&usize| {
            let kind = self.hosts[**host].kind;
            let kind_suits = match part.host {
                Some(wanted) => kind == wanted,
                None => kind != HostKind::ServiceOrg,
            };
            kind_suits && !self.taken[**host].contains(&part.category)
        };
        let found = self.order.iter().filter(suits).min_by_key(|host| self.taken[**host].len());
        *found.unwrap_or(&self.order[0])
    }
}
