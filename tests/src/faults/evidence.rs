//! What two runs of a scenario are compared by, and what must hold in the disturbed one by itself; read from the
//! tables, as an auditor would read them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use guohe_api::SERVICES;
use guohe_testkit::{postgres::Database, wait};
use tokio::task::block_in_place;

use super::ledger::Acknowledged;

/// Kinds of streams whose histories depend on the order in which concurrent work happens to run, in any two runs
/// with more than one process: who is asked to sit on which panel, in which order, and what that person is told.
const FREE_IN_ORDER: &str = "('panel', 'invitation', 'expert', 'review', 'notice', 'reminder')";

/// Longest time for the last messages to be marked as sent.
const MARKING_LIMIT: std::time::Duration = std::time::Duration::from_secs(30);

/// The histories of a run: for each stream its events and pending timers, with their instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Histories(BTreeMap<String, String>);

impl Histories {
    /// Reads them.
    pub(super) fn read(database: &Database) -> Result<Self> {
        let mut histories = BTreeMap::new();
        for service in SERVICES {
            let events = format!(
                "select kind || '/' || id || ' ' || string_agg(event_type || '@' || (recorded_at at time zone 'UTC'), \
                 ' ' order by recorded_at, event_type) from {service}.events where kind not in {FREE_IN_ORDER} \
                 group by kind, id"
            );
            let timers = format!(
                "select kind || '/' || id || ' timers ' || string_agg(name || '@' || (due at time zone 'UTC'), \
                 ' ' order by name) from {service}.timers where kind not in {FREE_IN_ORDER} group by kind, id"
            );
            for statement in [events, timers] {
                for line in run(database, &statement)?.lines() {
                    let (stream, history) = line.split_once(' ').context("a stream and its history")?;
                    let whole: &mut String = histories.entry(format!("{service}/{stream}")).or_default();
                    whole.push_str(history);
                }
            }
        }
        Ok(Self(histories))
    }

    /// How many streams there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How `other` differs, a few streams at most, in words.
    pub(super) fn differences(&self, other: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let different: Vec<&String> =
            names.into_iter().filter(|name| self.0.get(*name) != other.0.get(*name)).collect();
        let mut words: Vec<String> = different
            .iter()
            .take(5)
            .map(|name| format!("{name}: undisturbed {:?}, here {:?}", self.0.get(*name), other.0.get(*name)))
            .collect();
        if different.len() > words.len() {
            words.push(format!("{} streams differ in all", different.len()));
        }
        words
    }
}

/// What is wrong in a run's tables by themselves; empty where all is well.
pub(super) async fn defects(database: &Database, acknowledged: &Acknowledged) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    wrong.extend(left_over(database).await?);
    for service in SERVICES {
        for (what, statement) in own_rules(service) {
            let found = run(database, &statement)?;
            if !found.trim().is_empty() {
                wrong.push(format!("{service}: {what}: {}", found.trim().replace('\n', "; ")));
            }
        }
        let kept: BTreeSet<String> = run(database, &format!("select id from {service}.requests"))?
            .lines()
            .map(str::to_owned)
            .collect();
        let lost = acknowledged.requests.get(service).into_iter().flatten().filter(|id| !kept.contains(*id));
        wrong.extend(lost.map(|id| format!("{service}: the acknowledged command {id} is lost")));
    }
    Ok(wrong)
}

/// The rules each service's tables must keep; a statement that gives no rows is a rule kept.
fn own_rules(service: &str) -> Vec<(&'static str, String)> {
    let doubles = format!(
        "select kind, id, event_type, count(*) from (select kind, id, event_type, \
         convert_from(body, 'UTF8')::jsonb as event from {service}.events) e \
         group by kind, id, event_type, event->'cause', event->'data' having count(*) > 1 limit 5"
    );
    let gaps = format!(
        "select p.service, p.kind, p.id, p.last_sequence, count(i.sequence) from {service}.pairs p \
         left join {service}.inbox i using (service, department, kind, id) \
         group by p.service, p.department, p.kind, p.id, p.last_sequence \
         having count(i.sequence) <> p.last_sequence limit 5"
    );
    let mut rules = vec![
        ("one cause had the same effect twice", doubles),
        ("messages of a pair were not each handled once", gaps),
        ("dead letters", format!("select id, code, reason from {service}.dead limit 5")),
        ("parked messages", format!("select service, kind, id, sequence from {service}.parked limit 5")),
    ];
    for source in SERVICES {
        rules.push((
            "sent and handled differ",
            format!(
                "select '{source}', sent, handled from \
                 (select coalesce(sum((sent->>'{service}')::bigint), 0) as sent from {source}.streams) s, \
                 (select coalesce(sum(last_sequence), 0) as handled from {service}.pairs \
                 where service = '{source}') h where sent <> handled"
            ),
        ));
    }
    rules
}

/// Messages that are not marked as sent, after the time that marking them may take.
async fn left_over(database: &Database) -> Result<Vec<String>> {
    let each = SERVICES.map(|service| {
        format!("select '{service} ' || message_id from {service}.outbox where sent_at is null")
    });
    let statement = each.join(" union all ");
    let marked = || async { run(database, &statement).is_ok_and(|left| left.trim().is_empty()) };
    wait::until(MARKING_LIMIT, marked).await;
    Ok(run(database, &statement)?.lines().map(|line| format!("never marked as sent: {line}")).collect())
}

fn run(database: &Database, statement: &str) -> Result<String> {
    Ok(block_in_place(|| database.run(statement))?)
}
