//! What is done about the matter of a base. Matters that the register opened by itself are found by their base.

use guohe_api::registry::v1::{
    DecideCancellationRequest, DismissMatterRequest, ListMattersRequest, Matter, OpenMatterRequest,
    ProposeCancellationRequest, ResumeClockRequest, RuleOnConductRequest, ServeDecisionRequest,
    ServeNoticeRequest, StateCaseRequest, StopClockRequest, WaiveHearingRequest,
};
use guohe_clock::Date;

use super::{ActError, Stage, document, host};
use crate::scenario::{act::MatterAct, doors::pages, stage::DEPARTMENT};

/// Does it.
pub(in crate::scenario) async fn perform(
    stage: &Stage<'_>,
    base: &str,
    act: &MatterAct,
) -> Result<(), ActError> {
    if let MatterAct::Open { ground, facts, conduct_on } = act {
        return open(stage, base, ground, facts, conduct_on).await;
    }
    let found = find(stage, base).await?;
    let matter = found.matter.clone();
    match act {
        MatterAct::Open { .. } => Ok(()),
        MatterAct::DoesNotReach => {
            let context = stage.chief("rule");
            let reason = "办法无溯及力规定，不适用于施行前的行为".to_owned();
            let request = RuleOnConductRequest { context, matter, reaches: false, reason };
            stage
                .command("rule", request, async |r| stage.doors.matters().rule_on_conduct(r).await)
                .await
                .map(drop)
        }
        MatterAct::Propose(ground) => {
            let request = ProposeCancellationRequest {
                findings: vec![],
                context: stage.official("propose"),
                matter,
                ground: ground.unwrap_or_default().to_owned(),
                reason: "事实清楚，拟取消资格".to_owned(),
            };
            stage
                .command("propose", request, async |r| stage.doors.matters().propose_cancellation(r).await)
                .await
                .map(drop)
        }
        MatterAct::ServeNotice => {
            let request = ServeNoticeRequest {
                context: stage.official("notice"),
                served_on: stage.today().to_string(),
                notice_hash: document(&format!("notice/{matter}")),
                matter,
            };
            stage
                .command("notice", request, async |r| stage.doors.matters().serve_notice(r).await)
                .await
                .map(drop)
        }
        MatterAct::Stop => {
            let reason = "等待司法鉴定意见".to_owned();
            let request = StopClockRequest { context: stage.official("stop"), matter, reason };
            stage
                .command("stop", request, async |r| stage.doors.matters().stop_clock(r).await)
                .await
                .map(drop)
        }
        MatterAct::Resume => {
            let request = ResumeClockRequest { context: stage.official("resume"), matter };
            stage
                .command("resume", request, async |r| stage.doors.matters().resume_clock(r).await)
                .await
                .map(drop)
        }
        MatterAct::State => {
            let request = StateCaseRequest {
                context: stage.clerk(host(stage, &found.institution)?, "state"),
                document_hash: document(&format!("statement/{matter}")),
                matter,
            };
            stage
                .command("state", request, async |r| stage.doors.matters().state_case(r).await)
                .await
                .map(drop)
        }
        MatterAct::Waive => {
            let context = stage.clerk(host(stage, &found.institution)?, "waive");
            let request = WaiveHearingRequest { context, matter };
            stage
                .command("waive", request, async |r| stage.doors.matters().waive_hearing(r).await)
                .await
                .map(drop)
        }
        MatterAct::TryDecideAsProposer(on) => {
            let request =
                DecideCancellationRequest { context: stage.official("decide"), ..decision(matter, *on) };
            stage
                .expect_refusal("decide", request, async |r| {
                    stage.doors.matters().decide_cancellation(r).await
                })
                .await
        }
        MatterAct::Decide(on) => {
            let request =
                DecideCancellationRequest { context: stage.chief("decide"), ..decision(matter, *on) };
            stage
                .command("decide", request, async |r| stage.doors.matters().decide_cancellation(r).await)
                .await
                .map(drop)
        }
        MatterAct::Dismiss => {
            let reason = "经查，情形不成立".to_owned();
            let request = DismissMatterRequest { context: stage.chief("dismiss"), matter, reason };
            stage
                .command("dismiss", request, async |r| stage.doors.matters().dismiss_matter(r).await)
                .await
                .map(drop)
        }
        MatterAct::ServeDecision => {
            let served_on = stage.today().to_string();
            let request = ServeDecisionRequest { context: stage.official("serve"), matter, served_on };
            stage
                .command("serve", request, async |r| stage.doors.matters().serve_decision(r).await)
                .await
                .map(drop)
        }
    }
}

fn decision(matter: String, on: Date) -> DecideCancellationRequest {
    DecideCancellationRequest {
        context: None,
        matter,
        document_number: format!("湘科示例〔{}〕{}号", on.format("%Y"), on.format("%m%d")),
        document_on: on.to_string(),
        reason: "听取陈述申辩后，事实成立，取消资格，五年内不得重新申请".to_owned(),
    }
}

async fn open(
    stage: &Stage<'_>,
    base: &str,
    ground: &str,
    facts: &str,
    conduct_on: &str,
) -> Result<(), ActError> {
    let matter = format!("m-{base}");
    let request = OpenMatterRequest {
        context: stage.official("open"),
        matter: matter.clone(),
        base: base.to_owned(),
        ground: ground.to_owned(),
        facts: facts.to_owned(),
        evidence_hash: document(&format!("evidence/{matter}")),
        conduct_on: conduct_on.to_owned(),
    };
    stage.command("open", request, async |r| stage.doors.matters().open_matter(r).await).await.map(drop)
}

/// The matter of a base; the script has one a base.
async fn find(stage: &Stage<'_>, base: &str) -> Result<Matter, ActError> {
    let request =
        ListMattersRequest { department: DEPARTMENT.to_owned(), base: base.to_owned(), ..Default::default() };
    let matters = pages!(stage.doors.matters(), list_matters, request, matters)?;
    matters.into_iter().next().ok_or_else(|| ActError::Missing(format!("{base} has no matter")))
}
