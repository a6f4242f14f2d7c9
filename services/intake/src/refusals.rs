//! Checks that every command shares: who may act, words that must be given, rules that must exist.

use guohe_clock::Date;
use guohe_flow::{Context, DecisionOf, Refusal, RefusalKind, Role, TimerReceipt, Workflow};
use guohe_policy::{NoVersionInForce, Pack, PolicyRef, RuleRef, TimedPurpose, TimedRule};

/// Longest reason, opinion or statement of facts, in characters.
pub(crate) const LONGEST_WORDS_CHARS: usize = 4_000;

/// Most rules a decision may name.
const MOST_RULES: usize = 30;

/// Lets officials of the department pass.
pub(crate) fn official(context: &Context<'_>) -> Result<(), Refusal> {
    match context.actor.role {
        Role::Official => Ok(()),
        _ => Err(Refusal::forbidden("ROLE_OFFICIAL", "only an official of the department may do this")),
    }
}

/// Lets users of one host institution pass.
pub(crate) fn host_of(context: &Context<'_>, institution: &str) -> Result<(), Refusal> {
    if context.actor.role != Role::Host {
        return Err(Refusal::forbidden("ROLE_HOST", "only a user of the applicant may do this"));
    }
    if context.actor.unit != institution {
        let message = "the user acts for another institution than the applicant";
        return Err(Refusal::forbidden("OTHER_INSTITUTION", message).field("context.actor.unit", message));
    }
    Ok(())
}

/// Words that must be given, within the limit.
pub(crate) fn words(path: &str, text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid("WORDS_MISSING", path, "is empty; say why"));
    }
    optional_words(path, text)
}

/// Words that may be left out, within the limit.
pub(crate) fn optional_words(path: &str, text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LONGEST_WORDS_CHARS {
        let message = format!("is longer than {LONGEST_WORDS_CHARS} characters");
        return Err(Refusal::invalid("WORDS_TOO_LONG", path, message));
    }
    Ok(text.trim().to_owned())
}

/// Rules named by a person: each must stand in the pack.
pub(crate) fn rules_of(pack: &Pack, path: &str, ids: &[String]) -> Result<Vec<RuleRef>, Refusal> {
    if ids.len() > MOST_RULES {
        return Err(Refusal::invalid(
            "RULES_TOO_MANY",
            path,
            format!("at most {MOST_RULES} rules can be named"),
        ));
    }
    let known = |(index, id): (usize, &String)| {
        pack.rule(id).ok_or_else(|| {
            let message =
                format!("{} has no rule {:?}", pack.identity.id, id.chars().take(40).collect::<String>());
            Refusal::invalid("RULE_UNKNOWN", format!("{path}[{index}]"), message)
        })
    };
    ids.iter().enumerate().map(known).collect()
}

/// The pack a case is decided under. A pack not adopted here yet is waited for.
pub(crate) fn pack_of<'a>(context: &Context<'a>, policy: &str) -> Result<&'a Pack, Refusal> {
    let unknown = || {
        let message = format!("the pack {policy:?} is not adopted here yet; try again later");
        Refusal::new(RefusalKind::NotYet, "POLICY_NOT_ADOPTED", message)
    };
    context.policies.pack(policy).map(AsRef::as_ref).ok_or_else(unknown)
}

/// The refusal where no version is in force: a person has to rule (rules.md 0b.4).
pub(crate) fn no_version(error: &NoVersionInForce) -> Refusal {
    let refusal = Refusal::needs_ruling("NO_VERSION_IN_FORCE", error.to_string());
    match &error.rule {
        Some(rule) => refusal.by(rule.as_ref().clone()),
        None => refusal,
    }
}

/// The rule of a step of the procedure, where the pack has the step.
pub(crate) fn step_rule(pack: &Pack, key: &str) -> Option<RuleRef> {
    pack.step(key).map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() })
}

/// Names rules the last event rests on.
pub(crate) fn resting_on<W: Workflow>(
    decision: DecisionOf<W>,
    policy: Option<&PolicyRef>,
    rules: impl IntoIterator<Item = RuleRef>,
) -> DecisionOf<W> {
    let decision = match policy {
        Some(policy) => decision.under(policy.clone()),
        None => decision,
    };
    rules.into_iter().fold(decision, |decision, rule| decision.by(rule))
}

/// A day that somebody set, moved from a rest day where the pack moves days of that sort (WF-19, A-02); true
/// where a year without an official calendar took part.
pub(crate) fn set_day(
    day: Date,
    rule: Option<&TimedRule>,
    calendar: &guohe_policy::Calendar,
) -> (Date, bool) {
    match rule.map(TimedRule::roll) {
        Some(guohe_policy::Roll::NextWorkingDay) => {
            let rolled = calendar.roll(day);
            (rolled.date, rolled.provisional)
        }
        _ => (day, false),
    }
}

/// The receipt of a day that somebody set: the rule's, so that a calendar loaded later moves it; the setter's words
/// where the pack has no rule for such days.
pub(crate) fn day_receipt(
    day: Date,
    rule: Option<&TimedRule>,
    calendar: &guohe_policy::Calendar,
    why: impl Into<String>,
) -> TimerReceipt {
    match rule.and_then(|rule| rule.given(day, calendar).ok()) {
        Some(deadline) => deadline.receipt.into(),
        None => TimerReceipt::set_by(why),
    }
}

/// The rule for a purpose as a reference, where the pack has one.
pub(crate) fn timed(pack: &Pack, purpose: TimedPurpose) -> Option<RuleRef> {
    pack.timed_rule(purpose).map(TimedRule::rule)
}
