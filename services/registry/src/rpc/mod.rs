//! The gRPC face: requests to commands, states to resources. Thin: nothing is decided here.

mod bases;
mod changes;
mod institutions;
mod matters;
mod regimes;
mod reports;
mod view;

use guohe_api::{
    Page,
    common::v1::CommandContext,
    registry::v1::{
        base_service_server::BaseServiceServer, change_service_server::ChangeServiceServer,
        institution_service_server::InstitutionServiceServer, matter_service_server::MatterServiceServer,
        regime_service_server::RegimeServiceServer, report_service_server::ReportServiceServer,
    },
    status_from, status_from_refusal,
};
use guohe_flow::{Attributes, Engine, Listed, Loaded, Workflow};
use tonic::{Status, service::RoutesBuilder};

/// Largest request: a pack's files fit well.
const LARGEST_REQUEST_BYTES: usize = 4 * 1024 * 1024;

/// One gRPC service over the register's engine.
#[derive(Clone)]
struct Face {
    engine: Engine,
}

/// Adds the register's services.
pub(crate) fn add(engine: &Engine, builder: &mut RoutesBuilder) {
    let face = || Face { engine: engine.clone() };
    builder
        .add_service(BaseServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(ReportServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(ChangeServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(MatterServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(InstitutionServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(RegimeServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES));
}

impl Face {
    /// Carries a command out and reads the instance as it stands after it.
    async fn run<W: Workflow>(
        &self,
        context: Option<CommandContext>,
        id: &str,
        command: W::Command,
    ) -> Result<(String, Loaded<W::State>), Status> {
        let request =
            guohe_api::request::<W>(context, id, command).map_err(|refusal| status_from_refusal(&refusal))?;
        let department = request.department.clone();
        self.engine.execute(request).await.map_err(status_from)?;
        let loaded = self.get::<W>(&department, id).await?;
        Ok((department, loaded))
    }

    /// One instance, or NOT_FOUND.
    async fn get<W: Workflow>(&self, department: &str, id: &str) -> Result<Loaded<W::State>, Status> {
        let loaded = self.engine.load::<W>(department, id).await.map_err(status_from)?;
        loaded.ok_or_else(|| {
            let words = format!("there is no {} {id:?}", W::KIND);
            guohe_api::status_from_refusal(&guohe_flow::Refusal::not_found("NOT_FOUND", W::KIND, words))
        })
    }

    /// A page of instances, and the next page's token.
    async fn page<W: Workflow>(
        &self,
        department: &str,
        (page_size, page_token): (u32, &str),
        filter: Attributes,
    ) -> Result<(Vec<Listed<W::State>>, String), Status> {
        let page = Page::read(page_size, page_token).map_err(|refusal| status_from_refusal(&refusal))?;
        let listed = self
            .engine
            .list::<W>(department, filter, &page.after_id, page.size)
            .await
            .map_err(status_from)?;
        let token = page.next_token(listed.iter().map(|item| item.id.as_str()));
        Ok((listed, token))
    }
}

/// A date in a request.
fn day(path: &str, text: &str) -> Result<guohe_policy::Date, Status> {
    guohe_api::parse_date(path, text).map_err(|refusal| status_from_refusal(&refusal))
}

/// A date that may be left out.
fn optional_day(path: &str, text: &str) -> Result<Option<guohe_policy::Date>, Status> {
    guohe_api::parse_optional_date(path, text).map_err(|refusal| status_from_refusal(&refusal))
}
