//! The previous program beside this one: every statement that an earlier release uses is still understood by the
//! tables as they are now. A migration that fails here contracts before that release is gone.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sqlx::AssertSqlSafe;

use crate::bench::{Bench, Place, SERVICE};

/// Every statement of every kept release for an engine, with its place.
fn statements(engine: &str) -> Vec<(String, String)> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let releases = fs::read_dir(corpora).expect("corpora").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for release in releases.filter(|path| path.is_dir()) {
        for folder in ["both", engine] {
            let files = fs::read_dir(release.join("statements").join(folder)).expect("statements");
            let files: Vec<PathBuf> = files.map(|entry| entry.expect("an entry").path()).collect();
            found.extend(files.into_iter().map(|file| {
                let text = fs::read_to_string(&file).expect("a statement");
                (file.display().to_string(), text)
            }));
        }
    }
    assert!(found.len() > 30, "the corpora hold statements");
    found
}

#[tokio::test]
async fn statements_of_earlier_releases_are_understood_on_postgres() {
    let bench = Bench::postgres().await;
    let Place::Postgres(database) = &bench.place else { unreachable!("a bench on PostgreSQL") };
    let mut wrong = Vec::new();
    for (place, text) in statements("postgres") {
        let prepare = format!("set search_path to {SERVICE}; prepare kept as {text}");
        if let Err(error) = database.run(&prepare) {
            wrong.push(format!("{place}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn statements_of_earlier_releases_are_understood_on_sqlite() {
    let bench = Bench::sqlite().await;
    let Place::Sqlite(folder) = &bench.place else { unreachable!("a bench on SQLite") };
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("intake.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opened");
    let mut wrong = Vec::new();
    for (place, text) in statements("sqlite") {
        let explain = AssertSqlSafe(format!("explain {text}"));
        if let Err(error) = sqlx::query(explain).fetch_all(&pool).await {
            wrong.push(format!("{place}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_database_one_migration_ahead_is_refused_and_left_as_it_was() {
    let bench = Bench::postgres().await;
    let Place::Postgres(database) = &bench.place else { unreachable!("a bench on PostgreSQL") };
    let ahead = format!(
        "insert into {SERVICE}._sqlx_migrations (version, description, success, checksum, execution_time)
         values (20991120000001, 'of a newer program', true, '\\x00', 0)"
    );
    database.run(&ahead).expect("written");
    let count = format!("select count(*) from {SERVICE}._sqlx_migrations");
    let before = database.run(&count).expect("read");
    let url = bench.place.url().expect("an address");
    let opened = guohe_store::open(&url, SERVICE, guohe_store::VaultKey::new(crate::bench::KEY)).await;
    let words = opened.err().expect("refused").to_string();
    assert!(words.contains("are at migration 20991120000001, which this program does not know"), "{words}");
    assert!(words.ends_with("Nothing was changed"), "{words}");
    assert_eq!(database.run(&count).expect("read"), before);
}
