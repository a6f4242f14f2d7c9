//! The service that tells and moves a simulated clock; test only.

use guohe_api::operations::v1::{
    AdvanceToRequest, AdvanceToResponse, GetTimeRequest, GetTimeResponse,
    simulated_clock_service_server::{SimulatedClockService, SimulatedClockServiceServer},
};
use guohe_clock::{Clock, SimulatedClock, Timestamp};
use tonic::{Request, Response, Status, service::RoutesBuilder};

/// Largest request: an instant.
const LARGEST_REQUEST_BYTES: usize = 1024;

/// Adds the service. Called only where the process runs on this simulated clock.
pub fn simulated_clock_routes(clock: &SimulatedClock, builder: &mut RoutesBuilder) {
    let server = SimulatedClockServiceServer::new(Face { clock: clock.clone() });
    builder.add_service(server.max_decoding_message_size(LARGEST_REQUEST_BYTES));
}

struct Face {
    clock: SimulatedClock,
}

#[tonic::async_trait]
impl SimulatedClockService for Face {
    async fn get_time(&self, _: Request<GetTimeRequest>) -> Result<Response<GetTimeResponse>, Status> {
        Ok(Response::new(GetTimeResponse { now: Some(guohe_api::timestamp(self.clock.now())) }))
    }

    async fn advance_to(
        &self,
        request: Request<AdvanceToRequest>,
    ) -> Result<Response<AdvanceToResponse>, Status> {
        let instant = request.into_inner().instant.and_then(|instant| {
            Timestamp::from_timestamp(instant.seconds, u32::try_from(instant.nanos).ok()?)
        });
        let instant = instant.ok_or_else(|| {
            let refusal = guohe_flow::Refusal::invalid("INSTANT", "instant", "is missing or impossible");
            guohe_api::status_from_refusal(&refusal)
        })?;
        self.clock.advance_to(instant);
        Ok(Response::new(AdvanceToResponse { now: Some(guohe_api::timestamp(self.clock.now())) }))
    }
}
