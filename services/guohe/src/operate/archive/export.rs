//! `guohe archive export`.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use guohe_clock::{Clock, Date, SystemClock, Timestamp, start_of_day};
use guohe_flow::{
    Proofs, SignedRoot, StreamKey,
    ports::{Documents, Roots, Store, StoreError, StreamRecord},
};
use sha2::{Digest, Sha256};

use super::{
    ArchiveError, DOCUMENTS, MANIFEST, failed,
    record::{Document, FORM, Manifest, RootLine, ServiceFile, StreamLine},
};
use crate::{
    cli::ArchiveExportArgs,
    lang::Lang,
    operate::{
        OperateError,
        folder::Folder,
        progress,
        show::{print_json, table},
    },
    system::OpenedService,
};

/// Streams read at a time.
const PAGE: u32 = 200;

/// Copies every stream at rest into a new folder.
pub(in crate::operate) async fn export(args: &ArchiveExportArgs, lang: Lang) -> Result<(), OperateError> {
    if args.out.exists() {
        return Err(ArchiveError::Taken { folder: args.out.clone() }.into());
    }
    let opened = Folder::open(&args.data, None).await?;
    let staged = stage(&args.out)?;
    let bar = progress::bar(opened.opened().len() as u64, args.json, lang.pick("归档", "archiving"));
    let (mut services, mut documents) = (Vec::new(), BTreeSet::new());
    for service in opened.opened() {
        bar.set_message(service.service.name);
        let made = one_service(service, args.closed_before, &staged, &mut documents).await;
        if made.is_err() {
            // What is half made would stand in the way of the next attempt.
            let _ = fs::remove_dir_all(&staged);
        }
        services.push(made?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    opened.close().await;
    let manifest = Manifest {
        form: FORM,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        exported_at: SystemClock.now(),
        closed_before: args.closed_before,
        services,
        documents,
    };
    // Last: a folder without a manifest is no archive.
    write(&staged.join(MANIFEST), &serde_json::to_vec_pretty(&manifest).expect("plain JSON"))?;
    fs::rename(&staged, &args.out).map_err(failed(&args.out, "made"))?;
    if args.json {
        print_json(&manifest);
    } else {
        print(&manifest, &args.out, lang);
    }
    Ok(())
}

/// A folder beside the archive's, which becomes it when everything is there.
fn stage(out: &Path) -> Result<PathBuf, ArchiveError> {
    let absolute = std::path::absolute(out).map_err(failed(out, "found"))?;
    let mut name = absolute.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    let staged = absolute.with_file_name(name);
    match fs::create_dir_all(staged.parent().unwrap_or(&staged)).and_then(|()| fs::create_dir(&staged)) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(ArchiveError::Taken { folder: staged });
        }
        Err(error) => return Err(failed(&staged, "made")(error)),
    }
    fs::create_dir(staged.join(DOCUMENTS)).map_err(failed(&staged, "filled"))?;
    Ok(staged)
}

