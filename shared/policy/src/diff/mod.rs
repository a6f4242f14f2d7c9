//! What changes from one version of measures to another, in words.
//!
//! Owns the pairing of rules across versions and the comparison of their facets. Never judges whether a change
//! is lawful or whom it reaches: rehearsal does, on live cases.

mod general;
mod pairing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::Pack;
use crate::reading::{ArticlePlace, ChosenReading, Facet, Provision, ProvisionKind};
use crate::refs::{PolicyRef, RuleRef, Text};

/// What changes from one version to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackDiff {
    /// The version compared.
    pub from: PolicyRef,
    /// The version it is compared with.
    pub to: PolicyRef,
    /// Whether the two are versions of one department's measures; where not, rules are paired by what they are
    /// for only.
    pub related: bool,
    /// Every change, in the order of the measures.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What sort of thing changed.
    pub group: ChangeGroup,
    /// Changed, added or removed.
    pub kind: ChangeKindOf,
    /// What it is about, in words.
    pub subject: Text,
    /// Which facet of it; empty where the whole was added or removed.
    pub facet: Option<Text>,
    /// Before; none where it was added.
    pub before: Option<Text>,
    /// After; none where it was removed.
    pub after: Option<Text>,
    /// Where it stands now, or stood before.
    pub rule: RuleRef,
}

/// Sorts of things that change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeGroup {
    /// Title, number, days in force.
    Identity,
    /// Conditions of recognition.
    Conditions,
    /// Dates, periods and look-backs.
    Dates,
    /// Steps of the procedure.
    Procedure,
    /// What follows from evaluations.
    Evaluation,
    /// Grounds of cancellation and ways out.
    Grounds,
    /// Categories, names, old kinds.
    Register,
    /// Everything that informs.
    Information,
    /// Choices between readings.
    Readings,
    /// What the department sets itself, and tables.
    Settings,
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKindOf {
    /// In both, and different.
    Changed,
    /// Only in the second.
    Added,
    /// Only in the first.
    Removed,
}

impl ChangeGroup {
    /// What people call it.
    pub fn name(self) -> Text {
        match self {
            Self::Identity => Text::new("文本与施行", "Text and days in force"),
            Self::Conditions => Text::new("认定条件", "Conditions"),
            Self::Dates => Text::new("期限与日期", "Dates and periods"),
            Self::Procedure => Text::new("程序", "Procedure"),
            Self::Evaluation => Text::new("评价", "Evaluation"),
            Self::Grounds => Text::new("取消情形与退出", "Grounds and ways out"),
            Self::Register => Text::new("类别与名称", "Categories and names"),
            Self::Information => Text::new("说明性条款", "Information"),
            Self::Readings => Text::new("读法（开关）", "Readings (switches)"),
            Self::Settings => Text::new("部门设定与对照表", "Department's settings and tables"),
        }
    }

    fn of(kind: ProvisionKind) -> Self {
        match kind {
            ProvisionKind::Fields | ProvisionKind::Document | ProvisionKind::Judgement => Self::Conditions,
            ProvisionKind::Timer => Self::Dates,
            ProvisionKind::Procedure | ProvisionKind::Process => Self::Procedure,
            ProvisionKind::Evaluation => Self::Evaluation,
            ProvisionKind::Ground | ProvisionKind::Exit => Self::Grounds,
            ProvisionKind::Register => Self::Register,
            ProvisionKind::Information => Self::Information,
        }
    }
}

impl Change {
    /// The change as one sentence.
    pub fn sentence(&self) -> Text {
        let RuleRef { rule, article } = &self.rule;
        let subject = match &self.facet {
            Some(facet) => Text::new(
                format!("{}（{}）", self.subject.zh, facet.zh),
                format!("{} ({})", self.subject.en, facet.en),
            ),
            None => self.subject.clone(),
        };
        let (zh, en) = match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                (format!("{} → {}", before.zh, after.zh), format!("{} → {}", before.en, after.en))
            }
            (None, Some(after)) => (format!("新增：{}", after.zh), format!("added: {}", after.en)),
            (Some(before), None) => (format!("删除：{}", before.zh), format!("removed: {}", before.en)),
            (None, None) => (String::new(), String::new()),
        };
        Text::new(
            format!("{}：{zh}（{rule} {article}）", subject.zh),
            format!("{}: {en} ({rule} {article})", subject.en),
        )
    }
}

