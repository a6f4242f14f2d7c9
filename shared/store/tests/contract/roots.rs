//! Audit roots: heads as of an instant, roots kept for good, and what a root shows when somebody who may do
//! everything with the database has changed it so that every chain still looks whole.

use std::collections::BTreeSet;
use std::sync::Arc;

use guohe_clock::Timestamp;
use guohe_flow::ports::{CommitPlan, EventRow, Head, KeptRoot, Roots, StoreError, StreamWrite};
use guohe_flow::{
    AuditKey, CheckedRoots, Proofs, RootError, RootScope, SignedRoot, StreamKey, Taken, check_roots,
    take_root,
};
use sqlx::AssertSqlSafe;

use crate::bench::{Bench, Place, SERVICE, is_conflict, is_rejected};
use crate::samples::{at, event, key, record};

on_every_engine! {
    heads_are_those_of_the_instant_in_key_order,
    a_root_is_kept_once_under_its_number,
    a_root_computes_to_the_same_value_whatever_comes_later,
    of_two_replicas_that_take_a_root_at_once_one_does,
    every_covered_stream_is_proven_and_no_other,
    a_gap_in_the_chain_is_told,
    a_forged_signature_and_a_strange_key_are_told,
    nothing_is_built_on_a_root_that_is_none,
}

/// Makes a test of each case for the engines whose tables can be reached from outside.
macro_rules! behind_the_programs_back {
    ($($case:ident),* $(,)?) => {
        mod behind_postgres {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::postgres().await)).await;
            })*
        }
        mod behind_sqlite {
            $(#[tokio::test]
            async fn $case() {
                Box::pin(super::$case(crate::bench::Bench::sqlite().await)).await;
            })*
        }
    };
}

behind_the_programs_back! {
    a_cut_tail_is_named,
    a_vanished_stream_is_named,
    a_changed_event_is_named,
    what_was_slipped_in_is_named,
    more_than_can_be_named_is_told_by_numbers,
    roots_are_never_changed_or_removed,
}

fn signing_key() -> AuditKey {
    AuditKey::of_seed([9; 32])
}

/// Streams, each with some events, one a second from `first` on.
fn plan(streams: &[(StreamKey, u64)], first: i64) -> CommitPlan {
    let mut plan = CommitPlan::default();
    for (key, events) in streams {
        let mut row = record(key, *events);
        row.head_hash = hash(key, *events);
        plan.streams.push(StreamWrite { record: row, expected_version: 0 });
        for sequence in 1..=*events {
            let mut row = event(key, sequence);
            row.event.hash = hash(key, sequence);
            let second = first + i64::try_from(sequence).expect("small");
            plan.events.push(EventRow { recorded_at: at(second), ..row });
        }
    }
    plan
}

fn hash(key: &StreamKey, sequence: u64) -> String {
    guohe_flow::chain_hash(format!("{key} {sequence}").as_bytes())
}

fn head(key: &StreamKey, sequence: u64) -> Head {
    Head { stream: key.clone(), sequence, hash: hash(key, sequence) }
}

async fn take(roots: &dyn Roots, as_of: Timestamp) -> Taken {
    take_root(SERVICE, roots, &signing_key(), as_of, at(1_000)).await.expect("taken")
}

async fn take_new(bench: &Bench, as_of: Timestamp) -> SignedRoot {
    match take(bench.opened.roots.as_ref(), as_of).await {
        Taken::New(root) => root,
        other => panic!("{other:?}"),
    }
}

async fn check(bench: &Bench) -> CheckedRoots {
    let trusted = [signing_key().public()];
    check_roots(SERVICE, bench.opened.roots.as_ref(), RootScope::All, &trusted).await.expect("checked")
}

/// Root, code and stream of each finding.
async fn found(bench: &Bench) -> Vec<(u64, String, String)> {
    let findings = check(bench).await.findings.into_iter();
    findings.map(|finding| (finding.root, finding.code, finding.stream)).collect()
}

async fn heads_are_those_of_the_instant_in_key_order(bench: Bench) {
    let other = StreamKey::new("hunan", "application", "z");
    bench.put(plan(&[(key("b"), 3), (key("a"), 1), (other.clone(), 2)], 10)).await;
    let roots = &bench.opened.roots;
    let all = roots.heads(at(100), None, 10).await.expect("read");
    assert_eq!(all, [head(&other, 2), head(&key("a"), 1), head(&key("b"), 3)]);
    let early = roots.heads(at(12), None, 10).await.expect("read");
    assert_eq!(early, [head(&other, 2), head(&key("a"), 1), head(&key("b"), 2)], "the instant itself counts");
    bench.put(plan(&[(key("aa"), 1)], 50)).await;
    let page = roots.heads(at(12), Some(&key("a")), 1).await.expect("read");
    assert_eq!(page, [head(&key("b"), 2)], "one without events by then takes no place");
    assert_eq!(roots.heads(at(10), None, 10).await.expect("read"), []);
}

