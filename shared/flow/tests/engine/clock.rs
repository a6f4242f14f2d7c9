//! A machine's clock that is set back while a service runs.

use std::sync::{Arc, Mutex, PoisonError};

use futures::future::BoxFuture;
use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_clock::{Clock, Timestamp};
use guohe_flow::{
    Actor, Engine, ExecuteError, Limits, Node, Request, Role, StreamKey,
    ports::{Bus, Store},
};
use guohe_store::SqliteStore;

use crate::toy::{Command, Tally, definition, topology};

/// A clock that somebody sets, backwards too.
#[derive(Clone)]
struct Settable(Arc<Mutex<Timestamp>>);

impl Settable {
    fn set(&self, text: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = at(text);
    }
}

impl Clock for Settable {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep_until(&self, _: Timestamp) -> BoxFuture<'static, ()> {
        // Nobody tells when a machine's clock is set; the loops look again by themselves.
        Box::pin(std::future::pending())
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

async fn execute(engine: &Engine, request_id: &str, command: Command) -> Result<(), ExecuteError> {
    let actor = Actor { id: "u-1".into(), role: Role::Official, unit: String::new() };
    let request_id = request_id.to_owned();
    let request =
        Request::<Tally<1>> { department: "hunan".into(), id: "t-1".into(), request_id, actor, command };
    engine.execute(request).await.map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_set_back_records_nothing_earlier_and_far_back_holds_everything() {
    let clock = Settable(Arc::new(Mutex::new(at("2027-03-01T08:00:00Z"))));
    let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().await.expect("opens"));
    let bus: Arc<dyn Bus> = Arc::new(InProcessBus::new(InProcessConfig::default(), topology()));
    let (time, all) = (Arc::new(clock.clone()), Arc::new(topology()));
    let node = Node::start(definition::<1>("left"), store.clone(), bus, time, all, Limits::default());
    let engine = node.await.expect("starts");
    let timer = Command::AddAt { number: 100, at: at("2027-03-01T08:30:00Z"), name: "half-past".to_owned() };
    execute(&engine, "r-1", timer).await.expect("decided");
    execute(&engine, "r-2", Command::Add(1)).await.expect("decided");

    // Half a minute: bridged, and nothing is recorded before what was recorded already.
    clock.set("2027-03-01T07:59:30Z");
    execute(&engine, "r-3", Command::Add(1)).await.expect("decided");

    // Two hours: nothing is decided, and the caller learns why.
    clock.set("2027-03-01T06:00:00Z");
    let held = execute(&engine, "r-4", Command::Add(1)).await.expect_err("held");
    assert!(matches!(&held, ExecuteError::Unavailable(words) if words.contains("set back")), "{held}");
    assert!(engine.node().check_clock().is_err());

    // Right again: the same request is decided, and the timer has not fired meanwhile.
    clock.set("2027-03-01T08:00:05Z");
    execute(&engine, "r-4", Command::Add(1)).await.expect("decided");
    assert!(engine.node().check_clock().is_ok());
    let sum = engine.load::<Tally<1>>("hunan", "t-1").await.expect("reads").expect("is there").state.sum;
    assert_eq!(sum, 3);
    let events = store.events(&StreamKey::new("hunan", "tally", "t-1"), 0, 100).await.expect("reads");
    let instants: Vec<Timestamp> =
        events.iter().map(|event| event.open().expect("reads").recorded_at).collect();
    assert!(instants.is_sorted(), "{instants:?}");
    engine.node().stop().await;
}
