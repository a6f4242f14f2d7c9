//! One process of the distributed form: PostgreSQL, RabbitMQ, and the same behaviour.

use std::time::Duration;

use guohe::system::{BusChoice, ClockChoice, StoreChoice, System, SystemOptions};
use guohe_clock::SimulatedClock;
use guohe_store::VaultKey;
use guohe_testkit::{postgres, rabbitmq};

use crate::toy::{TOYS, add, count, day};

fn options(postgres: &str, rabbitmq: &str, target: &str, clock: &SimulatedClock) -> SystemOptions {
    let store = StoreChoice::At(postgres.parse().expect("an address"));
    let bus = BusChoice::RabbitMq(rabbitmq.to_owned());
    let mut options = SystemOptions::new(store, bus, ClockChoice::Simulated(clock.clone()));
    options.services = TOYS;
    options.targets = target.split(',').map(str::to_owned).collect();
    options.vault_key = Some(VaultKey::new([7; 32]));
    options
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn services_meet_in_the_broker_and_settle_by_their_counts() {
    let database = postgres::database().expect("a database");
    let vhost = rabbitmq::vhost().await.expect("a broker");
    let clock = SimulatedClock::starting_at(day("2026-03-09"));
    let both = options(database.url(), vhost.url(), "intake,registry", &clock);
    let system = System::start(both).await.expect("starts");
    let intake = system.engine("intake").expect("runs here").clone();
    for number in 0..20 {
        add(&intake, "c-1", number, 30, false).await;
    }
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, "registry", "all").await.added, 20);
    clock.advance_to(day("2026-05-01"));
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, "registry", "all").await.echoed, 20);
    system.stop().await;

    // What one process sends while the other is away arrives once that one is there.
    let alone = options(database.url(), vhost.url(), "intake", &clock);
    let sender = System::start(alone).await.expect("starts");
    add(sender.engine("intake").expect("runs here"), "c-1", 20, 30, false).await;
    sender.stop().await;
    let both = options(database.url(), vhost.url(), "intake,registry", &clock);
    let system = System::start(both).await.expect("starts");
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, "registry", "all").await.added, 21);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_declared_differently_is_refused_with_what_to_do_and_left_as_it_is() {
    let database = postgres::database().expect("a database");
    let vhost = rabbitmq::vhost().await.expect("a broker");
    vhost.declare_passing_queue("guohe.registry").expect("declared");
    let clock = SimulatedClock::starting_at(day("2026-03-09"));
    let mut both = options(database.url(), vhost.url(), "intake,registry", &clock);
    both.connect = Duration::from_secs(3);
    let refused = System::start(both.clone()).await.err().expect("refused");
    let told = format!("{:#}", anyhow::Error::from(refused));
    for words in ["bus.url", "declare queue guohe.registry", "rabbitmqctl delete_queue guohe.registry"] {
        assert!(told.contains(words), "{words:?} is missing: {told}");
    }
    assert_eq!(database.run("select count(*) from registry.streams").expect("read").trim(), "0");
    // Still there, and still declared as it was: deleting it is left to people, and enough.
    vhost.delete_queue("guohe.registry").expect("it was left");
    System::start(both).await.expect("starts").stop().await;
}