impl Pack {
    /// What changes from this version to another.
    pub fn diff(&self, other: &Pack) -> PackDiff {
        let related = pairing::related(self, other);
        let mut changes = general::identity(self, other);
        let (mut before, mut after) = (self.provisions(), other.provisions());
        let pairs = pairing::pair(self, other, related, &mut before, &mut after);
        for (old, new) in &pairs {
            changes.extend(compare(old, new));
        }
        changes.extend(before.iter().map(|provision| whole(provision, ChangeKindOf::Removed)));
        changes.extend(after.iter().map(|provision| whole(provision, ChangeKindOf::Added)));
        changes.extend(general::readings(self, other));
        changes.extend(general::settings(self, other));
        changes.sort_by_cached_key(|change| (change.group, ArticlePlace::of(&change.rule.article)));
        PackDiff { from: self.reference(), to: other.reference(), related, changes }
    }
}

impl Pack {
    /// Which rule of another version each rule of this one is, by id; rules without a counterpart are left out.
    pub fn counterparts(&self, other: &Pack) -> BTreeMap<String, String> {
        let related = pairing::related(self, other);
        let (mut before, mut after) = (self.provisions(), other.provisions());
        let pairs = pairing::pair(self, other, related, &mut before, &mut after);
        pairs.into_iter().map(|(old, new)| (old.rule.rule, new.rule.rule)).collect()
    }
}

/// The facets in which two versions of a provision differ.
fn compare(old: &Provision, new: &Provision) -> Vec<Change> {
    let group = ChangeGroup::of(new.kind);
    let subject = subject(new);
    let change = |facet: Option<Text>, before: Option<Text>, after: Option<Text>| Change {
        group,
        kind: ChangeKindOf::Changed,
        subject: subject.clone(),
        facet,
        before,
        after,
        rule: new.rule.clone(),
    };
    let mut changes = Vec::new();
    if old.kind != new.kind {
        let facet = Text::new("处理方式", "how it is established");
        changes.push(change(Some(facet), Some(old.kind.name()), Some(new.kind.name())));
    }
    let of = |facets: &[Facet], key: &str| facets.iter().find(|facet| facet.key == key).cloned();
    let absent = || Text::new("无", "none");
    for facet in &new.facets {
        let known = of(&old.facets, facet.key).map(|facet| facet.value);
        if known.as_ref() != Some(&facet.value) {
            let named = (facet.key != "period").then(|| facet.name.clone());
            changes.push(change(named, Some(known.unwrap_or_else(absent)), Some(facet.value.clone())));
        }
    }
    for facet in old.facets.iter().filter(|facet| of(&new.facets, facet.key).is_none()) {
        changes.push(change(Some(facet.name.clone()), Some(facet.value.clone()), Some(absent())));
    }
    let place = |provision: &Provision| ArticlePlace::of(&provision.rule.article);
    if place(old) != place(new) {
        let article = |provision: &Provision| Text::new(&provision.rule.article, &provision.rule.article);
        changes.push(change(Some(Text::new("条款", "article")), Some(article(old)), Some(article(new))));
    }
    // A wording is shown where it is all that changed; otherwise the facets say it better.
    if changes.is_empty() && old.text != new.text {
        changes.push(change(
            Some(Text::new("表述", "wording")),
            Some(old.text.clone()),
            Some(new.text.clone()),
        ));
    }
    changes
}

fn whole(provision: &Provision, kind: ChangeKindOf) -> Change {
    let told = Some(provision.text.clone());
    let (before, after) = if kind == ChangeKindOf::Added { (None, told) } else { (told, None) };
    Change {
        group: ChangeGroup::of(provision.kind),
        kind,
        subject: provision.kind.name(),
        facet: None,
        before,
        after,
        rule: provision.rule.clone(),
    }
}

/// What a provision is about: what a timed rule is for, otherwise its wording.
fn subject(provision: &Provision) -> Text {
    let purpose = provision.facets.iter().find(|facet| facet.key == "purpose");
    purpose.map_or_else(|| provision.text.clone(), |facet| facet.value.clone())
}

fn reading_value(reading: &ChosenReading) -> Text {
    let value = &reading.value;
    if reading.by_default {
        return Text::new(format!("{value}（默认）"), format!("{value} (default)"));
    }
    Text::new(format!("{value}（部门选定）"), format!("{value} (the department's choice)"))
}
