//! Loading: what is wrong is told with file, line and column.

use crate::PackError;
use crate::samples::{hunan, hunan_files, hunan_with, successor};

/// The one error a change brings about.
fn error(file: &str, from: &str, to: &str) -> PackError {
    let mut errors = hunan_with(file, from, to).expect_err("the change must be refused");
    assert_eq!(errors.len(), 1, "{errors:#?}");
    errors.remove(0)
}

#[test]
fn the_packs_in_the_repository_load_without_an_error() {
    assert_eq!(hunan().identity.id, "hunan-2026");
    assert_eq!(successor().identity.predecessor.as_deref(), Some("hunan-2026"));
}

#[test]
fn a_mistyped_path_is_found_with_line_column_and_suggestion() {
    let found = error("conditions.yaml", "path: org.province", "path: org.provinse");
    assert_eq!(found.code, "unknown_path");
    assert_eq!(found.suggestion.as_deref(), Some("org.province"));
    let line = hunan_files()
        .into_iter()
        .find(|(name, _)| *name == "conditions.yaml")
        .and_then(|(_, text)| text.lines().position(|line| line.contains("path: org.province")))
        .expect("the line");
    assert_eq!((found.line, found.column), (line as u64 + 1, 27));
    assert!(found.to_string().starts_with(&format!("conditions.yaml:{}:27 unknown_path", line + 1)));
}

#[test]
fn a_value_of_the_wrong_type_or_unit_is_refused() {
    for (from, to, code) in [
        ("value: sti_cooperation", "value: sti_coperation", "wrong_type"),
        (
            "path: org.is_legal_person, op: \"==\", value: true",
            "path: org.is_legal_person, op: \"==\", value: 1",
            "wrong_type",
        ),
        ("path: org.is_legal_person, op: \"==\"", "path: org.is_legal_person, op: \">=\"", "wrong_operator"),
        (
            "path: level, op: \">=\", value: provincial",
            "path: level, op: \">=\", value: regional",
            "wrong_type",
        ),
        ("part: rd_expense", "part: year_of_birth", "unknown_path"),
        ("since: org.registered_on", "since: org.name", "wrong_type"),
        ("rule: H26-T-08", "rule: H26-T-07", "unknown_look_back"),
        ("list: org.credit_records", "list: org.name", "wrong_type"),
        ("at_least: \"0.05\"", "at_least: \"5\"", "wrong_unit"),
        ("up_to: \"200000000\"", "up_to: \"20000000\"", "bad_tier"),
        (
            "path: org.province, op: in, value: [湖南, 湖南省]",
            "path: org.credit_code, op: in, value: [a]",
            "wrong_type",
        ),
    ] {
        assert_eq!(error("conditions.yaml", from, to).code, code, "{to}");
    }
}

#[test]
fn a_reference_to_nothing_is_refused_with_the_nearest_name() {
    for (file, from, to, code, near) in [
        ("roles.yaml", "role: H26-R-REC,", "role: H26-R-REK,", "unknown_role", Some("H26-R-REC")),
        (
            "conditions.yaml",
            "evidence: [audit_reports]",
            "evidence: [audit_report]",
            "unknown_document",
            Some("audit_reports"),
        ),
        (
            "conditions.yaml",
            "{only: [tech_transfer]}",
            "{only: [tech_transfers]}",
            "unknown_category",
            Some("tech_transfer"),
        ),
        (
            "conditions.yaml",
            "hosts: [enterprise]",
            "hosts: [enterprize]",
            "unknown_host_kind",
            Some("enterprise"),
        ),
        ("conditions.yaml", "switch: expert_project_level", "switch: expert_level", "unknown_switch", None),
        ("conditions.yaml", "table: hte_rd_2016", "table: hte_rd_2061", "unknown_table", Some("hte_rd_2016")),
        (
            "evaluation.yaml",
            "propose_cancellation: H26-X-3",
            "propose_cancellation: H26-X-33",
            "unknown_ground",
            Some("H26-X-3"),
        ),
        ("evaluation.yaml", "{grade: qualified}", "{grade: qualifed}", "unknown_grade", Some("qualified")),
        (
            "migration.yaml",
            "to: joint_research",
            "to: joint_reserch",
            "unknown_category",
            Some("joint_research"),
        ),
        (
            "procedure.yaml",
            "actors: [recommender]",
            "actors: [recomender]",
            "unknown_role",
            Some("recommender"),
        ),
    ] {
        let found = hunan_with(file, from, to).expect_err("refused").remove(0);
        assert_eq!((found.code.as_str(), found.suggestion.as_deref()), (code, near), "{to}");
        assert_eq!(found.file, file);
        assert!(found.line > 0 && found.column > 0);
    }
}

#[test]
fn ids_are_unique_prefixed_and_worded() {
    for (from, to, code) in [
        ("id: H26-D-02", "id: H26-D-01", "duplicate_id"),
        ("id: H26-D-02", "id: Z26-D-02", "wrong_prefix"),
        ("article: 第十一条第2项", "article: \"\"", "no_article"),
        ("en: Sets policy and layout", "en: \"\"", "no_wording"),
    ] {
        assert_eq!(error("roles.yaml", from, to).code, code);
    }
}

