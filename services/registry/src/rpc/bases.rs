//! `BaseService`: bases and their commands.

use std::collections::HashMap;

use guohe_api::{
    registry::v1::{self as wire, base_service_server::BaseService},
    written,
};
use guohe_flow::{Attributes, Loaded};
use guohe_policy::Text;
use tonic::{Request, Response, Status};

use super::{Face, day, view};
use crate::{
    base::{
        Base, BaseCommand, BaseFlow, Commendation, Departure, ExitRequest, HeldMark, Inclusion, Leaving,
        ObjectionState, OverseasPlaque, Status as BaseStatus, Subsidy, mark_code,
    },
    cohort::{Cohort, CohortFlow},
};

#[tonic::async_trait]
impl BaseService for Face {
    async fn register_legacy_base(
        &self,
        request: Request<wire::RegisterLegacyBaseRequest>,
    ) -> Result<Response<wire::RegisterLegacyBaseResponse>, Status> {
        let r = request.into_inner();
        let name = r.name.unwrap_or_default();
        let inclusion = r.inclusion.map(inclusion).transpose()?;
        let command = BaseCommand::RegisterLegacy {
            legacy_kind: r.legacy_kind,
            recognised_on: day("recognised_on", &r.recognised_on)?,
            document_number: r.document_number,
            name: Text::new(name.zh, name.en),
            institution: r.institution,
            institution_name: r.institution_name,
            unit: r.unit,
            field: r.field,
            leader: r.leader,
            inclusion,
        };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::RegisterLegacyBaseResponse { base }))
    }

    async fn object_category(
        &self,
        request: Request<wire::ObjectCategoryRequest>,
    ) -> Result<Response<wire::ObjectCategoryResponse>, Status> {
        let r = request.into_inner();
        let command = BaseCommand::ObjectCategory { category: r.category, reason: r.reason };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::ObjectCategoryResponse { base }))
    }

    async fn decide_objection(
        &self,
        request: Request<wire::DecideObjectionRequest>,
    ) -> Result<Response<wire::DecideObjectionResponse>, Status> {
        let r = request.into_inner();
        let command =
            BaseCommand::DecideObjection { granted: r.granted, category: r.category, reason: r.reason };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::DecideObjectionResponse { base }))
    }

    async fn record_national_recognition(
        &self,
        request: Request<wire::RecordNationalRecognitionRequest>,
    ) -> Result<Response<wire::RecordNationalRecognitionResponse>, Status> {
        let r = request.into_inner();
        let command = BaseCommand::RecordNationalRecognition {
            document_number: r.document_number,
            document_on: day("document_on", &r.document_on)?,
        };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::RecordNationalRecognitionResponse { base }))
    }

    async fn rule_on_departure(
        &self,
        request: Request<wire::RuleOnDepartureRequest>,
    ) -> Result<Response<wire::RuleOnDepartureResponse>, Status> {
        let r = request.into_inner();
        let command = BaseCommand::RuleOnDeparture { national: r.national, reason: r.reason };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::RuleOnDepartureResponse { base }))
    }

    async fn rule_on_report_duty(
        &self,
        request: Request<wire::RuleOnReportDutyRequest>,
    ) -> Result<Response<wire::RuleOnReportDutyResponse>, Status> {
        let r = request.into_inner();
        let command =
            BaseCommand::RuleOnReportDuty { year: r.year, owed: r.owed, policy: r.policy, reason: r.reason };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::RuleOnReportDutyResponse { base }))
    }

    async fn settle_re_evaluation(
        &self,
        request: Request<wire::SettleReEvaluationRequest>,
    ) -> Result<Response<wire::SettleReEvaluationResponse>, Status> {
        let r = request.into_inner();
        let command = BaseCommand::SettleReEvaluation { repeat: r.repeat, reason: r.reason };
        let base = Some(self.base_after(r.context, &r.base, command).await?);
        Ok(Response::new(wire::SettleReEvaluationResponse { base }))
    }

    async fn get_base(
        &self,
        request: Request<wire::GetBaseRequest>,
    ) -> Result<Response<wire::GetBaseResponse>, Status> {
        let r = request.into_inner();
        let loaded = self.desk.load::<BaseFlow>(&r.department, &r.base).await?;
        let cohort = self.cohort(&r.department, &loaded.state.category).await?;
        Ok(Response::new(wire::GetBaseResponse { base: Some(resource(&loaded, &cohort)) }))
    }

    async fn list_bases(
        &self,
        request: Request<wire::ListBasesRequest>,
    ) -> Result<Response<wire::ListBasesResponse>, Status> {
        let r = request.into_inner();
        let filter = Attributes::new()
            .text("status", status_filter(r.status()))
            .text("category", &r.category)
            .text("institution", &r.institution)
            .text("unit", &r.unit)
            .text("task", &r.task)
            .flag("ground", r.ground)
            .flag("subsidy", r.subsidy)
            .flag("benchmark", r.benchmark)
            .flag("notified", r.notified);
        let (listed, next_page_token) =
            self.desk.page::<BaseFlow>(&r.department, filter, r.page_size, &r.page_token).await?;
        let mut cohorts: HashMap<String, Cohort> = HashMap::new();
        for item in &listed {
            if !cohorts.contains_key(&item.state.category) {
                let cohort = self.cohort(&r.department, &item.state.category).await?;
                cohorts.insert(item.state.category.clone(), cohort);
            }
        }
        let bases = listed.iter().filter_map(|item| Some(resource(item, cohorts.get(&item.state.category)?)));
        Ok(Response::new(wire::ListBasesResponse { bases: bases.collect(), next_page_token }))
    }
}

