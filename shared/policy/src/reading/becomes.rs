//! What a provision becomes in the system, facet by facet.
//!
//! Owns the reading of each section. A rule of a section not told apart here has no facets; its wording is
//! shown all the same.

use super::facets::{Facets, code, joined, spoken};
use super::{Facet, ProvisionKind};
use crate::model::{
    Category, ChangeDuty, Condition, ConditionKind, Duty, EvaluationRule, ExitRule, Ground, Migration,
    Naming, Pack, Scope, Step, Strength,
};
use crate::refs::Text;
use crate::timing::{TimedRule, TimerSpan};

/// Sort and facets of the rule with an id; nothing for a rule that only informs.
pub(super) fn of(pack: &Pack, id: &str) -> Option<(ProvisionKind, Vec<Facet>)> {
    let found = |kind: ProvisionKind, facets: Facets| Some((kind, facets.done()));
    if let Some(item) = pack.condition(id) {
        let kind = match item.kind {
            ConditionKind::Fields => ProvisionKind::Fields,
            ConditionKind::Document => ProvisionKind::Document,
            ConditionKind::Judgement => ProvisionKind::Judgement,
            ConditionKind::Information => ProvisionKind::Information,
        };
        return found(kind, condition(pack, item));
    }
    if let Some(item) = pack.timed_rule_by_id(id) {
        return found(ProvisionKind::Timer, timer(item));
    }
    if let Some(item) = pack.ground(id) {
        return found(ProvisionKind::Ground, ground(item));
    }
    if let Some(item) = pack.duties.iter().find(|item| item.id == id) {
        return found(ProvisionKind::Information, duty(pack, item));
    }
    if let Some(item) = pack.category(id) {
        return found(ProvisionKind::Register, category(item));
    }
    if let Some(item) = pack.procedure.iter().find(|item| item.id == id) {
        return found(ProvisionKind::Procedure, step(pack, item));
    }
    if let Some(item) = pack.evaluation.rules.iter().find(|item| item.id == id) {
        return found(ProvisionKind::Evaluation, evaluation(pack, item));
    }
    if let Some(item) = pack.exits.iter().find(|item| item.id == id) {
        return found(ProvisionKind::Exit, exit(item));
    }
    if let Some(item) = pack.migrations.iter().find(|item| item.id == id) {
        return found(ProvisionKind::Register, migration(pack, item));
    }
    if let Some(item) = pack.changes.as_ref().filter(|item| item.id == id) {
        return found(ProvisionKind::Procedure, changes(item));
    }
    if let Some(item) = pack.naming.as_ref().filter(|item| item.id == id) {
        return found(ProvisionKind::Register, naming(item));
    }
    None
}

fn condition(pack: &Pack, item: &Condition) -> Facets {
    let scope = match &item.scope {
        Scope::All => None,
        Scope::Only(codes) => {
            let name = |code: &String| {
                pack.category(code).map_or_else(|| Text::new(code, code), |category| category.name.clone())
            };
            Some(joined(codes.iter().map(name)))
        }
    };
    let document = |kind: &String| {
        let known = pack.documents.iter().find(|document| document.kind == *kind);
        known.map_or_else(|| Text::new(kind, kind), |document| document.name.clone())
    };
    let evidence = (!item.evidence.is_empty()).then(|| joined(item.evidence.iter().map(document)));
    let hosts =
        (!item.hosts.is_empty()).then(|| joined(item.hosts.iter().map(|host| crate::form::code_name(host))));
    let strength = (item.strength != Strength::Must).then(|| spoken(&code(&item.strength)));
    let judged =
        item.then_judgement.then(|| Text::new("内容由专家评判", "their worth is left to the experts"));
    Facets::default()
        .maybe("scope", ("适用类别", "for"), scope)
        .maybe("hosts", ("适用单位", "hosts"), hosts)
        .plain("part_of", ("属于", "part of"), item.part_of.as_deref().unwrap_or_default())
        .maybe("when", ("仅当", "applies where"), item.when.as_ref().map(|when| pack.test_in_words(when)))
        .maybe("test", ("检验", "test"), item.check.as_ref().map(|check| pack.test_in_words(check)))
        .maybe("strength", ("强度", "strength"), strength)
        .maybe("evidence", ("证明材料", "documents"), evidence)
        .maybe("judged", ("其后", "then"), judged)
        .maybe("remedy", ("不符合时", "if it fails"), item.remedy.clone())
}

