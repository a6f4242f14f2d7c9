//! Refusals and failures as gRPC statuses with google.rpc details, and back.

use guohe_flow::{ExecuteError, Refusal, RefusalKind};
use guohe_policy::RuleRef;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Domain of every `ErrorInfo` of ours.
pub const ERROR_DOMAIN: &str = "guohe";

/// The status of a failed command or query.
pub fn status_from(error: ExecuteError) -> Status {
    match error {
        ExecuteError::Refused(refusal) => status_from_refusal(&refusal),
        ExecuteError::Busy => {
            Status::aborted("others are changing the same case; send the same request id again")
        }
        ExecuteError::Unavailable(message) => Status::unavailable(message),
        ExecuteError::Internal(message) => Status::internal(message),
    }
}

/// The status of a refusal: one gRPC code a kind, the stable code as `ErrorInfo.reason`, fields as
/// `BadRequest` violations, articles as `PreconditionFailure` violations and in the metadata.
pub fn status_from_refusal(refusal: &Refusal) -> Status {
    let code = match refusal.kind {
        RefusalKind::Invalid => Code::InvalidArgument,
        RefusalKind::WrongState | RefusalKind::Rule | RefusalKind::NeedsRuling => Code::FailedPrecondition,
        RefusalKind::Forbidden => Code::PermissionDenied,
        RefusalKind::NotFound => Code::NotFound,
        RefusalKind::Exists => Code::AlreadyExists,
        RefusalKind::Limit => Code::ResourceExhausted,
        RefusalKind::NotYet => Code::Unavailable,
    };
    let mut details = ErrorDetails::new();
    let metadata = refusal.rules.iter().map(|rule| (rule.rule.clone(), rule.article.clone()));
    details.set_error_info(
        refusal.code.clone(),
        ERROR_DOMAIN,
        metadata.collect::<std::collections::HashMap<_, _>>(),
    );
    for (path, words) in &refusal.fields {
        details.add_bad_request_violation(path.clone(), words.clone());
    }
    for rule in &refusal.rules {
        details.add_precondition_failure_violation("RULE", rule.rule.clone(), rule.article.clone());
    }
    Status::with_error_details(code, refusal.message.clone(), details)
}

/// The refusal a status carries, for clients; `None` for a status that is no refusal of ours.
pub fn refusal_from(status: &Status) -> Option<Refusal> {
    let details = status.get_error_details();
    let info = details.error_info()?;
    if info.domain != ERROR_DOMAIN {
        return None;
    }
    let kind = match status.code() {
        Code::InvalidArgument => RefusalKind::Invalid,
        Code::PermissionDenied => RefusalKind::Forbidden,
        Code::NotFound => RefusalKind::NotFound,
        Code::AlreadyExists => RefusalKind::Exists,
        Code::ResourceExhausted => RefusalKind::Limit,
        Code::Unavailable => RefusalKind::NotYet,
        _ => RefusalKind::WrongState,
    };
    let mut refusal = Refusal::new(kind, &info.reason, status.message());
    for violation in details.bad_request().map(|b| b.field_violations.as_slice()).unwrap_or_default() {
        refusal.fields.push((violation.field.clone(), violation.description.clone()));
    }
    for violation in details.precondition_failure().map(|p| p.violations.as_slice()).unwrap_or_default() {
        refusal
            .rules
            .push(RuleRef { rule: violation.subject.clone(), article: violation.description.clone() });
    }
    Some(refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reaches_the_client_with_code_field_and_article() {
        let refusal = Refusal::invalid("DATE", "form.projects[2].from", "is no date")
            .by(RuleRef { rule: "H26-C-1b".into(), article: "第五条第1项".into() });
        let back = refusal_from(&status_from_refusal(&refusal)).expect("a refusal of ours");
        assert_eq!(back, refusal);
    }
}
