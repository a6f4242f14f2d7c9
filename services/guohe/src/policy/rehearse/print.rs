//! What a rehearsal shows: counts, each change, or a file of them.

use std::path::Path;

use super::{Group, Keeping, Moved, Rehearsal};
use crate::{
    lang::Lang,
    operate::show::table,
    policy::{PolicyCommandError, RehearseArgs, error::failed, say},
};

/// Changes shown of one group; all of them are in JSON and CSV.
const SHOWN: usize = 40;

pub(super) fn print(rehearsal: &Rehearsal, args: &RehearseArgs, lang: Lang) {
    let Rehearsal { from, to, on, draft_from, .. } = rehearsal;
    let first =
        draft_from.map_or_else(|| lang.pick("未规定", "not stated").to_owned(), |first| first.to_string());
    match lang {
        Lang::Zh => {
            println!("推演：{} → {}（草案施行：{first}），立足于{on}，未改动任何数据。\n", from.id, to.id)
        }
        Lang::En => println!(
            "Rehearsal: {} → {} (draft in force from: {first}), standing on {on}; nothing was changed.\n",
            from.id, to.id
        ),
    }
    let header = lang.pick(
        ["类别", "在办事项", "将改变", "其中沿用旧版本"],
        ["group", "live cases", "would change", "of which keep the old version"],
    );
    let mut counts = table(header);
    for count in &rehearsal.counts {
        counts.add_row([
            say(&count.group.name(), lang).to_owned(),
            count.looked_at.to_string(),
            count.moved.to_string(),
            count.kept.to_string(),
        ]);
    }
    println!("{counts}");
    for count in rehearsal.counts.iter().filter(|count| count.moved > 0) {
        print_group(rehearsal, count.group, lang);
    }
    if rehearsal.moved.is_empty() {
        println!(
            "{}",
            lang.pick("没有任何在办事项因草案而改变。", "The draft would change nothing that is open.")
        );
    }
    if let Some(file) = &args.csv {
        println!("\n{} {}", lang.pick("全部变化已写入", "Every change is in"), file.display());
    }
}

fn print_group(rehearsal: &Rehearsal, group: Group, lang: Lang) {
    println!("\n{}", say(&group.name(), lang));
    let header = lang.pick(
        ["事项", "对象", "内容", "现行", "草案", "条款", "适用版本"],
        ["case", "about", "what", "now", "draft", "article", "governed by"],
    );
    let mut rows = table(header);
    let of_group: Vec<&Moved> = rehearsal.moved.iter().filter(|one| one.group == group).collect();
    for one in of_group.iter().take(SHOWN) {
        rows.add_row([
            one.case.clone(),
            one.about.clone(),
            say(&one.what, lang).to_owned(),
            say(&one.before, lang).to_owned(),
            say(&one.after, lang).to_owned(),
            articles(one),
            format!("{}: {}", keeping(one.keeping, lang), say(&one.why, lang)),
        ]);
    }
    println!("{rows}");
    if of_group.len() > SHOWN {
        let rest = of_group.len() - SHOWN;
        match lang {
            Lang::Zh => println!("另有{rest}项，见 --json 或 --csv。"),
            Lang::En => println!("{rest} more; see --json or --csv."),
        }
    }
}

fn articles(one: &Moved) -> String {
    let of = |rule: &guohe_policy::RuleRef| format!("{} {}", rule.rule, rule.article);
    match &one.draft_rule {
        Some(draft) if *draft != one.rule => format!("{} → {}", of(&one.rule), of(draft)),
        _ => of(&one.rule),
    }
}

fn keeping(keeping: Keeping, lang: Lang) -> &'static str {
    match keeping {
        Keeping::Old => lang.pick("旧版本", "old version"),
        Keeping::Draft => lang.pick("草案", "draft"),
        Keeping::Ruling => lang.pick("须裁量", "ruling"),
    }
}

/// Writes one line a change, in both languages.
pub(super) fn csv(rehearsal: &Rehearsal, file: &Path) -> Result<(), PolicyCommandError> {
    let broken = |error: csv::Error| failed(file, "written")(std::io::Error::other(error));
    let mut writer = csv::Writer::from_path(file).map_err(broken)?;
    let header = [
        "group",
        "department",
        "case",
        "about",
        "what_zh",
        "what_en",
        "before_zh",
        "before_en",
        "after_zh",
        "after_en",
        "rule",
        "article",
        "draft_rule",
        "draft_article",
        "governed_by",
        "why_zh",
        "why_en",
    ];
    writer.write_record(header).map_err(broken)?;
    for one in &rehearsal.moved {
        let (draft, group) = (one.draft_rule.as_ref(), one.group.name());
        writer
            .write_record([
                group.en.as_str(),
                one.department.as_str(),
                one.case.as_str(),
                one.about.as_str(),
                one.what.zh.as_str(),
                one.what.en.as_str(),
                one.before.zh.as_str(),
                one.before.en.as_str(),
                one.after.zh.as_str(),
                one.after.en.as_str(),
                one.rule.rule.as_str(),
                one.rule.article.as_str(),
                draft.map_or("", |rule| rule.rule.as_str()),
                draft.map_or("", |rule| rule.article.as_str()),
                keeping(one.keeping, Lang::En),
                one.why.zh.as_str(),
                one.why.en.as_str(),
            ])
            .map_err(broken)?;
    }
    writer.flush().map_err(failed(file, "written"))
}
