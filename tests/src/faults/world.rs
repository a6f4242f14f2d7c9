//! The world of the fleet: one simulated time, moved in every replica while all of them are up.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use async_trait::async_trait;
use guohe::scenario::{Way, World, WorldError};
use guohe_api::{
    SERVICES,
    operations::v1::{
        GetActivityRequest, GetActivityResponse, operations_service_client::OperationsServiceClient,
    },
};
use guohe_clock::{Timestamp, stopwatch};
use tonic::transport::Channel;

use super::{
    fleet::{Fleet, set_clock},
    ledger::Ledger,
    way::Asker,
};

/// Longest time to wait for quiet, faults included.
const LONGEST_WAIT: Duration = Duration::from_secs(240);

/// Longest time for one answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Pause between looks.
const PAUSE: Duration = Duration::from_millis(5);

/// The world of a fleet.
pub(super) struct FleetWorld {
    pub(super) fleet: Fleet,
    pub(super) ledger: Arc<Ledger>,
    /// The next instant at which something happens, as the last look at a quiet world told it; none once anybody
    /// may have changed that.
    next: Mutex<Option<Option<Timestamp>>>,
}

/// What all replicas told at about the same time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look(Vec<(&'static str, GetActivityResponse)>);

impl Look {
    /// Asks every replica; fails where one does not answer.
    pub(super) async fn at(fleet: &Fleet) -> Result<Self> {
        let asked = fleet.replicas().into_iter().map(async |(service, channel)| {
            let answer = tokio::time::timeout(ANSWER_LIMIT, activity(service, channel)).await;
            Ok::<_, anyhow::Error>((service, answer.context("no answer")??))
        });
        Ok(Self(futures::future::try_join_all(asked).await?))
    }

    /// Messages that were sent to a service.
    pub(super) fn sent_to(&self, service: &str) -> u64 {
        let each = SERVICES.iter().filter_map(|from| self.of(from).next());
        each.filter_map(|activity| activity.sent.get(service)).sum()
    }

    /// Messages that a service has handled, or parked until their turn.
    pub(super) fn handled_by(&self, service: &str) -> u64 {
        self.of(service).next().map_or(0, |activity| activity.handled + activity.parked)
    }

    /// What is not finished, in words; none where all is quiet.
    fn busy(&self, now: Timestamp) -> Option<String> {
        self.0.iter().find_map(|(service, own)| {
            let due = own.next_due_at.and_then(instant).is_some_and(|due| due <= now);
            let (sent, handled) = (self.sent_to(service), self.handled_by(service));
            match own {
                _ if own.in_flight > 0 => Some(format!("{service} has {} in hand", own.in_flight)),
                _ if sent > handled => Some(format!("{service} has handled {handled} of {sent}")),
                _ if due => Some(format!("a timer of {service} is due")),
                _ => None,
            }
        })
    }

    fn earliest(&self) -> Option<Timestamp> {
        self.0.iter().filter_map(|(_, activity)| activity.next_due_at.and_then(instant)).min()
    }

    fn of(&self, service: &str) -> impl Iterator<Item = &GetActivityResponse> {
        self.0.iter().filter(move |(name, _)| *name == service).map(|(_, activity)| activity)
    }
}

async fn activity(service: &str, channel: Channel) -> Result<GetActivityResponse> {
    let request = GetActivityRequest { service: service.to_owned() };
    Ok(OperationsServiceClient::new(channel).get_activity(request).await?.into_inner())
}

fn instant(time: pbjson_types::Timestamp) -> Option<Timestamp> {
    Timestamp::from_timestamp(time.seconds, u32::try_from(time.nanos).ok()?)
}

impl FleetWorld {
    /// The world of a fleet.
    pub(super) fn new(fleet: Fleet, ledger: Arc<Ledger>) -> Self {
        Self { fleet, ledger, next: Mutex::default() }
    }

    fn remember(&self, next: Option<Option<Timestamp>>) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Looks at all replicas as soon as all answer.
    async fn look(&self) -> Result<Look, WorldError> {
        let watch = stopwatch();
        loop {
            self.fleet.all_up().await.map_err(unquiet)?;
            match Look::at(&self.fleet).await {
                Ok(look) => return Ok(look),
                Err(error) if watch.elapsed() > LONGEST_WAIT => return Err(unquiet(error)),
                Err(_) => tokio::time::sleep(PAUSE * 10).await,
            }
        }
    }
}

#[async_trait]
impl World for FleetWorld {
    fn way(&self, service: &str) -> Way {
        self.remember(None);
        let known = SERVICES.into_iter().find(|known| *known == service).unwrap_or(SERVICES[0]);
        Asker::way(self.fleet.clone(), self.ledger.clone(), known)
    }

    fn now(&self) -> Timestamp {
        self.fleet.now()
    }

    /// Replicas that come up meanwhile are told the new instant at their start; the others are told here, again
    /// where they don't answer.
    async fn advance_to(&self, instant: Timestamp) -> Result<(), WorldError> {
        self.remember(None);
        self.fleet.set_now(instant);
        let watch = stopwatch();
        loop {
            self.fleet.all_up().await.map_err(unquiet)?;
            let telling = self.fleet.replicas().into_iter().map(async |(_, channel)| {
                tokio::time::timeout(ANSWER_LIMIT, set_clock(channel, instant)).await.context("no answer")?
            });
            match futures::future::try_join_all(telling).await {
                Ok(_) => break,
                Err(error) if watch.elapsed() > LONGEST_WAIT => return Err(unquiet(error)),
                Err(_) => tokio::time::sleep(PAUSE * 10).await,
            }
        }
        self.ledger.tick().await;
        Ok(())
    }

    async fn settle(&self) -> Result<(), WorldError> {
        let watch = stopwatch();
        let mut agreed: Option<Look> = None;
        loop {
            let look = self.look().await?;
            let busy = look.busy(self.now());
            if busy.is_none() && agreed.as_ref() == Some(&look) {
                self.remember(Some(look.earliest()));
                return Ok(());
            }
            if watch.elapsed() > LONGEST_WAIT {
                let what = busy.unwrap_or_else(|| "counts still change".to_owned());
                return Err(WorldError::Unquiet(what.into()));
            }
            let quiet = busy.is_none();
            agreed = quiet.then_some(look);
            if !quiet {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn next_due(&self) -> Result<Option<Timestamp>, WorldError> {
        let known = *self.next.lock().unwrap_or_else(PoisonError::into_inner);
        match known {
            Some(next) => Ok(next),
            None => Ok(self.look().await?.earliest()),
        }
    }
}

fn unquiet(error: anyhow::Error) -> WorldError {
    WorldError::Unquiet(error.into())
}
