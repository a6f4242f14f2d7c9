//! Checks every command passes: who may give it, and whether its fields are well-formed.

use guohe_flow::{Context, Refusal, RefusalKind, Role};

/// Longest reason or other free text, characters.
const LONGEST_TEXT_CHARS: usize = 2000;

/// Refuses anyone but an official of the department.
pub(crate) fn official(context: &Context<'_>, command: &str) -> Result<(), Refusal> {
    if context.actor.role == Role::Official {
        return Ok(());
    }
    Err(Refusal::forbidden("OFFICIALS_ONLY", format!("{command} is for officials of the department")))
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

/// The refusal of something that does not exist.
pub(crate) fn not_found(what: &str, id: &str) -> Refusal {
    Refusal::new(RefusalKind::NotFound, "NOT_FOUND", format!("there is no {what} {id:?}"))
}
