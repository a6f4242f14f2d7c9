//! The world of separate processes: a process a service, one simulated time that is moved in all of them.
//!
//! # Theory of operation
//! Each process tells the activity of the services it runs. All is quiet when nothing is in hand, when each service
//! has handled what all of them committed to sending it, and no timer or retry is due. Two looks in a row must
//! agree: between two questions a message may pass from one who was asked to one who was not. Whether a message
//! is marked as sent does not matter: what was handled was sent.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use guohe_api::operations::v1::{
    AdvanceToRequest, GetActivityRequest, GetActivityResponse, GetTimeRequest,
    operations_service_client::OperationsServiceClient,
    simulated_clock_service_client::SimulatedClockServiceClient,
};
use guohe_clock::{Timestamp, stopwatch};
use tonic::{Status, transport::Channel};

use crate::scenario::{Way, World, WorldError};

/// Longest real time to wait for quiet.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Pause between looks.
const PAUSE: Duration = Duration::from_millis(2);

/// Services at their addresses.
pub struct DistributedWorld {
    processes: BTreeMap<String, Channel>,
    now: Mutex<Timestamp>,
    /// The next instant at which something happens, as the last look at a quiet world told it; none once anybody
    /// may have changed that.
    next: Mutex<Option<Option<Timestamp>>>,
}

impl DistributedWorld {
    /// The world of these processes: the address of each service's. They must run on simulated clocks.
    pub async fn connect(addresses: &BTreeMap<String, String>) -> Result<Self, WorldError> {
        let mut processes = BTreeMap::new();
        for (service, address) in addresses {
            let channel =
                super::channel(address).map_err(|error| unreachable(address, &error.to_string()))?;
            processes.insert(service.clone(), channel);
        }
        let world = Self { processes, now: Mutex::new(Timestamp::UNIX_EPOCH), next: Mutex::default() };
        let mut latest = Timestamp::UNIX_EPOCH;
        for (service, channel) in &world.processes {
            let mut clock = SimulatedClockServiceClient::new(channel.clone());
            let time = clock.get_time(GetTimeRequest {}).await.map_err(failed(service))?.into_inner().now;
            latest = latest.max(instant(time).unwrap_or_default());
        }
        world.advance_to(latest).await?;
        Ok(world)
    }

    async fn look(&self) -> Result<Vec<(String, GetActivityResponse)>, WorldError> {
        let each = self.processes.iter().map(async |(service, channel)| {
            let request = GetActivityRequest { service: service.clone() };
            let answer = OperationsServiceClient::new(channel.clone()).get_activity(request).await;
            Ok((service.clone(), answer.map_err(failed(service))?.into_inner()))
        });
        futures::future::try_join_all(each).await
    }
}

#[async_trait]
impl World for DistributedWorld {
    fn way(&self, service: &str) -> Way {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let found = self.processes.get(service).or_else(|| self.processes.values().next());
        let nowhere = || Channel::from_static("http://127.0.0.1:1").connect_lazy();
        super::plain(found.cloned().unwrap_or_else(nowhere))
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn advance_to(&self, instant: Timestamp) -> Result<(), WorldError> {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let moving = self.processes.iter().map(async |(service, channel)| {
            let request = AdvanceToRequest { instant: Some(guohe_api::timestamp(instant)) };
            let mut clock = SimulatedClockServiceClient::new(channel.clone());
            clock.advance_to(request).await.map(drop).map_err(failed(service))
        });
        futures::future::try_join_all(moving).await?;
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = instant;
        Ok(())
    }

    async fn settle(&self) -> Result<(), WorldError> {
        let watch = stopwatch();
        let mut agreed = None;
        loop {
            let look = self.look().await?;
            let busy = unquiet(&look, self.now());
            if busy.is_none() && agreed.as_ref() == Some(&look) {
                *self.next.lock().unwrap_or_else(PoisonError::into_inner) = Some(earliest(look));
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
            None => Ok(earliest(self.look().await?)),
        }
    }
}

fn earliest(look: Vec<(String, GetActivityResponse)>) -> Option<Timestamp> {
    look.into_iter().filter_map(|(_, activity)| instant(activity.next_due_at)).min()
}

/// What is not finished, in words; `None` where all is quiet.
fn unquiet(look: &[(String, GetActivityResponse)], now: Timestamp) -> Option<String> {
    look.iter().find_map(|(service, own)| {
        let sent: u64 = look.iter().filter_map(|(_, other)| other.sent.get(service)).sum();
        let due = instant(own.next_due_at).is_some_and(|due| due <= now);
        let words = match own {
            _ if own.in_flight > 0 => format!("{} in hand", own.in_flight),
            _ if sent > own.handled + own.parked => format!("{} of {sent} handled", own.handled),
            _ if due => "a timer is due".to_owned(),
            _ => return None,
        };
        Some(format!("{service}: {words}"))
    })
}

fn instant(time: Option<pbjson_types::Timestamp>) -> Option<Timestamp> {
    let time = time?;
    Timestamp::from_timestamp(time.seconds, u32::try_from(time.nanos).ok()?)
}

fn failed(service: &str) -> impl FnOnce(Status) -> WorldError {
    move |status| unreachable(service, status.message())
}

fn unreachable(place: &str, message: &str) -> WorldError {
    WorldError::Unreachable { place: place.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(name: &str, sent_to: &str, sent: u64, handled: u64) -> (String, GetActivityResponse) {
        let sent = BTreeMap::from([(sent_to.to_owned(), sent)]);
        (name.to_owned(), GetActivityResponse { sent, handled, ..Default::default() })
    }

    #[test]
    fn a_message_on_its_way_keeps_the_world_awake() {
        let now = Timestamp::UNIX_EPOCH;
        let look = [service("intake", "registry", 3, 0), service("registry", "intake", 0, 2)];
        assert_eq!(unquiet(&look, now).as_deref(), Some("registry: 2 of 3 handled"));
        let look = [service("intake", "registry", 3, 0), service("registry", "intake", 0, 3)];
        assert_eq!(unquiet(&look, now), None);
    }
}
