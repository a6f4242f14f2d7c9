//! March to June 2026: drafting, lodging, recommending, accepting.

use super::writer::Writer;
use crate::scenario::{
    act::{Act, App},
    outcome::Outcome,
    population::{Case, Failing, Fate, FormState, Open},
    step::words,
};

pub(super) fn write(w: &mut Writer<'_>) {
    lodging(w);
    last_day(w);
    recommending(w);
    accepting(w);
}

/// Cases that are begun and lodged in one go, by wave.
fn is_plain(case: &Case) -> bool {
    !matches!(case.fate, Fate::InvalidFirst | Fate::MissingFirst | Fate::LastSecond | Fate::Lapsed)
}

fn lodging(w: &mut Writer<'_>) {
    for app in w.fated(Fate::InvalidFirst) {
        w.step(
            "2026-03-18 10:00",
            format!("invalid-{}", app.id),
            words("填报日期不存在，系统指出所在栏目", "A form with a date that does not exist"),
            Act::TryForm(app),
            &[Outcome::InvalidFormCorrected],
        );
    }
    for app in w.fated(Fate::MissingFirst) {
        w.step(
            "2026-03-18 11:00",
            format!("incomplete-{}", app.id),
            words("缺少材料，不能提交", "Lodged without all documents"),
            Act::TryIncomplete(app),
            &[Outcome::MissingDocumentsCorrected],
        );
    }
    for (wave, at) in ["2026-03-18 14:00", "2026-04-08 10:00", "2026-04-22 10:00"].into_iter().enumerate() {
        let apps = w.apps(|case| is_plain(case) && case.wave == wave);
        w.step(
            at,
            format!("lodge-{}", wave + 1),
            words(format!("{}家单位提交申请", apps.len()), format!("{} hosts lodge", apps.len())),
            Act::Lodge(apps),
            &[],
        );
    }
    let corrected = w.apps(|case| matches!(case.fate, Fate::InvalidFirst | Fate::MissingFirst));
    w.step(
        "2026-03-19 10:00",
        "lodge-corrected",
        words("改正表格、补齐材料后提交", "Corrected forms are lodged"),
        Act::Correct(corrected, FormState::Complete),
        &[],
    );
    let withdrawn: Vec<App> = w.fated(Fate::Withdrawn);
    w.step(
        "2026-04-24 15:00",
        "withdraw",
        words("申报单位撤回申请", "Hosts take their applications back"),
        Act::Withdraw(withdrawn),
        &[Outcome::Withdrawn],
    );
}

fn last_day(w: &mut Writer<'_>) {
    let drafts = w.apps(|case| matches!(case.fate, Fate::LastSecond | Fate::Lapsed));
    w.step(
        "2026-04-22 11:00",
        "begin-drafts",
        words("部分单位只存草稿", "Some hosts keep drafts"),
        Act::Begin(drafts),
        &[Outcome::DraftLapsed],
    );
    let last = w.fated(Fate::LastSecond);
    w.step(
        "2026-05-06 23:59:59",
        "last-second",
        words("截止日最后一秒提交", "Lodged in the last second"),
        Act::LodgeDrafts(last),
        &[Outcome::LastSecondReceived],
    );
    if let Some(app) = w.fated(Fate::Lapsed).into_iter().next() {
        w.step(
            "2026-05-07 00:00",
            "too-late",
            words("截止次日零时提交", "Lodged at midnight, too late"),
            Act::TryLodge(app),
            &[Outcome::LateLodgingRefused],
        );
    }
}

/// The case whose host recommends itself and whose clerk tries to sign.
fn self_recommended(w: &Writer<'_>) -> Option<App> {
    let own = |case: &Case| {
        let plain = matches!(case.fate, Fate::Recognised | Fate::NotRecognised);
        plain && w.population.host(case).unit.starts_with("r-own")
    };
    w.apps(own).into_iter().next()
}