async fn one_service(
    OpenedService { service, opened }: &OpenedService,
    closed_before: Date,
    staged: &Path,
    documents: &mut BTreeSet<Document>,
) -> Result<ServiceFile, OperateError> {
    let unread = |source: StoreError| OperateError::Store { service: service.name.to_owned(), source };
    let file = format!("{}.jsonl", service.name);
    let path = staged.join(&file);
    let mut out = BufWriter::new(File::create_new(&path).map_err(failed(&path, "made"))?);
    let (mut digest, mut streams, mut events) = (Sha256::new(), 0, 0);
    let root = newest_root(service.name, opened.roots.as_ref()).await?;
    let mut proofs = match &root {
        Some(root) => Some(Proofs::of(opened.roots.as_ref(), &root.statement).await.map_err(unread)?),
        None => None,
    };
    if proofs.as_ref().is_some_and(|proofs| !proofs.hold()) {
        let number = root.as_ref().map_or(0, |root| root.statement.number);
        return Err(ArchiveError::Uncovered { service: service.name.to_owned(), number }.into());
    }
    let mut after: Option<StreamKey> = None;
    loop {
        let page = opened.store.all_streams(after.as_ref(), PAGE).await.map_err(unread)?;
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        for record in page {
            if !is_at_rest(&record, start_of_day(closed_before), opened.store.as_ref())
                .await
                .map_err(unread)?
            {
                continue;
            }
            let stored = opened.store.events(&record.key, 0, u32::MAX).await.map_err(unread)?;
            let inclusion = match &mut proofs {
                Some(proofs) => proofs.next(&record.key).await.map_err(unread)?,
                None => None,
            };
            let line = StreamLine::new(record, stored, inclusion);
            take_documents(&line, opened.documents.as_ref(), staged, documents).await.map_err(|error| {
                match error {
                    Taking::Store(source) => unread(source),
                    Taking::File(error) => error.into(),
                }
            })?;
            let mut text = serde_json::to_vec(&line).expect("plain JSON");
            text.push(b'\n');
            digest.update(&text);
            out.write_all(&text).map_err(failed(&path, "written"))?;
            streams += 1;
            events += line.version;
        }
    }
    let done = out.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all());
    done.map_err(failed(&path, "written"))?;
    let sha256 = hex::encode(digest.finalize());
    let root = root.as_ref().map(RootLine::new);
    Ok(ServiceFile { service: service.name.to_owned(), file, streams, events, sha256, root })
}

/// The newest signed root of a service, by which an archive's streams are proven.
async fn newest_root(service: &str, roots: &dyn Roots) -> Result<Option<SignedRoot>, OperateError> {
    let unread = |source: StoreError| OperateError::Store { service: service.to_owned(), source };
    let Some(kept) = roots.latest_root().await.map_err(unread)? else { return Ok(None) };
    let root = SignedRoot::read(&kept.body, &kept.signature).ok().filter(SignedRoot::is_signed);
    let unsound = || ArchiveError::Uncovered { service: service.to_owned(), number: kept.number };
    Ok(Some(root.ok_or_else(unsound)?))
}

/// True for a stream to which nothing has happened since before an instant and to which nothing will by itself.
async fn is_at_rest(record: &StreamRecord, before: Timestamp, store: &dyn Store) -> Result<bool, StoreError> {
    Ok(record.updated_at < before && store.timers_of(&record.key).await?.is_empty())
}

enum Taking {
    Store(StoreError),
    File(ArchiveError),
}

/// Copies the documents that a stream's events name and this service keeps.
async fn take_documents(
    line: &StreamLine,
    kept: &dyn Documents,
    staged: &Path,
    documents: &mut BTreeSet<Document>,
) -> Result<(), Taking> {
    for document in line.names() {
        if documents.contains(&document) {
            continue;
        }
        let content = kept.get(&document.department, &document.sha256).await.map_err(Taking::Store)?;
        if let Some(content) = content {
            let path = staged.join(DOCUMENTS).join(&document.sha256);
            if !path.exists() {
                write(&path, &content).map_err(Taking::File)?;
            }
            documents.insert(document);
        }
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<(), ArchiveError> {
    let write = || {
        let mut file = File::create_new(path)?;
        file.write_all(content)?;
        file.sync_all()
    };
    write().map_err(failed(path, "written"))
}

fn print(manifest: &Manifest, out: &Path, lang: Lang) {
    let mut table = table(lang.pick(["服务", "事件流", "事件"], ["service", "streams", "events"]));
    for service in &manifest.services {
        table.add_row([service.service.clone(), service.streams.to_string(), service.events.to_string()]);
    }
    println!("{table}");
    let (documents, out) = (manifest.documents.len(), out.display());
    match lang {
        Lang::Zh => println!("连同 {documents} 份文件存入 {out}；在线数据未作任何删除。"),
        Lang::En => {
            println!("With {documents} documents in {out}; nothing was removed from the live data.");
        }
    }
}
