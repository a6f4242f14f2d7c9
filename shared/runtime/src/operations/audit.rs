//! Audit: chains walked, roots checked and taken.

use std::sync::Arc;

use guohe_api::operations::v1::{
    AuditRoot, AuditRootFinding, TakeAuditRootResponse, VerifyAuditRequest, VerifyAuditResponse,
};
use guohe_flow::{
    AuditKey, CLOSED_AFTER, Engine, PublicKey, Refusal, RefusalKind, RootError, RootScope, SignedRoot, Taken,
    check_roots, ports::Roots, take_root, verify_audit,
};
use tonic::Status;

use super::face::status;

/// A service's roots, with the key they are signed with where this process has one.
#[derive(Clone)]
pub struct ServiceRoots {
    /// Which service.
    pub service: &'static str,
    /// Where they are kept.
    pub roots: Arc<dyn Roots>,
    /// The key.
    pub key: Option<AuditKey>,
}

/// Walks every chain and checks the roots.
pub(super) async fn verify(
    engine: &Engine,
    roots: &ServiceRoots,
    request: &VerifyAuditRequest,
) -> Result<VerifyAuditResponse, Status> {
    let trusted = trusted(roots, &request.trusted_keys)?;
    let scope = if request.all_roots { RootScope::All } else { RootScope::Latest };
    let report = verify_audit(engine.node().definition(), engine.store().as_ref()).await;
    let report = report.map_err(status)?;
    let checked = check_roots(roots.service, roots.roots.as_ref(), scope, &trusted).await.map_err(status)?;
    let finding = |finding: guohe_flow::RootFinding| AuditRootFinding {
        root: finding.root,
        code: finding.code,
        stream: finding.stream,
        words: finding.words,
    };
    Ok(VerifyAuditResponse {
        streams: report.streams,
        events: report.events,
        findings: report.findings,
        timers: report.timers,
        roots: checked.kept,
        roots_computed: checked.computed,
        latest_root: checked.latest.map(wire),
        root_keys: checked.keys.iter().map(PublicKey::to_string).collect(),
        keys_compared: !trusted.is_empty(),
        root_findings: checked.findings.into_iter().map(finding).collect(),
    })
}

/// The process's own key, and those the caller names.
fn trusted(roots: &ServiceRoots, named: &[String]) -> Result<Vec<PublicKey>, Status> {
    let own = roots.key.as_ref().map(AuditKey::public);
    let mut trusted: Vec<PublicKey> = own.into_iter().collect();
    for text in named {
        let key = text.parse::<PublicKey>().map_err(|error| {
            let refusal = Refusal::invalid("AUDIT_PUBLIC_KEY", "trusted_keys", error.to_string());
            guohe_api::status_from_refusal(&refusal)
        })?;
        trusted.push(key);
    }
    Ok(trusted)
}

/// Takes a root.
pub(super) async fn take(engine: &Engine, roots: &ServiceRoots) -> Result<TakeAuditRootResponse, Status> {
    let Some(key) = &roots.key else {
        let words = "roots are signed, and the process has no key: set audit.signing_key (64 hex digits, as \
                     `openssl rand -hex 32` makes them; the same for all processes) and start it again";
        let refusal = Refusal::new(RefusalKind::WrongState, "AUDIT_KEY_MISSING", words);
        return Err(guohe_api::status_from_refusal(&refusal));
    };
    let now = engine.clock().now();
    let taken = take_root(roots.service, roots.roots.as_ref(), key, now - CLOSED_AFTER, now).await;
    let (root, is_new) = match taken.map_err(failed)? {
        Taken::New(root) => (root, true),
        Taken::Covered(root) => (root, false),
        Taken::ByAnother { .. } => (latest(roots).await?, false),
    };
    Ok(TakeAuditRootResponse { root: Some(wire(root)), is_new })
}

async fn latest(roots: &ServiceRoots) -> Result<SignedRoot, Status> {
    let gone = || Status::aborted("another process took a root at this moment; ask again");
    let kept = roots.roots.latest_root().await.map_err(status)?.ok_or_else(gone)?;
    SignedRoot::read(&kept.body, &kept.signature).map_err(|error| Status::internal(error.to_string()))
}

fn wire(root: SignedRoot) -> AuditRoot {
    AuditRoot { statement: root.body, signature: root.signature }
}

fn failed(error: RootError) -> Status {
    match error {
        RootError::Store(error) => status(error),
        RootError::Latest { .. } => {
            let refusal = Refusal::new(RefusalKind::WrongState, "AUDIT_ROOT_UNSOUND", error.to_string());
            guohe_api::status_from_refusal(&refusal)
        }
        RootError::Unwritable(_) => Status::internal(error.to_string()),
    }
}
