//! A running system, asked over gRPC.

use std::time::Duration;

use guohe_api::operations::v1::{
    AuditRoot as WireRoot, AuditRootFinding as WireFinding, DeadLetter as WireLetter,
    DiscardDeadLetterRequest, GetActivityRequest, GetDeadLetterRequest, ListDeadLettersRequest,
    ReplayDeadLetterRequest, TakeAuditRootRequest, VerifyAuditRequest, VerifyAuditResponse as WireReport,
    operations_service_client::OperationsServiceClient,
};
use guohe_clock::Timestamp;
use guohe_flow::{AuditReport, PublicKey, RootFinding, RootScope, SignedRoot, ports::DeadLetter};
use guohe_runtime::operations::LONGEST_AUDIT;
use tonic::{
    Code, Request, Status,
    transport::{Channel, Endpoint},
};

use super::{
    OperateError,
    audit::{Audited, RootsFound},
    audit_roots::RootTaken,
};
use crate::system::SERVICES;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Longest wait for an ordinary answer.
const CALL: Duration = Duration::from_secs(60);

/// A silent connection is asked for a sign of life after this long.
const KEEPALIVE: Duration = Duration::from_secs(20);

/// Largest answer accepted: a page of large messages.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// Letters asked for at once.
const PAGE: u32 = 200;

/// The operations service of a running process.
pub(super) struct Remote {
    client: OperationsServiceClient<Channel>,
    services: Vec<String>,
}

impl Remote {
    /// Connects, and finds out which services run there; a service asked for by name must.
    pub(super) async fn connect(address: &str, only: Option<&str>) -> Result<Self, OperateError> {
        let authority = address.trim_start_matches("http://");
        let endpoint = Endpoint::from_shared(format!("http://{authority}"));
        let endpoint = endpoint.map_err(|_| OperateError::Address(address.to_owned()))?;
        let endpoint = endpoint.connect_timeout(CONNECT).http2_keep_alive_interval(KEEPALIVE);
        let not_running = |source| OperateError::NotRunning { address: authority.to_owned(), source };
        let channel = endpoint.connect().await.map_err(not_running)?;
        let client = OperationsServiceClient::new(channel).max_decoding_message_size(LARGEST_ANSWER_BYTES);
        let mut remote = Self { client, services: Vec::new() };
        match only {
            Some(service) => {
                remote.activity(service).await.map_err(refused)?;
                remote.services.push(service.to_owned());
            }
            None => remote.find_services().await?,
        }
        Ok(remote)
    }

    /// The services chosen.
    pub(super) fn services(&self) -> &[String] {
        &self.services
    }

    async fn find_services(&mut self) -> Result<(), OperateError> {
        for service in SERVICES {
            match self.activity(service.name).await {
                Ok(()) => self.services.push(service.name.to_owned()),
                Err(status) if status.code() == Code::NotFound => {}
                Err(status) => return Err(refused(status)),
            }
        }
        Ok(())
    }

    async fn activity(&mut self, service: &str) -> Result<(), Status> {
        let request = GetActivityRequest { service: service.to_owned() };
        self.client.get_activity(within(CALL, request)).await.map(drop)
    }

    pub(super) async fn letters(&mut self, service: &str) -> Result<Vec<DeadLetter>, OperateError> {
        let mut letters = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = ListDeadLettersRequest { service: service.to_owned(), page_size: PAGE, page_token };
            let page = self.client.list_dead_letters(within(CALL, request)).await.map_err(refused)?;
            let page = page.into_inner();
            letters.extend(page.dead_letters.into_iter().map(letter));
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return Ok(letters);
            }
        }
    }

    pub(super) async fn letter(
        &mut self,
        service: &str,
        id: &str,
    ) -> Result<Option<DeadLetter>, OperateError> {
        let request = GetDeadLetterRequest { service: service.to_owned(), id: id.to_owned() };
        match self.client.get_dead_letter(within(CALL, request)).await {
            Ok(response) => Ok(response.into_inner().dead_letter.map(letter)),
            Err(status) if status.code() == Code::NotFound => Ok(None),
            Err(status) => Err(refused(status)),
        }
    }

    pub(super) async fn replay(&mut self, service: &str, id: &str) -> Result<String, OperateError> {
        let request = ReplayDeadLetterRequest { service: service.to_owned(), id: id.to_owned() };
        let response = self.client.replay_dead_letter(within(CALL, request)).await.map_err(refused)?;
        Ok(response.into_inner().outcome)
    }

    pub(super) async fn discard(&mut self, service: &str, id: &str) -> Result<(), OperateError> {
        let request = DiscardDeadLetterRequest { service: service.to_owned(), id: id.to_owned() };
        self.client.discard_dead_letter(within(CALL, request)).await.map(drop).map_err(refused)
    }

    pub(super) async fn verify(
        &mut self,
        service: &str,
        scope: RootScope,
        trusted: &[PublicKey],
    ) -> Result<Audited, OperateError> {
        let request = VerifyAuditRequest {
            service: service.to_owned(),
            all_roots: scope == RootScope::All,
            trusted_keys: trusted.iter().map(PublicKey::to_string).collect(),
        };
        let response = self.client.verify_audit(within(LONGEST_AUDIT, request)).await.map_err(refused)?;
        let report = response.into_inner();
        let latest = report.latest_root.as_ref().map(root).transpose()?;
        let roots = RootsFound {
            kept: report.roots,
            computed: report.roots_computed,
            latest: latest.map(|root| root.statement),
            keys: report.root_keys.clone(),
            keys_compared: report.keys_compared,
            findings: report.root_findings.iter().map(finding).collect(),
        };
        let WireReport { streams, events, findings, timers, .. } = report;
        Ok(Audited { chains: AuditReport { streams, events, timers, findings }, roots })
    }

    pub(super) async fn take_root(&mut self, service: &str) -> Result<RootTaken, OperateError> {
        let request = TakeAuditRootRequest { service: service.to_owned() };
        let response = self.client.take_audit_root(within(LONGEST_AUDIT, request)).await.map_err(refused)?;
        let response = response.into_inner();
        let root = root(&response.root.unwrap_or_default())?;
        Ok(RootTaken { hash: root.hash(), root: root.statement, is_new: response.is_new })
    }
}

fn root(wire: &WireRoot) -> Result<SignedRoot, OperateError> {
    SignedRoot::read(&wire.statement, &wire.signature).map_err(OperateError::UnreadableRoot)
}

fn finding(wire: &WireFinding) -> RootFinding {
    RootFinding {
        root: wire.root,
        code: wire.code.clone(),
        stream: wire.stream.clone(),
        words: wire.words.clone(),
    }
}

fn within<T>(limit: Duration, request: T) -> Request<T> {
    let mut request = Request::new(request);
    request.set_timeout(limit);
    request
}

fn refused(status: Status) -> OperateError {
    OperateError::Refused(Box::new(status))
}

fn letter(wire: WireLetter) -> DeadLetter {
    let died_at = wire.died_at.unwrap_or_default();
    DeadLetter {
        id: wire.id,
        event_type: wire.event_type,
        code: wire.code,
        reason: wire.reason,
        body: wire.body,
        attempts: wire.attempts,
        died_at: Timestamp::from_timestamp(died_at.seconds, u32::try_from(died_at.nanos).unwrap_or(0))
            .unwrap_or_default(),
    }
}
