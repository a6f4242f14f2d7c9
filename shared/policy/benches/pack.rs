//! What loading a pack and testing one application cost.
//!
//! Owns the two numbers the project holds itself to: a pack loads in under 50 ms, an application is tested in
//! under 1 ms. `cargo bench -p guohe-policy` reports both.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use guohe_policy::{Date, Facts, Pack};
use serde_json::json;

/// Names and texts of Hunan's files.
fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/hunan-2026");
    let entries = std::fs::read_dir(folder).expect("Hunan's folder");
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(&path).expect("text"))
    };
    entries.map(|entry| read(entry.expect("an entry").path())).collect()
}

/// A form with thirty projects, records, results and transfers.
fn form() -> serde_json::Value {
    let many = |element: serde_json::Value| vec![element; 30];
    json!({
        "org": {
            "kind": "enterprise", "province": "湖南", "is_legal_person": true, "registered_on": "2010-01-01",
            "credit_records": many(json!({"adverse": false, "on": "2025-01-01"})),
            "finance": (2023..2026).map(|year| json!({"year": year, "revenue": "100000000", "rd_expense": "6000000"})).collect::<Vec<_>>()
        },
        "projects": many(json!({"kind": "exchange", "level": "provincial", "from": "2024-01-01", "to": "2025-01-01"})),
        "results": many(json!({"landmark": true, "cross_border": true})),
        "events": many(json!({"major_international": true, "on": "2024-01-01"})),
        "tech_transfers": many(json!({"international": true, "status": "completed"})),
        "attachments": many(json!({"kind": "hgr_rules"}))
    })
}

fn measured(criterion: &mut Criterion) {
    let texts = files();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    criterion.bench_function("load a pack", |bench| {
        bench.iter(|| Pack::parse(black_box(&files)).expect("a pack"))
    });
    let pack = Pack::parse(&files).expect("a pack");
    let close: Date = "2026-06-30".parse().expect("a date");
    let form = form();
    let facts = Facts::parse(&form).expect("facts");
    criterion.bench_function("read an application", |bench| bench.iter(|| Facts::parse(black_box(&form))));
    criterion.bench_function("test an application", |bench| {
        bench.iter(|| pack.evaluate("featured", black_box(&facts), close).expect("a report"));
    });
}

criterion_group!(benches, measured);
criterion_main!(benches);
