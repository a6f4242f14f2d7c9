//! The way of the materials: asked for, filed, or missed.

use guohe_api::{evaluation::v1 as wire, outgoing};
use guohe_clock::end_of_day;
use guohe_flow::{Context, Decision, Task, TimerReceipt};
use guohe_policy::TimedPurpose;

use super::{MATERIALS_TIMER, Outcome, Recorded, clear_deadline, deadline_id, expect, subject};
use crate::{
    checks,
    notices::{self, Deadline, EVALUATION_ABSENT, EVALUATION_OPENED},
    performance::{Entry, Materials, Performance, PerformanceCommand, PerformanceEvent, PerformanceStatus},
    rules,
};

pub(super) fn open(state: &Performance, entry: &Entry, context: &Context<'_>) -> Outcome {
    if state.status != PerformanceStatus::None {
        return Ok(Decision::nothing("the evaluation is known already"));
    }
    let pack = rules::pack(context, &entry.policy)?;
    let basis = rules::cycle(pack);
    let event = PerformanceEvent::Opened { entry: entry.clone(), on: context.today() };
    let mut to = vec![notices::host(&entry.institution)];
    to.extend(notices::recommender(&entry.unit));
    let mut values = told(entry);
    values.insert("re_evaluation".to_owned(), entry.re_evaluation.to_string());
    values.insert("materials_due_on".to_owned(), due_written(entry));
    let decision = rules::by(Decision::record(event).under(pack.reference()), &basis).send(notices::notice(
        EVALUATION_OPENED,
        to,
        &subject(context),
        values,
        &basis,
    ));
    let Some(due) = entry.materials_due_on else { return Ok(decision) };
    let receipt = TimerReceipt::set_by("the day for materials, set when the evaluation was opened");
    let ladder = rules::ladder(context, pack, TimedPurpose::ReviewDeadline, due);
    Ok(decision.set_timer(MATERIALS_TIMER, end_of_day(due), PerformanceCommand::MaterialsDue, receipt).send(
        notices::deadline_set(Deadline {
            id: deadline_id(context),
            name: "evaluation_materials",
            subject: &subject(context),
            to: vec![notices::host(&entry.institution)],
            due,
            remind_on: ladder,
            rules: &basis,
            values: told(entry),
        }),
    ))
}

/// Files the materials; late ones are taken as long as no finding was made on the absence, and marked.
pub(super) fn file(
    state: &Performance,
    report_document: &str,
    summary: &str,
    context: &Context<'_>,
) -> Outcome {
    let from = [PerformanceStatus::AwaitingMaterials, PerformanceStatus::Absent];
    expect(state, &from, "FileMaterials", context)?;
    checks::host(context, &state.entry.institution, "FileMaterials")?;
    checks::document("report_document", report_document)?;
    checks::text("summary", summary)?;
    let (pack, basis) = super::basis(state, context)?;
    let today = context.today();
    let materials = Materials {
        report_document: report_document.to_owned(),
        summary: summary.to_owned(),
        filed_on: today,
        late: state.entry.materials_due_on.is_some_and(|due| today > due),
    };
    let review_due = rules::due_by_setting(context, pack, TimedPurpose::ReviewDeadline);
    let entry = state.entry.clone();
    let message = wire::MaterialsFiled {
        performance: context.stream.id.clone(),
        base: entry.base,
        institution: entry.institution,
        category: entry.category,
        field: entry.field,
        policy: entry.policy,
        review_due_on: review_due.map(|date| date.to_string()).unwrap_or_default(),
    };
    let event = PerformanceEvent::MaterialsFiled { materials };
    let decision =
        rules::by(Decision::record(event).under(pack.reference()), &basis).cancel_timer(MATERIALS_TIMER);
    Ok(clear_deadline(decision, state, "the materials are in", context).send(outgoing(&message)))
}

/// The day passed: the absence is recorded and an official looks for its cause. Nothing follows by itself.
pub(super) fn missed(state: &Performance, context: &Context<'_>) -> Recorded {
    if state.status != PerformanceStatus::AwaitingMaterials {
        return Decision::nothing(format!("the evaluation is {}", state.status.word()));
    }
    let pack = context.policies.pack(&state.entry.policy);
    let basis = pack.map(|pack| rules::cycle(pack)).unwrap_or_default();
    let question =
        "No materials came by their day. Was there cause? Excuse the absence, or find it without cause.";
    let task = Task::official("find_reason_for_absence", context.today(), question).by(basis.clone());
    let mut to = vec![notices::host(&state.entry.institution), notices::officials()];
    to.extend(notices::recommender(&state.entry.unit));
    let mut values = told(&state.entry);
    values.insert("materials_due_on".to_owned(), due_written(&state.entry));
    let decision = rules::by(Decision::record(PerformanceEvent::MaterialsMissed { task }), &basis)
        .send(notices::notice(EVALUATION_ABSENT, to, &subject(context), values, &basis));
    clear_deadline(decision, state, "the day has passed", context)
}

fn told(entry: &Entry) -> std::collections::BTreeMap<String, String> {
    notices::values([("base", entry.base.clone()), ("round", entry.round.clone())])
}

fn due_written(entry: &Entry) -> String {
    entry.materials_due_on.map(|date| date.to_string()).unwrap_or_default()
}