async fn a_root_is_kept_once_under_its_number(bench: Bench) {
    let root = |number: u64| KeptRoot {
        number,
        as_of: at(i64::try_from(number).unwrap_or(0)),
        body: vec![0, 255],
        signature: vec![1; 64],
        sketch: vec![2, 0, 3],
    };
    let roots = &bench.opened.roots;
    assert_eq!(roots.latest_root().await.expect("read"), None);
    for number in 1..=3 {
        roots.keep_root(&root(number)).await.expect("kept");
    }
    assert!(is_conflict(&roots.keep_root(&root(2)).await));
    assert!(is_rejected(&roots.keep_root(&root(0)).await));
    assert!(is_rejected(&roots.keep_root(&root(u64::MAX)).await));
    assert_eq!(roots.latest_root().await.expect("read"), Some(root(3)));
    assert_eq!(roots.kept_roots(1, 1).await.expect("read"), [root(2)]);
    assert_eq!(roots.kept_roots(1, 9).await.expect("read"), [root(2), root(3)]);
    assert_eq!(bench.store().latest_instant().await.expect("read"), Some(at(3)), "a clock starts after it");
}

async fn a_root_computes_to_the_same_value_whatever_comes_later(bench: Bench) {
    let none = take_new(&bench, at(1)).await;
    assert_eq!((none.statement.streams, none.statement.events), (0, 0));
    bench.put(plan(&[(key("a"), 2), (key("b"), 3)], 10)).await;
    let first = take_new(&bench, at(12)).await;
    assert_eq!((first.statement.number, first.statement.streams, first.statement.events), (2, 2, 4));
    assert_eq!(first.statement.previous, none.hash());
    bench.put(plan(&[(key("c"), 1)], 20)).await;
    let second = take_new(&bench, at(30)).await;
    assert_eq!((second.statement.streams, second.statement.events), (3, 6));
    let checked = check(&bench).await;
    assert_eq!(checked.findings, []);
    assert_eq!((checked.kept, checked.computed), (3, 3));
    assert_eq!(checked.keys, BTreeSet::from([signing_key().public()]));
    assert_eq!(checked.latest.as_ref(), Some(&second));
    let again = take(bench.opened.roots.as_ref(), at(30)).await;
    assert_eq!(again, Taken::Covered(second), "the same instant is covered already");
    let latest = check_roots(SERVICE, bench.opened.roots.as_ref(), RootScope::Latest, &[]).await;
    assert_eq!(latest.expect("checked").computed, 1);
}

/// A replica that looked before the other's root was kept.
struct Late(Arc<dyn Roots>);

#[async_trait::async_trait]
impl Roots for Late {
    async fn heads(
        &self,
        as_of: Timestamp,
        after: Option<&StreamKey>,
        limit: u32,
    ) -> Result<Vec<Head>, StoreError> {
        self.0.heads(as_of, after, limit).await
    }

    async fn kept_roots(&self, after: u64, limit: u32) -> Result<Vec<KeptRoot>, StoreError> {
        self.0.kept_roots(after, limit).await
    }

    async fn latest_root(&self) -> Result<Option<KeptRoot>, StoreError> {
        Ok(None)
    }

    async fn keep_root(&self, root: &KeptRoot) -> Result<(), StoreError> {
        self.0.keep_root(root).await
    }
}

async fn of_two_replicas_that_take_a_root_at_once_one_does(bench: Bench) {
    bench.put(plan(&[(key("a"), 2)], 10)).await;
    let first = take_new(&bench, at(20)).await;
    let late = take(&Late(bench.opened.roots.clone()), at(22)).await;
    assert_eq!(late, Taken::ByAnother { number: 1 });
    let checked = check(&bench).await;
    assert_eq!((checked.kept, checked.latest, checked.findings), (1, Some(first), vec![]));
    let roots = bench.opened.roots.as_ref();
    let (one, other) = futures::join!(take(roots, at(30)), take(roots, at(30)));
    let new = [&one, &other].into_iter().filter(|taken| matches!(taken, Taken::New(_))).count();
    assert_eq!(new, 1, "{one:?} {other:?}");
    assert_eq!((check(&bench).await.kept, found(&bench).await), (2, vec![]));
}

