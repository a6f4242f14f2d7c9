//! What follows from a base's results: which rules of evaluation hold.
//!
//! Owns the reading of streaks and of results after rectification. Never acts on it.

use chrono::Datelike;
use guohe_clock::Date;

use super::evaluation::{
    BaseMark, Consequence, EvaluationEvent, EvaluationRule, ReEvaluation, Streak, StreakUnit,
};
use super::{Limb, Pack};

/// A published result of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastResult {
    /// The grade's code.
    pub grade: String,
    /// The day its evaluation began: its year is the year of a yearly assessment.
    pub held_on: Date,
}

/// A base's latest result with what came before it.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// Results that count, oldest first; the last one is the one just published.
    pub all: &'a [PastResult],
    /// True where the last one was the evaluation after rectification.
    pub re_evaluation: bool,
    /// Marks the base carried before it.
    pub marks: &'a [BaseMark],
}

impl Pack {
    /// The rules that follow from the latest result, in the pack's order; none without a result.
    ///
    /// An evaluation after rectification gives no grade of its own under measures that re-evaluate outside rounds.
    pub fn following(&self, results: Results<'_>) -> Vec<&EvaluationRule> {
        let Some(latest) = results.all.last() else { return Vec::new() };
        let passes = self.evaluation.grades.iter().find(|grade| grade.code == latest.grade);
        let passed = passes.is_none_or(|grade| grade.passes);
        let outside_rounds =
            results.re_evaluation && self.evaluation.re_evaluation == ReEvaluation::AfterPeriod;
        let holds = |rule: &&EvaluationRule| match &rule.on {
            EvaluationEvent::Grade(code) => {
                // The failure that was to be put right does not begin another rectification.
                let settled = results.re_evaluation && rule.then == Consequence::Rectification;
                *code == latest.grade && !outside_rounds && !settled
            }
            EvaluationEvent::ReEvaluationFailed => results.re_evaluation && !passed,
            EvaluationEvent::ReEvaluationPassed => results.re_evaluation && passed,
            EvaluationEvent::AnyResult => true,
            EvaluationEvent::Streak(streak) => streak_length(results.all, streak) >= streak.length,
            EvaluationEvent::MarkUnconfirmed(marked) => {
                results.marks.contains(&marked.mark) && marked.grade != latest.grade
            }
            EvaluationEvent::OutstandingResults => false,
        };
        self.evaluation.rules.iter().filter(holds).collect()
    }

    /// The rule with a consequence, if the measures have one.
    pub fn rule_with(&self, then: &Consequence) -> Option<&EvaluationRule> {
        self.evaluation.rules.iter().find(|rule| rule.then == *then)
    }

    /// Limbs of a ground, beside its article's facts; empty for an unknown ground.
    pub fn limbs(&self, ground: &str) -> &[Limb] {
        self.ground(ground).map(|ground| ground.needs.as_slice()).unwrap_or_default()
    }
}

