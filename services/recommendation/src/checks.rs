//! Checks that commands share: who may act, words that must be given, rules that must exist.

use guohe_flow::{Context, Refusal, RefusalKind, Role};
use guohe_policy::{Pack, RuleRef};

/// Longest opinion or reason, in characters.
pub(crate) const LONGEST_WORDS_CHARS: usize = 4_000;

/// Most rules an opinion may name.
const MOST_RULES: usize = 30;

/// Lets officials of the department pass.
pub(crate) fn official(context: &Context<'_>) -> Result<(), Refusal> {
    match context.actor.role {
        Role::Official => Ok(()),
        _ => Err(Refusal::forbidden("ROLE_OFFICIAL", "only an official of the department may do this")),
    }
}

/// Lets users of one recommending unit pass.
pub(crate) fn recommender_of(context: &Context<'_>, unit: &str) -> Result<(), Refusal> {
    if context.actor.role != Role::Recommender {
        return Err(Refusal::forbidden(
            "ROLE_RECOMMENDER",
            "only a user of the recommending unit may do this",
        ));
    }
    if context.actor.unit != unit {
        let message = "the case is before another recommending unit";
        return Err(Refusal::forbidden("OTHER_UNIT", message).field("context.actor.unit", message));
    }
    Ok(())
}

/// Words that must be given, within the limit.
pub(crate) fn words(path: &str, text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid("WORDS_MISSING", path, "is empty; say why"));
    }
    if text.chars().count() > LONGEST_WORDS_CHARS {
        let message = format!("is longer than {LONGEST_WORDS_CHARS} characters");
        return Err(Refusal::invalid("WORDS_TOO_LONG", path, message));
    }
    Ok(text.trim().to_owned())
}

/// Rules named by a person: each must stand in the pack the case is decided under.
pub(crate) fn rules_of(pack: Option<&Pack>, ids: &[String]) -> Result<Vec<RuleRef>, Refusal> {
    if ids.len() > MOST_RULES {
        return Err(Refusal::invalid(
            "RULES_TOO_MANY",
            "rules",
            format!("at most {MOST_RULES} can be named"),
        ));
    }
    let known = |(index, id): (usize, &String)| {
        pack.and_then(|pack| pack.rule(id)).ok_or_else(|| {
            let shown: String = id.chars().take(40).collect();
            let message = format!("the pack of this case has no rule {shown:?}");
            Refusal::invalid("RULE_UNKNOWN", format!("rules[{index}]"), message)
        })
    };
    ids.iter().enumerate().map(known).collect()
}

/// The pack a case is decided under; none where the case states none. One not adopted here yet is waited for.
pub(crate) fn pack_of<'a>(context: &Context<'a>, policy: &str) -> Result<Option<&'a Pack>, Refusal> {
    if policy.is_empty() {
        return Ok(None);
    }
    let unknown = || {
        let message = format!("the pack {policy:?} is not adopted here yet; try again later");
        Refusal::new(RefusalKind::NotYet, "POLICY_NOT_ADOPTED", message)
    };
    context.policies.pack(policy).map(|pack| Some(pack.as_ref())).ok_or_else(unknown)
}

/// The rule of the recommending step, where the pack has it.
pub(crate) fn recommending_rule(pack: &Pack) -> Option<RuleRef> {
    pack.step("recommend").map(|step| RuleRef { rule: step.id.clone(), article: step.article.clone() })
}
