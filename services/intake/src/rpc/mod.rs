//! The gRPC face: proto to command and query, and back. Thin: what is decided is decided elsewhere.

mod applications;
mod calls;
mod convert;
mod forms;
mod report;
mod server;

use std::sync::Arc;

use guohe_api::{
    common::v1::CommandContext, intake::v1::intake_service_server::IntakeServiceServer, status_from,
    status_from_refusal,
};
use guohe_flow::{Engine, ExecuteError, Refusal, RefusalKind, Request, Workflow, ports::Documents};
use tonic::{Status, service::RoutesBuilder};

/// Largest request taken, in bytes: far above the largest form, so that a form that is too large gets an answer
/// that says so instead of a broken connection.
const LARGEST_REQUEST_BYTES: usize = 40 * 1024 * 1024;

/// Largest answer given, in bytes.
const LARGEST_ANSWER_BYTES: usize = 40 * 1024 * 1024;

/// Adds intake's gRPC service. Forms are kept in `documents`.
pub fn routes(engine: Engine, documents: Arc<dyn Documents>, builder: &mut RoutesBuilder) {
    let server = IntakeServiceServer::new(Intake { engine, documents })
        .max_decoding_message_size(LARGEST_REQUEST_BYTES)
        .max_encoding_message_size(LARGEST_ANSWER_BYTES);
    builder.add_service(server);
}

/// The service behind the face.
pub(super) struct Intake {
    engine: Engine,
    documents: Arc<dyn Documents>,
}

impl Intake {
    /// Executes a command and loads what it left.
    async fn carry_out<W: Workflow>(
        &self,
        request: Request<W>,
    ) -> Result<guohe_flow::Loaded<W::State>, Status> {
        let (department, id) = (request.department.clone(), request.id.clone());
        self.engine.execute(request).await.map_err(status_from)?;
        self.load::<W>(&department, &id).await
    }

    /// Loads one instance; an unknown one is `NOT_FOUND`.
    async fn load<W: Workflow>(
        &self,
        department: &str,
        id: &str,
    ) -> Result<guohe_flow::Loaded<W::State>, Status> {
        let loaded = self.engine.load::<W>(department, id).await.map_err(status_from)?;
        loaded.ok_or_else(|| {
            let code = format!("{}_UNKNOWN", W::KIND.to_uppercase());
            refused(Refusal::new(RefusalKind::NotFound, &code, format!("there is no such {}", W::KIND)))
        })
    }
}

/// The department a command is for; a command without its context is refused before anything is read.
fn department(context: Option<&CommandContext>) -> Result<String, Status> {
    context.map(|context| context.department.clone()).ok_or_else(|| {
        refused(Refusal::invalid("CONTEXT_MISSING", "context", "is missing: department, request id, actor"))
    })
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn refused(refusal: Refusal) -> Status {
    status_from_refusal(&refusal)
}

fn store_failed(error: guohe_flow::ports::StoreError) -> Status {
    status_from(match error {
        guohe_flow::ports::StoreError::Rejected(message)
        | guohe_flow::ports::StoreError::Damaged(message) => ExecuteError::Internal(message),
        other => ExecuteError::Unavailable(other.to_string()),
    })
}
