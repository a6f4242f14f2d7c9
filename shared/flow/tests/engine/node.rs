//! The loops around the committer: two services on one bus.

use std::sync::Arc;

use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_clock::{SimulatedClock, start_of_day};
use guohe_flow::{
    Actor, Committer, Engine, Item, Limits, Node, Request, Role, StreamKey,
    ports::{Bus, Store},
};
use guohe_store::SqliteStore;

use crate::toy::{Command, Tally, definition, topology};

struct Pair {
    left: Engine,
    right: Engine,
    bus: Arc<InProcessBus>,
    clock: SimulatedClock,
    stores: [Arc<dyn Store>; 2],
}

async fn memory() -> Arc<dyn Store> {
    Arc::new(SqliteStore::in_memory().await.expect("opens"))
}

impl Pair {
    async fn start(stores: [Arc<dyn Store>; 2]) -> Self {
        let clock = SimulatedClock::starting_at(start_of_day("2026-03-09".parse().expect("a date")));
        let bus = Arc::new(InProcessBus::new(InProcessConfig::default(), topology()));
        let start = async |service: &'static str, store: &Arc<dyn Store>| {
            Node::start(
                definition::<1>(service),
                store.clone(),
                bus.clone() as Arc<dyn Bus>,
                Arc::new(clock.clone()),
                Arc::new(topology()),
                Limits::default(),
            )
            .await
            .expect("starts")
        };
        let left = start("left", &stores[0]).await;
        let right = start("right", &stores[1]).await;
        Self { left, right, bus, clock, stores }
    }

    async fn quiet(&self) {
        let limit = std::time::Duration::from_secs(20);
        tokio::time::timeout(limit, async {
            while self.left.node().in_hand() + self.right.node().in_hand() + self.bus.pending() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await
        .expect("comes to rest");
    }

    async fn stop(&self) {
        self.left.node().stop().await;
        self.right.node().stop().await;
    }
}

fn request(id: &str, request_id: String, command: Command) -> Request<Tally<1>> {
    let actor = Actor { id: "u-1".into(), role: Role::Official, unit: String::new() };
    Request { department: "hunan".into(), id: id.into(), request_id, actor, command }
}

async fn sum(engine: &Engine, id: &str) -> i64 {
    engine.load::<Tally<1>>("hunan", id).await.expect("reads").map_or(0, |loaded| loaded.state.sum)
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_cross_from_service_to_service() {
    let pair = Pair::start([memory().await, memory().await]).await;
    let sends = (0..300).map(|n| {
        let command = Command::Send { to: format!("sink-{}", n % 7), number: 1 };
        pair.left.execute(request(&format!("source-{}", n % 5), format!("r-{n}"), command))
    });
    for sent in futures::future::join_all(sends).await {
        sent.expect("carried out");
    }
    pair.quiet().await;
    let mut total = 0;
    for n in 0..7 {
        total += sum(&pair.right, &format!("sink-{n}")).await;
    }
    assert_eq!(total, 300);
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_in_the_outbox_is_sent_after_the_restart() {
    let stores = [memory().await, memory().await];
    let clock = SimulatedClock::starting_at(start_of_day("2026-03-09".parse().expect("a date")));
    let committer =
        Committer::new(definition::<1>("left"), stores[0].clone(), Arc::new(clock), Arc::new(topology()));
    let item = Item::Request {
        stream: StreamKey::new("hunan", "tally", "source"),
        request_id: "r-1".into(),
        actor: Actor { id: "u-1".into(), role: Role::Official, unit: String::new() },
        command: serde_json::to_value(Command::Send { to: "sink".into(), number: 9 }).expect("serialises"),
        trace: None,
    };
    // Committed, and then the process was gone before it could publish.
    drop(committer.process(&[item]).await);
    let pair = Pair::start(stores).await;
    let limit = std::time::Duration::from_secs(20);
    tokio::time::timeout(limit, async {
        while sum(&pair.right, "sink").await != 9 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("arrives");
    pair.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graceful_stop_loses_nothing() {
    let stores = [memory().await, memory().await];
    let pair = Pair::start(stores.clone()).await;
    let mut accepted = 0;
    for n in 0..50 {
        let command = Command::Send { to: "sink".into(), number: 1 };
        if pair.left.execute(request("source", format!("r-{n}"), command)).await.is_ok() {
            accepted += 1;
        }
    }
    pair.stop().await;
    assert!(pair.left.execute(request("source", "late".into(), Command::Add(1))).await.is_err());
    let again = Pair::start(stores).await;
    let limit = std::time::Duration::from_secs(20);
    tokio::time::timeout(limit, async {
        while sum(&again.right, "sink").await != accepted {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("everything accepted arrives");
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timer_fires_when_the_clock_reaches_it() {
    let pair = Pair::start([memory().await, memory().await]).await;
    let at = start_of_day("2031-03-09".parse().expect("a date"));
    let command = Command::AddAt { number: 4, at, name: "t".into() };
    pair.left.execute(request("a", "r-1".into(), command)).await.expect("carried out");
    assert_eq!(pair.stores[0].next_due().await.expect("reads"), Some(at));
    pair.clock.advance_to(at);
    let limit = std::time::Duration::from_secs(20);
    tokio::time::timeout(limit, async {
        while sum(&pair.left, "a").await != 4 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("fires");
    pair.stop().await;
}
