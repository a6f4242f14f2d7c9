//! Texts for recommendation's notices.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "opinion_wanted",
        ("请就{subject}出具意见", "An opinion on {subject} is wanted"),
        (
            "推荐单位{unit}：{institution}的{subject}（{subject_kind}，第{revision}次提交）请于{due_on}前出具意见。",
            "Recommending unit {unit}: please give your opinion on {subject} of {institution} ({subject_kind}, submission {revision}) by {due_on}.",
        ),
    ),
    text(
        "opinion_overdue",
        ("{subject}的推荐意见逾期", "The opinion on {subject} is late"),
        (
            "推荐单位{unit}就{subject}（{subject_kind}）的意见应于{due_on}前出具，现已逾期。",
            "The opinion of recommending unit {unit} on {subject} ({subject_kind}) was due on {due_on}.",
        ),
    ),
    text(
        "opinion_unit_unknown",
        ("{subject}所列推荐单位未登记", "The recommending unit of {subject} is not registered"),
        (
            "{institution}的{subject}（{subject_kind}）所列推荐单位{unit}未登记，请核实。",
            "{subject} of {institution} ({subject_kind}) names recommending unit {unit}, which is not registered. Please look into it.",
        ),
    ),
    text(
        "opinion_closed",
        ("{subject}不再需要意见", "No opinion on {subject} is wanted any more"),
        (
            "{subject}（{subject_kind}）已终结，推荐单位{unit}无需再出具意见。",
            "{subject} ({subject_kind}) has ended; recommending unit {unit} need not give an opinion any more.",
        ),
    ),
];
