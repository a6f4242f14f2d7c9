//! The vault and the documents.

use guohe_flow::ports::{PersonRecord, StoreError};
use guohe_store::LARGEST_DOCUMENT_BYTES;

use crate::bench::{Bench, KEY, Place, SERVICE, is_rejected};

on_every_database! {
    a_person_reads_back_and_is_replaced,
    an_erased_person_is_gone_for_good,
    a_person_belongs_to_one_department,
    another_key_opens_nothing,
    a_document_is_found_by_its_hash,
    a_document_belongs_to_one_department,
    an_empty_document_is_a_document,
    the_largest_document_fits_and_no_larger_one,
}

fn person(name: &str) -> PersonRecord {
    let fields = [("name", name), ("mobile", "13800000000")];
    PersonRecord { fields: fields.map(|(field, value)| (field.to_owned(), value.to_owned())).into() }
}

async fn a_person_reads_back_and_is_replaced(bench: Bench) {
    let vault = bench.opened.vault.as_ref();
    assert_eq!(vault.get("hunan", "p1").await.expect("read"), None);
    vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    assert_eq!(vault.get("hunan", "p1").await.expect("read"), Some(person("王芳")));
    vault.put("hunan", "p1", &person("李强")).await.expect("stored");
    assert_eq!(vault.get("hunan", "p1").await.expect("read"), Some(person("李强")));
}

async fn an_erased_person_is_gone_for_good(bench: Bench) {
    let vault = bench.opened.vault.as_ref();
    vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    vault.put("hunan", "p2", &person("李强")).await.expect("stored");
    assert!(vault.erase("hunan", "p1").await.expect("erased"));
    assert!(!vault.erase("hunan", "p1").await.expect("erased"));
    assert_eq!(vault.get("hunan", "p1").await.expect("read"), None);
    assert_eq!(vault.get("hunan", "p2").await.expect("read"), Some(person("李强")));
}

async fn a_person_belongs_to_one_department(bench: Bench) {
    let vault = bench.opened.vault.as_ref();
    vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    assert_eq!(vault.get("zhejiang", "p1").await.expect("read"), None);
    assert!(!vault.erase("zhejiang", "p1").await.expect("erased"));
    assert!(vault.get("hunan", "p1").await.expect("read").is_some());
}

async fn another_key_opens_nothing(bench: Bench) {
    bench.opened.vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    let mut other = KEY;
    other[0] ^= 1;
    let Some(opened) = bench.another(other).await else { return };
    let refused = opened.vault.get("hunan", "p1").await.expect_err("another key");
    assert!(matches!(refused, StoreError::Damaged(_)), "{refused}");
    assert!(!refused.to_string().contains("王芳"));
}

async fn a_document_is_found_by_its_hash(bench: Bench) {
    let documents = bench.opened.documents.as_ref();
    let hash = documents.put("hunan", "text/plain", b"abc").await.expect("stored");
    assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(documents.put("hunan", "text/html", b"abc").await.expect("stored again"), hash);
    assert_eq!(documents.get("hunan", &hash).await.expect("read"), Some(b"abc".to_vec()));
    assert_eq!(documents.get("hunan", "00").await.expect("read"), None);
}

async fn a_document_belongs_to_one_department(bench: Bench) {
    let documents = bench.opened.documents.as_ref();
    let hash = documents.put("hunan", "text/plain", b"abc").await.expect("stored");
    assert_eq!(documents.get("zhejiang", &hash).await.expect("read"), None);
}

async fn an_empty_document_is_a_document(bench: Bench) {
    let documents = bench.opened.documents.as_ref();
    let hash = documents.put("hunan", "text/plain", b"").await.expect("stored");
    assert_eq!(documents.get("hunan", &hash).await.expect("read"), Some(vec![]));
}

async fn the_largest_document_fits_and_no_larger_one(bench: Bench) {
    let documents = bench.opened.documents.as_ref();
    let mut content = vec![0xa5; LARGEST_DOCUMENT_BYTES];
    let hash = documents.put("hunan", "application/pdf", &content).await.expect("stored");
    let read = documents.get("hunan", &hash).await.expect("read").expect("a document");
    assert!(read == content, "the largest document came back changed");
    content.push(0);
    assert!(is_rejected(&documents.put("hunan", "application/pdf", &content).await));
}

#[tokio::test]
async fn names_are_nowhere_readable_in_the_file() {
    let bench = Bench::sqlite().await;
    bench.opened.vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    bench.store().close().await;
    let Place::Sqlite(folder) = &bench.place else { unreachable!("a bench on SQLite") };
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let bytes = std::fs::read(entry.expect("a file").path()).expect("read");
        for secret in ["王芳".as_bytes(), b"13800000000"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}

#[tokio::test]
async fn names_are_nowhere_readable_in_the_table() {
    let bench = Bench::postgres().await;
    bench.opened.vault.put("hunan", "p1", &person("王芳")).await.expect("stored");
    let Place::Postgres(database) = &bench.place else { unreachable!("a bench on PostgreSQL") };
    let row = database.run(&format!("select encode(sealed, 'escape') from {SERVICE}.vault")).expect("read");
    assert!(!row.is_empty() && !row.contains("13800000000") && !row.contains("mobile"), "{row}");
}
