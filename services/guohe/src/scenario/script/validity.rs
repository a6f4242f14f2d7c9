//! Bars at the door, the end of validity in March 2031, the sample successor, and the day a ban ends.

use super::{
    later,
    writer::{Writer, day},
};
use crate::scenario::{
    act::{Act, App, Subjects},
    calls::{self, CallPlan},
    outcome::Outcome,
    packs::Pack,
    population::{Case, FEATURED, Fate, JOINT, Life},
    step::words,
};

pub(super) fn write(w: &mut Writer<'_>) {
    announce(w, calls::SUPPLEMENT, "2028-02-21 10:00");
    announce(w, calls::LAST, "2031-01-13 10:00");
    announce(w, calls::NEW, "2031-04-28 10:00");
    announce(w, calls::FREE, "2035-10-22 10:00");
    barred_early(w);
    end_of_validity(w);
    under_the_successor(w);
    end_of_a_ban(w);
    w.step("2036-01-20 18:00", "end", words("演示结束", "The end"), Act::Rest, &[]);
}

fn announce(w: &mut Writer<'_>, call: CallPlan, at: &str) {
    w.step(
        at,
        format!("announce-{}", call.id),
        words(format!("发布{}通知", call.title_zh), call.title_en),
        Act::Announce(call),
        &[],
    );
}

/// The host that was barred for a false application applies in 2028.
fn barred_early(w: &mut Writer<'_>) {
    let Some(case) = w.population.with_fate(|fate| fate == Fate::FalseBanned).into_iter().next() else {
        return;
    };
    let app = later(case, &calls::SUPPLEMENT, 1);
    w.step(
        "2028-03-20 10:00",
        "barred-2028",
        words("限制期内的单位再次申请", "A barred host applies again"),
        Act::Lodge(vec![app]),
        &[Outcome::BarredRefused],
    );
}

/// Cases whose hosts lodge across the end of validity: two ordinary ones that were not recognised in 2026.
fn crossing<'a>(w: &Writer<'a>, category: &str) -> Option<&'a Case> {
    w.population.cases.iter().find(|case| case.fate == Fate::NotRecognised && case.category == category)
}

fn end_of_validity(w: &mut Writer<'_>) {
    let (Some(first), Some(second)) = (crossing(w, JOINT), crossing(w, FEATURED)) else { return };
    let last_second = later(first, &calls::LAST, 1);
    let too_late = later(second, &calls::LAST, 2);
    w.step(
        "2031-02-24 10:00",
        "begin-2031",
        words("填写申请草稿", "Drafts are begun"),
        Act::Begin(vec![last_second.clone(), too_late.clone()]),
        &[],
    );
    w.step(
        "2031-03-08 23:59:59",
        "last-of-validity",
        words("2026年版有效期最后一秒提交", "Lodged in the last second of validity"),
        Act::LodgeDrafts(vec![last_second.clone()]),
        &[Outcome::LastDayOfValidity],
    );
    w.step(
        "2031-03-09 00:00",
        "after-validity",
        words("有效期届满次日零时提交", "Lodged a second later"),
        Act::LodgeDrafts(vec![too_late.clone()]),
        &[Outcome::NoVersionInForce],
    );
    w.step(
        "2031-04-10 09:00",
        "adopt-2031",
        words("采用后续示例版本", "The sample successor is adopted"),
        Act::Adopt(Pack::Sample2031),
        &[Outcome::SuccessorAdopted],
    );
    w.step(
        "2031-04-14 10:00",
        "reconsider",
        words("按后续版本重新审查", "The case is examined again under the successor"),
        Act::Reconsider(too_late.clone()),
        &[Outcome::SuccessorAdopted],
    );
    // The first keeps the version of its day of receipt, also after that version's end.
    let days = [
        "2031-03-28",
        "2031-04-08",
        "2031-04-09",
        "2031-04-11",
        "2031-04-18",
        "2031-04-28",
        "2031-05-06",
        "2031-05-12",
    ];
    decided(w, "2031-old", vec![last_second], days, "湘科示例〔2031〕200号");
    let days = [
        "2031-05-08",
        "2031-05-15",
        "2031-05-19",
        "2031-05-20",
        "2031-05-26",
        "2031-06-09",
        "2031-06-20",
        "2031-06-30",
    ];
    decided(w, "2031", vec![too_late], days, "湘科示例〔2031〕201号");
}

