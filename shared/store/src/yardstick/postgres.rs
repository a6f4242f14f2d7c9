//! The yardstick on PostgreSQL.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use guohe_clock::stopwatch;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Executor, PgPool};

use super::{BODY_BYTES, STATE, YardstickError};
use crate::error::{OpenError, check_service};
use crate::postgres::error::failed;

/// Schema of the throw-away tables.
const SCHEMA: &str = "guohe_yardstick";

pub(super) async fn run(url: &str, connections: u32, items: u64) -> Result<f64, YardstickError> {
    drop_schemas(url, &[SCHEMA]).await?;
    let pool = connect(url, connections).await?;
    for statement in include_str!("postgres/make.sql").split(";\n") {
        pool.execute(AssertSqlSafe(statement)).await.map_err(failed("making the yardstick's tables"))?;
    }
    let next = Arc::new(AtomicU64::new(0));
    // Every connection is opened, and knows the statement, before the clock runs.
    warm_up(&pool, connections).await?;
    let watch = stopwatch();
    let workers: Vec<_> =
        (0..connections).map(|_| tokio::spawn(fill(pool.clone(), next.clone(), items))).collect();
    for worker in workers {
        worker.await.unwrap_or(Err(sqlx::Error::WorkerCrashed)).map_err(failed("filling the yardstick"))?;
    }
    let seconds = watch.elapsed().as_secs_f64();
    pool.close().await;
    drop_schemas(url, &[SCHEMA]).await?;
    Ok(seconds)
}

async fn connect(url: &str, connections: u32) -> Result<PgPool, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|e| OpenError::BadUrl(Box::new(e)))?;
    let options = options.application_name("guohe-yardstick").options([("search_path", SCHEMA)]);
    let pool = PgPoolOptions::new().max_connections(connections).min_connections(connections);
    let pool = pool.test_before_acquire(false).connect_with(options).await;
    pool.map_err(|e| OpenError::Unreachable { place: "PostgreSQL".to_owned(), source: Box::new(e) })
}

async fn warm_up(pool: &PgPool, connections: u32) -> Result<(), YardstickError> {
    let mut held = Vec::new();
    for number in 0..connections {
        let mut connection = pool.acquire().await.map_err(failed("waiting for a connection"))?;
        step(&mut connection, -1 - i64::from(number)).await.map_err(failed("filling the yardstick"))?;
        held.push(connection);
    }
    Ok(())
}

async fn fill(pool: PgPool, next: Arc<AtomicU64>, items: u64) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    loop {
        let item = next.fetch_add(1, Ordering::Relaxed);
        if item >= items {
            return Ok(());
        }
        step(&mut connection, i64::try_from(item).unwrap_or(i64::MAX)).await?;
    }
}

async fn step(on: &mut sqlx::PgConnection, item: i64) -> Result<(), sqlx::Error> {
    let body = vec![b'x'; BODY_BYTES];
    let query = sqlx::query(include_str!("postgres/step.sql")).bind(item).bind(STATE).bind(body);
    query.execute(on).await.map(drop)
}

pub(super) async fn drop_schemas(url: &str, schemas: &[&str]) -> Result<(), YardstickError> {
    let options = PgConnectOptions::from_str(url).map_err(|e| OpenError::BadUrl(Box::new(e)))?;
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await;
    let pool =
        pool.map_err(|e| OpenError::Unreachable { place: "PostgreSQL".to_owned(), source: Box::new(e) })?;
    for schema in schemas {
        check_service(schema)?;
        let statement = format!("drop schema if exists {schema} cascade");
        pool.execute(AssertSqlSafe(statement)).await.map_err(failed("dropping a schema"))?;
    }
    pool.close().await;
    Ok(())
}
