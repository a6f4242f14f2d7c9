//! A yearly report that the department asks for, where the measures name no date (M11 Art. 14).

use guohe_flow::{Context, Refusal, RefusalKind};
use guohe_policy::{Date, TimedPurpose, TimerSpan};

use super::{
    super::{Base, ReportMark},
    Outcome,
    reports::open,
};
use crate::support::{in_force, official, silent};

/// An official asks for the plan and the summary of a year.
pub(super) fn request(state: &Base, year: i32, due_on: Date, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.status.is_live() {
        return Err(Refusal::wrong_state("RequestReport", state.status.code()));
    }
    let pack = in_force(context, context.today())?;
    let rule = pack.timed_rule(TimedPurpose::AnnualReport);
    let rule = rule.ok_or_else(|| silent(context, "the measures set no yearly report"))?;
    if matches!(rule.span, TimerSpan::NamedDate { .. }) {
        let words = "the measures name the day themselves; the report opens by itself";
        return Err(Refusal::rule("REPORT_DATE_IN_TEXT", rule.rule(), words));
    }
    if let Some(mark) = state.reports.get(&year).filter(|mark| **mark != ReportMark::NotOwed) {
        let words = format!("the report on {year} is {}", mark.code());
        return Err(Refusal::new(RefusalKind::Exists, "REPORT_EXISTS", words));
    }
    let recognised_in = state.recognised_on.map(|day| chrono::Datelike::year(&day));
    let this_year = chrono::Datelike::year(&context.today());
    if recognised_in.is_some_and(|first| year < first) || year > this_year {
        let words = "lies before the recognition or after this year";
        return Err(Refusal::invalid("YEAR", "year", words));
    }
    if due_on <= context.today() {
        let words = format!("must lie after today, {}: the host needs time to write", context.today());
        return Err(Refusal::invalid("DATE_PAST", "due_on", words));
    }
    Ok(open(state, year, Some(due_on), pack))
}
