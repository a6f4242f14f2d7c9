//! Ranking the pool for a case.
//!
//! Owns a method that is simple on purpose, so that anyone can check a ranking by hand: who has a conflict, is
//! absent, retired or full is left out and counted; the others are ordered by how closely a discipline code
//! matches, then by matching keywords, then by fewer open engagements, then by a hash of case and person that is
//! the same on every machine. Pure: the pool is handed in.

use std::collections::BTreeMap;

use guohe_clock::Date;

use crate::{
    Exclusion,
    conflicts::{Parties, conflict},
    expert::{Expert, ExpertStatus},
    panel::{Candidate, Ranking},
};

/// Most candidates kept with a panel.
pub(crate) const MOST_CANDIDATES: usize = 40;
/// Digits of a first-level discipline: a shorter common prefix means nothing.
const FIRST_LEVEL_DIGITS: u32 = 3;
/// Shortest keyword that may match, characters.
const SHORTEST_KEYWORD_CHARS: usize = 2;

/// What the pool is ranked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Panel id, for the tie-break.
    pub(crate) panel: &'a str,
    /// Who stands behind the case.
    pub(crate) parties: Parties<'a>,
    /// Field of the case, in words.
    pub(crate) field: &'a str,
    /// Discipline codes to match.
    pub(crate) disciplines: &'a [String],
    /// Today.
    pub(crate) today: Date,
    /// Day by which an invited expert should answer.
    pub(crate) answer_due_on: Date,
    /// Years for which an earlier institution counts.
    pub(crate) conflict_years: u32,
}

/// A ranking in the making: experts are added page by page, so that the pool never has to fit in memory.
pub(crate) struct Ranker<'a> {
    wanted: Wanted<'a>,
    candidates: Vec<Candidate>,
    excluded: BTreeMap<String, u32>,
    pool_size: u32,
}

impl<'a> Ranker<'a> {
    pub(crate) fn new(wanted: Wanted<'a>) -> Self {
        Self { wanted, candidates: vec![], excluded: BTreeMap::new(), pool_size: 0 }
    }

    /// Looks at one expert.
    pub(crate) fn add(&mut self, id: &str, expert: &Expert) {
        self.pool_size += 1;
        match exclusion(id, expert, &self.wanted) {
            Some(why) => *self.excluded.entry(why.word().to_owned()).or_default() += 1,
            None => self.candidates.push(candidate(id, expert, &self.wanted)),
        }
        // Only the best can matter: the list stays short however large the pool is.
        if self.candidates.len() > 4 * MOST_CANDIDATES {
            self.keep_best();
        }
    }

    /// The ranking, best first.
    pub(crate) fn finish(mut self) -> Ranking {
        self.keep_best();
        Ranking { candidates: self.candidates, excluded: self.excluded, pool_size: self.pool_size }
    }

    fn keep_best(&mut self) {
        self.candidates.sort_by(|a, b| order(a).cmp(&order(b)));
        self.candidates.truncate(MOST_CANDIDATES);
    }
}

/// Why an expert is no candidate today.
pub(crate) fn exclusion(id: &str, expert: &Expert, wanted: &Wanted<'_>) -> Option<Exclusion> {
    if expert.status != ExpertStatus::Active {
        return Some(Exclusion::Retired);
    }
    let found = conflict(id, &expert.profile, wanted.parties, wanted.today, wanted.conflict_years);
    if found.is_some() {
        return found;
    }
    if expert.absence.is_some_and(|absence| absence.touches(wanted.today, wanted.answer_due_on)) {
        return Some(Exclusion::Absent);
    }
    (expert.load() >= expert.profile.load_limit).then_some(Exclusion::Load)
}

/// An expert as a candidate, with the parts of its score.
pub(crate) fn candidate(id: &str, expert: &Expert, wanted: &Wanted<'_>) -> Candidate {
    let (discipline, code) = best_discipline(&expert.profile.fields, wanted.disciplines);
    let matched = matching_keywords(&expert.profile.keywords, wanted.field);
    Candidate {
        expert: id.to_owned(),
        institution: expert.profile.institution.clone(),
        discipline,
        keywords: u32::try_from(matched.len()).unwrap_or(u32::MAX),
        load: expert.load(),
        tie_break: stable_hash(wanted.panel, id),
        why: reason(discipline, code, &matched),
    }
}

fn order(candidate: &Candidate) -> (std::cmp::Reverse<(u32, u32)>, u32, u32, &str) {
    let Candidate { discipline, keywords, load, tie_break, expert, .. } = candidate;
    (std::cmp::Reverse((*discipline, *keywords)), *load, *tie_break, expert)
}

/// The longest common prefix of any of the expert's codes with any code asked for, in digits, and that code.
fn best_discipline<'a>(known: &'a [String], asked: &[String]) -> (u32, &'a str) {
    let mut best = (0, "");
    for code in known {
        for want in asked {
            let common = common_digits(code, want);
            if common >= FIRST_LEVEL_DIGITS && common > best.0 {
                best = (common, code.as_str());
            }
        }
    }
    best
}

fn common_digits(one: &str, other: &str) -> u32 {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let common = digits(one).iter().zip(&digits(other)).take_while(|(a, b)| a == b).count();
    u32::try_from(common).unwrap_or(u32::MAX)
}

