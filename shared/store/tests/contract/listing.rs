//! Lists: attributes, departments, order of bytes, pages.

use guohe_flow::ports::{ListQuery, StreamRecord, StreamWrite};
use guohe_flow::{Attributes, StreamKey};

use crate::bench::Bench;
use crate::samples::{key, new, record, streams};

on_every_engine! {
    a_list_holds_one_department_and_kind_in_id_order,
    ids_stand_in_the_order_of_their_bytes,
    pages_follow_each_other_without_gap_or_repetition,
    every_attribute_of_the_filter_must_match,
    a_filter_tells_numbers_flags_and_texts_apart,
    names_and_values_of_attributes_may_hold_any_character,
    a_transaction_lists_what_it_has_written,
    all_streams_come_in_key_order_page_by_page,
}

fn with(id: &str, attributes: Attributes) -> StreamWrite {
    StreamWrite { record: StreamRecord { attributes, ..record(&key(id), 1) }, expected_version: 0 }
}

fn bases(filter: Attributes) -> ListQuery {
    ListQuery {
        department: "hunan".to_owned(),
        kind: "base".to_owned(),
        filter,
        after_id: String::new(),
        limit: 100,
    }
}

async fn ids(bench: &Bench, query: &ListQuery) -> Vec<String> {
    let listed = bench.store().list(query).await.expect("listed");
    listed.into_iter().map(|record| record.key.id).collect()
}

async fn a_list_holds_one_department_and_kind_in_id_order(bench: Bench) {
    let others = [StreamKey::new("zhejiang", "base", "x"), StreamKey::new("hunan", "call", "y")];
    let keys = [key("b"), others[0].clone(), key("a"), others[1].clone()];
    bench.put(streams(keys.iter().map(new).collect())).await;
    let listed = bench.store().list(&bases(Attributes::new())).await.expect("listed");
    assert_eq!(listed, vec![record(&key("a"), 1), record(&key("b"), 1)]);
}

async fn ids_stand_in_the_order_of_their_bytes(bench: Bench) {
    let keys = ["a", "B", "_", "b", "A", "-", ".", "10", "9"];
    bench.put(streams(keys.iter().map(|id| new(&key(id))).collect())).await;
    let mut sorted = keys.map(str::to_owned);
    sorted.sort();
    assert_eq!(ids(&bench, &bases(Attributes::new())).await, sorted);
}

async fn pages_follow_each_other_without_gap_or_repetition(bench: Bench) {
    let all: Vec<_> = (0..7).map(|n| format!("id-{n}")).collect();
    bench.put(streams(all.iter().map(|id| new(&key(id))).collect())).await;
    let mut seen = vec![];
    let mut query = ListQuery { limit: 3, ..bases(Attributes::new().text("status", "approved")) };
    loop {
        let page = ids(&bench, &query).await;
        let Some(last) = page.last() else { break };
        query.after_id = last.clone();
        seen.extend(page);
    }
    assert_eq!(seen, all);
}

async fn every_attribute_of_the_filter_must_match(bench: Bench) {
    let attributes = |status, year| Attributes::new().text("status", status).number("year", year);
    let writes = vec![
        with("a", attributes("approved", 2026)),
        with("b", attributes("approved", 2025)),
        with("c", attributes("refused", 2026)),
        with("d", Attributes::new()),
    ];
    bench.put(streams(writes)).await;
    assert_eq!(ids(&bench, &bases(attributes("approved", 2026))).await, ["a"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().text("status", "approved"))).await, ["a", "b"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().text("missing", "x"))).await, Vec::<String>::new());
    assert_eq!(ids(&bench, &bases(Attributes::new())).await, ["a", "b", "c", "d"]);
}

async fn a_filter_tells_numbers_flags_and_texts_apart(bench: Bench) {
    let writes = vec![
        with("flag", Attributes::new().flag("x", true)),
        with("number", Attributes::new().number("x", 1)),
        with("text", Attributes::new().text("x", "1")),
        with("word", Attributes::new().text("x", "true")),
        with("large", Attributes::new().number("x", i64::MAX)),
    ];
    bench.put(streams(writes)).await;
    assert_eq!(ids(&bench, &bases(Attributes::new().flag("x", true))).await, ["flag"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().number("x", 1))).await, ["number"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().text("x", "1"))).await, ["text"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().text("x", "true"))).await, ["word"]);
    assert_eq!(ids(&bench, &bases(Attributes::new().number("x", i64::MAX))).await, ["large"]);
}

async fn names_and_values_of_attributes_may_hold_any_character(bench: Bench) {
    let odd = Attributes::new().text("a.b\"$['%_", "O'Neil \\ \"洞庭\" %_*\n");
    bench.put(streams(vec![with("odd", odd.clone()), with("plain", Attributes::new())])).await;
    assert_eq!(ids(&bench, &bases(odd)).await, ["odd"]);
    let other_case = Attributes::new().text("A.B\"$['%_", "O'Neil \\ \"洞庭\" %_*\n");
    assert_eq!(ids(&bench, &bases(other_case)).await, Vec::<String>::new());
}

async fn a_transaction_lists_what_it_has_written(bench: Bench) {
    let mut transaction = bench.store().begin().await.expect("begun");
    transaction.write(&streams(vec![new(&key("a"))])).await.expect("written");
    let listed = transaction.list(&bases(Attributes::new())).await.expect("listed");
    assert_eq!(listed, vec![record(&key("a"), 1)]);
    assert_eq!(transaction.stream(&key("a")).await.expect("read"), Some(record(&key("a"), 1)));
    assert_eq!(transaction.stream(&key("b")).await.expect("read"), None);
}

async fn all_streams_come_in_key_order_page_by_page(bench: Bench) {
    let keys = [
        StreamKey::new("hunan", "base", "b"),
        StreamKey::new("hunan", "call", "a"),
        StreamKey::new("hunan2", "a", "a"),
        StreamKey::new("zhejiang", "base", "a"),
    ];
    bench.put(streams(keys.iter().rev().map(new).collect())).await;
    let first = bench.store().all_streams(None, 3).await.expect("read");
    assert_eq!(first, keys[..3].iter().map(|key| record(key, 1)).collect::<Vec<_>>());
    let second = bench.store().all_streams(Some(&keys[2]), 3).await.expect("read");
    assert_eq!(second, vec![record(&keys[3], 1)]);
}
