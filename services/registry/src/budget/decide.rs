//! Decides a grant: the project must be ready, not funded before, within the limit, and no better one waiting.

use chrono::Datelike;
use guohe_api::{outgoing, registry::v1::ProjectGranted};
use guohe_flow::{Context, Decision, DecisionOf, Found, Refusal, RefusalKind};
use guohe_policy::{CapUnit, FundingTopic, Pack, RuleRef};

use super::{
    Budget, BudgetEvent, BudgetFlow, Grant, MOST_PROJECTS, NewGrant, budget_id, funded_before, number_of,
};
use crate::{
    project::Status,
    support::{adopted, cite, forbid_future, not_empty, official, silent},
};

type Outcome = Result<DecisionOf<BudgetFlow>, Refusal>;

pub(super) fn fund(state: &Budget, grant: &NewGrant, context: &Context<'_>) -> Outcome {
    official(context)?;
    well_formed(grant, context)?;
    if state.grants.iter().any(|known| known.project == grant.project) {
        let words = format!("{} is funded by this call already", grant.project);
        return Err(Refusal::new(RefusalKind::Exists, "FUNDED_HERE", words).field("project", "is funded"));
    }
    let found = context.found;
    if found.len() >= MOST_PROJECTS as usize {
        let words =
            format!("more than {MOST_PROJECTS} projects of the topic are live; close finished ones first");
        return Err(Refusal::new(RefusalKind::Limit, "TOO_MANY_PROJECTS", words));
    }
    let project = found.iter().find(|found| found.id == grant.project).ok_or_else(|| {
        let words = format!("there is no project {:?} that could be funded", grant.project);
        Refusal::not_found("PROJECT_NOT_LIVE", "project", words)
    })?;
    if project.attributes.get_text("call") != grant.call {
        return Err(Refusal::invalid("OTHER_CALL", "project", "belongs to another call"));
    }
    let policy = project.attributes.get_text("policy");
    let pack: &Pack = adopted(context, policy)?;
    let topic = pack.topic(&grant.topic);
    let topic = topic.ok_or_else(|| silent(context, &format!("{policy} has no topic {:?}", grant.topic)))?;
    ready(project, topic, pack)?;
    not_again(project, topic, pack, found)?;
    within_limit(state, grant, topic, pack)?;
    in_rank(project, grant, topic, pack, found)?;
    Ok(granted(state, grant, project, (pack, topic), context))
}

/// A grant was taken back by a ruling on its project.
pub(super) fn release(state: &Budget, project: &str, reason: &str) -> DecisionOf<BudgetFlow> {
    if !state.grants.iter().any(|grant| grant.project == project) {
        return Decision::nothing("this grant is not on file, or was taken back already");
    }
    Decision::record(BudgetEvent::Released { project: project.to_owned(), reason: reason.to_owned() })
}

fn well_formed(grant: &NewGrant, context: &Context<'_>) -> Result<(), Refusal> {
    if context.stream.id != budget_id(&grant.call, &grant.topic) {
        return Err(Refusal::invalid("OTHER_BUDGET", "topic", "is not the topic of this budget"));
    }
    not_empty("document_number", &grant.document_number)?;
    forbid_future(context, "document_on", grant.document_on)?;
    let year = grant.document_on.year();
    if grant.programme_year.is_some_and(|given| (given - year).abs() > 1) {
        let words = format!("lies more than a year from the document's, {year}");
        return Err(Refusal::invalid("PROGRAMME_YEAR", "programme_year", words));
    }
    Ok(())
}

fn refused(code: &str, words: String, basis: Vec<RuleRef>) -> Refusal {
    basis.into_iter().fold(Refusal::new(RefusalKind::Rule, code, words), Refusal::by)
}

fn rules(pack: &Pack, ids: &[&str]) -> Vec<RuleRef> {
    ids.iter().filter_map(|id| pack.rule(id)).collect()
}

/// Candidates are funded from their review, others out of the library; a newcomer only after its follow-up.
fn ready(project: &Found, topic: &FundingTopic, pack: &Pack) -> Result<(), Refusal> {
    let status = project.attributes.get_text("status");
    let Some(library) = &topic.library else {
        return match status == Status::Reviewed.code() {
            true => Ok(()),
            false => Err(Refusal::wrong_state("FundProject", status)),
        };
    };
    if status == Status::InLibrary.code() {
        return Ok(());
    }
    if status == Status::FollowUp.code() || status == Status::AssessmentDue.code() {
        let words = format!("{} is new and funded only once it passed its follow-up", project.id);
        return Err(refused("FOLLOW_UP_FIRST", words, rules(pack, &[&library.newcomers])));
    }
    if status == Status::Reviewed.code() {
        let words = format!("{} is funded out of the library; enter it first", project.id);
        return Err(refused("NOT_IN_LIBRARY", words, rules(pack, &[&library.enter])));
    }
    Err(Refusal::wrong_state("FundProject", status))
}

