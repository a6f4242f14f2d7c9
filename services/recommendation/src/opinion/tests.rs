//! Cases before their unit: every state with every command, and who may sign what, when.

use std::collections::BTreeMap;

use guohe_clock::end_of_day;
use guohe_flow::{Attributes, Decision, Found, Refusal, RefusalKind, Role, TimerChange};
use guohe_policy::{RuleRef, SwitchValue};

use super::*;
use crate::testing::{
    Play, actor, day, found, institution, message, morning, notices, request, sent, tags, with_switch,
};

type Case = Play<OpinionWorkflow>;
type Command = OpinionCommand;

fn presentation(kind: SubjectKind, revision: u32) -> Presentation {
    let application = kind == SubjectKind::Application;
    Presentation {
        kind,
        unit: "csu".into(),
        institution: institution(),
        call: if application { "c-2026".into() } else { String::new() },
        category: if application { "joint_research".into() } else { String::new() },
        base: if application { String::new() } else { "b-1".into() },
        policy: "hunan-2026".into(),
        submitted_by: "h-1".into(),
        revision,
        due_on: application.then(|| day("2026-06-12")),
        failed: vec![RuleRef { rule: "H26-JR-1b".into(), article: "第六条第1项".into() }],
        open: vec![],
    }
}

fn present(revision: u32) -> Command {
    Command::Present(presentation(SubjectKind::Application, revision))
}

fn give(verdict: Verdict) -> Command {
    Command::Give {
        verdict,
        opinion: "同意推荐".into(),
        rules: vec![],
        revision: 0,
        documents: BTreeMap::new(),
    }
}

fn send_back() -> Command {
    Command::Return { reason: "补充协议".into(), rules: vec![] }
}

fn close() -> Command {
    Command::Close { reason: "withdrawn".into(), rules: vec![] }
}

fn unit(id: &str) -> Found {
    found(id, Attributes::new().text("unit", id).text("institution", institution()))
}

/// A case brought to a state, on 20 May 2026.
fn case(status: OpinionStatus) -> Case {
    let mut case = Case::new("a-1", morning("2026-05-20"));
    case.found = vec![unit("csu")];
    if status != OpinionStatus::None {
        case.hears(&present(1));
    }
    match status {
        OpinionStatus::None | OpinionStatus::Pending => {}
        OpinionStatus::Returned => drop(case.asks(Role::Recommender, &send_back()).expect("returned")),
        OpinionStatus::Recommended => {
            drop(case.asks(Role::Recommender, &give(Verdict::Recommended)).expect("given"));
        }
        OpinionStatus::NotRecommended => {
            drop(case.asks(Role::Recommender, &give(Verdict::NotRecommended)).expect("given"));
        }
        OpinionStatus::Closed => drop(case.hears(&close())),
    }
    assert_eq!(case.state.status, status);
    case
}

/// A change of base `b-1`, pending.
fn change() -> Case {
    let mut case = Case::new("ch-1", morning("2028-03-02"));
    case.found = vec![unit("csu")];
    case.hears(&Command::Present(presentation(SubjectKind::Change, 1)));
    case.found = vec![];
    case
}

/// One of each command with who gives it; a new command without a place here does not compile.
fn samples() -> Vec<(Role, Command)> {
    let by = |command: &Command| match command {
        Command::Give { .. } | Command::Return { .. } => Role::Recommender,
        Command::AssignUnit { .. } => Role::Official,
        Command::Present(_) | Command::Close { .. } | Command::Overdue { .. } | Command::CheckBase => {
            Role::System
        }
    };
    let samples = vec![
        present(1),
        present(2),
        give(Verdict::Recommended),
        give(Verdict::NotRecommended),
        send_back(),
        Command::AssignUnit { unit: "hnu".into(), reason: "填报有误".into() },
        close(),
        Command::Overdue { revision: 1 },
        Command::CheckBase,
    ];
    samples.into_iter().map(|command| (by(&command), command)).collect()
}

fn outcome(result: Result<Decision<OpinionEvent, Command>, Refusal>) -> String {
    match result {
        Ok(decision) if decision.is_nothing() => "-".into(),
        Ok(decision) => tags(&decision).join(" + "),
        Err(refusal) => refusal.code,
    }
}

