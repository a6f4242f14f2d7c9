//! The way from an accepted case over panel and sheets to a recognised base, and from a round to a base that
//! leaves: both services on real stores, spoken to over their gRPC faces only.

mod house;

use std::collections::BTreeMap;

use guohe_api::{
    assignment::v1::{self as assignment, InvitationState, PanelState, invitation_answered::Answer},
    common::v1::Role,
    evaluation::v1::{self as evaluation, DecisionState, PerformanceState, ReviewState},
    intake::v1::ApplicationAccepted,
    registry::v1::{BaseLeft, EvaluationDue},
};
use guohe_policy::credit_code_with_check;

use house::{DEPARTMENT, HOST, House, actor, by_expert, by_host, official};

const POLICY: &str = "hunan-2026";

impl House {
    /// Registers `e-1` to `e-n`, the first of the host itself, the others of institutions of their own.
    async fn register_experts(&self, count: u32) {
        for n in 1..=count {
            let own = credit_code_with_check(&format!("91430100MA4L{n:05}")).expect("a code");
            let profile = assignment::ExpertProfile {
                institution: if n == 1 { HOST.to_owned() } else { own },
                fields: vec!["430.30".into()],
                load_limit: 2,
                ..Default::default()
            };
            let personal = assignment::PersonalData { name: format!("专家{n}"), ..Default::default() };
            let request = assignment::RegisterExpertRequest {
                context: official(&format!("register-{n}")),
                expert: format!("e-{n}"),
                profile: Some(profile),
                personal: Some(personal),
            };
            self.assignment.clone().register_expert(request).await.expect("registered");
        }
    }

    async fn panel(&self, id: &str) -> Option<assignment::Panel> {
        let request = assignment::GetPanelRequest { department: DEPARTMENT.into(), panel: id.into() };
        self.assignment.clone().get_panel(request).await.ok()?.into_inner().panel
    }

    async fn panel_is(&self, id: &str, state: PanelState) {
        self.until(async || self.panel(id).await.is_some_and(|panel| panel.state() == state)).await;
    }

    async fn form(&self, request_id: &str, panel: &str) -> assignment::Panel {
        let request = assignment::FormPanelRequest {
            context: official(request_id),
            panel: panel.into(),
            disciplines: vec!["430.3010".into()],
            ..Default::default()
        };
        self.assignment
            .clone()
            .form_panel(request)
            .await
            .expect("formed")
            .into_inner()
            .panel
            .expect("a panel")
    }

    async fn invited(&self, panel: &str) -> Vec<assignment::Invitation> {
        let request = assignment::ListInvitationsRequest {
            department: DEPARTMENT.into(),
            panel: panel.into(),
            state: InvitationState::Sent.into(),
            ..Default::default()
        };
        self.assignment.clone().list_invitations(request).await.expect("listed").into_inner().invitations
    }

    async fn answer(&self, invitation: &assignment::Invitation, answer: Answer) {
        let request = assignment::AnswerInvitationRequest {
            context: by_expert(&format!("answer-{}", invitation.invitation), &invitation.expert),
            invitation: invitation.invitation.clone(),
            answer: answer.into(),
            reason: String::new(),
        };
        self.assignment.clone().answer_invitation(request).await.expect("answered");
    }

    async fn invited_count_is(&self, panel: &str, count: usize) -> Vec<assignment::Invitation> {
        self.until(async || self.invited(panel).await.len() == count).await;
        self.invited(panel).await
    }

    async fn review(&self, id: &str) -> Option<evaluation::Review> {
        let request = evaluation::GetReviewRequest { department: DEPARTMENT.into(), review: id.into() };
        self.evaluation.clone().get_review(request).await.ok()?.into_inner().review
    }

    async fn review_is(&self, id: &str, state: ReviewState) {
        self.until(async || self.review(id).await.is_some_and(|review| review.state() == state)).await;
    }

    async fn score(&self, review: &str, expert: &str, ability: u32) {
        let most = [("cooperation", 2500), ("team", 1500), ("mechanism_safety", 1500), ("plan", 2000)];
        let mut scores: BTreeMap<String, u32> =
            most.into_iter().map(|(code, points)| (code.to_owned(), points)).collect();
        scores.insert("ability".into(), ability);
        let request = evaluation::SubmitSheetRequest {
            context: by_expert(&format!("sheet-{review}-{expert}"), expert),
            review: review.into(),
            scores_hundredths: scores,
            comment_document: String::new(),
        };
        self.evaluation.clone().submit_sheet(request).await.expect("scored");
    }

