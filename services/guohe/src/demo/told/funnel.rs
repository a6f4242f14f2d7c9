//! What became of the applications of the main call.

use guohe_api::intake::v1::{Application, ApplicationStatus as Status};

use super::{FunnelRow, words};
use crate::{demo::findings::Findings, scenario::calls};

/// Whether an application counts in a row.
type Counts = fn(&Application) -> bool;

fn reached(application: &Application, code: &str) -> bool {
    application.timeline.iter().any(|milestone| milestone.code == code)
}

fn recommended(application: &Application) -> bool {
    application.opinion.as_ref().is_some_and(|opinion| opinion.verdict == "recommended")
}

/// Stages on the way, each followed by the exits from it.
const ROWS: [(&str, &str, bool, Counts); 12] = [
    ("起草", "Drafted", false, |_| true),
    ("未提交失效", "Lapsed", true, |a| a.status() == Status::Lapsed),
    ("提交", "Lodged", false, |a| a.received_at.is_some()),
    ("撤回", "Withdrawn", true, |a| a.status() == Status::Withdrawn),
    ("不予推荐", "Not recommended", true, |a| a.status() == Status::NotRecommended),
    ("推荐", "Recommended", false, recommended),
    ("不予受理", "Not accepted", true, |a| a.status() == Status::NotAccepted),
    ("受理", "Accepted", false, |a| reached(a, "accepted")),
    ("造假作废", "Void, false", true, |a| a.status() == Status::Void),
    ("评审完成", "Reviewed", false, |a| reached(a, "reviewed")),
    ("不予认定", "Not recognised", true, |a| a.status() == Status::NotRecognised),
    ("认定", "Recognised", false, |a| a.status() == Status::Recognised),
];

pub(super) fn tell(findings: &Findings) -> Vec<FunnelRow> {
    let of_call = findings.applications.iter().filter(|application| application.call == calls::MAIN.id);
    let applications: Vec<&Application> = of_call.collect();
    let row = |(zh, en, exit, counts): &(&str, &str, bool, Counts)| {
        let count =
            |category: &str| applications.iter().filter(|a| a.category == category && counts(a)).count();
        FunnelRow {
            stage: words(*zh, *en),
            exit: *exit,
            joint_research: count("joint_research"),
            tech_transfer: count("tech_transfer"),
            featured: count("featured"),
        }
    };
    ROWS.iter().map(row).collect()
}
