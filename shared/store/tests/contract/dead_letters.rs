//! Dead letters: kept until someone discards them, page by page.

use guohe_flow::ports::{CommitPlan, DeadLetter};

use crate::bench::Bench;
use crate::samples::dead;

on_every_engine! {
    a_dead_letter_reads_back_as_it_was_written,
    dead_letters_come_in_order_of_death_then_id,
    a_dead_letter_is_revived_once,
    a_page_after_a_discarded_letter_begins_again,
    a_letter_that_dies_again_is_replaced,
    a_letter_is_discarded_once,
}

fn buried(dead: Vec<DeadLetter>) -> CommitPlan {
    CommitPlan { dead, ..CommitPlan::default() }
}

async fn page(bench: &Bench, after: &str, limit: u32) -> Vec<String> {
    let letters = bench.store().dead_letters(after, limit).await.expect("read");
    letters.into_iter().map(|letter| letter.id).collect()
}

async fn a_dead_letter_reads_back_as_it_was_written(bench: Bench) {
    bench.put(buried(vec![dead("m1", 1)])).await;
    assert_eq!(bench.store().dead_letter("m1").await.expect("read"), Some(dead("m1", 1)));
    assert_eq!(bench.store().dead_letter("m2").await.expect("read"), None);
    assert_eq!(bench.store().dead_letters("", 10).await.expect("read"), vec![dead("m1", 1)]);
}

async fn a_dead_letter_is_revived_once(bench: Bench) {
    bench.put(buried(vec![dead("m1", 1), dead("m2", 1)])).await;
    let revive = CommitPlan { revived: vec!["m1".to_owned()], ..CommitPlan::default() };
    bench.put(revive.clone()).await;
    assert_eq!(bench.store().dead_letters("", 10).await.expect("read"), vec![dead("m2", 1)]);
    let mut transaction = bench.store().begin().await.expect("begins");
    let again = transaction.write(&revive).await;
    assert!(matches!(again, Err(guohe_flow::ports::StoreError::Conflict(_))), "{again:?}");
}

async fn dead_letters_come_in_order_of_death_then_id(bench: Bench) {
    bench.put(buried(vec![dead("c", 1), dead("a", 2), dead("b", 1), dead("d", 3)])).await;
    assert_eq!(page(&bench, "", 3).await, ["b", "c", "a"]);
    assert_eq!(page(&bench, "a", 3).await, ["d"]);
    assert_eq!(page(&bench, "b", 1).await, ["c"]);
    assert_eq!(page(&bench, "d", 3).await, Vec::<String>::new());
}

async fn a_page_after_a_discarded_letter_begins_again(bench: Bench) {
    bench.put(buried(vec![dead("a", 1), dead("b", 2), dead("c", 3)])).await;
    for id in page(&bench, "", 2).await {
        bench.store().discard_dead_letter(&id).await.expect("discarded");
    }
    assert_eq!(page(&bench, "b", 2).await, ["c"]);
}

async fn a_letter_that_dies_again_is_replaced(bench: Bench) {
    bench.put(buried(vec![dead("a", 1)])).await;
    let again = DeadLetter { reason: "still no specversion".to_owned(), attempts: 6, ..dead("a", 9) };
    bench.put(buried(vec![dead("a", 5), again.clone()])).await;
    assert_eq!(bench.store().dead_letters("", 10).await.expect("read"), vec![again]);
}

async fn a_letter_is_discarded_once(bench: Bench) {
    bench.put(buried(vec![dead("a", 1)])).await;
    assert!(bench.store().discard_dead_letter("a").await.expect("discarded"));
    assert!(!bench.store().discard_dead_letter("a").await.expect("discarded"));
    assert_eq!(bench.store().counts().await.expect("counted").dead, 0);
}
