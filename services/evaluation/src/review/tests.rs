//! The review's decisions: every state against every command, and the rules that decide.

use guohe_api::SubjectKind;
use std::{collections::BTreeMap, iter::successors};

use guohe_clock::end_of_day;
use guohe_flow::Role;

use super::*;
use crate::{
    Grade,
    testing::{POLICY, Scene, date, hold_table, noticed, sent, short, tell, timers},
};

const COMMANDS: usize = 5;

fn scene() -> Scene {
    Scene::message("review", "a-1", "2026-06-10")
}

fn by(expert: &str) -> Scene {
    scene().by(Role::Expert, expert, "")
}

fn opening() -> Opening {
    Opening {
        panel: "p-a-1".into(),
        subject_kind: SubjectKind::Application,
        experts: ["e-1", "e-2", "e-3", "e-4", "e-5"].map(str::to_owned).to_vec(),
        due_on: Some(date("2026-07-10")),
        policy: POLICY.into(),
    }
}

/// A sheet of Hunan's sample card with this total, in points.
fn sheet(points: u32) -> ReviewCommand {
    let mut left = points * 100;
    let most = [
        ("ability", 2500),
        ("cooperation", 2500),
        ("mechanism_safety", 1500),
        ("plan", 2000),
        ("team", 1500),
    ];
    let scores: BTreeMap<String, u32> = most
        .into_iter()
        .map(|(code, most)| {
            let score = left.min(most);
            left -= score;
            (code.to_owned(), score)
        })
        .collect();
    ReviewCommand::SubmitSheet { scores, comment_document: String::new() }
}

fn replace(removed: &str, added: Option<&str>) -> ReviewCommand {
    ReviewCommand::ReplaceSeat {
        removed: removed.into(),
        added: added.map(str::to_owned),
        reason: "recused".into(),
    }
}

fn close(expected: bool) -> ReviewCommand {
    ReviewCommand::Close { reason: "withdrawn".into(), expected }
}

fn commands() -> [ReviewCommand; COMMANDS] {
    [
        ReviewCommand::Open(opening()),
        sheet(80),
        replace("e-1", Some("e-6")),
        ReviewCommand::SheetsDue,
        close(true),
    ]
}

/// Holds that the table has a column for every command.
fn column(command: &ReviewCommand) -> usize {
    match command {
        ReviewCommand::Open(_) => 0,
        ReviewCommand::SubmitSheet { .. } => 1,
        ReviewCommand::ReplaceSeat { .. } => 2,
        ReviewCommand::SheetsDue => 3,
        ReviewCommand::Close { .. } => 4,
    }
}

fn after(status: ReviewStatus) -> Option<ReviewStatus> {
    match status {
        ReviewStatus::None => Some(ReviewStatus::Open),
        ReviewStatus::Open => Some(ReviewStatus::Completed),
        ReviewStatus::Completed => Some(ReviewStatus::Closed),
        ReviewStatus::Closed => None,
    }
}

fn open() -> Review {
    let mut review = Review::default();
    tell(&Reviews, &mut review, &scene(), &ReviewCommand::Open(opening()));
    review
}

/// A review with the first sheets in, of these points.
fn scored(points: &[u32]) -> Review {
    let mut review = open();
    for (index, points) in points.iter().enumerate() {
        tell(&Reviews, &mut review, &by(&format!("e-{}", index + 1)), &sheet(*points));
    }
    review
}

fn representative(status: ReviewStatus) -> Review {
    let mut review = match status {
        ReviewStatus::None => Review::default(),
        ReviewStatus::Open | ReviewStatus::Closed => open(),
        ReviewStatus::Completed => scored(&[90, 80, 85, 70, 60]),
    };
    if status == ReviewStatus::Closed {
        tell(&Reviews, &mut review, &scene(), &close(true));
    }
    assert_eq!(review.status, status);
    review
}

fn row(status: ReviewStatus) -> [&'static str; COMMANDS] {
    match status {
        ReviewStatus::None => ["opened", "!NOT_FOUND", "-", "-", "closed"],
        ReviewStatus::Open => ["-", "sheet_submitted", "seat_vacated+seat_filled", "sheets_late", "closed"],
        ReviewStatus::Completed => ["-", "!WRONG_STATE", "seat_vacated+seat_filled", "-", "-"],
        ReviewStatus::Closed => ["-", "!WRONG_STATE", "-", "-", "-"],
    }
}

#[test]
fn every_command_meets_every_state() {
    assert!(commands().iter().enumerate().all(|(index, command)| column(command) == index));
    hold_table(
        successors(Some(ReviewStatus::None), |s| after(*s)),
        |s| row(s).to_vec(),
        |status| {
            let state = representative(status);
            commands().iter().map(|command| short(by("e-1").decide(&Reviews, &state, command))).collect()
        },
    );
}

#[test]
fn an_opened_review_keeps_the_departments_sample_card_and_asks_every_expert() {
    let mut review = Review::default();
    let decision = tell(&Reviews, &mut review, &scene(), &ReviewCommand::Open(opening()));
    assert!(review.card.sample, "no published text contains a score card");
    assert_eq!(noticed(&decision), ["sheet_wanted"; 5]);
    assert_eq!(timers(&decision), [("sheets_due".to_owned(), end_of_day(date("2026-07-10")))]);
    assert_eq!(review.awaited().len(), 5);
}

