//! Checks that everything a pack refers to exists in it.
//!
//! Owns references between sections and what must be unique besides rule ids. Paths into the form and the
//! types of values are checked in `typing`.

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::form::{FieldType, find};
use crate::model::{Consequence, EvaluationEvent, Pack, Scope};

/// Checks every file's references.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    for (index, part) in parts.iter().enumerate() {
        roles(pack, index, part, findings);
        conditions(pack, index, part, findings);
        evaluation(pack, index, part, findings);
        switches(pack, index, part, findings);
        ambiguities(pack, index, part, findings);
        for (at, migration) in part.sections.migrations.iter().enumerate() {
            if let Some(to) = &migration.to {
                let path = section("migrations", at).key("to");
                findings.expect_known(index, &path, "category", to, categories(pack));
            }
        }
    }
    unique(pack, findings);
}

fn section(name: &str, index: usize) -> Path {
    Path::default().key(name).index(index)
}

fn categories(pack: &Pack) -> impl Iterator<Item = &str> + Clone {
    pack.categories.iter().map(|category| category.code.as_str())
}

fn roles(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let ids = pack.roles.iter().map(|role| role.id.as_str());
    for (at, duty) in part.sections.duties.iter().enumerate() {
        findings.expect_known(index, &section("duties", at).key("role"), "role", &duty.role, ids.clone());
        for (nth, role) in duty.also.iter().enumerate() {
            let path = section("duties", at).key("also").index(nth);
            findings.expect_known(index, &path, "role", role, ids.clone());
        }
    }
    let keys = pack.roles.iter().map(|role| role.key.as_str());
    for (at, step) in part.sections.procedure.iter().enumerate() {
        for (nth, actor) in step.actors.iter().enumerate() {
            let path = section("procedure", at).key("actors").index(nth);
            findings.expect_known(index, &path, "role", actor, keys.clone());
        }
        for (nth, code) in step.categories.iter().enumerate() {
            let path = section("procedure", at).key("categories").index(nth);
            findings.expect_known(index, &path, "category", code, categories(pack));
        }
        let kinds = pack.documents.iter().map(|document| document.kind.as_str());
        for (nth, kind) in step.documents.iter().enumerate() {
            let path = section("procedure", at).key("documents").index(nth);
            findings.expect_known(index, &path, "document", kind, kinds.clone());
        }
    }
}

fn conditions(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let kinds = pack.documents.iter().map(|document| document.kind.as_str());
    let hosts: &[&str] = match find("org.kind").map(|field| field.kind) {
        Some(FieldType::Choice { codes, .. }) => codes,
        _ => &[],
    };
    for (at, condition) in part.sections.conditions.iter().enumerate() {
        let path = section("conditions", at);
        if let Some(whole) = &condition.part_of {
            let ids = pack.conditions.iter().map(|other| other.id.as_str()).filter(|id| *id != condition.id);
            findings.expect_known(index, &path.key("part_of"), "condition", whole, ids);
        }
        if let Scope::Only(codes) = &condition.scope {
            for (nth, code) in codes.iter().enumerate() {
                let path = path.key("scope").key("only").index(nth);
                findings.expect_known(index, &path, "category", code, categories(pack));
            }
        }
        for (nth, host) in condition.hosts.iter().enumerate() {
            let path = path.key("hosts").index(nth);
            findings.expect_known(index, &path, "host_kind", host, hosts.iter().copied());
        }
        for (nth, kind) in condition.evidence.iter().enumerate() {
            let path = path.key("evidence").index(nth);
            findings.expect_known(index, &path, "document", kind, kinds.clone());
        }
    }
}