#[test]
fn an_unknown_field_or_variant_names_its_place_and_what_was_meant() {
    let found = error("timers.yaml", "reminders: [30, 7, 1]", "remindres: [30, 7, 1]");
    assert_eq!((found.code.as_str(), found.suggestion.as_deref()), ("unreadable", Some("reminders")));
    assert!(found.line > 1 && found.column > 1, "{found}");
    let found = error("timers.yaml", "purpose: rectification", "purpose: rectifikation");
    assert_eq!(found.suggestion.as_deref(), Some("rectification"));
    let found = error("timers.yaml", "period: P3Y", "period: 3Y");
    assert!(found.message.contains("is not a period"), "{found}");
    let found = error("grounds.yaml", "grounds:", "grounds: [");
    assert_eq!(found.code, "unreadable");
}

#[test]
fn numbers_that_contradict_each_other_are_refused() {
    for (file, from, to, code) in [
        (
            "timers.yaml",
            "month: 1, day: 15, year_offset: 1, duty",
            "month: 2, day: 30, year_offset: 1, duty",
            "no_such_day",
        ),
        ("timers.yaml", "reminders: [90, 30, 7]", "reminders: [7, 30, 90]", "reminder_order"),
        ("timers.yaml", "look_back: P3Y", "look_back: P3WD", "wrong_unit"),
        ("timers.yaml", "validity: P5Y", "period: P5Y", "wrong_span"),
        ("timers.yaml", "period: P1Y", "look_back: P1Y", "wrong_span"),
        ("timers.yaml", "class: cycle", "class: cycle\n    roll: none", "derived_field"),
        ("department-settings.yaml", "excellent_from: 85", "excellent_from: 120", "bad_grades"),
        ("department-settings.yaml", "quorum: 3", "quorum: 2", "bad_quorum"),
        ("naming.yaml", "{field}", "XX", "bad_template"),
        ("switches.yaml", "default: \"late_only\"", "default: \"sometimes\"", "unknown_option"),
        ("switches.yaml", "name: roll_for.cycle", "name: roll_for.circle", "unknown_switch"),
    ] {
        assert_eq!(error(file, from, to).code, code, "{to}");
    }
}

#[test]
fn a_section_stands_exactly_once() {
    let files = hunan_files();
    let without: Vec<_> =
        files.iter().copied().filter(|(name, _)| *name != "department-settings.yaml").collect();
    let errors = crate::Pack::parse(&without).expect_err("no settings");
    assert_eq!(errors[0].code, "missing_section");
    let (_, naming) = files.iter().copied().find(|(name, _)| *name == "naming.yaml").expect("naming");
    let mut twice = files.clone();
    twice.push(("naming-again.yaml", naming));
    let errors = crate::Pack::parse(&twice).expect_err("naming twice");
    assert!(errors.iter().any(|error| error.code == "duplicate_section"), "{errors:?}");
}

#[test]
fn measures_without_names_or_changes_load_and_a_base_bears_its_field() {
    let files: Vec<_> = hunan_files().into_iter().filter(|(name, _)| *name != "naming.yaml").collect();
    let pack = crate::Pack::parse(&files).expect("no template");
    let name = pack.base_name("featured", "杂交水稻").expect("a name");
    assert_eq!((name.zh.as_str(), name.en), ("杂交水稻", None));
    assert!(pack.base_name("featured", "a\nb").is_err(), "what cannot stand in a name still cannot");
}

#[test]
fn what_decides_is_in_force_from_a_day_and_only_what_is_over_can_be_declared() {
    let days = "printed_on: 2026-03-09\n  effective_from: 2026-03-09\n";
    assert_eq!(error("identity.yaml", days, "document_number: 湘科发\n").code, "unreadable", "stands twice");
    assert_eq!(error("identity.yaml", days, "printed_on: null\n").code, "no_first_day");
    let declared = "  - {name: declared_in_force, ambiguity: 0b.11, question: {zh: 问, en: q}, default: false, \
                    reason: {zh: 因, en: r}}\n  - name: period_count";
    assert_eq!(error("switches.yaml", "  - name: period_count", declared).code, "not_declarable");
}

#[test]
fn the_digest_does_not_depend_on_the_order_of_files() {
    let mut files = hunan_files();
    files.reverse();
    let reversed = crate::Pack::parse(&files).expect("a pack");
    assert_eq!(reversed.reference(), hunan().reference());
}

#[test]
fn garbage_is_refused_and_never_panics() {
    for text in ["", "\u{0}", "- - -", "{", "a: &a [*a]", "identity: 7", "? [1, 2]\n: 3", "!!binary x"] {
        assert!(crate::Pack::parse(&[("x.yaml", text)]).is_err(), "{text:?}");
    }
    assert!(crate::Pack::parse(&[]).is_err());
}
