//! Drafting, lodging, opinions, acceptance, falsehood.

use guohe_api::intake::v1::{ApplicationStatus, Outcome as Result3};

use guohe_clock::beijing_date;

use super::{Found, Look, at, ensure, equal, listed, received, rule};
use crate::scenario::{
    calls,
    population::{Case, Failing, Fate, Open},
};

pub(super) fn call_rolled(look: &Look<'_>) -> Found {
    let call = look.findings.calls.iter().find(|call| call.call == calls::MAIN.id).ok_or("no call")?;
    equal("the close", &call.closes_on, "2026-05-04")?;
    equal("the last day", &call.accepted_until, "2026-05-06")?;
    Ok(format!("{} → {} · {}", call.closes_on, call.accepted_until, rule(call.rules.first())))
}

pub(super) fn corrected(look: &Look<'_>, fate: Fate, step: &str, code: &str) -> Found {
    let found = look.fated(fate)?;
    for (case, application) in &found {
        let refused = look.findings.position.refusals.get(&format!("{step}-{}", case.id));
        let refused = refused.ok_or_else(|| format!("{} was not refused first", case.id))?;
        equal("the refusal", &refused.code, code)?;
        ensure(!refused.fields.is_empty(), || format!("{} was refused without naming a field", case.id))?;
        look.in_state(application, ApplicationStatus::Recognised)?;
    }
    Ok(format!("{code} · {}", listed(found.iter().map(|(case, _)| case.id.as_str()))))
}

pub(super) fn last_second(look: &Look<'_>) -> Found {
    let found = look.fated(Fate::LastSecond)?;
    for (_, application) in &found {
        received(application, "2026-05-06 23:59:59")?;
        look.in_state(application, ApplicationStatus::Recognised)?;
    }
    Ok(format!("2026-05-06 23:59:59 · {}", listed(found.iter().map(|(case, _)| case.id.as_str()))))
}

pub(super) fn too_late(look: &Look<'_>) -> Found {
    let refused = look.refused("too-late")?;
    Ok(format!("2026-05-07 00:00:00 · {refused}"))
}

/// Lodged at least twice, and recognised in the end.
pub(super) fn returned(look: &Look<'_>, fate: Fate) -> Found {
    let found = look.fated(fate)?;
    for (case, application) in &found {
        ensure(application.revision >= 2, || format!("{} was lodged once only", case.id))?;
        look.in_state(application, ApplicationStatus::Recognised)?;
    }
    Ok(listed(found.iter().map(|(case, _)| case.id.as_str())))
}

pub(super) fn overdue(look: &Look<'_>) -> Found {
    let found = look.fated(Fate::Overdue)?;
    let told = look.findings.notices.notices.get("opinion_overdue").copied().unwrap_or_default();
    ensure(told >= found.len() as u64, || format!("{told} notices of late opinions"))?;
    let mut due = String::new();
    for (case, application) in &found {
        let opinion = look.findings.opinions.iter().find(|opinion| opinion.subject == case.id);
        let opinion = opinion.ok_or_else(|| format!("{} never came to its unit", case.id))?;
        let given = at(opinion.given_at).map(|given| beijing_date(given).to_string()).unwrap_or_default();
        ensure(given > opinion.due_on, || format!("the opinion on {} came on {given}", case.id))?;
        look.in_state(application, ApplicationStatus::Recognised)?;
        due.clone_from(&opinion.due_on);
    }
    Ok(format!("{due} · {}", listed(found.iter().map(|(case, _)| case.id.as_str()))))
}

pub(super) fn conditions_fail(look: &Look<'_>) -> Found {
    let expected = [
        (Failing::Province, "H26-C-0"),
        (Failing::LegalPerson, "H26-C-1a"),
        (Failing::Credit, "H26-C-1b"),
        (Failing::Projects, "H26-JR-1b"),
        (Failing::Intensity, "H26-JR-2a"),
        (Failing::Transfers, "H26-TT-2"),
    ];
    for (failing, id) in expected {
        for (case, application) in look.fated(Fate::Fails(failing))? {
            look.in_state(application, ApplicationStatus::NotAccepted)?;
            let report = application.report.as_ref().ok_or_else(|| format!("{} has no report", case.id))?;
            let failed = report.conditions.iter().filter(|condition| condition.outcome() == Result3::Fail);
            let failed: Vec<&str> =
                failed.filter_map(|c| c.rule.as_ref()).map(|rule| rule.rule.as_str()).collect();
            ensure(failed == [id], || format!("{} fails {failed:?} instead of {id}", case.id))?;
        }
    }
    Ok(expected.map(|(_, id)| id).join(" · "))
}

pub(super) fn rulings(look: &Look<'_>) -> Found {
    let expected = [
        (Open::InPrinciple, "H26-FE-1"),
        (Open::HostKind, "H26-C-0"),
        (Open::EdgeDay, "H26-C-1b"),
        (Open::ExpertLevel, "H26-JR-1b"),
    ];
    for (open, id) in expected {
        for (case, application) in look.fated(Fate::Ruled(open))? {
            let ruled: Vec<&str> = application.rulings.iter().map(|ruling| ruling.rule.as_str()).collect();
            ensure(ruled == [id], || format!("{} bears rulings on {ruled:?} instead of {id}", case.id))?;
            look.in_state(application, ApplicationStatus::Recognised)?;
        }
    }
    Ok(expected.map(|(_, id)| id).join(" · "))
}

pub(super) fn falsehood(look: &Look<'_>, fate: Fate, state: &str) -> Found {
    let (case, application) = *look.fated(fate)?.first().ok_or("no such application")?;
    look.in_state(application, ApplicationStatus::Void)?;
    let proposal = look.findings.proposals.iter().find(|proposal| proposal.application == case.id);
    let proposal = proposal.ok_or_else(|| format!("no proposal on {}", case.id))?;
    equal("the proposal", &proposal.state, state)?;
    let ban = ban_of(look, case);
    match (state, ban) {
        ("BANNED", Some(until)) => {
            equal("the last banned day", &until, "2031-07-27")?;
            Ok(format!("{} · {} → {until}", case.id, proposal.document_on))
        }
        ("DROPPED", None) => Ok(format!("{} · {}", case.id, proposal.decided_by)),
        (_, ban) => Err(format!("the proposal is {state}, the ban {ban:?}")),
    }
}

/// Last day of the ban that follows from a case's application.
fn ban_of(look: &Look<'_>, case: &Case) -> Option<String> {
    let institution = look.findings.institution(&look.script.population.host(case).code)?;
    let source = format!("application/{}", case.id);
    institution.bans.iter().find(|ban| ban.source == source).map(|ban| ban.banned_until.clone())
}
