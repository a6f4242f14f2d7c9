//! `guohe policy check`.

use guohe_policy::{Pack, PackError};
use serde::Serialize;

use super::{CheckArgs, Finder, PolicyCommandError, say};
use crate::{
    lang::Lang,
    operate::show::{print_json, table},
};

/// What was found about one pack.
#[derive(Debug, Serialize)]
struct Checked {
    name: String,
    errors: Vec<PackError>,
    /// Absent where it has errors.
    summary: Option<Summary>,
}

/// A sound pack in numbers.
#[derive(Debug, Serialize)]
struct Summary {
    id: String,
    status: guohe_policy::Text,
    in_force_from: Option<guohe_policy::Date>,
    in_force_until: Option<guohe_policy::Date>,
    rules: usize,
    conditions: usize,
    timers: usize,
    grounds: usize,
    switches: usize,
    digest: String,
}

/// Checks the packs; true where none has an error.
pub(super) fn run(args: &CheckArgs, finder: &Finder, lang: Lang) -> Result<bool, PolicyCommandError> {
    let names = if args.packs.is_empty() { finder.names() } else { args.packs.clone() };
    let mut checked = Vec::new();
    for name in names {
        let found = finder.files(&name)?;
        let (errors, summary) = match found.parse() {
            Ok(pack) => (Vec::new(), Some(summary(&pack))),
            Err(errors) => (errors, None),
        };
        checked.push(Checked { name: found.name, errors, summary });
    }
    if args.json {
        print_json(&checked)
    } else {
        print(&checked, lang)
    }
    Ok(checked.iter().all(|one| one.errors.is_empty()))
}

fn summary(pack: &Pack) -> Summary {
    Summary {
        id: pack.identity.id.clone(),
        status: guohe_policy::status_name(pack.identity.status),
        in_force_from: pack.effective_from(),
        in_force_until: pack.last_day().ok().flatten(),
        rules: pack.rules().len(),
        conditions: pack.conditions.len(),
        timers: pack.timers.len(),
        grounds: pack.grounds.len(),
        switches: pack.switches.len(),
        digest: pack.reference().digest,
    }
}

fn print(checked: &[Checked], lang: Lang) {
    for one in checked {
        for error in &one.errors {
            println!("{}/{error}", one.name);
        }
    }
    let header = lang.pick(
        ["办法", "状态", "施行", "至", "规则", "条件", "期限", "情形", "开关", "错误"],
        ["pack", "status", "from", "until", "rules", "conditions", "timers", "grounds", "switches", "errors"],
    );
    let mut table = table(header);
    for one in checked {
        let errors = one.errors.len().to_string();
        let day = |day: Option<guohe_policy::Date>| day.map_or_else(|| "–".to_owned(), |day| day.to_string());
        match &one.summary {
            Some(summary) => table.add_row([
                summary.id.clone(),
                say(&summary.status, lang).to_owned(),
                day(summary.in_force_from),
                day(summary.in_force_until),
                summary.rules.to_string(),
                summary.conditions.to_string(),
                summary.timers.to_string(),
                summary.grounds.to_string(),
                summary.switches.to_string(),
                errors,
            ]),
            None => {
                let blank = || "–".to_owned();
                let row = [blank(), blank(), blank(), blank(), blank(), blank(), blank(), blank()];
                let row = [vec![one.name.clone()], row.to_vec(), vec![errors]].concat();
                table.add_row(row)
            }
        };
    }
    println!("{table}");
    let wrong = checked.iter().filter(|one| !one.errors.is_empty()).count();
    match (wrong, lang) {
        (0, Lang::Zh) => println!("{}部办法均无错误。", checked.len()),
        (0, Lang::En) => println!("{} packs, no errors.", checked.len()),
        (wrong, Lang::Zh) => println!("{wrong}部办法有错误，见上。"),
        (wrong, Lang::En) => println!("{wrong} packs have errors; see above."),
    }
}