fn timer(item: &TimedRule) -> Facets {
    let start = Text::new(&item.start.zh, &item.start.en);
    let reminders: Vec<String> = item.reminders.iter().map(|rung| rung.days_before.to_string()).collect();
    let ladder = Text::new(
        format!("到期前{}日", reminders.join("、")),
        format!("{} days before (negative: after)", reminders.join(", ")),
    );
    let soft = item.soft.then(|| Text::new("无法律效果，仅提醒", "no legal effect: a reminder only"));
    let due = matches!(
        item.span,
        TimerSpan::NamedDate { .. } | TimerSpan::Period(_) | TimerSpan::Validity(_) | TimerSpan::GivenDate
    );
    let roll = due.then(|| spoken(&code(&item.roll())));
    Facets::default()
        .put("purpose", ("用途", "for"), spoken(&code(&item.purpose)))
        .put("period", ("期限", "length"), span(item))
        .put("start", ("起算", "counted from"), start)
        .maybe("roll", ("休息日", "rest days"), roll)
        .maybe("on_expiry", ("届满", "when it has passed"), item.on_expiry.clone())
        .maybe("reminders", ("提醒", "reminders"), (!reminders.is_empty()).then_some(ladder))
        .maybe("soft", ("效力", "effect"), soft)
        .put("source", ("来源", "set by"), spoken(&code(&item.source)))
}

/// The length of a timed rule in words.
fn span(item: &TimedRule) -> Text {
    if let TimerSpan::NamedDate { month, day, year_offset, .. } = &item.span {
        return match year_offset {
            1 => Text::new(
                format!("次年{month}月{day}日"),
                format!("{month}-{day} of the next year (month-day)"),
            ),
            0 => Text::new(format!("当年{month}月{day}日"), format!("{month}-{day} of the year (month-day)")),
            more => Text::new(
                format!("{more}年后的{month}月{day}日"),
                format!("{month}-{day}, {more} years later (month-day)"),
            ),
        };
    }
    if let Some(period) = item.period() {
        return period.spoken();
    }
    match &item.span {
        TimerSpan::FiscalYears(years) => {
            Text::new(format!("最近{years}个完整会计年度"), format!("the last {years} complete fiscal years"))
        }
        TimerSpan::Immediate => Text::new("当日", "the day itself"),
        TimerSpan::GivenDate => Text::new("由部门逐次确定", "a day the department sets each time"),
        TimerSpan::Cutoff(day) => Text::new(format!("{day}之前"), format!("before {day}")),
        TimerSpan::SinceYear(year) => Text::new(format!("{year}年以来"), format!("since {year}")),
        TimerSpan::Streak(length) => Text::new(format!("连续{length}次"), format!("{length} times running")),
        TimerSpan::Unstated => {
            Text::new("文本未规定，不作推算", "not stated in the text: nothing is counted")
        }
        other => spoken(&code(other)),
    }
}

fn ground(item: &Ground) -> Facets {
    let ban = match item.exclusion {
        Some(period) => period.spoken(),
        None => Text::new("文本未规定，须人工裁量", "no length stated: a person has to decide"),
    };
    let derivable = item
        .derivable
        .then(|| Text::new("由已记录的结果得出，仍由人决定", "recorded results, a person still decides"));
    let cause = item
        .needs_no_cause
        .then(|| Text::new("须人工认定没有正当理由", "a person must find that there was no just cause"));
    Facets::default()
        .put("ban", ("限制申报", "ban"), ban)
        .maybe("derivable", ("事实来源", "facts from"), derivable)
        .maybe("no_cause", ("前提", "provided"), cause)
        .maybe("note", ("读法", "reading"), item.note.clone())
        .put(
            "procedure",
            ("处理", "handled"),
            Text::new(
                "提议、告知、听取申辩后由另一人决定；计时器不作取消",
                "proposal, notice and hearing, decided by someone else; no timer cancels",
            ),
        )
}

fn role_name(pack: &Pack, key: &str) -> Text {
    pack.role(key).map_or_else(|| spoken(key), |role| role.text.clone())
}

fn duty(pack: &Pack, item: &Duty) -> Facets {
    let role = pack.roles.iter().find(|role| role.id == item.role);
    Facets::default().maybe("role", ("责任方", "duty of"), role.map(|role| role_name(pack, &role.key)))
}

