//! The operations service: finds the engine a request names, and hands it on.

use std::{sync::Arc, time::Duration};

use guohe_api::operations::v1::{
    DiscardDeadLetterRequest, DiscardDeadLetterResponse, GetActivityRequest, GetActivityResponse,
    GetDeadLetterRequest, GetDeadLetterResponse, GetHistoryRequest, GetHistoryResponse,
    ListDeadLettersRequest, ListDeadLettersResponse, ListTimersRequest, ListTimersResponse,
    ReplayDeadLetterRequest, ReplayDeadLetterResponse, VerifyAuditRequest, VerifyAuditResponse,
    operations_service_server::{OperationsService, OperationsServiceServer},
};
use guohe_flow::{Engine, ports::StoreError, verify_audit};
use tonic::{Request, Response, Status, service::RoutesBuilder};

use super::{activity, dead_letters, history};

/// Path of the one call that may take long: it reads every event there is.
pub const VERIFY_AUDIT_PATH: &str = "/guohe.operations.v1.OperationsService/VerifyAudit";

/// Longest time for it.
pub const LONGEST_AUDIT: Duration = Duration::from_secs(3600);

/// Largest request: a few names.
const LARGEST_REQUEST_BYTES: usize = 16 * 1024;

/// Largest answer: a thousand events or dead letters.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// Adds the operations service over these engines.
pub fn operations_routes(engines: &[Engine], builder: &mut RoutesBuilder) {
    let server = OperationsServiceServer::new(Face { engines: engines.into() });
    let server = server.max_decoding_message_size(LARGEST_REQUEST_BYTES);
    builder.add_service(server.max_encoding_message_size(LARGEST_ANSWER_BYTES));
}

struct Face {
    engines: Arc<[Engine]>,
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
        let engine = self.engine(&request.get_ref().service)?;
        let report = verify_audit(engine.node().definition(), engine.store().as_ref()).await;
        let report = report.map_err(status)?;
        Ok(Response::new(VerifyAuditResponse {
            streams: report.streams,
            events: report.events,
            findings: report.findings,
            timers: report.timers,
        }))
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
