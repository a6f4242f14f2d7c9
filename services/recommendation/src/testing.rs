//! What the tests of this crate share: the packs, who acts, and a stream to play.

use guohe_policy::{PolicyBook, SwitchValue};
pub(crate) use guohe_testkit::decide::{
    Play, actor, book, date as day, found, institution, message, morning, notices, request, sent, tags,
};
use guohe_testkit::decide::{book_of, choose};

/// Hunan 2026 with a switch as the department chose it.
pub(crate) fn with_switch(name: &str, value: SwitchValue) -> PolicyBook {
    book_of(|pack| choose(pack, name, value))
}
