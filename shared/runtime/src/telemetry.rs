//! Logs and traces.
//!
//! Logs go to standard error, as text or one JSON object a line; traces go to an OpenTelemetry collector where one
//! is configured. Both carry the ids of cases, actors and articles, never personal data: whoever logs a value
//! answers for that, and nothing here adds any.

use std::time::Duration;

use guohe_flow::SPANS;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::{EnvFilter, Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{
    config::{LogFormat, TelemetrySettings},
    rpc::CALLS,
};

/// Longest time to export one batch, and to export the last one at the end.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why there are no logs or traces.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// A filter that cannot be read.
    #[error("telemetry.filter = {filter:?} cannot be read: {words}; write it like \"warn,guohe_flow=debug\"")]
    Filter {
        /// The setting.
        filter: String,
        /// The parser's words.
        words: String,
    },
    /// An address that is none. A collector that does not answer is no error: traces are dropped until it does.
    #[error("telemetry.otlp = {address:?} cannot be used: {words}; write it like \"http://127.0.0.1:4317\"")]
    Collector {
        /// The setting.
        address: String,
        /// What is wrong.
        words: String,
    },
    /// Somebody set up logs before.
    #[error("logs are set up already in this process")]
    Twice,
}

/// Logs and traces as they were set up; [`Telemetry::finish`] sends what is left.
#[must_use = "the last traces are sent by finish()"]
pub struct Telemetry {
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Sets logs and traces up for the whole process, traces under a name (`service.name`). Must be called within a
    /// Tokio runtime.
    pub fn start(settings: &TelemetrySettings, name: &str) -> Result<Self, TelemetryError> {
        let filter = EnvFilter::try_new(&settings.filter).map_err(|error| TelemetryError::Filter {
            filter: settings.filter.clone(),
            words: error.to_string(),
        })?;
        // The steps of a trace are no log: they are there where traces are exported, whatever is logged, and cost
        // nothing elsewhere.
        let level = if settings.otlp.is_some() { LevelFilter::INFO } else { LevelFilter::OFF };
        let filter = [SPANS, CALLS].into_iter().fold(filter, |filter, target| {
            let wanted = settings.otlp.is_some() || target == SPANS;
            let directive = format!("{target}={level}").parse();
            match directive {
                Ok(directive) if wanted => filter.add_directive(directive),
                _ => filter,
            }
        });
        let traces = settings.otlp.as_deref().map(|address| provider(address, name)).transpose()?;
        let export = traces
            .as_ref()
            .map(|provider| tracing_opentelemetry::layer().with_tracer(provider.tracer("guohe")));
        let started = Registry::default().with(filter).with(export).with(log(settings.format)).try_init();
        started.map_err(|_| TelemetryError::Twice)?;
        Ok(Self { traces })
    }

    /// Sends the traces that are still here.
    pub fn finish(self) {
        if let Some(provider) = self.traces
            && let Err(error) = provider.shutdown_with_timeout(EXPORT_TIMEOUT)
        {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

fn log<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.boxed(),
        LogFormat::Json => log.json().flatten_event(true).boxed(),
    }
}

fn provider(address: &str, name: &str) -> Result<SdkTracerProvider, TelemetryError> {
    let failed = |words: String| TelemetryError::Collector { address: address.to_owned(), words };
    if !address.starts_with("http://") {
        return Err(failed("it does not begin with http://".to_owned()));
    }
    let exporter = SpanExporter::builder().with_tonic().with_endpoint(address).with_timeout(EXPORT_TIMEOUT);
    let exporter = exporter.build().map_err(|error| failed(error.to_string()))?;
    let resource = Resource::builder_empty().with_service_name(name.to_owned()).build();
    Ok(SdkTracerProvider::builder().with_resource(resource).with_batch_exporter(exporter).build())
}
