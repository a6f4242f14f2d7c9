//! One base's life as a timeline: the one that fails its evaluation twice, and whose host applies again.

use guohe_api::{
    common::v1::RuleRef,
    evaluation::v1::Performance,
    registry::v1::{Base, Matter, ReportStatus},
};
use guohe_clock::{Timestamp, beijing_date};

use super::{BaseLife, Event, rules, text, words};
use crate::{
    demo::findings::Findings,
    scenario::{Script, population::Life},
};

pub(super) fn tell(script: &Script, findings: &Findings) -> BaseLife {
    let case = script.population.living(Life::FailsTwice);
    let base = case.and_then(|case| findings.base(&case.base)).cloned().unwrap_or_default();
    let mut life = Timeline { findings, events: Vec::new() };
    life.application(&base);
    life.reports(&base);
    life.evaluations(&base);
    life.rectification(&base);
    for matter in findings.matters_of(&base.base) {
        life.matter(matter);
    }
    life.bars(&base);
    life.later_applications(&base);
    life.events.sort_by(|one, other| one.on.cmp(&other.on));
    BaseLife {
        base: base.base.clone(),
        name: base.name.clone().unwrap_or_default().zh,
        institution: base.institution_name.clone(),
        events: life.events,
    }
}

struct Timeline<'a> {
    findings: &'a Findings,
    events: Vec<Event>,
}

