//! The expert's decisions.

use guohe_api::{assignment::v1 as wire, outgoing};
use guohe_flow::{Context, Decision, Refusal, RefusalKind, Role};
use guohe_policy::check_credit_code;

use super::{Absence, Engagement, Expert, ExpertCommand, ExpertEvent, ExpertStatus, Offer, Profile};
use crate::{
    Exclusion, checks,
    conflicts::{Parties, conflict},
    rules,
};

type Outcome = Result<Decision<ExpertEvent, ExpertCommand>, Refusal>;

/// Most panels at one time that a profile may allow.
const LARGEST_LOAD_LIMIT: u32 = 20;
/// Most entries in each of a profile's lists.
const LONGEST_LIST: usize = 50;
/// Longest person id, bytes: with the panel's id it makes the invitation's, at most 120.
const LONGEST_ID_BYTES: usize = 40;

pub(super) fn decide(state: &Expert, command: &ExpertCommand, context: &Context<'_>) -> Outcome {
    match command {
        ExpertCommand::Register { profile } => register(state, profile, context),
        ExpertCommand::Update { profile } => update(state, profile, context),
        ExpertCommand::SetAbsence { absence } => set_absence(state, *absence, context),
        ExpertCommand::Retire { reason } => retire(state, reason, context),
        ExpertCommand::Engage(offer) => Ok(engage(state, offer, context)),
        ExpertCommand::Release { panel, reason } => Ok(release(state, panel, reason)),
    }
}

fn register(state: &Expert, profile: &Profile, context: &Context<'_>) -> Outcome {
    checks::official(context, "RegisterExpert")?;
    if state.status != ExpertStatus::None {
        let words = "the person is registered already; change the profile with UpdateExpert";
        return Err(Refusal::new(RefusalKind::Exists, "EXPERT_EXISTS", words));
    }
    if context.stream.id.len() > LONGEST_ID_BYTES {
        let words = format!("must have at most {LONGEST_ID_BYTES} characters");
        return Err(Refusal::invalid("IDENTIFIER", "expert", words));
    }
    check_profile(profile)?;
    Ok(Decision::record(ExpertEvent::Registered { profile: profile.clone(), on: context.today() }))
}

fn update(state: &Expert, profile: &Profile, context: &Context<'_>) -> Outcome {
    checks::official(context, "UpdateExpert")?;
    in_the_pool(state, "UpdateExpert")?;
    check_profile(profile)?;
    if *profile == state.profile {
        return Ok(Decision::nothing("the profile is the same"));
    }
    Ok(Decision::record(ExpertEvent::Updated { profile: profile.clone() }))
}

fn set_absence(state: &Expert, absence: Option<Absence>, context: &Context<'_>) -> Outcome {
    let own = context.actor.role == Role::Expert && context.actor.id == context.stream.id;
    if !own {
        checks::official(context, "SetAbsence")?;
    }
    in_the_pool(state, "SetAbsence")?;
    match absence {
        Some(span) if span.from > span.to => Err(Refusal::invalid(
            "SPAN",
            "absence.to",
            "lies before the first day; state the last day of absence",
        )),
        Some(span) if state.absence == Some(span) => Ok(Decision::nothing("this absence is stated already")),
        Some(span) => Ok(Decision::record(ExpertEvent::AbsenceSet { absence: span })),
        None if state.absence.is_none() => Ok(Decision::nothing("no absence is stated")),
        None => Ok(Decision::record(ExpertEvent::AbsenceEnded)),
    }
}

fn retire(state: &Expert, reason: &str, context: &Context<'_>) -> Outcome {
    checks::official(context, "RetireExpert")?;
    in_the_pool(state, "RetireExpert")?;
    checks::text("reason", reason)?;
    Ok(Decision::record(ExpertEvent::Retired { reason: reason.to_owned() }))
}

fn in_the_pool(state: &Expert, command: &str) -> Result<(), Refusal> {
    match state.status {
        ExpertStatus::Active => Ok(()),
        other => Err(Refusal::wrong_state(command, other.word())),
    }
}

