//! Items through three services: how many steps a second, and how long one item takes.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use guohe_clock::{Clock, SystemClock, Timestamp, stopwatch};
use guohe_flow::{Actor, Engine, ExecuteError, Limits, Request, Role};

use super::observed::Seen;
use super::place::{Place, Running};
use super::progress::Progress;
use super::report::{Figure, Report, percentile};
use super::workload::{Command, DEPARTMENT, HandedOver, SERVICES};
use super::{BenchError, HandoffArgs};

/// Calls under way at once.
const CALLERS: usize = 1_000;

/// Connections of the database's plain limit.
const PLAIN_CONNECTIONS: u32 = 32;

/// Unconfirmed messages of the broker's plain limit.
const PLAIN_OUTSTANDING: usize = 100;

/// How often the bench looks whether all is done.
const LOOK: Duration = Duration::from_millis(5);

pub(super) async fn run(
    args: &HandoffArgs,
    place: &Place,
    progress: &Progress,
) -> Result<Report, BenchError> {
    let mut report = Report::new("handoff", place.name());
    let database = plain(place, args, &mut report, progress).await?;

    progress.begins("one call an item", args.items);
    let steps = throughput(args, place, progress, Way::OneByOne, &mut report).await?;
    report.push(Figure::ratio("one call an item, to the database's plain limit", steps / database));
    progress.begins("all items in one call", args.items);
    let steps = throughput(args, place, progress, Way::OneCall, &mut report).await?;
    report.push(Figure::ratio("all items in one call, to the database's plain limit", steps / database));

    progress.begins("latency", args.paced_items);
    latency(args, place, progress, &mut report).await?;
    // The limits once more: a machine whose speed drifted meanwhile shows it.
    plain(place, args, &mut report, progress).await?;
    place.clear(&SERVICES).await?;
    Ok(report)
}

async fn plain(
    place: &Place,
    args: &HandoffArgs,
    report: &mut Report,
    progress: &Progress,
) -> Result<f64, BenchError> {
    progress.begins("plain limits", 2);
    let database = place.plain_database(PLAIN_CONNECTIONS, args.items).await?;
    report.push(Figure::rate("database's plain limit, transactions", database));
    if let Some(broker) = place.plain_broker(PLAIN_OUTSTANDING, args.items).await? {
        report.push(Figure::rate("broker's plain limit, messages", broker));
    }
    Ok(database)
}

#[derive(Clone, Copy)]
enum Way {
    OneByOne,
    OneCall,
}

async fn throughput(
    args: &HandoffArgs,
    place: &Place,
    progress: &Progress,
    way: Way,
    report: &mut Report,
) -> Result<f64, BenchError> {
    let running = place.start(&SERVICES, Arc::new(SystemClock), false, &Limits::default()).await?;
    let watch = stopwatch();
    match way {
        Way::OneByOne => {
            let calls = futures::stream::iter(0..args.items)
                .map(|number| running.engines[0].execute(request(number)))
                .buffer_unordered(CALLERS);
            calls.for_each(|answer| async { drop(answer) }).await;
        }
        Way::OneCall => {
            let answers = running.engines[0].execute_all((0..args.items).map(request).collect()).await;
            answers.into_iter().try_for_each(|answer| answer.map(drop))?;
        }
    }
    let taken = watch.elapsed().as_secs_f64();
    until_done(&running, args.items, progress).await;
    let seconds = watch.elapsed().as_secs_f64();
    let steps = (args.items * SERVICES.len() as u64) as f64 / seconds;
    let name = match way {
        Way::OneByOne => "one call an item",
        Way::OneCall => "all items in one call",
    };
    let commits: u64 = running.seen.iter().map(|seen| seen.commits()).sum();
    report.push(Figure::rate(format!("{name}, steps"), steps));
    report.push(Figure::rate(format!("{name}, items answered"), args.items as f64 / taken));
    let batch = (args.items * SERVICES.len() as u64) as f64 / commits.max(1) as f64;
    report.push(Figure::number(format!("{name}, steps a commit"), batch));
    running.stop().await;
    Ok(steps)
}

async fn until_done(running: &Running, items: u64, progress: &Progress) {
    let last: &Seen = &running.seen[SERVICES.len() - 1];
    while last.steps() < items {
        progress.at(last.steps());
        tokio::time::sleep(LOOK).await;
    }
}

async fn latency(
    args: &HandoffArgs,
    place: &Place,
    progress: &Progress,
    report: &mut Report,
) -> Result<(), BenchError> {
    let running = place.start(&SERVICES, Arc::new(SystemClock), true, &Limits::default()).await?;
    let mut tick = tokio::time::interval(Duration::from_secs_f64(1.0 / args.rate));
    let mut begun: Vec<Timestamp> = Vec::new();
    let mut calls = Vec::new();
    for number in 0..args.paced_items {
        tick.tick().await;
        begun.push(SystemClock.now());
        let engine = running.engines[0].clone();
        calls.push(tokio::spawn(async move { call(&engine, number).await }));
        progress.at(number);
    }
    for answer in futures::future::join_all(calls).await {
        answer.map_err(|_| BenchError::Stopped)??;
    }
    until_done(&running, args.paced_items, progress).await;
    let ended = running.seen[SERVICES.len() - 1].take_instants();
    let mut milliseconds: Vec<f64> = begun
        .iter()
        .enumerate()
        .filter_map(|(number, begun)| {
            Some((*ended.get(&item(number as u64))? - *begun).as_seconds_f64() * 1e3)
        })
        .collect();
    milliseconds.sort_by(f64::total_cmp);
    let title = format!("from the call to the third commit, at {} items a second", args.rate);
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("longest", 1.0)] {
        report.push(Figure::milliseconds(format!("{title}, {name}"), percentile(&milliseconds, share)));
    }
    running.stop().await;
    Ok(())
}

async fn call(engine: &Engine, number: u64) -> Result<(), ExecuteError> {
    engine.execute(request(number)).await.map(drop)
}

fn item(number: u64) -> String {
    format!("i-{number:07}")
}

fn request(number: u64) -> Request<HandedOver> {
    let actor = Actor { id: "u-bench".to_owned(), role: Role::Official, unit: String::new() };
    let command = Command::Take { item: item(number), amount: 1 };
    Request {
        department: DEPARTMENT.to_owned(),
        id: item(number),
        request_id: format!("r-{number:07}"),
        actor,
        command,
    }
}
