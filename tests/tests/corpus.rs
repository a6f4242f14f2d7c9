//! What earlier releases stored means the same to this program: every event, state, timer and message of the kept
//! corpora is read, and what is written in the same version is written in the same form.
//!
//! A corpus is made by `cargo xtask corpus` when a release is made, and never changed afterwards. Where a test here
//! fails, stored data would be misread: raise the version in the workflow (`EVENT_VERSION`, `STATE_VERSION`,
//! `COMMAND_VERSION`) and write the upcaster, see docs/operations/upgrade.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use guohe_clock::Timestamp;
use guohe_flow::{
    Actor, Cause, CloudEvent, EventEnvelope, ServiceDefinition, StoredEvent, StreamKey, chain_hash,
    ports::TimerKey,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// A stream as it was stored.
#[derive(Deserialize)]
struct Stream {
    service: String,
    stream: StreamKey,
    state_version: u32,
    state: Value,
    attributes: Value,
    head_hash: String,
    events: Vec<String>,
}

/// A timer as it was stored.
#[derive(Deserialize)]
struct Timer {
    service: String,
    timer: StoredTimer,
}

/// What of a timer must be understood for as long as it waits.
#[derive(Deserialize)]
struct StoredTimer {
    key: TimerKey,
    command: Value,
    command_version: u32,
}

/// A message as it was stored.
#[derive(Deserialize)]
struct Message {
    service: String,
    body: String,
}

fn definitions() -> BTreeMap<&'static str, ServiceDefinition> {
    let definitions = [
        guohe_intake::definition(),
        guohe_recommendation::definition(),
        guohe_assignment::definition(),
        guohe_evaluation::definition(),
        guohe_registry::definition(),
        guohe_notification::definition(),
    ];
    definitions.into_iter().map(|definition| (definition.service(), definition)).collect()
}

/// The folder of each release.
fn releases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let entries = fs::read_dir(folder).expect("corpora").map(|entry| entry.expect("an entry").path());
    let releases: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    assert!(!releases.is_empty(), "there is a corpus");
    releases
}

fn lines<T: DeserializeOwned>(release: &Path, file: &str) -> Vec<T> {
    let text = fs::read_to_string(release.join(file)).expect("the corpus has this file");
    let read = |line: &str| serde_json::from_str(line).expect("a line of the corpus");
    let lines: Vec<T> = text.lines().map(read).collect();
    assert!(!lines.is_empty(), "{file} of {} has lines", release.display());
    lines
}

fn stored(stream: &Stream) -> Vec<StoredEvent> {
    let event = |(index, body): (usize, &String)| StoredEvent {
        stream: stream.stream.clone(),
        sequence: index as u64 + 1,
        body: body.clone().into_bytes(),
        hash: chain_hash(body.as_bytes()),
    };
    stream.events.iter().enumerate().map(event).collect()
}