    async fn decision(&self, id: &str) -> Option<evaluation::RecognitionDecision> {
        let request =
            evaluation::GetDecisionRequest { department: DEPARTMENT.into(), application: id.into() };
        self.evaluation.clone().get_decision(request).await.ok()?.into_inner().decision
    }

    async fn performance(&self, id: &str) -> Option<evaluation::Performance> {
        let request =
            evaluation::GetPerformanceRequest { department: DEPARTMENT.into(), performance: id.into() };
        self.evaluation.clone().get_performance(request).await.ok()?.into_inner().performance
    }

    async fn performance_is(&self, id: &str, state: PerformanceState) {
        self.until(async || self.performance(id).await.is_some_and(|found| found.state() == state)).await;
    }

    async fn expert(&self, id: &str, role: Role, asker: &str) -> assignment::Expert {
        let request = assignment::GetExpertRequest {
            department: DEPARTMENT.into(),
            expert: id.into(),
            actor: Some(actor(role, asker, "")),
        };
        self.assignment
            .clone()
            .get_expert(request)
            .await
            .expect("found")
            .into_inner()
            .expert
            .expect("an expert")
    }
}

fn accepted() -> ApplicationAccepted {
    ApplicationAccepted {
        application: "a-1".into(),
        institution: HOST.into(),
        institution_name: "某大学".into(),
        category: "joint_research".into(),
        policy: POLICY.into(),
        field: "先进储能材料".into(),
        unit: "u-1".into(),
        leader: "p-1".into(),
        ..Default::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_case_becomes_a_recognised_base() {
    let house = House::start("2026-06-01").await;
    house.register_experts(9).await;
    house.say("a-1", &accepted()).await;
    house.panel_is("p-a-1", PanelState::Wanted).await;

    let formed = house.form("form-1", "p-a-1").await;
    assert_eq!(formed.size, 5);
    assert_eq!(formed.excluded[0].reason, "same_institution");
    let invited = house.invited_count_is("p-a-1", 5).await;
    let again = house.form("form-1", "p-a-1").await;
    assert_eq!(again.seats.len(), 5, "the same request forms nothing twice");

    house.answer(&invited[0], Answer::Declined).await;
    for invitation in &invited[1..] {
        house.answer(invitation, Answer::Accepted).await;
    }
    let replacement = house.invited_count_is("p-a-1", 1).await;
    house.answer(&replacement[0], Answer::Accepted).await;
    house.panel_is("p-a-1", PanelState::Completed).await;
    house.review_is("a-1", ReviewState::Open).await;

    // One expert turns out to have a conflict after the panel is complete.
    let recused = invited[1].expert.clone();
    let request = assignment::RecuseExpertRequest {
        context: official("recuse-1"),
        panel: "p-a-1".into(),
        expert: recused.clone(),
        reason: "a former co-author".into(),
    };
    house.assignment.clone().recuse_expert(request).await.expect("recused");
    let newcomer = house.invited_count_is("p-a-1", 1).await;
    house.answer(&newcomer[0], Answer::Accepted).await;
    house.panel_is("p-a-1", PanelState::Completed).await;
    let seated = async || {
        let review = house.review("a-1").await.expect("a review");
        let open = review.sheets.iter().filter(|sheet| sheet.state() != evaluation::SheetState::Void);
        open.map(|sheet| sheet.expert.clone()).collect::<Vec<_>>()
    };
    house.until(async || seated().await.len() == 5 && !seated().await.contains(&recused)).await;

    for (n, expert) in (0..).zip(seated().await) {
        house.score("a-1", &expert, 1000 + 100 * n).await;
    }
    house.review_is("a-1", ReviewState::Completed).await;
    let review = house.review("a-1").await.expect("a review");
    assert_eq!((review.score_hundredths, review.grade()), (8700, evaluation::Grade::Excellent));
    assert!(review.card.is_some_and(|card| card.sample), "every answer says that the card is a sample");
    house.panel_is("p-a-1", PanelState::Reviewed).await;
    for n in 1..=9 {
        let id = format!("e-{n}");
        house.until(async || house.expert(&id, Role::Official, "o-1").await.engagements.is_empty()).await;
    }

    let state = async || house.decision("a-1").await.map(|decision| decision.state());
    house.until(async || state().await == Some(DecisionState::Reviewed)).await;
    let propose = evaluation::ProposeRecognitionRequest {
        context: official("propose-1"),
        application: "a-1".into(),
        opinion: "fits the layout".into(),
        balance: None,
    };
    house.evaluation.clone().propose_recognition(propose).await.expect("proposed");
    let issue = evaluation::IssueRecognitionRequest {
        context: official("issue-1"),
        application: "a-1".into(),
        document_number: "湘科发〔2026〕100号".into(),
        document_on: "2026-06-01".into(),
        base: String::new(),
    };
    let issued = house.evaluation.clone().issue_recognition(issue).await.expect("issued").into_inner();
    let decision = issued.decision.expect("a decision");
    assert_eq!((decision.state(), decision.base.as_str()), (DecisionState::Recognised, "b-a-1"));
    assert_eq!(
        decision.base_name.expect("a name").zh,
        "湖南省科学技术厅先进储能材料国际科技合作基地（联合研究）"
    );
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_absence_late_materials_and_a_base_that_leaves() {
    let house = House::start("2029-06-01").await;
    let anchor = evaluation::SetCohortAnchorRequest {
        context: official("anchor-1"),
        category: "joint_research".into(),
        anchor_on: "2026-09-15".into(),
    };
    house.evaluation.clone().set_cohort_anchor(anchor).await.expect("anchored");
    let open = evaluation::OpenRoundRequest {
        context: official("open-1"),
        round: "joint_research-2029".into(),
        category: "joint_research".into(),
        materials_due_on: "2029-07-31".into(),
    };
    house.evaluation.clone().open_round(open).await.expect("opened");
    let cohort = async || {
        let request =
            evaluation::GetCohortRequest { department: DEPARTMENT.into(), category: "joint_research".into() };
        house
            .evaluation
            .clone()
            .get_cohort(request)
            .await
            .expect("found")
            .into_inner()
            .cohort
            .expect("a cohort")
    };
    house.until(async || cohort().await.next_round_by == "2032-09-15").await;

    let due = EvaluationDue {
        performance: "f-1".into(),
        base: "b-1".into(),
        round: "joint_research-2029".into(),
        institution: HOST.into(),
        category: "joint_research".into(),
        materials_due_on: "2029-07-31".into(),
        policy: POLICY.into(),
        unit: "u-1".into(),
        ..Default::default()
    };
    house.say("b-1", &due).await;
    house.performance_is("f-1", PerformanceState::AwaitingMaterials).await;
    house.go_to("2029-08-01");
    house.performance_is("f-1", PerformanceState::Absent).await;
    let file = evaluation::FileMaterialsRequest {
        context: by_host("file-1"),
        performance: "f-1".into(),
        report_document: "ab".repeat(32),
        summary: "three joint projects".into(),
    };
    let filed = house.evaluation.clone().file_materials(file).await.expect("filed").into_inner();
    assert!(filed.performance.is_some_and(|performance| performance.late));
    house.panel_is("p-f-1", PanelState::Wanted).await;

    let left = BaseLeft { base: "b-1".into(), institution: HOST.into(), ..Default::default() };
    house.say("b-1", &left).await;
    house.performance_is("f-1", PerformanceState::Closed).await;
    house.panel_is("p-f-1", PanelState::Closed).await;
    house.review_is("f-1", ReviewState::Closed).await;
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn personal_data_is_shown_to_officials_and_to_the_expert_only() {
    let house = House::start("2026-06-01").await;
    house.register_experts(1).await;
    for (role, asker, shown) in [
        (Role::Official, "o-1", true),
        (Role::Expert, "e-1", true),
        (Role::Expert, "e-2", false),
        (Role::Host, "e-1", false),
    ] {
        let found = house.expert("e-1", role, asker).await;
        assert_eq!(found.personal.is_some(), shown, "{role:?} {asker}");
    }
    let request = assignment::ListExpertsRequest { department: DEPARTMENT.into(), ..Default::default() };
    let listed = house.assignment.clone().list_experts(request).await.expect("listed").into_inner();
    assert!(listed.experts.iter().all(|expert| expert.personal.is_none()));
    house.stop().await;
}
