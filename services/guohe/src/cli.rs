//! The command line. Says what can be asked for; carries nothing out.

mod calendar;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use guohe_bench::BenchCommand;
use guohe_flow::PublicKey;
use guohe_runtime::config::{Settings, SettingsError, Sources};

pub use calendar::{
    CalendarCheckArgs, CalendarCommand, CalendarLoadArgs, CalendarPlaceArgs, CalendarProposalArgs,
    CalendarShowArgs, CalendarWithdrawArgs,
};

use crate::{demo::DemoArgs, lang::Lang, policy::PolicyCommand, scenario_files::ScenarioArgs};

/// Recognises, supports and supervises international science and technology cooperation bases.
#[derive(Debug, Parser)]
#[command(name = "guohe", version, propagate_version = true)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub common: Common,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Common {
    /// Configuration file; deploy/guohe.default.toml shows every setting.
    #[arg(long, global = true, env = "GUOHE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A setting, such as limits.call_seconds=60; may be given often.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE")]
    pub settings: Vec<String>,
    /// Language of what is written for people; by default that of LANG.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves: every service in this process, or some of them with PostgreSQL and RabbitMQ.
    Serve(ServeArgs),
    /// Plays ten years of one call, from its opening to its last consequence, and tells what happened.
    Demo(DemoArgs),
    /// Reads, checks, compares and applies packs of measures.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Plays scenario files (YAML) against a whole system in memory and tells which expectations held. Ends with
    /// status 1 where one differed, 2 where one could not be played.
    Scenario(ScenarioArgs),
    /// Works on messages that could not be handled.
    #[command(subcommand)]
    DeadLetters(DeadLettersCommand),
    /// Checks the chains of events and the signed roots over them, and takes roots.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Asks a running process whether it can do its work. Ends with status 1 where it cannot.
    Health(HealthArgs),
    /// Measures the engine on this machine beside the plain limits of its database and broker.
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Copies a data folder as it is at one instant, while the system runs or not.
    Backup(BackupArgs),
    /// Makes a data folder from a backup.
    Restore(RestoreArgs),
    /// Works on what is between the services.
    #[command(subcommand)]
    Bus(BusCommand),
    /// Removes what has been kept long enough.
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Copies streams at rest, with their evidence, into files that can be checked without the system.
    #[command(subcommand)]
    Archive(ArchiveCommand),
    /// Official rest days: shows and checks them, and loads a year with sign-off.
    #[command(subcommand)]
    Calendar(CalendarCommand),
}

/// Archives of streams at rest.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Copies every stream that has come to rest; removes nothing.
    Export(ArchiveExportArgs),
    /// Proves an archive whole from its own files. Ends with status 1 where it is not.
    Verify(ArchiveVerifyArgs),
}

