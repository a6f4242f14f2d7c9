//! Checks every command passes: who may give it, and whether its fields are well-formed.

use guohe_clock::Date;
use guohe_flow::{Context, Refusal, RefusalKind, Role};

/// Longest reason, opinion or other free text, characters.
const LONGEST_TEXT_CHARS: usize = 4000;
/// Hexadecimal digits of a SHA-256.
const HASH_DIGITS: usize = 64;

/// Refuses anyone but an official of the department.
pub(crate) fn official(context: &Context<'_>, command: &str) -> Result<(), Refusal> {
    if context.actor.role == Role::Official {
        return Ok(());
    }
    Err(Refusal::forbidden("OFFICIALS_ONLY", format!("{command} is for officials of the department")))
}

/// Refuses anyone but a user of the host institution.
pub(crate) fn host(context: &Context<'_>, institution: &str, command: &str) -> Result<(), Refusal> {
    if context.actor.role == Role::Host && !institution.is_empty() && context.actor.unit == institution {
        return Ok(());
    }
    Err(Refusal::forbidden("HOST_ONLY", format!("{command} is for users of the base's host institution")))
}

/// Refuses a text that is empty or too long.
pub(crate) fn text(path: &str, value: &str) -> Result<(), Refusal> {
    match value.trim().is_empty() {
        true => Err(Refusal::invalid("TEXT_MISSING", path, "is empty; state it in words")),
        false => optional_text(path, value),
    }
}

/// Refuses a text that is too long.
pub(crate) fn optional_text(path: &str, value: &str) -> Result<(), Refusal> {
    match value.chars().count() > LONGEST_TEXT_CHARS {
        true => Err(Refusal::invalid(
            "TEXT_TOO_LONG",
            path,
            format!("must have at most {LONGEST_TEXT_CHARS} characters"),
        )),
        false => Ok(()),
    }
}

/// Refuses what is no SHA-256 in hexadecimal.
pub(crate) fn document(path: &str, hash: &str) -> Result<(), Refusal> {
    let plain = hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if hash.len() == HASH_DIGITS && plain {
        return Ok(());
    }
    Err(Refusal::invalid(
        "DOCUMENT_HASH",
        path,
        "is no SHA-256 in lower-case hexadecimal; store the document first",
    ))
}

/// Refuses what cannot be the id of a stream.
pub(crate) fn identifier(path: &str, value: &str) -> Result<(), Refusal> {
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if (1..=120).contains(&value.len()) && plain {
        return Ok(());
    }
    Err(Refusal::invalid("IDENTIFIER", path, "must have 1 to 120 characters of A-Z a-z 0-9 . _ -"))
}

/// Refuses a day after today: documents and notices exist when they are recorded.
pub(crate) fn not_future(path: &str, day: Date, context: &Context<'_>) -> Result<(), Refusal> {
    let today = context.today();
    if day <= today {
        return Ok(());
    }
    Err(Refusal::invalid(
        "DATE_FUTURE",
        path,
        format!("{day} lies after today, {today}; record it on its day or later"),
    ))
}

/// The refusal of something that does not exist.
pub(crate) fn not_found(what: &str, id: &str) -> Refusal {
    Refusal::new(RefusalKind::NotFound, "NOT_FOUND", format!("there is no {what} {id:?}"))
}
