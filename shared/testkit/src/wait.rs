//! Waiting for a condition, with a deadline: what tests do instead of sleeping.

use std::future::Future;
use std::time::Duration;

use guohe_clock::stopwatch;

/// Pause between two looks.
const LOOK_INTERVAL: Duration = Duration::from_millis(25);

/// Looks until `look` gives something, at most for `limit`; then none.
pub async fn until_some<T, F>(limit: Duration, mut look: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let watch = stopwatch();
    loop {
        if let Some(found) = look().await {
            return Some(found);
        }
        if watch.elapsed() > limit {
            return None;
        }
        tokio::time::sleep(LOOK_INTERVAL).await;
    }
}

/// Looks until `holds`, at most for `limit`; says whether it came to hold.
pub async fn until<F>(limit: Duration, mut holds: impl FnMut() -> F) -> bool
where
    F: Future<Output = bool>,
{
    until_some(limit, || {
        let look = holds();
        async move { look.await.then_some(()) }
    })
    .await
    .is_some()
}
