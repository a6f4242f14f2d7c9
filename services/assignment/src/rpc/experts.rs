//! Experts over gRPC. Personal data goes to and comes from the vault here, past the workflow.

use std::collections::BTreeMap;

use guohe_api::{assignment::v1 as wire, department, parse_date, refused, written};
use guohe_flow::{Attributes, Refusal, Role, ports::PersonRecord};
use tonic::Status;

use super::Face;
use crate::{
    checks,
    expert::{Absence, DeclaredConflict, Expert, ExpertCommand, ExpertStatus, Experts, Former, Profile},
};

impl Face {
    pub(super) async fn register(
        &self,
        request: wire::RegisterExpertRequest,
    ) -> Result<wire::Expert, Status> {
        let wire::RegisterExpertRequest { context, expert, profile, personal } = request;
        let personal = personal.ok_or_else(|| missing("personal"))?;
        check_personal(&personal).map_err(refused)?;
        let profile = read_profile(profile).map_err(refused)?;
        let department = department(context.as_ref())?;
        let command = ExpertCommand::Register { profile };
        let executed = self.desk.execute::<Experts>(context, &expert, command).await?;
        self.keep_personal(&department, &expert, &personal, executed.repeated).await?;
        self.show(&department, &expert, true).await
    }

    pub(super) async fn update(&self, request: wire::UpdateExpertRequest) -> Result<wire::Expert, Status> {
        let wire::UpdateExpertRequest { context, expert, profile, personal } = request;
        if let Some(personal) = &personal {
            check_personal(personal).map_err(refused)?;
        }
        let profile = read_profile(profile).map_err(refused)?;
        let department = department(context.as_ref())?;
        let command = ExpertCommand::Update { profile };
        let executed = self.desk.execute::<Experts>(context, &expert, command).await?;
        if let Some(personal) = &personal {
            self.keep_personal(&department, &expert, personal, executed.repeated).await?;
        }
        self.show(&department, &expert, true).await
    }

    pub(super) async fn absence(&self, request: wire::SetAbsenceRequest) -> Result<wire::Expert, Status> {
        let wire::SetAbsenceRequest { context, expert, absence } = request;
        let absence = absence.map(|span| read_absence(&span)).transpose().map_err(refused)?;
        let department = department(context.as_ref())?;
        self.desk.execute::<Experts>(context, &expert, ExpertCommand::SetAbsence { absence }).await?;
        self.show(&department, &expert, false).await
    }

    pub(super) async fn retire(&self, request: wire::RetireExpertRequest) -> Result<wire::Expert, Status> {
        let wire::RetireExpertRequest { context, expert, reason } = request;
        let department = department(context.as_ref())?;
        self.desk.execute::<Experts>(context, &expert, ExpertCommand::Retire { reason }).await?;
        self.show(&department, &expert, false).await
    }

    pub(super) async fn expert_for(&self, request: wire::GetExpertRequest) -> Result<wire::Expert, Status> {
        let wire::GetExpertRequest { department, expert, actor } = request;
        let actor = guohe_api::actor(actor.as_ref()).map_err(refused)?;
        let own = actor.role == Role::Expert && actor.id == expert;
        self.show(&department, &expert, own || actor.role == Role::Official).await
    }

    pub(super) async fn experts(
        &self,
        request: wire::ListExpertsRequest,
    ) -> Result<wire::ListExpertsResponse, Status> {
        let state = match request.state() {
            wire::ExpertState::Unspecified => "",
            wire::ExpertState::Active => ExpertStatus::Active.word(),
            wire::ExpertState::Retired => ExpertStatus::Retired.word(),
        };
        let filter = Attributes::new()
            .text("state", state)
            .text("institution", request.institution)
            .text("region", request.region)
            .text("expert_type", request.expert_type);
        let (found, next_page_token) = self
            .desk
            .page::<Experts>(&request.department, filter, request.page_size, &request.page_token)
            .await?;
        let experts = found.into_iter().map(|listed| resource(listed.id, listed.state, None)).collect();
        Ok(wire::ListExpertsResponse { experts, next_page_token })
    }

    async fn show(&self, department: &str, id: &str, with_personal: bool) -> Result<wire::Expert, Status> {
        let expert = self.desk.load::<Experts>(department, id).await?.state;
        let personal = match with_personal {
            true => self.vault.get(department, id).await.map_err(unavailable)?,
            false => None,
        };
        Ok(resource(id.to_owned(), expert, personal))
    }