/// In the order of [`samples`], on the day after the opinion was due.
const TABLE: [(OpinionStatus, [&str; 9]); 6] = {
    use OpinionStatus as S;
    const UNKNOWN: &str = "OPINION_UNKNOWN";
    const WRONG: &str = "WRONG_STATE";
    [
        (S::None, ["presented", "presented", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, "-", "-", "-"]),
        (
            S::Pending,
            ["-", "presented", "given", "given", "given", "unit_assigned", "closed", "became_overdue", "-"],
        ),
        (S::Returned, ["-", "presented", WRONG, WRONG, WRONG, WRONG, "closed", "-", "-"]),
        (S::Recommended, ["-", "presented", WRONG, WRONG, WRONG, WRONG, "-", "-", "-"]),
        (S::NotRecommended, ["-", "presented", WRONG, WRONG, WRONG, WRONG, "-", "-", "-"]),
        (S::Closed, ["-", "-", WRONG, WRONG, WRONG, WRONG, "-", "-", "-"]),
    ]
};

#[test]
fn every_state_answers_every_command() {
    assert_eq!(TABLE.map(|(status, _)| status), OpinionStatus::ALL);
    for (status, expected) in TABLE {
        let mut case = case(status).on("2026-06-13");
        case.found = vec![unit("csu"), unit("hnu")];
        for ((role, command), expected) in samples().iter().zip(expected) {
            let cause = if *role == Role::System { message() } else { request() };
            let got = outcome(case.decide(&actor(*role), &cause, command));
            assert_eq!(got, expected, "{} in {}", command.name(), status.name());
        }
    }
}

#[test]
fn a_fact_that_arrives_twice_changes_nothing_the_second_time() {
    for status in OpinionStatus::ALL {
        for (_, command) in samples().into_iter().filter(|(role, _)| *role == Role::System) {
            let mut case = case(status).on("2026-06-13");
            case.hears(&command);
            assert!(case.hears(&command).is_nothing(), "{} twice in {}", command.name(), status.name());
        }
    }
}

#[test]
fn commands_and_states_read_back_what_was_stored() {
    for (_, command) in samples() {
        let json = serde_json::to_value(&command).expect("serialises");
        assert_eq!(serde_json::from_value::<Command>(json).expect("reads"), command);
    }
    for status in OpinionStatus::ALL {
        let state = case(status).state;
        let json = serde_json::to_value(&state).expect("serialises");
        assert_eq!(serde_json::from_value::<OpinionState>(json).expect("reads"), state);
    }
}

#[test]
fn a_case_sets_its_day_and_reminds_the_unit() {
    let mut case = Case::new("a-1", morning("2026-05-20"));
    case.found = vec![unit("csu")];
    let decision = case.hears(&present(1));
    let due = decision.timers.iter().find_map(|change| match change {
        TimerChange::Set(timer) if timer.name == "due" => Some(timer.due),
        _ => None,
    });
    assert_eq!(due, Some(end_of_day(day("2026-06-12"))));
    let reminder = sent(&decision.messages, "recommendation.deadline.set").expect("reminded");
    assert_eq!(reminder["remindOn"], serde_json::json!(["2026-06-05", "2026-06-11"]));
    assert_eq!(notices(&decision.messages), ["opinion_wanted"]);
    assert_eq!(case.state.tasks[0].rules[0].rule, "H26-JR-1b", "what failed is shown to the unit");
}

#[test]
fn a_case_without_a_day_gets_the_packs_period() {
    let case = change();
    // A month from 2 March 2028 is 2 April, a Sunday; no calendar of 2028 is loaded, so Monday it is.
    assert_eq!(case.state.case.as_ref().and_then(|case| case.due_on), Some(day("2028-04-03")));
}

#[test]
fn an_opinion_goes_back_to_where_the_case_lives() {
    let mut application = case(OpinionStatus::Pending);
    let decision = application.asks(Role::Recommender, &give(Verdict::Recommended)).expect("given");
    let opined = sent(&decision.messages, "recommendation.application.opined").expect("sent");
    assert_eq!((&opined["verdict"], &opined["signedBy"]), (&"VERDICT_RECOMMENDED".into(), &"r-1".into()));
    assert_eq!((&opined["revision"], &opined["givenOn"]), (&1.into(), &"2026-05-20".into()));
    let decision = change().asks(Role::Recommender, &give(Verdict::Recommended)).expect("given");
    let opined = sent(&decision.messages, "recommendation.change.opined").expect("sent");
    assert_eq!(opined["subjectKind"], "SUBJECT_KIND_CHANGE");
    assert!(sent(&decision.messages, "recommendation.application.opined").is_none());
}

