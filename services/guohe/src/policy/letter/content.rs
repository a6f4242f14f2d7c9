//! What a letter says, in one language.
//!
//! Owns the choice of facts. Wordings come from the pack and the explanation; nothing is quoted from the measures.

use guohe_policy::{ConditionExplained, Explanation, RequiredDocument, RuleRef, TimedPurpose};
use serde::Serialize;

use super::Case;
use crate::{
    lang::Lang,
    policy::{
        LetterKind,
        explain::{documents, spoken_day},
        say,
    },
};

/// A letter's content.
#[derive(Debug, Serialize)]
pub(super) struct Letter {
    /// `refusal` or `correction`.
    kind: &'static str,
    /// The department.
    authority: String,
    /// The host; none where the form states none.
    addressee: Option<String>,
    /// What was applied for.
    title: String,
    /// The category.
    category: String,
    /// The measures' title.
    measures: String,
    /// The measures' number.
    measures_number: Option<String>,
    /// Day of lodging.
    lodged_on: String,
    /// Day on which look-backs end.
    reference: String,
    /// The ban that bars it.
    ban: Option<Ban>,
    /// Conditions that fail.
    failed: Vec<Item>,
    /// Conditions that are open: a fact or document is missing, or a person has to rule.
    open: Vec<Item>,
    /// Documents to hand in.
    documents: Vec<Document>,
    /// When it may apply again, as a sentence.
    again: Option<String>,
    /// The first day to apply again.
    again_from: Option<String>,
    /// The time for a correction, as the department has set it.
    correct_within: Option<CorrectWithin>,
    /// Remedies, as the department has set them.
    remedies: Option<String>,
}

/// A condition told in a letter.
#[derive(Debug, Serialize)]
struct Item {
    condition: String,
    rule: String,
    article: String,
    /// What was found.
    finding: String,
    /// What is lacking, in numbers.
    needed: Option<String>,
    /// First later day on which it would be met.
    from: Option<String>,
    /// What can be done.
    advice: Option<String>,
    /// Documents that are missing.
    documents: Option<String>,
}

/// A ban told in a letter.
#[derive(Debug, Serialize)]
struct Ban {
    rule: String,
    article: String,
    period_rule: String,
    period_article: String,
    document_on: String,
    last_banned: String,
    free_from: String,
    arithmetic: String,
}

/// A document told in a letter.
#[derive(Debug, Serialize)]
struct Document {
    name: String,
    articles: String,
}

/// The time for a correction.
#[derive(Debug, Serialize)]
struct CorrectWithin {
    period: String,
    rule: String,
    article: String,
}

impl Letter {
    pub(super) fn of(kind: LetterKind, case: &Case<'_>, lang: Lang) -> Self {
        let Case { pack, explanation, facts, title, .. } = case;
        let item = |explained: &ConditionExplained| Item::of(explained, case, lang);
        let field = facts.text("base.field").unwrap_or_default();
        Self {
            kind: match kind {
                LetterKind::Refusal => "refusal",
                LetterKind::Correction => "correction",
            },
            authority: say(&pack.identity.authority, lang).to_owned(),
            addressee: facts.text("org.name").map(str::to_owned),
            title: title.unwrap_or(field).to_owned(),
            category: say(&explanation.category_name, lang).to_owned(),
            measures: say(&explanation.title, lang).to_owned(),
            measures_number: explanation.document_number.clone(),
            lodged_on: spoken_day(explanation.lodged_on, lang),
            reference: spoken_day(explanation.reference, lang),
            ban: explanation.barring().map(|barring| Ban::of(&barring.ban, lang)),
            failed: explanation.failed().map(item).collect(),
            open: explanation.open().map(item).collect(),
            documents: explanation.missing_documents.iter().map(|one| Document::of(one, lang)).collect(),
            again: again(explanation, lang),
            again_from: explanation.earliest.day.map(|day| spoken_day(day, lang)),
            correct_within: correct_within(case, lang),
            remedies: remedies(case, lang),
        }
    }
}

impl Item {
    fn of(explained: &ConditionExplained, case: &Case<'_>, lang: Lang) -> Self {
        let result = &explained.result;
        let RuleRef { rule, article } = result.rule.clone();
        let missing = &result.missing_documents;
        Self {
            condition: say(&result.text, lang).to_owned(),
            rule,
            article,
            finding: say(&result.explanation, lang).to_owned(),
            needed: explained.needed.as_ref().map(|needed| say(needed, lang).to_owned()),
            from: explained.passes_from.map(|day| spoken_day(day, lang)),
            advice: result.would_change.as_ref().map(|advice| say(advice, lang).to_owned()),
            documents: (!missing.is_empty()).then(|| documents(case.pack, missing, lang)),
        }
    }
}

impl Ban {
    fn of(ban: &guohe_policy::Exclusion, lang: Lang) -> Self {
        Self {
            rule: ban.ground.rule.clone(),
            article: ban.ground.article.clone(),
            period_rule: ban.receipt.rule.rule.clone(),
            period_article: ban.receipt.rule.article.clone(),
            document_on: spoken_day(ban.receipt.start, lang),
            last_banned: spoken_day(ban.last_banned, lang),
            free_from: spoken_day(ban.free_from, lang),
            arithmetic: say(&ban.receipt.arithmetic, lang).to_owned(),
        }
    }
}

impl Document {
    fn of(document: &RequiredDocument, lang: Lang) -> Self {
        let articles: Vec<String> =
            document.rules.iter().map(|rule| format!("{} {}", rule.article, rule.rule)).collect();
        Self { name: say(&document.name, lang).to_owned(), articles: articles.join(lang.pick("、", ", ")) }
    }
}

fn again(explanation: &Explanation, lang: Lang) -> Option<String> {
    let words = say(&explanation.earliest.text, lang);
    (!words.is_empty()).then(|| words.to_owned())
}

/// The department's period for corrections, where it has set one.
fn correct_within(case: &Case<'_>, lang: Lang) -> Option<CorrectWithin> {
    let rule = case.pack.timed_rule(TimedPurpose::CorrectionDeadline)?;
    let period = rule.period()?.spoken();
    Some(CorrectWithin {
        period: say(&period, lang).to_owned(),
        rule: rule.id.clone(),
        article: rule.article.clone(),
    })
}

/// The department's words on remedies; samples of ours are not the department's.
fn remedies(case: &Case<'_>, lang: Lang) -> Option<String> {
    let settings = case.pack.settings.as_ref()?;
    settings.remedies.as_ref().map(|remedies| say(remedies, lang).to_owned())
}
