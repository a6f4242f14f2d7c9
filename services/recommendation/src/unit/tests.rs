//! Units: every state with every command, and who may register one.

use guohe_flow::Role;

use super::*;
use crate::testing::{Play, institution, morning, tags};

fn register(name: &str, institution: &str) -> UnitCommand {
    UnitCommand::Register(UnitEntry {
        name: name.into(),
        kind: UnitKind::CentralUniversity,
        institution: institution.into(),
    })
}

fn fresh() -> Play<UnitWorkflow> {
    Play::new("csu", morning("2026-04-01"))
}

#[test]
fn both_states_answer_the_one_command() {
    let mut unit = fresh();
    let decision = unit.asks(Role::Official, &register("中南大学", &institution())).expect("registered");
    assert_eq!(tags(&decision), ["registered"]);
    assert_eq!(UnitWorkflow::attributes(&unit.state).get_text("institution"), institution());
    let again = unit.asks(Role::Official, &register("中南大学", &institution())).expect("the same");
    assert!(again.is_nothing());
    let other = unit.asks(Role::Official, &register("湖南大学", "")).expect_err("another");
    assert_eq!(other.code, "UNIT_EXISTS");
}

#[test]
fn only_officials_register_units() {
    let refusal = fresh().asks(Role::Recommender, &register("中南大学", "")).expect_err("a unit itself");
    assert_eq!(refusal.kind, RefusalKind::Forbidden);
}

#[test]
fn a_name_must_be_given_and_a_credit_code_well_formed() {
    assert_eq!(fresh().asks(Role::Official, &register(" ", "")).expect_err("no name").code, "NAME");
    let refusal = fresh().asks(Role::Official, &register("中南大学", "123")).expect_err("no code");
    assert_eq!(refusal.fields[0].0, "institution");
}

#[test]
fn every_kind_has_its_own_code() {
    for (index, kind) in UnitKind::ALL.iter().enumerate() {
        assert!(UnitKind::ALL[..index].iter().all(|other| other.code() != kind.code()));
        assert_eq!(serde_json::to_value(kind).expect("serialises"), kind.code());
    }
}
