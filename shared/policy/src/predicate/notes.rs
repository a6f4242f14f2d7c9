//! What a trial notes on its way.
//!
//! Owns the facts used, the facts missing, the sentences and the flags, each once and within limits.

use serde_json::Value;

use crate::form::FactUsed;
use crate::refs::Text;

/// Most facts kept for one condition.
const MAX_FACTS: usize = 60;

/// Most sentences kept for one condition.
const MAX_SENTENCES: usize = 60;

/// What a trial notes.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) facts: Vec<FactUsed>,
    pub(super) missing: Vec<String>,
    pub(super) said: Vec<Text>,
    pub(super) flags: Vec<Text>,
}

impl Notes {
    /// Notes a fact once.
    pub(super) fn fact(&mut self, path: &str, value: Value) {
        if self.facts.len() < MAX_FACTS && self.facts.iter().all(|fact| fact.path != path) {
            self.facts.push(FactUsed { path: path.to_owned(), value });
        }
    }

    /// Notes a missing fact once.
    pub(super) fn miss(&mut self, path: &str) {
        if !self.missing.iter().any(|known| known == path) {
            self.missing.push(path.to_owned());
        }
    }

    /// Notes a sentence once.
    pub(super) fn say(&mut self, text: Text) {
        if self.said.len() < MAX_SENTENCES && !self.said.contains(&text) {
            self.said.push(text);
        }
    }

    /// Notes once what a reviewer should look at.
    pub(super) fn flag(&mut self, text: Text) {
        if self.flags.len() < MAX_SENTENCES && !self.flags.contains(&text) {
            self.flags.push(text);
        }
    }

    /// Takes over what another trial noted.
    pub(super) fn absorb(&mut self, more: Notes) {
        for fact in more.facts {
            self.fact(&fact.path, fact.value);
        }
        for path in more.missing {
            self.miss(&path);
        }
        for sentence in more.said {
            self.say(sentence);
        }
        for flag in more.flags {
            self.flag(flag);
        }
    }
}
