//! What a funding call's pack says: topics, destinations, limits, days of reports, and what the loader refuses.

use std::fs;
use std::path::Path;

use guohe_policy::{
    Calendar, CapUnit, Date, Destination, FailedFollowUp, FundedSubject, Pack, PackError, SwitchValue,
};

/// The call of 2020, with one text changed wherever it stands first.
fn call_with(from: &str, to: &str) -> Result<Pack, Vec<PackError>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/guangdong-2020-call");
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the pack's folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("text"))
        })
        .collect();
    files.sort();
    let (_, funding) = files.iter_mut().find(|(name, _)| name == "funding.yaml").expect("the section");
    assert!(from.is_empty() || funding.contains(from), "funding.yaml does not hold {from}");
    *funding = funding.replacen(from, to, 1);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files)
}

fn call() -> Pack {
    call_with("", "").unwrap_or_else(|errors| panic!("{}", errors[0]))
}

fn choosing(name: &str, value: &str) -> Pack {
    let mut pack = call();
    let switch = pack.switches.iter_mut().find(|switch| switch.name == name).expect("a switch");
    switch.chosen = Some(SwitchValue::Word(value.to_owned()));
    pack
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn report_days(pack: &Pack, approved_on: &str) -> Vec<String> {
    let deadlines = pack.progress_deadlines(date(approved_on), &Calendar::weekends_only()).expect("days");
    deadlines.iter().map(|deadline| deadline.due.to_string()).collect()
}

#[test]
fn each_topic_has_its_amount_limit_and_bar() {
    let pack = call();
    let rows: Vec<_> = pack
        .funding
        .as_ref()
        .expect("a call")
        .topics
        .iter()
        .map(|topic| {
            let bar = (topic.not_again.attaches_to, topic.not_again.since_year);
            (topic.code.as_str(), topic.amount_cny.to_string(), topic.most_items, bar)
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("overseas_rd", "1000000".to_owned(), 5, (FundedSubject::Project, 2018)),
            ("base", "1000000".to_owned(), 10, (FundedSubject::Base, 2017)),
        ]
    );
    let base = pack.topic("base").expect("topic two");
    assert!(base.bars(2017) && !base.bars(2016));
}

#[test]
fn a_decision_leads_to_the_library_to_the_candidates_or_to_recognition() {
    let pack = call();
    assert_eq!(pack.destination("jrc"), Destination::Library);
    assert_eq!(pack.destination("ttc"), Destination::Library);
    assert_eq!(pack.destination("overseas_rd"), Destination::Funding);
    let mut measures = call();
    measures.funding = None;
    assert_eq!(measures.destination("jrc"), Destination::Recognition);
    assert!(report_days(&measures, "2021-12-20").is_empty());
}

#[test]
fn every_provision_is_a_rule_of_the_pack_with_its_article() {
    let pack = call();
    for id in ["G20-W-1", "G20-W-2", "G20-P-3", "G20-P-4a", "G20-P-4b", "G20-O-5", "G20-B-4", "G20-D-01"] {
        let rule = pack.rule(id).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(rule.article.starts_with("专题"), "{id} {}", rule.article);
    }
}

#[test]
fn reports_fall_on_anniversaries_without_drifting_from_a_leap_day() {
    assert_eq!(report_days(&call(), "2021-12-20"), ["2022-12-20", "2023-12-20", "2024-12-20"]);
    assert_eq!(report_days(&call(), "2024-02-29"), ["2025-02-28", "2026-02-28", "2027-02-28"]);
    // Three years after a leap day is no leap day; four would be, and counting year by year would miss it.
    let mut longer = call();
    longer.funding.as_mut().expect("a call").progress_reports.count = 4;
    assert_eq!(report_days(&longer, "2024-02-29")[3], "2028-02-29");
}

#[test]
fn the_switch_progress_due_moves_the_reports() {
    let year_end = choosing("progress_due", "year_end");
    assert_eq!(report_days(&year_end, "2021-12-20"), ["2022-12-31", "2023-12-31", "2024-12-31"]);
    let mut set = choosing("progress_due", "date");
    let unset = set.progress_deadlines(date("2021-12-20"), &Calendar::weekends_only()).expect_err("no day");
    assert!(unset.to_string().contains("progress_due_date"), "{unset}");
    let switch = set.switches.iter_mut().find(|switch| switch.name == "progress_due_date").expect("a switch");
    switch.chosen = Some(SwitchValue::Word("03-31".to_owned()));
    assert_eq!(report_days(&set, "2021-12-20"), ["2022-03-31", "2023-03-31", "2024-03-31"]);
}

#[test]
fn the_switches_on_failed_follow_ups_and_limits_change_what_they_say() {
    assert_eq!(call().failed_follow_up(), FailedFollowUp::Stays);
    assert_eq!(choosing("followup_fail", "leave").failed_follow_up(), FailedFollowUp::Leaves);
    assert_eq!(call().cap_unit(), CapUnit::Call);
    assert_eq!(choosing("cap_unit", "year").cap_unit(), CapUnit::Year);
}

#[test]
fn the_follow_up_ends_a_year_after_entry() {
    let due = |entered: &str| {
        let rule = call().follow_up().expect("a rule").clone();
        let deadline = rule.deadline(date(entered), &Calendar::weekends_only()).expect("a day");
        (deadline.due.to_string(), deadline.late_from.to_string())
    };
    assert_eq!(due("2020-11-16"), ("2021-11-16".to_owned(), "2021-11-17".to_owned()));
    assert_eq!(due("2020-02-29"), ("2021-02-28".to_owned(), "2021-03-01".to_owned()));
}

#[test]
fn a_funding_section_that_cannot_be_meant_is_refused_with_its_place() {
    for (from, to, code) in [
        ("decided_by: G20-P-2", "decided_by: G20-P-9", "unknown_rule"),
        ("rule: G20-O-5", "rule: G20-O-55", "unknown_rule"),
        ("enter: G20-P-3", "enter: G20-P-33", "unknown_rule"),
        ("priority: [G20-N-2]", "priority: [G20-N-9]", "unknown_rule"),
        ("performance_evaluation: G20-P-6", "performance_evaluation: G20-P-66", "unknown_rule"),
        ("categories: [jrc, ttc]", "categories: [jrc, tcc]", "unknown_category"),
        ("categories: [jrc, ttc]", "categories: [jrc, ttc, overseas_rd]", "duplicate_name"),
        ("code: base", "code: overseas_rd", "duplicate_name"),
        ("amount_cny: \"1000000\"", "amount_cny: \"0\"", "out_of_range"),
        ("amount_cny: \"1000000\"", "amount_cny: \"-5\"", "out_of_range"),
        ("most_items: 5", "most_items: 0", "out_of_range"),
        ("since_year: 2018", "since_year: 18", "out_of_range"),
        ("count: 3", "count: 0", "out_of_range"),
    ] {
        let errors = call_with(from, to).expect_err(to);
        assert_eq!(errors.len(), 1, "{to}: {errors:#?}");
        assert_eq!((errors[0].code.as_str(), errors[0].file.as_str()), (code, "funding.yaml"), "{to}");
        assert!(errors[0].line > 1, "{to}");
    }
    let typo = call_with("most_items", "most_item").expect_err("an unknown field");
    assert!(typo[0].message.contains("most_item"), "{}", typo[0]);
}
