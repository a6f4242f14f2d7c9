//! What is told about scenarios that were played.

use std::io::{IsTerminal, Write, stderr, stdout};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::{
    ScenarioArgs,
    outcome::{Checked, Played, summary},
};
use crate::lang::Lang;

/// How many scenarios have been played: a line that moves, on a terminal only.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Progress over so many files.
    pub(super) fn new(files: usize, silent: bool) -> Self {
        let hidden = silent || !stderr().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(files as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24.cyan/blue} {pos:>3}/{len} {wide_msg}") {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar }
    }

    pub(super) fn played(&self, played: &Played) {
        self.bar.inc(1);
        self.bar.set_message(played.file.clone());
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// Tells what happened, on stdout.
pub(super) fn print(all: &[Played], args: &ScenarioArgs, lang: Lang) -> std::io::Result<()> {
    let mut out = stdout().lock();
    if args.json {
        let scenarios: Vec<_> = all.iter().map(Played::json).collect();
        serde_json::to_writer_pretty(&mut out, &json!({"scenarios": scenarios, "summary": summary(all)}))?;
        return writeln!(out);
    }
    for played in all {
        one(&mut out, played, args.verbose, lang)?;
    }
    let sum = summary(all);
    let words = lang.pick(
        format!(
            "场景 {} 个，通过 {} 个；预期 {} 项相符，{} 项不符；{} 个场景无法演完。",
            sum.scenarios, sum.passed, sum.held, sum.differed, sum.unplayable
        ),
        format!(
            "{} scenarios, {} passed; {} expectations held, {} differed; {} could not be played to the end.",
            sum.scenarios, sum.passed, sum.held, sum.differed, sum.unplayable
        ),
    );
    writeln!(out, "\n{words}")
}

fn one(out: &mut impl Write, played: &Played, verbose: bool, lang: Lang) -> std::io::Result<()> {
    let mark = if played.passed() { "✓" } else { "✗" };
    let held = played.checked.iter().filter(|checked| checked.differences.is_empty()).count();
    let title = lang.pick(&played.title.zh, &played.title.en);
    let count = lang.pick(
        format!("{held}/{} 项相符", played.checked.len() + played.unreached),
        format!("{held}/{} held", played.checked.len() + played.unreached),
    );
    let name = if played.id.is_empty() { &played.file } else { &played.id };
    writeln!(out, "{mark} {name}  {title}  ({count}, {} ms)", played.elapsed_ms)?;
    for checked in &played.checked {
        if !checked.differences.is_empty() || verbose {
            told(out, checked, lang)?;
        }
    }
    for problem in &played.problems {
        let text = problem.to_string().replace('\n', "\n    ");
        writeln!(out, "    ! {text}")?;
    }
    if played.unreached > 0 {
        let words = lang.pick(
            format!("其后 {} 项预期未能检验", played.unreached),
            format!("{} expectations after that were not reached", played.unreached),
        );
        writeln!(out, "    ! {words}")?;
    }
    Ok(())
}

fn told(out: &mut impl Write, checked: &Checked, lang: Lang) -> std::io::Result<()> {
    let mark = if checked.differences.is_empty() { "✓" } else { "✗" };
    writeln!(out, "    {mark} {}  {}", checked.spot, checked.what)?;
    let (expected, got) = lang.pick(("预期", "实际"), ("expected", "got"));
    for difference in &checked.differences {
        let path = if difference.path.is_empty() { "" } else { difference.path.as_str() };
        writeln!(out, "        {path}  {expected} {}, {got} {}", difference.expected, difference.got)?;
    }
    Ok(())
}
