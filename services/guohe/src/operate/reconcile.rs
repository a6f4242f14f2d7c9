//! Comparing the services of a system with each other, after a restore or whenever a bus was lost.
//!
//! Owns finding out, pair by pair, which messages a consumer lacks, having those published again that are kept, and
//! naming what cannot be repaired. It never changes a pair, a stream or an event.
//!
//! # Theory of operation
//! A producer's stream keeps the last number it sent to each consumer; the consumer's pair keeps the last number it
//! handled. Where the stores show different instants, the numbers differ:
//! - *The consumer is behind.* It lacks what lies between. What the producer's outbox keeps (30 days and longer) is
//!   marked as unsent: any running relay, or the next start, publishes it again, and inboxes drop what they had.
//!   What is no longer kept is a finding (`MESSAGE_GONE`).
//! - *The consumer is ahead.* It has handled messages that the producer, set back, does not know and will number
//!   again; new ones under those numbers would be dropped as known. Nothing here can bring back what the producer
//!   forgot: a finding (`CONSUMER_AHEAD`), to be repaired by restoring the producer to a later instant, or both to
//!   one.
//!
//! A system may run meanwhile. Whoever must not seem ahead by accident is read first: pairs before streams for the
//! second kind, streams before pairs for the first.

use std::{collections::BTreeMap, fmt, sync::Arc};

use guohe_flow::{
    CloudEvent, StreamKey,
    ports::{ALL_MESSAGES, Maintenance, PairKey, SentNumbers, StoreError},
};
use serde::Serialize;

use super::{OperateError, show::table};
use crate::lang::Lang;

/// Rows read at a time.
const PAGE: u32 = 500;

/// Messages looked for at a time.
const MESSAGES: usize = 200;

/// Findings told one by one; more are counted.
const TOLD: usize = 1_000;

/// One service's store.
pub(super) struct Side {
    /// Which service.
    pub(super) service: &'static str,
    /// Its tables.
    pub(super) maintenance: Arc<dyn Maintenance>,
}

/// Whether kept messages are published again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Write {
    /// Those that a consumer lacks.
    Lacking,
    /// None: only looks.
    Nothing,
}

/// What a producer and a consumer have between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Between {
    /// Messages that the consumer lacks.
    pub(super) lacking: u64,
    /// Of those, marked to be published again.
    pub(super) published_again: u64,
    /// Of those, waiting to be published already.
    pub(super) waiting: u64,
}

/// What cannot be repaired here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Finding {
    /// The consumer has handled what the producer does not know.
    ConsumerAhead { producer: String, consumer: String, stream: String, handled: u64, sent: u64 },
    /// A message that the consumer lacks is no longer kept.
    MessageGone { producer: String, consumer: String, stream: String, number: u64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ConsumerAhead { producer, consumer, stream, handled, sent } => write!(
                f,
                "CONSUMER_AHEAD: {consumer} has handled {handled} messages of {stream}, of which {producer} knows \
                 {sent}; restore {producer} to a later instant, or both to the same one"
            ),
            Self::MessageGone { producer, consumer, stream, number } => write!(
                f,
                "MESSAGE_GONE: {consumer} lacks message {number} of {stream}, which {producer} no longer keeps; \
                 restore {consumer} to a later instant"
            ),
        }
    }
}

/// What a comparison found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Reconciled {
    /// By `producer → consumer`, where the consumer lacks anything.
    pub(super) between: BTreeMap<String, Between>,
    /// What cannot be repaired here.
    pub(super) findings: Vec<Finding>,
    /// Findings beyond those told.
    pub(super) more_findings: u64,
}

/// Compares every service with every other.
pub(super) async fn reconcile(sides: &[Side], write: Write) -> Result<Reconciled, OperateError> {
    let mut report = Reconciled::default();
    for consumer in sides {
        find_ahead(sides, consumer, &mut report).await?;
    }
    for producer in sides {
        find_behind(sides, producer, write, &mut report).await?;
    }
    Ok(report)
}

/// Walks a consumer's pairs, then asks their producers.
async fn find_ahead(sides: &[Side], consumer: &Side, report: &mut Reconciled) -> Result<(), OperateError> {
    let mut after: Option<PairKey> = None;
    loop {
        let page = consumer.maintenance.pairs(after.as_ref(), PAGE).await.map_err(unread(consumer))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(last.clone());
        for producer in sides {
            let theirs = page.iter().filter(|(pair, _)| pair.service == producer.service);
            let pairs: Vec<_> = theirs.collect();
            let streams: Vec<StreamKey> = pairs.iter().map(|(pair, _)| pair.stream.clone()).collect();
            let sent = producer.maintenance.sent_by(&streams).await.map_err(unread(producer))?;
            for (pair, handled) in pairs {
                let known = sent.get(&pair.stream).and_then(|sent| sent.get(consumer.service));
                let sent = known.copied().unwrap_or_default();
                if *handled > sent {
                    report.find(Finding::ConsumerAhead {
                        producer: producer.service.to_owned(),
                        consumer: consumer.service.to_owned(),
                        stream: pair.stream.to_string(),
                        handled: *handled,
                        sent,
                    });
                }
            }
        }
    }
}

/// What a stream's consumers lack: by consumer, the last number handled and the last one sent.
type Gaps = BTreeMap<&'static str, (u64, u64)>;

