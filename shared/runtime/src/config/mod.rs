//! Configuration: the settings, where they come from, and what is refused.
//!
//! Owns the defaults (`deploy/guohe.default.toml`, part of the program), the order in which sources override each
//! other, and messages that name source, key and remedy. It never reaches out: whether an address answers is for
//! the part that uses it to say.

mod error;
mod known;
mod load;
mod settings;

pub use error::{Problem, SettingsError};
pub use load::Sources;
pub use settings::{
    BusSettings, ClockSettings, ClockSource, Department, LimitSettings, ListenSettings, LogFormat,
    PolicySettings, RetentionSettings, Secret, Settings, StoreSettings, TelemetrySettings,
};