#[test]
fn who_lodged_the_case_does_not_sign_its_opinion() {
    let case = case(OpinionStatus::Pending);
    let same = guohe_flow::Actor { id: "h-1".into(), ..actor(Role::Recommender) };
    for command in [give(Verdict::Recommended), give(Verdict::NotRecommended), send_back()] {
        let refusal = case.decide(&same, &request(), &command).expect_err("the same user");
        assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Forbidden, "SAME_USER"));
        assert_eq!(refusal.rules[0].rule, "H26-P-2");
    }
}

#[test]
fn only_the_unit_itself_speaks() {
    let case = case(OpinionStatus::Pending);
    let other = guohe_flow::Actor { unit: "hnu".into(), ..actor(Role::Recommender) };
    let refusal = case.decide(&other, &request(), &give(Verdict::Recommended)).expect_err("another unit");
    assert_eq!(refusal.code, "OTHER_UNIT");
    for role in [Role::Host, Role::Official, Role::Expert] {
        let refusal = case.decide(&actor(role), &request(), &send_back()).expect_err("no recommender");
        assert_eq!(refusal.code, "ROLE_RECOMMENDER");
    }
}

#[test]
fn a_unit_may_recommend_its_own_institution_unless_the_department_blocks_it() {
    let mut case = case(OpinionStatus::Pending);
    assert_eq!(case.state.unit_institution, institution());
    case.book = with_switch("self_recommendation", SwitchValue::Word("block".into()));
    let refusal = case.asks(Role::Recommender, &give(Verdict::Recommended)).expect_err("blocked");
    assert_eq!((refusal.kind, refusal.code.as_str()), (RefusalKind::Rule, "SELF_RECOMMENDATION"));
    case.book = crate::testing::book();
    case.asks(Role::Recommender, &give(Verdict::Recommended)).expect("allowed with separation");
}

#[test]
fn an_opinion_needs_words_rules_of_the_pack_and_the_submission_that_was_read() {
    let case = case(OpinionStatus::Pending);
    let said = |opinion: &str, rules: &[&str], revision| Command::Give {
        verdict: Verdict::Recommended,
        opinion: opinion.into(),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        revision,
        documents: BTreeMap::new(),
    };
    for (command, code) in [
        (said(" ", &[], 0), "WORDS_MISSING"),
        (said(&"好".repeat(4_001), &[], 0), "WORDS_TOO_LONG"),
        (said("同意", &["H26-X-99"], 0), "RULE_UNKNOWN"),
        (said("同意", &[], 2), "REVISION_CHANGED"),
        (give(Verdict::Returned), "VERDICT"),
    ] {
        let refusal = case.decide(&actor(Role::Recommender), &request(), &command).expect_err(code);
        assert_eq!(refusal.code, code);
    }
}

#[test]
fn an_overdue_opinion_opens_a_task_and_can_still_be_given() {
    let mut case = case(OpinionStatus::Pending);
    assert!(case.hears(&Command::Overdue { revision: 1 }).is_nothing(), "not before the day is over");
    case.now = end_of_day(day("2026-06-12"));
    let decision = case.hears(&Command::Overdue { revision: 1 });
    assert_eq!(notices(&decision.messages), ["opinion_overdue"]);
    assert_eq!(
        (case.state.status, case.state.tasks[0].code.as_str()),
        (OpinionStatus::Pending, "recommendation_overdue")
    );
    case.asks(Role::Recommender, &give(Verdict::Recommended)).expect("late is possible");
    assert!(case.state.tasks.is_empty() && !case.state.overdue);
}

#[test]
fn a_corrected_case_comes_again_and_the_old_timer_means_nothing() {
    let mut case = case(OpinionStatus::Returned);
    let mut again = presentation(SubjectKind::Application, 2);
    again.due_on = Some(day("2026-07-01"));
    case.hears(&Command::Present(again));
    assert_eq!((case.state.status, case.state.revision()), (OpinionStatus::Pending, 2));
    case.now = end_of_day(day("2026-06-12"));
    assert!(case.hears(&Command::Overdue { revision: 1 }).is_nothing());
}

