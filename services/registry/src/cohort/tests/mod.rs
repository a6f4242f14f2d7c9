//! Tests of cohorts.

use guohe_flow::Role;

use super::{CohortCommand, CohortFlow};
use crate::testing::{Column, Play, Row, check_table, day};

fn anchor(on: &str) -> CohortCommand {
    CohortCommand::Anchor { anchor_on: day(on), next_round_by: None }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    let mut set = Play::new(CohortFlow, "featured", "2026-06-01");
    set.hears(&anchor("2026-06-01"));
    let rows: Vec<Row<CohortFlow>> =
        vec![("UNSET", Play::new(CohortFlow, "featured", "2026-06-01")), ("SET", set)];
    let columns: Vec<Column<CohortFlow>> = vec![
        ("anchor_same", Role::System, anchor("2026-06-01")),
        ("anchor_other", Role::System, anchor("2026-09-01")),
    ];
    check_table(rows, &columns, include_str!("table.txt"));
}
