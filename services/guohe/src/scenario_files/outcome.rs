//! What became of a scenario: each expectation held or not, with the difference.

use guohe_api::common::v1::Text;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    compare::Difference,
    problem::{Problem, Spot},
};

/// What became of one expectation.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Where it stands in its file.
    pub spot: Spot,
    /// What was expected, in short.
    pub what: String,
    /// What differs; it holds where nothing does.
    pub differences: Vec<Difference>,
}

/// What became of a scenario.
#[derive(Debug, Clone)]
pub struct Played {
    /// Its file.
    pub file: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// Every expectation that was reached.
    pub checked: Vec<Checked>,
    /// Expectations that were not reached.
    pub unreached: usize,
    /// What stopped it, or keeps it from being played at all.
    pub problems: Vec<Problem>,
    /// Real time, in milliseconds.
    pub elapsed_ms: u64,
}

/// All in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Scenarios.
    pub scenarios: usize,
    /// Scenarios in which everything held.
    pub passed: usize,
    /// Expectations that held.
    pub held: usize,
    /// Expectations that did not.
    pub differed: usize,
    /// Scenarios that could not be played, or not to their end.
    pub unplayable: usize,
}

impl Played {
    /// Whether everything held.
    pub fn passed(&self) -> bool {
        self.problems.is_empty() && self.checked.iter().all(|checked| checked.differences.is_empty())
    }

    /// It for a program.
    pub fn json(&self) -> Value {
        let checked = self.checked.iter().map(|checked| {
            json!({
                "line": checked.spot.line, "what": checked.what, "held": checked.differences.is_empty(),
                "differences": checked.differences,
            })
        });
        let problems = self.problems.iter().map(|problem| {
            json!({
                "code": problem.code, "file": &*problem.spot.file, "line": problem.spot.line,
                "column": problem.spot.column, "message": problem.message, "hint": problem.hint,
            })
        });
        json!({
            "file": self.file, "scenario": self.id, "title": {"zh": self.title.zh, "en": self.title.en},
            "passed": self.passed(), "expectations": checked.collect::<Vec<_>>(), "unreached": self.unreached,
            "problems": problems.collect::<Vec<_>>(), "elapsed_ms": self.elapsed_ms,
        })
    }
}

/// All in all.
pub fn summary(all: &[Played]) -> Summary {
    let held = |played: &Played| played.checked.iter().filter(|c| c.differences.is_empty()).count();
    Summary {
        scenarios: all.len(),
        passed: all.iter().filter(|played| played.passed()).count(),
        held: all.iter().map(held).sum(),
        differed: all.iter().map(|played| played.checked.len() - held(played)).sum(),
        unplayable: all.iter().filter(|played| !played.problems.is_empty()).count(),
    }
}
