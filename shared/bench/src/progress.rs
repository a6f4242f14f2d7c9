//! How far the bench is: a bar on a terminal, a line a part elsewhere. Both on stderr.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows progress.
pub(super) struct Progress {
    bar: ProgressBar,
    plain: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        let plain = !stderr().is_terminal();
        let target = if plain { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24.cyan/blue} {pos:>8}/{len} {wide_msg}") {
            bar.set_style(style.progress_chars("━╸─"));
        }
        Self { bar, plain }
    }

    pub(super) fn begins(&self, part: &'static str, items: u64) {
        self.bar.set_length(items);
        self.bar.set_position(0);
        self.bar.set_message(part);
        if self.plain {
            eprintln!("{part} ({items})");
        }
    }

    pub(super) fn at(&self, items: u64) {
        self.bar.set_position(items);
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
