//! The service as clients meet it: gRPC on a real engine, store and bus, on a clock that is moved by hand.

use std::{sync::Arc, time::Duration};

use guohe_api::{
    common::v1 as common,
    recommendation::v1::{
        self as proto, opinion_given::Verdict, recommendation_service_client::RecommendationServiceClient,
    },
    refusal_from,
};
use guohe_bus::{InProcessBus, InProcessConfig};
use guohe_clock::{SimulatedClock, end_of_day, start_of_day};
use guohe_flow::{Actor, Engine, Limits, Node, Request, Role, Workflow};
use guohe_recommendation::{
    departure::{DepartureCommand, DepartureWorkflow},
    opinion::{OpinionCommand, OpinionWorkflow, Presentation, SubjectKind},
};
use guohe_store::SqliteStore;
use guohe_testkit::{decide::date, wait::until};
use tonic::{Code, service::Routes};

const LIMIT: Duration = Duration::from_secs(20);

struct Desk {
    engine: Engine,
    clock: SimulatedClock,
    client: RecommendationServiceClient<Routes>,
    asked: u32,
}

impl Desk {
    async fn open() -> Self {
        let clock = SimulatedClock::starting_at(start_of_day(date("2026-05-20")));
        let topology = guohe_api::topology();
        let engine = Node::start(
            guohe_recommendation::definition(),
            Arc::new(SqliteStore::in_memory().await.expect("a store")),
            Arc::new(InProcessBus::new(InProcessConfig::default(), topology.clone())),
            Arc::new(clock.clone()),
            Arc::new(topology),
            Limits::default(),
        )
        .await
        .expect("started");
        let mut builder = Routes::builder();
        guohe_recommendation::routes(engine.clone(), &mut builder);
        let client = RecommendationServiceClient::new(builder.routes());
        Self { engine, clock, client, asked: 0 }
    }

    /// Gives a command as a message would.
    async fn give<W: Workflow>(&mut self, id: &str, command: W::Command) {
        self.asked += 1;
        let request = Request {
            department: "hunan".into(),
            id: id.into(),
            request_id: format!("given-{}", self.asked),
            actor: Actor { id: "o-1".into(), role: Role::Official, unit: String::new() },
            command,
        };
        self.engine.execute::<W>(request).await.expect("carried out");
    }

    fn context(&mut self, role: common::Role, id: &str) -> Option<common::CommandContext> {
        self.asked += 1;
        let unit = if role == common::Role::Recommender { "csu".into() } else { String::new() };
        Some(common::CommandContext {
            department: "hunan".into(),
            request_id: format!("q-{}", self.asked),
            actor: Some(common::Actor { id: id.into(), role: role as i32, unit }),
        })
    }

    async fn register(&mut self) {
        let request = proto::RegisterUnitRequest {
            context: self.context(common::Role::Official, "o-1"),
            unit: "csu".into(),
            name: "中南大学".into(),
            kind: proto::UnitKind::CentralUniversity as i32,
            institution: String::new(),
        };
        self.client.register_unit(request).await.expect("registered");
    }

    async fn present(&mut self, subject: &str, kind: SubjectKind) {
        let case = Presentation {
            kind,
            unit: "csu".into(),
            institution: "91350100M000100Y43".into(),
            call: String::new(),
            category: String::new(),
            base: if kind == SubjectKind::Change { "b-1".into() } else { String::new() },
            policy: String::new(),
            submitted_by: "h-1".into(),
            revision: 1,
            due_on: Some(date("2026-06-12")),
            failed: vec![],
            open: vec![],
        };
        self.give::<OpinionWorkflow>(subject, OpinionCommand::Present(case)).await;
    }

    async fn speak(&mut self, subject: &str, who: &str) -> Result<proto::Opinion, tonic::Status> {
        let request = proto::GiveOpinionRequest {
            documents: Default::default(),
            context: self.context(common::Role::Recommender, who),
            subject: subject.into(),
            verdict: Verdict::Recommended as i32,
            opinion: "同意推荐".into(),
            ..Default::default()
        };
        let answer = self.client.give_opinion(request).await?.into_inner();
        Ok(answer.opinion.expect("a case"))
    }

    async fn opinion(&self, subject: &str) -> proto::Opinion {
        let request = proto::GetOpinionRequest { department: "hunan".into(), subject: subject.into() };
        let answer = self.client.clone().get_opinion(request).await.expect("found").into_inner();
        answer.opinion.expect("a case")
    }
}

#[tokio::test]
async fn a_unit_speaks_over_the_wire_and_the_applicant_does_not() {
    let mut desk = Desk::open().await;
    desk.register().await;
    desk.present("a-1", SubjectKind::Application).await;
    let status = desk.speak("a-1", "h-1").await.expect_err("the applicant's own user");
    assert_eq!(status.code(), Code::PermissionDenied);
    assert_eq!(refusal_from(&status).map(|refusal| refusal.code), Some("SAME_USER".into()));
    let given = desk.speak("a-1", "r-1").await.expect("given");
    assert_eq!((given.status(), given.signed_by.as_str()), (proto::OpinionStatus::Recommended, "r-1"));
    assert!(given.unit_known && given.tasks.is_empty());
    assert_eq!(desk.speak("a-404", "r-1").await.expect_err("unknown").code(), Code::NotFound);
}

#[tokio::test]
async fn a_day_that_passes_puts_the_case_on_the_officials_list() {
    let mut desk = Desk::open().await;
    desk.register().await;
    desk.present("a-1", SubjectKind::Application).await;
    desk.clock.advance_to(end_of_day(date("2026-06-12")));
    assert!(until(LIMIT, || async { desk.opinion("a-1").await.overdue }).await);
    let request = proto::ListOpinionsRequest {
        department: "hunan".into(),
        task: "recommendation_overdue".into(),
        overdue: true,
        ..Default::default()
    };
    let listed = desk.client.list_opinions(request).await.expect("listed").into_inner();
    assert_eq!(listed.opinions.len(), 1);
    assert_eq!(listed.opinions[0].status(), proto::OpinionStatus::Pending);
}

#[tokio::test]
async fn a_base_that_leaves_closes_its_changes_before_and_after() {
    let mut desk = Desk::open().await;
    desk.register().await;
    desk.present("ch-1", SubjectKind::Change).await;
    let leave = DepartureCommand::Leave {
        reason: "the base was recognised nationally".into(),
        effective_on: date("2026-05-19"),
        rules: vec![],
    };
    desk.give::<DepartureWorkflow>("b-1", leave).await;
    desk.present("ch-2", SubjectKind::Change).await;
    for subject in ["ch-1", "ch-2"] {
        let closed =
            until(LIMIT, || async { desk.opinion(subject).await.status() == proto::OpinionStatus::Closed });
        assert!(closed.await, "{subject} closes");
    }
}
