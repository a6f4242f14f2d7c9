//! The gRPC face: requests to commands, states to resources. Thin: nothing is decided here.

mod bases;
mod calendar;
mod changes;
mod funding;
mod institutions;
mod lives;
mod matters;
mod regimes;
mod reports;
mod view;

use guohe_api::{
    Desk, refused,
    registry::v1::{
        base_life_service_server::BaseLifeServiceServer, base_service_server::BaseServiceServer,
        calendar_service_server::CalendarServiceServer, change_service_server::ChangeServiceServer,
        funding_service_server::FundingServiceServer, institution_service_server::InstitutionServiceServer,
        matter_service_server::MatterServiceServer, regime_service_server::RegimeServiceServer,
        report_service_server::ReportServiceServer,
    },
};
use guohe_flow::Engine;
use tonic::{Status, service::RoutesBuilder};

/// Largest request: a pack's files fit well.
const LARGEST_REQUEST_BYTES: usize = 4 * 1024 * 1024;

/// One gRPC service over the register's engine.
#[derive(Clone)]
struct Face {
    desk: Desk,
}

/// Adds the register's services.
pub(crate) fn add(engine: &Engine, builder: &mut RoutesBuilder) {
    let face = || Face { desk: Desk::new(engine.clone()) };
    builder
        .add_service(BaseServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(BaseLifeServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(ReportServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(ChangeServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(MatterServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(InstitutionServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(CalendarServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(FundingServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES))
        .add_service(RegimeServiceServer::new(face()).max_decoding_message_size(LARGEST_REQUEST_BYTES));
}

/// A date in a request.
fn day(path: &str, text: &str) -> Result<guohe_policy::Date, Status> {
    guohe_api::parse_date(path, text).map_err(refused)
}

/// A date that may be left out.
fn optional_day(path: &str, text: &str) -> Result<Option<guohe_policy::Date>, Status> {
    guohe_api::parse_optional_date(path, text).map_err(refused)
}
