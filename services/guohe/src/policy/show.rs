//! `guohe policy show`: a pack as it reads beside the measures.

use std::io::{self, Write};

use guohe_policy::{ArticlePlace, ChosenReading, Pack, Provision, Text, status_name};
use serde::Serialize;

use super::{Finder, PolicyCommandError, ShowArgs, say};
use crate::{lang::Lang, operate::show::print_json};

/// Columns of a line of explanation before its words.
const INDENT: &str = "      ";

/// What is shown.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    pack: &'a str,
    title: &'a Text,
    authority: &'a Text,
    document_number: Option<&'a str>,
    status: Text,
    in_force_from: Option<guohe_policy::Date>,
    in_force_until: Option<guohe_policy::Date>,
    /// What the text leaves open.
    unknown: &'a [Text],
    provisions: Vec<Provision>,
    /// Choices between readings that concern no single rule; left out where an article was asked for.
    readings: Vec<ChosenReading>,
}

/// Shows a pack or an article of it.
pub(super) fn run(args: &ShowArgs, finder: &Finder, lang: Lang) -> Result<bool, PolicyCommandError> {
    let pack = finder.pack(&args.pack)?;
    let mut provisions = pack.provisions();
    if let Some(asked) = &args.article {
        provisions = chosen(&pack, provisions, asked)?;
    }
    let shown = Shown {
        pack: &pack.identity.id,
        title: &pack.identity.title,
        authority: &pack.identity.authority,
        document_number: pack.identity.document_number.as_deref(),
        status: status_name(pack.identity.status),
        in_force_from: pack.effective_from(),
        in_force_until: pack.last_day().ok().flatten(),
        unknown: if args.article.is_none() { &pack.identity.unknown } else { &[] },
        readings: if args.article.is_none() { pack.general_readings() } else { Vec::new() },
        provisions,
    };
    if args.json {
        print_json(&shown);
        return Ok(true);
    }
    match print(&shown, lang, &mut io::stdout().lock()) {
        // Whoever reads has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(true),
        done => done.map(|()| true).map_err(super::error::failed("stdout".as_ref(), "written")),
    }
}

/// The provisions of an article, or the one rule of an id.
fn chosen(
    pack: &Pack,
    provisions: Vec<Provision>,
    asked: &str,
) -> Result<Vec<Provision>, PolicyCommandError> {
    let place = ArticlePlace::of(asked);
    let heading = ArticlePlace::heading(asked);
    let by_id = provisions.iter().any(|one| one.rule.rule == asked);
    let wanted = |one: &Provision| {
        if by_id {
            return one.rule.rule == asked;
        }
        // Several citations of one rule stand in several articles.
        one.rule.article.split('、').any(|article| place.holds(&ArticlePlace::of(article)))
            || ArticlePlace::heading(&one.rule.article) == heading
    };
    let found: Vec<Provision> = provisions.iter().filter(|one| wanted(one)).cloned().collect();
    if found.is_empty() {
        let mut known: Vec<String> =
            provisions.iter().map(|one| ArticlePlace::heading(&one.rule.article)).collect();
        known.dedup();
        let (pack, asked) = (pack.identity.id.clone(), asked.to_owned());
        return Err(PolicyCommandError::Article { pack, asked, known });
    }
    Ok(found)
}

fn print(shown: &Shown<'_>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", say(shown.title, lang))?;
    let number = shown.document_number.unwrap_or_else(|| lang.pick("（无文号）", "(no document number)"));
    let day = |day: Option<guohe_policy::Date>| {
        day.map_or_else(|| lang.pick("未规定", "not stated").to_owned(), |day| day.to_string())
    };
    writeln!(
        out,
        "{} · {number} · {} · {} {} – {}",
        say(shown.authority, lang),
        say(&shown.status, lang),
        lang.pick("施行", "in force"),
        day(shown.in_force_from),
        day(shown.in_force_until),
    )?;
    let mut heading = String::new();
    for provision in &shown.provisions {
        let article = ArticlePlace::heading(&provision.rule.article);
        if article != heading {
            writeln!(out, "\n── {article} ──")?;
            heading = article;
        }
        print_provision(provision, lang, out)?;
    }
    if !shown.readings.is_empty() {
        writeln!(out, "\n── {} ──", lang.pick("涉及全文的读法", "Readings that concern the whole text"))?;
        for reading in &shown.readings {
            print_reading(reading, lang, out)?;
        }
    }
    if !shown.unknown.is_empty() {
        writeln!(out, "\n── {} ──", lang.pick("文本未规定", "What the text leaves open"))?;
        for unknown in shown.unknown {
            writeln!(out, "  · {}", say(unknown, lang))?;
        }
    }
    Ok(())
}

fn print_provision(provision: &Provision, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let rule = &provision.rule;
    writeln!(out, "  {}  {}", rule.article, say(&provision.text, lang))?;
    writeln!(out, "{INDENT}{} · {}", rule.rule, say(&provision.kind.name(), lang))?;
    for facet in &provision.facets {
        let colon = lang.pick("：", ": ");
        writeln!(out, "{INDENT}{}{colon}{}", say(&facet.name, lang), say(&facet.value, lang))?;
    }
    for reading in &provision.readings {
        print_reading(reading, lang, out)?;
    }
    Ok(())
}

fn print_reading(reading: &ChosenReading, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let ChosenReading { switch, ambiguity, question, value, options, by_default, reason } = reading;
    let by = if *by_default {
        lang.pick("默认", "our default")
    } else {
        lang.pick("部门选定", "the department's choice")
    };
    writeln!(out, "{INDENT}{ambiguity} {} {switch} = {value} ({by})", say(question, lang))?;
    let others: Vec<&str> = options.iter().filter(|option| *option != value).map(String::as_str).collect();
    let reason = say(reason, lang);
    match (others.is_empty(), lang) {
        (true, _) => writeln!(out, "{INDENT}    {reason}"),
        (false, Lang::Zh) => writeln!(out, "{INDENT}    {reason}；另可选：{}", others.join("、")),
        (false, Lang::En) => writeln!(out, "{INDENT}    {reason}; also possible: {}", others.join(", ")),
    }
}
