//! `guohe policy rehearse`: what a draft would change in the cases there are.
//!
//! Owns the command: a copy of the data is read, two packs are applied to each live case, and what differs is
//! shown. The data itself is only copied from; nothing is decided, sent or written back.
//!
//! # Theory of operation
//! The rehearsal stands on one day, that of the data's last event unless another is named, and never asks the
//! machine's clock. For everything that is open on that day (bans that run, timers with a statutory receipt, the
//! next yearly reports, applications, examinations of grounds) the result under the pack in force is computed
//! again and compared with the result under the draft (`compare`, pure). Only what the draft causes is listed: a
//! date that was ruled by a person, or rests on an older calendar, moves for neither.

mod compare;
mod live;
mod moved;
mod print;
mod read;
#[cfg(test)]
mod tests;

use guohe_policy::Date;
use guohe_runtime::config::Settings;
use serde::Serialize;

use super::{Finder, PolicyCommandError, RehearseArgs};
use crate::{lang::Lang, operate::show::print_json};
use moved::{Group, Keeping, Moved};

/// What a rehearsal found.
#[derive(Debug, Serialize)]
pub(super) struct Rehearsal {
    /// The pack in force.
    from: guohe_policy::PolicyRef,
    /// The draft.
    to: guohe_policy::PolicyRef,
    /// First day of the draft; none where it names none.
    draft_from: Option<Date>,
    /// Beijing day on which the rehearsal stands.
    on: Date,
    /// How many live cases were looked at, and how many would change, by group.
    counts: Vec<moved::Count>,
    /// Everything that would change.
    moved: Vec<Moved>,
}

/// Rehearses; always true, for a change is no fault.
pub(super) async fn run(
    args: &RehearseArgs,
    settings: &Settings,
    finder: &Finder,
    lang: Lang,
) -> Result<bool, PolicyCommandError> {
    let (from, to) = (finder.pack(&args.from)?, finder.pack(&args.to)?);
    let data = read::read(args, settings, lang).await?;
    let on = args.on.unwrap_or(data.on);
    let packs = compare::Packs::new(&from, &to, finder.calendar()?, on);
    let known = data.policies();
    if !known.contains(&from.identity.id) && !data.cases.is_empty() {
        return Err(PolicyCommandError::NoCases { place: data.place, pack: from.identity.id, known });
    }
    let found = compare::compare(&packs, &data.cases)?;
    let rehearsal = Rehearsal {
        from: from.reference(),
        to: to.reference(),
        draft_from: to.effective_from(),
        on,
        counts: found.counts,
        moved: found.moved,
    };
    if let Some(file) = &args.csv {
        print::csv(&rehearsal, file)?;
    }
    if args.json {
        print_json(&rehearsal);
    } else {
        print::print(&rehearsal, args, lang);
    }
    Ok(true)
}
