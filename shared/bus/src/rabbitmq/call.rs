//! Every request to the broker goes through here, so that none can wait for ever.

use std::future::Future;
use std::time::Duration;

/// Why a request to the broker came to nothing: in words, for the log and for readiness.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub(super) struct BrokerFailure(pub(super) String);

/// Waits for a request at most `limit`; `what` names it in the failure.
pub(super) async fn within<T>(
    limit: Duration,
    what: &str,
    request: impl Future<Output = lapin::Result<T>>,
) -> Result<T, BrokerFailure> {
    match tokio::time::timeout(limit, request).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(BrokerFailure(format!("{what}: {error}"))),
        Err(_) => Err(BrokerFailure(format!("{what}: no answer within {limit:?}"))),
    }
}
