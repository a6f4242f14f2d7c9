//! `guohe policy explain`: an application tested and explained, or written into a letter.

use guohe_clock::{Clock, SystemClock, beijing_date};
use guohe_policy::{
    Application, ConditionExplained, ConditionKind, Date, Explanation, Facts, Outcome, Pack, RuleRef, Text,
};

use super::{ExplainArgs, Finder, PolicyCommandError, application::ApplicationFile, letter, readings, say};
use crate::{
    lang::Lang,
    operate::show::{print_json, table},
};

/// Facts shown of one condition.
const FACTS_SHOWN: usize = 12;

/// Explains an application; true where it passes.
pub(super) fn run(args: &ExplainArgs, finder: &Finder, lang: Lang) -> Result<bool, PolicyCommandError> {
    let file = ApplicationFile::read(&args.application)?;
    let mut pack = finder.pack(&args.pack)?;
    for (name, value) in &file.switches {
        pack = readings::choose(pack, name, value.clone())?;
    }
    for choice in &args.switches {
        let (name, value) = choice.split_once('=').unwrap_or((choice, ""));
        pack = readings::choose(pack, name, readings::value(value))?;
    }
    let facts = file.facts(&args.application)?;
    let today = beijing_date(SystemClock.now());
    let lodged_on = args.on.or(file.lodged_on).or(file.call_closes_on).unwrap_or(today);
    let bans = file.bans(&pack)?;
    let application = Application {
        category: &file.category,
        facts: &facts,
        lodged_on,
        reference: file.call_closes_on.filter(|_| args.on.is_none()).unwrap_or(lodged_on),
        guide_publication: file.guide_published_on,
        bans: &bans,
    };
    let explanation = pack.explain(&application)?;
    let passes = explanation.overall == Outcome::Pass;
    if let Some(kind) = args.letter {
        let case = letter::Case {
            pack: &pack,
            explanation: &explanation,
            facts: &facts,
            title: file.title.as_deref(),
        };
        letter::write(kind, &case, args, lang)?;
    } else if args.json {
        print_json(&explanation);
    } else {
        print(&pack, &facts, &explanation, lang);
    }
    Ok(passes)
}

fn print(pack: &Pack, facts: &Facts, explanation: &Explanation, lang: Lang) {
    let number = explanation.document_number.as_deref().unwrap_or_default();
    println!("{} {number}", say(&explanation.title, lang));
    println!(
        "{} · {} · {} {} · {} {}",
        facts.text("org.name").unwrap_or_else(|| lang.pick("（未填单位）", "(no host stated)")),
        say(&explanation.category_name, lang),
        lang.pick("提交", "lodged"),
        explanation.lodged_on,
        lang.pick("回看基准日", "look-backs end"),
        explanation.reference,
    );
    println!("\n{}\n", say(&explanation.verdict, lang));
    let header = lang.pick(["结果", "条件", "说明", "条款"], ["result", "condition", "because", "article"]);
    let mut table = table(header);
    for ConditionExplained { result, .. } in &explanation.conditions {
        let RuleRef { rule, article } = &result.rule;
        table.add_row([
            if result.applies {
                mark(result.kind, result.outcome, lang).to_owned()
            } else {
                lang.pick("不适用", "not applicable").to_owned()
            },
            say(&result.text, lang).to_owned(),
            say(&result.explanation, lang).to_owned(),
            format!("{article}\n{rule}"),
        ]);
    }
    println!("{table}");
    for ban in explanation.bans.iter().filter(|ban| ban.bars) {
        let RuleRef { rule, article } = &ban.ban.ground;
        println!("\n✗ {rule} {article}: {}", say(&ban.ban.receipt.arithmetic, lang));
    }
    for explained in explanation.failed().chain(explanation.open()) {
        print_unsettled(pack, explained, lang);
    }
    if !explanation.earliest.text.zh.is_empty() {
        println!("\n{} {}", lang.pick("再申报：", "Applying again:"), say(&explanation.earliest.text, lang));
    }
}

/// A condition that does not pass: facts, readings, gap, first day, advice.
fn print_unsettled(pack: &Pack, explained: &ConditionExplained, lang: Lang) {
    let result = &explained.result;
    let RuleRef { rule, article } = &result.rule;
    println!("\n{} {rule} {article}  {}", sign(result.outcome), say(&result.text, lang));
    let line = |name: (&str, &str), words: &str| println!("    {}{words}", lang.pick(name.0, name.1));
    let facts: Vec<String> =
        result.facts.iter().take(FACTS_SHOWN).map(|fact| format!("{} = {}", fact.path, fact.value)).collect();
    if !facts.is_empty() {
        let more = result.facts.len().saturating_sub(FACTS_SHOWN);
        let rest = if more > 0 { format!(" … +{more}") } else { String::new() };
        line(("依据事实：", "facts: "), &format!("{}{rest}", facts.join(", ")));
    }
    for reading in &result.readings {
        let chosen: Vec<String> =
            reading.reading.iter().map(|(switch, option)| format!("{switch}={option}")).collect();
        let outcome = mark(ConditionKind::Fields, reading.outcome, lang);
        line(("读法：", "reading: "), &format!("{} → {outcome}", chosen.join(", ")));
    }
    if let Some(needed) = &explained.needed {
        line(("欠缺：", "lacking: "), say(needed, lang));
    }
    if let Some(day) = explained.passes_from {
        let words =
            Text::new(format!("事实不变时，{day}起满足"), format!("met from {day} with the same facts"));
        line(("时间：", "time: "), say(&words, lang));
    }
    if !result.missing_documents.is_empty() {
        line(("缺少材料：", "documents missing: "), &documents(pack, &result.missing_documents, lang));
    }
    if let Some(advice) = &result.would_change {
        line(("可以：", "what to do: "), say(advice, lang));
    }
    if result.waivable {
        let words = lang.pick("可书面说明理由申请豁免，由省科技厅裁量", "may be waived with written reasons");
        line(("豁免：", "waiver: "), words);
    }
}

/// Names of kinds of documents.
pub(super) fn documents(pack: &Pack, kinds: &[String], lang: Lang) -> String {
    let name = |kind: &String| {
        let known = pack.documents.iter().find(|document| document.kind == *kind);
        known.map_or_else(|| kind.clone(), |document| say(&document.name, lang).to_owned())
    };
    kinds.iter().map(name).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::NeedsRuling => "?",
    }
}

fn mark(kind: ConditionKind, outcome: Outcome, lang: Lang) -> &'static str {
    match (kind, outcome) {
        (ConditionKind::Judgement, _) => lang.pick("专家评判", "experts"),
        (ConditionKind::Information, _) => lang.pick("说明", "information"),
        (_, Outcome::Pass) => lang.pick("✓ 符合", "✓ met"),
        (_, Outcome::Fail) => lang.pick("✗ 不符合", "✗ not met"),
        (_, Outcome::NeedsRuling) => lang.pick("? 待定", "? open"),
    }
}

/// A day as a letter writes it.
pub(super) fn spoken_day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::Zh => day.format("%Y年%-m月%-d日").to_string(),
        Lang::En => day.format("%-d %B %Y").to_string(),
    }
}
