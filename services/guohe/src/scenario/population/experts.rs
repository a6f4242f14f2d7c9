//! Fictional experts: most from outside the province, some from the hosts, so that conflicts arise.

use super::{
    institutions::{Institution, outside_code},
    names,
};
use crate::scenario::chance::Chance;

/// Experts in the pool.
pub const EXPERTS: usize = 200;

/// Institutions outside the province they come from.
const OUTSIDE: usize = 35;

/// An expert. Name and addresses go to the vault only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// Person id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address, in a domain kept for examples.
    pub email: String,
    /// Mobile number that no operator gives out.
    pub mobile: String,
    /// Credit code of the institution.
    pub institution: String,
    /// Discipline codes, best known first.
    pub disciplines: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
    /// Kind of expert.
    pub kind: &'static str,
}

/// Draws the pool.
pub(super) fn draw(seed: u64, hosts: &[Institution]) -> Vec<Expert> {
    let mut chance = Chance::of(seed, "experts");
    (1..=EXPERTS)
        .map(|number| {
            let (first, second) = (chance.pick(names::FIELDS), chance.pick(names::FIELDS));
            // One in five works for a host and has a conflict of interest with its cases.
            let institution = match number % 5 {
                0 => chance.pick(hosts).code.clone(),
                _ => outside_code(chance.below(OUTSIDE)),
            };
            let kind = match number % 10 {
                0..7 => "technical",
                7..9 => "management",
                _ => "finance",
            };
            Expert {
                id: format!("x-{number:03}"),
                name: format!("{}{}", chance.pick(names::FAMILY), chance.pick(names::GIVEN)),
                email: format!("expert{number:03}@example.org"),
                mobile: format!("10000000{number:03}"),
                institution,
                disciplines: vec![first.1.to_owned(), second.1.to_owned()],
                keywords: vec![first.2.to_owned(), second.2.to_owned()],
                kind,
            }
        })
        .collect()
}
