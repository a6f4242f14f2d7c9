//! What operators' commands write: tables for people, JSON for programs.

use chrono::FixedOffset;
use comfy_table::{ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use guohe_clock::Timestamp;
use serde::Serialize;

/// Seconds by which Beijing is ahead of UTC.
const BEIJING_OFFSET_SECONDS: i32 = 8 * 3600;

/// A table with this header; without one where it is empty.
pub(crate) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if N > 0 {
        table.set_header(header);
    }
    table
}

/// An instant as a clock in Beijing shows it.
pub(crate) fn beijing(instant: Timestamp) -> String {
    let offset = FixedOffset::east_opt(BEIJING_OFFSET_SECONDS).expect("eight hours is a valid offset");
    instant.with_timezone(&offset).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Writes a value for a program.
pub(crate) fn print_json(value: &impl Serialize) {
    println!("{}", serde_json::to_string_pretty(value).expect("these values have only text keys"));
}
