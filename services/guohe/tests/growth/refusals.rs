//! Data that this program must not touch: refused with what to do, and left as it was.

use std::{
    fs::OpenOptions,
    io::{Seek, SeekFrom, Write},
};

use crate::{
    folders::{Site, bytes, tamper},
    process::failure,
};

/// Every command that opens a folder's files.
fn each_command(site: &Site) -> Vec<Vec<String>> {
    let data = site.text("data");
    let commands = [
        ["serve", "--listen", "127.0.0.1:0"].as_slice(),
        &["audit", "verify"],
        &["dead-letters", "list"],
        &["bus", "republish"],
    ];
    let with_data = |command: &&[&str]| {
        let words = command.iter().map(|word| (*word).to_owned());
        words.chain(["--data".to_owned(), data.clone()]).collect()
    };
    commands.iter().map(with_data).collect()
}

/// Each command refuses with these words, and changes nothing.
fn all_refuse(site: &Site, expected: &[&str]) {
    let before = bytes(&site.path("data"));
    for command in each_command(site) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let (status, told) = failure(&words);
        assert_eq!(status, Some(2), "{words:?}: {told}");
        for expected in expected {
            assert!(told.contains(expected), "{words:?}: {told}");
        }
        assert_eq!(bytes(&site.path("data")), before, "{words:?} changed something");
    }
}

/// An integer of this size as SQLite keeps it in a record: six bytes, the highest first.
fn stored(number: i64) -> [u8; 6] {
    number.to_be_bytes()[2..].try_into().expect("six bytes")
}

#[test]
fn data_of_a_newer_program_are_refused_by_every_command() {
    let site = Site::stopped();
    let (known, newer) = (20_261_120_000_001, 20_991_120_000_001);
    assert!(tamper(&site.path("data/registry.db"), &stored(known), &stored(newer)) > 0);
    all_refuse(
        &site,
        &[
            "registry.db are at migration 20991120000001, which this program does not know",
            "start that one or a later one, or restore a backup from before. Nothing was changed",
        ],
    );
}

#[test]
fn a_file_that_is_no_database_any_more_is_refused_by_every_command() {
    let site = Site::stopped();
    let file = site.path("data/registry.db");
    let mut opened = OpenOptions::new().write(true).open(file).expect("opens");
    opened.write_all(&[0xA5; 512]).expect("written");
    all_refuse(
        &site,
        &["registry.db is damaged or no database of this program", "guohe restore --from BACKUP"],
    );
}

#[test]
fn a_file_with_a_broken_page_is_refused_by_every_command() {
    let site = Site::stopped();
    let file = site.path("data/registry.db");
    let pages = std::fs::metadata(&file).expect("the file").len() / 4096;
    let mut opened = OpenOptions::new().write(true).open(file).expect("opens");
    // Somewhere in the middle: past the header and the list of tables.
    opened.seek(SeekFrom::Start((pages / 2) * 4096)).expect("found");
    opened.write_all(&[0xA5; 4096]).expect("written");
    all_refuse(
        &site,
        &["registry.db is damaged or no database of this program", "guohe restore --from BACKUP"],
    );
}

#[test]
fn a_folder_in_use_is_refused_to_what_would_write_there() {
    let site = Site::empty();
    let serving = site.serve();
    for command in each_command(&site) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let (status, told) = failure(&words);
        assert_eq!(status, Some(2), "{words:?}: {told}");
        assert!(told.contains("is in use by process"), "{words:?}: {told}");
    }
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn a_retention_below_thirty_days_is_refused() {
    let site = Site::stopped();
    let before = bytes(&site.path("data"));
    let (status, told) = failure(&["retention", "run", "--data", &site.text("data"), "--days", "29"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("a retention of 29 days: write 30 to 36500"), "{told}");
    let (status, told) = failure(&["serve", "--listen", "127.0.0.1:0", "--set", "retention.days=7"]);
    assert_eq!(status, Some(2));
    assert!(told.contains("retention.days: a retention of 7 days"), "{told}");
    assert_eq!(bytes(&site.path("data")), before);
    let swept = crate::process::run(&["retention", "run", "--data", &site.text("data"), "--json"]);
    assert_eq!(swept.status.code(), Some(0));
    assert_eq!(bytes(&site.path("data")).len(), before.len());
}