impl Timeline<'_> {
    fn event(&mut self, on: &str, zh: impl Into<String>, en: impl Into<String>, rules: Vec<String>) {
        if !on.is_empty() {
            self.events.push(Event { on: on.to_owned(), text: words(zh, en), rules });
        }
    }

    fn application(&mut self, base: &Base) {
        let found = self.findings.applications.iter().find(|application| application.base == base.base);
        let Some(application) = found.cloned() else { return };
        let day = |code: &str| {
            let milestone = application.timeline.iter().find(|milestone| milestone.code == code);
            milestone.and_then(|milestone| milestone.at).map(day_of).unwrap_or_default()
        };
        let histories = &self.findings.histories;
        let own = |event: &str| histories.rules(&format!("application/{}", application.application), event);
        let decided = |event: &str| histories.rules(&format!("decision/{}", application.application), event);
        self.event(&day("submitted"), "提交申请", "Lodged", own("submitted"));
        if let Some(opinion) = &application.opinion {
            self.event(&opinion.given_on, "推荐单位推荐", "Recommended", own("presented"));
        }
        self.event(&day("accepted"), "省科技厅受理", "Accepted", own("accepted"));
        let points = f64::from(application.score_hundredths) / 100.0;
        self.event(
            &day("reviewed"),
            format!("专家评审{points:.2}分"),
            format!("Reviewed: {points:.2} points"),
            decided("reviewed"),
        );
        self.event(
            &base.recognised_on,
            format!("发文认定（{}）", base.document_number),
            format!("Recognised by document {}", base.document_number),
            decided("recognised"),
        );
    }

    /// Reports in time are told together; the rest one by one.
    fn reports(&mut self, base: &Base) {
        let mut own: Vec<_> =
            self.findings.reports.iter().filter(|report| report.base == base.base).collect();
        own.sort_by_key(|report| report.year);
        for report in own {
            let filed = report.filings.last().map(|filing| filing.filed_on.clone()).unwrap_or_default();
            let due = report.deadline.clone().unwrap_or_default();
            let rule = due.receipt.and_then(|receipt| receipt.rule);
            let (year, due_on) = (report.year, &due.due_on);
            match report.status() {
                ReportStatus::Accepted => self.event(
                    &filed,
                    format!("报送{year}年度报告（截止{due_on}）"),
                    format!("Report on {year} filed (due {due_on})"),
                    rule.iter().flat_map(|rule| rules(std::slice::from_ref(rule))).collect(),
                ),
                ReportStatus::Closed => self.event(
                    due_on,
                    format!("{year}年度报告不再须报"),
                    format!("The report on {year} is no longer owed"),
                    vec![],
                ),
                _ => {}
            }
        }
    }

    fn evaluations(&mut self, base: &Base) {
        let mut own: Vec<&Performance> =
            self.findings.performances.iter().filter(|performance| performance.base == base.base).collect();
        own.sort_by(|one, other| one.opened_on.cmp(&other.opened_on));
        for performance in own {
            let (zh, en) = match performance.re_evaluation {
                true => ("复评", "The re-evaluation"),
                false => ("评估", "The evaluation"),
            };
            let stream = format!("performance/{}", performance.performance);
            let relied = self.findings.histories.rules(&stream, "opened");
            self.event(&performance.opened_on, format!("{zh}开始"), format!("{en} begins"), relied);
            let points = f64::from(performance.score_hundredths) / 100.0;
            let (grade_zh, grade_en) = grade(performance.grade().as_str_name());
            self.event(
                &performance.notice_on,
                format!("{zh}结果：{grade_zh}（{points:.2}分）"),
                format!("{en} ends: {grade_en} ({points:.2} points)"),
                self.findings.histories.rules(&stream, "graded"),
            );
        }
    }

    fn rectification(&mut self, base: &Base) {
        let Some(deadline) = base.rectification.clone().and_then(|rectification| rectification.deadline)
        else {
            return;
        };
        let receipt = deadline.receipt.unwrap_or_default();
        let (moved_zh, moved_en) = match receipt.nominal == deadline.due_on {
            true => (String::new(), String::new()),
            false => {
                let nominal = &receipt.nominal;
                (format!("（{nominal}逢休息日，顺延）"), format!(" (moved from {nominal}, a rest day)"))
            }
        };
        self.event(
            &deadline.due_on,
            format!("整改期最后一日{moved_zh}"),
            format!("The last day to rectify{moved_en}"),
            of(receipt.rule.as_ref()),
        );
    }

    fn matter(&mut self, matter: &Matter) {
        let ground = of(matter.ground.as_ref());
        let wording = text(matter.ground_text.as_ref());
        self.event(
            &matter.opened_on,
            format!("立案查核：{}", wording.zh),
            format!("A ground is examined: {}", wording.en),
            ground.clone(),
        );
        let hearing = matter.hearing.clone().unwrap_or_default();
        self.event(
            &matter.notice_served_on,
            format!("送达告知书，可陈述申辩至{}", hearing.due_on),
            format!("The notice is served; the host may be heard until {}", hearing.due_on),
            of(hearing.receipt.and_then(|receipt| receipt.rule).as_ref()),
        );
        for statement in &matter.statements {
            self.event(&statement.on, "依托单位陈述申辩", "The host states its case", vec![]);
        }
        self.event(
            &matter.document_on,
            format!(
                "决定取消资格（{}；提议人{}，决定人{}）",
                matter.document_number, matter.proposed_by, matter.decided_by
            ),
            format!(
                "Cancelled by document {} (proposed by {}, decided by {})",
                matter.document_number, matter.proposed_by, matter.decided_by
            ),
            ground,
        );
        self.event(
            &matter.decision_served_on,
            "送达决定并告知救济途径",
            "The decision is served, with remedies",
            self.findings.histories.rules(&format!("matter/{}", matter.matter), "decision_served"),
        );
    }

    fn bars(&mut self, base: &Base) {
        let bans =
            self.findings.institution(&base.institution).map(|found| found.bans.clone()).unwrap_or_default();
        for ban in bans {
            let rule = ban.receipt.and_then(|receipt| receipt.rule);
            self.event(
                &ban.banned_until,
                format!("限制最后一日；{}起可再申请", ban.free_from),
                format!("The last banned day; free from {}", ban.free_from),
                of(rule.as_ref()),
            );
        }
    }

    fn later_applications(&mut self, base: &Base) {
        let later = self.findings.applications.iter();
        let later = later.filter(|other| other.institution == base.institution && other.call != "c-2026");
        for application in later.cloned().collect::<Vec<_>>() {
            let received = application.received_at.and_then(|at| Timestamp::from_timestamp(at.seconds, 0));
            let Some(received) = received else { continue };
            let local = received + chrono::Duration::hours(8);
            let (zh, en) = match application.free_from.as_str() {
                "" => ("获准", "admitted".to_owned()),
                free => ("被拒", format!("refused; free from {free}")),
            };
            self.event(
                &beijing_date(received).to_string(),
                format!("{}再次申请{}：{zh}", local.format("%H:%M:%S"), application.application),
                format!("{} lodged at {}: {en}", application.application, local.format("%H:%M:%S")),
                rules(&application.rules),
            );
        }
    }
}

fn of(rule: Option<&RuleRef>) -> Vec<String> {
    rule.map(|rule| format!("{} {}", rule.rule, rule.article)).into_iter().collect()
}

fn day_of(at: pbjson_types::Timestamp) -> String {
    Timestamp::from_timestamp(at.seconds, 0).map(|at| beijing_date(at).to_string()).unwrap_or_default()
}

fn grade(name: &str) -> (&'static str, &'static str) {
    match name {
        "GRADE_EXCELLENT" => ("优秀", "excellent"),
        "GRADE_PASS" => ("合格", "qualified"),
        "GRADE_FAIL" => ("不合格", "unqualified"),
        _ => ("未定", "not published"),
    }
}
