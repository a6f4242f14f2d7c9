//! The world a script plays in: doors to the services, and one time that the script moves.

use async_trait::async_trait;
use guohe_clock::Timestamp;
use tonic::{
    body::Body,
    codegen::{StdError, http},
};
use tower::util::BoxCloneSyncService;

/// A way to a service. Mostly a plain channel; a world whose services come and go may ask again and elsewhere.
pub type Way = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, StdError>;

/// Where a script plays. One process or many: the script does not notice which.
#[async_trait]
pub trait World: Send + Sync {
    /// A way to a service.
    fn way(&self, service: &str) -> Way;

    /// The present instant, the same for every service.
    fn now(&self) -> Timestamp;

    /// Moves every service's clock. The world must be quiet.
    async fn advance_to(&self, instant: Timestamp) -> Result<(), WorldError>;

    /// Waits until nothing is in hand, on its way, or due.
    async fn settle(&self) -> Result<(), WorldError>;

    /// The next instant at which something happens by itself.
    async fn next_due(&self) -> Result<Option<Timestamp>, WorldError>;
}

/// Why a world does not go on.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// It does not come to rest, or cannot say.
    #[error("the services do not come to rest")]
    Unquiet(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A process does not answer.
    #[error("{place} does not answer: {message}")]
    Unreachable {
        /// Which process or service.
        place: String,
        /// What it said.
        message: String,
    },
}
