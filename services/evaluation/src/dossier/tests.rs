//! The dossier's decisions: every state against every command, and what a leaving reaches.

use super::*;
use crate::testing::{Scene, sent, short, tell};

fn scene() -> Scene {
    Scene::message("dossier", "b-1", "2029-06-01")
}

fn enter(performance: &str) -> DossierCommand {
    DossierCommand::Enter { performance: performance.into() }
}

fn leave() -> DossierCommand {
    DossierCommand::Leave { reason: "cancelled".into() }
}

#[test]
fn every_command_meets_every_state() {
    let live = |commands: &[DossierCommand]| {
        let mut state = Dossier::default();
        commands.iter().for_each(|command| drop(tell(&Dossiers, &mut state, &scene(), command)));
        state
    };
    let outcome =
        |state: &Dossier, command: DossierCommand| short(scene().decide(&Dossiers, state, &command));
    for (state, entered, again, left) in [
        (live(&[]), "entered", "entered", "left"),
        (live(&[enter("f-1")]), "entered", "-", "left"),
        (live(&[enter("f-1"), leave()]), "entered", "-", "-"),
    ] {
        assert_eq!(outcome(&state, enter("f-2")), entered);
        assert_eq!(outcome(&state, enter("f-1")), again);
        assert_eq!(outcome(&state, leave()), left);
    }
}

#[test]
fn a_leaving_stops_every_evaluation_and_also_those_that_come_later() {
    let mut state = Dossier::default();
    tell(&Dossiers, &mut state, &scene(), &enter("f-1"));
    tell(&Dossiers, &mut state, &scene(), &enter("f-2"));
    let left = tell(&Dossiers, &mut state, &scene(), &leave());
    assert_eq!(sent(&left), ["evaluation.dossier.evaluation_stopped"; 2]);
    let late = tell(&Dossiers, &mut state, &scene(), &enter("f-3"));
    assert_eq!(sent(&late), ["evaluation.dossier.evaluation_stopped"]);
}

#[test]
fn the_list_keeps_only_the_latest() {
    let mut state = Dossier::default();
    (0..40).for_each(|n| drop(tell(&Dossiers, &mut state, &scene(), &enter(&format!("f-{n}")))));
    assert_eq!(state.performances.len(), MOST_PERFORMANCES);
    assert_eq!(state.performances.last().map(String::as_str), Some("f-39"));
}
