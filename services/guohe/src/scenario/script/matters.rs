//! Matters on each of the ten grounds, each in a fair procedure; some are cancelled, some dismissed.

use super::writer::{Writer, day};
use crate::scenario::{
    act::{Act, MatterAct},
    outcome::Outcome,
    population::Life,
    step::words,
};

pub(super) fn write(w: &mut Writer<'_>) {
    old_conduct(w);
    misconduct(w);
    incident(w);
    unlawful(w);
    concealed(w);
    false_evaluation(w);
    absent_and_quit(w);
    failed_twice(w);
    no_longer_meets(w);
    quashed(w);
}

type Course<'a> = Vec<(&'a str, MatterAct, &'a [Outcome])>;

/// Writes what is done about a base's matter down, each with its day.
fn course(w: &mut Writer<'_>, name: &str, base: &str, acts: Course<'_>) {
    for (index, (at, act, shows)) in acts.into_iter().enumerate() {
        let (zh, en) = wording(&act);
        w.step(
            at,
            format!("matter-{name}-{}", index + 1),
            words(zh, en),
            Act::Matter(base.to_owned(), act),
            shows,
        );
    }
}

fn wording(act: &MatterAct) -> (String, String) {
    let (zh, en) = match act {
        MatterAct::Open { ground, facts, .. } => {
            return (format!("就{ground}立案：{facts}"), format!("A matter is opened on {ground}"));
        }
        MatterAct::DoesNotReach => {
            ("裁量：施行前行为不适用", "Ruled: the ground does not reach earlier conduct")
        }
        MatterAct::Propose(_) => ("提议取消资格", "Cancellation is proposed"),
        MatterAct::ServeNotice => ("送达告知书，陈述申辩期开始", "The notice is served"),
        MatterAct::Stop => ("陈述申辩期中止计时", "The clock stops"),
        MatterAct::Resume => ("恢复计时", "The clock runs again"),
        MatterAct::State => ("依托单位陈述申辩", "The host states its case"),
        MatterAct::Waive => ("依托单位放弃剩余陈述期", "The host waives the rest of its time"),
        MatterAct::TryDecideAsProposer(_) => ("提议人试图作出决定", "The proposer tries to decide"),
        MatterAct::Decide(_) => ("另一名负责人决定取消资格", "Another official cancels"),
        MatterAct::Dismiss => ("情形不成立，终结", "Dismissed"),
        MatterAct::ServeDecision => ("送达决定并告知救济途径", "The decision is served, with remedies"),
    };
    (zh.to_owned(), en.to_owned())
}

const fn open(ground: &'static str, facts: &'static str, conduct_on: &'static str) -> MatterAct {
    MatterAct::Open { ground, facts, conduct_on }
}

/// Ground 8 on an older base: the conduct lies before the measures took effect.
fn old_conduct(w: &mut Writer<'_>) {
    let base = w.population.legacy[1].id.clone();
    let acts: Course<'_> = vec![
        (
            "2027-04-12 10:00",
            open("H26-X-8", "旧管理期内的经费使用问题", "2025-10-20"),
            &[Outcome::EveryGround],
        ),
        ("2027-04-19 10:00", MatterAct::DoesNotReach, &[Outcome::ConductNotReached]),
        ("2027-04-20 10:00", MatterAct::Dismiss, &[Outcome::MatterDismissed]),
    ];
    course(w, "old-conduct", &base, acts);
}

/// Ground 4: the whole fair procedure.
fn misconduct(w: &mut Writer<'_>) {
    let base = w.base(Life::Misconduct);
    let acts: Course<'_> = vec![
        (
            "2028-04-10 10:00",
            open("H26-X-4", "合作论文数据造假，经调查认定", "2027-11-02"),
            &[Outcome::EveryGround],
        ),
        ("2028-04-17 10:00", MatterAct::Propose(None), &[]),
        ("2028-04-20 10:00", MatterAct::ServeNotice, &[Outcome::HearingHeld]),
        ("2028-04-25 10:00", MatterAct::State, &[]),
        ("2028-05-08 09:00", MatterAct::TryDecideAsProposer(day("2028-05-08")), &[Outcome::FourEyes]),
        ("2028-05-08 10:00", MatterAct::Decide(day("2028-05-08")), &[Outcome::FiveYearBans]),
        ("2028-05-12 10:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "misconduct", &base, acts);
}

/// Ground 5: heard, and not established.
fn incident(w: &mut Writer<'_>) {
    let base = w.base(Life::IncidentDismissed);
    let acts: Course<'_> = vec![
        (
            "2028-06-05 10:00",
            open("H26-X-5", "外方投诉，疑涉科技安全", "2028-05-16"),
            &[Outcome::EveryGround],
        ),
        ("2028-06-07 10:00", MatterAct::Propose(None), &[]),
        ("2028-06-08 10:00", MatterAct::ServeNotice, &[]),
        ("2028-06-12 10:00", MatterAct::State, &[]),
        ("2028-06-20 10:00", MatterAct::Dismiss, &[Outcome::MatterDismissed]),
    ];
    course(w, "incident", &base, acts);
}

