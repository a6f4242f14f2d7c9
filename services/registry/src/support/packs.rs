//! Which pack a decision rests on.
//!
//! A case keeps the version it was lodged under; a base's duty uses the version in force on the day of the
//! event that caused it (rule 1.10).

use std::sync::Arc;

use guohe_flow::{Context, Decision, Refusal, RefusalKind};
use guohe_policy::{Date, Pack, PolicyError, RuleRef};

/// The pack with an id. One that is not adopted here yet may be on its way.
pub(crate) fn adopted<'a>(context: &Context<'a>, id: &str) -> Result<&'a Arc<Pack>, Refusal> {
    context.policies.pack(id).ok_or_else(|| {
        Refusal::new(
            RefusalKind::NotYet,
            "PACK_NOT_ADOPTED",
            format!("the pack {id:?} is not adopted here yet"),
        )
    })
}

/// The pack in force on a day; without one a person has to rule (rules.md 0b.4).
pub(crate) fn in_force<'a>(context: &Context<'a>, on: Date) -> Result<&'a Arc<Pack>, Refusal> {
    context.policies.in_force(on).map_err(|none| {
        let refusal = Refusal::needs_ruling("NO_VERSION_IN_FORCE", none.to_string());
        none.rule.into_iter().fold(refusal, |refusal, rule| refusal.by(*rule))
    })
}

/// Names further rules the last event rests on.
pub(crate) fn cite<E, C>(
    decision: Decision<E, C>,
    rules: impl IntoIterator<Item = RuleRef>,
) -> Decision<E, C> {
    rules.into_iter().fold(decision, Decision::by)
}

/// A question the pack cannot answer, as a refusal.
pub(crate) fn policy_error(context: &Context<'_>, error: &PolicyError) -> Refusal {
    silent(context, &error.to_string())
}

/// The refusal where the measures say nothing: a person is told to rule. A message is tried again and ends among
/// the dead letters, where people see it; refused for good it would be lost.
pub(crate) fn silent(context: &Context<'_>, words: &str) -> Refusal {
    let kind = if context.cause.is_request() { RefusalKind::NeedsRuling } else { RefusalKind::NotYet };
    Refusal::new(kind, "PACK_SILENT", words)
}
