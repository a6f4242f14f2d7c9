//! The tables of `docs/scenarios.md`: every step, every expectation, every word, in both languages.
//!
//! Owns the part of the handbook that follows from the grammar. The rest of it is written by hand around it.

use std::fmt::Write;

use super::{
    file,
    grammar::{self, By, Field, STEPS, SUBJECTS, SUMS, Unsaid},
};

/// The line in the handbook above which it is written by hand.
pub const MARK: &str = "<!-- from here on written by the program: see handbook.rs -->";

/// The tables.
pub fn handbook() -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = tables(&mut text);
    text
}

fn tables(text: &mut String) -> std::fmt::Result {
    writeln!(text, "{MARK}\n")?;
    writeln!(text, "## 文件各项 · The words at the top\n")?;
    words(text, file::TOP)?;
    writeln!(text, "\n## 步骤 · Steps\n")?;
    writeln!(text, "每一步都可以写 · Every step may say:\n")?;
    words(text, file::STEP_WORDS)?;
    writeln!(text, "\n| 步骤 step | 含义 meaning | 由谁 by | 内容 fields |\n|---|---|---|---|")?;
    for kind in STEPS {
        let fields = kind.fields.iter().map(field).collect::<Vec<_>>().join(", ");
        writeln!(text, "| `{}` | {} · {} | {} | {} |", kind.name, kind.zh, kind.en, by(kind.by), fields)?;
    }
    writeln!(text, "\n**粗体**为必填 · **bold** must be said; `=今天/today`: the day of the step.\n")?;
    writeln!(text, "## 预期 · Expectations\n")?;
    writeln!(text, "每项预期都可以写 · Every expectation may say:\n")?;
    words(text, file::EXPECTATION_WORDS)?;
    writeln!(text, "\n可查看的对象 · What can be looked at, by its id:\n")?;
    writeln!(text, "| 对象 subject | 含义 meaning |\n|---|---|")?;
    for subject in SUBJECTS {
        writeln!(text, "| `{}` | {} · {} |", subject.name, subject.zh, subject.en)?;
    }
    writeln!(text, "\n可计算的内容 · What can be computed from packs and calendar alone:\n")?;
    writeln!(text, "| 计算 sum | 含义 meaning | 内容 fields | 显示 shows |\n|---|---|---|---|")?;
    for sum in SUMS {
        let fields = sum.fields.iter().map(field).collect::<Vec<_>>().join(", ");
        let shows = sum.shows.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        writeln!(text, "| `{}` | {} · {} | {} | {} |", sum.name, sum.zh, sum.en, fields, shows)?;
    }
    writeln!(text, "\n## 各项的含义 · What the fields mean\n")?;
    let mut used: Vec<&str> = STEPS.iter().flat_map(|kind| kind.fields).map(|field| field.name).collect();
    used.extend(SUMS.iter().flat_map(|sum| sum.fields).map(|field| field.name));
    used.sort_unstable();
    used.dedup();
    writeln!(text, "| | | |\n|---|---|---|")?;
    for name in used {
        let term = grammar::term(name).unwrap_or_default();
        writeln!(text, "| `{name}` | {} | {} |", term.zh, term.en)?;
    }
    Ok(())
}

fn words(text: &mut String, all: &[(&str, &str, &str)]) -> std::fmt::Result {
    writeln!(text, "| | | |\n|---|---|---|")?;
    all.iter().try_for_each(|(word, zh, en)| writeln!(text, "| `{word}` | {zh} | {en} |"))
}

fn field(field: &Field) -> String {
    let name = if field.needed { format!("**{}**", field.name) } else { field.name.to_owned() };
    match field.default {
        Unsaid::Today => format!("{name} =今天/today"),
        Unsaid::Yes => format!("{name} =true"),
        Unsaid::No => format!("{name} =false"),
        Unsaid::Nothing | Unsaid::Words(_) | Unsaid::Document => name,
    }
}

fn by(by: By) -> &'static str {
    match by {
        By::Official => "经办人 official",
        By::Second => "决定人 second official",
        By::Host(_) => "依托单位 host",
        By::Unit(_) => "推荐单位 unit",
        By::Expert => "专家（须写 by） expert (say by)",
        By::Course => "各方 several",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handbook_ends_in_the_tables_of_this_program() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/scenarios.md");
        let published = std::fs::read_to_string(path).expect("docs/scenarios.md");
        let (by_hand, _) = published.split_once(MARK).expect("the mark");
        let made = format!("{by_hand}{}", handbook());
        if std::env::var_os("GUOHE_WRITE_DOCS").is_some() {
            std::fs::write(path, &made).expect("written");
            return;
        }
        assert!(
            published == made,
            "write it anew: GUOHE_WRITE_DOCS=1 cargo test -p guohe --lib scenario_files"
        );
    }
}