fn recommending(w: &mut Writer<'_>) {
    if let Some(app) = self_recommended(w) {
        w.step(
            "2026-05-26 10:00",
            "sign-own",
            words("申报人试图签署本单位推荐意见", "Who lodged tries to sign for the unit"),
            Act::TryOpineAsClerk(app),
            &[Outcome::SelfRecommendation],
        );
    }
    let returned = w.fated(Fate::ReturnedByUnit);
    w.step(
        "2026-05-20 11:00",
        "unit-returns",
        words("推荐单位退回修改", "Units return applications"),
        Act::ReturnByUnit(returned.clone()),
        &[Outcome::ReturnedByUnit],
    );
    let refused = w.fated(Fate::NotRecommended);
    w.step(
        "2026-05-27 14:00",
        "not-recommended",
        words("推荐单位不予推荐", "Units do not recommend"),
        Act::Opine(refused, false),
        &[Outcome::NotRecommended],
    );
    let early = w.apps(|case| recommended_at_once(case) && case.wave < 2);
    w.step(
        "2026-05-28 10:00",
        "recommend-1",
        words(
            format!("推荐单位推荐{}项", early.len()),
            format!("{} applications are recommended", early.len()),
        ),
        Act::Opine(early, true),
        &[],
    );
    w.step(
        "2026-05-25 10:00",
        "correct-for-unit",
        words("按推荐单位意见修改后重新提交", "Corrected for the units"),
        Act::Correct(returned.clone(), FormState::Corrected),
        &[],
    );
    let late = w.apps(|case| recommended_at_once(case) && case.wave == 2);
    w.step(
        "2026-06-01 10:00",
        "recommend-2",
        words(
            format!("推荐单位推荐{}项", late.len()),
            format!("{} applications are recommended", late.len()),
        ),
        Act::Opine(late, true),
        &[],
    );
    w.step(
        "2026-06-02 10:00",
        "recommend-corrected",
        words("修改后的申请获推荐", "The corrected ones are recommended"),
        Act::Opine(returned, true),
        &[],
    );
    let overdue = w.fated(Fate::Overdue);
    w.step(
        "2026-06-09 10:00",
        "recommend-late",
        words("逾期的推荐意见补出", "Late opinions are given"),
        Act::Opine(overdue, true),
        &[Outcome::OpinionOverdue],
    );
}

fn recommended_at_once(case: &Case) -> bool {
    (case.fate.is_reviewed() || matches!(case.fate, Fate::Fails(_)))
        && !matches!(case.fate, Fate::ReturnedByUnit | Fate::Overdue)
}

fn accepting(w: &mut Writer<'_>) {
    let failing = w.fated(Fate::Fails(Failing::Intensity)).into_iter().next();
    let open = w.fated(Fate::Ruled(Open::InPrinciple)).into_iter().next();
    for (name, app, title, outcome) in [
        (
            "accept-failing",
            failing,
            words("试图受理研发强度不足的申请", "An attempt to accept one that fails"),
            Outcome::FailingNotAccepted,
        ),
        (
            "accept-unruled",
            open,
            words("未写裁量意见试图受理", "An attempt to accept without a ruling"),
            Outcome::RulingMissing,
        ),
    ] {
        if let Some(app) = app {
            w.step("2026-06-11 09:00", name, title, Act::TryAccept(app), &[outcome]);
        }
    }
    let plain = w.apps(|case| {
        case.fate.is_reviewed() && !matches!(case.fate, Fate::ReturnedAtAcceptance | Fate::Ruled(_))
    });
    w.step(
        "2026-06-11 10:00",
        "accept",
        words(format!("受理{}项申请", plain.len()), format!("{} applications are accepted", plain.len())),
        Act::Accept(plain),
        &[],
    );
    let ruled = w.apps(|case| matches!(case.fate, Fate::Ruled(_)));
    w.step(
        "2026-06-11 14:00",
        "accept-ruled",
        words("对“原则上”条件、开放列举、边界日和歧义书面裁量后受理", "Accepted with written rulings"),
        Act::Accept(ruled),
        &[Outcome::RulingsWritten],
    );
    let returned = w.fated(Fate::ReturnedAtAcceptance);
    w.step(
        "2026-06-11 15:00",
        "return-for-correction",
        words("退回补正", "Returned for correction"),
        Act::ReturnForCorrection(returned.clone()),
        &[Outcome::ReturnedAtAcceptance],
    );
    let failing = w.apps(|case| matches!(case.fate, Fate::Fails(_)));
    w.step(
        "2026-06-12 10:00",
        "refuse-acceptance",
        words("硬性条件不符合，不予受理", "Those whose conditions fail are not accepted"),
        Act::RefuseAcceptance(failing),
        &[Outcome::ConditionsFail],
    );
    w.step(
        "2026-06-16 10:00",
        "correct-for-department",
        words("补正后重新提交", "Corrected and lodged again"),
        Act::Correct(returned.clone(), FormState::Corrected),
        &[],
    );
    w.step(
        "2026-06-17 10:00",
        "recommend-again",
        words("补正后的申请再经推荐", "Recommended again"),
        Act::Opine(returned.clone(), true),
        &[],
    );
    w.step(
        "2026-06-18 10:00",
        "accept-corrected",
        words("补正后受理", "Accepted after correction"),
        Act::Accept(returned),
        &[],
    );
}
