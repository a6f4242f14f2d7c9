//! Switches that change nothing yet, by name.
//!
//! A switch with one option only records a reading. Every other one must be read by code or by a condition; those
//! that are not stand here, so that nobody takes them for working.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::repository::{measures, policies};

/// What no code reads yet, and why.
const UNREAD: &[(&str, &str)] = &[
    ("appeal", "no workflow has a step for objections to a result; only its absence is played"),
    ("cycle_anchor", "rounds run by category; a latest date for each base is not computed"),
    ("early_recheck_allowed", "the re-evaluation opens when the time to rectify is over, never before"),
    (
        "first_report_from_recognition",
        "a report covers one calendar year; earlier months are told in its text",
    ),
    ("rectification_start", "the time to rectify runs from the notice; the document's date is not recorded"),
];

/// Switches of the engine of conditions; read only where a condition asks for what they settle.
const ENGINE: [&str; 8] = [
    "edge_day",
    "anniversary_day",
    "cutoff_day",
    "project_in_window",
    "rd_method",
    "hmt_as_overseas",
    "person_day",
    "per_year",
];

fn sources(folder: &Path, into: &mut String) {
    for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, into);
        } else if name.ends_with(".rs") && !name.contains("test") {
            into.push_str(&fs::read_to_string(&path).expect("text"));
        }
    }
}

#[test]
fn every_switch_with_a_choice_is_read_or_told_as_unread() {
    let mut code = String::new();
    for folder in ["../services", "../shared"] {
        sources(&policies().join(folder), &mut code);
    }
    let mut unread = BTreeSet::new();
    for pack in measures() {
        let checks = format!("{:?}", pack.conditions);
        for switch in pack.switches.iter().filter(|switch| switch.options.len() != 1) {
            let name = switch.name.as_str();
            let read = name.starts_with("roll_for.")
                || ENGINE.contains(&name)
                || code.contains(&format!("\"{name}\""))
                || checks.contains(&format!("switch: \"{name}\""));
            if !read {
                unread.insert(name.to_owned());
            }
        }
    }
    let told: BTreeSet<String> = UNREAD.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(unread, told, "the list of switches that nobody reads is out of step");
    assert!(UNREAD.iter().all(|(_, why)| why.len() > 10));
}
