//! A way to a service that comes and goes: asks one replica, and another where that one does not answer, with the
//! same bytes and so with the same request id, until somebody answers.
//!
//! An answer counts once it has come whole. "Unavailable", a deadline passed and a broken connection all leave
//! open whether the command was carried out: exactly what request ids are for.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use guohe::scenario::Way;
use guohe_api::common::v1::CommandContext;
use guohe_clock::stopwatch;
use http_body_util::{BodyExt, Collected, Full};
use prost::Message;
use tonic::{
    Code,
    body::Body,
    codegen::{
        Bytes,
        http::{HeaderMap, Request, Response, request, response},
    },
    transport::Channel,
};
use tower::{ServiceExt, util::BoxCloneSyncService};

use super::{fleet::Fleet, ledger::Ledger};

/// Longest time for one attempt.
const ATTEMPT_LIMIT: Duration = Duration::from_secs(10);

/// Pause before the next attempt.
const PAUSE: Duration = Duration::from_millis(25);

/// Longest time until somebody answers.
const LONGEST_WAIT: Duration = Duration::from_secs(180);

/// Bytes before a message: a flag and its length.
const PREFIX_BYTES: usize = 5;

/// Asks the replicas of one service.
#[derive(Clone)]
pub(super) struct Asker {
    fleet: Fleet,
    ledger: Arc<Ledger>,
    service: &'static str,
}

/// The first field of every command.
#[derive(Clone, PartialEq, Message)]
struct Command {
    #[prost(message, tag = "1")]
    context: Option<CommandContext>,
}

impl Asker {
    /// A way to a service.
    pub(super) fn way(fleet: Fleet, ledger: Arc<Ledger>, service: &'static str) -> Way {
        let asker = Self { fleet, ledger, service };
        BoxCloneSyncService::new(tower::service_fn(move |request| {
            let asker = asker.clone();
            async move { asker.ask(request).await.map_err(|error| format!("{error:#}").into()) }
        }))
    }

    async fn ask(&self, request: Request<Body>) -> Result<Response<Body>> {
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let watch = stopwatch();
        loop {
            let answer = tokio::time::timeout(ATTEMPT_LIMIT, self.attempt(head.clone(), body.clone())).await;
            match answer {
                Ok(Ok((head, collected, code))) if !leaves_open(code) => {
                    if let (Code::Ok, Some(request)) = (code, request_id(&body)) {
                        self.ledger.acknowledged(self.service, request, watch.elapsed()).await;
                    }
                    return Ok(Response::from_parts(head, whole(collected)));
                }
                _ if watch.elapsed() > LONGEST_WAIT => {
                    bail!("no replica of {} answered within {LONGEST_WAIT:?}", self.service)
                }
                _ => {
                    self.ledger.unanswered();
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn attempt(
        &self,
        head: request::Parts,
        body: Bytes,
    ) -> Result<(response::Parts, Collected<Bytes>, Code)> {
        let channel: Channel = self.fleet.replica_of(self.service).context("no replica is up")?;
        let request = Request::from_parts(head, Body::new(Full::new(body)));
        let answer = channel.oneshot(request).await?;
        let (head, body) = answer.into_parts();
        let collected = body.collect().await?;
        let status = status(&head.headers).or_else(|| collected.trailers().and_then(status));
        let code = status.context("an answer without a status")?;
        Ok((head, collected, code))
    }
}

/// True where nobody can say whether the command was carried out, or it may succeed a moment later.
fn leaves_open(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled)
}

fn status(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|status| Code::from_bytes(status.as_bytes()))
}

fn whole(collected: Collected<Bytes>) -> Body {
    let trailers = collected.trailers().cloned().map(Ok);
    Body::new(Full::new(collected.to_bytes()).with_trailers(std::future::ready(trailers)))
}

/// The request id of a command; none for a question.
fn request_id(body: &[u8]) -> Option<String> {
    let command = Command::decode(body.get(PREFIX_BYTES..)?).ok()?;
    command.context.map(|context| context.request_id).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use guohe_api::{intake::v1::ListCallsRequest, intake::v1::WithdrawApplicationRequest};

    use super::*;

    fn framed(message: &impl Message) -> Vec<u8> {
        [vec![0; PREFIX_BYTES], message.encode_to_vec()].concat()
    }

    #[test]
    fn a_command_is_told_from_a_question_by_its_context() {
        let context = CommandContext { request_id: "s-1.a-1".to_owned(), ..Default::default() };
        let command = WithdrawApplicationRequest { context: Some(context), ..Default::default() };
        assert_eq!(request_id(&framed(&command)).as_deref(), Some("s-1.a-1"));
        let question = ListCallsRequest { department: "hunan".to_owned(), ..Default::default() };
        assert_eq!(request_id(&framed(&question)), None);
    }
}