#[test]
fn every_stored_event_opens_in_its_chain_and_is_written_alike() {
    let definitions = definitions();
    let mut wrong = Vec::new();
    for release in releases() {
        for stream in lines::<Stream>(&release, "streams.jsonl") {
            let definition = &definitions[stream.service.as_str()];
            let mut previous = String::new();
            for event in stored(&stream) {
                let place = format!("{} {} event {}", stream.service, stream.stream, event.sequence);
                let envelope = event.open().expect("an envelope");
                assert_eq!(envelope.previous_hash, previous, "{place}");
                previous.clone_from(&event.hash);
                match definition.rewrite_event(&event) {
                    Err(error) => wrong.push(format!("{place} ({}): {error}", envelope.event_type)),
                    Ok(form) if form.version == envelope.schema_version && form.value != envelope.data => {
                        wrong.push(format!(
                            "{place} ({}) is written otherwise without a new EVENT_VERSION: {} was {}",
                            envelope.event_type, form.value, envelope.data
                        ));
                    }
                    Ok(_) => {}
                }
            }
            assert_eq!(previous, stream.head_hash, "{}", stream.stream);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stored_stream_folds_to_its_state() {
    let definitions = definitions();
    let mut wrong = Vec::new();
    for release in releases() {
        for stream in lines::<Stream>(&release, "streams.jsonl") {
            let definition = &definitions[stream.service.as_str()];
            let rebuilt = match definition.rebuild(&stream.stream.kind, &stored(&stream)) {
                Ok(rebuilt) => rebuilt,
                Err(error) => {
                    wrong.push(format!("{} {}: {error}", stream.service, stream.stream));
                    continue;
                }
            };
            let attributes = serde_json::to_value(&rebuilt.attributes).expect("JSON");
            let same = rebuilt.state.value == stream.state && attributes == stream.attributes;
            if rebuilt.state.version == stream.state_version && !same {
                wrong.push(format!(
                    "{} {} folds to another state without a new STATE_VERSION: {} was {}",
                    stream.service, stream.stream, rebuilt.state.value, stream.state
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_stored_timers_command_reads_and_is_written_alike() {
    let definitions = definitions();
    for release in releases() {
        for Timer { service, timer } in lines(&release, "timers.jsonl") {
            let kind = &timer.key.stream.kind;
            let form = definitions[service.as_str()].rewrite_command(
                kind,
                timer.command.clone(),
                timer.command_version,
            );
            let form = form.unwrap_or_else(|error| panic!("{service} {kind}: {error}: {}", timer.command));
            if form.version == timer.command_version {
                assert_eq!(form.value, timer.command, "{service} {kind}: raise COMMAND_VERSION");
            }
        }
    }
}

#[test]
fn every_stored_message_routes_to_commands_that_read() {
    let (definitions, topology) = (definitions(), guohe_api::topology());
    for release in releases() {
        for Message { service, body } in lines(&release, "messages.jsonl") {
            let event = CloudEvent::parse(body.as_bytes()).expect("a message");
            assert!(topology.knows(&event.event_type), "{service} sent {}", event.event_type);
            for consumer in topology.consumers(&event.event_type) {
                if let Err(error) = definitions[*consumer].route(&event) {
                    panic!("{consumer} cannot read {} any more: {error}: {body}", event.event_type);
                }
            }
        }
    }
}

/// The names an adjacently tagged enum knows: its own refusal of a name it does not know lists them.
fn event_types(definition: &ServiceDefinition, kind: &str) -> Vec<String> {
    let envelope = EventEnvelope {
        stream: StreamKey::new("d", kind, "i"),
        sequence: 1,
        event_type: "?".to_owned(),
        schema_version: 1,
        recorded_at: Timestamp::UNIX_EPOCH,
        effective_on: None,
        actor: Actor::system("corpus"),
        cause: Cause::Request { id: "r".to_owned() },
        policy: None,
        rules: Vec::new(),
        data: Value::Null,
        previous_hash: String::new(),
    };
    let event = StoredEvent::seal(&envelope).expect("JSON");
    let words = definition.rewrite_event(&event).expect_err("there is no such event").to_string();
    let listed = words.split_once("expected").unwrap_or_else(|| panic!("{kind}: {words}")).1;
    let mut names: Vec<String> = listed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn every_event_type_is_in_a_corpus_or_on_the_list_of_those_that_are_not() {
    let mut stored = BTreeSet::new();
    for release in releases() {
        for stream in lines::<Stream>(&release, "streams.jsonl") {
            for body in &stream.events {
                let body: Value = serde_json::from_str(body).expect("JSON");
                stored.insert(format!(
                    "{} {}",
                    stream.stream.kind,
                    body["event_type"].as_str().expect("a name")
                ));
            }
        }
    }
    let mut without = BTreeSet::new();
    for definition in definitions().values() {
        for kind in definition.kinds() {
            let names = event_types(definition, kind).into_iter().map(|name| format!("{kind} {name}"));
            without.extend(names.filter(|name| !stored.contains(name)));
        }
    }
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/without.txt");
    let listed: BTreeSet<String> =
        fs::read_to_string(list).expect("the list").lines().map(str::to_owned).collect();
    let now: Vec<&str> = without.iter().map(String::as_str).collect();
    assert_eq!(without, listed, "tests/corpus/without.txt should be:\n{}", now.join("\n"));
}
