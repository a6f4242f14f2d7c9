//! Both engines have the same tables with the same columns.

use std::collections::BTreeSet;

use crate::bench::{Bench, Place, SERVICE};

/// `table.column` of every table of ours on PostgreSQL.
async fn on_postgres() -> BTreeSet<String> {
    let bench = Bench::postgres().await;
    let Place::Postgres(database) = &bench.place else { unreachable!("a bench on PostgreSQL") };
    let query = format!(
        "select table_name || '.' || column_name from information_schema.columns where table_schema = '{SERVICE}'"
    );
    ours(database.run(&query).expect("read").lines())
}

/// `table.column` of every table of ours on SQLite.
async fn on_sqlite() -> BTreeSet<String> {
    let bench = Bench::sqlite().await;
    let Place::Sqlite(folder) = &bench.place else { unreachable!("a bench on SQLite") };
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("intake.db"));
    let pool = sqlx::SqlitePool::connect_with(options).await.expect("opened");
    let query = "select t.name || '.' || c.name from sqlite_schema t, pragma_table_info(t.name) c \
                 where t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\'";
    let columns: Vec<String> = sqlx::query_scalar(query).fetch_all(&pool).await.expect("read");
    ours(columns.iter().map(String::as_str))
}

fn ours<'a>(columns: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    columns.filter(|column| !column.starts_with("_sqlx_migrations.")).map(str::to_owned).collect()
}

#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let (postgres, sqlite) = (on_postgres().await, on_sqlite().await);
    assert_eq!(postgres, sqlite);
    let tables: BTreeSet<&str> = postgres.iter().filter_map(|column| column.split('.').next()).collect();
    let expected = [
        "dead",
        "documents",
        "events",
        "inbox",
        "outbox",
        "pairs",
        "parked",
        "requests",
        "roots",
        "streams",
        "timers",
        "vault",
    ];
    assert_eq!(tables, expected.into());
}

#[tokio::test]
async fn every_table_but_dead_letters_and_roots_names_its_department() {
    let columns = on_sqlite().await;
    let tables: BTreeSet<&str> = columns.iter().filter_map(|column| column.split('.').next()).collect();
    let without: Vec<_> =
        tables.into_iter().filter(|table| !columns.contains(&format!("{table}.department"))).collect();
    // Bytes that cannot be read name nobody, and a root covers every department's streams.
    assert_eq!(without, ["dead", "roots"]);
}