#[test]
fn a_case_before_an_unknown_unit_waits_for_an_official() {
    let mut case = Case::new("a-1", morning("2026-05-20"));
    let decision = case.hears(&present(1));
    assert_eq!(notices(&decision.messages), ["opinion_wanted", "opinion_unit_unknown"]);
    assert_eq!(case.state.tasks[0].code, "unknown_unit");
    let refusal = case.asks(Role::Recommender, &give(Verdict::Recommended)).expect_err("not registered");
    assert_eq!(refusal.code, "UNIT_UNKNOWN");
    let assign = Command::AssignUnit { unit: "hnu".into(), reason: "填报有误".into() };
    assert_eq!(case.asks(Role::Official, &assign).expect_err("not registered").code, "UNIT_UNKNOWN");
    case.found = vec![unit("hnu")];
    assert_eq!(case.asks(Role::Host, &assign).expect_err("a host").kind, RefusalKind::Forbidden);
    case.asks(Role::Official, &assign).expect("handed over");
    assert_eq!((case.state.unit(), case.state.tasks[0].code.as_str()), ("hnu", "give_opinion"));
}

#[test]
fn a_unit_registered_after_the_case_came_may_speak() {
    let mut case = Case::new("a-1", morning("2026-05-20"));
    case.hears(&present(1));
    case.found = vec![unit("csu")];
    case.asks(Role::Recommender, &give(Verdict::Recommended)).expect("registered meanwhile");
}

#[test]
fn a_case_under_a_pack_not_adopted_here_is_tried_again() {
    let case = Case::new("a-1", morning("2026-05-20"));
    let mut early = presentation(SubjectKind::Application, 1);
    early.policy = "hunan-2099".into();
    let refusal = case.decide(&actor(Role::System), &message(), &Command::Present(early)).expect_err("early");
    assert_eq!(refusal.kind, RefusalKind::NotYet);
}

#[test]
fn a_change_whose_base_has_left_is_closed_whichever_comes_first() {
    let departed = || vec![found("b-1", Attributes::new().text("base", "b-1"))];
    let mut after = change();
    after.found = departed();
    assert_eq!(tags(&after.hears(&Command::CheckBase)), ["closed"]);
    let mut before = change();
    before.found = departed();
    let refusal = before.asks(Role::Recommender, &give(Verdict::Recommended)).expect_err("the base left");
    assert_eq!(refusal.code, "BASE_LEFT");
    before.hears(&close());
    assert_eq!(before.state.status, OpinionStatus::Closed);
}

#[test]
fn an_opinion_that_was_given_stands_when_the_case_ends() {
    let mut case = case(OpinionStatus::Recommended);
    case.hears(&close());
    assert_eq!(case.state.status, OpinionStatus::Recommended);
}

#[test]
fn a_recommendation_brings_the_documents_its_category_asks_for() {
    let mut case = case(OpinionStatus::Pending);
    case.book = guohe_testkit::decide::book_of(|pack| {
        let kind = pack.documents[0].kind.clone();
        let step = pack.procedure.iter_mut().find(|step| step.key == "recommend").expect("a step");
        step.documents = vec![kind];
    });
    let kind = case.book.pack("hunan-2026").expect("the pack").documents[0].kind.clone();
    let brings = |sha256: &str| Command::Give {
        verdict: Verdict::Recommended,
        opinion: "同意推荐".into(),
        rules: vec![],
        revision: 0,
        documents: BTreeMap::from([(kind.clone(), sha256.to_owned())]),
    };
    let refusal = case.asks(Role::Recommender, &give(Verdict::Recommended)).expect_err("without the letter");
    assert_eq!(
        (refusal.code.as_str(), refusal.rules[0].rule.as_str()),
        ("RECOMMENDATION_DOCUMENTS", "H26-P-2")
    );
    let refusal = case.asks(Role::Recommender, &brings("a letter")).expect_err("no hash");
    assert_eq!(refusal.code, "DOCUMENT_HASH");
    case.asks(Role::Recommender, &brings(&"ab".repeat(32))).expect("with the letter");
    assert_eq!(case.state.documents.len(), 1);
}
