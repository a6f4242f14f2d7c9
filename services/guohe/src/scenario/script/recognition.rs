//! June 2026 to March 2027: panels, scores, decisions, cohort dates.

use super::writer::{Writer, day};
use crate::scenario::{
    act::{Act, Subjects},
    outcome::Outcome,
    population::{FEATURED, Fate, JOINT, PanelFate, TRANSFER},
    step::words,
};

pub(super) fn write(w: &mut Writer<'_>) {
    panels(w);
    falsehood(w);
    scores(w);
    decisions(w);
    cohorts(w);
}

fn panels(w: &mut Writer<'_>) {
    w.step(
        "2026-06-22 09:00",
        "panels",
        words("抽选评审专家并发出邀请", "Panels are formed and experts invited"),
        Act::FormPanels(Subjects::Applications(None)),
        &[],
    );
    let answers = [
        ("2026-06-23 10:00", &[Outcome::ExpertDeclined, Outcome::ExpertConflict][..]),
        ("2026-06-24 10:00", &[]),
        ("2026-06-25 10:00", &[]),
        // Those invited on 22 June who stay silent are replaced after five working days.
        ("2026-06-30 10:00", &[Outcome::ExpertSilent]),
        ("2026-07-01 10:00", &[]),
        ("2026-07-07 10:00", &[]),
    ];
    for (at, shows) in answers {
        w.step(
            at,
            format!("answers-{}", &at[..10]),
            words("专家答复邀请，空缺依次递补", "Experts answer; open seats go to the next"),
            Act::AnswerInvitations,
            shows,
        );
    }
    if let Some(app) = w.apps(|case| case.panel == PanelFate::Recused).into_iter().next() {
        w.step(
            "2026-07-06 10:00",
            "recuse",
            words("要求一名专家回避", "An expert is recused"),
            Act::Recuse(app),
            &[Outcome::ExpertRecused],
        );
    }
}

/// Two applications turn out false under review. A person decides in each what follows.
fn falsehood(w: &mut Writer<'_>) {
    let found = [
        (Fate::FalseBanned, "banned", Some(day("2026-07-27")), Outcome::FalsehoodBanned),
        (Fate::FalseSpared, "spared", None, Outcome::FalsehoodSpared),
    ];
    for (fate, name, ban, outcome) in found {
        let Some(app) = w.fated(fate).into_iter().next() else { continue };
        w.step(
            "2026-07-14 10:00",
            format!("void-{name}"),
            words("核实申报材料造假，作废", "False information is established; the application is void"),
            Act::Void(app.clone()),
            &[],
        );
        w.step(
            "2026-07-28 10:00",
            format!("falsehood-{name}"),
            words("就是否适用五年限制作出决定", "A person decides whether a ban follows"),
            Act::DecideFalsehood(app, ban),
            &[outcome],
        );
    }
}

fn scores(w: &mut Writer<'_>) {
    for (at, name, category) in [
        ("2026-07-20 10:00", "score-joint", JOINT),
        ("2026-08-05 10:00", "score-transfer", TRANSFER),
        ("2026-08-20 10:00", "score-featured", FEATURED),
    ] {
        w.step(
            at,
            name,
            words("专家评分", "Experts score"),
            Act::Score(Subjects::Applications(Some(category)), false),
            &[],
        );
    }
    w.step(
        "2026-09-03 10:00",
        "score-late",
        words("逾期的评分表提交", "Late score sheets come in"),
        Act::Score(Subjects::Applications(None), true),
        &[Outcome::LateSheet],
    );
}

fn decisions(w: &mut Writer<'_>) {
    let recognised = w.apps(|case| case.fate.is_recognised());
    w.step(
        "2026-09-08 10:00",
        "propose",
        words(
            format!("综合评议，拟认定{}项", recognised.len()),
            format!("{} are proposed", recognised.len()),
        ),
        Act::Propose(recognised),
        &[],
    );
    let others = w.fated(Fate::NotRecognised);
    w.step(
        "2026-09-09 10:00",
        "not-recognised",
        words(format!("{}项不予认定", others.len()), format!("{} are not recognised", others.len())),
        Act::NotRecognise(others),
        &[Outcome::NotRecognised],
    );
    for (category, on, number, outcome, zh) in [
        (JOINT, "2026-09-15", 101, Outcome::RecognisedJointResearch, "联合研究类"),
        (TRANSFER, "2026-09-22", 102, Outcome::RecognisedTechTransfer, "技术转移类"),
        (FEATURED, "2026-09-29", 103, Outcome::RecognisedFeatured, "特色类"),
    ] {
        let apps = w.apps(|case| case.fate.is_recognised() && case.category == category);
        w.step(
            &format!("{on} 10:00"),
            format!("recognise-{category}"),
            words(
                format!("发文认定{zh}基地{}个", apps.len()),
                format!("{} {category} bases are recognised", apps.len()),
            ),
            Act::Recognise(apps, format!("湘科示例〔2026〕{number}号"), day(on)),
            &[outcome],
        );
    }
}

/// The department sets each category's cohort date.
fn cohorts(w: &mut Writer<'_>) {
    for (at, category, on) in [
        ("2026-10-12 10:00", JOINT, "2026-09-15"),
        ("2027-01-04 10:00", TRANSFER, "2026-12-31"),
        ("2027-03-01 10:00", FEATURED, "2027-03-01"),
    ] {
        w.step(
            at,
            format!("anchor-{category}"),
            words(format!("确定类别评估基准日{on}"), format!("The cohort date of {category} is {on}")),
            Act::Anchor(category, day(on)),
            &[],
        );
    }
}
