//! Applications: every state with every command, and the rules that decide a case.

mod admission;
mod drafts;
mod endings;
mod evaluation;
mod explained;
mod funding;
mod officials;
mod submission;
mod table;

use guohe_clock::{Date, end_of_day};
use guohe_flow::{Decision, Refusal, Role};
use guohe_policy::{Destination, RuleRef, Text};
use serde_json::Value;

use super::*;
use crate::{
    form::{StoredForm, summary},
    testing::{Play, actor, day, form, institution, morning},
};

type Case = Play<ApplicationWorkflow>;
type Command = ApplicationCommand;
type Decided = Decision<ApplicationEvent, ApplicationCommand>;

/// A call from 6 May to 29 May 2026.
fn terms() -> CallTerms {
    CallTerms {
        call: "c-2026".into(),
        policy: "hunan-2026".into(),
        opens_on: day("2026-05-06"),
        closes_on: day("2026-05-29"),
        accepted_until: day("2026-05-29"),
        categories: vec!["joint_research".into(), "tech_transfer".into(), "featured".into()],
        recommend_by: None,
        review_by: None,
    }
}

fn create() -> Command {
    Command::CreateDraft(DraftTerms {
        call: terms(),
        institution: institution(),
        category: "joint_research".into(),
        unit: "csu".into(),
    })
}

/// A stored form; its hash is a stand-in for the content's.
fn stored(form: &Value, sha256: &str) -> StoredForm {
    let facts = guohe_policy::Facts::parse(form).expect("fits the schema");
    summary(&facts, sha256.into())
}

fn save(form: &Value) -> Command {
    Command::SaveForm { form: stored(form, "f-1") }
}

fn submit(form: &Value) -> Command {
    Command::Submit { form: form.clone(), sha256: "f-1".into() }
}

fn ban_rule() -> RuleRef {
    RuleRef { rule: "H26-T-06".into(), article: "第十六条".into() }
}

fn standing(standing: Standing) -> Command {
    let barred = standing == Standing::Excluded;
    Command::StandingAnswered {
        revision: 1,
        standing,
        banned_until: barred.then(|| day("2031-04-30")),
        free_from: barred.then(|| day("2031-05-01")),
        base: if barred { "b-7".into() } else { String::new() },
        rules: vec![ban_rule()],
        reason: "取消资格后五年内不得再申请".into(),
    }
}

fn opinion(verdict: Verdict) -> Command {
    opinion_on(verdict, 1)
}

fn opinion_on(verdict: Verdict, revision: u32) -> Command {
    Command::OpinionGiven {
        unit: "csu".into(),
        verdict,
        opinion: "同意推荐".into(),
        given_on: day("2026-06-01"),
        signed_by: "r-1".into(),
        revision,
        rules: vec![],
    }
}

fn accept() -> Command {
    Command::Accept { rulings: vec![] }
}

fn refuse() -> Command {
    Command::RefuseAcceptance { reason: "材料不实".into(), rules: vec!["H26-C-1a".into()] }
}

fn send_back() -> Command {
    Command::ReturnForCorrection { reason: "补充协议".into(), rules: vec![], correct_by: None }
}

fn rule_on(admit: bool) -> Command {
    Command::RuleOnAdmission { admit, reason: "厅务会决定".into() }
}

fn reviewed() -> Command {
    Command::ReviewCompleted { score_hundredths: 8_650, panel: "p-1".into() }
}

fn proposed() -> Command {
    Command::DecisionProposed { proposed_by: "o-2".into() }
}

fn recognised() -> Command {
    Command::Recognised {
        base: "b-1".into(),
        base_name: Text::new("湖南省科学技术厅高速铁路安全国际科技合作基地（联合研究）", ""),
        document_number: "湘科函〔2026〕88号".into(),
        document_on: day("2026-10-15"),
    }
}

fn admitted() -> Command {
    Command::Admitted { destination: Destination::Library, decided_on: day("2026-10-15") }
}

fn not_recognised() -> Command {
    Command::NotRecognised { reason: "布局需要".into(), rules: vec![], decided_on: day("2026-10-15") }
}

