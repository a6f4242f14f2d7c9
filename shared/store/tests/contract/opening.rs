//! Opening: at once from several sides, and with errors that say what to do.

use guohe_store::{OpenError, StoreUrl, VaultKey, open};
use guohe_testkit::postgres::database;
use tempfile::TempDir;

use crate::bench::KEY;

async fn opens(url: &StoreUrl, service: &str) -> Result<(), OpenError> {
    open(url, service, VaultKey::new(KEY)).await.map(drop)
}

fn report(error: &OpenError) -> String {
    let mut report = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        report.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    report
}

#[tokio::test]
async fn replicas_that_start_together_migrate_once_on_postgres() {
    let database = database().expect("a database");
    let url: StoreUrl = database.url().parse().expect("an address");
    let all = ["intake", "intake", "registry", "intake", "registry"].map(|service| opens(&url, service));
    for opened in futures::future::join_all(all).await {
        opened.expect("opened");
    }
    let schemas = database.run("select count(*) from pg_tables where tablename = 'streams'").expect("read");
    assert_eq!(schemas.trim(), "2");
}

#[tokio::test]
async fn services_of_one_folder_open_together_on_sqlite() {
    let folder = TempDir::new().expect("a folder");
    let url = StoreUrl::Sqlite(folder.path().join("made/on/the/way"));
    let all = ["intake", "intake", "registry", "intake"].map(|service| opens(&url, service));
    for opened in futures::future::join_all(all).await {
        opened.expect("opened");
    }
    assert!(folder.path().join("made/on/the/way/registry.db").is_file());
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_without_its_password() {
    let url: StoreUrl = "postgres://ann:secret@127.0.0.1:1/guohe".parse().expect("an address");
    let error = opens(&url, "intake").await.expect_err("nobody there");
    let report = report(&error);
    assert!(matches!(error, OpenError::Unreachable { .. }), "{report}");
    assert!(report.contains("127.0.0.1:1, database guohe, user ann"), "{report}");
    assert!(!report.contains("secret"), "{report}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named() {
    let database = database().expect("a database");
    let url: StoreUrl = format!("{}_gone", database.url()).parse().expect("an address");
    let error = opens(&url, "intake").await.expect_err("no such database");
    assert!(report(&error).contains("_gone"), "{}", report(&error));
}

#[tokio::test]
async fn a_folder_that_is_a_file_is_named() {
    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    let error = opens(&StoreUrl::Sqlite(file.clone()), "intake").await.expect_err("a file");
    assert!(error.to_string().contains(&file.display().to_string()), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("intake.db"), "no database at all, but long enough".repeat(99))
        .expect("written");
    let error = opens(&StoreUrl::Sqlite(folder.path().to_owned()), "intake").await.expect_err("no database");
    assert!(report(&error).contains("intake.db"), "{}", report(&error));
    assert!(report(&error).contains("not a database"), "{}", report(&error));
}

#[tokio::test]
async fn a_service_name_that_is_none_is_refused_on_both() {
    let folder = TempDir::new().expect("a folder");
    for url in [StoreUrl::Sqlite(folder.path().to_owned()), StoreUrl::Postgres("postgres://x/x".to_owned())] {
        let error = opens(&url, "../intake").await.expect_err("no name");
        assert!(matches!(error, OpenError::BadService(_)), "{error}");
    }
}
