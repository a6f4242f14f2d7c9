//! Forms of the call that meet its conditions.

use guohe_policy::Pack;
use serde_json::{Value, json};

/// A form of a category with every document its conditions ask for.
pub(crate) fn form(pack: &Pack, category: &str, code: &str, name: &str) -> Value {
    let kinds = pack.required_documents(category, "enterprise");
    let attachments: Vec<Value> = kinds
        .iter()
        .map(|document| json!({"kind": document.kind, "sha256": "a".repeat(64), "pages": 3}))
        .collect();
    let dated = |title: &str, day: &str| json!({"title": title, "on": day});
    json!({
        "org": {
            "name": name, "credit_code": code, "kind": "enterprise", "province": "广东", "city": "深圳",
            "is_legal_person": true, "registered_on": "2005-03-12", "credit_records": [],
            "platform_level": "provincial",
        },
        "base": {
            "field": "先进储能材料", "countries": ["DE"], "leader_id": "p-lead", "core_members": ["p-lead"],
            "partners": [{"partner_id": "par-1", "name": "TU Example", "country": "DE", "region": "DE"}],
        },
        "agreements": [{
            "title": "长期合作协议", "partner_id": "par-1", "partner_name": "TU Example", "region": "DE",
            "related": true, "signed_on": "2017-12-01", "from": "2018-01-01", "to": "2023-12-31",
        }],
        "results": [{"title": "新工艺", "landmark": true, "on": "2019-06-01"}],
        "user_certificates": [dated("用户一", "2019-07-01"), dated("用户二", "2019-08-01")],
        "papers": [
            {"title": "A", "joint": true, "high_quality": true, "published_on": "2019-05-01"},
            {"title": "B", "joint": true, "high_quality": true, "published_on": "2019-09-01"},
        ],
        "patents": [{"title": "专利", "joint": true, "granted_on": "2019-04-01"}],
        "standards": [{"title": "标准", "international": true, "on": "2019-03-01"}],
        "trainees": [{"person_id": "p-t", "kind": "graduate", "on": "2019-02-01"}],
        "visits": [
            {"direction": "inbound", "partner_id": "par-1", "persons": 10, "days": 10, "from": "2017-10-01", "to": "2017-10-10"},
            {"direction": "inbound", "partner_id": "par-1", "persons": 10, "days": 10, "from": "2018-10-01", "to": "2018-10-10"},
            {"direction": "outbound", "partner_id": "par-1", "persons": 10, "days": 10, "from": "2019-10-01", "to": "2019-10-10"},
        ],
        "transfer_projects": [{"title": "转化", "cross_border": true, "status": "completed", "completed_on": "2019-01-15"}],
        "deals": [{"title": "交易", "amount_cny": "8000000", "cross_border": true, "signed_on": "2019-01-20"}],
        "investments": [{"on": "2019-01-10", "amount_cny": "40000000", "source": "自筹"}],
        "overseas_rd": {
            "name": "Example R&D GmbH", "mode": "wholly_new", "region": "DE", "registered_on": "2016-01-01",
            "operating_from": "2017-01-01", "controlled": true,
        },
        "pi": {
            "person_id": "p-lead", "phd": true, "phd_related": true, "title_rank": "senior",
            "in_field_since": "2005-01-01", "in_related_since": "2005-01-01", "nationality_group": "mainland",
            "employer_province": "广东", "employer_name": name,
        },
        "participations": [{"person_id": "p-lead", "side": "domestic", "part": "负责"}],
        "team": {"core": [{"person_id": "p-lead", "phd": true, "title_rank": "senior", "overseas": false}]},
        "prior_funding": [],
        "attachments": attachments,
        "plan": {"goals": "目标", "mechanism": "机制", "activities": "任务", "risks": "预案", "annual_plan": "计划"},
    })
}
