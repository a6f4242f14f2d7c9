//! How well experts think of a case or of a base's years: the seed's word, with a little of each expert's own.

use guohe_api::evaluation::v1::GetPerformanceRequest;
use sha2::{Digest, Sha256};

use super::{
    chance::Chance,
    doors::answer,
    population::Life,
    stage::{ActError, DEPARTMENT, Stage},
};

/// Hundredths of all points by which experts differ, either way.
const SPREAD: i64 = 150;

/// The merit of what is under review, in hundredths of all points.
pub(super) async fn merit_of(stage: &Stage<'_>, review: &str) -> Result<u32, ActError> {
    if let Some(case) = stage.cast().case(review) {
        return Ok(case.merit);
    }
    let request = GetPerformanceRequest { department: DEPARTMENT.to_owned(), performance: review.to_owned() };
    let found = answer(stage.doors.evaluation().get_performance(request)).await;
    // A later call's application is no case of its own: it does well.
    let Ok(Some(performance)) = found.map(|found| found.performance) else { return Ok(8_000) };
    let life = stage.cast().cases.iter().find(|case| case.base == performance.base).map(|case| case.life);
    Ok(performance_merit(
        stage.cast().seed,
        &performance.base,
        &performance.round,
        performance.re_evaluation,
        life,
    ))
}

/// How a base does in a round: as its story says, otherwise one in four excellent and the rest qualified.
fn performance_merit(seed: u64, base: &str, round: &str, again: bool, life: Option<Life>) -> u32 {
    let first = round.ends_with("2029") || round.ends_with("2030");
    match life {
        Some(Life::Recovers) if again => 7_400,
        Some(Life::FailsTwice | Life::NoLongerMeets) if again => 5_100,
        Some(Life::FailsTwice | Life::NoLongerMeets | Life::Recovers | Life::OvertakenByNational)
            if first =>
        {
            5_300
        }
        _ => match Chance::of(seed, &format!("performance/{base}/{round}")).below(4) {
            0 => 9_000,
            _ => 7_300,
        },
    }
}

/// An expert's points for a criterion.
pub(super) fn criterion_points(max_hundredths: u32, merit: u32, expert: &str, review: &str) -> u32 {
    let digest = Sha256::digest(format!("{review}/{expert}"));
    let own = i64::from(digest[0]) * 2 * SPREAD / 255 - SPREAD;
    let share = (i64::from(merit) + own).clamp(0, 10_000);
    (i64::from(max_hundredths) * share / 10_000) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn experts_differ_a_little_and_never_across_the_grades() {
        for expert in ["x-001", "x-077", "x-200"] {
            let points = criterion_points(10_000, 5_300, expert, "a-2026-001");
            assert!((5_100..5_500).contains(&points), "{points}");
        }
        assert_eq!(
            criterion_points(2_500, 10_000, "x-001", "a"),
            criterion_points(2_500, 10_000, "x-001", "a")
        );
    }
}
