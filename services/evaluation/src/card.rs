//! The score card and what it makes of sheets.
//!
//! Owns the arithmetic, all in whole hundredths of a point. No published text contains a score table: the card
//! is the department's, or our sample, and every answer says which.

use std::collections::BTreeMap;

use guohe_flow::Refusal;
use guohe_policy::{ScoreCard, Text};
use serde::{Deserialize, Serialize};

use crate::Grade;

/// Hundredths in a point.
const HUNDREDTHS: u32 = 100;

/// One criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardCriterion {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Most points, hundredths.
    pub max_hundredths: u32,
}

/// A score card as a review keeps it: later settings never change a review that has begun.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Card {
    /// True while it is a sample.
    pub sample: bool,
    /// A remark shown with every score.
    pub note: Text,
    /// What is scored.
    pub criteria: Vec<CardCriterion>,
    /// Best grade from, hundredths.
    pub excellent_from_hundredths: u32,
    /// Pass from, hundredths.
    pub qualified_from_hundredths: u32,
    /// Sheets from which totals are left out: the card's usual number of experts.
    pub drop_from_sheets: u32,
    /// Highest totals left out.
    pub drop_highest: u32,
    /// Lowest totals left out.
    pub drop_lowest: u32,
}

/// What a card makes of its sheets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Mean of the totals that count, hundredths, rounded half up.
    pub score_hundredths: u32,
    /// Grade of that score.
    pub grade: Grade,
    /// Experts whose totals were left out.
    pub left_out: Vec<String>,
}

impl From<&ScoreCard> for Card {
    fn from(card: &ScoreCard) -> Self {
        let criteria = card.criteria.iter().map(|criterion| CardCriterion {
            code: criterion.code.clone(),
            name: criterion.name.clone(),
            max_hundredths: criterion.max_points * HUNDREDTHS,
        });
        Self {
            sample: card.sample,
            note: card.note.clone(),
            criteria: criteria.collect(),
            excellent_from_hundredths: card.excellent_from * HUNDREDTHS,
            qualified_from_hundredths: card.qualified_from * HUNDREDTHS,
            drop_from_sheets: card.experts,
            drop_highest: card.drop_highest,
            drop_lowest: card.drop_lowest,
        }
    }
}

impl Card {
    /// The sum of a sheet's scores; refuses criteria missing, unknown or above their most points.
    pub(crate) fn total(&self, scores: &BTreeMap<String, u32>) -> Result<u32, Refusal> {
        let mut refusal = Refusal::new(
            guohe_flow::RefusalKind::Invalid,
            "SCORES",
            "score every criterion of the card, each from 0 to its most points, in hundredths",
        );
        let mut total = 0;
        for criterion in &self.criteria {
            let path = format!("scores_hundredths.{}", criterion.code);
            match scores.get(&criterion.code) {
                None => refusal = refusal.field(path, "is missing"),
                Some(score) if *score > criterion.max_hundredths => {
                    refusal = refusal.field(path, format!("is above {}", criterion.max_hundredths));
                }
                Some(score) => total += score,
            }
        }
        for code in scores.keys().filter(|code| !self.criteria.iter().any(|known| known.code == **code)) {
            refusal = refusal.field(format!("scores_hundredths.{code}"), "is no criterion of the card");
        }
        if refusal.fields.is_empty() { Ok(total) } else { Err(refusal) }
    }

    /// The result of totals by expert. Of equal totals the one whose person id sorts first is left out, so that
    /// the same sheets always give the same result. `None` without totals.
    pub(crate) fn verdict(&self, totals: &[(String, u32)]) -> Option<Verdict> {
        let mut sorted: Vec<&(String, u32)> = totals.iter().collect();
        sorted.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        let dropping = totals.len() >= self.drop_from_sheets as usize
            && totals.len() > (self.drop_highest + self.drop_lowest) as usize;
        let (lowest, highest) =
            if dropping { (self.drop_lowest as usize, self.drop_highest as usize) } else { (0, 0) };
        let counted = sorted.get(lowest..sorted.len() - highest)?;
        let score_hundredths = mean_half_up(counted.iter().map(|(_, total)| *total))?;
        let left_out = sorted[..lowest].iter().chain(&sorted[sorted.len() - highest..]);
        let mut left_out: Vec<String> = left_out.map(|(expert, _)| expert.clone()).collect();
        left_out.sort();
        Some(Verdict { score_hundredths, grade: self.grade_of(score_hundredths), left_out })
    }

