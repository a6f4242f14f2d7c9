//! Explanations over gRPC: of a form that is tried, or of an application as it was last stored.

use guohe_api::{intake::v1 as proto, refused, rule_refs, struct_value, text, written};
use guohe_clock::{Date, beijing_date};
use guohe_flow::Refusal;
use guohe_policy::{Application, ConditionExplained, Explanation, Facts};
use tonic::Status;

use super::{Intake, convert::policy, forms::missing_fields, report};
use crate::{
    application::{ApplicationWorkflow, Ban},
    call::CallWorkflow,
    explained::{DecisionExplanation, UnmetCondition},
    form,
    refusals::no_version,
    report::Report,
};

/// What is explained.
struct Asked {
    category: String,
    facts: Facts,
    lodged_on: Date,
    reference: Date,
    /// Id of the pack it is decided under; empty: the one in force on the day of lodging.
    pack: String,
    ban: Option<Ban>,
}

impl Intake {
    pub(super) async fn explain(
        &self,
        asked: proto::ExplainApplicationRequest,
    ) -> Result<proto::ExplainApplicationResponse, Status> {
        let department = asked.department.clone();
        let asked = if asked.application.is_empty() {
            self.asked_of_form(asked).await?
        } else {
            self.asked_of_application(&asked).await?
        };
        let policies = self.desk.policies(&department).await?;
        let pack = match policies.pack(&asked.pack) {
            Some(pack) => pack,
            None => policies.in_force(asked.lodged_on).map_err(|error| refused(no_version(&error)))?,
        };
        let application = Application {
            category: &asked.category,
            facts: &asked.facts,
            lodged_on: asked.lodged_on,
            reference: asked.reference,
            guide_publication: None,
            // Bans are the registry's; the one recorded with the case is shown beside the explanation.
            bans: &[],
        };
        let explanation = pack
            .explain(&application)
            .map_err(|error| refused(Refusal::invalid("CATEGORY_UNKNOWN", "category", error.to_string())))?;
        Ok(proto::ExplainApplicationResponse { explanation: Some(wire(explanation, &asked)) })
    }

    async fn asked_of_form(&self, asked: proto::ExplainApplicationRequest) -> Result<Asked, Status> {
        let checked = form::check(&struct_value(&asked.form.unwrap_or_default())).map_err(refused)?;
        let lodged_on = match asked.lodged_on.as_str() {
            "" => self.desk.today(),
            day => day.parse().map_err(|_| {
                refused(Refusal::invalid(
                    "DATE_UNREADABLE",
                    "lodged_on",
                    "is no day; write it like 2026-05-29",
                ))
            })?,
        };
        let reference = if asked.call.is_empty() {
            lodged_on
        } else {
            let call = self.desk.load::<CallWorkflow>(&asked.department, &asked.call).await?;
            call.state.days.map_or(lodged_on, |days| days.closes_on)
        };
        let (category, facts) = (asked.category, checked.facts);
        Ok(Asked { category, facts, lodged_on, reference, pack: String::new(), ban: None })
    }

    async fn asked_of_application(&self, asked: &proto::ExplainApplicationRequest) -> Result<Asked, Status> {
        let loaded = self.desk.load::<ApplicationWorkflow>(&asked.department, &asked.application).await?;
        let (stored, sha256) = self.stored_form(&asked.department, &asked.application).await?;
        if sha256.is_empty() {
            let message = "is missing; store one with SaveForm first";
            return Err(refused(Refusal::invalid("FORM_MISSING", "form", message)));
        }
        let state = loaded.state;
        let lodged_on = state.received_at.map_or_else(|| self.desk.today(), beijing_date);
        Ok(Asked {
            category: state.category.clone(),
            facts: form::facts(&stored).map_err(refused)?,
            lodged_on,
            reference: state.call.closes_on,
            pack: state.policy_id().to_owned(),
            ban: state.ban,
        })
    }
}

fn wire(explanation: Explanation, asked: &Asked) -> proto::Explanation {
    let told = |day: Option<Date>| written(day);
    let earliest = &explanation.earliest;
    let conditions: Vec<proto::ExplainedCondition> = explanation
        .conditions
        .iter()
        .map(|ConditionExplained { result, needed, passes_from }| proto::ExplainedCondition {
            result: Some(report::condition(result, 0)),
            needed: needed.as_ref().map(text),
            passes_from: told(*passes_from),
        })
        .collect();
    let mut shown = proto::Explanation {
        policy: Some(policy(&explanation.policy)),
        title: Some(text(&explanation.title)),
        document_number: explanation.document_number.clone().unwrap_or_default(),
        category: explanation.category.clone(),
        category_name: Some(text(&explanation.category_name)),
        lodged_on: explanation.lodged_on.to_string(),
        reference: explanation.reference.to_string(),
        overall: report::outcome(explanation.overall) as i32,
        verdict: Some(text(&explanation.verdict)),
        conditions,
        missing_documents: explanation.missing_documents.iter().map(report::document).collect(),
        missing_fields: missing_fields(&asked.facts),
        earliest_on: told(earliest.day),
        not_before: told(earliest.not_before),
        needs_change: rule_refs(&earliest.needs_change),
        earliest: (!earliest.text.zh.is_empty()).then(|| text(&earliest.text)),
        banned_until: told(asked.ban.as_ref().and_then(|ban| ban.banned_until)),
        free_from: told(asked.ban.as_ref().and_then(|ban| ban.free_from)),
    };
    // Long lists of facts are cut as they are in a case's report.
    let kept = report::report(&Report::keep(explanation));
    for (condition, kept) in shown.conditions.iter_mut().zip(kept.conditions) {
        condition.result = Some(kept);
    }
    shown
}

/// What was stored with a decision against an application.
pub(super) fn decision(explanation: &DecisionExplanation) -> proto::DecisionExplanation {
    let ban = explanation.ban.as_ref();
    let earliest = explanation.earliest.as_ref();
    proto::DecisionExplanation {
        policy: explanation.policy.as_ref().map(policy),
        form_sha256: explanation.form_sha256.clone(),
        overall: explanation.overall.map_or(0, |overall| report::outcome(overall) as i32),
        conditions: explanation.conditions.iter().map(unmet).collect(),
        banned_until: written(ban.and_then(|ban| ban.banned_until)),
        free_from: written(ban.and_then(|ban| ban.free_from)),
        score_hundredths: explanation.score_hundredths.unwrap_or_default(),
        earliest: earliest.map(|earliest| text(&earliest.text)),
        earliest_on: written(earliest.and_then(|earliest| earliest.day)),
    }
}

fn unmet(condition: &UnmetCondition) -> proto::UnmetCondition {
    let gap = condition.gap.as_ref();
    proto::UnmetCondition {
        rule: rule_refs(std::slice::from_ref(&condition.rule)).pop(),
        text: Some(text(&condition.text)),
        outcome: report::outcome(condition.outcome) as i32,
        explanation: Some(text(&condition.explanation)),
        needed: gap.and_then(|gap| gap.needed.as_ref()).map(text),
        passes_from: written(gap.and_then(|gap| gap.passes_from)),
        would_change: condition.would_change.as_ref().map(text),
    }
}
