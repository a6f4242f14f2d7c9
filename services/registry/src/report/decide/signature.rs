//! The recommending unit's signature, where a report reaches the department through it (M11 Art. 14).

use guohe_flow::{Context, Decision, Refusal, Task};
use guohe_policy::TimedPurpose;

use super::{
    super::{Report, ReportEvent, Status},
    ACCEPT, Outcome,
};
use crate::{
    notices::{officials, tell},
    support::{adopted, cite, recommender_of, require_hash},
};

/// The unit has reviewed the report and signs its opinion. Whoever filed it does not sign it.
pub(super) fn sign(state: &Report, opinion_hash: &str, context: &Context<'_>) -> Outcome {
    recommender_of(context, &state.unit)?;
    if state.status != Status::Unsigned {
        return Err(Refusal::wrong_state("SignReport", state.status.code()));
    }
    if state.filings.last().is_some_and(|filing| filing.filed_by == context.actor.id) {
        return Err(Refusal::forbidden(
            "SAME_USER",
            "the user who filed the report may not sign it for the unit",
        ));
    }
    require_hash("opinion_hash", opinion_hash)?;
    let pack = adopted(context, &state.policy)?;
    let rule = pack.timed_rule(TimedPurpose::AnnualReport).map(guohe_policy::TimedRule::rule);
    let (report, year, on) = (context.stream.id.as_str(), state.year.to_string(), context.today());
    let notice = tell(
        "report_filed",
        [officials()],
        format!("report/{report}"),
        &[("base", &state.base), ("report", report), ("year", &year), ("filed_on", &on.to_string())],
        &[],
    );
    let task = Task::official(ACCEPT, context.today(), "Is the report complete?").by(rule.clone());
    let signed = ReportEvent::Signed {
        opinion_hash: opinion_hash.to_owned(),
        signed_by: context.actor.id.clone(),
        on,
    };
    Ok(cite(Decision::record(signed).under(pack.reference()), rule)
        .and(ReportEvent::TaskOpened(task))
        .send(notice))
}
