//! Timers: how many fire a second when many are due at once, how late they are while a million wait, and what
//! waiting costs.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use guohe_clock::{Clock, SimulatedClock, SystemClock, Timestamp, stopwatch};
use guohe_flow::{Actor, Engine, Limits, Request, Role};

use super::place::{Place, Running};
use super::process::Usage;
use super::progress::Progress;
use super::report::{Figure, Report, percentile};
use super::workload::{DEPARTMENT, TIMERS, WaitCommand, Waiting};
use super::{BenchError, TimersArgs};

/// Calls under way at once.
const CALLERS: usize = 1_000;

/// Connections of the database's plain limit.
const PLAIN_CONNECTIONS: u32 = 32;

/// Items of the database's plain limit.
const PLAIN_ITEMS: u64 = 50_000;

/// Timers on one of the streams that only wait.
const TIMERS_A_STREAM: u64 = 100;

/// How far off the timers are that only wait.
const FAR: chrono::Duration = chrono::Duration::days(400);

/// Time given to setting the timers that are to fire one after the other.
const HEAD_START: chrono::Duration = chrono::Duration::seconds(5);

/// How often the bench looks whether all is done.
const LOOK: Duration = Duration::from_millis(2);

pub(super) async fn run(args: &TimersArgs, place: &Place, progress: &Progress) -> Result<Report, BenchError> {
    let mut report = Report::new("timers", place.name());
    progress.begins("plain limit", 1);
    let database = place.plain_database(PLAIN_CONNECTIONS, PLAIN_ITEMS).await?;
    report.push(Figure::rate("database's plain limit, transactions", database));

    let fired = all_at_once(args, place, progress, &mut report).await?;
    report.push(Figure::ratio("fired, to the database's plain limit", fired / database));
    while_many_wait(args, place, progress, &mut report).await?;

    progress.begins("plain limit", 1);
    let database = place.plain_database(PLAIN_CONNECTIONS, PLAIN_ITEMS).await?;
    report.push(Figure::rate("database's plain limit, transactions", database));
    place.clear(&[TIMERS]).await?;
    Ok(report)
}

async fn all_at_once(
    args: &TimersArgs,
    place: &Place,
    progress: &Progress,
    report: &mut Report,
) -> Result<f64, BenchError> {
    let start = SystemClock.now();
    let clock = SimulatedClock::starting_at(start);
    let running = place.start(&[TIMERS], Arc::new(clock.clone()), false, &Limits::default()).await?;
    let due = start + FAR;
    progress.begins("setting timers due at once", args.due);
    let streams = (0..args.due).map(|number| (format!("due-{number:07}"), vec![due]));
    wait(&running.engines[0], streams, progress).await?;
    let before = running.seen[0].steps();
    progress.begins("firing them", args.due);
    let watch = stopwatch();
    clock.advance_to(due);
    until(&running, before + args.due, progress).await;
    let fired = args.due as f64 / watch.elapsed().as_secs_f64();
    report.push(Figure::rate(format!("fired of {} due at once", args.due), fired));
    running.stop().await;
    Ok(fired)
}

async fn while_many_wait(
    args: &TimersArgs,
    place: &Place,
    progress: &Progress,
    report: &mut Report,
) -> Result<(), BenchError> {
    let running = place.start(&[TIMERS], Arc::new(SystemClock), true, &Limits::default()).await?;
    let engine = &running.engines[0];
    progress.begins("setting timers that wait", args.pending / TIMERS_A_STREAM);
    let far = SystemClock.now() + FAR;
    let streams = (0..args.pending / TIMERS_A_STREAM).map(|stream| {
        let until = (0..TIMERS_A_STREAM)
            .map(|timer| far + chrono::Duration::seconds((stream * TIMERS_A_STREAM + timer) as i64 % 86_400))
            .collect();
        (format!("far-{stream:07}"), until)
    });
    wait(engine, streams, progress).await?;

    progress.begins("idle", args.idle_seconds);
    let usage = Usage::measure(Duration::from_secs(args.idle_seconds)).await;
    let title = format!("idle, {} timers waiting", args.pending);
    report.push(Figure::percent(format!("{title}, of one core"), usage.cpu_share * 100.0));
    report.push(Figure::mebibytes(format!("{title}, memory"), usage.resident_mebibytes));

    progress.begins("firing one after the other", args.paced);
    let first = SystemClock.now() + HEAD_START;
    let gap = chrono::Duration::nanoseconds((1e9 / args.rate) as i64);
    let dues: Vec<Timestamp> = (0..args.paced).map(|number| first + gap * number as i32).collect();
    let streams = dues.iter().enumerate().map(|(number, due)| (format!("paced-{number:07}"), vec![*due]));
    wait(engine, streams.collect::<Vec<_>>().into_iter(), progress).await?;
    running.seen[0].take_instants();
    let before = running.seen[0].steps();
    until(&running, before + args.paced, progress).await;
    let at = running.seen[0].take_instants();
    let mut late: Vec<f64> = dues
        .iter()
        .enumerate()
        .filter_map(|(number, due)| {
            Some((*at.get(&format!("paced-{number:07}"))? - *due).as_seconds_f64() * 1e3)
        })
        .collect();
    late.sort_by(f64::total_cmp);
    let title = format!("late to the commit, {} a second", args.rate);
    for (name, share) in [("p50", 0.5), ("p99", 0.99), ("longest", 1.0)] {
        report.push(Figure::milliseconds(format!("{title}, {name}"), percentile(&late, share)));
    }
    running.stop().await;
    Ok(())
}

/// Has each stream wait for its instants.
async fn wait(
    engine: &Engine,
    streams: impl Iterator<Item = (String, Vec<Timestamp>)>,
    progress: &Progress,
) -> Result<(), BenchError> {
    let mut calls = futures::stream::iter(streams)
        .map(|(id, until)| {
            let actor = Actor { id: "u-bench".to_owned(), role: Role::Official, unit: String::new() };
            engine.execute(Request::<Waiting> {
                department: DEPARTMENT.to_owned(),
                request_id: format!("wait-{id}"),
                id,
                actor,
                command: WaitCommand::Wait { until },
            })
        })
        .buffer_unordered(CALLERS);
    let mut done = 0;
    while let Some(answer) = calls.next().await {
        answer?;
        done += 1;
        progress.at(done);
    }
    Ok(())
}

async fn until(running: &Running, steps: u64, progress: &Progress) {
    let begin = running.seen[0].steps();
    while running.seen[0].steps() < steps {
        progress.at(running.seen[0].steps() - begin);
        tokio::time::sleep(LOOK).await;
    }
}