/// What becomes of a few applications, from the opinion to the document.
fn decided(w: &mut Writer<'_>, name: &str, apps: Vec<App>, days: [&str; 8], document: &str) {
    let [recommends, accepts, forms, answers, again, scores, proposes, issues] = days;
    w.step(
        &format!("{recommends} 10:00"),
        format!("recommend-{name}"),
        words("推荐单位推荐", "Recommended"),
        Act::Opine(apps.clone(), true),
        &[],
    );
    w.step(
        &format!("{accepts} 10:00"),
        format!("accept-{name}"),
        words("受理", "Accepted"),
        Act::Accept(apps.clone()),
        &[],
    );
    w.step(
        &format!("{forms} 10:00"),
        format!("panels-{name}"),
        words("组成专家组", "Panels are formed"),
        Act::FormPanels(Subjects::Applications(None)),
        &[],
    );
    for at in [answers, again] {
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
        Act::Score(Subjects::Applications(None), true),
        &[],
    );
    w.step(
        &format!("{proposes} 10:00"),
        format!("propose-{name}"),
        words("拟认定", "Recognition is proposed"),
        Act::Propose(apps.clone()),
        &[],
    );
    w.step(
        &format!("{issues} 10:00"),
        format!("recognise-{name}"),
        words("发文认定", "The bases are recognised"),
        Act::Recognise(apps, document.to_owned(), day(issues)),
        &[],
    );
}

/// The first call under the successor: a new host, and the one whose ban was quashed.
fn under_the_successor(w: &mut Writer<'_>) {
    let Some(quashed) = w.case(Life::Unlawful) else { return };
    let newcomer = w
        .population
        .cases
        .iter()
        .filter(|case| case.fate == Fate::NotRecognised && case.category == FEATURED)
        .nth(1);
    let Some(newcomer) = newcomer else { return };
    let apps = vec![later(newcomer, &calls::NEW, 1), later(quashed, &calls::NEW, 2)];
    w.step(
        "2031-07-01 10:00",
        "lodge-new",
        words(
            "新一轮申报；限制已撤销的单位重新申请",
            "The new call; the host whose ban was quashed applies again",
        ),
        Act::Lodge(apps.clone()),
        &[],
    );
    let days = [
        "2031-07-15",
        "2031-07-21",
        "2031-07-22",
        "2031-07-23",
        "2031-07-30",
        "2031-08-15",
        "2031-10-13",
        "2031-10-20",
    ];
    decided(w, "new", apps, days, "湘科示例〔2031〕202号");
    w.step(
        "2031-10-21 10:00",
        "new-call-done",
        words("后续版本下的首轮认定完成", "The first recognitions under the successor are made"),
        Act::Rest,
        &[Outcome::NewCallUnderSuccessor],
    );
}

/// The ban from 2030-12-20 ends with 2035-12-20.
fn end_of_a_ban(w: &mut Writer<'_>) {
    let Some(case) = w.case(Life::FailsTwice) else { return };
    let (barred, free) = (later(case, &calls::FREE, 1), later(case, &calls::FREE, 2));
    w.step(
        "2035-12-10 10:00",
        "begin-2035",
        words("被限制单位填写草稿", "The barred host begins drafts"),
        Act::Begin(vec![barred.clone(), free.clone()]),
        &[],
    );
    w.step(
        "2035-12-20 23:59:59",
        "barred-last-second",
        words("限制最后一日最后一秒提交", "Lodged in the last second of the ban"),
        Act::LodgeDrafts(vec![barred]),
        &[Outcome::BarredToTheLastSecond],
    );
    w.step(
        "2035-12-21 00:00",
        "free",
        words("次日零时提交", "Lodged at 00:00 of the next day"),
        Act::LodgeDrafts(vec![free]),
        &[Outcome::FreeTheNextDay],
    );
}
