//! No date depends on the machine's time zone.
//!
//! Owns one table of dates and results, which this test program prints when it is started again with other
//! time zones in its environment; every run must print the same.

use std::path::Path;
use std::process::Command;

use guohe_policy::{Calendar, Date, Facts, Pack};
use sha2::{Digest, Sha256};

/// The environment variable by which the program knows that it is to print.
const PRINT: &str = "GUOHE_PRINT_DATES";

fn hunan() -> Pack {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/hunan-2026");
    let texts: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("text"))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files).expect("a pack")
}

/// Deadlines, bans and a report, as one hash.
fn table() -> String {
    let pack = hunan();
    let mut said = pack.to_json();
    let starts = ["2026-03-09", "2026-09-01", "2028-01-31", "2028-02-29", "2026-12-31"];
    for start in starts.map(|start| start.parse::<Date>().expect("a date")) {
        for rule in &pack.timers {
            said.push_str(&format!("{:?}", rule.deadline(start, &Calendar::weekends_only())));
            said.push_str(&format!("{:?}", rule.window(start)));
        }
        said.push_str(&format!("{:?}", pack.exclusion("H26-X-3", start)));
    }
    let form = serde_json::json!({
        "org": {"kind": "university", "credit_records": [{"adverse": true, "on": "2023-06-30"}]},
        "projects": [{"kind": "exchange", "level": "provincial", "from": "2018-01-01", "to": "2021-06-30"}]
    });
    let facts = Facts::parse(&form).expect("facts");
    let close: Date = "2026-06-30".parse().expect("a date");
    said.push_str(&format!("{:?}", pack.evaluate("featured", &facts, close)));
    hex::encode(Sha256::digest(said.as_bytes()))
}

#[test]
fn every_time_zone_gives_the_same_dates() {
    if std::env::var_os(PRINT).is_some() {
        println!("table {}", table());
        return;
    }
    let here = table();
    let program = std::env::current_exe().expect("this program");
    for zone in ["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati", "XXX+14", "XXX-11"] {
        let output = Command::new(&program)
            .args(["--exact", "every_time_zone_gives_the_same_dates", "--nocapture"])
            .env("TZ", zone)
            .env(PRINT, "1")
            .output()
            .expect("it starts");
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.contains(&format!("table {here}")), "{zone}: {printed}");
    }
}
