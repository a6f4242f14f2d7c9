//! From the panel's result to the published grade.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::Date;
use guohe_flow::{Context, Decision, Refusal, RefusalKind, Task};

use super::{Outcome, expect, subject};
use crate::{
    Grade, checks,
    notices::{self, GRADE_WANTED, PERFORMANCE_GRADED},
    performance::{Performance, PerformanceEvent, PerformanceStatus, PublishedGrade},
    rules,
};

/// A result, or a new one after a seat was replaced.
pub(super) fn reviewed(
    state: &Performance,
    score_hundredths: u32,
    grade: Grade,
    context: &Context<'_>,
) -> Outcome {
    match state.status {
        PerformanceStatus::UnderReview | PerformanceStatus::Scored => {}
        other => return Ok(Decision::nothing(format!("the evaluation is {}", other.word()))),
    }
    if state.card_grade == Some(grade) && state.score_hundredths == score_hundredths {
        return Ok(Decision::nothing("this result is known already"));
    }
    let (pack, basis) = super::basis(state, context)?;
    let question =
        "The experts have scored. Confirm the card's grade or depart from it with a reason, and publish it.";
    let task = Task::official("publish_grade", context.today(), question).by(basis.clone());
    let values = notices::values([
        ("base", state.entry.base.clone()),
        ("round", state.entry.round.clone()),
        ("score", notices::points(score_hundredths)),
        ("grade", grade.code().to_owned()),
    ]);
    let to = vec![notices::officials()];
    let event = PerformanceEvent::Scored { score_hundredths, grade, task };
    Ok(rules::by(Decision::record(event).under(pack.reference()), &basis).send(notices::notice(
        GRADE_WANTED,
        to,
        &subject(context),
        values,
        &basis,
    )))
}

/// Publishes the grade to the host: what follows from it counts from the notice's day.
pub(super) fn publish(
    state: &Performance,
    grade: Grade,
    reason: &str,
    notice_on: Option<Date>,
    context: &Context<'_>,
) -> Outcome {
    checks::official(context, "PublishGrade")?;
    expect(state, &[PerformanceStatus::Scored], "PublishGrade", context)?;
    let (pack, _) = super::basis(state, context)?;
    let known = pack.evaluation.grades.iter().any(|known| known.code == grade.code());
    if !known {
        let words = format!("{} is no grade of {}", grade.code(), pack.identity.id);
        return Err(Refusal::invalid("GRADE", "grade", words));
    }
    let departs = state.card_grade != Some(grade);
    if departs {
        checks::text("reason", reason).map_err(|_| {
            let words = "the grade departs from the card's; state why";
            Refusal::new(RefusalKind::Invalid, "DEPARTURE_REASON", words).field("reason", words)
        })?;
    }
    checks::optional_text("reason", reason)?;
    let notice_on = notice_on.unwrap_or(context.today());
    checks::not_future("notice_on", notice_on, context)?;
    let departure_reason = if departs { reason.to_owned() } else { String::new() };
    let published = PublishedGrade { grade, departure_reason, notice_on, by: context.actor.id.clone() };
    let basis: Vec<_> = grade.rule(pack, state.entry.re_evaluation).into_iter().collect();
    let entry = state.entry.clone();
    let values = notices::values([
        ("base", entry.base.clone()),
        ("round", entry.round.clone()),
        ("grade", grade.code().to_owned()),
        ("notice_on", notice_on.to_string()),
        ("re_evaluation", entry.re_evaluation.to_string()),
    ]);
    let mut to = vec![notices::host(&entry.institution)];
    to.extend(notices::recommender(&entry.unit));
    let message = wire::PerformanceGraded {
        performance: context.stream.id.clone(),
        base: entry.base,
        round: entry.round,
        re_evaluation: entry.re_evaluation,
        grade: grade.wire(),
        notice_on: notice_on.to_string(),
        policy: entry.policy,
    };
    let decision = Decision::record(PerformanceEvent::Graded { published }).effective_on(notice_on);
    Ok(rules::by(decision.under(pack.reference()), &basis).send(outgoing(&message)).send(notices::notice(
        PERFORMANCE_GRADED,
        to,
        &subject(context),
        values,
        &basis,
    )))
}
