//! The live cases a rehearsal looks at.
//!
//! Owns their form. They are read from states and timers as services keep them; nothing here is written back.

use guohe_policy::{Date, Receipt};
use serde_json::Value;

/// Everything a rehearsal needs of a data folder.
#[derive(Debug, Default)]
pub(super) struct Data {
    /// Where it was read from.
    pub(super) place: String,
    /// Beijing day of the last event.
    pub(super) on: Date,
    /// Packs adopted there, by id.
    pub(super) adopted: Vec<String>,
    /// What is open.
    pub(super) cases: Vec<Live>,
}

impl Data {
    /// The packs that decide anything there.
    pub(super) fn policies(&self) -> Vec<String> {
        self.adopted.clone()
    }
}

/// Something that is open.
#[derive(Debug, Clone)]
pub(super) struct Live {
    /// The tenant.
    pub(super) department: String,
    /// `base/b-1`, `institution/…`, `application/a-1`.
    pub(super) case: String,
    /// Who it is about: a host's name or credit code.
    pub(super) about: String,
    /// What is open.
    pub(super) what: What,
}

/// What is open.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A ban that runs.
    Ban {
        /// The ground's rule id.
        ground: String,
        /// Date of the document.
        document_on: Date,
        /// Last day.
        banned_until: Date,
        /// The rule that set its length; none where an official ruled it.
        rule: Option<String>,
    },
    /// A statutory date that a timer waits for.
    Date {
        /// How it came about.
        receipt: Box<Receipt>,
    },
    /// A live base: its next yearly report, and the category it stands in.
    Base {
        /// Pack it was entered under.
        policy: String,
        /// Category code.
        category: String,
        /// Date of the recognition document.
        recognised_on: Date,
        /// The year reported on next.
        report_year: i32,
    },
    /// An application that is drafted or under way.
    Application {
        /// Pack it is decided under, or of its call while it is a draft.
        policy: String,
        /// Whether it has been lodged, so that its version is fixed (rule 1.10).
        lodged: bool,
        /// Category code.
        category: String,
        /// Day on which look-backs end.
        reference: Date,
        /// The form, where one is stored.
        form: Option<Box<Value>>,
    },
    /// A ground that is being examined.
    Matter {
        /// The ground's rule id.
        ground: String,
    },
}
