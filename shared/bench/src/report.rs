//! What the bench found: a table for people, JSON for programs.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use serde::Serialize;

/// All figures of one run.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    bench: &'static str,
    place: &'static str,
    figures: Vec<Figure>,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
}

impl Report {
    pub(super) fn new(bench: &'static str, place: &'static str) -> Self {
        Self { bench, place, figures: Vec::new() }
    }

    pub(super) fn push(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub(super) fn print(&self, json: bool) {
        if json {
            println!("{}", serde_json::to_string_pretty(self).expect("a report has only text keys"));
            return;
        }
        let mut table = Table::new();
        table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header([&format!("{}, {}", self.bench, self.place), "", ""]);
        for figure in &self.figures {
            table.add_row([figure.name.as_str(), &figure.written(), figure.unit]);
        }
        if let Some(values) = table.column_mut(1) {
            values.set_cell_alignment(CellAlignment::Right);
        }
        println!("{table}");
    }
}

impl Figure {
    pub(super) fn rate(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "/s" }
    }

    pub(super) fn ratio(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "×" }
    }

    pub(super) fn number(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "" }
    }

    pub(super) fn milliseconds(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "ms" }
    }

    pub(super) fn percent(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "%" }
    }

    pub(super) fn mebibytes(name: impl Into<String>, value: f64) -> Self {
        Self { name: name.into(), value, unit: "MiB" }
    }

    fn written(&self) -> String {
        match self.unit {
            "/s" => format!("{:.0}", self.value),
            "×" => format!("{:.2}", self.value),
            _ => format!("{:.1}", self.value),
        }
    }
}

/// The value below which `share` of the sorted values lie; 0 where there are none.
pub(super) fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((share * last as f64).round() as usize).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<f64> = (1..=101).map(f64::from).collect();
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(|share| percentile(&values, share)), [1.0, 51.0, 100.0, 101.0]);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
