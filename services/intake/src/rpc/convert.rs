//! States as resources.

use guohe_api::{common::v1 as common, intake::v1 as proto, rule_refs, text, timestamp, written};
use guohe_flow::Loaded;
use guohe_policy::PolicyRef;

use super::{explain::decision, report::report};
use crate::{
    application::{ApplicationState, Status},
    call::{CallState, CallStatus},
};

pub(super) fn policy(policy: &PolicyRef) -> common::PolicyRef {
    common::PolicyRef { id: policy.id.clone(), digest: policy.digest.clone() }
}

fn call_status(status: CallStatus) -> proto::CallStatus {
    match status {
        CallStatus::None => proto::CallStatus::Unspecified,
        CallStatus::Announced => proto::CallStatus::Announced,
        CallStatus::Open => proto::CallStatus::Open,
        CallStatus::Closed => proto::CallStatus::Closed,
    }
}

/// The state a filter names; none filters nothing.
pub(super) fn call_filter(status: proto::CallStatus) -> Option<CallStatus> {
    CallStatus::ALL.into_iter().find(|known| *known != CallStatus::None && call_status(*known) == status)
}

pub(super) fn call(loaded: &Loaded<CallState>) -> proto::Call {
    let state = &loaded.state;
    let days = state.days.as_ref();
    proto::Call {
        call: loaded.id.clone(),
        status: call_status(state.status) as i32,
        title: Some(text(&state.title)),
        policy: state.policy.as_ref().map(policy),
        policy_last_day: written(state.policy_last_day),
        opens_on: written(days.map(|days| days.opens_on)),
        closes_on: written(days.map(|days| days.closes_on)),
        accepted_until: written(days.map(|days| days.accepted_until)),
        provisional: days.is_some_and(|days| days.provisional),
        categories: state.categories.clone(),
        recommend_by: written(state.recommend_by),
        review_by: written(state.review_by),
        extensions: state.extensions,
        extension_reason: state.extension_reason.clone(),
        rules: rule_refs(&state.rules),
        version: loaded.version,
    }
}

fn application_status(status: Status) -> proto::ApplicationStatus {
    use proto::ApplicationStatus as Wire;
    match status {
        Status::None => Wire::Unspecified,
        Status::Draft => Wire::Draft,
        Status::Submitted => Wire::Submitted,
        Status::NeedsRuling => Wire::NeedsRuling,
        Status::Barred => Wire::Barred,
        Status::Recommending => Wire::Recommending,
        Status::Returned => Wire::Returned,
        Status::NotRecommended => Wire::NotRecommended,
        Status::Recommended => Wire::Recommended,
        Status::NotAccepted => Wire::NotAccepted,
        Status::UnderReview => Wire::UnderReview,
        Status::Reviewed => Wire::Reviewed,
        Status::Proposed => Wire::Proposed,
        Status::Recognised => Wire::Recognised,
        Status::AwaitingAcceptance => Wire::AwaitingAcceptance,
        Status::Admitted => Wire::Admitted,
        Status::NotRecognised => Wire::NotRecognised,
        Status::Lapsed => Wire::Lapsed,
        Status::Withdrawn => Wire::Withdrawn,
        Status::Void => Wire::Void,
    }
}

/// The state a filter names; none filters nothing.
pub(super) fn application_filter(status: proto::ApplicationStatus) -> Option<Status> {
    Status::ALL.into_iter().find(|known| *known != Status::None && application_status(*known) == status)
}

/// An application as a resource; in lists without its report, which is large.
pub(super) fn application(loaded: &Loaded<ApplicationState>, with_report: bool) -> proto::Application {
    let state = &loaded.state;
    let form = state.form.clone().unwrap_or_default();
    let recognition = state.recognition.as_ref();
    proto::Application {
        application: loaded.id.clone(),
        status: application_status(state.status()) as i32,
        call: state.call.call.clone(),
        institution: state.institution.clone(),
        institution_name: form.institution_name,
        category: state.category.clone(),
        unit: state.unit.clone(),
        field: form.field,
        leader: form.leader,
        policy: state.policy.as_ref().map(policy),
        revision: state.revision,
        received_at: state.received_at.map(timestamp),
        submitted_by: state.submitted_by.clone(),
        submit_until: state.submit_until().to_string(),
        recommend_by: written(state.recommend_by.or(state.call.recommend_by)),
        review_by: written(state.call.review_by),
        correct_by: written(state.correct_by),
        form_sha256: form.sha256,
        report: state.report.as_ref().filter(|_| with_report).map(report),
        opinion: state.opinion.as_ref().map(|opinion| proto::Opinion {
            verdict: opinion.verdict.code().to_owned(),
            opinion: opinion.opinion.clone(),
            unit: opinion.unit.clone(),
            given_on: opinion.given_on.to_string(),
            signed_by: opinion.signed_by.clone(),
            revision: opinion.revision,
        }),
        reason: state.reason.clone(),
        rules: rule_refs(&state.rules),
        banned_until: written(state.ban.as_ref().and_then(|ban| ban.banned_until)),
        free_from: written(state.ban.as_ref().and_then(|ban| ban.free_from)),
        rulings: state
            .rulings
            .iter()
            .map(|ruling| proto::ConditionRuling { rule: ruling.rule.clone(), reason: ruling.reason.clone() })
            .collect(),
        score_hundredths: state.score_hundredths.unwrap_or_default(),
        base: recognition.map(|recognition| recognition.base.clone()).unwrap_or_default(),
        base_name: recognition.map(|recognition| text(&recognition.base_name)),
        document_number: recognition.map(|known| known.document_number.clone()).unwrap_or_default(),
        document_on: written(recognition.map(|recognition| recognition.document_on)),
        tasks: guohe_api::tasks(&state.tasks),
        timeline: state
            .timeline
            .iter()
            .map(|point| proto::Milestone { code: point.code.clone(), at: Some(timestamp(point.at)) })
            .collect(),
        version: loaded.version,
        decision_explanation: state.explanation.as_deref().filter(|_| with_report).map(decision),
    }
}
