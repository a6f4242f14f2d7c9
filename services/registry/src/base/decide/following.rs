//! What follows from a grade, by the pack's table. Marks and the list of subsidies follow by themselves; a notice, a
//! cancellation and the loss of a mark are only proposed to a person.

use guohe_api::registry::v1::GroundArisen;
use guohe_flow::{Context, DecisionOf, Task};
use guohe_policy::{BaseMark, Consequence, EvaluationRule, Pack, PastResult, Results, RuleRef, SwitchValue};

use super::{
    super::{Base, BaseEvent, BaseFlow, GradeMark, HeldMark, Subsidy, mark_code},
    Outcome, rectification,
};
use crate::notices::{host, officials, tell, unit};

/// Task of an official: put the base under public notice.
pub(super) const ISSUE_NOTICE: &str = "issue_notice";
/// Task of an official: does the base keep its mark?
pub(super) const RULE_ON_MARK: &str = "rule_on_mark";

/// The rules that follow from a grade, given what came before it. Results from before the measures took effect do not
/// count towards a streak, unless the department chose that they do.
pub(super) fn of<'a>(state: &Base, mark: &GradeMark, pack: &'a Pack) -> Vec<&'a EvaluationRule> {
    let old_count = pack.switch("count_legacy_results").and_then(SwitchValue::flag).unwrap_or(false);
    let from = pack.effective_from().filter(|_| !old_count);
    let all: Vec<PastResult> = state
        .grades
        .iter()
        .filter(|past| !past.annulled)
        .chain([mark])
        .map(|past| PastResult {
            grade: past.grade.pack_code().to_owned(),
            held_on: past.held_on.unwrap_or(past.notice_on),
        })
        .filter(|past| from.is_none_or(|from| past.held_on >= from))
        .collect();
    let marks: Vec<BaseMark> = state.marks.iter().map(|held| held.mark).collect();
    pack.following(Results { all: &all, re_evaluation: mark.re_evaluation, marks: &marks })
}

/// Draws the consequences.
pub(super) fn draw(
    state: &Base,
    mut decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    rules: &[&EvaluationRule],
    pack: &Pack,
    context: &Context<'_>,
) -> Outcome {
    let mut proposed: Vec<&str> = Vec::new();
    for rule in rules {
        decision = match &rule.then {
            Consequence::Rectification => rectification::begin(state, decision, mark, pack, context)?,
            // A failed re-evaluation opens its matter by the message of its grade.
            Consequence::ProposeCancellation(_) if mark.re_evaluation => decision,
            Consequence::ProposeCancellation(ground) if proposed.contains(&ground.as_str()) => decision,
            Consequence::ProposeCancellation(ground) => {
                proposed.push(ground);
                decision.send(ground_arisen(state, mark, ground, pack))
            }
            Consequence::Benchmark => give_benchmark(state, decision, mark, rule.rule(), pack),
            Consequence::Notice => propose_notice(state, decision, rule.rule(), context),
            Consequence::SubsidyList => {
                let basis = mark.performance.clone();
                let listed = Subsidy { basis, on: mark.notice_on, national: false };
                decision.and(BaseEvent::SubsidyListed(listed)).under(pack.reference()).by(rule.rule())
            }
            Consequence::MarkRuling => ask_about_mark(state, decision, mark, rule.rule(), pack, context),
            Consequence::MoreSupport
            | Consequence::NormalOperation
            | Consequence::Commendation
            | Consequence::Reference => decision,
        };
    }
    Ok(decision)
}

fn ground_arisen(state: &Base, mark: &GradeMark, ground: &str, pack: &Pack) -> guohe_flow::Outgoing {
    let arisen = GroundArisen {
        base: state.id.clone(),
        subject: mark.performance.clone(),
        ground: ground.to_owned(),
        facts: format!("results up to {} noticed on {} give this ground", mark.performance, mark.notice_on),
        found_by: String::new(),
        found_on: mark.notice_on.to_string(),
        policy: pack.identity.id.clone(),
        findings: Vec::new(),
    };
    guohe_api::outgoing_as("registry.base.ground_arisen", &arisen)
}

/// The second excellent grade running makes a benchmark base.
fn give_benchmark(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    rule: RuleRef,
    pack: &Pack,
) -> DecisionOf<BaseFlow> {
    if state.carries(BaseMark::Benchmark) {
        return decision;
    }
    let held = HeldMark {
        mark: BaseMark::Benchmark,
        since: mark.notice_on,
        document_number: String::new(),
        performance: mark.performance.clone(),
    };
    let notice = marked_notice(state, &held, std::slice::from_ref(&rule));
    let given = BaseEvent::MarkGiven(held);
    decision.and(given).effective_on(mark.notice_on).under(pack.reference()).by(rule).send(notice)
}

/// Tells of a mark.
pub(super) fn marked_notice(state: &Base, held: &HeldMark, rules: &[RuleRef]) -> guohe_flow::Outgoing {
    tell(
        "base_marked",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("base/{}", state.id),
        &[
            ("base", &state.id),
            ("mark", mark_code(held.mark)),
            ("since", &held.since.to_string()),
            ("document_number", &held.document_number),
        ],
        rules,
    )
}

/// A public notice is an official's act: the task asks for it.
fn propose_notice(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    rule: RuleRef,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    if state.carries(BaseMark::Notified) || state.tasks.has(ISSUE_NOTICE, "") {
        return decision;
    }
    let question = "The results ask for a public notice about the base. Issue it?";
    decision.and(BaseEvent::TaskOpened(Task::official(ISSUE_NOTICE, context.today(), question).by([rule])))
}

/// The text has no clause on losing a mark: it stays until a person has ruled, unless the department chose once for
/// all.
fn ask_about_mark(
    state: &Base,
    decision: DecisionOf<BaseFlow>,
    mark: &GradeMark,
    rule: RuleRef,
    pack: &Pack,
    context: &Context<'_>,
) -> DecisionOf<BaseFlow> {
    let about = mark_code(BaseMark::Benchmark);
    match pack.switch("benchmark_loss").and_then(SwitchValue::word) {
        Some("kept") => return decision,
        Some("lost") => {
            let reason = "the department chose that another grade ends the mark".to_owned();
            let ruled = BaseEvent::MarkRuled { mark: BaseMark::Benchmark, keep: false, reason };
            return decision.and(ruled).under(pack.reference()).by(rule);
        }
        _ => {}
    }
    if state.tasks.has(RULE_ON_MARK, about) {
        return decision;
    }
    let question = format!(
        "Result {} is {}; the measures do not say whether the base stays a benchmark base. Rule on it.",
        mark.performance,
        mark.grade.code()
    );
    let task = Task::official(RULE_ON_MARK, context.today(), question).about(about).by([rule]);
    decision.and(BaseEvent::TaskOpened(task))
}