fn evaluation(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let Some(evaluation) = &part.sections.evaluation else { return };
    let grades = evaluation.grades.iter().map(|grade| grade.code.as_str());
    let grounds = pack.grounds.iter().map(|ground| ground.id.as_str());
    for (at, rule) in evaluation.rules.iter().enumerate() {
        let path = Path::default().key("evaluation").key("rules").index(at);
        let named = match &rule.on {
            EvaluationEvent::Grade(code) => Some((code, path.key("on").key("grade"))),
            EvaluationEvent::Streak(streak) => {
                let path = path.key("on").key("streak");
                if streak.length < 2 {
                    findings.report(
                        index,
                        &path.key("length"),
                        "short_streak",
                        "a streak is at least two results",
                    );
                }
                Some((&streak.grade, path.key("grade")))
            }
            EvaluationEvent::MarkUnconfirmed(marked) => {
                Some((&marked.grade, path.key("on").key("mark_unconfirmed").key("grade")))
            }
            _ => None,
        };
        if let Some((code, path)) = named {
            findings.expect_known(index, &path, "grade", code, grades.clone());
        }
        if let Consequence::ProposeCancellation(ground) = &rule.then {
            let path = path.key("then").key("propose_cancellation");
            findings.expect_known(index, &path, "ground", ground, grounds.clone());
        }
    }
}

fn switches(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let rules = pack.rules();
    let ids = rules.iter().map(|entry| entry.rule.rule.as_str());
    for (at, switch) in part.sections.switches.iter().enumerate() {
        let path = section("switches", at);
        for (nth, rule) in switch.rules.iter().enumerate() {
            findings.expect_known(index, &path.key("rules").index(nth), "rule", rule, ids.clone());
        }
        for (key, value) in [("default", Some(&switch.default)), ("chosen", switch.chosen.as_ref())] {
            let Some(value) = value else { continue };
            let listed = switch.options.is_empty() || switch.options.contains(value);
            if !listed || !value.same_type(&switch.default) {
                let message = format!("the switch {} has no such option", switch.name);
                findings.report(index, &path.key(key), "unknown_option", message);
            }
        }
    }
}

/// Every ambiguity a rule names is settled by a switch.
fn ambiguities(pack: &Pack, index: usize, part: &Part, findings: &mut Findings<'_>) {
    let known = pack.switches.iter().map(|switch| switch.ambiguity.as_str());
    let sections = &part.sections;
    let conditions = sections.conditions.iter().map(|item| &item.ambiguities).enumerate();
    let timers = sections.timers.iter().map(|item| &item.ambiguities).enumerate();
    let grounds = sections.grounds.iter().map(|item| &item.ambiguities).enumerate();
    let all = conditions
        .map(|item| ("conditions", item))
        .chain(timers.map(|item| ("timers", item)))
        .chain(grounds.map(|item| ("grounds", item)));
    for (name, (at, named)) in all {
        for (nth, ambiguity) in named.iter().enumerate() {
            let path = section(name, at).key("ambiguities").index(nth);
            findings.expect_known(index, &path, "ambiguity", ambiguity, known.clone());
        }
    }
}

/// Codes and names that must stand once, beside rule ids.
fn unique(pack: &Pack, findings: &mut Findings<'_>) {
    let single = pack.timers.iter().filter(|rule| rule.purpose.is_single());
    let purposes = single.map(|rule| format!("{:?}", rule.purpose));
    once("timed rule for", purposes, findings);
    once("category", pack.categories.iter().map(|category| category.code.clone()), findings);
    once("document", pack.documents.iter().map(|document| document.kind.clone()), findings);
    once("switch", pack.switches.iter().map(|switch| switch.name.clone()), findings);
    once("table", pack.tables.iter().map(|table| table.name.clone()), findings);
    for category in &pack.categories {
        let steps = pack.procedure.iter().filter(|step| step.concerns(&category.code));
        once("step", steps.map(|step| step.key.clone()), findings);
    }
    once("role", pack.roles.iter().map(|role| role.key.clone()), findings);
    let names = pack.migrations.iter().flat_map(|migration| &migration.names).cloned();
    once("old kind", names, findings);
}

fn once(what: &str, names: impl Iterator<Item = String>, findings: &mut Findings<'_>) {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if !seen.insert(name.clone()) {
            findings.report_pack("duplicate_name", format!("more than one {what} {name}"));
        }
    }
}
