//! `guohe archive verify`: proves an archive from its own files, without a system.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{BufRead, BufReader, ErrorKind},
    path::Path,
};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    ArchiveError, DOCUMENTS, MANIFEST,
    covered::Coverage,
    failed,
    record::{FORM, Manifest, ServiceFile, StreamLine},
};
use crate::{cli::ArchiveVerifyArgs, lang::Lang, operate::show::print_json};

/// What was checked, and what is wrong.
#[derive(Debug, Default, Serialize)]
struct Verdict {
    streams: u64,
    events: u64,
    documents: u64,
    /// Streams that a signed root covers to their last event.
    covered: u64,
    /// Public keys of those roots, hex.
    root_keys: Vec<String>,
    /// True where those were compared with trusted ones.
    keys_compared: bool,
    findings: Vec<String>,
}

/// Checks an archive; true where nothing is wrong.
pub(in crate::operate) fn verify(args: &ArchiveVerifyArgs, lang: Lang) -> Result<bool, ArchiveError> {
    let manifest = read(&args.archive)?;
    let mut verdict = Verdict::default();
    let mut coverage = Coverage::new(&args.keys);
    for service in &manifest.services {
        check_service(service, &args.archive, &mut coverage, &mut verdict)?;
    }
    verdict.covered = coverage.covered;
    verdict.root_keys = coverage.keys.iter().map(ToString::to_string).collect();
    verdict.keys_compared = !args.keys.is_empty();
    let names: BTreeSet<&str> = manifest.documents.iter().map(|document| document.sha256.as_str()).collect();
    for name in names {
        check_document(name, &args.archive.join(DOCUMENTS), &mut verdict)?;
    }
    if args.json {
        print_json(&verdict);
    } else {
        print(&verdict, lang);
    }
    Ok(verdict.findings.is_empty())
}

fn read(archive: &Path) -> Result<Manifest, ArchiveError> {
    let path = archive.join(MANIFEST);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(ArchiveError::NoManifest { folder: archive.to_owned() });
        }
        Err(error) => return Err(failed(&path, "read")(error)),
    };
    let manifest: Option<Manifest> = serde_json::from_slice(&text).ok();
    manifest.filter(|manifest| manifest.form == FORM).ok_or(ArchiveError::BadManifest { file: path })
}

fn check_service(
    service: &ServiceFile,
    archive: &Path,
    coverage: &mut Coverage<'_>,
    verdict: &mut Verdict,
) -> Result<(), ArchiveError> {
    let root = coverage.root(service, &mut verdict.findings);
    let path = archive.join(&service.file);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            verdict.findings.push(format!("{}: the file is missing", service.file));
            return Ok(());
        }
        Err(error) => return Err(failed(&path, "read")(error)),
    };
    let (mut digest, mut streams, mut events) = (Sha256::new(), 0, 0);
    let mut reader = BufReader::new(file);
    let mut text = Vec::new();
    loop {
        text.clear();
        if reader.read_until(b'\n', &mut text).map_err(failed(&path, "read"))? == 0 {
            break;
        }
        digest.update(&text);
        streams += 1;
        match serde_json::from_slice::<StreamLine>(&text) {
            Err(error) => verdict.findings.push(format!("{} line {streams}: {error}", service.file)),
            Ok(line) => {
                events += line.events.len() as u64;
                let findings = line.findings().into_iter().chain(coverage.check(&line, root.as_ref()));
                verdict.findings.extend(findings.map(|finding| format!("{}: {finding}", line.stream)));
            }
        }
    }
    if hex::encode(digest.finalize()) != service.sha256 {
        verdict.findings.push(format!("{}: its SHA-256 is another than the manifest says", service.file));
    }
    if (streams, events) != (service.streams, service.events) {
        verdict.findings.push(format!(
            "{}: {streams} streams with {events} events; the manifest says {} with {}",
            service.file, service.streams, service.events
        ));
    }
    verdict.streams += streams;
    verdict.events += events;
    Ok(())
}

fn check_document(name: &str, folder: &Path, verdict: &mut Verdict) -> Result<(), ArchiveError> {
    let path = folder.join(name);
    match fs::read(&path) {
        Ok(content) if hex::encode(Sha256::digest(&content)) == name => verdict.documents += 1,
        Ok(_) => verdict.findings.push(format!("document {name}: its content is another")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            verdict.findings.push(format!("document {name} is missing"));
        }
        Err(error) => return Err(failed(&path, "read")(error)),
    }
    Ok(())
}

fn print(verdict: &Verdict, lang: Lang) {
    for finding in &verdict.findings {
        println!("{finding}");
    }
    let Verdict { streams, events, documents, findings, .. } = verdict;
    match (lang, findings.is_empty()) {
        (Lang::Zh, true) => println!("归档完整：事件流 {streams}，事件 {events}，文件 {documents}。"),
        (Lang::Zh, false) => println!("归档有问题（{}），见上。", findings.len()),
        (Lang::En, true) => {
            println!("The archive is whole: {streams} streams, {events} events, {documents} documents.");
        }
        (Lang::En, false) => println!("The archive is not whole ({} findings, above).", findings.len()),
    }
    print_covered(verdict, lang);
}

fn print_covered(verdict: &Verdict, lang: Lang) {
    let Verdict { streams, covered, root_keys, .. } = verdict;
    match lang {
        Lang::Zh => println!("其中 {covered}/{streams} 个事件流由签名根完整覆盖。"),
        Lang::En => println!("Signed roots cover {covered} of {streams} streams to their last event."),
    }
    let words = match verdict.keys_compared {
        true => lang.pick("签名公钥与所给相符：", "Signed with the key you named:"),
        false => lang.pick(
            "签名公钥未经核对，请与留存的公钥比较，或用 --key 指定：",
            "Signed with this key, which nothing here vouches for; compare it with the one you noted, or name that with \
             --key:",
        ),
    };
    if !verdict.keys_compared || verdict.findings.is_empty() {
        root_keys.iter().for_each(|key| println!("{words} {key}"));
    }
}
