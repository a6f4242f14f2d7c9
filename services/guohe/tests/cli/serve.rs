//! `guohe serve`: what it refuses, in which words, and its end.

use std::net::TcpStream;

use guohe_testkit::wait;
use tonic::transport::Channel;
use tonic_reflection::pb::v1::{ServerReflectionRequest, server_reflection_client::ServerReflectionClient};

use crate::process::{Serving, failure, guohe, run};

/// Words and status of a `serve` that does not start, on a fresh folder.
fn refused(more: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let mut arguments = vec!["serve", "--data", data, "--listen", "127.0.0.1:0"];
    arguments.extend(more);
    let (status, words) = failure(&arguments);
    assert_eq!(status, Some(2), "{words}");
    words
}

#[test]
fn an_address_that_others_could_reach_is_refused() {
    assert_eq!(
        failure(&["serve", "--listen", "0.0.0.0:7100"]).1,
        "guohe: listen.grpc (the command line): \"0.0.0.0:7100\" could be reached from other machines, and there is \
         no sign-in yet; listen on 127.0.0.1 or [::1], or, where a network of your own keeps everybody else away, \
         acknowledge it with listen.allow_unauthenticated=true\n"
    );
}

#[test]
fn a_mistyped_variable_is_refused() {
    let mut command = guohe(&["serve"]);
    let output = command.env("GUOHE__STORE__ULR", "sqlite:x").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(output.stderr).expect("text"),
        "guohe: GUOHE__STORE__ULR (the environment): there is no such setting; did you mean GUOHE__STORE__URL?\n"
    );
}

#[test]
fn an_unknown_pack_is_answered_with_those_there_are() {
    let words = refused(&["--set", "departments=[{id='hunan',policies=['hunan-2062']}]"]);
    assert!(
        words.starts_with(
            "guohe: there is no pack \"hunan-2062\" in the program; there are guangdong-2020-call, "
        ),
        "{words}"
    );
}

#[test]
fn some_services_only_need_a_store_and_a_bus_that_others_reach() {
    assert_eq!(
        refused(&["--target", "intake,registry"]),
        "guohe: --target runs intake, registry here and leaves the other services to other processes, which cannot \
         reach files in a data folder; set store.url to postgres://USER:PASSWORD@HOST:PORT/DATABASE\n"
    );
    let (status, words) = failure(&[
        "serve",
        "--target",
        "intake",
        "--set",
        "store.url=postgres://ann:s3cret@127.0.0.1:1/guohe",
    ]);
    assert_eq!(status, Some(2));
    assert_eq!(
        words,
        "guohe: --target runs intake here and leaves the other services to other processes, which cannot reach a bus \
         within this one; set bus.url to amqp://USER:PASSWORD@HOST:PORT/VHOST\n"
    );
}

#[test]
fn a_database_that_does_not_answer_is_named_with_its_setting_and_without_its_password() {
    let (status, words) = failure(&[
        "serve",
        "--listen=127.0.0.1:0",
        "--set=store.url=postgres://ann:s3cret@127.0.0.1:1/guohe",
        "--set=store.vault_key=0707070707070707070707070707070707070707070707070707070707070707",
    ]);
    assert_eq!(status, Some(2));
    let expected = "guohe: the store of intake cannot be opened (setting store.url): PostgreSQL at 127.0.0.1:1, database \
                    guohe, user ann cannot be reached";
    assert!(words.starts_with(expected), "{words}");
    assert!(!words.contains("s3cret"), "{words}");
}

#[test]
fn a_broker_that_does_not_answer_is_named_with_its_setting_and_without_its_password() {
    let words =
        refused(&["--set=bus.url=amqp://ann:s3cret@127.0.0.1:1/guohe", "--set=bus.connect_seconds=1"]);
    let last = words.lines().last().unwrap_or_default();
    assert!(last.starts_with("guohe: the bus cannot be reached (setting bus.url): "), "{words}");
    assert!(!words.contains("s3cret"), "{words}");
}

#[test]
fn a_database_without_a_vault_key_is_refused() {
    let (status, words) =
        failure(&["serve", "--listen=127.0.0.1:0", "--set=store.url=postgres://ann@127.0.0.1:1/guohe"]);
    assert_eq!(status, Some(2));
    assert_eq!(
        words,
        "guohe: store.vault_key is missing; with PostgreSQL it must be set, to 64 hex digits that all processes \
         share\n"
    );
}

#[test]
fn a_served_folder_is_refused_to_others_and_free_after_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let departments = "departments=[{id='hunan',policies=['hunan-2026']}]";
    let serving = Serving::start(folder.path(), &["--set", departments]);
    let (status, words) = failure(&["audit", "verify", "--data", data]);
    assert_eq!(status, Some(2));
    assert!(words.contains("is in use by process"), "{words}");
    assert_eq!(run(&["audit", "verify", "--address", &serving.address]).status.code(), Some(0));
    assert_eq!(serving.terminate(), Some(0));

    // The pack is adopted once: the second start finds it, and changes nothing.
    let events =
        || String::from_utf8(run(&["audit", "verify", "--data", data, "--json"]).stdout).expect("text");
    let before = events();
    assert_eq!(Serving::start(folder.path(), &["--set", departments]).terminate(), Some(0));
    assert_eq!(events(), before);
}

/// Holds a call open on which nothing is asked.
async fn endless_call(address: &str) -> impl Sized + use<> {
    let endpoint = Channel::from_shared(format!("http://{address}")).expect("an address");
    let mut client = ServerReflectionClient::new(endpoint.connect().await.expect("connects"));
    let silent = futures::stream::pending::<ServerReflectionRequest>();
    client.server_reflection_info(silent).await.expect("answered")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_signal_does_not_wait_for_what_the_first_waits_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::start(folder.path(), &["--set=limits.drain_seconds=3600"]);
    let open = endless_call(&serving.address).await;
    serving.signal();
    // It has heard the first signal once it takes no new connections; then it waits for the open call.
    let limit = std::time::Duration::from_secs(20);
    assert!(wait::until(limit, async || TcpStream::connect(&serving.address).is_err()).await);
    assert_eq!(serving.terminate(), Some(130));
    drop(open);
}
