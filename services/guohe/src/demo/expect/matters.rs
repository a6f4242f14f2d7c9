//! Grounds, the fair procedure, bans.

use std::collections::BTreeSet;

use chrono::Months;
use guohe_api::{
    intake::v1::ApplicationStatus,
    registry::v1::{InstitutionStatus, MatterStatus},
};
use guohe_clock::Date;

use super::{Found, Look, ensure, equal, listed, rule};
use crate::scenario::population::Life;

/// The ten ground ids of Article 16.
const GROUNDS: [&str; 10] = [
    "H26-X-1", "H26-X-2a", "H26-X-2b", "H26-X-3", "H26-X-4", "H26-X-5", "H26-X-6", "H26-X-7a", "H26-X-7b",
    "H26-X-8",
];

pub(super) fn every_ground(look: &Look<'_>) -> Found {
    let met: BTreeSet<&str> = look
        .findings
        .matters
        .iter()
        .filter_map(|m| m.ground.as_ref())
        .map(|ground| ground.rule.as_str())
        .collect();
    let missing: Vec<&str> = GROUNDS.into_iter().filter(|ground| !met.contains(ground)).collect();
    ensure(missing.is_empty(), || format!("no matter on {}", missing.join(", ")))?;
    let open = look.findings.matters.iter().filter(|matter| {
        !matches!(matter.status(), MatterStatus::Cancelled | MatterStatus::Dismissed | MatterStatus::Moot)
    });
    ensure(open.count() == 0, || "a matter is still open".to_owned())?;
    Ok(GROUNDS.join(" "))
}

pub(super) fn hearing(look: &Look<'_>) -> Found {
    let matter = look.matter(&look.base(Life::Misconduct)?.base)?;
    let hearing = matter.hearing.clone().unwrap_or_default();
    equal("the notice", &matter.notice_served_on, "2028-04-20")?;
    equal("the last day to be heard", &hearing.due_on, "2028-04-27")?;
    ensure(!matter.statements.is_empty(), || "nobody stated a case".to_owned())?;
    ensure(matter.decided_by != matter.proposed_by, || "one person proposed and decided".to_owned())?;
    equal("the service", &matter.decision_served_on, "2028-05-12")?;
    Ok(format!("{} · 2028-04-20 → {} → {}", matter.base, hearing.due_on, matter.decision_served_on))
}

pub(super) fn clock_stopped(look: &Look<'_>) -> Found {
    let matter = look.matter(&look.base(Life::Unlawful)?.base)?;
    let hearing = matter.hearing.clone().unwrap_or_default();
    let receipt = hearing.receipt.unwrap_or_default();
    let pause = receipt.pauses.first().ok_or("no pause is on record")?;
    ensure(hearing.due_on.as_str() > "2028-10-27", || format!("the hearing ended on {}", hearing.due_on))?;
    Ok(format!("{} · {}–{} · → {}", matter.base, pause.from, pause.to, hearing.due_on))
}

pub(super) fn waived(look: &Look<'_>) -> Found {
    let matter = look.matter(&look.base(Life::Concealed)?.base)?;
    equal("the waiver", &matter.waived_on, "2028-11-24")?;
    Ok(format!("{} · {}", matter.base, matter.waived_on))
}

pub(super) fn dismissed(look: &Look<'_>) -> Found {
    let base = look.base(Life::IncidentDismissed)?;
    let matter = look.matter(&base.base)?;
    ensure(matter.status() == MatterStatus::Dismissed, || matter.status().as_str_name().to_owned())?;
    ensure(base.departure.is_none() && !base.ground, || format!("{} still bears it", base.base))?;
    Ok(format!("{} · {}", base.base, rule(matter.ground.as_ref())))
}

pub(super) fn not_reached(look: &Look<'_>) -> Found {
    let matter = look.matter(&look.script.population.legacy[1].id)?;
    equal("the ruling", &matter.conduct_ruling, "DOES_NOT_REACH")?;
    ensure(matter.status() == MatterStatus::Dismissed, || matter.status().as_str_name().to_owned())?;
    Ok(format!("{} · {} < 2026-03-09", matter.base, matter.conduct_on))
}

pub(super) fn backdated(look: &Look<'_>) -> Found {
    let base = look.base(Life::Unlawful)?;
    let departure = base.departure.clone().unwrap_or_default();
    equal("the day of the document", &departure.effective_on, "2028-11-28")?;
    equal("the day of entry", &departure.recorded_on, "2028-12-05")?;
    let institution = look.findings.institution(&base.institution).ok_or("no institution")?;
    let ban =
        institution.bans.iter().find(|ban| ban.source == format!("base/{}", base.base)).ok_or("no ban")?;
    equal("the last banned day", &ban.banned_until, "2033-11-28")?;
    Ok(format!("{} · 2028-11-28 ← 2028-12-05 · → {}", base.base, ban.banned_until))
}

/// Every ban ends five years after its document, day for day, and the next day is free.
pub(super) fn bans(look: &Look<'_>) -> Found {
    let bans: Vec<_> = look.findings.institutions.iter().flat_map(|institution| &institution.bans).collect();
    for ban in &bans {
        let document: Date = ban.document_on.parse().map_err(|_| format!("{} has no date", ban.source))?;
        let until = document.checked_add_months(Months::new(60)).ok_or("no such day")?;
        equal("the last banned day", &ban.banned_until, &until.to_string())?;
        let free = until.succ_opt().ok_or("no such day")?;
        equal("the first free day", &ban.free_from, &free.to_string())?;
    }
    ensure(bans.len() >= 9, || format!("only {} bans", bans.len()))?;
    Ok(format!("{} · {}", bans.len(), listed(bans.iter().map(|ban| ban.banned_until.as_str()))))
}

pub(super) fn quashed(look: &Look<'_>) -> Found {
    let base = look.base(Life::Unlawful)?;
    let institution = look.findings.institution(&base.institution).ok_or("no institution")?;
    let ban = institution.bans.iter().find(|ban| ban.state == "QUASHED").ok_or("no ban was quashed")?;
    let status = InstitutionStatus::try_from(institution.status).unwrap_or_default();
    ensure(status == InstitutionStatus::Eligible, || status.as_str_name().to_owned())?;
    look.in_state(look.application("a-2031-new-002")?, ApplicationStatus::Recognised)?;
    Ok(format!("{} · {} · a-2031-new-002", ban.source, ban.quashed_by))
}

pub(super) fn barred(look: &Look<'_>) -> Found {
    let application = look.application("a-2028-001")?;
    look.in_state(application, ApplicationStatus::Barred)?;
    equal("the first free day", &application.free_from, "2031-07-28")?;
    ensure(!application.rules.is_empty(), || "no article is named".to_owned())?;
    Ok(format!("a-2028-001 · {} · {}", rule(application.rules.first()), application.free_from))
}
