//! The same ten years with every service in a process of its own, on PostgreSQL and RabbitMQ.

use std::{collections::BTreeMap, sync::Arc};

use guohe::{
    demo::{self, worlds::DistributedWorld},
    scenario::{Keeper, Position, Script, play, step::Step},
};
use guohe_clock::Timestamp;
use guohe_testkit::{postgres, rabbitmq};

use crate::{
    process::Serving,
    reference::{self, SEED},
};

/// Keeps nothing: these processes are not killed.
struct Forgetful;

impl Keeper for Forgetful {
    fn keep(&self, _position: &Position) -> std::io::Result<()> {
        Ok(())
    }

    fn begins(&self, _index: usize, _step: &Step) {}

    fn moved(&self, _now: Timestamp) {}
}

fn serve(service: &str, database: &str, broker: &str) -> Serving {
    Serving::spawn(&[
        "serve",
        "--target",
        service,
        "--listen",
        "127.0.0.1:0",
        "--clock",
        "simulated",
        "--set",
        &format!("clock.start={}", demo::beginning().to_rfc3339()),
        "--set",
        &format!("store.url={database}"),
        "--set",
        &format!("store.vault_key={}", "07".repeat(32)),
        "--set",
        &format!("bus.url={broker}"),
    ])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_processes_make_the_same_register_as_one() {
    let database = postgres::database().expect("a database");
    let broker = rabbitmq::vhost().await.expect("a broker");
    let processes: BTreeMap<String, Serving> = guohe_api::SERVICES
        .into_iter()
        .map(|service| (service.to_owned(), serve(service, database.url(), broker.url())))
        .collect();
    let addresses =
        processes.iter().map(|(service, serving)| (service.clone(), serving.address.clone())).collect();
    let world = Arc::new(DistributedWorld::connect(&addresses).await.expect("every process answers"));
    let script = Script::write(SEED);
    let played = play(&script, world.clone(), Position::default(), &Forgetful).await;
    let position = played.expect("the script reaches its end");
    let story = demo::tell(&script, world, position).await.expect("every service answers");
    let failed: Vec<_> = story.failed().collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(story.register_sha256, reference::digest());
    for (service, serving) in processes {
        assert_eq!(serving.terminate(), Some(0), "{service} ends in order");
    }
}
