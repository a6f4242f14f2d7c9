//! The operations service: finds the engine a request names, and hands it on.

use std::{sync::Arc, time::Duration};

use guohe_api::operations::v1::{
    DiscardDeadLetterRequest, DiscardDeadLetterResponse, GetActivityRequest, GetActivityResponse,
    GetDeadLetterRequest, GetDeadLetterResponse, GetHistoryRequest, GetHistoryResponse,
    ListDeadLettersRequest, ListDeadLettersResponse, ListTimersRequest, ListTimersResponse,
    ReplayDeadLetterRequest, ReplayDeadLetterResponse, TakeAuditRootRequest, TakeAuditRootResponse,
    VerifyAuditRequest, VerifyAuditResponse,
    operations_service_server::{OperationsService, OperationsServiceServer},
};
use guohe_flow::{Engine, ports::StoreError};
use tonic::{Request, Response, Status, service::RoutesBuilder};

use super::{
    activity,
    audit::{self, ServiceRoots},
    dead_letters, history,
};

/// Paths of the calls that may take long: they read every event, or every stream, there is.
pub const AUDIT_PATHS: [&str; 2] = [
    "/guohe.operations.v1.OperationsService/VerifyAudit",
    "/guohe.operations.v1.OperationsService/TakeAuditRoot",
];

/// Longest time for them.
pub const LONGEST_AUDIT: Duration = Duration::from_secs(3600);

/// Largest request: a few names.
const LARGEST_REQUEST_BYTES: usize = 16 * 1024;

/// Largest answer: a thousand events or dead letters.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// Adds the operations service over these engines and their roots.
pub fn operations_routes(engines: &[Engine], roots: &[ServiceRoots], builder: &mut RoutesBuilder) {
    let server = OperationsServiceServer::new(Face { engines: engines.into(), roots: roots.into() });
    let server = server.max_decoding_message_size(LARGEST_REQUEST_BYTES);
    builder.add_service(server.max_encoding_message_size(LARGEST_ANSWER_BYTES));
}

struct Face {
    engines: Arc<[Engine]>,
    roots: Arc<[ServiceRoots]>,
}

impl Face {
    fn engine(&self, service: &str) -> Result<&Engine, Status> {
        self.engines.iter().find(|engine| engine.service() == service).ok_or_else(|| {
            let here: Vec<&str> = self.engines.iter().map(Engine::service).collect();
            let here = if here.is_empty() { "no services".to_owned() } else { here.join(", ") };
            let words = format!("{service:?} does not run here; {here} do");
            guohe_api::status_from_refusal(&guohe_flow::Refusal::not_found(
                "SERVICE_UNKNOWN",
                "service",
                words,
            ))
        })
    }

    fn roots(&self, engine: &Engine) -> Result<&ServiceRoots, Status> {
        let of_service = |roots: &&ServiceRoots| roots.service == engine.service();
        let none = || Status::internal(format!("{} runs here without its roots", engine.service()));
        self.roots.iter().find(of_service).ok_or_else(none)
    }
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl OperationsService for Face {
    async fn get_history(&self, request: Request<GetHistoryRequest>) -> Answer<GetHistoryResponse> {
        let request = request.into_inner();
        history::events(self.engine(&request.service)?, &request).await.map(Response::new)
    }

    async fn list_timers(&self, request: Request<ListTimersRequest>) -> Answer<ListTimersResponse> {
        let request = request.into_inner();
        history::timers(self.engine(&request.service)?, &request).await.map(Response::new)
    }

    async fn list_dead_letters(
        &self,
        request: Request<ListDeadLettersRequest>,
    ) -> Answer<ListDeadLettersResponse> {
        let request = request.into_inner();
        dead_letters::list(self.engine(&request.service)?, &request).await.map(Response::new)
    }

    async fn get_dead_letter(&self, request: Request<GetDeadLetterRequest>) -> Answer<GetDeadLetterResponse> {
        let request = request.into_inner();
        let letter = dead_letters::get(self.engine(&request.service)?, &request.id).await?;
        Ok(Response::new(GetDeadLetterResponse { dead_letter: Some(letter.into_wire()) }))
    }

    async fn replay_dead_letter(
        &self,
        request: Request<ReplayDeadLetterRequest>,
    ) -> Answer<ReplayDeadLetterResponse> {
        let request = request.into_inner();
        let outcome = dead_letters::replay(self.engine(&request.service)?, &request.id).await?;
        Ok(Response::new(ReplayDeadLetterResponse { outcome }))
    }

    async fn discard_dead_letter(
        &self,
        request: Request<DiscardDeadLetterRequest>,
    ) -> Answer<DiscardDeadLetterResponse> {
        let request = request.into_inner();
        dead_letters::discard(self.engine(&request.service)?, &request.id).await?;
        Ok(Response::new(DiscardDeadLetterResponse {}))
    }

    async fn verify_audit(&self, request: Request<VerifyAuditRequest>) -> Answer<VerifyAuditResponse> {
        let request = request.into_inner();
        let engine = self.engine(&request.service)?;
        audit::verify(engine, self.roots(engine)?, &request).await.map(Response::new)
    }

    async fn take_audit_root(&self, request: Request<TakeAuditRootRequest>) -> Answer<TakeAuditRootResponse> {
        let engine = self.engine(&request.get_ref().service)?;
        audit::take(engine, self.roots(engine)?).await.map(Response::new)
    }

    async fn get_activity(&self, request: Request<GetActivityRequest>) -> Answer<GetActivityResponse> {
        activity::of(self.engine(&request.get_ref().service)?).await.map(Response::new)
    }
}

/// A store's failure as a status.
pub(super) fn status(error: StoreError) -> Status {
    match error {
        StoreError::Conflict(_) => Status::aborted(error.to_string()),
        StoreError::Unavailable { .. } => Status::unavailable(error.to_string()),
        StoreError::Rejected(_) | StoreError::Damaged(_) => Status::internal(error.to_string()),
    }
}