/// Walks a producer's streams, then asks their consumers.
async fn find_behind(
    sides: &[Side],
    producer: &Side,
    write: Write,
    report: &mut Reconciled,
) -> Result<(), OperateError> {
    let mut after: Option<StreamKey> = None;
    loop {
        let page = producer.maintenance.sent(after.as_ref(), PAGE).await.map_err(unread(producer))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(last.clone());
        let mut gaps: BTreeMap<&StreamKey, Gaps> = BTreeMap::new();
        for consumer in sides {
            let sent_there =
                page.iter().filter_map(|(stream, sent)| Some((stream, *sent.get(consumer.service)?)));
            let sent_there: Vec<(&StreamKey, u64)> = sent_there.collect();
            let pairs: Vec<PairKey> = sent_there.iter().map(|(stream, _)| pair(producer, stream)).collect();
            let handled = consumer.maintenance.pairs_at(&pairs).await.map_err(unread(consumer))?;
            for ((stream, sent), pair) in sent_there.into_iter().zip(pairs) {
                let handled = handled.get(&pair).copied().unwrap_or_default();
                if handled < sent {
                    gaps.entry(stream).or_default().insert(consumer.service, (handled, sent));
                }
            }
        }
        for (stream, sent) in &page {
            if let Some(gaps) = gaps.remove(stream) {
                repair(producer, stream, sent, gaps, write, report).await?;
            }
        }
    }
}

fn pair(producer: &Side, stream: &StreamKey) -> PairKey {
    PairKey { service: producer.service.to_owned(), stream: stream.clone() }
}

/// Looks a stream's lacking messages up, newest first, and has them published again.
async fn repair(
    producer: &Side,
    stream: &StreamKey,
    sent: &SentNumbers,
    gaps: Gaps,
    write: Write,
    report: &mut Reconciled,
) -> Result<(), OperateError> {
    let mut missing: BTreeMap<&str, Vec<u64>> =
        gaps.iter().map(|(consumer, (handled, sent))| (*consumer, (handled + 1..=*sent).collect())).collect();
    let last = sent.get(ALL_MESSAGES).copied().unwrap_or_default();
    let ids: Vec<String> = (1..=last).rev().map(|number| format!("{stream}/{number}")).collect();
    for ids in ids.chunks(MESSAGES) {
        if missing.values().all(Vec::is_empty) {
            break;
        }
        let kept = producer.maintenance.kept(ids).await.map_err(unread(producer))?;
        let mut again = Vec::new();
        for message in kept {
            let Ok(event) = CloudEvent::parse(&message.body) else { continue };
            let mut wanted = false;
            for (consumer, numbers) in &mut missing {
                let Ok(number) = event.sequence_for(consumer) else { continue };
                let Some(index) = numbers.iter().position(|lacking| *lacking == number) else { continue };
                numbers.swap_remove(index);
                wanted = true;
                let between = report.between(producer.service, consumer);
                between.lacking += 1;
                if message.is_sent {
                    between.published_again += 1;
                } else {
                    between.waiting += 1;
                }
            }
            if wanted && message.is_sent {
                again.push(message.message_id);
            }
        }
        if write == Write::Lacking {
            producer.maintenance.unsend(&again).await.map_err(unread(producer))?;
        }
    }
    for (consumer, numbers) in missing {
        for number in numbers {
            report.between(producer.service, consumer).lacking += 1;
            report.find(Finding::MessageGone {
                producer: producer.service.to_owned(),
                consumer: consumer.to_owned(),
                stream: stream.to_string(),
                number,
            });
        }
    }
    Ok(())
}

impl Reconciled {
    fn between(&mut self, producer: &str, consumer: &str) -> &mut Between {
        self.between.entry(format!("{producer} → {consumer}")).or_default()
    }

    fn find(&mut self, finding: Finding) {
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        } else {
            self.more_findings += 1;
        }
    }

    /// True where every message is handled, on its way or published again.
    pub(super) fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// Tells it to people.
    pub(super) fn print(&self, lang: Lang) {
        if !self.between.is_empty() {
            let header = lang.pick(
                ["消息方向", "缺少", "重新发布", "待发布"],
                ["from → to", "lacking", "published again", "waiting already"],
            );
            let mut table = table(header);
            for (pair, between) in &self.between {
                let Between { lacking, published_again, waiting } = between;
                let counts = [lacking, published_again, waiting].map(u64::to_string);
                table.add_row([pair.clone()].into_iter().chain(counts));
            }
            println!("{table}");
        }
        for finding in &self.findings {
            println!("{finding}");
        }
        if self.more_findings > 0 {
            println!("{} {}", lang.pick("另有问题：", "Further findings:"), self.more_findings);
        }
        let words = match (self.findings.is_empty(), self.between.is_empty()) {
            (true, true) => lang.pick("各服务之间没有缺少的消息。", "No service lacks a message of another."),
            (true, false) => lang.pick(
                "缺少的消息都已保留，将重新发布。",
                "Every lacking message is kept and is published again.",
            ),
            (false, _) => {
                lang.pick("有无法修复的问题，见上。", "Some of it cannot be repaired here; see above.")
            }
        };
        println!("{words}");
    }
}

fn unread(side: &Side) -> impl FnOnce(StoreError) -> OperateError {
    let service = side.service.to_owned();
    move |source| OperateError::Store { service, source }
}

#[cfg(test)]
mod tests;
