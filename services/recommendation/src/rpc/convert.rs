//! States as resources.

use guohe_api::{common::v1 as common, recommendation::v1 as proto, rule_refs, timestamp, written};
use guohe_flow::{Loaded, Refusal};

use crate::{
    opinion::{OpinionState, OpinionStatus, SubjectKind, Verdict},
    unit::{UnitKind, UnitState},
};

fn wire_kind(kind: UnitKind) -> proto::UnitKind {
    match kind {
        UnitKind::CityBureau => proto::UnitKind::CityBureau,
        UnitKind::PilotCounty => proto::UnitKind::PilotCounty,
        UnitKind::NationalZone => proto::UnitKind::NationalZone,
        UnitKind::ProvincialDepartment => proto::UnitKind::ProvincialDepartment,
        UnitKind::CentralUniversity => proto::UnitKind::CentralUniversity,
        UnitKind::CentralInstitute => proto::UnitKind::CentralInstitute,
        UnitKind::ProvincialUniversity => proto::UnitKind::ProvincialUniversity,
    }
}

/// The kind a request names; none where it is not stated.
pub(super) fn unit_kind(kind: proto::UnitKind) -> Option<UnitKind> {
    UnitKind::ALL.into_iter().find(|known| wire_kind(*known) == kind)
}

pub(super) fn unit(loaded: &Loaded<UnitState>) -> proto::Unit {
    let entry = loaded.state.entry.as_ref();
    proto::Unit {
        unit: loaded.id.clone(),
        name: entry.map(|entry| entry.name.clone()).unwrap_or_default(),
        kind: entry.map_or(proto::UnitKind::Unspecified, |entry| wire_kind(entry.kind)) as i32,
        institution: entry.map(|entry| entry.institution.clone()).unwrap_or_default(),
        registered_on: written(loaded.state.registered_on),
        version: loaded.version,
    }
}

fn wire_status(status: OpinionStatus) -> proto::OpinionStatus {
    match status {
        OpinionStatus::None => proto::OpinionStatus::Unspecified,
        OpinionStatus::Pending => proto::OpinionStatus::Pending,
        OpinionStatus::Returned => proto::OpinionStatus::Returned,
        OpinionStatus::Recommended => proto::OpinionStatus::Recommended,
        OpinionStatus::NotRecommended => proto::OpinionStatus::NotRecommended,
        OpinionStatus::Closed => proto::OpinionStatus::Closed,
    }
}

/// The state a filter names; none filters nothing.
pub(super) fn status_filter(status: proto::OpinionStatus) -> Option<OpinionStatus> {
    OpinionStatus::ALL
        .into_iter()
        .find(|known| *known != OpinionStatus::None && wire_status(*known) == status)
}

/// The sort of case a filter names; none filters nothing.
pub(super) fn kind_filter(kind: common::SubjectKind) -> Option<SubjectKind> {
    match kind {
        common::SubjectKind::Application => Some(SubjectKind::Application),
        common::SubjectKind::Change => Some(SubjectKind::Change),
        _ => None,
    }
}

/// The verdict a request names.
pub(super) fn verdict(verdict: proto::opinion_given::Verdict) -> Result<Verdict, Refusal> {
    match verdict {
        proto::opinion_given::Verdict::Recommended => Ok(Verdict::Recommended),
        proto::opinion_given::Verdict::NotRecommended => Ok(Verdict::NotRecommended),
        proto::opinion_given::Verdict::Returned => Ok(Verdict::Returned),
        proto::opinion_given::Verdict::Unspecified => {
            Err(Refusal::invalid("VERDICT", "verdict", "is not stated: recommended or not recommended?"))
        }
    }
}

pub(super) fn opinion(loaded: &Loaded<OpinionState>) -> proto::Opinion {
    let state = &loaded.state;
    let case = state.case.as_ref();
    let kind = match case.map(|case| case.kind) {
        Some(SubjectKind::Application) => common::SubjectKind::Application,
        Some(SubjectKind::Change) => common::SubjectKind::Change,
        None => common::SubjectKind::Unspecified,
    };
    proto::Opinion {
        subject: loaded.id.clone(),
        subject_kind: kind as i32,
        status: wire_status(state.status) as i32,
        unit: state.unit().to_owned(),
        unit_known: state.unit_known,
        institution: case.map(|case| case.institution.clone()).unwrap_or_default(),
        call: case.map(|case| case.call.clone()).unwrap_or_default(),
        category: case.map(|case| case.category.clone()).unwrap_or_default(),
        base: case.map(|case| case.base.clone()).unwrap_or_default(),
        policy: case.map(|case| case.policy.clone()).unwrap_or_default(),
        revision: state.revision(),
        submitted_by: case.map(|case| case.submitted_by.clone()).unwrap_or_default(),
        opened_on: written(state.opened_on),
        due_on: written(case.and_then(|case| case.due_on)),
        overdue: state.overdue,
        failed: case.map(|case| rule_refs(&case.failed)).unwrap_or_default(),
        open: case.map(|case| rule_refs(&case.open)).unwrap_or_default(),
        opinion: state.opinion.clone(),
        rules: rule_refs(&state.rules),
        signed_by: state.signed_by.clone(),
        documents: state.documents.clone(),
        given_at: state.given_at.map(timestamp),
        closed_reason: state.closed_reason.clone(),
        tasks: guohe_api::tasks(&state.tasks),
        version: loaded.version,
    }
}