/// Options of `archive export`.
#[derive(Debug, Args)]
pub struct ArchiveExportArgs {
    /// Data folder of a system that is not running.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Only streams whose last event was recorded before this day (Beijing) and that wait for no timer.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub closed_before: guohe_clock::Date,
    /// Folder to make; it must not exist yet.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `archive verify`.
#[derive(Debug, Args)]
pub struct ArchiveVerifyArgs {
    /// The archive.
    #[arg(value_name = "DIR")]
    pub archive: PathBuf,
    /// A public key that its roots may be signed with, as `guohe audit key` showed it; may be given often. Then every
    /// stream must be covered by a root signed with one of them.
    #[arg(long = "key", value_name = "HEX")]
    pub keys: Vec<PublicKey>,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Removes what has been kept long enough.
#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// Removes sent messages, records of handled ones and kept answers that are old enough; messages that wait for
    /// too long become dead letters. `serve` does the same by itself, slowly.
    Run(RetentionArgs),
}

/// Options of `retention run`.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// Data folder of a system that is not running; by default the store of the setting store.url.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Days that are kept, at least 30; by default the setting retention.days.
    #[arg(long, value_name = "N")]
    pub days: Option<u32>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Data folder; by default that of the setting store.url.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder to make; it must not exist yet, or be empty.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Also copies the vault's key to this file, to be kept apart from the backup.
    #[arg(long, value_name = "FILE")]
    pub vault_key_out: Option<PathBuf>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// Data folder to make; it must not exist yet, or be empty.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The vault's key of that time; without it the folder does not start until the key is put there.
    #[arg(long, value_name = "FILE")]
    pub vault_key: Option<PathBuf>,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Works on what is between the services.
#[derive(Debug, Subcommand)]
pub enum BusCommand {
    /// Publishes every kept message that a service lacks again, after a restore or a loss of the broker's queues.
    /// Ends with status 1 where something cannot be brought back.
    Republish(RepublishArgs),
}

/// Options of `bus republish`.
#[derive(Debug, Args)]
pub struct RepublishArgs {
    /// Data folder of a system that is not running; by default the store of the setting store.url.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Only looks, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `serve`.
#[derive(Debug, Default, Args)]
pub struct ServeArgs {
    /// Services to run here, such as intake,registry; all where left out.
    #[arg(long = "target", value_delimiter = ',', value_name = "NAME")]
    pub targets: Vec<String>,
    /// Data folder; short for --set store.url=sqlite:DIR.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Where the gRPC port listens; short for --set listen.grpc=ADDRESS.
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Which clock; short for --set clock.source=CLOCK.
    #[arg(long, value_enum)]
    pub clock: Option<ClockArg>,
}

/// Clocks as written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClockArg {
    /// The machine's.
    System,
    /// One that a test moves over gRPC.
    Simulated,
}

/// Where operators' commands find the system.
#[derive(Debug, Clone, Default, Args)]
pub struct PlaceArgs {
    /// Address of a running `guohe serve`; by default the setting listen.grpc.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "data")]
    pub address: Option<String>,
    /// Data folder of a system that is not running: its files are read directly.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Only this service.
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Address of its gRPC port; by default the setting listen.grpc.
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<String>,
    /// Only this service, such as registry; the whole process where left out.
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Works on dead letters.
#[derive(Debug, Subcommand)]
pub enum DeadLettersCommand {
    /// Lists them.
    List(PlaceArgs),
    /// Shows one whole.
    Show(LetterArgs),
    /// Hands one to its service again.
    Replay(LetterArgs),
    /// Drops one for good.
    Discard(LetterArgs),
}

/// One dead letter.
#[derive(Debug, Args)]
pub struct LetterArgs {
    /// Its id.
    pub id: String,
    /// Where it is.
    #[command(flatten)]
    pub place: PlaceArgs,
}

/// Checks, and takes roots.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walks every stream's chain of hashes, rebuilds its state, and checks the signed roots. Ends with status 1 where
    /// anything is wrong.
    Verify(AuditVerifyArgs),
    /// Takes a signed root over all streams now; `serve` takes one a day by itself.
    Root(PlaceArgs),
    /// Shows the public key that roots are checked with. Note it where the database's administrators cannot change it.
    Key(AuditKeyArgs),
}

/// Options of `audit verify`.
#[derive(Debug, Args)]
pub struct AuditVerifyArgs {
    /// Where the system is.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Computes every root anew, not only the latest.
    #[arg(long)]
    pub all_roots: bool,
    /// A public key that roots may be signed with, as `guohe audit key` shows it; may be given often. By default that
    /// of the system's own key.
    #[arg(long = "key", value_name = "HEX")]
    pub keys: Vec<PublicKey>,
}

/// Options of `audit key`.
#[derive(Debug, Args)]
pub struct AuditKeyArgs {
    /// Data folder; by default the setting audit.signing_key, or the folder of the setting store.url.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

impl Cli {
    /// The settings these options make, over file, environment and defaults.
    pub fn settings(
        &self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Settings, SettingsError> {
        let mut sources = Sources::new();
        if let Some(file) = &self.common.config {
            sources = sources.file(file)?;
        }
        let mut flags = self.common.settings.clone();
        if let Command::Serve(args) = &self.command {
            flags.extend(args.settings());
        }
        sources.environment(variables).flags(flags.iter().map(String::as_str))?.load()
    }

    /// The language to write in.
    pub fn lang(&self) -> Lang {
        let locale = || std::env::var("LANG").unwrap_or_default();
        self.common.lang.unwrap_or_else(|| Lang::of_locale(&locale()))
    }
}

impl ServeArgs {
    fn settings(&self) -> impl Iterator<Item = String> {
        let data = self.data.as_ref().map(|folder| format!("store.url=sqlite:{}", folder.display()));
        let listen = self.listen.as_ref().map(|address| format!("listen.grpc={address}"));
        let clock = self.clock.map(|clock| match clock {
            ClockArg::System => "clock.source=system".to_owned(),
            ClockArg::Simulated => "clock.source=simulated".to_owned(),
        });
        data.into_iter().chain(listen).chain(clock)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn short_forms_are_settings_like_any_other() {
        let line = ["guohe", "serve", "--data", "d", "--listen", "127.0.0.1:0", "--clock", "simulated"];
        let cli = Cli::try_parse_from(line).expect("parses");
        let settings = cli.settings([]).expect("holds");
        assert_eq!(settings.store.url.reveal(), "sqlite:d");
        assert_eq!(settings.listen.grpc.to_string(), "127.0.0.1:0");
    }
}