/// How many of the latest results, running, gave the streak's grade.
fn streak_length(results: &[PastResult], streak: &Streak) -> u32 {
    let mut length = 0;
    let mut year: Option<i32> = None;
    for result in results.iter().rev() {
        let of = result.held_on.year();
        match (streak.of, year) {
            // An earlier result of a year already counted was put right or repeated within it.
            (StreakUnit::Years, Some(last)) if of == last => continue,
            (StreakUnit::Years, Some(last)) if of != last - 1 => break,
            _ => {}
        }
        if result.grade != streak.grade {
            break;
        }
        length += 1;
        year = Some(of);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{date, hunan, hunan_with};

    fn results(given: &[(&str, &str)]) -> Vec<PastResult> {
        given.iter().map(|(grade, on)| PastResult { grade: (*grade).to_owned(), held_on: date(on) }).collect()
    }

    fn following(pack: &Pack, all: &[PastResult], re_evaluation: bool, marks: &[BaseMark]) -> Vec<String> {
        let rules = pack.following(Results { all, re_evaluation, marks });
        rules.into_iter().map(|rule| rule.id.clone()).collect()
    }

    /// Hunan's table with another last rule, and other rounds where asked.
    fn with_rule(rule: &str, next_round: bool) -> Pack {
        let whole = "    - {id: H26-E-5, article: 第十五条（反面解释）, on: re_evaluation_passed, then: normal_operation, implied: true,";
        let rule = format!("    - {{id: H26-E-5, article: 第十五条, {rule},");
        let mut pack = hunan_with("evaluation.yaml", whole, &rule).expect("a pack");
        if next_round {
            pack.evaluation.re_evaluation = ReEvaluation::NextRound;
        }
        pack
    }

    #[test]
    fn a_grade_and_a_re_evaluation_give_what_hunan_says_and_nothing_else() {
        let pack = hunan();
        assert_eq!(following(&pack, &results(&[("excellent", "2029-05-01")]), false, &[]), ["H26-E-1"]);
        assert_eq!(following(&pack, &results(&[("unqualified", "2029-05-01")]), false, &[]), ["H26-E-3"]);
        let failed = results(&[("unqualified", "2029-05-01"), ("unqualified", "2030-06-01")]);
        assert_eq!(following(&pack, &failed, true, &[]), ["H26-E-4"]);
        let passed = results(&[("unqualified", "2029-05-01"), ("qualified", "2030-06-01")]);
        assert_eq!(following(&pack, &passed, true, &[]), ["H26-E-5"]);
        assert!(following(&pack, &[], false, &[]).is_empty());
    }

    #[test]
    fn in_rounds_a_result_after_rectification_counts_as_a_grade_but_begins_no_second_rectification() {
        let mut pack = hunan();
        pack.evaluation.re_evaluation = ReEvaluation::NextRound;
        let passed = results(&[("unqualified", "2028-05-01"), ("excellent", "2030-06-01")]);
        assert_eq!(following(&pack, &passed, true, &[]), ["H26-E-1", "H26-E-5"]);
        let failed = results(&[("unqualified", "2028-05-01"), ("unqualified", "2030-06-01")]);
        assert_eq!(following(&pack, &failed, true, &[]), ["H26-E-4"]);
    }

    #[test]
    fn two_excellent_running_make_a_benchmark_and_a_pass_between_them_does_not() {
        let pack = with_rule("on: {streak: {grade: excellent, length: 2}}, then: benchmark", true);
        let twice = results(&[("excellent", "2028-05-01"), ("excellent", "2030-06-01")]);
        assert_eq!(following(&pack, &twice, false, &[]), ["H26-E-1", "H26-E-5"]);
        let broken =
            results(&[("excellent", "2028-05-01"), ("qualified", "2029-06-01"), ("excellent", "2030-06-01")]);
        assert_eq!(following(&pack, &broken, false, &[]), ["H26-E-1"]);
    }

    #[test]
    fn a_yearly_streak_needs_years_that_follow_one_another_and_counts_a_year_once() {
        let pack = with_rule("on: {streak: {grade: unqualified, length: 3, of: years}}, then: notice", true);
        let rule = |given: &[(&str, &str)]| following(&pack, &results(given), false, &[]);
        let fail = "unqualified";
        assert_eq!(
            rule(&[(fail, "2012-10-01"), (fail, "2013-10-01"), (fail, "2014-10-01")]).last(),
            Some(&"H26-E-5".to_owned())
        );
        assert!(
            !rule(&[(fail, "2011-10-01"), (fail, "2013-10-01"), (fail, "2014-10-01")])
                .contains(&"H26-E-5".to_owned())
        );
        assert!(
            !rule(&[(fail, "2013-02-01"), (fail, "2013-10-01"), (fail, "2014-10-01")])
                .contains(&"H26-E-5".to_owned())
        );
        let passed = [(fail, "2012-10-01"), ("qualified", "2013-10-01"), (fail, "2014-10-01")];
        assert!(!rule(&passed).contains(&"H26-E-5".to_owned()));
    }

    #[test]
    fn a_benchmark_base_with_another_grade_asks_for_a_ruling() {
        let pack =
            with_rule("on: {mark_unconfirmed: {mark: benchmark, grade: excellent}}, then: mark_ruling", true);
        let good = results(&[("qualified", "2032-05-01")]);
        assert_eq!(following(&pack, &good, false, &[BaseMark::Benchmark]), ["H26-E-2", "H26-E-5"]);
        assert_eq!(following(&pack, &good, false, &[]), ["H26-E-2"]);
        let confirmed = results(&[("excellent", "2032-05-01")]);
        assert_eq!(following(&pack, &confirmed, false, &[BaseMark::Benchmark]), ["H26-E-1"]);
    }
}
