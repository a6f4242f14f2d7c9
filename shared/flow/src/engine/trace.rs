//! Traces: one span for each step, within the trace of whoever caused it.
//!
//! Owns the way of W3C trace context through the engine: from the caller's span into a request, from a message's
//! `traceparent` into the step that handles it, from a step into the messages it sends and the timers it sets.
//! A trace is never part of an event, a state or a message's meaning: deciders do not see it, and the bytes that
//! are hashed are the same with and without it.
//!
//! # Theory of operation
//! A step's span lasts from the moment it is decided to the end of the commit that makes it durable. A message
//! continues its sender's trace; a timer, which may come due years later, begins a trace of its own that *links* to
//! the one that set it. All spans here stand under one target, [`SPANS`]: where nobody exports traces that target
//! is off, and a step pays for one look at a flag.

use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState},
};
use tracing::{Level, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use super::item::Item;

/// Target of the spans that make up a trace; to be switched on where traces are exported, and off elsewhere.
pub const SPANS: &str = "guohe_spans";

/// The caller's trace context as a `traceparent`; `None` where traces are off.
pub(crate) fn current() -> Option<String> {
    if !tracing::enabled!(target: SPANS, Level::INFO) {
        return None;
    }
    traceparent(&Span::current())
}

/// The span of one step; none where traces are off.
pub(crate) struct StepSpan(Span);

impl StepSpan {
    /// Opens the span of an item.
    pub(crate) fn open(service: &'static str, item: &Item) -> Self {
        if !tracing::enabled!(target: SPANS, Level::INFO) {
            return Self(Span::none());
        }
        let span = match item {
            Item::Request { stream, request_id, trace, .. } => {
                let span = tracing::info_span!(
                    target: SPANS, parent: None, "step", service, cause = "request", %stream, request = request_id
                );
                follow(&span, trace.as_deref());
                span
            }
            Item::Message { event, .. } => {
                let span = tracing::info_span!(
                    target: SPANS, parent: None, "step", service, cause = "message", stream = event.subject,
                    message = event.id, kind = event.event_type
                );
                follow(&span, event.traceparent.as_deref());
                span
            }
            Item::Timer { record } | Item::TimerAgain { record, .. } => {
                let span = tracing::info_span!(
                    target: SPANS, parent: None, "step", service, cause = "timer", stream = %record.key.stream,
                    timer = record.key.name, due = %record.due
                );
                if let Some(set_by) = record.trace.as_deref().and_then(read) {
                    span.add_link(set_by);
                }
                span
            }
            Item::Unreadable { .. } => Span::none(),
        };
        Self(span)
    }

    /// What messages and timers of this step carry on.
    pub(crate) fn traceparent(&self) -> Option<String> {
        if self.0.is_none() { None } else { traceparent(&self.0) }
    }
}

/// Makes a span a child of a remote one; one that does not read leaves it a trace of its own.
fn follow(span: &Span, text: Option<&str>) {
    if let Some(parent) = text.and_then(read) {
        // Refused only where no exporter listens, and then nobody misses it.
        let _ = span.set_parent(Context::new().with_remote_span_context(parent));
    }
}

/// A span's context as W3C writes it.
fn traceparent(span: &Span) -> Option<String> {
    let context = span.context();
    let span = context.span();
    let known = span.span_context();
    known.is_valid().then(|| {
        format!("00-{}-{}-{:02x}", known.trace_id(), known.span_id(), known.trace_flags().to_u8() & 1)
    })
}

/// Reads a `traceparent` (W3C Trace Context, version 00 or a later one that begins alike).
fn read(text: &str) -> Option<SpanContext> {
    let mut parts = text.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let of_length = version.len() == 2 && trace.len() == 32 && span.len() == 16 && flags.len() == 2;
    if !of_length || version == "ff" || (version == "00" && parts.next().is_some()) {
        return None;
    }
    let trace = TraceId::from_hex(trace).ok()?;
    let span = SpanId::from_hex(span).ok()?;
    let flags = TraceFlags::new(u8::from_str_radix(flags, 16).ok()? & 1);
    let context = SpanContext::new(trace, span, flags, true, TraceState::default());
    context.is_valid().then_some(context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceparent_reads_as_w3c_says() {
        let read = read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").expect("reads");
        assert_eq!(read.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(read.span_id().to_string(), "00f067aa0ba902b7");
        assert!(read.is_sampled() && read.is_remote());
    }

    #[test]
    fn what_is_no_traceparent_begins_no_trace() {
        for text in [
            "",
            "hello",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        ] {
            assert!(read(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn without_an_exporter_nothing_is_carried() {
        assert_eq!(current(), None);
    }
}
