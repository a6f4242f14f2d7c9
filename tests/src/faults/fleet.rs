//! The fleet: replicas of every service, killed and restarted, added and taken away.
//!
//! A killed replica is started again at once and for as long as it takes, as a supervisor would: one that starts
//! while its database is away ends by itself and says why.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use guohe_api::{
    SERVICES,
    operations::v1::{AdvanceToRequest, simulated_clock_service_client::SimulatedClockServiceClient},
};
use guohe_clock::{Timestamp, stopwatch};
use tokio::sync::watch;
use tonic::transport::{Channel, Endpoint};

use super::process::{Process, Program};

/// Pause before a replica that did not start is started again.
const RESTART_PAUSE: Duration = Duration::from_millis(250);

/// Longest time for a replica to come up, database and broker away meanwhile.
const LONGEST_START: Duration = Duration::from_secs(180);

/// Longest time to connect to a replica.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// Longest time for a new replica's first answer.
const CALL_LIMIT: Duration = Duration::from_secs(10);

/// All processes. Clones share them.
#[derive(Clone)]
pub(super) struct Fleet {
    inner: Arc<Inner>,
}

struct Inner {
    program: Program,
    now: Mutex<Timestamp>,
    slots: Mutex<BTreeMap<(&'static str, usize), Slot>>,
    /// Replicas that are wanted and not up.
    missing: watch::Sender<usize>,
    turn: AtomicUsize,
    deaths: AtomicUsize,
}

struct Slot {
    process: Process,
    channel: Channel,
}

impl Fleet {
    /// Starts so many replicas of every service at an instant; returns once all answer.
    pub(super) async fn start(program: Program, replicas: usize, now: Timestamp) -> Result<Self> {
        let inner = Inner {
            program,
            now: Mutex::new(now),
            slots: Mutex::default(),
            missing: watch::Sender::new(0),
            turn: AtomicUsize::new(0),
            deaths: AtomicUsize::new(0),
        };
        let fleet = Self { inner: Arc::new(inner) };
        for service in SERVICES {
            for replica in 0..replicas {
                fleet.bring_up(service, replica);
            }
        }
        fleet.all_up().await?;
        Ok(fleet)
    }

