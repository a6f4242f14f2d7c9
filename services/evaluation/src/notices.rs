//! The notices and deadlines this service asks for, with the values each carries.
//!
//! Owns template codes and their values' names, so that whoever writes the words knows what there is. Never the
//! words, and never personal data: people are ids, and what somebody wrote (reasons, facts) stays with the case.
//! A decision on recognition is told to the parties by intake, which hears of it.

use std::collections::BTreeMap;

use guohe_api::notices::{
    Party::{Expert, Host, Officials, Unit},
    Template,
};
pub(crate) use guohe_api::notices::{expert, host, officials, values};
use guohe_api::notification::v1 as wire;
use guohe_clock::Date;
use guohe_flow::Outgoing;
use guohe_policy::RuleRef;

use crate::SERVICE;

/// An expert is asked for a score sheet.
pub const SHEET_WANTED: &str = "sheet_wanted";
/// An expert's score sheet is late.
pub const SHEET_LATE: &str = "sheet_late";
/// An expert left a panel; the sheet is void.
pub const SHEET_VOID: &str = "sheet_void";
/// Score sheets of a review are late.
pub const REVIEW_SHEETS_LATE: &str = "review_sheets_late";
/// A case was reviewed; a proposal is wanted.
pub const DECISION_WANTED: &str = "decision_wanted";
/// A category's round was not opened by its latest date.
pub const ROUND_OVERDUE: &str = "round_overdue";
/// A base is to be evaluated.
pub const EVALUATION_OPENED: &str = "evaluation_opened";
/// Materials did not come by their day.
pub const EVALUATION_ABSENT: &str = "evaluation_absent";
/// A host left an evaluation midway.
pub const EVALUATION_QUIT: &str = "evaluation_quit";
/// An absence or a leaving was found justified.
pub const EVALUATION_EXCUSED: &str = "evaluation_excused";
/// A ground was found in an evaluation.
pub const EVALUATION_GROUND_FOUND: &str = "evaluation_ground_found";
/// An evaluation was scored; the grade is to be published.
pub const GRADE_WANTED: &str = "grade_wanted";
/// A grade was published.
pub const PERFORMANCE_GRADED: &str = "performance_graded";

/// Every template with its recipients and the names of its values.
pub const TEMPLATES: &[Template] = &[
    Template::new(SHEET_WANTED, &[Expert], &["panel", "due_on"]),
    Template::new(SHEET_LATE, &[Expert], &["panel", "due_on", "missing"]),
    Template::new(SHEET_VOID, &[Expert], &["panel"]),
    Template::new(REVIEW_SHEETS_LATE, &[Officials], &["panel", "due_on", "missing"]),
    Template::new(DECISION_WANTED, &[Officials], &["application", "institution_name", "score", "grade"]),
    Template::new(ROUND_OVERDUE, &[Officials], &["category", "next_round_by"]),
    Template::new(EVALUATION_OPENED, &[Host, Unit], &["base", "round", "materials_due_on", "re_evaluation"]),
    Template::new(EVALUATION_ABSENT, &[Host, Unit, Officials], &["base", "round", "materials_due_on"]),
    Template::new(EVALUATION_QUIT, &[Officials], &["base", "round"]),
    Template::new(EVALUATION_EXCUSED, &[Host], &["base", "round"]),
    Template::new(EVALUATION_GROUND_FOUND, &[Host], &["base", "round", "ground", "found_on"]),
    Template::new(GRADE_WANTED, &[Officials], &["base", "round", "score", "grade"]),
    Template::new(
        PERFORMANCE_GRADED,
        &[Host, Unit],
        &["base", "round", "grade", "notice_on", "re_evaluation"],
    ),
];

/// Every deadline with reminders, whom it reminds, and the names of its values.
pub const DEADLINES: &[Template] = &[
    Template::new("score_sheet", &[Expert], &["panel", "due_on"]),
    Template::new("evaluation_round", &[Officials], &["category"]),
    Template::new("evaluation_materials", &[Host], &["base", "round"]),
];

/// A deadline with its ladder.
pub(crate) struct Deadline<'a> {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) subject: &'a str,
    pub(crate) to: Vec<wire::Recipient>,
    pub(crate) due: Date,
    pub(crate) remind_on: Vec<Date>,
    pub(crate) rules: &'a [RuleRef],
    pub(crate) values: BTreeMap<String, String>,
}

/// The users of a recommending unit; none where the case has no unit.
pub(crate) fn recommender(unit: &str) -> Option<wire::Recipient> {
    (!unit.is_empty()).then(|| guohe_api::notices::unit(unit))
}

/// Points as people read them: 8550 hundredths are `85.50`.
pub(crate) fn points(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A notice.
pub(crate) fn notice(
    template: &str,
    to: Vec<wire::Recipient>,
    subject: &str,
    values: BTreeMap<String, String>,
    rules: &[RuleRef],
) -> Outgoing {
    let payload = wire::NoticeRequested {
        template: template.to_owned(),
        recipients: to,
        subject: subject.to_owned(),
        values,
        rules: guohe_api::rule_refs(rules),
    };
    guohe_api::notice(SERVICE, &payload)
}

/// A deadline of which people are reminded.
pub(crate) fn deadline_set(deadline: Deadline<'_>) -> Outgoing {
    let payload = wire::DeadlineSet {
        deadline: deadline.id,
        name: deadline.name.to_owned(),
        subject: deadline.subject.to_owned(),
        recipients: deadline.to,
        due_on: deadline.due.to_string(),
        remind_on: deadline.remind_on.iter().map(ToString::to_string).collect(),
        rules: guohe_api::rule_refs(deadline.rules),
        values: deadline.values,
    };
    guohe_api::deadline_set(SERVICE, &payload)
}

/// The end of a deadline.
pub(crate) fn deadline_cleared(id: &str, reason: &str) -> Outgoing {
    let payload = wire::DeadlineCleared { deadline: id.to_owned(), reason: reason.to_owned() };
    guohe_api::deadline_cleared(SERVICE, &payload)
}
