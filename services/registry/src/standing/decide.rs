//! Decides the commands of an institution's standing.

use guohe_api::registry::v1::{BanOvertook, Standing, StandingAnswered};
use guohe_flow::{Context, Decision, DecisionOf, Outgoing, Refusal, Task, TimerReceipt};
use guohe_policy::{Date, Exclusion, Pack, PolicyError, RuleRef, SwitchValue};

use super::{Admission, Answer, Ban, BanState, Institution, StandingCommand, StandingEvent, StandingFlow};
use crate::{
    notices::{host, officials, tell},
    support::{adopted, cite, forbid_future, not_empty, official, silent},
};

type Outcome = Result<DecisionOf<StandingFlow>, Refusal>;

/// Name of the timer at the start of the first free day.
const EXCLUSION_ENDS: &str = "exclusion_ends";
const OVERTAKEN: &str = "ban_overtook_admission";
const RULE_ON_BAN: &str = "rule_on_ban";
const QUASH: &str = "quash_ban";

pub(super) fn decide(state: &Institution, command: &StandingCommand, context: &Context<'_>) -> Outcome {
    use StandingCommand as C;
    match command {
        C::Ask { application, policy, received_on, revision } => {
            ask(state, (application, *revision), policy, *received_on, context)
        }
        C::CloseAdmission { application } => close_admission(state, application),
        C::RecordBan { .. } => record_ban(state, command, context),
        C::NoteNational { base } => note_national(state, base, context),
        C::Free => free(state, context),
        C::Quash { source, document_number, document_on, reason } => {
            quash(state, source, (document_number, *document_on), reason, context)
        }
        C::RuleOnBan { source, banned_until, reason } => {
            rule_on_ban(state, source, *banned_until, reason, context)
        }
    }
}

/// May the institution apply on the day of receipt? Edge days need no reading here: a ban covers its
/// first and its last day.
fn ask(
    state: &Institution,
    (application, revision): (&str, u32),
    policy: &str,
    received_on: Date,
    context: &Context<'_>,
) -> Outcome {
    let pack = if policy.is_empty() { None } else { Some(adopted(context, policy)?) };
    let in_force = pack.is_some_and(|pack| {
        context.policies.in_force(received_on).is_ok_and(|now| now.identity.id == pack.identity.id)
    });
    let ban = state.covering(received_on);
    let (answer, reason) = match ban {
        Some(ban) if ban.state == BanState::Held => {
            (Answer::NeedsRuling, "the length of a ban waits for a ruling")
        }
        Some(_) => match pack.and_then(|pack| open_reading(pack)) {
            Some(reason) => (Answer::NeedsRuling, reason),
            None => (Answer::Excluded, "the institution is barred on the day of receipt"),
        },
        None if !in_force => {
            (Answer::NeedsRuling, "no version of the measures is in force on the day of receipt")
        }
        // Standing knows bans, not bases: whether the host has one already is for a person to look up.
        None if pack.is_some_and(|pack| switched(pack, "max_per_host", "no_limit")) => {
            (Answer::NeedsRuling, "the department allows one base a host: look whether it has one")
        }
        None => (Answer::Eligible, "no ban covers the day of receipt"),
    };
    let rules = ban.map(Ban::rules).unwrap_or_default();
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let message = guohe_api::outgoing(&StandingAnswered {
        application: application.to_owned(),
        institution: context.stream.id.clone(),
        revision,
        standing: wire(answer).into(),
        banned_until: text(ban.and_then(|ban| ban.banned_until)),
        free_from: text(ban.and_then(|ban| ban.free_from)),
        base: ban.and_then(|ban| ban.source.strip_prefix("base/")).unwrap_or_default().to_owned(),
        rules: guohe_api::rule_refs(&rules),
        reason: reason.to_owned(),
    });
    let admission = Admission { application: application.to_owned(), received_on, answer, overtaken: false };
    let decision =
        Decision::record(StandingEvent::Answered { admission, revision }).effective_on(received_on);
    let decision = pack.map_or(decision.clone(), |pack| decision.under(pack.reference()));
    Ok(cite(decision, rules).send(message))
}

