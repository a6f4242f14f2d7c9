//! The gRPC face: proto to command and query, and back.

mod convert;
mod server;

use guohe_api::{Desk, recommendation::v1::recommendation_service_server::RecommendationServiceServer};
use guohe_flow::Engine;
use tonic::service::RoutesBuilder;

/// Largest request taken, in bytes: an opinion has at most 4000 characters.
const LARGEST_REQUEST_BYTES: usize = 1024 * 1024;

/// Largest answer given, in bytes: a page of at most a thousand cases.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// Adds recommendation's gRPC service.
pub fn routes(engine: Engine, builder: &mut RoutesBuilder) {
    let server = RecommendationServiceServer::new(Recommendation { desk: Desk::new(engine) })
        .max_decoding_message_size(LARGEST_REQUEST_BYTES)
        .max_encoding_message_size(LARGEST_ANSWER_BYTES);
    builder.add_service(server);
}

/// The service behind the face.
struct Recommendation {
    desk: Desk,
}
