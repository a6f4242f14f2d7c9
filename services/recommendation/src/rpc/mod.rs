//! The gRPC face: proto to command and query, and back.

mod convert;
mod server;

use guohe_api::{
    recommendation::v1::recommendation_service_server::RecommendationServiceServer, status_from,
    status_from_refusal,
};
use guohe_flow::{Engine, Loaded, Refusal, RefusalKind, Request, Workflow};
use tonic::{Status, service::RoutesBuilder};

/// Largest request taken, in bytes: an opinion has at most 4000 characters.
const LARGEST_REQUEST_BYTES: usize = 1024 * 1024;

/// Largest answer given, in bytes: a page of at most a thousand cases.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// Adds recommendation's gRPC service.
pub fn routes(engine: Engine, builder: &mut RoutesBuilder) {
    let server = RecommendationServiceServer::new(Recommendation { engine })
        .max_decoding_message_size(LARGEST_REQUEST_BYTES)
        .max_encoding_message_size(LARGEST_ANSWER_BYTES);
    builder.add_service(server);
}

/// The service behind the face.
struct Recommendation {
    engine: Engine,
}

impl Recommendation {
    /// Executes a command and loads what it left.
    async fn carry_out<W: Workflow>(
        &self,
        request: Result<Request<W>, Refusal>,
    ) -> Result<Loaded<W::State>, Status> {
        let request = request.map_err(refused)?;
        let (department, id) = (request.department.clone(), request.id.clone());
        self.engine.execute(request).await.map_err(status_from)?;
        self.load::<W>(&department, &id).await
    }

    /// Loads one instance; an unknown one is `NOT_FOUND`.
    async fn load<W: Workflow>(&self, department: &str, id: &str) -> Result<Loaded<W::State>, Status> {
        let loaded = self.engine.load::<W>(department, id).await.map_err(status_from)?;
        loaded.ok_or_else(|| {
            let code = format!("{}_UNKNOWN", W::KIND.to_uppercase());
            refused(Refusal::new(RefusalKind::NotFound, &code, format!("there is no such {}", W::KIND)))
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn refused(refusal: Refusal) -> Status {
    status_from_refusal(&refusal)
}