#[test]
fn the_last_sheet_completes_the_review_without_the_highest_and_the_lowest() {
    let mut review = scored(&[90, 80, 85, 70]);
    let decision = tell(&Reviews, &mut review, &by("e-5"), &sheet(60));
    assert_eq!(sent(&decision), ["evaluation.review.completed"]);
    let verdict = review.verdict.expect("a result");
    // (80 + 85 + 70) / 3 = 78.333…
    assert_eq!((verdict.score_hundredths, verdict.grade), (7833, Grade::Qualified));
    assert_eq!(verdict.left_out, ["e-1", "e-5"]);
}

#[test]
fn only_an_expert_of_the_panel_scores_and_only_once() {
    let review = scored(&[90]);
    assert_eq!(short(by("e-9").decide(&Reviews, &review, &sheet(80))), "!PANEL_ONLY");
    assert_eq!(
        short(scene().by(Role::Official, "e-2", "").decide(&Reviews, &review, &sheet(80))),
        "!PANEL_ONLY"
    );
    assert_eq!(short(by("e-1").decide(&Reviews, &review, &sheet(80))), "!WRONG_STATE");
}

#[test]
fn a_sheet_with_a_malformed_comment_document_is_refused() {
    let ReviewCommand::SubmitSheet { scores, .. } = sheet(80) else { panic!("a sheet") };
    let command = ReviewCommand::SubmitSheet { scores, comment_document: "abc".into() };
    assert_eq!(short(by("e-1").decide(&Reviews, &open(), &command)), "!DOCUMENT_HASH");
}

#[test]
fn a_passed_day_asks_an_official_and_reminds_but_drops_nobody() {
    let mut review = scored(&[90, 80]);
    let late = scene().on("2026-07-11");
    let decision = tell(&Reviews, &mut review, &late, &ReviewCommand::SheetsDue);
    assert_eq!(noticed(&decision), ["review_sheets_late", "sheet_late"]);
    assert_eq!((review.status, review.tasks[0].code.as_str()), (ReviewStatus::Open, "late_sheets"));
    tell(&Reviews, &mut review, &late.by(Role::Expert, "e-3", ""), &sheet(70));
    assert!(review.sheet("e-3").is_some_and(|sheet| sheet.late));
}

#[test]
fn a_sheet_on_its_day_is_not_late() {
    let mut review = open();
    tell(&Reviews, &mut review, &by("e-1").on("2026-07-10"), &sheet(70));
    assert!(review.sheet("e-1").is_some_and(|sheet| !sheet.late));
}

#[test]
fn a_replaced_seat_voids_its_sheet_and_waits_for_the_new_one() {
    let mut review = scored(&[90, 80, 85, 70]);
    tell(&Reviews, &mut review, &scene(), &replace("e-1", None));
    tell(&Reviews, &mut review, &by("e-5"), &sheet(60));
    assert_eq!(review.status, ReviewStatus::Open, "a seat is open");
    tell(&Reviews, &mut review, &scene(), &replace("e-1", Some("e-6")));
    assert_eq!(review.awaited(), ["e-6"]);
    let decision = tell(&Reviews, &mut review, &by("e-6"), &sheet(75));
    assert_eq!(sent(&decision), ["evaluation.review.completed"]);
    assert_eq!(
        decision.messages.last().expect("a message").data["experts"].as_array().map(Vec::len),
        Some(5)
    );
}

#[test]
fn a_seat_replaced_after_the_result_reopens_the_review() {
    let mut review = representative(ReviewStatus::Completed);
    tell(&Reviews, &mut review, &scene(), &replace("e-3", None));
    assert_eq!((review.status, review.open_seats, &review.verdict), (ReviewStatus::Open, 1, &None));
    assert_eq!(short(scene().decide(&Reviews, &review, &replace("e-3", None))), "-", "told twice");
}

#[test]
fn an_expert_who_left_scores_no_more() {
    let mut review = open();
    tell(&Reviews, &mut review, &scene(), &replace("e-1", None));
    assert_eq!(short(by("e-1").decide(&Reviews, &review, &sheet(80))), "!PANEL_ONLY");
}

#[test]
fn an_end_that_overtakes_the_panel_leaves_nothing_to_open() {
    let mut review = Review::default();
    tell(&Reviews, &mut review, &scene(), &close(true));
    assert_eq!(short(scene().decide(&Reviews, &review, &ReviewCommand::Open(opening()))), "-");
    assert_eq!(short(scene().decide(&Reviews, &Review::default(), &close(false))), "-");
}

#[test]
fn a_panel_under_a_pack_not_adopted_here_yet_waits() {
    let command = ReviewCommand::Open(Opening { policy: "hunan-2099".into(), ..opening() });
    let refusal = scene().decide(&Reviews, &Review::default(), &command).expect_err("not yet");
    assert_eq!(refusal.kind, guohe_flow::RefusalKind::NotYet);
}
