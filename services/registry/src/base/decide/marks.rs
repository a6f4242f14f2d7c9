//! What officials do about a base's results: public notice, commendation, a mark's fate, the ministry's grades.

use guohe_flow::{Context, Decision, Refusal};
use guohe_policy::{BaseMark, Consequence, Date, EvaluationEvent, RuleRef};

use super::{
    super::{Base, BaseEvent, Commendation, Grade, HeldMark, Status, Subsidy, mark_code},
    Outcome,
    following::{ISSUE_NOTICE, RULE_ON_MARK, marked_notice},
};
use crate::{
    notices::{host, officials, tell, unit},
    support::{adopted, cite, forbid_future, in_force, not_empty, official, silent},
};

/// An official puts the base under public notice, where its results ask for it (M11-E-3).
pub(super) fn issue_notice(
    state: &Base,
    document_number: &str,
    document_on: Date,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    if !state.status.is_live() || !state.tasks.has(ISSUE_NOTICE, "") {
        return Err(Refusal::wrong_state("IssueNotice", state.status.code()));
    }
    not_empty("document_number", document_number)?;
    not_empty("reason", reason)?;
    forbid_future(context, "document_on", document_on)?;
    let latest = state.grades.iter().rev().find(|mark| !mark.annulled);
    let performance = latest.map(|mark| mark.performance.clone()).unwrap_or_default();
    let pack = in_force(context, document_on)?;
    let rules: Vec<RuleRef> =
        pack.rule_with(&Consequence::Notice).map(|rule| rule.rule()).into_iter().collect();
    let mark = BaseMark::Notified;
    let held =
        HeldMark { mark, since: document_on, document_number: document_number.to_owned(), performance };
    let notice = marked_notice(state, &held, &rules);
    let given =
        Decision::record(BaseEvent::MarkGiven(held)).effective_on(document_on).under(pack.reference());
    let closed = BaseEvent::TaskClosed { code: ISSUE_NOTICE.to_owned(), about: String::new() };
    Ok(cite(given, rules).and(closed).send(notice))
}

/// An official commends the base: outstanding results are a person's finding (M11-E-1).
pub(super) fn commend(state: &Base, document_number: &str, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.status.is_live() {
        return Err(Refusal::wrong_state("CommendBase", state.status.code()));
    }
    not_empty("reason", reason)?;
    let pack = in_force(context, context.today())?;
    let rule = pack.rule_with(&Consequence::Commendation);
    let rule = rule.ok_or_else(|| silent(context, "the measures know no commendation of bases"))?;
    let commended = BaseEvent::Commended(Commendation {
        document_number: document_number.to_owned(),
        on: context.today(),
        reason: reason.to_owned(),
    });
    let notice = tell(
        "base_commended",
        [host(&state.institution), unit(&state.unit), officials()],
        format!("base/{}", state.id),
        &[("base", &state.id), ("document_number", document_number)],
        &[rule.rule()],
    );
    Ok(Decision::record(commended).under(pack.reference()).by(rule.rule()).send(notice))
}

/// An official rules whether the base keeps a mark. The measures do not say how a mark ends, so that a ruling may come at
/// any time; until then it stays.
pub(super) fn rule(state: &Base, mark: BaseMark, keep: bool, reason: &str, context: &Context<'_>) -> Outcome {
    official(context)?;
    if !state.status.is_live() || !state.carries(mark) {
        return Err(Refusal::wrong_state("RuleOnMark", state.status.code()));
    }
    not_empty("reason", reason)?;
    let code = mark_code(mark);
    let notice = tell(
        "base_mark_ruled",
        [host(&state.institution), unit(&state.unit)],
        format!("base/{}", state.id),
        &[("base", &state.id), ("mark", code), ("kept", if keep { "true" } else { "false" })],
        &[],
    );
    let decision = Decision::record(BaseEvent::MarkRuled { mark, keep, reason: reason.to_owned() });
    let decision = if state.tasks.has(RULE_ON_MARK, code) {
        decision.and(BaseEvent::TaskClosed { code: RULE_ON_MARK.to_owned(), about: code.to_owned() })
    } else {
        decision
    };
    Ok(decision.send(notice))
}

/// The ministry's grade of a base that is a national one now: an excellent one puts it on the list of subsidies, though
/// it is out of the province's management.
pub(super) fn national_result(
    state: &Base,
    document_number: &str,
    document_on: Date,
    grade: Grade,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    if state.status != Status::ExitedNational {
        return Err(Refusal::wrong_state("RecordNationalResult", state.status.code()));
    }
    not_empty("document_number", document_number)?;
    forbid_future(context, "document_on", document_on)?;
    let pack = adopted(context, &state.policy)?;
    let of_grade = EvaluationEvent::Grade(grade.pack_code().to_owned());
    let lists =
        |rule: &&guohe_policy::EvaluationRule| rule.on == of_grade && rule.then == Consequence::SubsidyList;
    let Some(rule) = pack.evaluation.rules.iter().find(lists) else {
        let words = "the measures put no national base with this grade on a list of subsidies";
        return Err(silent(context, words));
    };
    if state.subsidies.iter().any(|listed| listed.basis == document_number) {
        return Ok(Decision::nothing("this document is on the list already"));
    }
    let listed = Subsidy { basis: document_number.to_owned(), on: document_on, national: true };
    Ok(Decision::record(BaseEvent::SubsidyListed(listed)).under(pack.reference()).by(rule.rule()))
}