    /// The grade of a score: both thresholds belong to the better grade.
    pub(crate) fn grade_of(&self, score_hundredths: u32) -> Grade {
        if score_hundredths >= self.excellent_from_hundredths {
            Grade::Excellent
        } else if score_hundredths >= self.qualified_from_hundredths {
            Grade::Qualified
        } else {
            Grade::Unqualified
        }
    }
}

/// The mean, a half rounded up: (2·sum + n) div 2n.
fn mean_half_up(totals: impl ExactSizeIterator<Item = u32>) -> Option<u32> {
    let count = u64::try_from(totals.len()).ok().filter(|count| *count > 0)?;
    let sum: u64 = totals.map(u64::from).sum();
    u32::try_from((2 * sum + count) / (2 * count)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        let criterion = |code: &str, points: u32| CardCriterion {
            code: code.into(),
            name: Text::default(),
            max_hundredths: points * HUNDREDTHS,
        };
        Card {
            sample: true,
            note: Text::default(),
            criteria: vec![criterion("ability", 60), criterion("plan", 40)],
            excellent_from_hundredths: 8500,
            qualified_from_hundredths: 6000,
            drop_from_sheets: 5,
            drop_highest: 1,
            drop_lowest: 1,
        }
    }

    fn verdict(totals: &[u32]) -> Verdict {
        let totals: Vec<(String, u32)> =
            totals.iter().enumerate().map(|(index, total)| (format!("e-{index}"), *total)).collect();
        card().verdict(&totals).expect("totals")
    }

    #[test]
    fn of_five_totals_the_highest_and_the_lowest_are_left_out() {
        let found = verdict(&[10_000, 8_000, 7_000, 6_000, 0]);
        assert_eq!(found.score_hundredths, 7_000);
        assert_eq!(found.left_out, ["e-0", "e-4"]);
    }

    #[test]
    fn of_fewer_than_five_totals_all_count() {
        let found = verdict(&[10_000, 8_000, 7_000, 6_000]);
        assert_eq!(found.score_hundredths, 7_750);
        assert!(found.left_out.is_empty());
    }

    #[test]
    fn a_half_of_a_hundredth_is_rounded_up_and_less_is_not() {
        assert_eq!(verdict(&[8_000, 8_001]).score_hundredths, 8_001);
        assert_eq!(verdict(&[8_000, 8_000, 8_001]).score_hundredths, 8_000);
        assert_eq!(verdict(&[8_000, 8_001, 8_001]).score_hundredths, 8_001);
    }

    #[test]
    fn a_threshold_belongs_to_the_better_grade() {
        for (score, grade) in [
            (8_500, Grade::Excellent),
            (8_499, Grade::Qualified),
            (6_000, Grade::Qualified),
            (5_999, Grade::Unqualified),
            (0, Grade::Unqualified),
        ] {
            assert_eq!(card().grade_of(score), grade, "{score}");
        }
    }

    #[test]
    fn equal_totals_give_the_same_result_in_any_order() {
        let forward: Vec<(String, u32)> = ["a", "b", "c", "d", "e"].map(|id| (id.to_owned(), 7_000)).to_vec();
        let backward: Vec<(String, u32)> = forward.iter().rev().cloned().collect();
        assert_eq!(card().verdict(&forward), card().verdict(&backward));
    }

    #[test]
    fn no_totals_give_no_result() {
        assert_eq!(card().verdict(&[]), None);
    }

    #[test]
    fn a_sheet_needs_every_criterion_and_nothing_above_its_most_points() {
        let scores = |pairs: &[(&str, u32)]| pairs.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
        assert_eq!(card().total(&scores(&[("ability", 6_000), ("plan", 3_999)])), Ok(9_999));
        let refusal = card().total(&scores(&[("ability", 6_001), ("luck", 1)])).expect_err("refused");
        let paths: Vec<&str> = refusal.fields.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["scores_hundredths.ability", "scores_hundredths.plan", "scores_hundredths.luck"]);
    }
}
