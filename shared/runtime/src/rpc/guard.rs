//! What every call passes: admission and a deadline.
//!
//! A call beyond the limit is turned away at once instead of waiting unseen, and a call past its deadline is
//! answered `DEADLINE_EXCEEDED`. The command it carried may still be committed: the same request id may be sent
//! again safely.

use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures::future::BoxFuture;
use tokio::sync::Semaphore;
use tonic::{
    Status,
    body::Body,
    codegen::http::{Request, Response},
};
use tower::{Layer, Service};
use tracing::Instrument;

use super::{deadline::deadline, trace::span};

/// Puts the guard before a server's services. Clones share the limit.
#[derive(Debug, Clone)]
pub struct GuardLayer {
    admitted: Arc<Semaphore>,
    most_calls: usize,
    longest_call: Duration,
    longer: Option<(&'static [&'static str], Duration)>,
}

impl GuardLayer {
    /// A guard that admits `most_calls` at once, each for at most `longest_call`.
    pub fn new(most_calls: usize, longest_call: Duration) -> Self {
        let admitted = Arc::new(Semaphore::new(most_calls.min(Semaphore::MAX_PERMITS)));
        Self { admitted, most_calls, longest_call, longer: None }
    }

    /// Lets the calls of some paths take longer.
    pub fn with_longer(self, paths: &'static [&'static str], longest: Duration) -> Self {
        Self { longer: Some((paths, longest)), ..self }
    }

    fn longest(&self, path: &str) -> Duration {
        let longer = self.longer.filter(|(paths, _)| paths.contains(&path));
        longer.map_or(self.longest_call, |(_, longest)| longest)
    }

    fn overloaded(&self) -> Status {
        Status::resource_exhausted(format!(
            "{} calls are being answered already; try again shortly",
            self.most_calls
        ))
    }
}

impl<S> Layer<S> for GuardLayer {
    type Service = Guard<S>;

    fn layer(&self, inner: S) -> Guard<S> {
        Guard { inner, layer: self.clone() }
    }
}

/// A service behind the guard.
#[derive(Debug, Clone)]
pub struct Guard<S> {
    inner: S,
    layer: GuardLayer,
}

impl<S> Service<Request<Body>> for Guard<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let Ok(permit) = Arc::clone(&self.layer.admitted).try_acquire_owned() else {
            let response = self.layer.overloaded().into_http();
            return Box::pin(async { Ok(response) });
        };
        let limit = deadline(request.headers(), self.layer.longest(request.uri().path()));
        let span = span(&request);
        let answer = self.inner.call(request);
        let guarded = async move {
            let answered = tokio::time::timeout(limit, answer).await;
            drop(permit);
            answered.unwrap_or_else(|_| Ok(expired(limit).into_http()))
        };
        Box::pin(guarded.instrument(span))
    }
}

fn expired(limit: Duration) -> Status {
    Status::deadline_exceeded(format!(
        "not answered within {} ms; a command may still have been carried out: send the same request id again",
        limit.as_millis()
    ))
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tower::service_fn;

    use super::*;

    fn request(timeout: Option<&str>) -> Request<Body> {
        let builder = Request::builder().uri("/guohe.intake.v1.IntakeService/GetCall");
        let builder = match timeout {
            Some(text) => builder.header("grpc-timeout", text),
            None => builder,
        };
        builder.body(Body::empty()).expect("a request")
    }

    fn code(response: &Response<Body>) -> Code {
        Status::from_header_map(response.headers()).map_or(Code::Ok, |status| status.code())
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_past_the_callers_deadline_is_answered_so() {
        let layer = GuardLayer::new(1, Duration::from_secs(30));
        let mut service =
            layer.layer(service_fn(|_| futures::future::pending::<Result<Response<Body>, Infallible>>()));
        let response = service.call(request(Some("20m"))).await.expect("infallible");
        assert_eq!(code(&response), Code::DeadlineExceeded);
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_without_a_deadline_gets_the_servers() {
        let layer = GuardLayer::new(1, Duration::from_secs(30));
        let mut service =
            layer.layer(service_fn(|_| futures::future::pending::<Result<Response<Body>, Infallible>>()));
        let watch = tokio::time::timeout(Duration::from_secs(29), service.call(request(None)));
        assert!(watch.await.is_err());
        let response = service.call(request(None)).await.expect("infallible");
        assert_eq!(code(&response), Code::DeadlineExceeded);
    }

    #[tokio::test]
    async fn a_call_beyond_the_limit_is_turned_away_and_the_place_is_given_back() {
        let layer = GuardLayer::new(1, Duration::from_secs(30));
        let mut hung =
            layer.layer(service_fn(|_| futures::future::pending::<Result<Response<Body>, Infallible>>()));
        let mut quick =
            layer.layer(service_fn(|_| async { Ok::<_, Infallible>(Response::new(Body::empty())) }));
        let first = hung.call(request(None));
        let second = quick.call(request(None)).await.expect("infallible");
        assert_eq!(code(&second), Code::ResourceExhausted);
        drop(first);
        let third = quick.call(request(None)).await.expect("infallible");
        assert_eq!(code(&third), Code::Ok);
    }
}
