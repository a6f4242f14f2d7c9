//! What only the in-process bus promises: confirms that wait for acknowledgement, limits that make the
//! publisher wait, and a count that tells when all is quiet.

use futures::FutureExt;
use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_flow::ports::{Bus, BusError};

use crate::rig::{BARRED, CANCELLED, handle, ids, message, publish_all, soon, take, topology};

fn bus_with_room_for(queue_limit: usize) -> InProcessBus {
    InProcessBus::new(InProcessConfig { queue_limit, ..InProcessConfig::default() }, topology())
}

#[tokio::test]
async fn a_message_is_confirmed_only_when_every_receiving_service_has_acknowledged_it() {
    let bus = bus_with_room_for(10);
    let intake = bus.consume("intake").await.expect("a queue");
    let notification = bus.consume("notification").await.expect("a queue");
    let mut confirm = bus.publish(message(CANCELLED, "m")).await.expect("handed over");
    assert_eq!(bus.pending(), 2);
    handle(&*intake, 1).await;
    let taken = take(&*notification, 1).await;
    assert!((&mut confirm).now_or_never().is_none());
    assert_eq!(bus.pending(), 1);
    notification.acknowledge(&[taken[0].token]).await;
    soon(confirm).await.expect("confirmed");
    assert_eq!(bus.pending(), 0);
}

#[tokio::test]
async fn a_full_queue_makes_the_publisher_wait_until_a_message_is_acknowledged() {
    let bus = bus_with_room_for(3);
    let consumer = bus.consume("intake").await.expect("a queue");
    let _verdicts = publish_all(&bus, BARRED, &ids(3)).await;
    let mut fourth = bus.publish(message(BARRED, "fourth")).boxed();
    assert!((&mut fourth).now_or_never().is_none());
    let taken = take(&*consumer, 3).await;
    assert!((&mut fourth).now_or_never().is_none(), "taking alone makes no room");
    consumer.acknowledge(&[taken[0].token]).await;
    soon(fourth).await.map(drop).expect("handed over");
}

#[tokio::test]
async fn quiet_waits_for_what_is_queued_and_what_is_handed_out() {
    let bus = bus_with_room_for(10);
    soon(bus.quiet()).await;
    let consumer = bus.consume("intake").await.expect("a queue");
    let _verdicts = publish_all(&bus, BARRED, &ids(2)).await;
    let mut quiet = bus.quiet().boxed();
    assert!((&mut quiet).now_or_never().is_none());
    let taken = take(&*consumer, 2).await;
    assert!((&mut quiet).now_or_never().is_none());
    consumer.acknowledge(&[taken[0].token, taken[1].token]).await;
    soon(quiet).await;
}

#[tokio::test]
async fn closing_leaves_what_is_unacknowledged_unconfirmed_so_that_the_outbox_keeps_it() {
    let bus = bus_with_room_for(1);
    let confirm = bus.publish(message(BARRED, "m")).await.expect("handed over");
    let (waiting, ()) = soon(async { tokio::join!(bus.publish(message(BARRED, "n")), bus.close()) }).await;
    assert!(matches!(waiting, Err(BusError::Closed)));
    assert!(matches!(soon(confirm).await, Err(BusError::NotConfirmed(_))));
    assert_eq!(bus.pending(), 0);
}

#[tokio::test]
async fn a_released_message_keeps_its_place() {
    let bus = bus_with_room_for(10);
    let consumer = bus.consume("intake").await.expect("a queue");
    let _verdicts = publish_all(&bus, BARRED, &ids(4)).await;
    let taken = take(&*consumer, 3).await;
    consumer.release(&[taken[2].token, taken[0].token]).await;
    let again = take(&*consumer, 3).await;
    let places: Vec<_> = again.iter().map(|delivery| (delivery.body.clone(), delivery.redelivered)).collect();
    let body = |number: usize| ids(4)[number].clone().into_bytes();
    assert_eq!(places, [(body(0), true), (body(2), true), (body(3), false)]);
}