impl Face {
    pub(super) async fn base_after(
        &self,
        context: Option<guohe_api::common::v1::CommandContext>,
        id: &str,
        command: BaseCommand,
    ) -> Result<wire::Base, Status> {
        let department = guohe_api::department(context.as_ref())?;
        let loaded = self.desk.carry_out::<BaseFlow>(context, id, command).await?;
        let cohort = self.cohort(&department, &loaded.state.category).await?;
        Ok(resource(&loaded, &cohort))
    }

    async fn cohort(&self, department: &str, category: &str) -> Result<Cohort, Status> {
        if category.is_empty() {
            return Ok(Cohort::default());
        }
        let loaded = self.desk.find::<CohortFlow>(department, category).await?;
        Ok(loaded.map(|loaded| loaded.state).unwrap_or_default())
    }
}

fn status_filter(status: wire::BaseStatus) -> &'static str {
    match status {
        wire::BaseStatus::Unspecified => "",
        wire::BaseStatus::Active => BaseStatus::Active.code(),
        wire::BaseStatus::Rectifying => BaseStatus::Rectifying.code(),
        wire::BaseStatus::ReEvaluation => BaseStatus::ReEvaluation.code(),
        wire::BaseStatus::Revoked => BaseStatus::Revoked.code(),
        wire::BaseStatus::ExitedNational => BaseStatus::ExitedNational.code(),
        wire::BaseStatus::Exited => BaseStatus::Exited.code(),
    }
}

fn wire_status(status: BaseStatus) -> wire::BaseStatus {
    match status {
        BaseStatus::Absent => wire::BaseStatus::Unspecified,
        BaseStatus::Active => wire::BaseStatus::Active,
        BaseStatus::Rectifying => wire::BaseStatus::Rectifying,
        BaseStatus::ReEvaluation => wire::BaseStatus::ReEvaluation,
        BaseStatus::Revoked => wire::BaseStatus::Revoked,
        BaseStatus::ExitedNational => wire::BaseStatus::ExitedNational,
        BaseStatus::Exited => wire::BaseStatus::Exited,
    }
}

fn resource(loaded: &Loaded<Base>, cohort: &Cohort) -> wire::Base {
    let base = &loaded.state;
    wire::Base {
        base: loaded.id.clone(),
        status: wire_status(base.status).into(),
        ground: !base.matters.is_empty(),
        name: Some(guohe_api::text(&base.name)),
        category: base.category.clone(),
        field: base.field.clone(),
        institution: base.institution.clone(),
        institution_name: base.institution_name.clone(),
        unit: base.unit.clone(),
        leader: base.leader.clone(),
        recognised_on: written(base.recognised_on),
        document_number: base.document_number.clone(),
        policy: base.policy.clone(),
        legacy_kind: base.legacy_kind.clone(),
        changed: base.changed.clone(),
        reports: reports(base),
        changes: changes(base),
        evaluation: base.evaluation.as_ref().map(under_way),
        grades: base.grades.iter().map(grade).collect(),
        rectification: base.rectification.as_ref().map(rectification),
        matters: base.matters.iter().map(matter).collect(),
        objection: base.objection.as_ref().map(objection),
        departure: base.departure.as_ref().map(departure),
        other_departure: base.other_departure.as_ref().map(departure),
        annulments: base.annulments.iter().map(annulment).collect(),
        tasks: guohe_api::tasks(&base.tasks),
        next_round_by: written(cohort.next_round_by),
        cohort_on: written(cohort.anchor_on),
        version: loaded.version,
        updated_at: Some(guohe_api::timestamp(loaded.updated_at)),
        marks: base.marks.iter().map(held_mark).collect(),
        subsidies: base.subsidies.iter().map(subsidy).collect(),
        commendations: base.commendations.iter().map(commendation).collect(),
        exit_request: base.exit_request.as_ref().map(exit_request),
        national: base.national.as_ref().map(departure),
        overseas_plaque: base.overseas_plaque.as_ref().map(overseas_plaque),
        late_changes: base.late_changes.clone(),
    }
}

