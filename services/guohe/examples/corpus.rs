//! Writes the corpus of a release: what this program stores, in few examples of every kind, for later programs to be
//! held against. Run as `cargo xtask corpus`.
//!
//! Plays the demo and picks, in key order, the first stream, timer and message of every form: a form is a kind and
//! an event's, a command's or a message's type together with the names of its fields. The same program writes the
//! same corpus.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, ensure};
use guohe::{
    demo::{self, worlds::EmbeddedWorld},
    scenario::{Keeper, Position, Script, play, step::Step},
    system::{SERVICES, StoreChoice, System, open_service},
};
use guohe_clock::Timestamp;
use guohe_flow::{
    StreamKey,
    ports::{ALL_MESSAGES, Maintenance, Store, StreamRecord},
};
use guohe_store::{StoreUrl, VaultKey};
use serde_json::{Value, json};

/// The seed of the demo that is played.
const SEED: u64 = 1;

/// Streams read at a time.
const PAGE: u32 = 200;

/// Timers looked at after each step; far more than there ever are.
const TIMERS: u32 = 100_000;

/// Keeps nothing: this demo is not continued.
struct Forgetful;

impl Keeper for Forgetful {
    fn keep(&self, _position: &Position) -> std::io::Result<()> {
        Ok(())
    }

    fn begins(&self, _index: usize, _step: &Step) {}

    fn moved(&self, _now: Timestamp) {}
}

/// Lines of the corpus's three files.
#[derive(Default)]
struct Corpus {
    streams: Vec<Value>,
    timers: BTreeMap<String, Value>,
    messages: Vec<Value>,
    seen: BTreeSet<String>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("which folder to write to")?);
    ensure!(!folder.join("streams.jsonl").exists(), "{} has a corpus already", folder.display());
    let data = tempfile::tempdir()?;
    let mut corpus = Corpus::default();
    play_demo(data.path(), &mut corpus).await?;
    collect(data.path(), &mut corpus).await?;
    std::fs::create_dir_all(&folder)?;
    write(&folder.join("streams.jsonl"), corpus.streams.iter())?;
    write(&folder.join("timers.jsonl"), corpus.timers.values())?;
    write(&folder.join("messages.jsonl"), corpus.messages.iter())?;
    let (streams, timers, messages) = (corpus.streams.len(), corpus.timers.len(), corpus.messages.len());
    println!("{}: {streams} streams, {timers} timers, {messages} messages", folder.display());
    Ok(())
}

/// Plays the demo step by step, looking at what timers wait after each.
async fn play_demo(data: &Path, corpus: &mut Corpus) -> anyhow::Result<()> {
    let world = Arc::new(EmbeddedWorld::start(data, demo::beginning()).await?);
    let script = Script::write(SEED);
    let mut position = Position::default();
    for steps in 1..=script.steps.len() {
        let part = Script { steps: script.steps[..steps].to_vec(), ..script.clone() };
        position = play(&part, world.clone(), position, &Forgetful).await?;
        look_at_timers(world.system(), corpus).await?;
    }
    Arc::into_inner(world).context("nobody else has the world")?.stop().await;
    Ok(())
}

async fn look_at_timers(system: &System, corpus: &mut Corpus) -> anyhow::Result<()> {
    for engine in system.engines() {
        for timer in engine.store().due_timers(Timestamp::MAX_UTC, TIMERS).await? {
            let kind = &timer.key.stream.kind;
            let form = format!("{} {kind} {}", engine.service(), shape(&timer.command));
            let line = || json!({"service": engine.service(), "timer": timer});
            corpus.timers.entry(form).or_insert_with(line);
        }
    }
    Ok(())
}

async fn collect(data: &Path, corpus: &mut Corpus) -> anyhow::Result<()> {
    let choice = StoreChoice::At(StoreUrl::Sqlite(data.to_owned()));
    for service in SERVICES {
        let opened = open_service(service, &choice, VaultKey::new([0; 32])).await?.opened;
        let mut after: Option<StreamKey> = None;
        loop {
            let page = opened.store.all_streams(after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.key.clone());
            for record in page {
                take_stream(service.name, &record, opened.store.as_ref(), corpus).await?;
                take_messages(service.name, &record, opened.maintenance.as_ref(), corpus).await?;
            }
        }
        opened.store.close().await;
    }
    Ok(())
}

/// Takes a stream that has an event of a form not seen before.
async fn take_stream(
    service: &str,
    record: &StreamRecord,
    store: &dyn Store,
    corpus: &mut Corpus,
) -> anyhow::Result<()> {
    let events = store.events(&record.key, 0, u32::MAX).await?;
    // Adopted packs are large and the same everywhere: the one who announces them is enough.
    let place = if record.key.kind == "regime" { "regime" } else { service };
    let mut fresh = false;
    let mut bodies = Vec::with_capacity(events.len());
    for event in &events {
        let envelope = event.open()?;
        let form = format!("{place} {} {} {}", record.key.kind, envelope.event_type, shape(&envelope.data));
        fresh |= corpus.seen.insert(form);
        bodies.push(String::from_utf8(event.body.clone())?);
    }
    if fresh {
        corpus.streams.push(json!({
            "service": service,
            "stream": record.key,
            "state_version": record.state_version,
            "state": record.state,
            "attributes": record.attributes,
            "head_hash": record.head_hash,
            "events": bodies,
        }));
    }
    Ok(())
}

/// Takes those of a stream's messages that have a form not seen before.
async fn take_messages(
    service: &str,
    record: &StreamRecord,
    maintenance: &dyn Maintenance,
    corpus: &mut Corpus,
) -> anyhow::Result<()> {
    let count = record.sent.get(ALL_MESSAGES).copied().unwrap_or_default();
    let ids: Vec<String> = (1..=count).map(|number| format!("{}/{number}", record.key)).collect();
    for message in maintenance.kept(&ids).await? {
        let body: Value = serde_json::from_slice(&message.body)?;
        let form = format!("message {} {}", message.event_type, shape(&body["data"]));
        if corpus.seen.insert(form) {
            let body = String::from_utf8(message.body)?;
            corpus.messages.push(json!({"service": service, "body": body}));
        }
    }
    Ok(())
}

/// The names of a value's fields two levels deep, and the tag where it has one.
fn shape(value: &Value) -> String {
    let Value::Object(fields) = value else { return String::new() };
    let inner = |field: &Value| match field {
        Value::Object(inner) => inner.keys().cloned().collect::<Vec<_>>().join(","),
        _ => String::new(),
    };
    let tag = fields.get("type").and_then(Value::as_str).unwrap_or_default();
    let names: Vec<String> = fields.iter().map(|(name, field)| format!("{name}({})", inner(field))).collect();
    format!("{tag} {}", names.join(" "))
}

fn write<'a>(path: &Path, lines: impl Iterator<Item = &'a Value>) -> anyhow::Result<()> {
    let mut file = BufWriter::new(File::create_new(path)?);
    for line in lines {
        serde_json::to_writer(&mut file, line)?;
        writeln!(file)?;
    }
    Ok(file.flush()?)
}
