//! Why a calendar command could not do its work.

use std::{io, path::PathBuf};

use tonic::Status;

use crate::{
    policies::PackLibraryError,
    system::{SettleError, StartError},
};

/// Why a calendar command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CalendarCommandError {
    /// A file cannot be read.
    #[error("{} cannot be read", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// The program's own years, or those of a folder.
    #[error(transparent)]
    Library(#[from] PackLibraryError),
    /// No such year.
    #[error("no official calendar of {year} is there; there {}", known_words(known))]
    NoYear {
        /// Which year.
        year: i32,
        /// Those there are.
        known: Vec<i32>,
    },
    /// A department has to be named.
    #[error("name the department with --department; the settings name {0} departments")]
    Department(usize),
    /// Nobody answers.
    #[error(
        "nothing answers at {address}; is `guohe serve` running there? name another place with --address, or with \
         --data DIR the folder of a system that is not running"
    )]
    NotRunning {
        /// Where it was looked for.
        address: String,
        /// The transport's error.
        #[source]
        source: tonic::transport::Error,
    },
    /// An address that is none.
    #[error("--address {0:?} is no address; write it like 127.0.0.1:7100")]
    Address(String),
    /// The folder holds no system.
    #[error("{} holds no data of guohe", .0.display())]
    NoData(PathBuf),
    /// The folder's system cannot be started.
    #[error("{0}; data of a demo may be ahead of the machine's clock: add --clock simulated")]
    Ahead(#[source] Box<StartError>),
    /// The folder's system cannot be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The folder's system did not come to rest.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// The system refuses. The status is told in the words, so it is no source of its own.
    #[error("{}{}", .0.message(), details(.0))]
    Refused(Box<Status>),
    /// The list was not complete in time.
    #[error("the list of proposal {0} is not complete yet; `guohe calendar proposal {0}` shows it later")]
    Slow(String),
    /// The machine gives no random numbers, of which a request's id is made.
    #[error("no random numbers: {0}")]
    Random(String),
    /// What the system answered does not read.
    #[error("the answer does not read: {0}")]
    Answer(String),
}

fn known_words(known: &[i32]) -> String {
    match known {
        [] => "are none".to_owned(),
        [one] => format!("is {one}"),
        many => format!("are {}", many.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

/// The code and the fields of a refusal, a line each.
fn details(status: &Status) -> String {
    let refusal = guohe_api::refusal_from(status);
    let fields = refusal.iter().flat_map(|refusal| &refusal.fields);
    // One field says what the message says already.
    let several = refusal.as_ref().is_some_and(|refusal| refusal.fields.len() > 1);
    let fields: String =
        fields.filter(|_| several).map(|(path, message)| format!("\n  {path}: {message}")).collect();
    refusal.map_or_else(String::new, |refusal| format!(" [{}]{fields}", refusal.code))
}
