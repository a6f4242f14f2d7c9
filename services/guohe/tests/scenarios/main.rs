//! Scenario files: those of the repository all pass, a broken expectation is told with its difference, and a file
//! that cannot be played is answered with its place and what to do.

mod broken;
mod refused;

use std::path::{Path, PathBuf};

use guohe::{
    policies::PackLibrary,
    scenario_files::{Played, files, play_all, play_text},
};

/// The scenario files of the repository.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios")
}

/// Plays a text as a file of this name.
async fn play(text: &str) -> Played {
    play_text("case.yaml", text, &PackLibrary::embedded()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_of_the_repository_passes() {
    let files = files(&[folder()]).expect("there are scenarios");
    let all = play_all(&files, &PackLibrary::embedded(), |_| {}).await.expect("they can be read");
    let mut wrong = Vec::new();
    for played in all.iter().filter(|played| !played.passed()) {
        for problem in &played.problems {
            wrong.push(problem.to_string());
        }
        for checked in &played.checked {
            for difference in &checked.differences {
                wrong.push(format!(
                    "{} {}: {} expected {}, got {}",
                    checked.spot, checked.what, difference.path, difference.expected, difference.got
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.iter().all(|played| !played.checked.is_empty()), "a scenario that expects nothing");
    let given = all.iter().filter(|played| played.id.starts_with("S-")).count();
    assert!(all.len() >= given + 40, "{} of our own", all.len() - given);
}
