//! A span for every call, continuing the caller's trace where it names one (W3C Trace Context).

use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::{
    body::Body,
    codegen::http::{HeaderMap, Request},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Target of the spans of calls.
pub(crate) const CALLS: &str = module_path!();

/// The span of a call: which one, never what it says.
pub(super) fn span(request: &Request<Body>) -> Span {
    let span = tracing::info_span!("call", rpc = request.uri().path());
    if request.headers().contains_key("traceparent") {
        let parent = TraceContextPropagator::new().extract(&Headers(request.headers()));
        // A caller's trace context that does not read leaves the call a trace of its own.
        let _ = span.set_parent(parent);
    }
    span
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(|name| name.as_str()).collect()
    }
}
