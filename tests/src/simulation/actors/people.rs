//! Who there is: hosts, recommending units, experts; and what a host writes into its form.

use guohe_clock::Date;
use guohe_policy::credit_code_with_check;
use serde_json::{Value, json};

/// The people of the simulation.
pub(super) struct People {
    pub(super) hosts: Vec<String>,
    pub(super) units: Vec<&'static str>,
    pub(super) experts: Vec<(String, String)>,
}

/// Categories of the pack.
pub(super) const CATEGORIES: [&str; 3] = ["joint_research", "tech_transfer", "featured"];

/// Kinds of documents a form brings.
const DOCUMENTS: [&str; 18] = [
    "legal_person_certificate",
    "credit_report",
    "facility_list",
    "budget_commitment",
    "cooperation_agreements",
    "team_list",
    "construction_plan",
    "ip_ownership_rules",
    "benefit_sharing_rules",
    "cross_border_data_rules",
    "hgr_rules",
    "ethics_rules",
    "dispute_plan",
    "security_plan",
    "project_documents",
    "audit_reports",
    "ip_certificates",
    "transfer_contracts",
];

fn code(number: usize) -> String {
    let first = format!("1243000000{number:07}");
    credit_code_with_check(&first).unwrap_or_default()
}

impl People {
    pub(super) fn new() -> Self {
        Self {
            hosts: (1..=6).map(code).collect(),
            units: vec!["unit-1", "unit-2", "unit-3"],
            // Experts of houses of their own, so that a panel never lacks people without a conflict.
            experts: (1..=14).map(|n| (format!("e-{n:02}"), code(100 + n))).collect(),
        }
    }
}

/// A complete form.
pub(super) fn form(institution: &str, closes_on: Date) -> Value {
    let year = closes_on.format("%Y").to_string().parse::<i32>().unwrap_or(2026);
    let list = |count: usize, one: Value| Value::Array(vec![one; count]);
    json!({
        "org": {
            "name": format!("模拟研究院{}", &institution[institution.len() - 3..]),
            "credit_code": institution,
            "kind": "research_institute",
            "province": "湖南",
            "city": "长沙",
            "is_legal_person": true,
            "registered_on": "1998-03-12",
            "credit_records": [],
            "finance": [],
        },
        "base": {
            "field": "杂交水稻", "countries": ["DE"], "leader_id": "p-1",
            "partners": [{"name": "Example Institute", "country": "DE"}],
        },
        "projects": list(1, json!({
            "title": "联合研究", "kind": "sti_cooperation", "level": "provincial",
            "from": format!("{}-01-01", year - 2), "to": format!("{}-12-31", year - 1),
        })),
        "results": [],
        "tech_transfers": list(3, json!({
            "title": "许可", "international": true, "status": "completed", "completed_on": format!("{}-05-01", year - 1),
        })),
        "events": [],
        "attachments": DOCUMENTS.map(|kind| json!({"kind": kind, "sha256": "0".repeat(64), "pages": 3})),
    })
}
