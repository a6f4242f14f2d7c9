//! `guohe policy check`.

use crate::process::{draft, failure, json, told};

#[test]
fn every_pack_of_the_program_is_sound() {
    let (status, words) = told(&["policy", "check"]);
    assert_eq!(status, Some(0), "{words}");
    assert!(words.contains("hunan-2026") && words.contains("no errors"), "{words}");
    let (_, packs) = json(&["policy", "check", "hunan-2026"]);
    assert_eq!(packs.as_array().expect("a list").len(), 1);
    assert_eq!(packs[0]["summary"]["in_force_until"], "2031-03-08");
}

#[test]
fn a_typo_is_told_with_file_line_column_and_what_was_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let draft = draft(
        folder.path(),
        "hunan-2026",
        &[("conditions.yaml", "path: org.is_legal_person", "path: org.is_legal_persn")],
    );
    let (status, words) = told(&["policy", "check", &draft]);
    assert_eq!(status, Some(1), "{words}");
    let line = words.lines().find(|line| line.contains("unknown_path")).expect("told");
    assert!(line.contains("draft/conditions.yaml:"), "{line}");
    assert!(line.contains("is_legal_person"), "{line}");
    assert!(words.contains("1 packs have errors"), "{words}");
    let (status, packs) = json(&["policy", "check", &draft]);
    assert_eq!(status, Some(1));
    assert!(packs[0]["errors"][0]["line"].as_u64().expect("a number") > 1);
}

#[test]
fn an_unknown_pack_is_answered_with_those_there_are() {
    let (status, words) = failure(&["policy", "check", "hunan-2062"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("there is no pack \"hunan-2062\"") && words.contains("hunan-2026"), "{words}");
}
