//! What every bus does. Each case runs on both engines.

use guohe_flow::ports::BusError;

use crate::rig::{
    BARRED, CANCELLED, LARGEST, Rig, UNKNOWN, bodies, handle, ids, message, publish_all, soon, sorted_bodies,
    take, tokens,
};

/// Declares the cases once and runs each on each engine.
macro_rules! on_both_engines {
    ($($case:ident),* $(,)?) => {
        mod over_rabbitmq {
            $(#[tokio::test] async fn $case() { super::$case(crate::rig::Rig::rabbitmq().await).await; })*
        }
        mod in_process {
            $(#[tokio::test] async fn $case() { super::$case(crate::rig::Rig::in_process().await).await; })*
        }
    };
}

on_both_engines! {
    one_publishers_messages_arrive_in_the_order_they_were_handed_over,
    next_takes_what_is_there_up_to_its_limit,
    a_message_reaches_every_service_that_receives_it_and_no_other,
    consumers_of_a_service_share_its_messages,
    a_released_message_comes_again_marked_as_redelivered,
    what_a_vanished_consumer_left_unacknowledged_comes_again,
    a_cancelled_consumer_gives_back_what_it_has_not_taken_and_settles_what_it_has,
    cancelling_wakes_whoever_waits_for_the_next_message,
    acknowledging_twice_or_what_is_not_ones_own_does_nothing,
    acknowledging_out_of_order_settles_nothing_else,
    a_message_that_nobody_receives_is_unroutable,
    unroutable_messages_among_good_ones_are_never_taken_for_safe,
    a_hundred_confirms_may_be_outstanding,
    a_message_of_900_kib_arrives_whole,
    a_message_beyond_the_limit_is_refused,
    a_service_without_a_queue_cannot_consume,
    a_closed_bus_says_so,
}

async fn one_publishers_messages_arrive_in_the_order_they_were_handed_over(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let ids = ids(300);
    let verdicts = publish_all(&*rig.bus, BARRED, &ids).await;
    let received = handle(&*consumer, 300).await;
    assert_eq!(bodies(&received), ids);
    assert!(verdicts.await.iter().all(Result::is_ok));
}

async fn next_takes_what_is_there_up_to_its_limit(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let _verdicts = publish_all(&*rig.bus, BARRED, &ids(30)).await;
    let first = soon(consumer.next(7)).await.expect("some are there");
    assert!((1..=7).contains(&first.len()), "{} taken", first.len());
    let rest = take(&*consumer, 30 - first.len()).await;
    let received: Vec<String> = bodies(&first).into_iter().chain(bodies(&rest)).collect();
    assert_eq!(received, ids(30));
}

async fn a_message_reaches_every_service_that_receives_it_and_no_other(rig: Rig) {
    let (intake, notification) = (rig.consumer("intake").await, rig.consumer("notification").await);
    let only_intake = publish_all(&*rig.bus, BARRED, &["b".to_owned()]).await;
    let both = publish_all(&*rig.bus, CANCELLED, &["c".to_owned()]).await;
    assert_eq!(bodies(&handle(&*intake, 2).await), ["b", "c"]);
    assert_eq!(bodies(&handle(&*notification, 1).await), ["c"]);
    assert!(only_intake.await.iter().chain(&both.await).all(Result::is_ok));
}

async fn consumers_of_a_service_share_its_messages(rig: Rig) {
    let _verdicts = publish_all(&*rig.bus, BARRED, &ids(200)).await;
    let (first, second) = (rig.consumer("intake").await, rig.consumer("intake").await);
    let by_first = take(&*first, 10).await;
    let by_second = handle(&*second, 100).await;
    let rest = soon(async {
        let mut rest = Vec::new();
        while rest.len() < 90 {
            let (consumer, taken) = tokio::select! {
                taken = first.next(10) => (&first, taken),
                taken = second.next(10) => (&second, taken),
            };
            let taken = taken.expect("both go on");
            consumer.acknowledge(&tokens(&taken)).await;
            rest.extend(taken);
        }
        rest
    });
    let all: Vec<_> = by_first.into_iter().chain(by_second).chain(rest.await).collect();
    assert_eq!(sorted_bodies(&all), ids(200));
}

async fn a_released_message_comes_again_marked_as_redelivered(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(2)).await;
    let first = take(&*consumer, 2).await;
    assert!(first.iter().all(|delivery| !delivery.redelivered));
    consumer.release(&tokens(&first)[..1]).await;
    let again = handle(&*consumer, 1).await;
    assert_eq!((again[0].body.clone(), again[0].redelivered), (first[0].body.clone(), true));
    assert_ne!(again[0].token, first[0].token);
    consumer.acknowledge(&tokens(&first)[1..]).await;
    assert!(verdicts.await.iter().all(Result::is_ok));
}

async fn what_a_vanished_consumer_left_unacknowledged_comes_again(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(10)).await;
    handle(&*consumer, 4).await;
    take(&*consumer, 3).await;
    drop(consumer);
    let again = handle(&*rig.consumer("intake").await, 6).await;
    assert_eq!(sorted_bodies(&again), ids(10)[4..]);
    assert!(again.iter().filter(|delivery| delivery.redelivered).count() >= 3);
    assert!(verdicts.await.iter().all(Result::is_ok));
}

