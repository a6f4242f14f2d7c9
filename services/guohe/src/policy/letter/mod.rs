//! Letters an official completes and signs: the refusal of an application, and its return for correction.
//!
//! Owns what a letter says and its rendering. The words around the facts stand in the templates beside this file;
//! what the department has not set is a marked gap, never an invention. A letter is a draft: writing it decides
//! nothing.

mod content;
#[cfg(test)]
mod tests;

use std::{fs, path::Path};

use guohe_policy::{Explanation, Facts, Pack};
use minijinja::Environment;

use super::{ExplainArgs, LetterFormat, LetterKind, PolicyCommandError, error::failed};
use crate::lang::Lang;
use content::Letter;

/// What a letter is about.
pub(super) struct Case<'a> {
    pub(super) pack: &'a Pack,
    pub(super) explanation: &'a Explanation,
    pub(super) facts: &'a Facts,
    pub(super) title: Option<&'a str>,
}

const TEMPLATES: [(&str, &str); 4] = [
    ("zh.txt", include_str!("zh.txt")),
    ("zh.html", include_str!("zh.html")),
    ("en.txt", include_str!("en.txt")),
    ("en.html", include_str!("en.html")),
];

/// Writes a letter to standard output, or into a folder in both languages and both forms.
pub(super) fn write(
    kind: LetterKind,
    case: &Case<'_>,
    args: &ExplainArgs,
    lang: Lang,
) -> Result<(), PolicyCommandError> {
    if let Some(nothing) = nothing_to_write(kind, case.explanation) {
        return Err(PolicyCommandError::NothingToWrite(nothing));
    }
    let Some(folder) = &args.out else {
        print!("{}", render(kind, case, lang, args.format)?);
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(failed(folder, "made"))?;
    let name = match kind {
        LetterKind::Refusal => "refusal",
        LetterKind::Correction => "correction",
    };
    for lang in [Lang::Zh, Lang::En] {
        for format in [LetterFormat::Text, LetterFormat::Html] {
            let path = folder.join(format!("{name}.{}", template(lang, format)));
            save(&path, &render(kind, case, lang, format)?)?;
            println!("{}", path.display());
        }
    }
    Ok(())
}

fn save(path: &Path, letter: &str) -> Result<(), PolicyCommandError> {
    fs::write(path, letter).map_err(failed(path, "written"))
}

/// Why a letter would say nothing.
fn nothing_to_write(kind: LetterKind, explanation: &Explanation) -> Option<&'static str> {
    let refusable = explanation.failed().next().is_some() || explanation.barring().is_some();
    let correctable = explanation.failed().next().is_some()
        || explanation.open().next().is_some()
        || !explanation.missing_documents.is_empty();
    match kind {
        LetterKind::Refusal if !refusable => {
            Some("no condition fails and no ban runs, so there is nothing to refuse on; see the explanation")
        }
        LetterKind::Correction if !correctable => {
            Some("nothing is missing and nothing is open, so there is nothing to correct")
        }
        _ => None,
    }
}

fn template(lang: Lang, format: LetterFormat) -> &'static str {
    match (lang, format) {
        (Lang::Zh, LetterFormat::Text) => "zh.txt",
        (Lang::Zh, LetterFormat::Html) => "zh.html",
        (Lang::En, LetterFormat::Text) => "en.txt",
        (Lang::En, LetterFormat::Html) => "en.html",
    }
}

/// A letter in one language and one form.
fn render(
    kind: LetterKind,
    case: &Case<'_>,
    lang: Lang,
    format: LetterFormat,
) -> Result<String, PolicyCommandError> {
    let broken = |error: minijinja::Error| PolicyCommandError::Template(Box::new(error));
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).map_err(broken)?;
    }
    let letter = Letter::of(kind, case, lang);
    let template = environment.get_template(template(lang, format)).map_err(broken)?;
    template.render(letter).map_err(broken)
}
