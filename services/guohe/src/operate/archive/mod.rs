//! `guohe archive`: streams that have come to rest, with their evidence, in files that anybody can check.
//!
//! Owns the form of an archive (a folder: one file of lines a service, the documents that events refer to, and a
//! manifest), how streams are chosen, and how an archive is proven without the system. It only copies: nothing is
//! removed from the live store, whose events stay append-only; what an archive holds can be compared with it at any
//! time by the streams' heads.
//!
//! # What an archive proves
//! Each event is kept as the very bytes that were hashed; each names its predecessor's hash, who gave the command,
//! what brought it (a request, a message, a timer with the instant at which it was due), the pack and the rules.
//! Where a timer was set with a receipt, the event that set it tells it. A changed, missing or added event, document
//! or file shows. That the archive is of this system, and not made up whole, is shown by the signed root that comes
//! with each service's file: every stream's line holds its head's way through the tree to the root's hash, and whoever
//! has the public key checks the signature. What is younger than the root is not covered by it, and said to be so.

mod covered;
mod export;
mod record;
mod verify;

use std::{
    io,
    path::{Path, PathBuf},
};

pub(super) use export::export;
pub(super) use verify::verify;

/// Name of the manifest in an archive.
const MANIFEST: &str = "manifest.json";

/// Name of the folder of documents in an archive.
const DOCUMENTS: &str = "documents";

/// Why an archive could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The place to write to is taken.
    #[error("{} is there already; name a folder that does not exist yet (nothing was changed)", folder.display())]
    Taken {
        /// Which folder.
        folder: PathBuf,
    },
    /// No manifest: no archive, or one that was not finished.
    #[error("{} holds no finished archive: there is no {MANIFEST}", folder.display())]
    NoManifest {
        /// Which folder.
        folder: PathBuf,
    },
    /// The live streams are not those of the root that would prove them.
    #[error(
        "the streams of {service} do not make its root {number}, so nothing can be proven by it; `guohe audit verify` \
         says what differs (nothing was archived)"
    )]
    Uncovered {
        /// Which service.
        service: String,
        /// The root's number.
        number: u64,
    },
    /// A manifest of another form.
    #[error("{} does not read as an archive's manifest of a form that this program knows", file.display())]
    BadManifest {
        /// Which file.
        file: PathBuf,
    },
    /// A file cannot be used.
    #[error("{} cannot be {what}", file.display())]
    Io {
        /// Which file.
        file: PathBuf,
        /// What was tried.
        what: &'static str,
        /// The system's error.
        #[source]
        source: io::Error,
    },
}

/// For `map_err`: a file that cannot be used.
fn failed(file: &Path, what: &'static str) -> impl FnOnce(io::Error) -> ArchiveError {
    let file = file.to_owned();
    move |source| ArchiveError::Io { file, what, source }
}
