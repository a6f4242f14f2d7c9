//! Evaluation rounds by category, rectification, re-evaluation.

use super::writer::{Writer, day};
use crate::scenario::{
    act::{Act, Subjects},
    outcome::Outcome,
    population::{FEATURED, JOINT, Life, TRANSFER},
    step::words,
};

/// The days of a round.
struct Round {
    id: &'static str,
    category: &'static str,
    zh: &'static str,
    opens: &'static str,
    due: &'static str,
    files: &'static str,
    forms: &'static str,
    answers: [&'static str; 3],
    scores: &'static str,
    publishes: &'static str,
    shows: &'static [Outcome],
}

/// The first round of each category, three years after its cohort date at the latest, and the second ones.
const ROUNDS: [Round; 6] = [
    Round {
        id: "joint_research-2029",
        category: JOINT,
        zh: "联合研究类",
        opens: "2029-06-18",
        due: "2029-07-31",
        files: "2029-07-12",
        forms: "2029-07-13",
        answers: ["2029-07-16", "2029-07-17", "2029-07-24"],
        scores: "2029-08-06",
        publishes: "2029-09-21",
        shows: &[Outcome::RoundsHeld, Outcome::GradeExcellent, Outcome::GradePass, Outcome::GradeFail],
    },
    Round {
        id: "tech_transfer-2029",
        category: TRANSFER,
        zh: "技术转移类",
        opens: "2029-09-24",
        due: "2029-10-31",
        files: "2029-10-15",
        forms: "2029-10-16",
        answers: ["2029-10-17", "2029-10-18", "2029-10-25"],
        scores: "2029-11-08",
        publishes: "2029-12-21",
        shows: &[Outcome::RectificationRolled],
    },
    Round {
        id: "featured-2030",
        category: FEATURED,
        zh: "特色类",
        opens: "2029-12-03",
        due: "2030-01-15",
        files: "2030-01-07",
        forms: "2030-01-08",
        answers: ["2030-01-09", "2030-01-10", "2030-01-17"],
        scores: "2030-02-01",
        publishes: "2030-03-01",
        shows: &[],
    },
    Round {
        id: "joint_research-2032",
        category: JOINT,
        zh: "联合研究类",
        opens: "2032-06-21",
        due: "2032-07-30",
        files: "2032-07-12",
        forms: "2032-07-13",
        answers: ["2032-07-14", "2032-07-15", "2032-07-22"],
        scores: "2032-08-06",
        publishes: "2032-09-10",
        shows: &[],
    },
    Round {
        id: "tech_transfer-2032",
        category: TRANSFER,
        zh: "技术转移类",
        opens: "2032-09-20",
        due: "2032-10-29",
        files: "2032-10-12",
        forms: "2032-10-13",
        answers: ["2032-10-14", "2032-10-15", "2032-10-22"],
        scores: "2032-11-08",
        publishes: "2032-12-10",
        shows: &[],
    },
    // Opened only after it was flagged as overdue on 1 March 2033.
    Round {
        id: "featured-2033",
        category: FEATURED,
        zh: "特色类",
        opens: "2033-03-14",
        due: "2033-04-29",
        files: "2033-04-12",
        forms: "2033-04-13",
        answers: ["2033-04-14", "2033-04-15", "2033-04-22"],
        scores: "2033-05-06",
        publishes: "2033-07-01",
        shows: &[Outcome::RoundOverdue],
    },
];

pub(super) fn write(w: &mut Writer<'_>) {
    for round in &ROUNDS {
        held(w, round);
    }
    absences(w);
    again(w);
}

fn held(w: &mut Writer<'_>, round: &Round) {
    w.step(
        &format!("{} 09:00", round.opens),
        format!("open-{}", round.id),
        words(
            format!("启动{}评估，{}前交材料", round.zh, round.due),
            format!("The round {} opens", round.id),
        ),
        Act::OpenRound(round.id, round.category, day(round.due)),
        &[],
    );
    w.step(
        &format!("{} 10:00", round.files),
        format!("materials-{}", round.id),
        words("提交评估材料", "Hosts file their materials"),
        Act::FileMaterials,
        &[],
    );
    review(w, round.id, round.forms, &round.answers, round.scores);
    w.step(
        &format!("{} 10:00", round.publishes),
        format!("grades-{}", round.id),
        words(format!("通知{}评估结果", round.zh), format!("The grades of {} are published", round.id)),
        Act::PublishGrades,
        round.shows,
    );
    w.step(
        &format!("{} 16:00", round.publishes),
        format!("close-{}", round.id),
        words("评估轮次结束", "The round closes"),
        Act::CloseRound(round.id),
        &[],
    );
}

fn review(w: &mut Writer<'_>, name: &str, forms: &str, answers: &[&str], scores: &str) {
    w.step(
        &format!("{forms} 09:00"),
        format!("panels-{name}"),
        words("组成评估专家组", "Panels are formed"),
        Act::FormPanels(Subjects::Performances),
        &[],
    );
    for at in answers {
        w.step(
            &format!("{at} 10:00"),
            format!("answers-{name}-{at}"),
            words("专家答复邀请", "Experts answer"),
            Act::AnswerInvitations,
            &[],
        );
    }
    w.step(
        &format!("{scores} 10:00"),
        format!("score-{name}"),
        words("专家评分", "Experts score"),
        Act::Score(Subjects::Performances, true),
        &[],
    );
}

/// Who stays away, who leaves, and who filed what is false. An official finds the cause in each.
fn absences(w: &mut Writer<'_>) {
    let (excused, absent) = (w.base(Life::AbsentExcused), w.base(Life::AbsentCancelled));
    let (quits, forges) = (w.base(Life::QuitCancelled), w.base(Life::FalseEvaluation));
    w.step(
        "2029-08-06 11:00",
        "excuse",
        words("缺席评估有正当理由", "An absence is excused"),
        Act::Excuse(excused),
        &[Outcome::AbsenceExcused],
    );
    w.step(
        "2029-07-30 10:00",
        "false-materials",
        words("核实评估材料造假", "Evaluation materials are found false"),
        Act::FalseMaterials(forges),
        &[Outcome::EveryGround],
    );
    w.step(
        "2030-01-21 11:00",
        "quit",
        words("依托单位中途退出评估", "A host leaves its evaluation"),
        Act::Quit(quits.clone()),
        &[],
    );
    for (name, base, zh, en) in [
        ("absent", absent, "缺席评估，查明无正当理由", "An absence is found without cause"),
        ("quit", quits, "中途退出，查明无正当理由", "A leaving is found without cause"),
    ] {
        w.step(
            "2030-01-28 11:00",
            format!("without-cause-{name}"),
            words(zh, en),
            Act::WithoutCause(base),
            &[Outcome::EveryGround],
        );
    }
}

/// Re-evaluations after rectification: joint research in autumn 2030, technology transfer in January 2031.
fn again(w: &mut Writer<'_>) {
    let dates = [
        ("re-joint", "2030-10-14", "2030-10-15", ["2030-10-16", "2030-10-17"], "2030-10-28", "2030-11-18"),
        ("re-transfer", "2031-01-06", "2031-01-07", ["2031-01-08", "2031-01-09"], "2031-01-17", "2031-01-24"),
    ];
    for (name, files, forms, answers, scores, publishes) in dates {
        w.step(
            &format!("{files} 10:00"),
            format!("materials-{name}"),
            words("整改期满，提交复评材料", "Materials for the re-evaluation"),
            Act::FileMaterials,
            &[],
        );
        review(w, name, forms, &answers, scores);
        w.step(
            &format!("{publishes} 10:00"),
            format!("grades-{name}"),
            words("通知复评结果", "The result of the re-evaluation"),
            Act::PublishGrades,
            &[Outcome::ReEvaluationPassed, Outcome::ReEvaluationFailed],
        );
    }
}
