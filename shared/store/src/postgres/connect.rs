//! Opening: schema, migrations, and a pool whose connections are safe to hand on.

use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool, Row};

use super::engine_queries;
use crate::error::{OpenError, check_service, migration_failed};

/// Connections of one service of one replica. Batches need few; reads share the rest.
const LARGEST_POOL: u32 = 8;
/// Longest wait for a connection, new or shared.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// Longest wait for a connection's sign of life.
const SIGN_OF_LIFE: Duration = Duration::from_secs(1);
/// A connection idle for longer is asked for a sign of life before it is handed out.
const TRUSTED_IDLE: Duration = Duration::from_secs(5);

/// Session settings of every pooled connection.
const SESSION: [(&str, &str); 9] = [
    // Nothing here takes long; what does hangs.
    ("statement_timeout", "30s"),
    // A replica that vanished without a word must not hold its locks for long: the others wait for them.
    ("idle_in_transaction_session_timeout", "10s"),
    // A lock is waited for only where two replicas create the same stream: then the first is about to commit.
    ("lock_timeout", "5s"),
    // Every statement of a batch is a look-up by key. A plan made while the tables were empty, and kept with the
    // prepared statement, must still be the right one when a review peak has filled them.
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
    // And it is made once: planning the statement that writes a batch costs more than carrying it out.
    ("plan_cache_mode", "force_generic_plan"),
    ("timezone", "UTC"),
];

pub(super) async fn connect(url: &str, service: &str) -> Result<PgPool, OpenError> {
    check_service(service)?;
    let bare = PgConnectOptions::from_str(url).map_err(|e| OpenError::BadUrl(Box::new(e)))?;
    let bare = bare.application_name(&format!("guohe-{service}")).options([("search_path", service)]);
    let place = place(&bare);
    migrate(&bare, service, &place).await?;
    pool().connect_with(bare.options(SESSION)).await.map_err(unreachable(&place))
}

/// Makes the schema and brings its tables up to date, under the migrator's advisory lock. On a connection of its
/// own without time limits: replicas that start together wait here for the first.
async fn migrate(options: &PgConnectOptions, service: &str, place: &str) -> Result<(), OpenError> {
    let connecting = tokio::time::timeout(ACQUIRE_TIMEOUT, options.connect()).await;
    let connection = connecting.unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut));
    let mut connection = connection.map_err(unreachable(place))?;
    let exists: bool = sqlx::query_scalar(engine_queries::SCHEMA_EXISTS)
        .bind(service)
        .fetch_one(&mut connection)
        .await
        .map_err(unreachable(place))?;
    let mut migrator = sqlx::migrate!("migrations/postgres");
    if !exists {
        // Only then: `create schema if not exists` asks for a right that a careful operator does not grant.
        migrator.create_schema(service.to_owned());
    }
    let migrated = migrator.run_direct(None, &mut connection, false).await;
    let known: Vec<i64> = migrator.iter().map(|migration| migration.version).collect();
    migrated.map_err(|error| migration_failed(place, error, &known))?;
    connection.close().await.map_err(unreachable(place))
}

fn pool() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(LARGEST_POOL)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, metadata| Box::pin(answers(connection, metadata)))
        .after_release(|connection, _| Box::pin(in_time(is_outside_transaction(connection))))
}

async fn answers(
    connection: &mut PgConnection,
    metadata: PoolConnectionMetadata,
) -> Result<bool, sqlx::Error> {
    if metadata.idle_for > TRUSTED_IDLE {
        in_time(connection.ping()).await?;
    }
    Ok(true)
}

/// Gives a connection up that shows no sign of life: its server may have vanished without a word.
async fn in_time<T>(sign: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    let given_up = || sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    tokio::time::timeout(SIGN_OF_LIFE, sign).await.unwrap_or_else(|_| Err(given_up()))
}

/// False where a transaction is still open: a `begin` abandoned half-way leaves one of which the driver knows
/// nothing, and whatever came next would be written inside it and never committed. Asked by the simple protocol,
/// where a statement on its own has one instant for itself and its transaction.
async fn is_outside_transaction(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    connection.fetch_one(sqlx::raw_sql(engine_queries::OUTSIDE_TRANSACTION)).await?.try_get(0)
}

/// Where the store is, without the password.
fn place(options: &PgConnectOptions) -> String {
    let database = options.get_database().unwrap_or(options.get_username());
    format!(
        "PostgreSQL at {}:{}, database {database}, user {}",
        options.get_host(),
        options.get_port(),
        options.get_username()
    )
}

fn unreachable(place: &str) -> impl FnOnce(sqlx::Error) -> OpenError {
    let place = place.to_owned();
    move |error| OpenError::Unreachable { place, source: Box::new(error) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_never_shows_the_password() {
        let options =
            PgConnectOptions::from_str("postgres://ann:secret@db.example:5433/guohe").expect("a url");
        assert_eq!(place(&options), "PostgreSQL at db.example:5433, database guohe, user ann");
    }
}