fn matching_keywords<'a>(keywords: &'a [String], field: &str) -> Vec<&'a str> {
    let field = field.trim().to_lowercase();
    let matches = |keyword: &&str| {
        let word = keyword.trim().to_lowercase();
        word.chars().count() >= SHORTEST_KEYWORD_CHARS
            && !field.is_empty()
            && (field.contains(&word) || word.contains(&field))
    };
    let mut found: Vec<&str> = keywords.iter().map(String::as_str).filter(matches).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn reason(discipline: u32, code: &str, matched: &[&str]) -> String {
    let mut parts = Vec::new();
    if discipline > 0 {
        parts.push(format!("discipline {code} agrees in {discipline} digits"));
    }
    if !matched.is_empty() {
        parts.push(format!("keywords: {}", matched.join(", ")));
    }
    if parts.is_empty() { "no match of field; chosen by load".to_owned() } else { parts.join("; ") }
}

/// FNV-1a over case and person: the standard library's hashers differ between builds.
fn stable_hash(panel: &str, expert: &str) -> u32 {
    let bytes = panel.bytes().chain([0]).chain(expert.bytes());
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        expert::{Absence, Engagement, Profile},
        testing::{HOST, OTHER, date, expert},
    };

    fn wanted<'a>(disciplines: &'a [String]) -> Wanted<'a> {
        Wanted {
            panel: "p-a-1",
            parties: Parties { institution: HOST, ..Parties::default() },
            field: "先进储能材料",
            disciplines,
            today: date("2026-06-01"),
            answer_due_on: date("2026-06-08"),
            conflict_years: 3,
        }
    }

    fn rank(pool: &[(&str, Expert)], disciplines: &[&str]) -> Ranking {
        let codes: Vec<String> = disciplines.iter().map(ToString::to_string).collect();
        let mut ranker = Ranker::new(wanted(&codes));
        pool.iter().for_each(|(id, expert)| ranker.add(id, expert));
        ranker.finish()
    }

    fn knows(fields: &[&str], keywords: &[&str]) -> Expert {
        let mut found = expert(OTHER);
        found.profile.fields = fields.iter().map(ToString::to_string).collect();
        found.profile.keywords = keywords.iter().map(ToString::to_string).collect();
        found
    }

    fn ids(ranking: &Ranking) -> Vec<&str> {
        ranking.candidates.iter().map(|candidate| candidate.expert.as_str()).collect()
    }

    #[test]
    fn a_closer_discipline_goes_before_a_keyword_and_a_keyword_before_nothing() {
        let pool = [
            ("e-none", knows(&["110"], &[])),
            ("e-word", knows(&["110"], &["储能材料"])),
            ("e-deep", knows(&["430.30"], &[])),
            ("e-near", knows(&["430"], &["储能材料"])),
        ];
        assert_eq!(ids(&rank(&pool, &["430.3010"])), ["e-deep", "e-near", "e-word", "e-none"]);
    }

    #[test]
    fn a_common_prefix_shorter_than_a_discipline_means_nothing() {
        let ranking = rank(&[("e-1", knows(&["435"], &[]))], &["430"]);
        assert_eq!(ranking.candidates[0].discipline, 0);
    }

    #[test]
    fn of_two_equals_the_one_with_less_load_goes_first() {
        let mut busy = knows(&[], &[]);
        busy.engagements.push(Engagement {
            panel: "p-x".into(),
            subject_kind: guohe_api::SubjectKind::Application,
            subject: "x".into(),
            since: date("2026-05-01"),
        });
        let pool = [("e-busy", busy), ("e-free", knows(&[], &[]))];
        assert_eq!(ids(&rank(&pool, &[])), ["e-free", "e-busy"]);
    }

    #[test]
    fn the_order_does_not_depend_on_the_order_of_the_pool() {
        let pool: Vec<(String, Expert)> =
            (0..200).map(|n| (format!("e-{n}"), knows(&["430"], &[]))).collect();
        let forward: Vec<(&str, Expert)> = pool.iter().map(|(id, e)| (id.as_str(), e.clone())).collect();
        let backward: Vec<(&str, Expert)> = forward.iter().rev().cloned().collect();
        let ranking = rank(&forward, &["430"]);
        assert_eq!(ids(&ranking), ids(&rank(&backward, &["430"])));
        assert_eq!(ranking.candidates.len(), MOST_CANDIDATES);
        assert_eq!(ranking.pool_size, 200);
    }

    #[test]
    fn exclusions_are_counted_by_reason() {
        let mut absent = expert(OTHER);
        absent.absence = Some(Absence { from: date("2026-06-08"), to: date("2026-06-30") });
        let retired = Expert { status: ExpertStatus::Retired, ..expert(OTHER) };
        let full = Expert { profile: Profile { load_limit: 0, ..expert(OTHER).profile }, ..expert(OTHER) };
        let pool =
            [("e-1", expert(HOST)), ("e-2", expert(HOST)), ("e-3", absent), ("e-4", retired), ("e-5", full)];
        let ranking = rank(&pool, &[]);
        assert!(ranking.candidates.is_empty());
        let counts: Vec<(&str, u32)> = ranking.excluded.iter().map(|(why, n)| (why.as_str(), *n)).collect();
        assert_eq!(counts, [("absent", 1), ("load", 1), ("retired", 1), ("same_institution", 2)]);
    }
}
