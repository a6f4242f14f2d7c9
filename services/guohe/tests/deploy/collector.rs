//! A collector of traces, in memory.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    common::v1::any_value::Value,
    trace::v1::Span,
};
use tonic::{Request, Response, Status, transport::Server, transport::server::TcpIncoming};

/// A span with the process it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Collected {
    /// `service.name`.
    pub(crate) process: String,
    /// The span.
    pub(crate) span: Span,
}

/// What was exported so far. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Vec<Collected>>>);

impl Collector {
    /// Listens for as long as the test runs; the address.
    pub(crate) fn start() -> (Self, SocketAddr) {
        let collector = Self::default();
        let incoming = TcpIncoming::bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = incoming.local_addr().expect("an address");
        let server = Server::builder().add_service(TraceServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(incoming));
        (collector, address)
    }

    /// Everything that was exported.
    pub(crate) fn spans(&self) -> Vec<Collected> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Collected {
    /// The text of an attribute; empty where it has none.
    pub(crate) fn attribute(&self, key: &str) -> String {
        let value = self.span.attributes.iter().find(|attribute| attribute.key == key);
        match value.and_then(|attribute| attribute.value.clone()?.value) {
            Some(Value::StringValue(text)) => text,
            _ => String::new(),
        }
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for resource in request.into_inner().resource_spans {
            let attributes = resource.resource.map(|resource| resource.attributes).unwrap_or_default();
            let name = attributes.into_iter().find(|attribute| attribute.key == "service.name");
            let process = match name.and_then(|attribute| attribute.value?.value) {
                Some(Value::StringValue(text)) => text,
                _ => String::new(),
            };
            let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            kept.extend(spans.map(|span| Collected { process: process.clone(), span }));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}