fn inclusion(given: wire::Inclusion) -> Result<Inclusion, Status> {
    Ok(Inclusion {
        conditions_met: given.conditions_met,
        findings: given.findings,
        category: given.category,
        document_number: given.document_number,
        document_on: day("inclusion.document_on", &given.document_on)?,
    })
}

fn held_mark(held: &HeldMark) -> wire::HeldMark {
    wire::HeldMark {
        mark: mark_code(held.mark).to_owned(),
        since: held.since.to_string(),
        document_number: held.document_number.clone(),
        performance: held.performance.clone(),
    }
}

fn subsidy(listed: &Subsidy) -> wire::Subsidy {
    wire::Subsidy { basis: listed.basis.clone(), on: listed.on.to_string(), national: listed.national }
}

fn commendation(given: &Commendation) -> wire::Commendation {
    wire::Commendation {
        document_number: given.document_number.clone(),
        on: given.on.to_string(),
        reason: given.reason.clone(),
    }
}

fn exit_request(request: &ExitRequest) -> wire::ExitRequest {
    wire::ExitRequest {
        reason: request.reason.clone(),
        document_hash: request.document_hash.clone(),
        by: request.by.clone(),
        on: request.on.to_string(),
        refused: request.refused.clone(),
    }
}

fn overseas_plaque(plaque: &OverseasPlaque) -> wire::OverseasPlaque {
    wire::OverseasPlaque {
        partner: plaque.partner.clone(),
        consent_hash: plaque.consent_hash.clone(),
        confirmation_hash: plaque.confirmation_hash.clone(),
        hung_on: plaque.hung_on.to_string(),
    }
}

fn reports(base: &Base) -> Vec<wire::ReportMark> {
    let mark = |(year, mark): (&i32, &crate::base::ReportMark)| wire::ReportMark {
        year: *year,
        report: base.report_id(*year),
        state: mark.code().to_owned(),
    };
    base.reports.iter().map(mark).collect()
}

fn changes(base: &Base) -> Vec<wire::ChangeMark> {
    let marks = base.changes.iter().flat_map(|(year, marks)| marks.iter().map(move |mark| (year, mark)));
    marks
        .map(|(year, mark)| wire::ChangeMark {
            year: *year,
            change: mark.change.clone(),
            registered: mark.registered,
        })
        .collect()
}

fn under_way(under_way: &crate::base::UnderWay) -> wire::EvaluationUnderWay {
    wire::EvaluationUnderWay {
        performance: under_way.performance.clone(),
        round: under_way.round.clone(),
        re_evaluation: under_way.re_evaluation,
        since: under_way.since.to_string(),
        policy: under_way.policy.clone(),
    }
}

fn grade(mark: &crate::base::GradeMark) -> wire::GradeMark {
    wire::GradeMark {
        performance: mark.performance.clone(),
        round: mark.round.clone(),
        grade: mark.grade.code().to_owned(),
        notice_on: mark.notice_on.to_string(),
        re_evaluation: mark.re_evaluation,
        annulled: mark.annulled,
        held_on: written(mark.held_on),
    }
}

fn rectification(rectification: &crate::base::Rectification) -> wire::Rectification {
    wire::Rectification {
        performance: rectification.performance.clone(),
        notice_on: rectification.notice_on.to_string(),
        deadline: rectification.deadline.as_ref().map(view::deadline),
        state: rectification.state.code().to_owned(),
    }
}

fn matter(open: &crate::base::OpenMatter) -> wire::OpenMatter {
    wire::OpenMatter {
        matter: open.matter.clone(),
        ground: open.ground.clone(),
        opened_on: open.opened_on.to_string(),
    }
}

fn objection(objection: &crate::base::Objection) -> wire::Objection {
    let state = match objection.state {
        ObjectionState::Open => "OPEN",
        ObjectionState::Granted => "GRANTED",
        ObjectionState::Refused => "REFUSED",
    };
    wire::Objection {
        category: objection.category.clone(),
        reason: objection.reason.clone(),
        raised_on: objection.raised_on.to_string(),
        state: state.to_owned(),
        answer: objection.answer.clone(),
    }
}

fn departure(departure: &Departure) -> wire::Departure {
    let leaving = match departure.leaving {
        Leaving::Cancelled => "CANCELLED",
        Leaving::National => "NATIONAL",
        Leaving::Voluntary => "VOLUNTARY",
    };
    wire::Departure {
        leaving: leaving.to_owned(),
        effective_on: departure.effective_on.to_string(),
        document_number: departure.document_number.clone(),
        ground: departure.ground.clone(),
        matter: departure.matter.clone(),
        recorded_on: departure.recorded_on.to_string(),
        rules: guohe_api::rule_refs(&departure.rules),
    }
}

fn annulment(annulment: &crate::base::Annulment) -> wire::Annulment {
    wire::Annulment {
        effect: annulment.effect.code().to_owned(),
        subject: annulment.subject.clone(),
        effect_on: annulment.effect_on.to_string(),
    }
}
