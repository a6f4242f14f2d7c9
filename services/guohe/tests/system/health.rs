//! Health tells the truth at the moment of asking.

use std::net::SocketAddr;

use guohe::system::{ClockChoice, System, SystemOptions};
use guohe_runtime::listen::ListenAddress;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tonic::{Code, transport::Channel};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use crate::toy::TOYS;

async fn system() -> System {
    let mut options = SystemOptions::in_memory(ClockChoice::SimulatedFrom(None));
    options.services = TOYS;
    options.health = Some(ListenAddress::any_port());
    System::start(options).await.expect("starts")
}

/// Status line and body of a GET.
async fn get(address: SocketAddr, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("read");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    (head.lines().next().unwrap_or_default().to_owned(), body.to_owned())
}

async fn client(system: &System) -> HealthClient<Channel> {
    let endpoint = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
    HealthClient::new(endpoint.connect().await.expect("connects"))
}

async fn check(client: &mut HealthClient<Channel>, service: &str) -> Result<ServingStatus, Code> {
    let request = HealthCheckRequest { service: service.to_owned() };
    let answered = client.check(request).await;
    answered.map(|response| response.into_inner().status()).map_err(|status| status.code())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_working_system_is_ready_in_both_tongues() {
    let system = system().await;
    let address = system.health_address().expect("open");
    assert_eq!(get(address, "/healthz").await, ("HTTP/1.1 200 OK".to_owned(), "ok\n".to_owned()));
    let ready =
        "{\"parts\":{\"bus\":\"ok\",\"store intake\":\"ok\",\"store registry\":\"ok\"},\"ready\":true}";
    assert_eq!(get(address, "/readyz").await, ("HTTP/1.1 200 OK".to_owned(), ready.to_owned()));
    let mut client = client(&system).await;
    for name in ["", "intake", "guohe.intake.v1.IntakeService", "guohe.registry.v1.BaseService"] {
        assert_eq!(check(&mut client, name).await, Ok(ServingStatus::Serving), "{name:?}");
    }
    assert_eq!(check(&mut client, "guohe.assignment.v1.AssignmentService").await, Err(Code::NotFound));
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_gone_is_named_and_only_its_service_suffers() {
    let system = system().await;
    system.engine("registry").expect("runs here").store().close().await;
    let (status, body) = get(system.health_address().expect("open"), "/readyz").await;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(
        body.contains("\"store intake\":\"ok\"") && !body.contains("\"store registry\":\"ok\""),
        "{body}"
    );
    let mut client = client(&system).await;
    assert_eq!(check(&mut client, "").await, Ok(ServingStatus::NotServing));
    assert_eq!(check(&mut client, "intake").await, Ok(ServingStatus::Serving));
    assert_eq!(check(&mut client, "registry").await, Ok(ServingStatus::NotServing));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bus_that_is_closed_is_named() {
    let system = system().await;
    system.engine("intake").expect("runs here").node().bus().close().await;
    let (status, body) = get(system.health_address().expect("open"), "/readyz").await;
    assert_eq!(status, "HTTP/1.1 503 Service Unavailable");
    assert!(body.contains("\"bus\":\"the bus is closed\""), "{body}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watcher_hears_of_the_end_and_does_not_delay_it() {
    let system = system().await;
    let mut client = client(&system).await;
    let request = HealthCheckRequest { service: String::new() };
    let mut watch = client.watch(request).await.expect("answered").into_inner();
    let first = watch.message().await.expect("reads").expect("a status");
    assert_eq!(first.status(), ServingStatus::Serving);
    let (last, ()) = tokio::join!(watch.message(), system.stop());
    assert_eq!(last.expect("reads").expect("a status").status(), ServingStatus::NotServing);
}

/// The value of a metric with these labels.
fn value(metrics: &str, name: &str) -> Option<f64> {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_show_what_was_done_and_what_is_left() {
    let clock = guohe_clock::SimulatedClock::starting_at(crate::toy::day("2026-03-09"));
    let mut options = SystemOptions::in_memory(ClockChoice::Simulated(clock.clone()));
    options.services = TOYS;
    options.health = Some(ListenAddress::any_port());
    options.sample = std::time::Duration::from_millis(50);
    let system = System::start(options).await.expect("starts");
    let address = system.health_address().expect("open");
    for request in 0..3 {
        crate::toy::add(system.engine("intake").expect("runs here"), "c-1", request, 1, request == 2).await;
    }
    system.settle().await.expect("quiet");
    let limit = std::time::Duration::from_secs(20);
    let shown = async |name: &str, wanted: f64| {
        let there = guohe_testkit::wait::until(limit, async || {
            value(&get(address, "/metrics").await.1, name) == Some(wanted)
        });
        assert!(there.await, "{name} {wanted} in:\n{}", get(address, "/metrics").await.1);
    };
    // Other tests of this process count into the same recorder, but not messages, timers and letters of these.
    shown("guohe_timers_pending{service=\"intake\"}", 3.0).await;
    shown("guohe_dead_letters{service=\"registry\"}", 1.0).await;
    clock.advance_to(crate::toy::day("2026-03-12"));
    system.settle().await.expect("quiet");
    shown("guohe_timers_pending{service=\"intake\"}", 0.0).await;
    let (status, metrics) = get(address, "/metrics").await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    let counted = |name: &str| value(&metrics, name).unwrap_or_else(|| panic!("no {name} in:\n{metrics}"));
    let done = "guohe_commands_total{service=\"intake\",cause=\"request\",outcome=\"done\"}";
    assert!(counted(done) >= 3.0);
    assert!(counted("guohe_timer_lateness_seconds_count{service=\"intake\"}") >= 3.0);
    assert!(counted("guohe_published_total{service=\"intake\",outcome=\"confirmed\"}") >= 3.0);
    assert!(counted("guohe_deliveries_total{service=\"registry\",redelivered=\"no\"}") >= 3.0);
    assert!(counted("guohe_commit_seconds_count{service=\"registry\"}") >= 1.0);
    assert!(counted("guohe_queue_seconds_count{service=\"registry\"}") >= 1.0);
    assert!(counted("process_resident_memory_bytes") > 0.0);
    assert_eq!(counted("guohe_ready{part=\"bus\"}"), 1.0);
    system.stop().await;
}