    /// The instant of the shared clock.
    pub(super) fn now(&self) -> Timestamp {
        *self.inner.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the instant that processes are told from now on.
    pub(super) fn set_now(&self, now: Timestamp) {
        *self.inner.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Every replica that is up, with its service.
    pub(super) fn replicas(&self) -> Vec<(&'static str, Channel)> {
        self.slots(|slots| slots.iter().map(|((name, _), slot)| (*name, slot.channel.clone())).collect())
    }

    /// A replica of a service, another one each time; none where none is up.
    pub(super) fn replica_of(&self, service: &str) -> Option<Channel> {
        let turn = self.inner.turn.fetch_add(1, Ordering::Relaxed);
        self.slots(|slots| {
            let own: Vec<&Slot> =
                slots.iter().filter(|((name, _), _)| *name == service).map(|(_, slot)| slot).collect();
            own.get(turn % own.len().max(1)).map(|slot| slot.channel.clone())
        })
    }

    /// Kills a replica and starts it again.
    pub(super) fn kill(&self, service: &'static str, replica: usize) {
        let slot = self.slots(|slots| slots.remove(&(service, replica)));
        if let Some(slot) = slot {
            slot.process.kill();
            self.bring_up(service, replica);
        }
    }

    /// Kills all replicas of a service and starts them again.
    pub(super) fn kill_all(&self, service: &'static str) {
        let own = |slots: &mut BTreeMap<(&'static str, usize), Slot>| {
            slots.keys().filter(|(name, _)| *name == service).map(|(_, replica)| *replica).collect()
        };
        let replicas: Vec<usize> = self.slots(own);
        let slots: Vec<Option<Slot>> =
            replicas.iter().map(|replica| self.slots(|slots| slots.remove(&(service, *replica)))).collect();
        drop(slots);
        for replica in replicas {
            self.bring_up(service, replica);
        }
    }

    /// Changes the number of replicas of every service: starts what is missing, ends the rest in order, all at
    /// once.
    pub(super) async fn scale(&self, replicas: usize) -> Result<()> {
        self.all_up().await?;
        let mut ending = Vec::new();
        for service in SERVICES {
            let have = self.slots(|slots| slots.keys().filter(|(name, _)| *name == service).count());
            for replica in have..replicas {
                self.bring_up(service, replica);
            }
            for replica in replicas..have {
                ending.extend(self.slots(|slots| slots.remove(&(service, replica))));
            }
        }
        end_in_order(ending).await?;
        self.all_up().await
    }

    /// Waits until every replica that is wanted is up.
    pub(super) async fn all_up(&self) -> Result<()> {
        self.bury();
        let mut missing = self.inner.missing.subscribe();
        let up = tokio::time::timeout(LONGEST_START, missing.wait_for(|missing| *missing == 0)).await;
        up.context("a replica does not come up")?.context("the fleet is gone")?;
        Ok(())
    }

    /// Replicas that ended by themselves while they served.
    pub(super) fn deaths(&self) -> usize {
        self.inner.deaths.load(Ordering::SeqCst)
    }

    /// Ends every process in order.
    pub(super) async fn stop(&self) -> Result<()> {
        let slots = self.slots(std::mem::take);
        end_in_order(slots.into_values().collect()).await
    }

    /// Starts replicas again that ended by themselves, and counts them.
    fn bury(&self) {
        let dead: Vec<(&'static str, usize)> = self.slots(|slots| {
            let dead = slots.iter_mut().filter_map(|(key, slot)| slot.process.has_ended().then_some(*key));
            let dead: Vec<_> = dead.collect();
            dead.iter().for_each(|key| drop(slots.remove(key)));
            dead
        });
        for (service, replica) in dead {
            self.inner.deaths.fetch_add(1, Ordering::SeqCst);
            self.bring_up(service, replica);
        }
    }

    fn slots<T>(&self, look: impl FnOnce(&mut BTreeMap<(&'static str, usize), Slot>) -> T) -> T {
        look(&mut self.inner.slots.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Starts a replica in the background; it counts as missing until it is up.
    fn bring_up(&self, service: &'static str, replica: usize) {
        self.inner.missing.send_modify(|missing| *missing += 1);
        let fleet = self.clone();
        tokio::spawn(async move {
            let watch = stopwatch();
            while watch.elapsed() < LONGEST_START {
                match fleet.start_one(service, replica).await {
                    Ok(slot) => {
                        fleet.slots(|slots| slots.insert((service, replica), slot));
                        fleet.inner.missing.send_modify(|missing| *missing -= 1);
                        return;
                    }
                    Err(_) => tokio::time::sleep(RESTART_PAUSE).await,
                }
            }
        });
    }

    async fn start_one(&self, service: &'static str, replica: usize) -> Result<Slot> {
        let (program, now) = (self.inner.program.clone(), self.now());
        let start = format!("clock.start={}", now.to_rfc3339());
        let name = format!("{service}-{}", replica + 1);
        let served = tokio::task::spawn_blocking(move || program.serve(service, &name, &[start])).await?;
        let process = served?;
        let endpoint = Endpoint::from_shared(format!("http://{}", process.address))?;
        let channel = endpoint.connect_timeout(CONNECT_LIMIT).tcp_nodelay(true).connect_lazy();
        tokio::time::timeout(CALL_LIMIT, set_clock(channel.clone(), self.now())).await??;
        Ok(Slot { process, channel })
    }
}

/// Moves a replica's clock.
pub(super) async fn set_clock(channel: Channel, now: Timestamp) -> Result<()> {
    let request = AdvanceToRequest { instant: Some(guohe_api::timestamp(now)) };
    SimulatedClockServiceClient::new(channel).advance_to(request).await?;
    Ok(())
}

async fn end_in_order(slots: Vec<Slot>) -> Result<()> {
    let ending = slots.into_iter().map(|slot| {
        tokio::task::spawn_blocking(move || {
            let address = slot.process.address.clone();
            slot.process.terminate().map(|code| (address, code))
        })
    });
    for ended in futures::future::join_all(ending).await {
        let (address, code) = ended??;
        ensure!(code == Some(0), "the process at {address} ended with {code:?} instead of in order");
    }
    Ok(())
}
