//! Evaluation, rectification, re-evaluation.

use super::*;
use crate::{
    base::RectificationState,
    testing::{notices, sent, tags},
};

#[test]
fn a_base_in_good_standing_enters_the_round_once() {
    let mut play = active().on("2029-08-01");
    let decision = play.hears(&round("r-1"));
    let due = sent(&decision.messages, "registry.base.evaluation_due").expect("told to evaluation");
    assert_eq!(due["performance"], "r-1.b-1");
    assert!(play.hears(&round("r-1")).is_nothing());
    assert!(play.hears(&round("r-2")).is_nothing(), "another round waits until this one is over");
}

#[test]
fn a_base_that_rectifies_is_not_entered() {
    assert!(rectifying().hears(&round("r-2")).is_nothing());
}

#[test]
fn a_failed_grade_begins_one_year_to_rectify_from_the_notice() {
    let mut play = in_round().on("2029-09-21");
    let decision = play.hears(&graded("r-1.b-1", Grade::Fail, "2029-09-20"));
    assert_eq!(play.state.status, Status::Rectifying);
    let (due, _) = timer(&decision, "rectification").expect("a timer");
    assert_eq!(due, guohe_clock::end_of_day(day("2030-09-20")));
    let set = sent(&decision.messages, "registry.deadline.set").expect("reminders");
    assert_eq!(set["remindOn"], serde_json::json!(["2030-06-22", "2030-08-21", "2030-09-13"]));
    assert_eq!(decision.events[0].rules[0].rule, "H26-E-3");
    assert_eq!(decision.events[1].rules[0].rule, "H26-T-05");
}

#[test]
fn the_year_to_rectify_rolls_to_the_next_working_day_and_counts_from_a_leap_day() {
    for (notice_on, last_day) in [("2029-09-15", "2030-09-16"), ("2028-02-29", "2029-02-28")] {
        let mut play = in_round().on("2029-09-21");
        play.hears(&graded("r-1.b-1", Grade::Fail, notice_on));
        assert_eq!(
            play.state.rectification.expect("running").deadline.expect("a limit").due,
            day(last_day),
            "{notice_on}"
        );
    }
}

#[test]
fn at_the_end_of_its_year_a_base_is_evaluated_again_and_nothing_is_cancelled() {
    let mut play = rectifying().on("2030-09-21");
    let decision = play.hears(&BaseCommand::EndRectification { performance: "r-1.b-1".into() });
    assert_eq!(tags(&decision), ["re_evaluation_begun", "task_opened"]);
    let due = sent(&decision.messages, "registry.base.evaluation_due").expect("told to evaluation");
    assert_eq!((due["performance"].as_str(), due["reEvaluation"].as_bool()), (Some("re-b-1-1"), Some(true)));
    assert!(sent(&decision.messages, "registry.base.left").is_none());
    assert!(sent(&decision.messages, "registry.deadline.cleared").is_some());
}

#[test]
fn a_passed_re_evaluation_returns_the_base_to_good_standing() {
    for grade in [Grade::Pass, Grade::Excellent] {
        let mut play = re_evaluation().on("2030-10-10");
        let decision = play.hears(&graded("re-b-1-1", grade, "2030-10-10"));
        assert_eq!(play.state.status, Status::Active);
        assert_eq!(decision.events[0].rules[0].rule, "H26-E-5");
        assert!(play.state.tasks.is_empty());
    }
}

#[test]
fn a_failed_re_evaluation_sanctions_nothing() {
    let mut play = re_evaluation().on("2030-10-10");
    let decision = play.hears(&graded("re-b-1-1", Grade::Fail, "2030-10-10"));
    assert_eq!(play.state.status, Status::ReEvaluation);
    assert!(sent(&decision.messages, "registry.base.left").is_none());
    assert_eq!(play.state.rectification.expect("kept").state, RectificationState::Failed);
    assert_eq!(notices(&decision.messages), ["base_re_evaluation_failed"]);
}

#[test]
fn after_a_dismissed_matter_a_person_settles_the_failed_re_evaluation() {
    let mut again = to_settle();
    assert_eq!(again.state.tasks.first_code(), "settle_re_evaluation");
    let mut restored = again.clone();
    restored.asks(Role::Official, &BaseCommand::SettleReEvaluation { repeat: false, reason: "合格".into() });
    assert_eq!(restored.state.status, Status::Active);
    let decision =
        again.asks(Role::Official, &BaseCommand::SettleReEvaluation { repeat: true, reason: "重评".into() });
    let due = sent(&decision.messages, "registry.base.evaluation_due").expect("told to evaluation");
    assert_eq!(due["performance"], "re-b-1-2");
}

#[test]
fn a_grade_of_another_evaluation_changes_nothing() {
    assert!(in_round().hears(&graded("r-0.b-1", Grade::Fail, "2029-09-20")).is_nothing());
    let mut twice = rectifying();
    assert!(twice.hears(&graded("r-1.b-1", Grade::Fail, "2029-09-20")).is_nothing());
}

fn leave(performance: &str, excused: bool) -> BaseCommand {
    BaseCommand::LeaveRound { performance: performance.into(), excused, reason: "不可抗力".into() }
}

#[test]
fn a_base_leaves_the_round_without_a_grade_when_excused_or_when_a_ground_was_found() {
    for excused in [true, false] {
        let mut play = in_round();
        play.hears(&leave("r-1.b-1", excused));
        assert_eq!((&play.state.evaluation, play.state.status), (&None, Status::Active));
        assert!(play.state.tasks.is_empty());
        play.hears(&round("r-2"));
        assert!(play.state.evaluation.is_some(), "the next round finds it again");
    }
}

#[test]
fn an_excused_re_evaluation_is_a_persons_question() {
    let mut play = re_evaluation().on("2030-10-10");
    play.hears(&leave("re-b-1-1", true));
    assert_eq!(
        (play.state.status, play.state.tasks.first_code()),
        (Status::ReEvaluation, "settle_re_evaluation")
    );
    let decision =
        play.asks(Role::Official, &BaseCommand::SettleReEvaluation { repeat: true, reason: "补评".into() });
    assert_eq!(
        sent(&decision.messages, "registry.base.evaluation_due").expect("told to evaluation")["performance"],
        "re-b-1-2"
    );
}

#[test]
fn after_a_ground_found_in_a_re_evaluation_its_matter_comes_first() {
    let mut play = re_evaluation().on("2030-10-10");
    play.hears(&leave("re-b-1-1", false));
    assert_eq!(play.state.tasks.first_code(), "");
    play.hears(&note_matter("m-1"));
    play.hears(&clear_matter("m-1"));
    assert_eq!(play.state.tasks.first_code(), "settle_re_evaluation");
}

#[test]
fn a_second_failed_round_after_a_passed_re_evaluation_begins_a_new_year() {
    let mut play = re_evaluation().on("2030-10-10");
    play.hears(&graded("re-b-1-1", Grade::Pass, "2030-10-10"));
    let mut play = play.on("2032-08-01");
    play.hears(&round("r-2"));
    play.hears(&graded("r-2.b-1", Grade::Fail, "2032-09-20"));
    assert_eq!(play.state.status, Status::Rectifying);
    assert_eq!(play.state.rectification.expect("running").notice_on, day("2032-09-20"));
}
