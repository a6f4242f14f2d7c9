//! The settings, one struct a concern. What they mean stands in `deploy/guohe.default.toml`.

use std::{fmt, path::PathBuf, time::Duration};

use guohe_clock::Timestamp;
use guohe_flow::Limits;
use serde::{Deserialize, Deserializer, de::Error};

use crate::{
    listen::{ListenAddress, unchecked},
    rpc::RpcLimits,
};

/// Every setting.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// Departments served.
    pub departments: Vec<Department>,
    /// Ports.
    pub listen: ListenSettings,
    /// Stores.
    pub store: StoreSettings,
    /// Bus.
    pub bus: BusSettings,
    /// Clock.
    pub clock: ClockSettings,
    /// Logs and traces.
    pub telemetry: TelemetrySettings,
    /// Limits.
    pub limits: LimitSettings,
    /// Packs of measures.
    pub policies: PolicySettings,
    /// How long what is kept for repair is kept.
    pub retention: RetentionSettings,
    /// Signed roots over all streams.
    pub audit: AuditSettings,
}

/// Signed roots over all streams.
#[derive(Debug, Clone, Deserialize)]
pub struct AuditSettings {
    /// The seed of the key that roots are signed with, in hex.
    #[serde(deserialize_with = "unless_empty")]
    pub signing_key: Option<Secret>,
    /// Hours between two roots.
    #[serde(deserialize_with = "count")]
    pub root_hours: u32,
}

/// How long what is kept for repair is kept.
#[derive(Debug, Clone, Deserialize)]
pub struct RetentionSettings {
    /// Days; whoever uses them checks that they are enough.
    #[serde(deserialize_with = "count")]
    pub days: u32,
}

/// A department with the packs adopted for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Department {
    /// The tenant's id.
    pub id: String,
    /// Names of packs.
    #[serde(default)]
    pub policies: Vec<String>,
}

/// Ports.
#[derive(Debug, Clone, Deserialize)]
pub struct ListenSettings {
    /// gRPC.
    #[serde(deserialize_with = "address")]
    pub grpc: ListenAddress,
    /// `/healthz`, `/readyz` and `/metrics`.
    #[serde(deserialize_with = "address_unless_empty")]
    pub health: Option<ListenAddress>,
    /// Acknowledges addresses that others reach.
    pub allow_unauthenticated: bool,
}

/// Stores.
#[derive(Debug, Clone, Deserialize)]
pub struct StoreSettings {
    /// `sqlite:FOLDER` or `postgres://…`.
    pub url: Secret,
    /// The vault's key in hex.
    #[serde(deserialize_with = "unless_empty")]
    pub vault_key: Option<Secret>,
}

/// Bus.
#[derive(Debug, Clone, Deserialize)]
pub struct BusSettings {
    /// `in-process` or `amqp://…`.
    pub url: Secret,
    /// Longest wait at the start.
    #[serde(rename = "connect_seconds", deserialize_with = "seconds")]
    pub connect: Duration,
}

/// Clock.
#[derive(Debug, Clone, Deserialize)]
pub struct ClockSettings {
    /// Which.
    pub source: ClockSource,
    /// Where a simulated one starts.
    #[serde(deserialize_with = "instant")]
    pub start: Option<Timestamp>,
}

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum ClockSource {
    /// The machine's.
    System,
    /// One that a test moves.
    Simulated,
}

/// Logs and traces.
#[derive(Debug, Clone, Deserialize)]
pub struct TelemetrySettings {
    /// Form of the log.
    pub format: LogFormat,
    /// What is logged.
    pub filter: String,
    /// Collector for traces.
    #[serde(deserialize_with = "unless_empty")]
    pub otlp: Option<String>,
    /// Pause between looks at the depths that metrics show.
    #[serde(rename = "sample_seconds", deserialize_with = "seconds")]
    pub sample: Duration,
}

/// Form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For collectors, one object a line.
    Json,
}

/// Limits; all finite, none zero.
#[derive(Debug, Clone, Deserialize)]
pub struct LimitSettings {
    #[serde(rename = "call_seconds", deserialize_with = "seconds")]
    call: Duration,
    #[serde(deserialize_with = "count")]
    calls: u32,
    #[serde(deserialize_with = "count")]
    calls_per_connection: u32,
    #[serde(rename = "drain_seconds", deserialize_with = "seconds")]
    drain: Duration,
    #[serde(deserialize_with = "count")]
    batch: u32,
    #[serde(deserialize_with = "count")]
    lanes: u32,
    #[serde(deserialize_with = "count")]
    queue: u32,
    #[serde(deserialize_with = "count")]
    confirms: u32,
    #[serde(rename = "events_per_message", deserialize_with = "count")]
    bundle: u32,
    #[serde(deserialize_with = "count")]
    timers: u32,
    #[serde(rename = "poll_seconds", deserialize_with = "seconds")]
    poll: Duration,
}

/// Packs of measures.
#[derive(Debug, Clone, Deserialize)]
pub struct PolicySettings {
    /// Folder of packs.
    #[serde(deserialize_with = "unless_empty")]
    pub dir: Option<PathBuf>,
}

/// A text that is never shown: it may hold a password or a key.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl LimitSettings {
    /// Limits of every engine.
    pub fn engine(&self) -> Limits {
        Limits {
            batch: self.batch as usize,
            lanes: self.lanes as usize,
            queue: self.queue as usize,
            confirms: self.confirms as usize,
            bundle: self.bundle as usize,
            timers: self.timers,
            poll: self.poll,
            drain: self.drain,
            ..Limits::default()
        }
    }

    /// Limits of the gRPC server.
    pub fn rpc(&self) -> RpcLimits {
        RpcLimits {
            longest_call: self.call,
            most_calls: self.calls as usize,
            most_calls_per_connection: self.calls_per_connection,
            drain: self.drain,
        }
    }
}

impl Secret {
    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl TryFrom<String> for ClockSource {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "system" => Ok(Self::System),
            "simulated" => Ok(Self::Simulated),
            _ => Err(format!("{text:?} is no clock; write \"system\" or \"simulated\"")),
        }
    }
}

impl TryFrom<String> for LogFormat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("{text:?} is no form of a log; write \"text\" or \"json\"")),
        }
    }
}

/// Longest time that a setting may state: a day.
const LONGEST_SECONDS: i64 = 86_400;

/// Largest number that a setting may state.
const LARGEST_COUNT: i64 = 1_000_000;

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = between(i64::deserialize(deserializer)?, LONGEST_SECONDS).map_err(D::Error::custom)?;
    Ok(Duration::from_secs(u64::from(seconds)))
}

fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    between(i64::deserialize(deserializer)?, LARGEST_COUNT).map_err(D::Error::custom)
}

fn between(number: i64, largest: i64) -> Result<u32, String> {
    let fits = u32::try_from(number).ok().filter(|_| (1..=largest).contains(&number));
    fits.ok_or_else(|| format!("{number} is not between 1 and {largest}"))
}

/// An empty text is a setting that is not set.
fn unless_empty<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: fmt::Display>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(D::Error::custom)
}

/// An address, checked with the other settings once all are read.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ListenAddress, D::Error> {
    unchecked(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn address_unless_empty<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ListenAddress>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { unchecked(&text).map(Some).map_err(D::Error::custom) }
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    let words = || format!("{text:?} is no instant; write it like \"2026-03-09T01:00:00Z\"");
    text.parse().map(Some).map_err(|_| D::Error::custom(words()))
}