    /// Puts personal data into the vault once the command is carried out. A repeated request fills in what an
    /// interrupted one left out, and never overwrites what came later.
    async fn keep_personal(
        &self,
        department: &str,
        id: &str,
        personal: &wire::PersonalData,
        repeated: bool,
    ) -> Result<(), Status> {
        if repeated && self.vault.get(department, id).await.map_err(unavailable)?.is_some() {
            return Ok(());
        }
        let wire::PersonalData { name, email, mobile } = personal.clone();
        let pairs = [("name", name), ("email", email), ("mobile", mobile)];
        let fields = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let fields: BTreeMap<String, String> = fields.map(|(name, value)| (name.to_owned(), value)).collect();
        self.vault.put(department, id, &PersonRecord { fields }).await.map_err(unavailable)
    }
}

fn unavailable(error: guohe_flow::ports::StoreError) -> Status {
    Status::unavailable(format!("the vault does not answer: {error}"))
}

fn missing(path: &str) -> Status {
    refused(Refusal::invalid("FIELD_MISSING", path, "is missing"))
}

fn check_personal(personal: &wire::PersonalData) -> Result<(), Refusal> {
    /// Longest name, address or number, characters.
    const LONGEST_CHARS: usize = 200;
    checks::text("personal.name", &personal.name)?;
    let fields = [("name", &personal.name), ("email", &personal.email), ("mobile", &personal.mobile)];
    match fields.iter().find(|(_, value)| value.chars().count() > LONGEST_CHARS) {
        Some((name, _)) => {
            let words = format!("must have at most {LONGEST_CHARS} characters");
            Err(Refusal::invalid("TEXT_TOO_LONG", format!("personal.{name}"), words))
        }
        None => Ok(()),
    }
}

fn read_profile(profile: Option<wire::ExpertProfile>) -> Result<Profile, Refusal> {
    let profile = profile.ok_or_else(|| Refusal::invalid("FIELD_MISSING", "profile", "is missing"))?;
    let former = profile.former.iter().enumerate().map(|(index, former)| {
        let until = parse_date(&format!("profile.former[{index}].until"), &former.until)?;
        Ok(Former { institution: former.institution.clone(), until })
    });
    let conflicts = profile.conflicts.into_iter();
    Ok(Profile {
        former: former.collect::<Result<_, Refusal>>()?,
        conflicts: conflicts.map(|c| DeclaredConflict { with: c.with, reason: c.reason }).collect(),
        institution: profile.institution,
        fields: profile.fields,
        keywords: profile.keywords,
        expert_type: profile.expert_type,
        region: profile.region,
        load_limit: profile.load_limit,
    })
}

fn read_absence(span: &wire::Absence) -> Result<Absence, Refusal> {
    Ok(Absence { from: parse_date("absence.from", &span.from)?, to: parse_date("absence.to", &span.to)? })
}

fn resource(id: String, expert: Expert, personal: Option<PersonRecord>) -> wire::Expert {
    let Expert { status, profile, absence, engagements, registered_on } = expert;
    let state = match status {
        ExpertStatus::None => wire::ExpertState::Unspecified,
        ExpertStatus::Active => wire::ExpertState::Active,
        ExpertStatus::Retired => wire::ExpertState::Retired,
    };
    let engagements = engagements.into_iter().map(|engagement| wire::Engagement {
        panel: engagement.panel,
        subject_kind: engagement.subject_kind.wire(),
        subject: engagement.subject,
        since: engagement.since.to_string(),
    });
    wire::Expert {
        expert: id,
        state: state.into(),
        profile: Some(write_profile(profile)),
        absence: absence.map(|span| wire::Absence { from: span.from.to_string(), to: span.to.to_string() }),
        engagements: engagements.collect(),
        personal: personal.map(|record| write_personal(&record)),
        registered_on: written(registered_on),
    }
}

fn write_profile(profile: Profile) -> wire::ExpertProfile {
    let former = profile.former.into_iter();
    let conflicts = profile.conflicts.into_iter();
    wire::ExpertProfile {
        institution: profile.institution,
        former: former
            .map(|f| wire::FormerInstitution { institution: f.institution, until: f.until.to_string() })
            .collect(),
        fields: profile.fields,
        keywords: profile.keywords,
        expert_type: profile.expert_type,
        region: profile.region,
        load_limit: profile.load_limit,
        conflicts: conflicts.map(|c| wire::DeclaredConflict { with: c.with, reason: c.reason }).collect(),
    }
}

fn write_personal(record: &PersonRecord) -> wire::PersonalData {
    let field = |name: &str| record.fields.get(name).cloned().unwrap_or_default();
    wire::PersonalData { name: field("name"), email: field("email"), mobile: field("mobile") }
}
