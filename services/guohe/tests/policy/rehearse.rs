//! `guohe policy rehearse` over the data of a demo that was stopped while bans ran.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::Stdio,
};

use guohe_registry::standing::{BanState, Institution};
use guohe_store::{StoreUrl, VaultKey};
use serde_json::Value;

use crate::process::{draft, failure, guohe, json, told};

/// Steps of the demo after which cancellations have been decided and their bans run.
const STEPS: usize = 170;

/// Plays the demo into a folder and stops it dead after some of its steps.
fn play(folder: &Path) {
    let mut child = guohe(&["demo", "--seed", "1", "--keep", folder.to_str().expect("text")])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let told = BufReader::new(child.stderr.take().expect("piped"));
    for line in told.lines().take(STEPS) {
        line.expect("it runs on");
    }
    child.kill().expect("killed");
    child.wait().expect("ended");
}

/// The documents of every ban that runs, read from the registry's file without the rehearsal.
async fn running_bans(folder: &Path) -> BTreeSet<(String, String)> {
    let url = StoreUrl::Sqlite(folder.to_owned());
    let opened = guohe_store::open(&url, "registry", VaultKey::new([0; 32])).await.expect("opens");
    let mut bans = BTreeSet::new();
    let mut after = None;
    loop {
        let page = opened.store.all_streams(after.as_ref(), 200).await.expect("reads");
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        for record in page.into_iter().filter(|record| record.key.kind == "standing") {
            let institution: Institution = serde_json::from_value(record.state).expect("a standing");
            let running = institution.bans.into_iter().filter(|ban| ban.state == BanState::Running);
            bans.extend(running.map(|ban| (ban.source, ban.banned_until.expect("a last day").to_string())));
        }
    }
    opened.store.close().await;
    bans
}

fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("reads")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .map(|path| (path.display().to_string(), fs::read(&path).expect("reads")))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_longer_ban_moves_exactly_the_bans_that_run() {
    let site = tempfile::tempdir().expect("a folder");
    let data = site.path().join("data");
    play(&data);
    let running = running_bans(&data).await;
    assert!(running.len() > 1, "the demo was stopped while bans ran: {running:?}");
    // A folder left by a process that was killed is tidied by whoever reads it first; from then on nothing moves.
    let folder = data.to_str().expect("text");
    let (_, nothing) =
        told(&["policy", "rehearse", "--from", "hunan-2026", "--to", "hunan-2026", "--data", folder]);
    assert!(nothing.contains("The draft would change nothing that is open."), "{nothing}");
    let before = bytes(&data);
    let draft = draft(
        site.path(),
        "hunan-2026",
        &[
            ("grounds.yaml", "exclusion: P5Y", "exclusion: P6Y"),
            (
                "timers.yaml",
                "span: {period: P5Y}\n    start: {key: cancellation_document",
                "span: {period: P6Y}\n    start: {key: cancellation_document",
            ),
        ],
    );
    let data = data.to_str().expect("text");
    let csv = site.path().join("moved.csv");
    let asked = ["policy", "rehearse", "--from", "hunan-2026", "--to", &draft, "--data", data];
    let (status, rehearsal) = json(&[asked.as_slice(), &["--csv", csv.to_str().expect("text")]].concat());
    assert_eq!(status, Some(0));
    let moved = rehearsal["moved"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let bans = moved.iter().filter(|one| one["group"] == "bans");
    let bans: BTreeSet<(String, String)> =
        bans.map(|one| (text(&one["case"]), text(&one["before"]["en"]))).collect();
    assert_eq!(bans, running);
    for one in moved.iter().filter(|one| one["group"] == "bans") {
        let (old, new) = (text(&one["before"]["en"]), text(&one["after"]["en"]));
        let year = |day: &str| day[..4].parse::<i32>().expect("a year");
        assert_eq!((year(&new) - year(&old), &new[4..]), (1, &old[4..]), "{one}");
        assert_eq!(one["keeping"], "old", "no retroactivity");
    }
    let others: Vec<&Value> =
        moved.iter().filter(|one| one["group"] != "bans" && one["group"] != "grounds").collect();
    assert!(others.is_empty(), "{others:?}");
    let lines = fs::read_to_string(&csv).expect("written").lines().count();
    assert_eq!(lines, moved.len() + 1);
    assert_eq!(bytes(data.as_ref()), before, "nothing was changed");
}

#[test]
fn a_folder_without_data_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let (status, words) =
        failure(&["policy", "rehearse", "--from", "hunan-2026", "--to", "hunan-2026", "--data", data]);
    assert_eq!(status, Some(2));
    assert!(words.contains("holds no data"), "{words}");
}
