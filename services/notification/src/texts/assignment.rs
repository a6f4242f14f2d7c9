//! Texts for assignment's notices.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "invitation_sent",
        ("邀请参加评审（{panel}）", "Invitation to panel {panel}"),
        (
            "邀请您参加评审组{panel}对{subject}的评审，请于{answer_due_on}前答复。",
            "You are invited to review {subject} on panel {panel}. Please answer by {answer_due_on}.",
        ),
    ),
    text(
        "invitation_withdrawn",
        ("评审邀请撤回（{panel}）", "The invitation to panel {panel} was withdrawn"),
        ("{subject}的评审邀请已撤回。", "The invitation to review {subject} was withdrawn."),
    ),
    text(
        "invitation_expired",
        ("评审邀请已过期（{panel}）", "The invitation to panel {panel} has passed"),
        (
            "{subject}的评审邀请至{answer_due_on}未获答复，按未接受处理。",
            "The invitation to review {subject} was not answered by {answer_due_on} and counts as declined.",
        ),
    ),
    text(
        "panel_completed",
        ("评审组{panel}已组成", "Panel {panel} is complete"),
        (
            "{subject}的评审组{panel}已组成（专家{experts}名），评分截止{review_due_on}。",
            "Panel {panel} for {subject} is complete ({experts} experts); score sheets are due by {review_due_on}.",
        ),
    ),
    text(
        "panel_exhausted",
        ("评审组{panel}缺人", "Panel {panel} has no candidates left"),
        (
            "{subject}的评审组{panel}尚缺{open_seats}席且无候选专家，请补充。",
            "Panel {panel} for {subject} lacks {open_seats} experts and has no candidates left. Please add some.",
        ),
    ),
];