/// Ground 6: the clock stops for a fortnight, and the document is entered a week after its date.
fn unlawful(w: &mut Writer<'_>) {
    let base = w.base(Life::Unlawful);
    let acts: Course<'_> = vec![
        (
            "2028-10-16 10:00",
            open("H26-X-6", "违法行为已受行政处罚，后果严重", "2028-08-30"),
            &[Outcome::EveryGround],
        ),
        ("2028-10-18 10:00", MatterAct::Propose(None), &[]),
        ("2028-10-20 10:00", MatterAct::ServeNotice, &[]),
        ("2028-10-24 10:00", MatterAct::Stop, &[]),
        ("2028-11-06 10:00", MatterAct::Resume, &[Outcome::ClockStopped]),
        ("2028-12-05 10:00", MatterAct::Decide(day("2028-11-28")), &[Outcome::BackdatedCancellation]),
        ("2028-12-07 10:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "unlawful", &base, acts);
}

/// Ground 7, first limb: the host waives the rest of its time.
fn concealed(w: &mut Writer<'_>) {
    let base = w.base(Life::Concealed);
    let acts: Course<'_> = vec![
        (
            "2028-11-20 11:00",
            open("H26-X-7a", "负责人已于2月变更，长期隐瞒", "2028-02-10"),
            &[Outcome::EveryGround],
        ),
        ("2028-11-21 11:00", MatterAct::Propose(None), &[]),
        ("2028-11-22 11:00", MatterAct::ServeNotice, &[]),
        ("2028-11-24 11:00", MatterAct::Waive, &[Outcome::HearingWaived]),
        ("2028-12-12 11:00", MatterAct::Decide(day("2028-12-12")), &[]),
        ("2028-12-14 11:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "concealed", &base, acts);
}

/// Ground 1: found in the round of 2029.
fn false_evaluation(w: &mut Writer<'_>) {
    let base = w.base(Life::FalseEvaluation);
    let acts: Course<'_> = vec![
        ("2029-08-13 10:00", MatterAct::Propose(None), &[]),
        ("2029-08-14 10:00", MatterAct::ServeNotice, &[]),
        ("2029-09-12 10:00", MatterAct::Decide(day("2029-09-12")), &[Outcome::EveryGround]),
        ("2029-09-14 10:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "false-evaluation", &base, acts);
}

/// Both limbs of ground 2. The absent base's host has another one, which stays.
fn absent_and_quit(w: &mut Writer<'_>) {
    let absent = w.base(Life::AbsentCancelled);
    let acts: Course<'_> = vec![
        ("2030-02-11 11:00", MatterAct::Propose(None), &[]),
        ("2030-02-12 11:00", MatterAct::ServeNotice, &[]),
        (
            "2030-03-05 11:00",
            MatterAct::Decide(day("2030-03-05")),
            &[Outcome::EveryGround, Outcome::SisterKept],
        ),
        ("2030-03-07 11:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "absent", &absent, acts);
    let quit = w.base(Life::QuitCancelled);
    let acts: Course<'_> = vec![
        ("2030-02-11 15:00", MatterAct::Propose(None), &[]),
        ("2030-02-12 15:00", MatterAct::ServeNotice, &[]),
        ("2030-03-06 15:00", MatterAct::Decide(day("2030-03-06")), &[Outcome::EveryGround]),
        ("2030-03-08 15:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "quit", &quit, acts);
}

/// Ground 3: the registry opens the matter with the failed re-evaluation.
fn failed_twice(w: &mut Writer<'_>) {
    let base = w.base(Life::FailsTwice);
    let acts: Course<'_> = vec![
        ("2030-11-20 10:00", MatterAct::Propose(None), &[Outcome::ReEvaluationFailed]),
        ("2030-11-22 10:00", MatterAct::ServeNotice, &[]),
        ("2030-11-26 10:00", MatterAct::State, &[]),
        (
            "2030-12-20 10:00",
            MatterAct::Decide(day("2030-12-20")),
            &[Outcome::EveryGround, Outcome::FiveYearBans],
        ),
        ("2030-12-24 10:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "failed-twice", &base, acts);
}

/// Ground 7, second limb: proposed instead of ground 3, for a condition of the measures is no longer met.
fn no_longer_meets(w: &mut Writer<'_>) {
    let base = w.base(Life::NoLongerMeets);
    let acts: Course<'_> = vec![
        ("2031-01-27 10:00", MatterAct::Propose(Some("H26-X-7b")), &[Outcome::EveryGround]),
        ("2031-01-28 10:00", MatterAct::ServeNotice, &[]),
        ("2031-02-14 10:00", MatterAct::Decide(day("2031-02-14")), &[]),
        ("2031-02-18 10:00", MatterAct::ServeDecision, &[]),
    ];
    course(w, "no-longer-meets", &base, acts);
}

/// The ban that followed from ground 6 is quashed in 2031.
fn quashed(w: &mut Writer<'_>) {
    let base = w.base(Life::Unlawful);
    w.step(
        "2031-06-16 10:00",
        "quash",
        words("处罚经复议撤销，限制随之撤销", "The penalty was overturned; the ban is quashed"),
        Act::QuashBan(base, day("2031-06-16")),
        &[Outcome::BanQuashed],
    );
}
