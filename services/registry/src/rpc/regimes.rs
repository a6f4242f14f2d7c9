//! `RegimeService`: the measures a department has adopted.

use guohe_api::{
    common::v1 as common,
    department, refused,
    registry::v1::{self as wire, regime_service_server::RegimeService},
    written,
};
use guohe_flow::{Refusal, Regime, RegimeCommand};
use guohe_policy::{Calendar, Pack, PackError, PackStatus, PolicyBook};
use tonic::{Request, Response, Status};

use super::Face;

/// Most files of one pack, and most calendar years at once.
const MOST_FILES: usize = 64;

#[tonic::async_trait]
impl RegimeService for Face {
    async fn adopt_pack(
        &self,
        request: Request<wire::AdoptPackRequest>,
    ) -> Result<Response<wire::AdoptPackResponse>, Status> {
        let r = request.into_inner();
        let pack = parse(&r.files).map_err(refused)?;
        let calendar = calendar(&r.calendars).map_err(refused)?;
        let command = RegimeCommand::Adopt { pack: pack.to_json(), calendar };
        let department = department(r.context.as_ref())?;
        self.desk.execute::<Regime>(r.context, Regime::ID, command).await?;
        let book = self.desk.policies(&department).await?;
        Ok(Response::new(wire::AdoptPackResponse { pack: Some(self.adopted(&pack, &book)) }))
    }

    async fn get_regime(
        &self,
        request: Request<wire::GetRegimeRequest>,
    ) -> Result<Response<wire::GetRegimeResponse>, Status> {
        let r = request.into_inner();
        let book = self.desk.policies(&r.department).await?;
        if !r.policy.is_empty() && book.pack(&r.policy).is_none() {
            let words = format!("there is no adopted pack {:?}", r.policy);
            let refusal = guohe_flow::Refusal::not_found("POLICY_UNKNOWN", "policy", words);
            return Err(refused(refusal));
        }
        let wanted = book.packs().filter(|pack| r.policy.is_empty() || pack.identity.id == r.policy);
        let packs = wanted.map(|pack| self.adopted(pack, &book)).collect();
        let calendar_versions =
            book.calendar().years().map(|year| format!("{}@{}", year.year, year.version)).collect();
        Ok(Response::new(wire::GetRegimeResponse { packs, calendar_versions }))
    }
}

impl Face {
    fn adopted(&self, pack: &Pack, book: &PolicyBook) -> wire::AdoptedPack {
        let today = self.desk.today();
        let reference = pack.reference();
        let status = match pack.identity.status {
            PackStatus::InForce => "IN_FORCE",
            PackStatus::Sample => "SAMPLE",
            PackStatus::Draft => "DRAFT",
            PackStatus::Historical => "HISTORICAL",
            PackStatus::ClosedCall => "CLOSED_CALL",
        };
        wire::AdoptedPack {
            policy: Some(common::PolicyRef { id: reference.id, digest: reference.digest }),
            title: Some(guohe_api::text(&pack.identity.title)),
            document_number: pack.identity.document_number.clone().unwrap_or_default(),
            effective_from: written(pack.effective_from()),
            last_day: written(pack.last_day().ok().flatten()),
            status: status.to_owned(),
            in_force_today: book.in_force(today).is_ok_and(|now| now.identity.id == pack.identity.id),
            rules: u32::try_from(pack.rules().len()).unwrap_or(u32::MAX),
            categories: pack.categories.iter().map(|category| category.code.clone()).collect(),
            grounds: pack.grounds.iter().map(|ground| ground.id.clone()).collect(),
        }
    }
}

/// Reads a pack; each error names file, line and column as its field.
fn parse(files: &[wire::PackFile]) -> Result<Pack, Refusal> {
    if files.is_empty() || files.len() > MOST_FILES {
        return Err(Refusal::invalid("PACK_INVALID", "files", format!("must be 1 to {MOST_FILES} files")));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    Pack::parse(&files).map_err(|errors| invalid(&errors))
}

fn invalid(errors: &[PackError]) -> Refusal {
    let words = format!("the pack has {} errors; see the fields for file, line and column", errors.len());
    let refusal = Refusal::new(guohe_flow::RefusalKind::Invalid, "PACK_INVALID", words);
    errors.iter().fold(refusal, |refusal, error| {
        let path = format!("{}:{}:{}", error.file, error.line, error.column);
        refusal.field(path, error.to_string())
    })
}

/// Reads calendar years into the JSON that travels; empty where none is given.
fn calendar(years: &[String]) -> Result<String, Refusal> {
    if years.is_empty() {
        return Ok(String::new());
    }
    let mut calendar = Calendar::weekends_only();
    for (index, text) in years.iter().take(MOST_FILES).enumerate() {
        let year = Calendar::parse(text).map_err(|error| {
            Refusal::invalid("CALENDAR_INVALID", format!("calendars[{index}]"), error.to_string())
        })?;
        calendar = calendar.and(year);
    }
    serde_json::to_string(&calendar)
        .map_err(|error| Refusal::invalid("CALENDAR_INVALID", "calendars", error.to_string()))
}
