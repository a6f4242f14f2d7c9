//! A whole campaign: servers, the undisturbed run, the fleet, the strikes while the scenario is played, and the
//! comparison.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use guohe::{
    demo,
    scenario::{Script, World},
};
use guohe_clock::stopwatch;

use super::{
    evidence::{Histories, defects},
    fleet::Fleet,
    ledger::Ledger,
    outcome::{LONGEST_RECOVERY, Report, Struck},
    plan::{Counts, Plan, REPLICAS},
    process::Program,
    reference::{Reference, play_through},
    servers::Servers,
    strikes::strike_all,
    world::FleetWorld,
};

/// Seed of the script: the demo's.
const SCRIPT_SEED: u64 = 1;

/// What a campaign is to be.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The real program.
    pub program: PathBuf,
    /// Seed of the plan.
    pub seed: u64,
    /// How many faults of each kind; none: replicas are added and taken away instead.
    pub counts: Option<Counts>,
    /// Steps of the script to be played; all of them where left out.
    pub steps: Option<usize>,
}

/// Runs a campaign. `told` hears what happens as it happens.
pub async fn run(campaign: &Campaign, told: &(dyn Fn(&str) + Send + Sync)) -> Result<Report> {
    let mut script = Script::write(SCRIPT_SEED);
    let whole = campaign.steps.is_none_or(|steps| steps >= script.steps.len());
    script.steps.truncate(campaign.steps.unwrap_or(usize::MAX));
    let mut servers = Servers::start().await?;
    told("servers started; the undisturbed run begins");
    let reference = Reference::play(&script, whole, &servers.reference).await?;
    told(&format!("undisturbed: {} ticks in {:.1} s", reference.ticks, reference.elapsed.as_secs_f64()));
    let (plan, replicas) = match campaign.counts {
        Some(counts) => {
            let full_disks = if servers.can_fill() { counts.full_disks } else { 0 };
            (Plan::draw(campaign.seed, Counts { full_disks, ..counts }, reference.ticks), REPLICAS)
        }
        None => (Plan::growth(reference.ticks), 1),
    };
    let disturbed = disturb(campaign, &script, whole, plan, replicas, &mut servers, told).await?;
    disturbed.against(&reference, campaign.seed, &servers).await
}

/// What the disturbed run left behind.
struct Disturbed {
    end: super::reference::End,
    struck: Vec<Struck>,
    ledger: Arc<Ledger>,
    wrong: Vec<String>,
    elapsed: std::time::Duration,
    _logs: tempfile::TempDir,
}

async fn disturb(
    campaign: &Campaign,
    script: &Script,
    whole: bool,
    plan: Plan,
    replicas: usize,
    servers: &mut Servers,
    told: &(dyn Fn(&str) + Send + Sync),
) -> Result<Disturbed> {
    let watch = stopwatch();
    let logs = tempfile::tempdir()?;
    let settings = [
        ("store.url", servers.store_url()),
        ("store.vault_key", "07".repeat(32)),
        ("bus.url", servers.bus_url().await),
        ("telemetry.filter", "warn".to_owned()),
    ];
    let program = Program {
        path: campaign.program.clone(),
        settings: settings.map(|(key, value)| format!("{key}={value}")).to_vec(),
        logs: logs.path().to_owned(),
    };
    let fleet = Fleet::start(program.clone(), replicas, demo::beginning()).await?;
    told(&format!("{} processes serve", fleet.replicas().len()));
    let strikes = plan.strikes().len();
    let ledger = Arc::new(Ledger::new(plan));
    let world: Arc<dyn World> = Arc::new(FleetWorld::new(fleet.clone(), ledger.clone()));
    let shown = |struck: &Struck| {
        told(&format!(
            "{} {} {}: lasted {:.1} s, flowing {:.1} s later",
            struck.at,
            struck.day,
            struck.fault,
            struck.lasted.as_secs_f64(),
            struck.recovery.as_secs_f64()
        ));
    };
    let playing = async {
        let played = play_through(script, world, whole).await;
        ledger.end();
        played
    };
    let both = tokio::try_join!(playing, strike_all(servers, &fleet, &ledger, &shown));
    let ((end, _, _), struck) = match both {
        Ok(both) => both,
        Err(error) => return Err(error.context(format!("the logs are in {}", logs.keep().display()))),
    };
    let mut wrong = end.wrong.clone();
    if struck.len() < strikes {
        wrong.push(format!("only {} of {strikes} faults struck", struck.len()));
    }
    if fleet.deaths() > 0 {
        wrong.push(format!("{} processes ended by themselves", fleet.deaths()));
    }
    fleet.stop().await?;
    wrong.extend(program.panics()?);
    Ok(Disturbed { end, struck, ledger, wrong, elapsed: watch.elapsed(), _logs: logs })
}

impl Disturbed {
    async fn against(self, reference: &Reference, seed: u64, servers: &Servers) -> Result<Report> {
        let noted = self.ledger.noted();
        let mut wrong = self.wrong;
        wrong.extend(reference.end.wrong.iter().map(|defect| format!("undisturbed already: {defect}")));
        wrong.extend(defects(&servers.database, &noted).await.context("reading the tables")?);
        let histories = Histories::read(&servers.database)?;
        wrong.extend(reference.histories.differences(&histories));
        if self.end.register != reference.end.register {
            wrong.push("the register differs from the undisturbed run's".to_owned());
        }
        let slow = self.struck.iter().filter(|struck| struck.recovery > LONGEST_RECOVERY);
        wrong.extend(slow.map(|struck| {
            format!("{} took {:.1} s to steady flow", struck.fault, struck.recovery.as_secs_f64())
        }));
        Ok(Report {
            seed,
            struck: self.struck,
            acknowledged: noted.requests.values().map(std::collections::BTreeSet::len).sum(),
            unanswered: noted.unanswered,
            longest_wait: noted.longest_wait,
            elapsed: (self.elapsed, reference.elapsed),
            figures: self.end.figures,
            compared: histories.len(),
            register_sha256: self.end.digest,
            wrong,
        })
    }
}
