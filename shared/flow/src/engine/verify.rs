//! Audit: walks every chain and rebuilds every state.

use super::definition::ServiceDefinition;
use crate::{
    model::{Cause, StoredEvent, StreamKey, chain_hash},
    ports::{Store, StoreError, StreamRecord},
};

/// Streams read at a time.
const PAGE: u32 = 200;

/// What a walk found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Streams walked.
    pub streams: u64,
    /// Events checked.
    pub events: u64,
    /// Timers that recorded any of them.
    pub timers: u64,
    /// What is wrong, each naming its stream; empty where all is well.
    pub findings: Vec<String>,
}

/// Checks, for every stream: the events are numbered without a gap, each body has its hash and names its
/// predecessor's, the row's version and head agree with the last event, and the state and attributes are what the events make.
pub async fn verify_audit(
    definition: &ServiceDefinition,
    store: &dyn Store,
) -> Result<AuditReport, StoreError> {
    let mut report = AuditReport::default();
    let mut after: Option<StreamKey> = None;
    loop {
        let page = store.all_streams(after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(report) };
        after = Some(last.key.clone());
        for record in page {
            let events = store.events(&record.key, 0, u32::MAX).await?;
            report.streams += 1;
            report.events += events.len() as u64;
            check_stream(definition, &record, &events, &mut report);
        }
    }
}

fn check_stream(
    definition: &ServiceDefinition,
    record: &StreamRecord,
    events: &[StoredEvent],
    report: &mut AuditReport,
) {
    let mut find = |words: String| report.findings.push(format!("{}: {words}", record.key));
    let mut previous = String::new();
    let mut timer = None;
    for (index, stored) in events.iter().enumerate() {
        let expected = index as u64 + 1;
        if stored.sequence != expected {
            find(format!("event {expected} is missing; {} comes instead", stored.sequence));
        }
        if chain_hash(&stored.body) != stored.hash {
            find(format!("event {} was changed: its hash does not fit its bytes", stored.sequence));
        }
        match stored.open() {
            Ok(envelope) => {
                if envelope.previous_hash != previous {
                    find(format!("event {} does not follow its predecessor", stored.sequence));
                }
                if envelope.stream != record.key || envelope.sequence != stored.sequence {
                    find(format!("event {} belongs elsewhere", stored.sequence));
                }
                let cause = matches!(envelope.cause, Cause::Timer { .. }).then_some(envelope.cause);
                report.timers += u64::from(cause.is_some() && cause != timer);
                timer = cause;
            }
            Err(error) => find(format!("event {} does not read: {error}", stored.sequence)),
        }
        previous.clone_from(&stored.hash);
    }
    if record.version != events.len() as u64 || record.head_hash != previous {
        find(format!("the row says version {}, the events end at {}", record.version, events.len()));
    }
    let Some(workflow) = definition.workflows.get(record.key.kind.as_str()) else {
        find(format!("no workflow of kind {:?} here", record.key.kind));
        return;
    };
    match workflow.rebuild(events) {
        Ok((state, attributes)) => {
            if record.state_version == workflow.state_version() && state != record.state {
                find("the state is not what the events make".to_owned());
            }
            if record.state_version == workflow.state_version() && attributes != record.attributes {
                find("the attributes are not what the events make".to_owned());
            }
        }
        Err(error) => find(error.to_string()),
    }
}
