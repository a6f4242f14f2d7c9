//! What happened, told for an official: one story, which is printed in words or given as JSON.

mod barred;
mod funnel;
mod life;
mod notices;
pub(super) mod print;
mod receipts;
#[cfg(test)]
mod tests;
mod validity;
mod wording;

use guohe_policy::Text;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    expect::{self, Checked},
    figures::Figures,
    findings::Findings,
    register,
};
use crate::scenario::Script;

/// The whole story.
#[derive(Debug, Clone, Serialize)]
pub struct Story {
    /// The seed.
    pub seed: u64,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// What became of the call's applications, by category.
    pub funnel: Vec<FunnelRow>,
    /// One base's life.
    pub life: BaseLife,
    /// Dates that surprise, with how they came about.
    pub receipts: Vec<ReceiptTold>,
    /// Who is barred until when, and why.
    pub barred: Vec<BarredTold>,
    /// What was sent to whom.
    pub notices: NoticesTold,
    /// What happened at the end of validity.
    pub validity: Vec<Event>,
    /// The checks.
    pub checks: Vec<CheckTold>,
    /// Figures.
    pub figures: Figures,
    /// The register.
    pub register: Value,
    /// SHA-256 of the register's canonical JSON, hex.
    pub register_sha256: String,
}

/// A row of the funnel.
#[derive(Debug, Clone, Serialize)]
pub struct FunnelRow {
    /// The stage.
    pub stage: Text,
    /// True for an exit, false for a stage on the way to recognition.
    pub exit: bool,
    /// Joint research.
    pub joint_research: usize,
    /// Technology transfer.
    pub tech_transfer: usize,
    /// Featured.
    pub featured: usize,
}

/// A base's life.
#[derive(Debug, Clone, Serialize)]
pub struct BaseLife {
    /// Its id.
    pub base: String,
    /// Its name.
    pub name: String,
    /// Its host.
    pub institution: String,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// Something that happened on a day.
#[derive(Debug, Clone, Serialize)]
pub struct Event {
    /// The day.
    pub on: String,
    /// What.
    pub text: Text,
    /// Rules and articles it rests on.
    pub rules: Vec<String>,
}

/// A date with how it came about.
#[derive(Debug, Clone, Serialize)]
pub struct ReceiptTold {
    /// What it is the date of.
    pub title: Text,
    /// What it is about.
    pub subject: String,
    /// The last day.
    pub due_on: String,
    /// How it came about.
    pub arithmetic: Text,
    /// Rule and article.
    pub rule: String,
    /// True while a year without an official calendar took part.
    pub provisional: bool,
}

/// A bar.
#[derive(Debug, Clone, Serialize)]
pub struct BarredTold {
    /// Name of the institution.
    pub institution: String,
    /// What it follows from.
    pub source: String,
    /// Ground and article.
    pub ground: String,
    /// The ground in words.
    pub ground_text: Text,
    /// Date of the document.
    pub document_on: String,
    /// Last banned day.
    pub banned_until: String,
    /// First free day.
    pub free_from: String,
    /// RUNNING, SERVED or QUASHED.
    pub state: String,
}

/// What was sent.
#[derive(Debug, Clone, Serialize)]
pub struct NoticesTold {
    /// Notices by template, many first.
    pub notices: Vec<(String, u64)>,
    /// Reminders by what they remind of.
    pub reminders: Vec<(String, u64)>,
    /// A few of them.
    pub samples: Vec<SampleTold>,
}

/// A notice, whole.
#[derive(Debug, Clone, Serialize)]
pub struct SampleTold {
    /// When it was delivered, Beijing.
    pub on: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Its title.
    pub title: Text,
    /// Its words.
    pub body: Text,
}

/// A check.
#[derive(Debug, Clone, Serialize)]
pub struct CheckTold {
    /// Stable code.
    pub code: String,
    /// What was expected.
    pub text: Text,
    /// Whether it holds.
    pub passed: bool,
    /// What it rests on.
    pub evidence: String,
}

impl Story {
    /// Tells what was found.
    pub fn tell(script: &Script, findings: &Findings, figures: Figures) -> Self {
        let register = register::register(findings);
        let day = |at: Option<&crate::scenario::step::Step>| {
            at.map(|step| guohe_clock::beijing_date(step.at).to_string()).unwrap_or_default()
        };
        Self {
            seed: script.population.seed,
            from: day(script.steps.first()),
            until: day(script.steps.last()),
            funnel: funnel::tell(findings),
            life: life::tell(script, findings),
            receipts: receipts::tell(script, findings),
            barred: barred::tell(script, findings),
            notices: notices::tell(script, findings),
            validity: validity::tell(findings),
            checks: expect::check(script, findings).into_iter().map(CheckTold::from).collect(),
            figures,
            register_sha256: register::digest(&register),
            register,
        }
    }

    /// The checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &CheckTold> {
        self.checks.iter().filter(|check| !check.passed)
    }

    /// The story as JSON, keys in order.
    pub fn json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_else(|error| json!({"error": error.to_string()}))
    }
}

impl From<Checked> for CheckTold {
    fn from(checked: Checked) -> Self {
        let text = checked.outcome.text();
        Self {
            code: checked.outcome.code().to_owned(),
            text: words(text.zh, text.en),
            passed: checked.passed,
            evidence: checked.evidence,
        }
    }
}

fn words(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text { zh: zh.into(), en: en.into() }
}

/// Words of the wire.
fn text(text: Option<&guohe_api::common::v1::Text>) -> Text {
    text.map(|text| words(text.zh.clone(), text.en.clone())).unwrap_or_default()
}

/// Rules with their articles, for people.
fn rules(rules: &[guohe_api::common::v1::RuleRef]) -> Vec<String> {
    rules.iter().map(|rule| format!("{} {}", rule.rule, rule.article)).collect()
}
