//! `guohe policy diff`.

use guohe_policy::{ChangeKindOf, PackDiff};

use super::{DiffArgs, Finder, PolicyCommandError, say};
use crate::{lang::Lang, operate::show::print_json};

/// Tells what changes; always true, for a difference is no fault.
pub(super) fn run(args: &DiffArgs, finder: &Finder, lang: Lang) -> Result<bool, PolicyCommandError> {
    let (from, to) = (finder.pack(&args.from)?, finder.pack(&args.to)?);
    let diff = from.diff(&to);
    if args.json {
        print_json(&diff)
    } else {
        print(&diff, lang)
    }
    Ok(true)
}

fn print(diff: &PackDiff, lang: Lang) {
    println!("{} → {}", diff.from.id, diff.to.id);
    if !diff.related {
        println!(
            "{}",
            lang.pick(
                "两部办法出自不同部门：只按用途对应，其余分别列出。",
                "These are measures of different departments: rules are paired by what they are for, the others are \
                 listed apart."
            )
        );
    }
    let mut group = None;
    for change in &diff.changes {
        if group != Some(change.group) {
            println!("\n{}", say(&change.group.name(), lang));
            group = Some(change.group);
        }
        let mark = match change.kind {
            ChangeKindOf::Changed => "~",
            ChangeKindOf::Added => "+",
            ChangeKindOf::Removed => "-",
        };
        println!("  {mark} {}", say(&change.sentence(), lang));
    }
    let count = |kind: ChangeKindOf| diff.changes.iter().filter(|change| change.kind == kind).count();
    let (changed, added, removed) =
        (count(ChangeKindOf::Changed), count(ChangeKindOf::Added), count(ChangeKindOf::Removed));
    match (diff.changes.len(), lang) {
        (0, Lang::Zh) => println!("\n没有差别。"),
        (0, Lang::En) => println!("\nNo difference."),
        (_, Lang::Zh) => println!("\n修改{changed}处，新增{added}处，删除{removed}处。"),
        (_, Lang::En) => println!("\n{changed} changed, {added} added, {removed} removed."),
    }
}
