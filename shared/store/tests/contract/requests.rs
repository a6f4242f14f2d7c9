//! Answers kept for clients that ask again.

use guohe_flow::ports::{Claim, CommitPlan, RequestKey, StoredAnswer};
use serde_json::json;

use crate::bench::{Bench, is_conflict};
use crate::samples::at;

on_every_engine! {
    an_answer_is_found_under_its_request_id,
    a_request_id_has_one_answer,
    two_departments_may_use_the_same_request_id,
}

fn request(department: &str, id: &str) -> RequestKey {
    RequestKey { department: department.to_owned(), id: id.to_owned() }
}

fn answer(n: u32) -> StoredAnswer {
    StoredAnswer {
        fingerprint: format!("{n:064}"),
        answer: json!({"ok": {"stream": "hunan/base/a", "version": n}}),
        recorded_at: at(i64::from(n)),
    }
}

fn kept(answers: Vec<(RequestKey, StoredAnswer)>) -> CommitPlan {
    CommitPlan { answers, ..CommitPlan::default() }
}

async fn an_answer_is_found_under_its_request_id(bench: Bench) {
    bench.put(kept(vec![(request("hunan", "r1"), answer(1)), (request("hunan", "r2"), answer(2))])).await;
    let requests = vec![request("hunan", "r0"), request("hunan", "r1"), request("hunan", "r2")];
    let claimed = bench.claim(Claim { requests, ..Claim::default() }).await;
    let expected = [(request("hunan", "r1"), answer(1)), (request("hunan", "r2"), answer(2))];
    assert_eq!(claimed.answers, expected.into());
}

async fn a_request_id_has_one_answer(bench: Bench) {
    bench.put(kept(vec![(request("hunan", "r1"), answer(1))])).await;
    let again = kept(vec![(request("hunan", "r2"), answer(2)), (request("hunan", "r1"), answer(3))]);
    assert!(is_conflict(&bench.commit(again).await));
    let requests = vec![request("hunan", "r1"), request("hunan", "r2")];
    let claimed = bench.claim(Claim { requests, ..Claim::default() }).await;
    assert_eq!(claimed.answers, [(request("hunan", "r1"), answer(1))].into());
}

async fn two_departments_may_use_the_same_request_id(bench: Bench) {
    bench.put(kept(vec![(request("hunan", "r1"), answer(1)), (request("zhejiang", "r1"), answer(2))])).await;
    let requests = vec![request("zhejiang", "r1")];
    let claimed = bench.claim(Claim { requests, ..Claim::default() }).await;
    assert_eq!(claimed.answers, [(request("zhejiang", "r1"), answer(2))].into());
}
