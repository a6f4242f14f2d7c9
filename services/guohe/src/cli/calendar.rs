//! The command line of `guohe calendar`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ClockArg;

/// Official rest days.
#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Shows the years there are, or one as a picture of its months.
    Show(CalendarShowArgs),
    /// Checks files of years: errors with line and column, and what to look at again. Ends with status 1 where a
    /// file has errors.
    Check(CalendarCheckArgs),
    /// Proposes a year to a system and lists every date it would move. Nothing takes effect before `confirm`.
    Load(CalendarLoadArgs),
    /// Shows a proposed year again, with the dates it moves.
    Proposal(CalendarProposalArgs),
    /// Signs off a proposed year: it takes effect, and the dates listed are counted again.
    Confirm(CalendarProposalArgs),
    /// Takes a proposed year back.
    Withdraw(CalendarWithdrawArgs),
}

/// Whose calendar is meant.
#[derive(Debug, Clone, Default, Args)]
pub struct CalendarPlaceArgs {
    /// Address of a running `guohe serve`; by default the setting listen.grpc.
    #[arg(long, visible_alias = "server", value_name = "ADDRESS", conflicts_with = "data")]
    pub address: Option<String>,
    /// Data folder of a system that is not running; it is started for the occasion.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The department; by default the one the settings name.
    #[arg(long, value_name = "ID")]
    pub department: Option<String>,
    /// The official who asks, for the record.
    #[arg(long, value_name = "ID", default_value = "calendar-desk")]
    pub official: String,
    /// Which clock a folder's system runs on; `simulated` for data of the demo.
    #[arg(long, value_enum)]
    pub clock: Option<ClockArg>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

impl CalendarPlaceArgs {
    /// True where a system is meant, and not the program's own files.
    pub fn is_named(&self) -> bool {
        self.address.is_some() || self.data.is_some()
    }
}

/// Options of `calendar show`.
#[derive(Debug, Args)]
pub struct CalendarShowArgs {
    /// The year; a list of the years without it.
    #[arg(value_name = "YEAR")]
    pub year: Option<i32>,
    /// A system whose calendar is shown; the program's own files without one.
    #[command(flatten)]
    pub place: CalendarPlaceArgs,
}

/// Options of `calendar check`.
#[derive(Debug, Args)]
pub struct CalendarCheckArgs {
    /// Files of calendar years.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}

/// Options of `calendar load`.
#[derive(Debug, Args)]
pub struct CalendarLoadArgs {
    /// File of the year.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where it is loaded.
    #[command(flatten)]
    pub place: CalendarPlaceArgs,
}

/// Options of `calendar proposal` and `calendar confirm`.
#[derive(Debug, Args)]
pub struct CalendarProposalArgs {
    /// The proposal's id, as `calendar load` shows it.
    #[arg(value_name = "PROPOSAL")]
    pub proposal: String,
    /// Where it is.
    #[command(flatten)]
    pub place: CalendarPlaceArgs,
}

/// Options of `calendar withdraw`.
#[derive(Debug, Args)]
pub struct CalendarWithdrawArgs {
    /// The proposal's id, as `calendar load` shows it.
    #[arg(value_name = "PROPOSAL")]
    pub proposal: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Where it is.
    #[command(flatten)]
    pub place: CalendarPlaceArgs,
}
