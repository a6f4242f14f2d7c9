//! How far the demo is: a line that moves on a terminal, a line a step elsewhere. Both on stderr.

use std::io::{IsTerminal, stderr};

use guohe_clock::{Timestamp, beijing_date};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{lang::Lang, scenario::step::Step};

/// Shows progress.
pub(super) struct Progress {
    bar: ProgressBar,
    plain: bool,
    lang: Option<Lang>,
}

impl Progress {
    /// Progress over so many steps; nothing is shown where it is to be silent.
    pub(super) fn new(steps: usize, silent: bool, lang: Option<Lang>) -> Self {
        let terminal = stderr().is_terminal();
        let target =
            if silent || !terminal { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(steps as u64), target);
        if let Ok(style) =
            ProgressStyle::with_template("{prefix} {bar:24.cyan/blue} {pos:>3}/{len} {wide_msg}")
        {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar, plain: !silent && !terminal, lang }
    }

    pub(super) fn begins(&self, index: usize, step: &Step) {
        let day = beijing_date(step.at);
        let title = match self.lang {
            Some(lang) => lang.pick(step.title.zh.clone(), step.title.en.clone()),
            None => format!("{} · {}", step.title.zh, step.title.en),
        };
        self.bar.set_position(index as u64);
        self.bar.set_prefix(day.to_string());
        self.bar.set_message(title.clone());
        if self.plain {
            eprintln!("{day}  {title}");
        }
    }

    pub(super) fn moved(&self, now: Timestamp) {
        self.bar.set_prefix(beijing_date(now).to_string());
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
