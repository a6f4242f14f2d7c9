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
    base::{Base, BaseCommand, BaseFlow, Departure, Leaving, ObjectionState, Status as BaseStatus},
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
            .flag("ground", r.ground);
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
    async fn base_after(
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
    }
}

fn rectification(rectification: &crate::base::Rectification) -> wire::Rectification {
    wire::Rectification {
        performance: rectification.performance.clone(),
        notice_on: rectification.notice_on.to_string(),
        deadline: Some(view::deadline(&rectification.deadline)),
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
