//! Bases recognised under older measures, one or two of each of the four old kinds.

use super::{
    institutions::{HostKind, Institution},
    names,
};
use crate::scenario::chance::Chance;

/// A base recognised under older measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyBase {
    /// Base id.
    pub id: String,
    /// Name of the old kind.
    pub kind: &'static str,
    /// Day of the original recognition.
    pub recognised_on: &'static str,
    /// Number of the original document, invented.
    pub document: String,
    /// Name of the base.
    pub name: String,
    /// Place of the host in the population.
    pub host: usize,
    /// Field.
    pub field: &'static str,
    /// Person id of the leader.
    pub leader: String,
}

/// Old kinds with the day of recognition; the fourth objects to its category and is heard.
const KINDS: [(&str, &str); 6] = [
    ("国际联合研究中心（实验室）", "2016-06-20"),
    ("国际技术转移中心", "2018-11-09"),
    ("示范型", "2019-05-31"),
    ("国际创新科技园", "2017-09-12"),
    ("示范型", "2021-12-03"),
    ("国际联合研究中心（实验室）", "2022-08-18"),
];

/// Draws the older bases.
pub(super) fn draw(seed: u64, hosts: &[Institution]) -> Vec<LegacyBase> {
    let mut chance = Chance::of(seed, "legacy");
    let able = (0..hosts.len()).filter(|host| hosts[*host].kind == HostKind::University).collect();
    let chosen = chance.shuffled(able);
    let draw = |(index, ((kind, recognised_on), host)): (usize, ((&'static str, &'static str), usize))| {
        let number = index + 1;
        let field = chance.pick(names::FIELDS).0;
        LegacyBase {
            id: format!("b-legacy-{number}"),
            kind,
            recognised_on,
            document: format!("湘科外示例〔{}〕{}号", &recognised_on[..4], number + 20),
            name: format!("{field}{}", kind.trim_end_matches("（实验室）")),
            host,
            field,
            leader: format!("p-legacy-{number}"),
        }
    };
    KINDS.into_iter().zip(chosen).enumerate().map(draw).collect()
}