fn category(item: &Category) -> Facets {
    Facets::default().plain("code", ("代码", "code"), &item.code).put(
        "positioning",
        ("定位", "what it is for"),
        item.positioning.clone(),
    )
}

fn step(pack: &Pack, item: &Step) -> Facets {
    let actors = joined(item.actors.iter().map(|key| {
        let known = spoken(key);
        if known.zh == *key { role_name(pack, key) } else { known }
    }));
    let reject = item.on_reject.clone().unwrap_or_else(|| Text::new("文本未规定", "the text is silent"));
    Facets::default()
        .put("actors", ("经办", "acts"), actors)
        .put("input", ("输入", "in"), item.input.clone())
        .put("output", ("输出", "out"), item.output.clone())
        .put("on_reject", ("不通过时", "on refusal"), reject)
}

fn evaluation(pack: &Pack, item: &EvaluationRule) -> Facets {
    let implied =
        item.implied.then(|| Text::new("由文本推得，未明写", "follows from the text without being written"));
    Facets::default()
        .put("on", ("当", "when"), with_argument(pack, &item.on))
        .put("then", ("则", "then"), with_argument(pack, &item.then))
        .maybe("implied", ("说明", "note"), implied)
}

/// A code with what it is about, such as a grade or a ground.
fn with_argument(pack: &Pack, value: &impl serde::Serialize) -> Text {
    let word = spoken(&code(value));
    let argument = match serde_json::to_value(value) {
        Ok(serde_json::Value::Object(fields)) => fields.into_iter().next().map(|(_, argument)| argument),
        _ => None,
    };
    let Some(argument) = argument else { return word };
    let grade_name = |code: &str| {
        let grade = pack.evaluation.grades.iter().find(|grade| grade.code == code);
        grade.map_or_else(|| spoken(code), |grade| grade.name.clone())
    };
    if let (Some(grade), Some(length)) = (argument["grade"].as_str(), argument["length"].as_u64()) {
        let name = grade_name(grade);
        return Text::new(
            format!("连续{length}次{}", name.zh),
            format!("{} {length} times running", name.en),
        );
    }
    if let (Some(mark), Some(grade)) = (argument["mark"].as_str(), argument["grade"].as_str()) {
        let (mark, grade) = (spoken(mark), grade_name(grade));
        return Text::new(
            format!("{}未再获{}", mark.zh, grade.zh),
            format!("the {} is not graded {} again", mark.en, grade.en),
        );
    }
    let plain = argument.as_str().map_or_else(|| argument.to_string(), str::to_owned);
    let shown = grade_name(&plain);
    Text::new(format!("{}{}", word.zh, shown.zh), format!("{} {}", word.en, shown.en))
}

fn exit(item: &ExitRule) -> Facets {
    Facets::default().put("trigger", ("条件", "opened by"), spoken(&code(&item.trigger))).put(
        "ban",
        ("限制申报", "ban"),
        Text::new("文本没有规定", "none stated"),
    )
}

fn migration(pack: &Pack, item: &Migration) -> Facets {
    let name = |code: &String| {
        pack.category(code).map_or_else(|| Text::new(code, code), |category| category.name.clone())
    };
    Facets::default()
        .plain("from", ("原类型", "old kind"), item.names.first().map_or("", String::as_str))
        .maybe("to", ("转入", "becomes"), item.to.as_ref().map(name))
        .put("mode", ("方式", "how"), spoken(&code(&item.mode)))
}

fn changes(item: &ChangeDuty) -> Facets {
    let names = |in_text: bool| {
        let kinds = item.kinds.iter().filter(|kind| kind.named_in_text == in_text);
        let names: Vec<Text> = kinds.map(|kind| kind.name.clone()).collect();
        (!names.is_empty()).then(|| joined(names))
    };
    Facets::default().maybe("named", ("文本列明", "named in the text"), names(true)).maybe(
        "others",
        ("归入“等”", "under \"and the like\""),
        names(false),
    )
}

fn naming(item: &Naming) -> Facets {
    let english = item.en_template.clone().map(|template| Text::new(&template, &template));
    Facets::default().plain("zh_template", ("中文名称", "Chinese name"), &item.zh_template).maybe(
        "en_template",
        ("英文名称", "English name"),
        english,
    )
}
