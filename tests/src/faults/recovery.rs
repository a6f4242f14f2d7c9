//! When the services flow steadily again after a fault.
//!
//! Recovered means: every replica is up and answers from its store, its store and its bus are ready by its own
//! health, the scenario has moved on since the fault, and everything that had been sent when all this came to be is
//! handled.

use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use guohe_api::SERVICES;
use guohe_clock::stopwatch;
use tonic::transport::Channel;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::{fleet::Fleet, ledger::Ledger, world::Look};

/// Longest time waited for a recovery; reaching it is a failure of the campaign.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(150);

/// Longest time for a health answer.
const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// Pause between looks.
const PAUSE: Duration = Duration::from_millis(50);

/// Waits until everything flows again and the scenario has come to a tick; says how long that took.
pub(super) async fn recovered(fleet: &Fleet, ledger: &Ledger, tick: u64) -> Result<Duration> {
    let watch = stopwatch();
    let mut targets: Option<Vec<u64>> = None;
    loop {
        fleet.all_up().await?;
        let moved = if ledger.ticks() >= tick { Ok(()) } else { Err(anyhow!("the scenario stands still")) };
        let state = match (ready(fleet).await.and(moved), Look::at(fleet).await) {
            (Ok(()), Ok(look)) => {
                let sent = || SERVICES.map(|service| look.sent_to(service)).to_vec();
                let targets = targets.get_or_insert_with(sent);
                let behind =
                    SERVICES.iter().zip(targets).find(|(service, sent)| look.handled_by(service) < **sent);
                match behind {
                    None => return Ok(watch.elapsed()),
                    Some((service, sent)) => {
                        format!("{service} has handled {} of {sent}", look.handled_by(service))
                    }
                }
            }
            (Err(error), _) | (_, Err(error)) => format!("{error:#}"),
        };
        if watch.elapsed() > GIVEN_UP_AFTER {
            bail!("no steady flow after {GIVEN_UP_AFTER:?}: {state}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn ready(fleet: &Fleet) -> Result<()> {
    let asked = fleet.replicas().into_iter().map(async |(service, channel)| {
        match tokio::time::timeout(ANSWER_LIMIT, health(channel)).await {
            Ok(Ok(ServingStatus::Serving)) => Ok(()),
            Ok(Ok(status)) => bail!("{service} is {}", status.as_str_name()),
            Ok(Err(error)) => Err(error.context(format!("{service} does not answer"))),
            Err(_) => bail!("{service} does not answer within {ANSWER_LIMIT:?}"),
        }
    });
    futures::future::try_join_all(asked).await.map(drop)
}

async fn health(channel: Channel) -> Result<ServingStatus> {
    let answer = HealthClient::new(channel).check(HealthCheckRequest { service: String::new() }).await?;
    Ok(answer.into_inner().status())
}
