//! Offering open seats and completing the panel.

use guohe_api::{assignment::v1 as wire, outgoing};
use guohe_clock::Date;
use guohe_flow::{Context, Task};
use guohe_policy::TimedPurpose;

use super::Draft;
use crate::{
    notices::{self, PANEL_COMPLETED, PANEL_EXHAUSTED},
    panel::{Panel, PanelEvent, PanelStatus, panel_id},
    rules,
};

/// Offers each open seat to the next candidate; without one the panel is exhausted and an official is asked.
pub(super) fn fill(draft: &mut Draft, context: &Context<'_>) {
    while draft.panel.open_seats() > 0 {
        let Some(candidate) = draft.panel.next_candidate().cloned() else { break };
        let answer_due_on = answer_due(&draft.panel, context);
        draft.send(outgoing(&wire::SeatOffered {
            panel: panel_id(&draft.panel.case.subject),
            expert: candidate.expert.clone(),
            subject_kind: draft.panel.case.subject_kind.wire(),
            subject: draft.panel.case.subject.clone(),
            answer_due_on: answer_due_on.to_string(),
            institution: draft.panel.case.institution.clone(),
        }));
        draft.record(PanelEvent::SeatOffered { candidate, on: context.today(), answer_due_on });
    }
    if draft.panel.open_seats() > 0 && draft.panel.status != PanelStatus::Exhausted {
        exhaust(draft, context);
    }
}

fn exhaust(draft: &mut Draft, context: &Context<'_>) {
    let basis = context
        .policies
        .pack(&draft.panel.case.policy)
        .map(|pack| rules::review_rule(pack))
        .unwrap_or_default();
    let question = "No candidate is left for an open seat. Who else can review this case?";
    let task = Task::official("add_experts", context.today(), question).by(basis.clone());
    draft.record(PanelEvent::Exhausted { task });
    draft.by(&basis);
    let case = &draft.panel.case;
    let values = notices::values([
        ("panel", panel_id(&case.subject)),
        ("subject", case.subject.clone()),
        ("open_seats", draft.panel.open_seats().to_string()),
    ]);
    let subject = format!("{}/{}", case.subject_kind.word(), case.subject);
    draft.send(notices::notice(PANEL_EXHAUSTED, notices::officials(), subject, values, &basis));
}

/// After an acceptance: refills a vacancy of a completed panel, or completes it for the first time.
pub(super) fn settle(draft: &mut Draft, added: &str, context: &Context<'_>) {
    if draft.panel.completed_on.is_some() {
        refill(draft, added);
    } else if draft.panel.accepted().len() == draft.panel.size as usize {
        complete(draft, context);
    }
}

fn refill(draft: &mut Draft, added: &str) {
    let Some(removed) = draft.panel.vacancies.first().cloned() else { return };
    let case = &draft.panel.case;
    let message = wire::SeatReplaced {
        panel: panel_id(&case.subject),
        subject_kind: case.subject_kind.wire(),
        subject: case.subject.clone(),
        removed: removed.clone(),
        added: added.to_owned(),
        reason: draft.panel.seat(&removed).map(|seat| seat.reason.clone()).unwrap_or_default(),
    };
    draft.send(outgoing(&message));
    draft.record(PanelEvent::SeatRefilled { removed, added: added.to_owned() });
}

fn complete(draft: &mut Draft, context: &Context<'_>) {
    let basis = context
        .policies
        .pack(&draft.panel.case.policy)
        .map(|pack| rules::review_rule(pack))
        .unwrap_or_default();
    draft.record(PanelEvent::Completed { on: context.today() });
    draft.by(&basis);
    let case = &draft.panel.case;
    let review_due_on = case.review_due_on.map(|date| date.to_string()).unwrap_or_default();
    let experts = draft.panel.accepted();
    let message = wire::PanelCompleted {
        panel: panel_id(&case.subject),
        subject_kind: case.subject_kind.wire(),
        subject: case.subject.clone(),
        experts: experts.clone(),
        review_due_on: review_due_on.clone(),
        policy: case.policy.clone(),
    };
    let values = notices::values([
        ("panel", panel_id(&case.subject)),
        ("subject", case.subject.clone()),
        ("experts", experts.len().to_string()),
        ("review_due_on", review_due_on),
    ]);
    let subject = format!("{}/{}", case.subject_kind.word(), case.subject);
    draft.send(outgoing(&message));
    draft.send(notices::notice(PANEL_COMPLETED, notices::officials(), subject, values, &basis));
}

/// The day by which the next invited expert should answer: the panel's day while it lies ahead, else the
/// department's period or as many days as the first experts had.
fn answer_due(panel: &Panel, context: &Context<'_>) -> Date {
    let today = context.today();
    if let Some(due) = panel.answer_due_on.filter(|due| *due > today) {
        return due;
    }
    let by_setting = context
        .policies
        .pack(&panel.case.policy)
        .and_then(|pack| rules::due_by_setting(context, pack, TimedPurpose::InvitationAnswer, today));
    let days = guohe_policy::Period::days(panel.answer_days);
    by_setting.unwrap_or_else(|| days.add_to(today).unwrap_or(today))
}