async fn every_covered_stream_is_proven_and_no_other(bench: Bench) {
    let keys: Vec<StreamKey> = (0..11).map(|number| key(&format!("s{number:02}"))).collect();
    let streams: Vec<_> = keys.iter().map(|key| (key.clone(), 2)).collect();
    bench.put(plan(&streams[..10], 10)).await;
    bench.put(plan(&streams[10..], 50)).await;
    let root = take_new(&bench, at(11)).await.statement;
    let mut proofs = Proofs::of(bench.opened.roots.as_ref(), &root).await.expect("read");
    for (index, stream) in keys.iter().enumerate().filter(|(index, _)| index % 3 != 1) {
        let Some(proof) = proofs.next(stream).await.expect("read") else {
            assert_eq!(index, 10 + 1, "{stream} is covered");
            continue;
        };
        assert_eq!((proof.sequence, proof.hash.as_str()), (1, hash(stream, 1).as_str()));
        assert_eq!(proof.check(stream, &root), Ok(()));
        assert!(proof.check(&key("other"), &root).is_err());
        let mut longer = proof.clone();
        longer.sequence = 2;
        assert!(longer.check(stream, &root).is_err());
        let mut elsewhere = proof.clone();
        elsewhere.index += 1;
        assert!(elsewhere.check(stream, &root).is_err());
        let mut damaged = proof.clone();
        damaged.path[0] = "no hash".to_owned();
        assert!(damaged.check(stream, &root).is_err());
        let another = guohe_flow::RootStatement { number: 2, ..root.clone() };
        assert!(proof.check(stream, &another).is_err());
    }
    let mut proofs = Proofs::of(bench.opened.roots.as_ref(), &root).await.expect("read");
    assert_eq!(proofs.next(&keys[10]).await.expect("read"), None, "it came later");
}

/// Keeps roots that were made elsewhere.
async fn keep(bench: &Bench, roots: &[KeptRoot]) {
    for root in roots {
        bench.opened.roots.keep_root(root).await.expect("kept");
    }
}

/// Three sound roots of an empty store, as it keeps them.
async fn three() -> Vec<KeptRoot> {
    let bench = Bench::memory().await;
    for second in 1..=3 {
        take_new(&bench, at(second)).await;
    }
    bench.opened.roots.kept_roots(0, 9).await.expect("read")
}

fn told(root: u64, code: &str) -> (u64, String, String) {
    (root, code.to_owned(), String::new())
}

async fn a_gap_in_the_chain_is_told(bench: Bench) {
    let three = three().await;
    keep(&bench, &[three[0].clone(), three[2].clone()]).await;
    assert_eq!(found(&bench).await, [told(2, "ROOT_MISSING")]);
    assert_eq!(check(&bench).await.findings[0].words, "root 2 is missing");
}

async fn a_forged_signature_and_a_strange_key_are_told(bench: Bench) {
    let mut roots = three().await;
    roots[1].signature[5] ^= 1;
    keep(&bench, &roots).await;
    assert_eq!(found(&bench).await, [told(2, "SIGNATURE_FORGED")]);
    let trusted = [AuditKey::of_seed([1; 32]).public()];
    let roots = bench.opened.roots.as_ref();
    let checked = check_roots(SERVICE, roots, RootScope::Latest, &trusted).await.expect("checked");
    let codes: Vec<&str> = checked.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["KEY_NOT_TRUSTED", "SIGNATURE_FORGED"]);
    let checked = check_roots("registry", roots, RootScope::Latest, &[]).await.expect("checked");
    assert_eq!(checked.findings[0].code, "ROOT_MISPLACED", "roots of another service");
}

async fn nothing_is_built_on_a_root_that_is_none(bench: Bench) {
    let mut roots = three().await;
    roots[2].body = b"{}".to_vec();
    keep(&bench, &roots).await;
    assert_eq!(found(&bench).await, [told(3, "ROOT_UNREADABLE")]);
    let refused = take_root(SERVICE, bench.opened.roots.as_ref(), &signing_key(), at(50), at(50)).await;
    let Err(RootError::Latest { number: 3, why }) = refused else { panic!("{refused:?}") };
    assert!(why.contains("does not read"), "{why}");
}

/// Changes tables as somebody may who owns the database, triggers or not.
async fn change(bench: &Bench, statements: &[&str]) {
    let statements = statements.join(";");
    match &bench.place {
        Place::Postgres(database) => {
            let off = "alter table events disable trigger user; alter table roots disable trigger user";
            database.run(&format!("set search_path to {SERVICE}; {off}; {statements}")).expect("changed");
        }
        Place::Sqlite(folder) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("intake.db"));
            let pool = sqlx::SqlitePool::connect_with(options).await.expect("opened");
            let off = "drop trigger if exists events_refuse_update; drop trigger if exists events_refuse_delete; \
                       drop trigger if exists roots_refuse_update; drop trigger if exists roots_refuse_delete";
            let all = AssertSqlSafe(format!("{off}; {statements}"));
            sqlx::raw_sql(all).execute(&pool).await.expect("changed");
            pool.close().await;
        }
        Place::Memory => unreachable!("tables that can be reached"),
    }
}

