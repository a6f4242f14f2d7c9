//! The end of validity, the successor, and the day a ban ends.

use guohe_api::{
    intake::v1::{Application, ApplicationStatus},
    registry::v1::InstitutionStatus,
};

use super::{Found, Look, ensure, equal, received, rule};
use crate::scenario::packs::Pack;

fn policy(application: &Application) -> &str {
    application.policy.as_ref().map_or("", |policy| policy.id.as_str())
}

pub(super) fn last_day(look: &Look<'_>) -> Found {
    let application = look.application("a-2031-001")?;
    received(application, "2031-03-08 23:59:59")?;
    equal("the version", policy(application), Pack::Hunan2026.id())?;
    look.in_state(application, ApplicationStatus::Recognised)?;
    Ok(format!("a-2031-001 · 2031-03-08 23:59:59 · {}", policy(application)))
}

pub(super) fn no_version(look: &Look<'_>) -> Found {
    let application = look.application("a-2031-002")?;
    received(application, "2031-03-09 00:00")?;
    let opened = application.timeline.iter().any(|milestone| milestone.code == "ruling_opened");
    ensure(opened, || "no ruling was asked for".to_owned())?;
    Ok("a-2031-002 · 2031-03-09 00:00:00".to_owned())
}

pub(super) fn successor(look: &Look<'_>) -> Found {
    let pack = look
        .findings
        .packs
        .iter()
        .find(|pack| pack.policy.as_ref().is_some_and(|policy| policy.id == Pack::Sample2031.id()));
    let pack = pack.ok_or("the successor is not adopted")?;
    equal("its status", &pack.status, "SAMPLE")?;
    let application = look.application("a-2031-002")?;
    equal("the version", policy(application), Pack::Sample2031.id())?;
    look.in_state(application, ApplicationStatus::Recognised)?;
    Ok(format!("a-2031-002 · {} · {}–{}", policy(application), pack.effective_from, pack.last_day))
}

pub(super) fn new_call(look: &Look<'_>) -> Found {
    let application = look.application("a-2031-new-001")?;
    look.in_state(application, ApplicationStatus::Recognised)?;
    let base = look.findings.base(&application.base).ok_or("no base")?;
    equal("the version", &base.policy, Pack::Sample2031.id())?;
    Ok(format!("{} · {}", base.base, base.recognised_on))
}

pub(super) fn barred_last_second(look: &Look<'_>) -> Found {
    let application = look.application("a-2035-001")?;
    received(application, "2035-12-20 23:59:59")?;
    look.in_state(application, ApplicationStatus::Barred)?;
    equal("the last banned day", &application.banned_until, "2035-12-20")?;
    equal("the first free day", &application.free_from, "2035-12-21")?;
    Ok(format!("a-2035-001 · 2035-12-20 23:59:59 · {}", rule(application.rules.first())))
}

pub(super) fn free(look: &Look<'_>) -> Found {
    let application = look.application("a-2035-002")?;
    received(application, "2035-12-21 00:00")?;
    look.in_state(application, ApplicationStatus::Recommending)?;
    let institution = look.findings.institution(&application.institution).ok_or("no institution")?;
    let status = InstitutionStatus::try_from(institution.status).unwrap_or_default();
    ensure(status == InstitutionStatus::Eligible, || status.as_str_name().to_owned())?;
    Ok("a-2035-002 · 2035-12-21 00:00:00".to_owned())
}
