//! A step of the script: when, what, and what it is there to show.

use guohe_api::common::v1::Text;
use guohe_clock::Timestamp;

use super::{act::Act, outcome::Outcome};

/// A dated step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Name, unique in the script; every request of the step derives its id from it.
    pub name: String,
    /// The instant at which it happens.
    pub at: Timestamp,
    /// What happens, in words.
    pub title: Text,
    /// What is done.
    pub act: Act,
    /// Outcomes that this step brings about.
    pub shows: Vec<Outcome>,
}

/// Words in both languages.
pub fn words(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text { zh: zh.into(), en: en.into() }
}
