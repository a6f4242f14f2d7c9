//! The tables of notices and deadlines that every service keeps, and the recipients they name.
//!
//! Owns the shape in which a service declares what it tells people, so that whoever writes the words knows what
//! there is. Never the words, and never personal data: people are ids.

use std::collections::BTreeMap;

use crate::{common::v1::Role, notification::v1::Recipient};

/// The department's desk that officials' notices go to.
pub const OFFICIALS_DESK: &str = "bases";

/// Somebody to be told, in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// The department's officials.
    Officials,
    /// The users of a host institution.
    Host,
    /// The users of a recommending unit.
    Unit,
    /// An expert.
    Expert,
}

/// A notice, or a deadline people are reminded of: its code, who is told, and the names of its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Code, as in `NoticeRequested.template` or `DeadlineSet.name`.
    pub code: &'static str,
    /// Who is told.
    pub recipients: &'static [Party],
    /// Values it carries like its siblings.
    pub common: &'static [&'static str],
    /// Values of its own.
    pub values: &'static [&'static str],
}

impl Template {
    /// A template with values of its own only.
    pub const fn new(
        code: &'static str,
        recipients: &'static [Party],
        values: &'static [&'static str],
    ) -> Self {
        Self { code, recipients, common: &[], values }
    }

    /// The names of all its values.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.common.iter().chain(self.values).copied()
    }
}

/// The names of the values that a table's template carries; `None` for a code it does not have.
pub fn names_of(table: &[Template], code: &str) -> Option<Vec<&'static str>> {
    table.iter().find(|template| template.code == code).map(|template| template.names().collect())
}

/// The department's officials as a recipient.
pub fn officials() -> Recipient {
    recipient(Role::Official, OFFICIALS_DESK)
}

/// The users of a host institution, by credit code.
pub fn host(institution: &str) -> Recipient {
    recipient(Role::Host, institution)
}

/// The users of a recommending unit.
pub fn unit(unit: &str) -> Recipient {
    recipient(Role::Recommender, unit)
}

/// An expert, by person id.
pub fn expert(id: &str) -> Recipient {
    recipient(Role::Expert, id)
}

fn recipient(role: Role, id: &str) -> Recipient {
    Recipient { role: role.into(), id: id.to_owned() }
}

/// Values by name.
pub fn values<'a, V: Into<String>>(
    pairs: impl IntoIterator<Item = (&'a str, V)>,
) -> BTreeMap<String, String> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}
