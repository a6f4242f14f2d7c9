//! The gRPC face: queries only.

mod queries;

use guohe_api::{Desk, notification::v1::notification_service_server::NotificationServiceServer};
use guohe_flow::Engine;
use tonic::service::RoutesBuilder;

/// Largest request: queries are small.
const LARGEST_REQUEST_BYTES: usize = 256 * 1024;

/// The service over notification's engine.
#[derive(Clone)]
struct Face {
    desk: Desk,
}

/// Adds the service.
pub(crate) fn add(engine: &Engine, builder: &mut RoutesBuilder) {
    let server = NotificationServiceServer::new(Face { desk: Desk::new(engine.clone()) });
    builder.add_service(server.max_decoding_message_size(LARGEST_REQUEST_BYTES));
}
