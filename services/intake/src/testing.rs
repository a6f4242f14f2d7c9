//! What the tests of this crate share: the packs, who acts, a stream to play, and a form that passes.

use guohe_policy::{Pack, PolicyBook};
pub(crate) use guohe_testkit::decide::{
    Play, actor, book, book_of, call_book, choose, date as day, found, institution, message, morning,
    notices, request, sent, tags,
};
use serde_json::{Value, json};

/// The invented successor from 2031 on.
pub(crate) fn hunan_2031() -> Pack {
    guohe_testkit::decide::pack("hunan-2031-sample")
}

/// Hunan's measures as they would be without a step of recommendation.
pub(crate) fn without_recommenders() -> PolicyBook {
    book_of(|pack| pack.procedure.retain(|step| step.key != "recommend"))
}

/// A form that passes every condition of joint research, with every document.
pub(crate) fn form() -> Value {
    let book = book();
    let pack = book.in_force(day("2026-05-20")).expect("in force");
    let kinds = pack.required_documents("joint_research", "university");
    let attachments: Vec<Value> = kinds
        .iter()
        .map(|document| json!({"kind": document.kind, "sha256": "a".repeat(64), "pages": 3}))
        .collect();
    json!({
        "org": {"name": "中南大学", "credit_code": institution(), "kind": "university", "province": "湖南",
                "city": "长沙", "is_legal_person": true, "registered_on": "2000-04-29", "credit_records": []},
        "base": {"field": "高速铁路安全", "countries": ["法国"], "leader_id": "p-lead",
                 "partners": [{"name": "INSA Lyon", "country": "法国"}]},
        "projects": [{"title": "中法联合项目", "kind": "sti_cooperation", "level": "national",
                      "from": "2023-01-01", "to": "2025-12-31"}],
        "attachments": attachments,
        "plan": {"goals": "目标", "mechanism": "机制", "activities": "任务", "risks": "预案", "annual_plan": "计划"},
    })
}