fn ban_overtook() -> Command {
    Command::BanOvertook {
        banned_from: day("2026-05-10"),
        banned_until: day("2031-05-10"),
        rules: vec![ban_rule()],
    }
}

fn call_extended() -> Command {
    Command::CallExtended {
        closes_on: day("2026-06-12"),
        accepted_until: day("2026-06-12"),
        reason: "系统维护".into(),
    }
}

/// A draft of 8 May with its form stored, on the morning of 20 May.
fn draft() -> Case {
    let mut case = Case::new("a-1", morning("2026-05-08"));
    case.asks(Role::Host, &create()).expect("created");
    case.asks(Role::Host, &save(&form())).expect("stored");
    case.on("2026-05-20")
}

/// A case brought to a state by the commands that lead there.
fn case(status: Status) -> Case {
    let mut case = if status == Status::None { Case::new("a-1", morning("2026-05-08")) } else { draft() };
    match status {
        Status::None | Status::Draft => {}
        Status::Submitted => {
            case.asks(Role::Host, &submit(&form())).expect("lodged");
        }
        Status::NeedsRuling => {
            case = self::case(Status::Submitted);
            case.hears(&standing(Standing::NeedsRuling));
        }
        Status::Barred => {
            case = self::case(Status::Submitted);
            case.hears(&standing(Standing::Excluded));
        }
        Status::Recommending => {
            case = self::case(Status::Submitted);
            case.hears(&standing(Standing::Eligible));
        }
        Status::Returned => {
            case = self::case(Status::Recommending);
            case.hears(&opinion(Verdict::Returned));
        }
        Status::NotRecommended => {
            case = self::case(Status::Recommending);
            case.hears(&opinion(Verdict::NotRecommended));
        }
        Status::Recommended => {
            case = self::case(Status::Recommending);
            case.hears(&opinion(Verdict::Recommended));
        }
        Status::AwaitingAcceptance => {
            case = self::case(Status::Submitted);
            case.book = crate::testing::without_recommenders();
            case.hears(&standing(Standing::Eligible));
        }
        Status::NotAccepted => {
            case = self::case(Status::Recommended);
            case.asks(Role::Official, &refuse()).expect("refused");
        }
        Status::UnderReview => {
            case = self::case(Status::Recommended);
            case.asks(Role::Official, &accept()).expect("accepted");
        }
        Status::Reviewed => {
            case = self::case(Status::UnderReview);
            case.hears(&reviewed());
        }
        Status::Proposed => {
            case = self::case(Status::Reviewed);
            case.hears(&proposed());
        }
        Status::Recognised => {
            case = self::case(Status::Proposed);
            case.hears(&recognised());
        }
        Status::Admitted => {
            case = self::case(Status::Reviewed);
            case.hears(&admitted());
        }
        Status::NotRecognised => {
            case = self::case(Status::Proposed);
            case.hears(&not_recognised());
        }
        Status::Lapsed => {
            case.now = end_of_day(day("2026-05-29"));
            case.hears(&Command::CallClosed);
        }
        Status::Withdrawn => {
            case = self::case(Status::Recommending);
            case.asks(Role::Host, &Command::Withdraw { reason: String::new() }).expect("withdrawn");
        }
        Status::Void => {
            case = self::case(Status::UnderReview);
            case.asks(Role::Official, &Command::Void { facts: "协议系伪造".into() }).expect("voided");
        }
    }
    assert_eq!(case.state.status(), status);
    case
}

fn outcome(result: Result<Decided, Refusal>) -> String {
    match result {
        Ok(decision) if decision.is_nothing() => "-".into(),
        Ok(decision) => crate::testing::tags(&decision).join(" + "),
        Err(refusal) => refusal.code,
    }
}

fn due(decision: &Decided, name: &str) -> Option<guohe_clock::Timestamp> {
    decision.timers.iter().find_map(|change| match change {
        guohe_flow::TimerChange::Set(timer) if timer.name == name => Some(timer.due),
        _ => None,
    })
}

fn text_day(value: &Value) -> Date {
    day(value.as_str().expect("a date"))
}

fn other_host() -> guohe_flow::Actor {
    guohe_flow::Actor { unit: "91350100M000100Y43".into(), ..actor(Role::Host) }
}