/// Takes a panel's offer where the expert has room, or says why not. Never refuses: the panel goes on with
/// its next candidate.
fn engage(state: &Expert, offer: &Offer, context: &Context<'_>) -> Decision<ExpertEvent, ExpertCommand> {
    let expert = &context.stream.id;
    if state.is_engaged_on(&offer.panel) {
        return Decision::nothing("engaged on this panel already");
    }
    if let Some(why) = hindrance(state, offer, context) {
        let message = wire::ExpertUnavailable {
            panel: offer.panel.clone(),
            expert: expert.clone(),
            reason: why.word().to_owned(),
        };
        return Decision::record(ExpertEvent::OfferTurnedAway { panel: offer.panel.clone(), why })
            .send(outgoing(&message));
    }
    let message = wire::ExpertEngaged {
        panel: offer.panel.clone(),
        expert: expert.clone(),
        subject_kind: offer.subject_kind.wire(),
        subject: offer.subject.clone(),
        answer_due_on: offer.answer_due_on.to_string(),
    };
    Decision::record(ExpertEvent::Engaged(Engagement {
        panel: offer.panel.clone(),
        subject_kind: offer.subject_kind,
        subject: offer.subject.clone(),
        since: context.today(),
    }))
    .send(outgoing(&message))
}

/// What stands against an offer today: the profile may have changed since the ranking.
fn hindrance(state: &Expert, offer: &Offer, context: &Context<'_>) -> Option<Exclusion> {
    let today = context.today();
    if state.status != ExpertStatus::Active {
        return Some(Exclusion::Retired);
    }
    let last = offer.answer_due_on.max(today);
    if state.absence.is_some_and(|absence| absence.touches(today, last)) {
        return Some(Exclusion::Absent);
    }
    if state.load() >= state.profile.load_limit {
        return Some(Exclusion::Load);
    }
    let parties = Parties { institution: &offer.institution, ..Parties::default() };
    let pack = context.policies.in_force(today).ok().map(AsRef::as_ref);
    conflict(&context.stream.id, &state.profile, parties, today, rules::conflict_years(pack))
}

fn release(state: &Expert, panel: &str, reason: &str) -> Decision<ExpertEvent, ExpertCommand> {
    if !state.is_engaged_on(panel) {
        return Decision::nothing("not engaged on this panel");
    }
    Decision::record(ExpertEvent::Released { panel: panel.to_owned(), reason: reason.to_owned() })
}

fn check_profile(profile: &Profile) -> Result<(), Refusal> {
    check_institution("profile.institution", &profile.institution)?;
    for (index, former) in profile.former.iter().enumerate() {
        check_institution(&format!("profile.former[{index}].institution"), &former.institution)?;
    }
    if !(1..=LARGEST_LOAD_LIMIT).contains(&profile.load_limit) {
        let words = format!("must be 1 to {LARGEST_LOAD_LIMIT} panels at one time");
        return Err(Refusal::invalid("LOAD_LIMIT", "profile.load_limit", words));
    }
    let lists = [
        ("profile.former", profile.former.len()),
        ("profile.fields", profile.fields.len()),
        ("profile.keywords", profile.keywords.len()),
        ("profile.conflicts", profile.conflicts.len()),
    ];
    if let Some((path, _)) = lists.iter().find(|(_, length)| *length > LONGEST_LIST) {
        return Err(Refusal::invalid(
            "LIST_TOO_LONG",
            *path,
            format!("must have at most {LONGEST_LIST} entries"),
        ));
    }
    for (index, code) in profile.fields.iter().enumerate() {
        check_discipline(&format!("profile.fields[{index}]"), code)?;
    }
    for (index, keyword) in profile.keywords.iter().enumerate() {
        checks::text(&format!("profile.keywords[{index}]"), keyword)?;
    }
    for (index, declared) in profile.conflicts.iter().enumerate() {
        checks::text(&format!("profile.conflicts[{index}].with"), &declared.with)?;
        checks::optional_text(&format!("profile.conflicts[{index}].reason"), &declared.reason)?;
    }
    checks::optional_text("profile.expert_type", &profile.expert_type)?;
    checks::optional_text("profile.region", &profile.region)
}

fn check_institution(path: &str, code: &str) -> Result<(), Refusal> {
    check_credit_code(code).map_err(|error| Refusal::invalid("CREDIT_CODE_CHECK", path, error.to_string()))
}

/// Refuses what is no discipline code of GB/T 13745: three digits, then levels of two, dots optional.
pub(crate) fn check_discipline(path: &str, code: &str) -> Result<(), Refusal> {
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let plain = code.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if plain && matches!(digits, 3 | 5 | 7) {
        return Ok(());
    }
    Err(Refusal::invalid(
        "DISCIPLINE_CODE",
        path,
        format!("{code:?} is no GB/T 13745 code; write 430, 430.30 or 430.3010"),
    ))
}
