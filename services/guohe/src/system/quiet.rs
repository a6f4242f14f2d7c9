//! When a system is quiet: nothing in hand, nothing on its way, nothing due.
//!
//! # Theory of operation
//! A look has three parts: what is in hand, what the stores say is due, and what is in hand again. Whatever
//! happens by itself comes from a timer or a parked message, and either is in its store until the commit that
//! carries it out. Whatever follows from it in another service passes the bus. So a look is sound if nothing was
//! in hand at its beginning and end, no store had anything due, and not one message passed in between: the
//! in-process bus tells each change. Over a broker nobody can tell that; there the counts of messages sent and
//! handled stand in for it, and two looks in a row must agree.

use std::time::Duration;

use guohe_clock::{Clock, Timestamp, stopwatch};
use guohe_flow::{
    Engine,
    ports::{FlowCounts, StoreError},
};

use super::bus::SystemBus;

/// Longest real time to wait for quiet: beyond it something hangs.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Turns given to others before the first pause: most work is done within them.
const TURNS: u32 = 64;

/// Pause between looks at what takes longer.
const PAUSE: Duration = Duration::from_millis(1);

/// Why quiet was not reached, or cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// A store does not answer.
    #[error("the store of {service} does not answer")]
    Store {
        /// Which service.
        service: &'static str,
        /// Why.
        #[source]
        source: StoreError,
    },
    /// Something is not finished after a long time.
    #[error("not quiet after {} s: {what}", waited.as_secs())]
    Unquiet {
        /// How long it was waited for, real time.
        waited: Duration,
        /// What is still going on.
        what: String,
    },
}

/// Waits until all is quiet at the clock's present instant.
pub(super) async fn settle(
    engines: &[Engine],
    bus: &SystemBus,
    clock: &dyn Clock,
) -> Result<(), SettleError> {
    let watch = stopwatch();
    let mut agreed = None;
    loop {
        tokio::time::timeout(LONGEST_WAIT, rest(engines, bus)).await.map_err(|_| SettleError::Unquiet {
            waited: watch.elapsed(),
            what: in_hand_words(engines, bus),
        })?;
        let busy = match bus {
            SystemBus::InProcess(in_process) => {
                let passing = in_process.pending_changes();
                if !is_resting(engines, bus) {
                    continue;
                }
                let busy = due(engines, clock.now()).await?;
                let still = is_resting(engines, bus) && !passing.has_changed().unwrap_or(true);
                if busy.is_none() && still {
                    return Ok(());
                }
                busy
            }
            SystemBus::RabbitMq(_) => {
                let busy = due(engines, clock.now()).await?;
                let counts = counts(engines).await?;
                if busy.is_none() && is_balanced(engines, &counts) && is_resting(engines, bus) {
                    if agreed.as_ref() == Some(&counts) {
                        return Ok(());
                    }
                    agreed = Some(counts);
                }
                busy
            }
        };
        if watch.elapsed() > LONGEST_WAIT {
            let what = busy.unwrap_or_else(|| "messages are still on their way".to_owned());
            return Err(SettleError::Unquiet { waited: watch.elapsed(), what });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The earliest timer or retry of all stores.
pub(super) async fn next_due(engines: &[Engine]) -> Result<Option<Timestamp>, SettleError> {
    let each = futures::future::try_join_all(engines.iter().map(async |engine| {
        let store = engine.store();
        let (timer, retry) = tokio::join!(store.next_due(), store.next_retry());
        let failed = |source| SettleError::Store { service: engine.service(), source };
        Ok(timer.map_err(failed)?.into_iter().chain(retry.map_err(failed)?).min())
    }));
    Ok(each.await?.into_iter().flatten().min())
}

/// Waits until nothing is in hand and, within the process, nothing is on its way.
pub(super) async fn rest(engines: &[Engine], bus: &SystemBus) {
    let mut turns = 0;
    while !is_resting(engines, bus) {
        if turns < TURNS {
            turns += 1;
            tokio::task::yield_now().await;
        } else {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn is_resting(engines: &[Engine], bus: &SystemBus) -> bool {
    on_its_way(bus) == 0 && engines.iter().all(|engine| engine.node().in_hand() == 0)
}

fn on_its_way(bus: &SystemBus) -> usize {
    match bus {
        SystemBus::InProcess(bus) => bus.pending(),
        SystemBus::RabbitMq(_) => 0,
    }
}

/// What is due now in some store, in words; `None` where nothing is.
async fn due(engines: &[Engine], now: Timestamp) -> Result<Option<String>, SettleError> {
    let each = futures::future::try_join_all(engines.iter().map(async |engine| {
        let (store, service) = (engine.store(), engine.service());
        let (timer, parked) = tokio::join!(store.next_due(), store.ready_parked(now, 1));
        let failed = |source| SettleError::Store { service, source };
        let parked = parked.map_err(failed)?;
        let timer = timer.map_err(failed)?.filter(|due| *due <= now);
        Ok(match (timer, parked.first()) {
            (Some(due), _) => Some(format!("a timer of {service} has been due since {due}")),
            (None, Some(message)) => {
                Some(format!("a parked message of {service} is ready: {}", message.pair.stream))
            }
            (None, None) => None,
        })
    }));
    Ok(each.await?.into_iter().flatten().next())
}

async fn counts(engines: &[Engine]) -> Result<Vec<FlowCounts>, SettleError> {
    let each = engines.iter().map(async |engine| {
        let failed = |source| SettleError::Store { service: engine.service(), source };
        engine.store().counts().await.map_err(failed)
    });
    futures::future::try_join_all(each).await
}

/// True where every service here has handled what was sent to it from here, parked ones apart.
fn is_balanced(engines: &[Engine], counts: &[FlowCounts]) -> bool {
    engines.iter().zip(counts).all(|(engine, own)| {
        let sent: u64 = counts.iter().filter_map(|other| other.sent.get(engine.service())).sum();
        sent <= own.handled + own.parked
    })
}

fn in_hand_words(engines: &[Engine], bus: &SystemBus) -> String {
    let each = engines.iter().filter(|engine| engine.node().in_hand() > 0);
    let mut words: Vec<String> =
        each.map(|engine| format!("{} has {} in hand", engine.service(), engine.node().in_hand())).collect();
    if on_its_way(bus) > 0 {
        words.push(format!("{} deliveries are on their way", on_its_way(bus)));
    }
    words.join(", ")
}
