//! What a campaign found, as a value, in words and as JSON.

use std::{collections::BTreeMap, time::Duration};

use comfy_table::{CellAlignment, Table, presets::UTF8_FULL_CONDENSED};
use guohe_clock::Date;
use serde_json::{Value, json};

use super::plan::Fault;

/// Longest recovery allowed.
pub(super) const LONGEST_RECOVERY: Duration = Duration::from_secs(30);

/// A fault that struck.
#[derive(Debug, Clone)]
pub struct Struck {
    /// At which tick.
    pub at: u64,
    /// The simulated day.
    pub day: Date,
    /// What.
    pub fault: Fault,
    /// From its beginning to its end; for a restart, until the server takes connections again.
    pub lasted: Duration,
    /// From its end to steady flow.
    pub recovery: Duration,
}

/// What a campaign found.
#[derive(Debug, Clone)]
pub struct Report {
    /// The plan's seed.
    pub seed: u64,
    /// Each fault in turn.
    pub struck: Vec<Struck>,
    /// Commands acknowledged.
    pub acknowledged: usize,
    /// Attempts at commands and questions that came to nothing and were made again.
    pub unanswered: u64,
    /// Longest time a caller waited for an answer, all attempts together.
    pub longest_wait: Duration,
    /// Real time of the disturbed run, and of the undisturbed one in one process.
    pub elapsed: (Duration, Duration),
    /// Events and messages of the disturbed run.
    pub figures: (u64, u64),
    /// Streams compared with the undisturbed run.
    pub compared: usize,
    /// Digest of the register, equal in both runs where nothing is wrong.
    pub register_sha256: String,
    /// What is wrong; empty where all is well.
    pub wrong: Vec<String>,
}

impl Report {
    /// True where nothing was found wrong.
    pub fn is_clean(&self) -> bool {
        self.wrong.is_empty()
    }

    /// The faults as a table, a summary by kind, and the verdict.
    pub fn words(&self) -> String {
        let mut text = format!("{}\n{}\n", self.each(), self.kinds());
        let (disturbed, undisturbed) = self.elapsed;
        text += &format!(
            "{} commands acknowledged, {} attempts made again, longest wait for an answer {:.1} s\n\
             {} events, {} messages, {} streams compared; {:.0} s, undisturbed in one process {:.0} s\n\
             register {}\n",
            self.acknowledged,
            self.unanswered,
            self.longest_wait.as_secs_f64(),
            self.figures.0,
            self.figures.1,
            self.compared,
            disturbed.as_secs_f64(),
            undisturbed.as_secs_f64(),
            self.register_sha256,
        );
        match &self.wrong[..] {
            [] => text + "nothing lost, nothing done twice, the register equals the undisturbed run's",
            wrong => text + "WRONG:\n  " + &wrong.join("\n  "),
        }
    }

    /// The same as JSON; times in seconds.
    pub fn json(&self) -> Value {
        let struck = self.struck.iter().map(|struck| {
            json!({
                "tick": struck.at, "day": struck.day, "fault": struck.fault.to_string(),
                "lasted_s": struck.lasted.as_secs_f64(), "recovery_s": struck.recovery.as_secs_f64(),
            })
        });
        json!({
            "seed": self.seed,
            "faults": struck.collect::<Vec<_>>(),
            "acknowledged": self.acknowledged,
            "attempts_again": self.unanswered,
            "longest_wait_s": self.longest_wait.as_secs_f64(),
            "elapsed_s": self.elapsed.0.as_secs_f64(),
            "events": self.figures.0,
            "messages": self.figures.1,
            "streams_compared": self.compared,
            "register_sha256": self.register_sha256,
            "wrong": self.wrong,
        })
    }

    fn each(&self) -> Table {
        let mut table = table(&["tick", "day", "fault", "lasted s", "to steady flow s"]);
        for struck in &self.struck {
            table.add_row([
                struck.at.to_string(),
                struck.day.to_string(),
                struck.fault.to_string(),
                format!("{:.1}", struck.lasted.as_secs_f64()),
                format!("{:.1}", struck.recovery.as_secs_f64()),
            ]);
        }
        table
    }

    fn kinds(&self) -> Table {
        let mut kinds: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for struck in &self.struck {
            kinds.entry(struck.fault.kind()).or_default().push(struck.recovery.as_secs_f64());
        }
        let mut table = table(&["kind", "times", "median s", "longest s"]);
        for (kind, mut seconds) in kinds {
            seconds.sort_by(f64::total_cmp);
            let median = seconds[seconds.len() / 2];
            let longest = seconds.last().copied().unwrap_or_default();
            let row = [kind.to_owned(), seconds.len().to_string()];
            table.add_row(row.into_iter().chain([median, longest].map(|value| format!("{value:.1}"))));
        }
        table
    }
}

fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED);
    table.set_header(head.to_vec());
    for (index, name) in head.iter().enumerate() {
        let right = name.ends_with(" s") || ["tick", "times"].contains(name);
        if let (true, Some(column)) = (right, table.column_mut(index)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