async fn a_cancelled_consumer_gives_back_what_it_has_not_taken_and_settles_what_it_has(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(10)).await;
    let taken = take(&*consumer, 4).await;
    soon(consumer.cancel()).await;
    assert!(matches!(soon(consumer.next(1)).await, Err(BusError::Closed)));
    let successor = rig.consumer("intake").await;
    let rest = handle(&*successor, 6).await;
    assert_eq!(sorted_bodies(&rest), ids(10)[4..]);
    consumer.acknowledge(&tokens(&taken)).await;
    assert!(verdicts.await.iter().all(Result::is_ok));
    drop(consumer);
    let _marker = publish_all(&*rig.bus, BARRED, &["marker".to_owned()]).await;
    assert_eq!(bodies(&take(&*successor, 1).await), ["marker"]);
}

async fn cancelling_wakes_whoever_waits_for_the_next_message(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let (next, ()) = soon(async { tokio::join!(consumer.next(1), consumer.cancel()) }).await;
    assert!(matches!(next, Err(BusError::Closed)));
}

async fn acknowledging_twice_or_what_is_not_ones_own_does_nothing(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(3)).await;
    let taken = take(&*consumer, 3).await;
    consumer.acknowledge(&[tokens(&taken)[0], tokens(&taken)[0], u64::MAX, 0]).await;
    consumer.acknowledge(&tokens(&taken)[..1]).await;
    consumer.release(&tokens(&taken)[..1]).await;
    consumer.release(&tokens(&taken)[1..]).await;
    let again = handle(&*consumer, 2).await;
    assert_eq!(sorted_bodies(&again), ids(3)[1..]);
    assert!(verdicts.await.iter().all(Result::is_ok));
}

async fn acknowledging_out_of_order_settles_nothing_else(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(10)).await;
    let taken = tokens(&take(&*consumer, 10).await);
    consumer.acknowledge(&[taken[9], taken[4], taken[0], taken[5]]).await;
    drop(consumer);
    let again = handle(&*rig.consumer("intake").await, 6).await;
    let all = ids(10);
    let expected: Vec<String> =
        [1, 2, 3, 6, 7, 8].iter().map(|number: &usize| all[*number].clone()).collect();
    assert_eq!(sorted_bodies(&again), expected);
    assert!(verdicts.await.iter().all(Result::is_ok));
}

async fn a_message_that_nobody_receives_is_unroutable(rig: Rig) {
    let verdict = match rig.bus.publish(message(UNKNOWN, "m")).await {
        Ok(confirm) => soon(confirm).await,
        Err(error) => Err(error),
    };
    assert!(matches!(&verdict, Err(BusError::Unroutable(key)) if key == UNKNOWN), "{verdict:?}");
}

async fn unroutable_messages_among_good_ones_are_never_taken_for_safe(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for id in ids(300) {
        good.push(rig.bus.publish(message(BARRED, &id)).await.expect("handed over"));
        bad.push(rig.bus.publish(message(UNKNOWN, &id)).await);
    }
    handle(&*consumer, 300).await;
    for verdict in bad {
        let verdict = match verdict {
            Ok(confirm) => soon(confirm).await,
            Err(error) => Err(error),
        };
        assert!(matches!(verdict, Err(BusError::Unroutable(_) | BusError::NotConfirmed(_))), "{verdict:?}");
    }
    // A good one may be left unconfirmed where the broker's answers cannot be told apart; then it is sent again.
    for verdict in good {
        let verdict = soon(verdict).await;
        assert!(matches!(verdict, Ok(()) | Err(BusError::NotConfirmed(_))), "{verdict:?}");
    }
}

async fn a_hundred_confirms_may_be_outstanding(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let verdicts = publish_all(&*rig.bus, BARRED, &ids(100)).await;
    handle(&*consumer, 100).await;
    let verdicts = verdicts.await;
    assert_eq!(verdicts.len(), 100);
    assert!(verdicts.iter().all(Result::is_ok));
}

async fn a_message_of_900_kib_arrives_whole(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    let mut large = message(BARRED, "large");
    large.body = (0_u32..900 * 256).flat_map(u32::to_le_bytes).collect();
    let confirm = rig.bus.publish(large.clone()).await.expect("handed over");
    let received = handle(&*consumer, 1).await;
    assert!(received[0].body == *large.body, "the body came changed");
    soon(confirm).await.expect("confirmed");
}

async fn a_message_beyond_the_limit_is_refused(rig: Rig) {
    let mut huge = message(BARRED, "huge");
    huge.body = vec![0; LARGEST + 1].into();
    let refused = rig.bus.publish(huge).await;
    assert!(
        matches!(refused, Err(BusError::TooLarge { bytes, limit_bytes: LARGEST }) if bytes == LARGEST + 1)
    );
}

async fn a_service_without_a_queue_cannot_consume(rig: Rig) {
    assert!(matches!(rig.bus.consume("nobody").await, Err(BusError::Unroutable(_))));
}

async fn a_closed_bus_says_so(rig: Rig) {
    let consumer = rig.consumer("intake").await;
    rig.bus.ready().await.expect("open");
    let (next, ()) = soon(async { tokio::join!(consumer.next(1), rig.bus.close()) }).await;
    assert!(matches!(next, Err(BusError::Closed)));
    assert!(matches!(rig.bus.publish(message(BARRED, "late")).await, Err(BusError::Closed)));
    assert!(matches!(rig.bus.ready().await, Err(BusError::Closed)));
    assert!(matches!(rig.bus.consume("intake").await, Err(BusError::Closed)));
}
