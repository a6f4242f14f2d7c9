//! The words of scenario files: steps, what can be looked at, and what can be computed.
//!
//! Owns one table of each. Reading, playing, the JSON Schema and the handbook all go by these tables, so that a
//! word which is documented can be played and the other way round. Never carries anything out.

mod steps;
mod subjects;
mod sums;

use guohe_api::common::v1::Text;

pub use steps::STEPS;
pub use subjects::SUBJECTS;
pub use sums::SUMS;

/// A step: one command of a service, or a course of several.
#[derive(Debug, Clone, Copy)]
pub struct StepKind {
    /// Its word in a file.
    pub name: &'static str,
    /// What happens, in Chinese.
    pub zh: &'static str,
    /// What happens, in English.
    pub en: &'static str,
    /// The command, `package.Service/Method` below `guohe.`; empty for a course of several.
    pub command: &'static str,
    /// Who does it where the step does not say.
    pub by: By,
    /// What can be said about it.
    pub fields: &'static [Field],
    /// An id that is looked up where only the base is named.
    pub finds: Option<Find>,
}

/// Who acts where a step does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The official in charge.
    Official,
    /// A second official, who decides what the first proposed.
    Second,
    /// The host of what the field names.
    Host(&'static str),
    /// The recommending unit of what the field names.
    Unit(&'static str),
    /// An expert, who must be named.
    Expert,
    /// Several people, as the course has it.
    Course,
}

/// An id that follows from a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Find {
    /// The base's latest evaluation, into `performance`.
    Performance,
    /// The base's latest matter, into `matter`.
    Matter,
    /// The base's report on a year, into `report`.
    Report,
}

/// Something that can be said about a step.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its word in a file.
    pub name: &'static str,
    /// The command's field; the same word where empty, none where `-`.
    pub wire: &'static str,
    /// Whether it must be said.
    pub needed: bool,
    /// What holds where it is not said.
    pub default: Unsaid,
}

/// What holds where a field is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    /// Nothing.
    Nothing,
    /// These words.
    Words(&'static str),
    /// Today in Beijing.
    Today,
    /// The hash of a document that exists only in the story.
    Document,
    /// True.
    Yes,
    /// False.
    No,
}

/// Something whose state can be looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// Its word in a file.
    pub name: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// The service, below `guohe.`.
    pub service: &'static str,
    /// The question for one; empty where only lists can be had.
    pub get: &'static str,
    /// The question's field that holds the id.
    pub id: &'static str,
    /// The answer's field.
    pub answer: &'static str,
    /// The question for all; empty where there is none.
    pub list: &'static str,
    /// That answer's field.
    pub answers: &'static str,
    /// The id that is looked up from a base.
    pub finds: Option<Find>,
}

/// Something that is computed from packs and calendar alone.
#[derive(Debug, Clone, Copy)]
pub struct Sum {
    /// Its word in a file.
    pub name: &'static str,
    /// What is computed, in Chinese.
    pub zh: &'static str,
    /// What is computed, in English.
    pub en: &'static str,
    /// What it is computed from.
    pub fields: &'static [Field],
    /// What it shows.
    pub shows: &'static [&'static str],
}

/// The step with a word.
pub fn step(name: &str) -> Option<&'static StepKind> {
    STEPS.iter().find(|kind| kind.name == name)
}

/// The subject with a word.
pub fn subject(name: &str) -> Option<&'static Subject> {
    SUBJECTS.iter().find(|subject| subject.name == name)
}

/// The sum with a word.
pub fn sum(name: &str) -> Option<&'static Sum> {
    SUMS.iter().find(|sum| sum.name == name)
}

/// What a field's word means, the same wherever it is used.
pub fn term(name: &str) -> Option<Text> {
    let found = sums::TERMS.iter().find(|(word, ..)| *word == name);
    found.map(|(_, zh, en)| Text { zh: (*zh).to_owned(), en: (*en).to_owned() })
}

impl StepKind {
    /// The field with a word.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// The command's field; none where the course uses it.
    pub fn wire(&self) -> Option<&'static str> {
        match self.wire {
            "-" => None,
            "" => Some(self.name),
            other => Some(other),
        }
    }
}

const fn field(name: &'static str, needed: bool, default: Unsaid) -> Field {
    Field { name, wire: "", needed, default }
}

/// Must be said.
const fn need(name: &'static str) -> Field {
    field(name, true, Unsaid::Nothing)
}

/// May be said.
const fn may(name: &'static str) -> Field {
    field(name, false, Unsaid::Nothing)
}

/// May be said; otherwise these words.
const fn words(name: &'static str, default: &'static str) -> Field {
    field(name, false, Unsaid::Words(default))
}

/// May be said; otherwise today.
const fn today(name: &'static str) -> Field {
    field(name, false, Unsaid::Today)
}

/// May be said; otherwise a document of the story.
const fn document(name: &'static str) -> Field {
    field(name, false, Unsaid::Document)
}

/// Used by the course, not sent.
const fn own(field: Field) -> Field {
    Field { wire: "-", ..field }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_stands_once_and_every_field_is_explained() {
        let mut seen = BTreeSet::new();
        let named = STEPS.iter().map(|kind| kind.name);
        let named = named.chain(SUBJECTS.iter().map(|s| s.name)).chain(SUMS.iter().map(|s| s.name));
        for name in named {
            // A word may name a step and a subject at once, but never two of a kind.
            let kinds = [step(name).is_some(), subject(name).is_some(), sum(name).is_some()];
            assert!(kinds.contains(&true));
            seen.insert(name);
        }
        for kind in STEPS {
            assert_eq!(STEPS.iter().filter(|other| other.name == kind.name).count(), 1, "{}", kind.name);
            for field in kind.fields {
                assert!(term(field.name).is_some(), "{}.{} is not explained", kind.name, field.name);
            }
        }
        for subject in SUBJECTS {
            assert!(sum(subject.name).is_none(), "{} is looked at and computed", subject.name);
        }
        assert!(seen.len() > 60);
    }
}