/// The bar attaches to the project or base, not to the institution (rules.md 0b.6). What was stated at the history
/// counts, and what the register itself has funded; a history that is not known needs a ruling.
fn not_again(project: &Found, topic: &FundingTopic, pack: &Pack, found: &[Found]) -> Result<(), Refusal> {
    let basis = || rules(pack, &[&topic.not_again.rule]);
    let subject = project.attributes.get_text("subject");
    if subject.is_empty() || !project.attributes.0.contains_key("history_known") {
        let words =
            format!("whether {} was funded before is not known; record its history first", project.id);
        let refusal = Refusal::new(RefusalKind::NeedsRuling, "HISTORY_UNKNOWN", words);
        return Err(basis().into_iter().fold(refusal, Refusal::by));
    }
    let stated = number_of(project, "last_funded").and_then(|year| i32::try_from(year).ok());
    let years = funded_before(found, subject, &project.id).into_iter().chain(stated);
    let Some(year) = years.filter(|year| topic.bars(*year)).max() else { return Ok(()) };
    let words = format!(
        "{subject} was funded in programme year {year}; what was funded since {} is not funded again",
        topic.not_again.since_year
    );
    Err(refused("FUNDED_ALREADY", words, basis()))
}

/// The hard limit, counted over the call or over a year of approval.
fn within_limit(state: &Budget, grant: &NewGrant, topic: &FundingTopic, pack: &Pack) -> Result<(), Refusal> {
    let unit = pack.cap_unit();
    let year = grant.document_on.year();
    let counted = state.grants.iter().filter(|known| match unit {
        CapUnit::Call => true,
        CapUnit::Year => known.document_on.year() == year,
    });
    if counted.count() < topic.most_items as usize {
        return Ok(());
    }
    let over = match unit {
        CapUnit::Call => "by this call".to_owned(),
        CapUnit::Year => format!("in {year}"),
    };
    let words = format!(
        "{} projects of topic {} are funded {over}; more are not supported",
        topic.most_items, topic.code
    );
    Err(refused("CAP_REACHED", words, rules(pack, &[&topic.rule])))
}

/// Candidates without a library are funded by rank. To pass over a better one is a person's decision, with words;
/// equal merit is decided by the priorities the measures state.
fn in_rank(
    project: &Found,
    grant: &NewGrant,
    topic: &FundingTopic,
    pack: &Pack,
    found: &[Found],
) -> Result<(), Refusal> {
    if topic.library.is_some() || !grant.reason.trim().is_empty() {
        return Ok(());
    }
    let score = number_of(project, "score").unwrap_or_default();
    let waiting = |other: &&Found| {
        other.attributes.get_text("call") == grant.call
            && other.attributes.get_text("status") == Status::Reviewed.code()
    };
    let better =
        found.iter().filter(waiting).filter(|other| number_of(other, "score").unwrap_or_default() > score);
    let ids: Vec<&str> = better.map(|other| other.id.as_str()).take(10).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let words =
        format!("{} rank before {}; fund them first, or say in `reason` why not", ids.join(", "), project.id);
    let refusal = Refusal::new(RefusalKind::NeedsRuling, "OUT_OF_RANK", words.clone()).field("reason", words);
    let priority = topic.priority.iter().map(String::as_str);
    let basis: Vec<&str> = [topic.decided_by.as_str()].into_iter().chain(priority).collect();
    Err(rules(pack, &basis).into_iter().fold(refusal, Refusal::by))
}

fn granted(
    state: &Budget,
    grant: &NewGrant,
    project: &Found,
    (pack, topic): (&Pack, &FundingTopic),
    context: &Context<'_>,
) -> DecisionOf<BudgetFlow> {
    let programme_year = grant.programme_year.unwrap_or_else(|| grant.document_on.year());
    let amount_cny = topic.amount_cny.to_string();
    let message = outgoing(&ProjectGranted {
        project: grant.project.clone(),
        budget: context.stream.id.clone(),
        amount_cny: amount_cny.clone(),
        document_number: grant.document_number.clone(),
        document_on: grant.document_on.to_string(),
        programme_year,
    });
    let event = BudgetEvent::Granted(Grant {
        project: grant.project.clone(),
        subject: project.attributes.get_text("subject").to_owned(),
        institution: project.attributes.get_text("institution").to_owned(),
        amount_cny,
        document_number: grant.document_number.clone(),
        document_on: grant.document_on,
        programme_year,
        by: context.actor.id.clone(),
        reason: grant.reason.trim().to_owned(),
    });
    let begun = match state.policy.is_empty() {
        true => Decision::record(BudgetEvent::Opened {
            call: grant.call.clone(),
            topic: topic.code.clone(),
            policy: pack.identity.id.clone(),
        }),
        false => Decision::default(),
    };
    let decision = begun.and(event).effective_on(grant.document_on).under(pack.reference());
    cite(decision, rules(pack, &[&topic.rule])).send(message)
}
