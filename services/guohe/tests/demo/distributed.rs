//! The same scenario with every service in a process of its own, on PostgreSQL and RabbitMQ: from the call to the
//! first recognitions and reports. `cargo xtask campaign` plays all ten years in processes, and breaks them meanwhile.

use std::{collections::BTreeMap, sync::Arc};

use guohe::{
    demo::{
        self,
        findings::Findings,
        register,
        worlds::{DistributedWorld, EmbeddedWorld},
    },
    scenario::{Keeper, Position, Script, World, doors::Doors, play, step::Step},
};
use guohe_clock::Timestamp;
use guohe_testkit::{postgres, rabbitmq};

use serde_json::Value;

use crate::{process::Serving, reference::SEED};

/// Steps that are played: after them, what happens is of the same kinds.
const STEPS: usize = 80;

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
    let apart = register_of(world).await;
    let folder = tempfile::tempdir().expect("a folder");
    let world = EmbeddedWorld::start(folder.path(), demo::beginning()).await.expect("starts");
    let together = register_of(Arc::new(world)).await;
    assert!(
        together["bases"].as_array().is_some_and(|bases| bases.len() > 20),
        "there is something to compare"
    );
    assert_eq!(apart, together);
    for (service, serving) in processes {
        assert_eq!(serving.terminate(), Some(0), "{service} ends in order");
    }
}

/// The register after the steps.
async fn register_of(world: Arc<dyn World>) -> Value {
    let mut script = Script::write(SEED);
    script.steps.truncate(STEPS);
    let played = play(&script, world.clone(), Position::default(), &Forgetful).await;
    let position = played.expect("the script reaches its end");
    let findings = Findings::gather(&Doors::of(world), &script, position).await;
    register::register(&findings.expect("every service answers"))
}