/// Why a ban does not settle the answer under the department's reading: whom it reaches, or when it is
/// tested. By default it reaches the institution and is tested when the application is received.
fn open_reading(pack: &Pack) -> Option<&'static str> {
    if switched(pack, "ban_scope", "host") {
        Some("the ban reaches the institution only in part: compare the field, or the leader, of both bases")
    } else if switched(pack, "ban_test_at", "submission") {
        Some("the ban is tested later than on the day of receipt: look whether it still runs then")
    } else {
        None
    }
}

/// Whether the department chose another reading than our default.
fn switched(pack: &Pack, switch: &str, default: &str) -> bool {
    pack.switch(switch).and_then(SwitchValue::word).is_some_and(|chosen| chosen != default)
}

/// The ban from the document's date; where the department lets it run from service or publication, its
/// end waits for an official, for neither day is known yet.
fn ban_from_document(pack: &Pack, ground: &str, document_on: Date) -> Result<Option<Exclusion>, PolicyError> {
    let start = pack.switch("ban_start").and_then(SwitchValue::word).unwrap_or("document");
    match pack.exclusion(ground, document_on) {
        Ok(exclusion) => Ok((start == "document").then_some(exclusion)),
        Err(PolicyError::NoExclusion { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn wire(answer: Answer) -> Standing {
    match answer {
        Answer::Eligible => Standing::Eligible,
        Answer::Excluded => Standing::Excluded,
        Answer::NeedsRuling => Standing::NeedsRuling,
    }
}

fn close_admission(state: &Institution, application: &str) -> Outcome {
    if !state.admissions.iter().any(|admission| admission.application == application) {
        return Ok(Decision::nothing("the application is not open here"));
    }
    let closed = Decision::record(StandingEvent::AdmissionClosed { application: application.to_owned() });
    Ok(if state.tasks.has(OVERTAKEN, application) {
        closed.and(task_closed(OVERTAKEN, application))
    } else {
        closed
    })
}

fn task_closed(code: &str, about: &str) -> StandingEvent {
    StandingEvent::TaskClosed { code: code.to_owned(), about: about.to_owned() }
}

/// Bars the institution from the document's date on (T1). What people decided about is the cancellation or the
/// false application; the ban follows from the text.
fn record_ban(state: &Institution, command: &StandingCommand, context: &Context<'_>) -> Outcome {
    let StandingCommand::RecordBan { source, ground, document_number, document_on, policy } = command else {
        return Ok(Decision::nothing("not a ban"));
    };
    if state.ban(source).is_some() {
        return Ok(Decision::nothing("a ban from this source is on file already"));
    }
    let pack = adopted(context, policy)?;
    let Some(rule) = pack.ground(ground).map(guohe_policy::Ground::rule) else {
        return Err(silent(context, &format!("{ground:?} is no ground of {policy}")));
    };
    let mut ban = Ban {
        source: source.clone(),
        ground: rule,
        document_number: document_number.clone(),
        document_on: *document_on,
        banned_until: None,
        free_from: None,
        receipt: None,
        state: BanState::Held,
        quashed_by: String::new(),
    };
    match ban_from_document(pack, ground, *document_on) {
        Ok(Some(exclusion)) => {
            ban.banned_until = Some(exclusion.last_banned);
            ban.free_from = Some(exclusion.free_from);
            ban.receipt = Some(exclusion.receipt);
            ban.state = BanState::Running;
            Ok(banned(state, ban, pack, context))
        }
        Ok(None) => {
            let question = if pack.ground(ground).is_some_and(|ground| ground.exclusion.is_some()) {
                format!("The ban from {source} does not run from its document: which is its last day?")
            } else {
                format!("The measures state no length for the ban from {source}: for how long?")
            };
            let task = Task::official(RULE_ON_BAN, context.today(), question)
                .about(source.clone())
                .by([ban.ground.clone()]);
            Ok(banned(state, ban, pack, context).and(StandingEvent::TaskOpened(task)))
        }
        Err(error) => Err(silent(context, &error.to_string())),
    }
}

fn banned(state: &Institution, ban: Ban, pack: &Pack, context: &Context<'_>) -> DecisionOf<StandingFlow> {
    let rules = ban.rules();
    let institution = context.stream.id.as_str();
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let notice = tell(
        "institution_excluded",
        [host(institution), officials()],
        format!("institution/{institution}"),
        &[
            ("institution", institution),
            ("source", &ban.source),
            ("document_on", &ban.document_on.to_string()),
            ("banned_until", &day(ban.banned_until)),
            ("free_from", &day(ban.free_from)),
        ],
        &rules,
    );
    let event = StandingEvent::Banned(Box::new(ban.clone()));
    let after = state.clone().evolve(&event);
    let decision = Decision::record(event).effective_on(ban.document_on).under(pack.reference());
    overtake(state, set_end(cite(decision, rules), &after), &ban, context).send(notice)
}

/// Sets the timer at the start of the day on which the longest running ban is over; without one it is
/// cancelled.
fn set_end(decision: DecisionOf<StandingFlow>, after: &Institution) -> DecisionOf<StandingFlow> {
    match after.longest().and_then(|ban| Some((ban.free_from?, ban.receipt.clone()))) {
        Some((free_from, receipt)) => {
            let receipt = receipt
                .map_or_else(|| TimerReceipt::set_by("the length an official ruled"), TimerReceipt::from);
            let due = guohe_clock::start_of_day(free_from);
            decision.set_timer(EXCLUSION_ENDS, due, StandingCommand::Free, receipt)
        }
        None => decision.cancel_timer(EXCLUSION_ENDS),
    }
}

/// Points to applications that were admitted on a day the ban covers. People rule on each.
fn overtake(
    state: &Institution,
    mut decision: DecisionOf<StandingFlow>,
    ban: &Ban,
    context: &Context<'_>,
) -> DecisionOf<StandingFlow> {
    let overtaken = state.admissions.iter().filter(|a| !a.overtaken && ban.covers(a.received_on));
    for admission in overtaken {
        let application = admission.application.clone();
        let question =
            format!("Application {application} was admitted on a day a ban recorded later covers.");
        let task =
            Task::official(OVERTAKEN, context.today(), question).about(application.clone()).by(ban.rules());
        decision = decision
            .and(StandingEvent::Overtook { application: application.clone(), source: ban.source.clone() })
            .and(StandingEvent::TaskOpened(task))
            .send(ban_overtook(ban, &application, context))
            .send(overtook_notice(ban, &application, context));
    }
    decision
}

fn ban_overtook(ban: &Ban, application: &str, context: &Context<'_>) -> Outgoing {
    guohe_api::outgoing(&BanOvertook {
        application: application.to_owned(),
        institution: context.stream.id.clone(),
        banned_from: ban.document_on.to_string(),
        banned_until: ban.banned_until.map(|day| day.to_string()).unwrap_or_default(),
        rules: guohe_api::rule_refs(&ban.rules()),
    })
}

fn overtook_notice(ban: &Ban, application: &str, context: &Context<'_>) -> Outgoing {
    let until = ban.banned_until.map(|day| day.to_string()).unwrap_or_default();
    tell(
        "institution_ban_overtook",
        [officials()],
        format!("application/{application}"),
        &[
            ("institution", &context.stream.id),
            ("application", application),
            ("banned_from", &ban.document_on.to_string()),
            ("banned_until", &until),
        ],
        &ban.rules(),
    )
}

/// It was ruled that a base left for the national register. A ban from its cancellation stays until an official
/// lifts it by a document.
fn note_national(state: &Institution, base: &str, context: &Context<'_>) -> Outcome {
    let source = format!("base/{base}");
    if state.ban(&source).is_none() || state.tasks.has(QUASH, &source) {
        return Ok(Decision::nothing("no ban rests on this base"));
    }
    let question =
        format!("{source} left for the national register after all: lift the ban that rests on it.");
    Ok(Decision::record(StandingEvent::TaskOpened(
        Task::official(QUASH, context.today(), question).about(source),
    )))
}

/// The first free day has begun (T2).
fn free(state: &Institution, context: &Context<'_>) -> Outcome {
    let Some(ban) = state.longest() else { return Ok(Decision::nothing("no ban is running")) };
    let Some(free_from) = ban.free_from.filter(|free_from| *free_from <= context.today()) else {
        return Ok(Decision::nothing("a longer ban is running"));
    };
    let institution = context.stream.id.as_str();
    let rules = ban.rules();
    let notice = tell(
        "institution_freed",
        [host(institution), officials()],
        format!("institution/{institution}"),
        &[("institution", institution), ("free_from", &free_from.to_string())],
        &rules,
    );
    let decision = Decision::record(StandingEvent::Freed { free_from }).effective_on(free_from);
    Ok(cite(decision, rules).send(notice))
}

/// An official lifts a ban by a new document: it never counted.
fn quash(
    state: &Institution,
    source: &str,
    (document_number, document_on): (&str, Date),
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    let Some(ban) = state.ban(source) else {
        return Err(Refusal::wrong_state("QuashBan", "NO_BAN"));
    };
    not_empty("document_number", document_number)?;
    not_empty("reason", reason)?;
    forbid_future(context, "document_on", document_on)?;
    if document_on < ban.document_on {
        return Err(Refusal::invalid("DATE_BEFORE_BAN", "document_on", "lies before the ban's own document"));
    }
    let event = StandingEvent::Quashed {
        source: source.to_owned(),
        document_number: document_number.to_owned(),
        reason: reason.to_owned(),
    };
    let institution = context.stream.id.as_str();
    let notice = tell(
        "institution_ban_quashed",
        [host(institution), officials()],
        format!("institution/{institution}"),
        &[
            ("institution", institution),
            ("source", source),
            ("document_number", document_number),
            ("document_on", &document_on.to_string()),
        ],
        &[],
    );
    let after = state.clone().evolve(&event);
    let mut decision = Decision::record(event).effective_on(document_on);
    for code in [RULE_ON_BAN, QUASH] {
        if state.tasks.has(code, source) {
            decision = decision.and(task_closed(code, source));
        }
    }
    // What the ban alone had overtaken asks nothing any more.
    for admission in
        state.admissions.iter().filter(|a| a.overtaken && after.covering(a.received_on).is_none())
    {
        if state.tasks.has(OVERTAKEN, &admission.application) {
            decision = decision.and(task_closed(OVERTAKEN, &admission.application));
        }
    }
    Ok(set_end(decision, &after).send(notice))
}

/// An official rules on the length of a ban, where the measures state none.
fn rule_on_ban(
    state: &Institution,
    source: &str,
    banned_until: Option<Date>,
    reason: &str,
    context: &Context<'_>,
) -> Outcome {
    official(context)?;
    let Some(ban) = state.ban(source).filter(|ban| ban.state == BanState::Held) else {
        return Err(Refusal::wrong_state("RuleOnBan", "NO_HELD_BAN"));
    };
    not_empty("reason", reason)?;
    let event = match banned_until {
        Some(until) => {
            let free_from = until.succ_opt().filter(|_| until >= ban.document_on).ok_or_else(|| {
                Refusal::invalid("DATE", "banned_until", "must not lie before the ban's document")
            })?;
            let (source, reason) = (source.to_owned(), reason.to_owned());
            StandingEvent::LengthRuled { source, banned_until: until, free_from, reason }
        }
        None => StandingEvent::Quashed {
            source: source.to_owned(),
            document_number: String::new(),
            reason: reason.to_owned(),
        },
    };
    let after = state.clone().evolve(&event);
    let rules: Vec<RuleRef> = ban.rules();
    let decision = cite(Decision::record(event), rules).and(task_closed(RULE_ON_BAN, source));
    Ok(set_end(decision, &after))
}
