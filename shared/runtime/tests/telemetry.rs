//! Traces reach a collector where one is configured; what cannot be used is refused by its setting.

use std::time::Duration;

use guohe_runtime::{
    config::{Sources, TelemetrySettings},
    telemetry::Telemetry,
};
use tokio::{io::AsyncReadExt, net::TcpListener};

fn settings(flags: &[&str]) -> TelemetrySettings {
    Sources::new().flags(flags.iter().copied()).and_then(Sources::load).expect("settings").telemetry
}

#[test]
fn a_filter_and_a_collector_that_cannot_be_used_are_refused_by_their_settings() {
    let refused =
        |flag: &str| Telemetry::start(&settings(&[flag]), "guohe").err().expect("refused").to_string();
    let filter = refused("telemetry.filter=guohe==loud");
    assert!(filter.starts_with("telemetry.filter = \"guohe==loud\" cannot be read: "), "{filter}");
    assert_eq!(
        refused("telemetry.otlp=127.0.0.1:4317"),
        "telemetry.otlp = \"127.0.0.1:4317\" cannot be used: it does not begin with http://; write it like \
         \"http://127.0.0.1:4317\""
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_traces_of_a_short_life_are_sent_at_its_end() {
    let collector = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = collector.local_addr().expect("an address");
    let received = tokio::spawn(async move {
        let (mut stream, _) = collector.accept().await.expect("a connection");
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.expect("reads");
        preface
    });
    let collected = format!("telemetry.otlp=http://{address}");
    let settings = settings(&[&collected, "telemetry.filter=info", "telemetry.format=json"]);
    let telemetry = Telemetry::start(&settings, "guohe");
    let telemetry = telemetry.expect("starts");
    tracing::info_span!("call", rpc = "/guohe.intake.v1.IntakeService/GetCall").in_scope(|| {});
    // The collector never answers; the end does not wait for it longer than the export's limit.
    let finishing = tokio::task::spawn_blocking(|| telemetry.finish());
    let preface = tokio::time::timeout(Duration::from_secs(20), received).await.expect("in time");
    assert_eq!(&preface.expect("received"), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    tokio::time::timeout(Duration::from_secs(20), finishing).await.expect("in time").expect("finished");
}
