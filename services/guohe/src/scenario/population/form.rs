//! The form of an application, as its host fills it in: complete, or with the one flaw its part asks for.

use guohe_clock::Date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Case, Institution,
    fate::{FEATURED, Failing, Fate, JOINT, Open, TRANSFER},
    institutions::HostKind,
};

/// How far the host has got with its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormState {
    /// With a date that does not exist.
    Invalid,
    /// Without three of the documents asked for.
    Incomplete,
    /// As it should be, apart from what the part asks for.
    Complete,
    /// Improved after a return.
    Corrected,
}

/// Documents every application brings, and more by category and host.
const DOCUMENTS: &[&str] = &[
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

/// The form of a case in a call that closes on `reference`.
pub fn form(case: &Case, host: &Institution, state: FormState, reference: Date) -> Value {
    let province = if case.fate == Fate::Fails(Failing::Province) { "湖北" } else { "湖南" };
    let goals = match state {
        FormState::Corrected => "三年内建成稳定的联合团队，形成可核查的年度目标（已按意见补正）",
        _ => "三年内建成稳定的联合团队",
    };
    let partners: Vec<Value> = case
        .partners
        .iter()
        .zip(&case.countries)
        .map(|(name, country)| json!({"name": name, "country": country}))
        .collect();
    let mut form = json!({
        "org": {
            "name": host.name_zh,
            "credit_code": host.code,
            "kind": host.kind.code(),
            "province": province,
            "city": host.city,
            "is_legal_person": case.fate != Fate::Fails(Failing::LegalPerson),
            "registered_on": if state == FormState::Invalid { "1998-02-30" } else { "1998-03-12" },
            "credit_records": credit_records(case, reference),
            "finance": finance(case, host, reference),
        },
        "base": {
            "field": case.field.0,
            "countries": case.countries,
            "partners": partners,
            "leader_id": case.leader,
        },
        "projects": projects(case, reference),
        "results": [],
        "tech_transfers": transfers(case),
        "events": [],
        "attachments": attachments(case, host, state),
        "plan": {"goals": goals, "mechanism": "设管理委员会和联合学术委员会", "annual_plan": "每年召开一次联合评议"},
    });
    if case.category == FEATURED && !matches!(case.fate, Fate::Ruled(Open::InPrinciple)) {
        form["events"] = json!([{
            "title": "国际创新合作论坛", "major_international": true, "on": years_before(reference, 1),
        }]);
    }
    form
}

fn years_before(day: Date, years: u32) -> String {
    day.checked_sub_months(chrono::Months::new(12 * years)).unwrap_or(day).to_string()
}

/// A bad record within the three years, or on the very first day of them.
fn credit_records(case: &Case, reference: Date) -> Value {
    let on = match case.fate {
        Fate::Fails(Failing::Credit) => years_before(reference, 1),
        Fate::Ruled(Open::EdgeDay) => years_before(reference, 3),
        _ => return json!([]),
    };
    json!([{"adverse": true, "on": on, "note": "行政处罚记录"}])
}

/// Three complete fiscal years; enterprises spend seven in a hundred on R&D, or one where that is to fail.
fn finance(case: &Case, host: &Institution, reference: Date) -> Value {
    let share = if case.fate == Fate::Fails(Failing::Intensity) { 1 } else { 7 };
    let last = chrono::Datelike::year(&reference) - 1;
    let year = |back: i32| {
        let revenue = (host.revenue - i64::from(back) * 300) * 10_000;
        let spent = revenue * share / 100;
        json!({
            "year": last - back, "revenue": revenue.to_string(), "rd_expense": spent.to_string(),
            "rd_in_china": (spent * 9 / 10).to_string(),
        })
    };
    if host.kind == HostKind::Enterprise { json!([year(2), year(1), year(0)]) } else { json!([]) }
}

fn projects(case: &Case, reference: Date) -> Value {
    let project = |kind: &str, level: &str| {
        json!([{
            "title": "政府间科技创新合作项目", "kind": kind, "level": level,
            "from": years_before(reference, 3), "to": years_before(reference, 1),
        }])
    };
    match (case.category, case.fate) {
        (JOINT, Fate::Fails(Failing::Projects)) => json!([]),
        (JOINT, Fate::Ruled(Open::ExpertLevel)) => project("foreign_expert", "municipal"),
        (JOINT, _) => project("sti_cooperation", "provincial"),
        _ => json!([]),
    }
}

/// Completed transfers: five, or two and one that is only signed.
fn transfers(case: &Case) -> Value {
    if case.category != TRANSFER {
        return json!([]);
    }
    let short = case.fate == Fate::Fails(Failing::Transfers);
    let completed = if short { 2 } else { 5 };
    let mut transfers: Vec<Value> = (0..completed)
        .map(|number| {
            json!({
                "title": format!("国际技术许可项目{}", number + 1), "international": true,
                "status": "completed", "completed_on": format!("202{}-05-20", 1 + number % 4),
            })
        })
        .collect();
    if short {
        transfers
            .push(json!({"title": "国际技术许可项目（已签约）", "international": true, "status": "signed"}));
    }
    Value::Array(transfers)
}

fn attachments(case: &Case, host: &Institution, state: FormState) -> Value {
    let left_out = if state == FormState::Incomplete { 3 } else { 0 };
    let kinds = &DOCUMENTS[left_out..];
    let attachment = |kind: &&str| {
        let sha256 = hex::encode(Sha256::digest(format!("{}/{}/{kind}/{state:?}", host.code, case.id)));
        json!({"kind": kind, "sha256": sha256, "pages": 12})
    };
    Value::Array(kinds.iter().map(attachment).collect())
}

#[cfg(test)]
mod tests {
    use guohe_policy::Facts;

    use crate::scenario::population::Population;

    use super::*;

    #[test]
    fn every_form_fits_the_schema_and_only_the_invalid_one_does_not() {
        let population = Population::draw(1);
        let reference: Date = "2026-05-04".parse().expect("a date");
        for case in &population.cases {
            let host = population.host(case);
            for state in [FormState::Incomplete, FormState::Complete, FormState::Corrected] {
                let facts = Facts::parse(&form(case, host, state, reference)).expect("fits the schema");
                assert!(facts.missing_for_submission().is_empty());
            }
            let violations =
                Facts::parse(&form(case, host, FormState::Invalid, reference)).expect_err("no such day");
            assert_eq!(violations[0].path, "form.org.registered_on");
        }
    }
}
