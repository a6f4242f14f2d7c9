//! Batches, one at a time.

use std::sync::Arc;

use guohe_clock::{Clock, SimulatedClock, Timestamp, start_of_day};
use guohe_flow::{
    Actor, CloudEvent, Committer, ExecuteError, Executed, Item, ItemOutcome, MessageOutcome, Origin,
    RefusalKind, Role, StreamKey,
    ports::{CommitPlan, DeadLetter, OutboxRecord, Store},
    verify_audit,
};
use guohe_store::SqliteStore;
use serde_json::json;

use crate::toy::{Command, State, definition, topology};

struct Bench {
    committer: Committer,
    store: Arc<dyn Store>,
    clock: SimulatedClock,
    requests: std::cell::Cell<u32>,
}

fn day(text: &str) -> Timestamp {
    start_of_day(text.parse().expect("a date"))
}

impl Bench {
    async fn new(service: &'static str) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::in_memory().await.expect("opens"));
        Self::over::<1>(service, store)
    }

    fn over<const V: u32>(service: &'static str, store: Arc<dyn Store>) -> Self {
        let clock = SimulatedClock::starting_at(day("2026-03-09"));
        let committer = Committer::new(
            definition::<V>(service),
            store.clone(),
            Arc::new(clock.clone()),
            Arc::new(topology()),
        );
        Self { committer, store, clock, requests: std::cell::Cell::new(0) }
    }

    fn item(&self, id: &str, command: &Command) -> Item {
        self.requests.set(self.requests.get() + 1);
        self.item_as(id, command, &format!("r-{}", self.requests.get()))
    }

    fn item_as(&self, id: &str, command: &Command, request_id: &str) -> Item {
        Item::Request {
            stream: StreamKey::new("hunan", "tally", id),
            request_id: request_id.to_owned(),
            actor: Actor { id: "u-1".into(), role: Role::Official, unit: String::new() },
            command: serde_json::to_value(command).expect("serialises"),
            trace: None,
        }
    }

    async fn run(&self, items: &[Item]) -> Vec<ItemOutcome> {
        self.committer.process(items).await.outcomes
    }

    async fn sent(&self, items: &[Item]) -> Vec<OutboxRecord> {
        self.committer.process(items).await.outbox
    }

    async fn state(&self, id: &str) -> State {
        let record = self.store.stream(&StreamKey::new("hunan", "tally", id)).await.expect("reads");
        record.map_or_else(State::default, |r| serde_json::from_value(r.state).expect("state"))
    }

    async fn take_up_parked(&self) {
        for parked in self.store.ready_parked(self.clock.now(), 10).await.expect("reads") {
            let event = CloudEvent::parse(&parked.body).expect("a message");
            let origin = Origin::Parked(parked.attempts);
            self.run(&[Item::Message { event: Box::new(event), body: parked.body, origin }]).await;
        }
    }

    async fn fire_due(&self) -> usize {
        let due = self.store.due_timers(self.clock.now(), 100).await.expect("reads");
        let items: Vec<Item> =
            due.into_iter().map(|record| Item::Timer { record: Box::new(record) }).collect();
        self.run(&items).await.len()
    }
}

fn message(record: &OutboxRecord) -> Item {
    let event = CloudEvent::parse(&record.body).expect("a message");
    Item::Message { event: Box::new(event), body: record.body.clone(), origin: Origin::Bus }
}

fn answer(outcome: &ItemOutcome) -> &Executed {
    match outcome {
        ItemOutcome::Answered(Ok(executed)) => executed,
        other => panic!("not answered: {other:?}"),
    }
}

