//! A PostgreSQL server that is lost and brought back to an instant in the middle of the demo, with an empty broker:
//! the lacking messages are published again, and the demo comes to the same end. What an operator does by hand is
//! in docs/operations/backup.md, in this order.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use guohe::{
    demo::{self, worlds::DistributedWorld},
    scenario::{Keeper, Position, Script, play, step::Step},
};
use guohe_clock::Timestamp;
use guohe_testkit::{
    postgres::{Database, Server},
    rabbitmq, wait,
};
use serde_json::Value;

use crate::{
    process::{Serving, run},
    reference::{self, SEED},
};

/// Steps of the script before the copy of the server, before the instant that is gone back to, and before the loss.
const COPIED: usize = 20;
const INSTANT: usize = 45;
const LOST: usize = 60;

/// Longest wait for the server.
const LIMIT: Duration = Duration::from_secs(60);

/// Notes the server's time a moment into a step, and where the script stood then.
struct Notes<'a> {
    database: &'a Database,
    kept: Mutex<Position>,
    noted: Mutex<Option<(String, Position)>>,
}

impl<'a> Notes<'a> {
    fn new(database: &'a Database) -> Self {
        Self { database, kept: Mutex::default(), noted: Mutex::default() }
    }
}

impl Keeper for Notes<'_> {
    fn keep(&self, position: &Position) -> std::io::Result<()> {
        *self.kept.lock().expect("kept") = position.clone();
        Ok(())
    }

    fn begins(&self, index: usize, _step: &Step) {
        if index == INSTANT {
            let soon =
                self.database.run("select clock_timestamp() + interval '40 milliseconds'").expect("told");
            let position = self.kept.lock().expect("kept").clone();
            *self.noted.lock().expect("noted") = Some((soon.trim().to_owned(), position));
        }
    }

    fn moved(&self, _now: Timestamp) {}
}

/// All services in one process.
fn serve(database: &str, broker: &str) -> Serving {
    Serving::spawn(&[
        "serve",
        "--listen=127.0.0.1:0",
        "--clock=simulated",
        &format!("--set=clock.start={}", demo::beginning().to_rfc3339()),
        &format!("--set=store.url={database}"),
        &format!("--set=store.vault_key={}", "07".repeat(32)),
        &format!("--set=bus.url={broker}"),
    ])
}

async fn world(serving: &Serving) -> Arc<DistributedWorld> {
    let address = |service: &str| (service.to_owned(), serving.address.clone());
    let addresses: BTreeMap<String, String> = guohe_api::SERVICES.into_iter().map(address).collect();
    Arc::new(DistributedWorld::connect(&addresses).await.expect("the process answers"))
}

fn up_to(script: &Script, steps: usize) -> Script {
    Script { steps: script.steps[..steps].to_vec(), ..script.clone() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_brought_back_to_an_instant_comes_to_the_same_end() {
    let server = Server::start_archiving().expect("a server");
    let database = server.database().expect("a database");
    let broker = rabbitmq::vhost().await.expect("a broker");
    let script = Script::write(SEED);
    let notes = Notes::new(&database);

    let serving = serve(database.url(), broker.url());
    let before = world(&serving).await;
    let played = play(&up_to(&script, COPIED), before.clone(), Position::default(), &notes).await;
    server.base_backup().expect("copied");
    let position = played.expect("played");
    play(&up_to(&script, LOST), before, position, &notes).await.expect("played");
    database.run("select pg_switch_wal()").expect("the log so far is archived");
    let archived = "select last_archived_wal is not null and last_archived_time > now() - interval '1 minute' \
                    and archived_count > 0 and not exists (select 1 from pg_ls_archive_statusdir() \
                    where name like '%.ready') from pg_stat_archiver";
    assert!(wait::until(LIMIT, async || database.run(archived).is_ok_and(|told| told.trim() == "t")).await);

    // The loss: the process without a farewell, the server, and with the broker every message that was on its way.
    drop(serving);
    let (instant, position) = notes.noted.lock().expect("noted").clone().expect("the step was reached");
    server.restore_to(&instant).expect("brought back");
    let recovered = "select not pg_is_in_recovery()";
    assert!(wait::until(LIMIT, async || database.run(recovered).is_ok_and(|told| told.trim() == "t")).await);

    let store = format!("--set=store.url={}", database.url());
    let told = run(&["bus", "republish", &store, "--json"]);
    assert_eq!(told.status.code(), Some(0), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(told["findings"], serde_json::json!([]), "all schemas are of one instant");

    let broker = rabbitmq::vhost().await.expect("an empty broker");
    let serving = serve(database.url(), broker.url());
    let after = world(&serving).await;
    let position = play(&script, after.clone(), position, &notes).await.expect("the script reaches its end");
    let story = demo::tell(&script, after, position).await.expect("every service answers");
    let failed: Vec<_> = story.failed().collect();
    assert!(failed.is_empty(), "{failed:?}");
    assert_eq!(story.register_sha256, reference::digest());
    assert_eq!(serving.terminate(), Some(0));
}
