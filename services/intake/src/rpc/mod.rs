//! The gRPC face: proto to command and query, and back. Thin: what is decided is decided elsewhere.

mod applications;
mod calls;
mod convert;
mod explain;
mod forms;
mod report;
mod server;

use std::sync::Arc;

use guohe_api::{Desk, intake::v1::intake_service_server::IntakeServiceServer, status_from};
use guohe_flow::{Engine, ExecuteError, ports::Documents};
use tonic::{Status, service::RoutesBuilder};

/// Largest request taken, in bytes: far above the largest form, so that a form that is too large gets an answer
/// that says so instead of a broken connection.
const LARGEST_REQUEST_BYTES: usize = 40 * 1024 * 1024;

/// Largest answer given, in bytes.
const LARGEST_ANSWER_BYTES: usize = 40 * 1024 * 1024;

/// Adds intake's gRPC service. Forms are kept in `documents`.
pub fn routes(engine: Engine, documents: Arc<dyn Documents>, builder: &mut RoutesBuilder) {
    let server = IntakeServiceServer::new(Intake { desk: Desk::new(engine), documents })
        .max_decoding_message_size(LARGEST_REQUEST_BYTES)
        .max_encoding_message_size(LARGEST_ANSWER_BYTES);
    builder.add_service(server);
}

/// The service behind the face.
pub(super) struct Intake {
    desk: Desk,
    documents: Arc<dyn Documents>,
}

fn store_failed(error: guohe_flow::ports::StoreError) -> Status {
    status_from(match error {
        guohe_flow::ports::StoreError::Rejected(message)
        | guohe_flow::ports::StoreError::Damaged(message) => ExecuteError::Internal(message),
        other => ExecuteError::Unavailable(other.to_string()),
    })
}
