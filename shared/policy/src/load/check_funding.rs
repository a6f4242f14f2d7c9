//! Checks what a pack says about funding: that every provision it cites stands in the pack, that no category
//! belongs to two topics, and that amounts, limits and periods make sense.
//!
//! Owns the funding section only. Never counts what is funded.

use rust_decimal::Decimal;

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::model::{Funding, FundingTopic, Pack};
use crate::timing::TimedPurpose;

/// Most projects one topic can support: the budget of a topic is one stream that lists them.
const MOST_ITEMS: u32 = 1_000;

/// Most yearly reports on one project.
const MOST_REPORTS: u32 = 20;

/// Programme years that can be meant; anything else is a slip of the pen.
const PROGRAMME_YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

/// Checks the funding section, wherever it stands.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    for (index, part) in parts.iter().enumerate() {
        if let Some(funding) = &part.sections.funding {
            section(pack, index, funding, findings);
        }
    }
}

fn section(pack: &Pack, index: usize, funding: &Funding, findings: &mut Findings<'_>) {
    let place = Path::default().key("funding");
    let rules = pack.rules();
    let ids = rules.iter().map(|entry| entry.rule.rule.as_str());
    for (at, topic) in funding.topics.iter().enumerate() {
        let path = place.key("topics").index(at);
        for (key, rule) in topic.cited() {
            findings.expect_known(index, &path.key(key), "rule", rule, ids.clone());
        }
        let categories = pack.categories.iter().map(|category| category.code.as_str());
        for (nth, category) in topic.categories.iter().enumerate() {
            let path = path.key("categories").index(nth);
            findings.expect_known(index, &path, "category", category, categories.clone());
            if funding.topics[..at].iter().any(|other| other.has(category)) {
                let message = format!("{category} belongs to an earlier topic already");
                findings.report(index, &path, "duplicate_name", message);
            }
        }
        if funding.topics[..at].iter().any(|other| other.code == topic.code) {
            let message = format!("more than one topic {}", topic.code);
            findings.report(index, &path.key("code"), "duplicate_name", message);
        }
        numbers(pack, index, &path, topic, findings);
    }
    let reports = &funding.progress_reports;
    let path = place.key("progress_reports");
    findings.expect_known(index, &path.key("rule"), "rule", &reports.rule, ids.clone());
    if !(1..=MOST_REPORTS).contains(&reports.count) {
        let message = format!("there are 1 to {MOST_REPORTS} reports");
        findings.report(index, &path.key("count"), "out_of_range", message);
    }
    if pack.timed_rule(TimedPurpose::ProgressReport).is_none() {
        let message = "no timed rule has the purpose progress_report, so no report would ever be due";
        findings.report(index, &path, "no_timed_rule", message);
    }
    let evaluation = place.key("performance_evaluation");
    findings.expect_known(index, &evaluation, "rule", &funding.performance_evaluation, ids);
}

fn numbers(pack: &Pack, index: usize, path: &Path, topic: &FundingTopic, findings: &mut Findings<'_>) {
    if topic.amount_cny <= Decimal::ZERO {
        findings.report(index, &path.key("amount_cny"), "out_of_range", "an amount is more than nothing");
    }
    if topic.most_items == 0 || topic.most_items > MOST_ITEMS {
        let message = format!("a topic supports 1 to {MOST_ITEMS} projects");
        findings.report(index, &path.key("most_items"), "out_of_range", message);
    }
    if !PROGRAMME_YEARS.contains(&topic.not_again.since_year) {
        let message = format!("a programme year lies between {PROGRAMME_YEARS:?}");
        findings.report(index, &path.key("not_again").key("since_year"), "out_of_range", message);
    }
    if topic.library.is_some() && pack.follow_up().is_none() {
        let message = "no timed rule has the purpose follow_up, so no newcomer would ever leave it";
        findings.report(index, &path.key("library"), "no_timed_rule", message);
    }
}