fn refusal_code(outcome: &ItemOutcome) -> &str {
    match outcome {
        ItemOutcome::Answered(Err(ExecuteError::Refused(refusal))) => &refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_same_request_id_gives_the_same_answer_and_happens_once() {
    let bench = Bench::new("left").await;
    let first = bench.run(&[bench.item_as("a", &Command::Add(5), "r")]).await;
    let again = bench.run(&[bench.item_as("a", &Command::Add(5), "r")]).await;
    assert_eq!((answer(&first[0]).answer.clone(), answer(&first[0]).repeated), (json!(5), false));
    assert_eq!((answer(&again[0]).answer.clone(), answer(&again[0]).repeated), (json!(5), true));
    let within = bench.item_as("b", &Command::Add(1), "s");
    bench.run(&[within.clone(), within]).await;
    assert_eq!((bench.state("a").await.sum, bench.state("b").await.sum), (5, 1));
}

#[tokio::test]
async fn a_request_id_used_for_another_command_is_refused() {
    let bench = Bench::new("left").await;
    bench.run(&[bench.item_as("a", &Command::Add(5), "r")]).await;
    let outcomes = bench.run(&[bench.item_as("a", &Command::Add(6), "r")]).await;
    assert_eq!(refusal_code(&outcomes[0]), "REQUEST_ID_REUSED");
    assert_eq!(bench.state("a").await.sum, 5);
}

#[tokio::test]
async fn a_bad_command_harms_no_neighbour_in_its_batch() {
    let bench = Bench::new("left").await;
    let items = [
        bench.item("a", &Command::Add(1)),
        bench.item("a", &Command::Panic),
        bench.item("b", &Command::Add(-1)),
        bench.item("c", &Command::Grow(300 * 1024)),
        bench.item("d", &Command::MessageWithoutEvent),
        bench.item("a", &Command::Add(2)),
    ];
    let outcomes = bench.run(&items).await;
    assert!(
        matches!(&outcomes[1], ItemOutcome::Answered(Err(ExecuteError::Internal(words))) if words.contains("defect"))
    );
    assert_eq!(refusal_code(&outcomes[2]), "NEGATIVE");
    assert_eq!(refusal_code(&outcomes[3]), "STATE_TOO_LARGE");
    assert!(matches!(&outcomes[4], ItemOutcome::Answered(Err(ExecuteError::Internal(_)))));
    assert_eq!(bench.state("a").await.history, [1, 2]);
}

#[tokio::test]
async fn a_timer_fires_once_never_early_and_not_after_it_was_cancelled() {
    let bench = Bench::new("left").await;
    let at = day("2027-01-15");
    let set = |name: &str, number| Command::AddAt { number, at, name: name.to_owned() };
    bench.run(&[bench.item("a", &set("kept", 7)), bench.item("a", &set("cancelled", 100))]).await;
    bench.run(&[bench.item("a", &Command::Cancel("cancelled".into()))]).await;
    bench.clock.advance_to(at - chrono::Duration::microseconds(1));
    assert_eq!(bench.fire_due().await, 0);
    bench.clock.advance_to(at);
    let due = bench.store.due_timers(at, 10).await.expect("reads");
    let twice: Vec<Item> =
        due.iter().chain(&due).map(|record| Item::Timer { record: Box::new(record.clone()) }).collect();
    assert_eq!(twice.len(), 2);
    bench.run(&twice).await;
    bench.run(&twice).await;
    assert_eq!(bench.state("a").await.history, [7]);
}

#[tokio::test]
async fn a_timer_set_again_moves() {
    let bench = Bench::new("left").await;
    let set = |at: &str, number| Command::AddAt { number, at: day(at), name: "t".to_owned() };
    bench.run(&[bench.item("a", &set("2027-01-15", 1)), bench.item("a", &set("2028-01-15", 2))]).await;
    bench.clock.advance_to(day("2027-06-01"));
    assert_eq!(bench.fire_due().await, 0);
    bench.clock.advance_to(day("2028-01-15"));
    bench.fire_due().await;
    assert_eq!(bench.state("a").await.history, [2]);
}

#[tokio::test]
async fn messages_of_a_pair_apply_in_turn_whatever_order_they_come_in() {
    let (left, right) = (Bench::new("left").await, Bench::new("right").await);
    let sends: Vec<Item> =
        (1..=4).map(|number| left.item("source", &Command::Send { to: "sink".into(), number })).collect();
    let sent = left.sent(&sends).await;
    for index in [3, 1, 0, 0, 3] {
        right.run(&[message(&sent[index])]).await;
    }
    right.take_up_parked().await;
    right.run(&[message(&sent[2])]).await;
    right.take_up_parked().await;
    assert_eq!(right.state("sink").await.history, [1, 2, 3, 4]);
    let counts = right.store.counts().await.expect("counts");
    assert_eq!((counts.handled, counts.parked, counts.dead), (4, 0, 0));
    assert_eq!(left.store.counts().await.expect("counts").sent.get("right"), Some(&4));
}

#[tokio::test]
async fn a_message_that_is_too_early_in_substance_waits_and_holds_its_successors() {
    let (left, right) = (Bench::new("left").await, Bench::new("right").await);
    let sends = [1000, 1].map(|number| left.item("source", &Command::Send { to: "sink".into(), number }));
    let sent = left.sent(&sends).await;
    let outcomes = right.run(&[message(&sent[0]), message(&sent[1])]).await;
    assert!(matches!(outcomes[0], ItemOutcome::Message(MessageOutcome::Parked)));
    assert!(matches!(outcomes[1], ItemOutcome::Later(_)));
    assert!(right.store.ready_parked(right.clock.now(), 10).await.expect("reads").is_empty());
    right.run(&[right.item("sink", &Command::Add(1))]).await;
    let retry = right.store.next_retry().await.expect("reads").expect("a retry is set");
    right.clock.advance_to(retry);
    right.take_up_parked().await;
    right.run(&[message(&sent[1])]).await;
    assert_eq!(right.state("sink").await.history, [1, 1000, 1]);
}

#[tokio::test]
async fn a_message_that_never_becomes_ready_dies_and_lets_its_successors_pass() {
    let (left, right) = (Bench::new("left").await, Bench::new("right").await);
    let sends = [1000, 1].map(|number| left.item("source", &Command::Send { to: "sink".into(), number }));
    let sent = left.sent(&sends).await;
    right.run(&[message(&sent[0])]).await;
    while let Some(retry) = right.store.next_retry().await.expect("reads") {
        right.clock.advance_to(retry);
        right.take_up_parked().await;
    }
    right.run(&[message(&sent[1])]).await;
    assert_eq!(right.state("sink").await.history, [1]);
    let dead = right.store.dead_letters("", 10).await.expect("reads");
    assert_eq!((dead.len(), dead[0].code.as_str(), dead[0].attempts), (1, "NEVER_READY", 12));
    let event = CloudEvent::parse(&dead[0].body).expect("a message");
    let replay =
        Item::Message { event: Box::new(event), body: dead[0].body.clone(), origin: Origin::DeadLetter };
    right.run(&[replay]).await;
    assert_eq!(right.state("sink").await.history, [1, 1000]);
    assert!(right.store.dead_letters("", 10).await.expect("reads").is_empty());
}

#[tokio::test]
async fn a_letter_that_was_never_in_turn_is_replayed_in_its_turn_and_once() {
    let (left, right) = (Bench::new("left").await, Bench::new("right").await);
    let sends = [1, 2].map(|number| left.item("source", &Command::Send { to: "sink".into(), number }));
    let sent = left.sent(&sends).await;
    let event = CloudEvent::parse(&sent[1].body).expect("a message");
    let letter = DeadLetter {
        id: event.id.clone(),
        event_type: event.event_type.clone(),
        code: "PARKED_TOO_LONG".to_owned(),
        reason: String::new(),
        body: sent[1].body.clone(),
        attempts: 0,
        died_at: right.clock.now(),
    };
    let replay =
        Item::Message { event: Box::new(event), body: sent[1].body.clone(), origin: Origin::DeadOutOfTurn };
    let dies = async || {
        let mut transaction = right.store.begin().await.expect("begun");
        let plan = CommitPlan { dead: vec![letter.clone()], ..CommitPlan::default() };
        transaction.write(&plan).await.expect("written");
        transaction.commit().await.expect("committed");
    };
    dies().await;
    let early = right.run(std::slice::from_ref(&replay)).await;
    assert!(matches!(early[0], ItemOutcome::Message(MessageOutcome::Parked)), "{early:?}");
    assert!(right.store.dead_letters("", 10).await.expect("reads").is_empty());
    right.run(&[message(&sent[0])]).await;
    right.take_up_parked().await;
    assert_eq!(right.state("sink").await.history, [1, 2]);
    dies().await;
    let again = right.run(&[replay]).await;
    assert!(matches!(again[0], ItemOutcome::Message(MessageOutcome::Duplicate)), "{again:?}");
    assert_eq!(right.state("sink").await.history, [1, 2]);
    assert!(right.store.dead_letters("", 10).await.expect("reads").is_empty());
}

#[tokio::test]
async fn what_cannot_be_handled_goes_to_the_dead_letters_with_its_reason() {
    let (left, right) = (Bench::new("left").await, Bench::new("right").await);
    let sent = left.sent(&[left.item("source", &Command::Send { to: "sink".into(), number: -1 })]).await;
    let unreadable =
        Item::Unreadable { body: b"hello".to_vec(), reason: "not a structured CloudEvent".into() };
    let mut wrong = CloudEvent::parse(&sent[0].body).expect("a message");
    wrong.subject = "hunan/tally/other".into();
    wrong.id = "hunan/tally/other/1".into();
    wrong.data = json!({"to": "sink"});
    let body = serde_json::to_vec(&wrong).expect("serialises");
    let refused = Item::Message { event: Box::new(wrong), body, origin: Origin::Bus };
    right.run(&[unreadable, message(&sent[0]), refused]).await;
    let mut codes: Vec<String> =
        right.store.dead_letters("", 10).await.expect("reads").into_iter().map(|dead| dead.code).collect();
    codes.sort();
    assert_eq!(codes, ["HANDLER_FAILED", "MESSAGE_REFUSED", "NOT_A_CLOUD_EVENT"]);
}

#[tokio::test]
async fn a_timer_whose_command_is_a_defect_goes_to_the_dead_letters_once() {
    let bench = Bench::new("left").await;
    let at = day("2027-01-15");
    bench.run(&[bench.item("a", &Command::PanicAt(at))]).await;
    bench.clock.advance_to(at);
    bench.fire_due().await;
    assert_eq!(bench.fire_due().await, 0);
    let dead = bench.store.dead_letters("", 10).await.expect("reads");
    assert_eq!((dead.len(), dead[0].code.as_str()), (1, "TIMER_FAILED"));
    let record = serde_json::from_slice(&dead[0].body).expect("the timer as it was");
    bench.run(&[Item::TimerAgain { letter: dead[0].id.clone(), record: Box::new(record) }]).await;
    assert!(bench.store.dead_letters("", 10).await.expect("reads").is_empty());
    assert_eq!(bench.fire_due().await, 1);
    assert_eq!(bench.store.dead_letters("", 10).await.expect("reads").len(), 1);
}

#[tokio::test]
async fn a_snapshot_of_another_version_is_rebuilt_from_upcast_events() {
    let old = Bench::new("left").await;
    old.run(&[old.item("a", &Command::Add(3)), old.item("a", &Command::Add(4))]).await;
    let new = Bench::over::<2>("left", old.store.clone());
    let outcomes = new.run(&[new.item_as("a", &Command::Add(1), "new")]).await;
    assert_eq!(answer(&outcomes[0]).answer, json!(71));
    assert_eq!(new.state("a").await.history, [30, 40, 1]);
    let report = verify_audit(&definition::<2>("left"), new.store.as_ref()).await.expect("reads");
    assert_eq!(report.findings, Vec::<String>::new(), "stored bytes never change");
}

#[tokio::test]
async fn a_timer_set_by_an_older_version_gives_its_command_upcast() {
    let old = Bench::new("left").await;
    let at = day("2031-03-09");
    old.run(&[old.item("a", &Command::AddAt { number: 7, at, name: "t".into() })]).await;
    let new = Bench::over::<2>("left", old.store.clone());
    new.clock.advance_to(at);
    new.fire_due().await;
    assert_eq!(new.state("a").await.history, [70]);
}

#[tokio::test]
async fn a_command_may_see_a_page_of_its_neighbours() {
    let bench = Bench::new("left").await;
    let items = [("a", 500), ("b", 1), ("c", 500)].map(|(id, n)| bench.item(id, &Command::Add(n)));
    bench.run(&items).await;
    bench.run(&[bench.item("counter", &Command::CountOthers)]).await;
    assert_eq!(bench.state("counter").await.others, 2);
}

#[tokio::test]
async fn every_chain_verifies_and_the_events_say_who_and_why() {
    let bench = Bench::new("left").await;
    let items: Vec<Item> = (0..20).map(|n| bench.item(["a", "b"][n % 2], &Command::Add(n as i64))).collect();
    bench.run(&items).await;
    let report = verify_audit(&definition::<1>("left"), bench.store.as_ref()).await.expect("reads");
    assert_eq!((report.streams, report.events, report.findings), (2, 20, vec![]));
    let events = bench.store.events(&StreamKey::new("hunan", "tally", "a"), 0, 1).await.expect("reads");
    let envelope = events[0].open().expect("opens");
    assert_eq!((envelope.actor.id.as_str(), envelope.sequence), ("u-1", 1));
    assert_eq!(guohe_flow::chain_hash(&events[0].body), events[0].hash);
}

#[tokio::test]
async fn a_person_is_told_when_a_fact_is_still_to_come() {
    let bench = Bench::new("left").await;
    let outcomes = bench.run(&[bench.item("a", &Command::NeedsSum { at_least: 1, number: 1 })]).await;
    match &outcomes[0] {
        ItemOutcome::Answered(Err(ExecuteError::Refused(refusal))) => {
            assert_eq!(refusal.kind, RefusalKind::NotYet)
        }
        other => panic!("{other:?}"),
    }
}
