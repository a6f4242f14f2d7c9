//! What can be asked of packs on the command line. Carries nothing out.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use guohe_clock::Date;

/// Reads, checks, compares and applies packs of measures.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Checks packs; every error with file, line, column and what was probably meant. Ends with status 1 where
    /// there is any.
    Check(CheckArgs),
    /// Shows a pack article by article, with what each rule becomes in the system.
    Show(ShowArgs),
    /// Tells what changes from one pack to another, in words.
    Diff(DiffArgs),
    /// Tests an application against a pack and explains every result; writes letters. Ends with status 1 where the
    /// application does not pass.
    Explain(ExplainArgs),
    /// Tells beforehand what a draft would change in the cases of a data folder. Changes nothing there.
    Rehearse(RehearseArgs),
}

/// Options of `policy check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Packs by name, or folders; all packs where none is given.
    #[arg(value_name = "PACK")]
    pub packs: Vec<String>,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Options of `policy show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A pack by name, or its folder.
    #[arg(value_name = "PACK")]
    pub pack: String,
    /// Only this article (第十六条, 16, 第五条第1项) or rule (H26-T-06).
    #[arg(value_name = "ARTICLE")]
    pub article: Option<String>,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Options of `policy diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The pack as it was: a name, or a folder.
    #[arg(value_name = "A")]
    pub from: String,
    /// The pack as it would be: a name, or a folder.
    #[arg(value_name = "B")]
    pub to: String,
    /// JSON instead of words.
    #[arg(long)]
    pub json: bool,
}

/// Options of `policy explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The pack: a name, or a folder.
    #[arg(long, value_name = "PACK")]
    pub pack: String,
    /// The application, YAML or JSON: category, days, bans and the form; policies/samples has examples.
    #[arg(long, value_name = "FILE")]
    pub application: PathBuf,
    /// Beijing day of lodging, and of the look-backs where the file names no closing day; by default the file's
    /// own, otherwise today.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<Date>,
    /// Chooses a reading for this explanation only, such as edge_day=inclusive; may be given often. Historical
    /// measures are declared in force by declared_in_force=true and effective_from=YYYY-MM-DD.
    #[arg(long = "switch", value_name = "NAME=VALUE")]
    pub switches: Vec<String>,
    /// Writes a letter instead: an official reads, completes and signs it.
    #[arg(long, value_enum)]
    pub letter: Option<LetterKind>,
    /// As what the letter is written to standard output.
    #[arg(long, value_enum, default_value = "text", requires = "letter")]
    pub format: LetterFormat,
    /// Writes the letter into this folder, in both languages, as text and HTML.
    #[arg(long, value_name = "DIR", requires = "letter")]
    pub out: Option<PathBuf>,
    /// JSON instead of words.
    #[arg(long, conflicts_with = "letter")]
    pub json: bool,
}

/// Letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LetterKind {
    /// The application is not accepted.
    Refusal,
    /// The application is returned for correction (补正).
    Correction,
}

/// Forms of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LetterFormat {
    /// Plain text.
    Text,
    /// HTML.
    Html,
}

/// Options of `policy rehearse`.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// The pack in force: a name, or a folder.
    #[arg(long, value_name = "PACK")]
    pub from: String,
    /// The draft: a name, or a folder.
    #[arg(long, value_name = "PACK")]
    pub to: String,
    /// Data folder, served or not: it is copied, and the copy is read. By default the store of the setting
    /// store.url, which is only read from.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Only this department's cases; all where left out.
    #[arg(long, value_name = "NAME")]
    pub department: Option<String>,
    /// Beijing day on which the rehearsal stands; by default that of the last event in the data.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub on: Option<Date>,
    /// Writes one line for each change into this file, as CSV.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// JSON instead of tables.
    #[arg(long)]
    pub json: bool,
}
