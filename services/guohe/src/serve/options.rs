//! From settings to a system's options.

use guohe_flow::AuditKey;
use guohe_runtime::config::{ClockSource, Settings};
use guohe_store::{StoreUrl, VaultKey};

use super::ServeError;
use crate::system::{BusChoice, ClockChoice, Retention, RootPace, StartError, StoreChoice, SystemOptions};

/// What `bus.url` says for a bus within the process.
const IN_PROCESS: &str = "in-process";

/// The options that settings and targets make.
pub fn options(settings: &Settings, targets: &[String]) -> Result<SystemOptions, ServeError> {
    let store: StoreUrl = settings.store.url.reveal().parse().map_err(ServeError::StoreUrl)?;
    let bus = bus(settings.bus.url.reveal())?;
    if !targets.is_empty() {
        check_shared(targets, &store, &bus)?;
    }
    let clock = match settings.clock.source {
        ClockSource::System => ClockChoice::System,
        ClockSource::Simulated => ClockChoice::SimulatedFrom(settings.clock.start),
    };
    let mut options = SystemOptions::new(StoreChoice::At(store), bus, clock);
    options.targets = targets.to_vec();
    options.vault_key = vault_key(settings)?;
    options.listen = settings.listen.grpc;
    options.health = settings.listen.health;
    options.limits = settings.limits.engine();
    options.rpc = settings.limits.rpc();
    options.sample = settings.telemetry.sample;
    options.connect = settings.bus.connect;
    options.retention = Some(Retention::of_days(settings.retention.days)?);
    options.audit_key = audit_key(settings)?;
    options.roots = Some(RootPace::of_hours(settings.audit.root_hours));
    Ok(options)
}

fn bus(url: &str) -> Result<BusChoice, ServeError> {
    match url {
        IN_PROCESS => Ok(BusChoice::InProcess),
        url if url.starts_with("amqp://") => Ok(BusChoice::RabbitMq(url.to_owned())),
        _ => Err(ServeError::BusUrl),
    }
}

fn vault_key(settings: &Settings) -> Result<Option<VaultKey>, StartError> {
    let key = settings.store.vault_key.as_ref().map(|key| VaultKey::from_hex(key.reveal()));
    key.transpose().map_err(|_| StartError::BadVaultKey { place: "the setting store.vault_key".to_owned() })
}

/// The key of the setting audit.signing_key; `None` where it is empty.
pub(crate) fn audit_key(settings: &Settings) -> Result<Option<AuditKey>, StartError> {
    let key = settings.audit.signing_key.as_ref().map(|key| AuditKey::from_hex(key.reveal()));
    let place = || "the setting audit.signing_key".to_owned();
    key.transpose().map_err(|_| StartError::BadAuditKey { place: place() })
}

/// Services in several processes meet in PostgreSQL and RabbitMQ, and nowhere else.
fn check_shared(targets: &[String], store: &StoreUrl, bus: &BusChoice) -> Result<(), ServeError> {
    let not_shared =
        |what, setting, wanted| ServeError::NotShared { targets: targets.join(", "), what, setting, wanted };
    if matches!(store, StoreUrl::Sqlite(_)) {
        let wanted = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";
        return Err(not_shared("files in a data folder", "store.url", wanted));
    }
    if matches!(bus, BusChoice::InProcess) {
        return Err(not_shared("a bus within this one", "bus.url", "amqp://USER:PASSWORD@HOST:PORT/VHOST"));
    }
    Ok(())
}
