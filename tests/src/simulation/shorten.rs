//! Shortens a run that breaks an invariant: the fewest steps and kinds of faults that still break it.
//!
//! A step left out changes no other step's choices, for each has a generator of its own; so steps can be left
//! out like lines of a list, in ever smaller pieces, as long as the same invariant breaks.

use std::collections::BTreeSet;

use super::{
    fault::Fault,
    run::{Failure, Run, run},
};

/// A shortened run with what it breaks.
#[derive(Debug, Clone)]
pub struct Shortened {
    /// What to run.
    pub run: Run,
    /// What it breaks, with its whole history.
    pub failure: Failure,
    /// Runs it took to find.
    pub tries: u32,
}

/// Shortens a failing run within a number of tries.
pub fn shorten(failing: &Run, failure: &Failure, most_tries: u32) -> Shortened {
    let mut search = Search { number: failure.number, tries: 0, most_tries };
    let mut best = failing.clone();
    let last = if failure.step == 0 { failing.steps } else { failure.step.min(failing.steps) };
    let whole: BTreeSet<u64> = failing.only.clone().unwrap_or_else(|| (1..=failing.steps).collect());
    best = search.better(&best, Run { only: Some(whole.range(..=last).copied().collect()), ..best.clone() });
    best = search.better(&best, Run { quiet_years: 0, ..best.clone() });
    best = search.fewer_steps(best);
    for fault in Fault::ALL {
        let mut without = best.without.clone();
        if without.insert(fault) {
            best = search.better(&best, Run { without, ..best.clone() });
        }
    }
    best.history = true;
    let failure = run(&best).err().unwrap_or_else(|| failure.clone());
    Shortened { run: best, failure, tries: search.tries }
}

struct Search {
    number: &'static str,
    tries: u32,
    most_tries: u32,
}

impl Search {
    /// The second, where it still breaks the same invariant.
    fn better(&mut self, known: &Run, shorter: Run) -> Run {
        self.tries += 1;
        let breaks = self.tries <= self.most_tries
            && run(&shorter).is_err_and(|failure| failure.number == self.number);
        if breaks { shorter } else { known.clone() }
    }

    /// Leaves out pieces of the list of steps: halves, quarters, and so on down to single steps.
    fn fewer_steps(&mut self, mut best: Run) -> Run {
        let mut piece = best.only.as_ref().map_or(0, BTreeSet::len) / 2;
        while piece > 0 && self.tries < self.most_tries {
            let steps: Vec<u64> = best.only.iter().flatten().copied().collect();
            // From the end: what comes late most often hangs on what came before.
            for left_out in steps.rchunks(piece) {
                let left_out: BTreeSet<u64> = left_out.iter().copied().collect();
                let rest: BTreeSet<u64> =
                    best.only.iter().flatten().filter(|step| !left_out.contains(step)).copied().collect();
                best = self.better(&best, Run { only: Some(rest), ..best.clone() });
            }
            piece /= 2;
        }
        best
    }
}
