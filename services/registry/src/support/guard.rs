//! Checks on who asks and on what was given, with one refusal code each.

use guohe_flow::{Context, Refusal, RefusalKind, Role};
use guohe_policy::{Date, check_credit_code};

/// Code of a refusal of a credit code.
pub(crate) const CREDIT_CODE: &str = "CREDIT_CODE_CHECK";

/// Longest text a person may enter, in characters.
const LONGEST_TEXT: usize = 4000;

/// Lets only officials of the department pass.
pub(crate) fn official(context: &Context<'_>) -> Result<(), Refusal> {
    if context.actor.role == Role::Official {
        return Ok(());
    }
    Err(Refusal::forbidden("OFFICIAL_ONLY", "only an official of the department may do this"))
}

/// Lets only users of the host institution pass.
pub(crate) fn host_of(context: &Context<'_>, institution: &str) -> Result<(), Refusal> {
    if context.actor.role != Role::Host {
        return Err(Refusal::forbidden("HOST_ONLY", "only a user of the host institution may do this"));
    }
    if context.actor.unit != institution {
        return Err(Refusal::forbidden("OTHER_INSTITUTION", "the base belongs to another institution"));
    }
    Ok(())
}

/// Lets only users of the recommending unit pass.
pub(crate) fn recommender_of(context: &Context<'_>, unit: &str) -> Result<(), Refusal> {
    if context.actor.role != Role::Recommender {
        return Err(Refusal::forbidden("UNIT_ONLY", "only a user of the recommending unit may do this"));
    }
    if context.actor.unit != unit {
        return Err(Refusal::forbidden("OTHER_UNIT", "the base belongs to another recommending unit"));
    }
    Ok(())
}

/// The refusal of a command for an instance that does not exist: final for a person, while a message's
/// precondition may still be on its way.
pub(crate) fn absent(context: &Context<'_>, what: &str) -> Refusal {
    let kind = if context.cause.is_request() { RefusalKind::NotFound } else { RefusalKind::NotYet };
    Refusal::new(kind, "NOT_FOUND", format!("there is no {what} {:?}", context.stream.id))
}

/// Refuses an empty or an endless text.
pub(crate) fn not_empty(path: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid("MISSING", path, "is missing"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Err(Refusal::invalid("TOO_LONG", path, format!("is longer than {LONGEST_TEXT} characters")));
    }
    Ok(())
}

/// Refuses what is no SHA-256 in hexadecimal.
pub(crate) fn require_hash(path: &str, text: &str) -> Result<(), Refusal> {
    if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(());
    }
    Err(Refusal::invalid("DOCUMENT_HASH", path, "must be the document's SHA-256, 64 hexadecimal digits"))
}

/// Refuses a day after today: the register records what has happened.
pub(crate) fn forbid_future(context: &Context<'_>, path: &str, day: Date) -> Result<(), Refusal> {
    if day <= context.today() {
        return Ok(());
    }
    let words = format!("{day} lies after today ({}); record it once it has happened", context.today());
    Err(Refusal::invalid("DATE_IN_FUTURE", path, words))
}

/// Refuses what is no unified social credit code.
pub(crate) fn valid_credit_code(path: &str, code: &str) -> Result<(), Refusal> {
    check_credit_code(code).map_err(|error| Refusal::invalid(CREDIT_CODE, path, error.to_string()))
}