/// Forty streams of three events, covered by a root.
async fn covered(bench: &Bench) {
    let streams: Vec<_> = (0..40).map(|number| (key(&format!("s{number:02}")), 3)).collect();
    bench.put(plan(&streams, 10)).await;
    take_new(bench, at(100)).await;
    assert_eq!(found(bench).await, []);
}

async fn only_finding(bench: &Bench) -> (String, String, String) {
    let mut findings = check(bench).await.findings;
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    (finding.code, finding.stream, finding.words)
}

async fn a_cut_tail_is_named(bench: Bench) {
    covered(&bench).await;
    let head =
        format!("update streams set version = 2, head_hash = '{}' where id = 's07'", hash(&key("s07"), 2));
    change(&bench, &["delete from events where id = 's07' and sequence = 3", &head]).await;
    let (code, stream, words) = only_finding(&bench).await;
    assert_eq!((code.as_str(), stream.as_str()), ("TAIL_CUT", "hunan/base/s07"));
    assert_eq!(words, "its tail was cut: it ended at event 3, and ends at 2");
}

async fn a_vanished_stream_is_named(bench: Bench) {
    covered(&bench).await;
    change(&bench, &["delete from events where id = 's39'", "delete from streams where id = 's39'"]).await;
    let (code, stream, words) = only_finding(&bench).await;
    assert_eq!((code.as_str(), stream.as_str()), ("STREAM_VANISHED", "hunan/base/s39"));
    assert_eq!(words, "the stream has vanished; it ended at event 3");
}

async fn a_changed_event_is_named(bench: Bench) {
    covered(&bench).await;
    let hash = "0".repeat(64);
    let event = format!("update events set hash = '{hash}' where id = 's00' and sequence = 3");
    let head = format!("update streams set head_hash = '{hash}' where id = 's00'");
    change(&bench, &[&event, &head]).await;
    let (code, stream, words) = only_finding(&bench).await;
    assert_eq!((code.as_str(), stream.as_str()), ("EVENT_CHANGED", "hunan/base/s00"));
    assert_eq!(words, "event 3 or one before it was changed: its hash is another");
}

async fn what_was_slipped_in_is_named(bench: Bench) {
    covered(&bench).await;
    bench.put(plan(&[(key("s05a"), 2)], 20)).await;
    let mut late = event(&key("s20"), 4);
    late.recorded_at = at(99);
    bench.put(CommitPlan { events: vec![late], ..CommitPlan::default() }).await;
    let findings = check(&bench).await.findings;
    let told: Vec<_> =
        findings.iter().map(|finding| (finding.code.as_str(), finding.stream.as_str())).collect();
    assert_eq!(told, [("STREAM_ADDED", "hunan/base/s05a"), ("EVENT_ADDED", "hunan/base/s20")]);
}

async fn more_than_can_be_named_is_told_by_numbers(bench: Bench) {
    let streams: Vec<_> = (0..200).map(|number| (key(&format!("s{number:03}")), 2)).collect();
    bench.put(plan(&streams, 10)).await;
    take_new(&bench, at(100)).await;
    change(&bench, &["delete from events where sequence = 2"]).await;
    let (code, stream, words) = only_finding(&bench).await;
    assert_eq!((code.as_str(), stream.as_str()), ("HEADS_DIFFER", ""));
    assert!(words.contains("200 with 400 events then, 200 with 200 now"), "{words}");
    // Nor does a sketch that was changed name what is not so.
    let other = Bench::memory().await;
    other.put(plan(&[(key("s000"), 2), (key("s001"), 1)], 10)).await;
    take_new(&other, at(100)).await;
    let lie = other.opened.roots.latest_root().await.expect("read").expect("a root").sketch;
    let lie = hex::encode(lie);
    let write = match &bench.place {
        Place::Postgres(_) => format!("update roots set sketch = '\\x{lie}'"),
        _ => format!("update roots set sketch = x'{lie}'"),
    };
    change(&bench, &[&write]).await;
    assert_eq!(only_finding(&bench).await.0, "HEADS_DIFFER");
}

async fn roots_are_never_changed_or_removed(bench: Bench) {
    take_new(&bench, at(1)).await;
    for statement in ["update roots set number = 2", "delete from roots"] {
        let refused = match &bench.place {
            Place::Postgres(database) => {
                let run = database.run(&format!("set search_path to {SERVICE}; {statement}"));
                run.expect_err(statement).to_string()
            }
            Place::Sqlite(folder) => {
                let options =
                    sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("intake.db"));
                let pool = sqlx::SqlitePool::connect_with(options).await.expect("opened");
                sqlx::query(statement).execute(&pool).await.expect_err(statement).to_string()
            }
            Place::Memory => unreachable!("tables that can be reached"),
        };
        assert!(refused.contains("audit roots are append-only"), "{statement}: {refused}");
    }
    assert_eq!(check(&bench).await.kept, 1);
}
