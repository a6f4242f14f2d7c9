//! Changes beside the rules: identity, readings, the department's settings and tables.
//!
//! Owns their comparison. Rules are compared in the parent module.

use super::{Change, ChangeGroup, ChangeKindOf, reading_value};
use crate::model::{Pack, TierTable};
use crate::reading::ChosenReading;
use crate::refs::{RuleRef, Text};

/// A value told before and after; nothing where it stays.
fn moved(
    group: ChangeGroup,
    subject: (&str, &str),
    rule: &RuleRef,
    before: Option<Text>,
    after: Option<Text>,
) -> Option<Change> {
    let kind = match (&before, &after) {
        (Some(before), Some(after)) if before == after => return None,
        (None, None) => return None,
        (Some(_), Some(_)) => ChangeKindOf::Changed,
        (None, Some(_)) => ChangeKindOf::Added,
        (Some(_), None) => ChangeKindOf::Removed,
    };
    let subject = Text::new(subject.0, subject.1);
    Some(Change { group, kind, subject, facet: None, before, after, rule: rule.clone() })
}

fn same(text: impl ToString) -> Text {
    let text = text.to_string();
    Text::new(text.clone(), text)
}

/// Title, number, status, first and last day.
pub(super) fn identity(old: &Pack, new: &Pack) -> Vec<Change> {
    let rule = RuleRef {
        rule: new.identity.id.clone(),
        article: new.identity.effective_article.clone().unwrap_or_default(),
    };
    let status = |pack: &Pack| crate::reading::status_name(pack.identity.status);
    let unlimited = || Text::new("未规定", "not stated");
    let last = |pack: &Pack| Some(pack.last_day().ok().flatten().map_or_else(unlimited, same));
    let first = |pack: &Pack| Some(pack.effective_from().map_or_else(unlimited, same));
    let number = |pack: &Pack| pack.identity.document_number.as_ref().map(same);
    let group = ChangeGroup::Identity;
    let found = [
        moved(
            group,
            ("标题", "Title"),
            &rule,
            Some(old.identity.title.clone()),
            Some(new.identity.title.clone()),
        ),
        moved(group, ("文号", "Document number"), &rule, number(old), number(new)),
        moved(group, ("状态", "Status"), &rule, Some(status(old)), Some(status(new))),
        moved(group, ("施行首日", "First day in force"), &rule, first(old), first(new)),
        moved(group, ("施行末日", "Last day in force"), &rule, last(old), last(new)),
    ];
    found.into_iter().flatten().collect()
}

/// Choices between readings, by name.
pub(super) fn readings(old: &Pack, new: &Pack) -> Vec<Change> {
    let mut changes = Vec::new();
    let rule = |pack: &Pack, ambiguity: &str, rules: &[String]| {
        let named = rules.first().and_then(|rule| pack.rule(rule));
        let article = named.map_or_else(|| ambiguity.to_owned(), |rule| rule.article);
        RuleRef { rule: ambiguity.to_owned(), article }
    };
    for switch in &new.switches {
        let before = old.switches.iter().find(|known| known.name == switch.name);
        let before = before.map(|switch| reading_value(&ChosenReading::of(switch)));
        let after = reading_value(&ChosenReading::of(switch));
        let subject = (switch.question.zh.as_str(), switch.question.en.as_str());
        let rule = rule(new, &switch.ambiguity, &switch.rules);
        changes.extend(moved(ChangeGroup::Readings, subject, &rule, before, Some(after)));
    }
    for switch in &old.switches {
        if new.switches.iter().all(|known| known.name != switch.name) {
            let before = reading_value(&ChosenReading::of(switch));
            let subject = (switch.question.zh.as_str(), switch.question.en.as_str());
            let rule = rule(old, &switch.ambiguity, &switch.rules);
            changes.extend(moved(ChangeGroup::Readings, subject, &rule, Some(before), None));
        }
    }
    changes
}

/// The score card and the tables conditions look up.
pub(super) fn settings(old: &Pack, new: &Pack) -> Vec<Change> {
    let rule = RuleRef { rule: new.identity.id.clone(), article: "部门设定".to_owned() };
    let card = |pack: &Pack| {
        pack.score_card().map(|card| {
            let criteria: Vec<String> =
                card.criteria.iter().map(|c| format!("{} {}", c.name.zh, c.max_points)).collect();
            let english: Vec<String> =
                card.criteria.iter().map(|c| format!("{} {}", c.name.en, c.max_points)).collect();
            let (excellent, qualified) = (card.excellent_from, card.qualified_from);
            Text::new(
                format!("优秀{excellent}分起、合格{qualified}分起；{}", criteria.join("、")),
                format!("excellent from {excellent}, qualified from {qualified}; {}", english.join(", ")),
            )
        })
    };
    let mut changes: Vec<Change> =
        moved(ChangeGroup::Settings, ("评分表", "Score card"), &rule, card(old), card(new))
            .into_iter()
            .collect();
    let of = |pack: &Pack, name: &str| pack.table(name).map(tiers);
    for table in &new.tables {
        let subject = ("对照表", "Table");
        changes.extend(moved(
            ChangeGroup::Settings,
            subject,
            &rule,
            of(old, &table.name),
            of(new, &table.name),
        ));
    }
    let gone = old.tables.iter().filter(|table| new.table(&table.name).is_none());
    changes.extend(gone.filter_map(|table| {
        moved(ChangeGroup::Settings, ("对照表", "Table"), &rule, Some(tiers(table)), None)
    }));
    changes
}

fn tiers(table: &TierTable) -> Text {
    let tier = |tier: &crate::Tier| match tier.up_to {
        Some(bound) => format!("≤{bound}: {}", tier.at_least),
        None => format!("＞: {}", tier.at_least),
    };
    let tiers: Vec<String> = table.tiers.iter().map(tier).collect();
    same(format!("{} {} ({})", table.name, table.version, tiers.join(", ")))
}
