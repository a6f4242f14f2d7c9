//! Dates that surprise: moved, late only later, provisional, paused, without moving at all.

use guohe_api::registry::v1::{Deadline, Receipt};

use super::{ReceiptTold, text, words};
use crate::{
    demo::findings::Findings,
    scenario::{Script, calls, population::Life},
};

pub(super) fn tell(script: &Script, findings: &Findings) -> Vec<ReceiptTold> {
    let told = [
        call(findings),
        named_date(script, findings),
        rectification(script, findings),
        hearing(script, findings),
        ban(script, findings),
        validity(findings),
    ];
    told.into_iter().flatten().collect()
}

fn deadline(zh: &str, en: &str, subject: &str, deadline: &Deadline) -> ReceiptTold {
    receipt(zh, en, subject, &deadline.receipt.clone().unwrap_or_default(), deadline.provisional)
}

fn receipt(zh: &str, en: &str, subject: &str, receipt: &Receipt, provisional: bool) -> ReceiptTold {
    let rule = receipt.rule.clone().unwrap_or_default();
    ReceiptTold {
        title: words(zh, en),
        subject: subject.to_owned(),
        due_on: receipt.due_on.clone(),
        arithmetic: text(receipt.arithmetic.as_ref()),
        rule: format!("{} {}", rule.rule, rule.article),
        provisional,
    }
}

/// The close of the call, within the Labour Day holidays.
fn call(findings: &Findings) -> Option<ReceiptTold> {
    let call = findings.calls.iter().find(|call| call.call == calls::MAIN.id)?;
    let (closes, until) = (&call.closes_on, &call.accepted_until);
    Some(ReceiptTold {
        title: words("申报截止日", "The close of the call"),
        subject: call.call.clone(),
        due_on: until.clone(),
        arithmetic: words(
            format!(
                "通知所定{closes}在劳动节放假期间，顺延至第一个工作日{until}；回看仍以{closes}为基准日。"
            ),
            format!(
                "{closes} as announced lies within the Labour Day holidays and moves to the first working day, {until}; look-backs still count from {closes}."
            ),
        ),
        rule: call.rules.first().map(|rule| format!("{} {}", rule.rule, rule.article)).unwrap_or_default(),
        provisional: call.provisional,
    })
}

/// 15 January 2028 is a Saturday: the day stays, lateness begins later.
fn named_date(script: &Script, findings: &Findings) -> Option<ReceiptTold> {
    let base = &script.population.living(Life::LateReport)?.base;
    let report = findings.reports.iter().find(|report| report.base == *base && report.year == 2027)?;
    let due = report.deadline.as_ref()?;
    Some(deadline("2027年度报告", "The report on 2027", &report.report, due))
}

fn rectification(script: &Script, findings: &Findings) -> Option<ReceiptTold> {
    let base = findings.base(&script.population.living(Life::FailsTwice)?.base)?;
    let due = base.rectification.as_ref()?.deadline.as_ref()?;
    Some(deadline("整改期最后一日", "The last day to rectify", &base.base, due))
}

fn hearing(script: &Script, findings: &Findings) -> Option<ReceiptTold> {
    let base = &script.population.living(Life::Unlawful)?.base;
    let matter = findings.matters_of(base).next()?;
    let due = matter.hearing.as_ref()?;
    let mut told = deadline("陈述申辩期最后一日", "The last day to be heard", base, due);
    let receipt = due.receipt.clone().unwrap_or_default();
    for pause in receipt.pauses {
        told.arithmetic.zh.push_str(&format!("（{}至{}中止：{}）", pause.from, pause.to, pause.reason));
        told.arithmetic.en.push_str(&format!(" (stopped from {} to {})", pause.from, pause.to));
    }
    Some(told)
}

fn ban(script: &Script, findings: &Findings) -> Option<ReceiptTold> {
    let case = script.population.living(Life::FailsTwice)?;
    let institution = findings.institution(&script.population.host(case).code)?;
    let ban = institution.bans.first()?;
    let how = ban.receipt.as_ref()?;
    let mut told = receipt("限制的最后一日", "The last banned day", &ban.source, how, false);
    told.due_on.clone_from(&ban.banned_until);
    Some(told)
}

fn validity(findings: &Findings) -> Option<ReceiptTold> {
    let pack = findings.packs.first()?;
    let (from, last) = (&pack.effective_from, &pack.last_day);
    let pack_id = pack.policy.as_ref().map(|policy| policy.id.clone()).unwrap_or_default();
    Some(ReceiptTold {
        title: words("办法有效期最后一日", "The last day of validity"),
        subject: pack_id,
        due_on: last.clone(),
        arithmetic: words(
            format!("自{from}起施行，有效期五年，施行当日计入，最后一日为{last}，逢周六不顺延。"),
            format!(
                "In force from {from} for five years; that day counts, so {last} is the last one, and a Saturday does not move it."
            ),
        ),
        rule: findings.histories.rules("application/a-2031-002", "ruling_opened").join(" "),
        provisional: false,
    })
}
