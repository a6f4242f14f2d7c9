//! The operations service, the simulated clock and reflection, over the wire.

use guohe::system::System;
use guohe_api::operations::v1::{
    AdvanceToRequest, DiscardDeadLetterRequest, GetActivityRequest, GetDeadLetterRequest, GetHistoryRequest,
    GetTimeRequest, ListDeadLettersRequest, ListTimersRequest, ReplayDeadLetterRequest, TakeAuditRootRequest,
    VerifyAuditRequest, operations_service_client::OperationsServiceClient,
    simulated_clock_service_client::SimulatedClockServiceClient,
};
use guohe_clock::Clock;
use tonic::{Code, transport::Channel};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest, server_reflection_response::MessageResponse,
};

use crate::toy::{add, count, day, in_memory};

async fn channel(system: &System) -> Channel {
    let endpoint = Channel::from_shared(format!("http://{}", system.address())).expect("an address");
    endpoint.connect().await.expect("connects")
}

async fn client(system: &System) -> OperationsServiceClient<Channel> {
    OperationsServiceClient::new(channel(system).await)
}

const INTAKE: &str = "intake";
const STREAM: &str = "hunan/counter/c-1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_streams_history_and_timers_are_told_as_they_were_recorded() {
    let (system, _) = in_memory().await;
    let intake = system.engine(INTAKE).expect("runs here");
    for number in 0..3 {
        add(intake, "c-1", number, 30 + i64::from(number), false).await;
    }
    let mut client = client(&system).await;
    let request = GetHistoryRequest { service: INTAKE.into(), stream: STREAM.into(), after: 1, page_size: 1 };
    let events = client.get_history(request).await.expect("answered").into_inner().events;
    assert_eq!(events.len(), 1);
    assert_eq!((events[0].sequence, events[0].event_type.as_str()), (2, "added"));
    let envelope = guohe_api::struct_value(events[0].envelope.as_ref().expect("whole"));
    assert_eq!(envelope["actor"]["id"], "wang");
    assert_eq!(events[0].hash.len(), 64);

    let request = ListTimersRequest { service: INTAKE.into(), stream: STREAM.into() };
    let timers = client.list_timers(request).await.expect("answered").into_inner().timers;
    let named: Vec<_> = timers.iter().map(|timer| timer.name.as_str()).collect();
    assert_eq!(named, ["later-0", "later-1", "later-2"]);
    assert_eq!(timers[0].due_at, Some(guohe_api::timestamp(day("2026-04-08"))));
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_letter_is_listed_shown_replayed_in_vain_and_discarded() {
    let (system, _) = in_memory().await;
    add(system.engine(INTAKE).expect("runs here"), "c-1", 0, 30, true).await;
    system.settle().await.expect("quiet");
    let mut client = client(&system).await;
    let registry = || "registry".to_owned();
    let request = ListDeadLettersRequest { service: registry(), ..Default::default() };
    let listed = client.list_dead_letters(request.clone()).await.expect("answered").into_inner();
    let [letter] = listed.dead_letters.as_slice() else { panic!("{listed:?}") };
    assert_eq!((letter.code.as_str(), letter.reason.as_str()), ("MESSAGE_REFUSED", "refuse: is true"));

    let id = letter.id.clone();
    let request_one = GetDeadLetterRequest { service: registry(), id: id.clone() };
    let shown = client.get_dead_letter(request_one).await.expect("answered").into_inner();
    assert_eq!(shown.dead_letter.as_ref(), Some(letter));

    let replay = ReplayDeadLetterRequest { service: registry(), id: id.clone() };
    let refused = client.replay_dead_letter(replay).await.expect_err("still refused");
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(refused.message(), "given up again: refuse: is true; it stays here");

    let discard = DiscardDeadLetterRequest { service: registry(), id: id.clone() };
    client.discard_dead_letter(discard.clone()).await.expect("dropped");
    let gone = client.discard_dead_letter(discard).await.expect_err("gone");
    assert_eq!(gone.code(), Code::NotFound);
    let listed = client.list_dead_letters(request).await.expect("answered").into_inner();
    assert!(listed.dead_letters.is_empty());
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn chains_are_verified_and_activity_is_counted() {
    let (system, _) = in_memory().await;
    for number in 0..5 {
        add(system.engine(INTAKE).expect("runs here"), "c-1", number, 30, false).await;
    }
    system.settle().await.expect("quiet");
    let mut client = client(&system).await;
    let request = VerifyAuditRequest { service: INTAKE.into(), ..Default::default() };
    let report = client.verify_audit(request).await.expect("answered").into_inner();
    assert_eq!((report.streams, report.events, report.findings.len()), (1, 5, 0));
    let request = GetActivityRequest { service: INTAKE.into() };
    let activity = client.get_activity(request).await.expect("answered").into_inner();
    assert_eq!(activity.sent.get("registry"), Some(&5));
    assert_eq!((activity.handled, activity.dead, activity.in_flight), (0, 0, 0));
    assert_eq!(activity.next_due_at, Some(guohe_api::timestamp(day("2026-04-08"))));
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_no_root_is_taken_and_the_setting_is_named() {
    let (system, _) = in_memory().await;
    let mut client = client(&system).await;
    let status = client.take_audit_root(TakeAuditRootRequest { service: INTAKE.into() }).await;
    let status = status.expect_err("no key");
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert!(status.message().contains("set audit.signing_key"), "{}", status.message());
    assert_eq!(guohe_api::refusal_from(&status).expect("a refusal of ours").code, "AUDIT_KEY_MISSING");
    let trusted_keys = vec!["no key".to_owned()];
    let request = VerifyAuditRequest { service: INTAKE.into(), trusted_keys, all_roots: true };
    let status = client.verify_audit(request).await.expect_err("no key");
    assert_eq!(status.code(), Code::InvalidArgument);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_elsewhere_is_answered_with_those_that_are_here() {
    let (system, _) = in_memory().await;
    let mut client = client(&system).await;
    let request = GetActivityRequest { service: "assignment".into() };
    let status = client.get_activity(request).await.expect_err("not here");
    assert_eq!(status.code(), Code::NotFound);
    assert_eq!(status.message(), "\"assignment\" does not run here; intake, registry do");
    let refusal = guohe_api::refusal_from(&status).expect("a refusal of ours");
    assert_eq!(refusal.code, "SERVICE_UNKNOWN");
    let request = ListTimersRequest { service: INTAKE.into(), stream: "c-1".into() };
    let status = client.list_timers(request).await.expect_err("no stream");
    assert_eq!(status.code(), Code::InvalidArgument);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_clock_is_told_and_moved_over_the_wire() {
    let (system, clock) = in_memory().await;
    add(system.engine(INTAKE).expect("runs here"), "c-1", 0, 30, false).await;
    let mut client = SimulatedClockServiceClient::new(channel(&system).await);
    let told = client.get_time(GetTimeRequest {}).await.expect("answered").into_inner();
    assert_eq!(told.now, Some(guohe_api::timestamp(day("2026-03-09"))));
    let request = AdvanceToRequest { instant: Some(guohe_api::timestamp(day("2026-05-01"))) };
    let moved = client.advance_to(request).await.expect("answered").into_inner();
    assert_eq!(moved.now, Some(guohe_api::timestamp(day("2026-05-01"))));
    assert_eq!(clock.now(), day("2026-05-01"));
    system.settle().await.expect("quiet");
    assert_eq!(count(&system, INTAKE, "c-1").await.echoed, 1);
    let missing = client.advance_to(AdvanceToRequest { instant: None }).await.expect_err("refused");
    assert_eq!(missing.code(), Code::InvalidArgument);
    system.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_can_ask_for_the_interface() {
    let (system, _) = in_memory().await;
    let mut client = ServerReflectionClient::new(channel(&system).await);
    let message_request = Some(MessageRequest::ListServices(String::new()));
    let request = ServerReflectionRequest { host: String::new(), message_request };
    let asked = futures::stream::iter([request]);
    let mut answers = client.server_reflection_info(asked).await.expect("answered").into_inner();
    let answer = answers.message().await.expect("reads").expect("one").message_response;
    let Some(MessageResponse::ListServicesResponse(list)) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    assert!(names.contains(&"guohe.operations.v1.OperationsService".to_owned()), "{names:?}");
    assert!(names.contains(&"guohe.intake.v1.IntakeService".to_owned()), "{names:?}");
    system.stop().await;
}
