//! Which settings there are: those of the defaults, and nothing else.
//!
//! Owns the check of every source against the defaults, before anything is merged: a name that is not there is
//! refused with the nearest one that is, and a value of another kind is refused with the kind that is wanted.

use toml::{Table, Value};

use super::Problem;

/// Names within each table of a list, which the defaults cannot show.
const LISTED: [(&str, &[&str]); 1] = [("departments", &["id", "policies"])];

/// Checks one source.
pub(super) fn check(source: &str, given: &Table, defaults: &Table) -> Vec<Problem> {
    let mut check = Check { source, names: names(defaults), problems: Vec::new() };
    check.table("", given, defaults);
    check.problems
}

/// Every setting's path, sections included.
pub(super) fn names(defaults: &Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in defaults {
        names.push(key.clone());
        if let Value::Table(section) = value {
            names.extend(section.keys().map(|inner| format!("{key}.{inner}")));
        }
    }
    names
}

/// The name most like a mistyped one; `None` where none is like it. A name of another section is like one of the
/// same ending.
pub(super) fn nearest<'a>(mistyped: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |name: &str| {
        let whole = strsim::damerau_levenshtein(mistyped, name);
        let ending = name.rsplit('.').next().filter(|_| name.contains('.'));
        let same_ending = ending.is_some() && ending == mistyped.rsplit('.').next();
        if same_ending { whole.min(1) } else { whole }
    };
    let closest = names.into_iter().min_by_key(|name| distance(name))?;
    (distance(closest) <= 2.max(mistyped.len() / 3)).then_some(closest)
}

struct Check<'a> {
    source: &'a str,
    names: Vec<String>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn table(&mut self, path: &str, given: &Table, defaults: &Table) {
        for (name, value) in given {
            let key = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match (value, defaults.get(name)) {
                (_, None) => {
                    let nearest = nearest(&key, self.names.iter().map(String::as_str));
                    let words = unknown(nearest);
                    self.problem(key, words);
                }
                (Value::Table(given), Some(Value::Table(defaults))) => self.table(&key, given, defaults),
                (Value::Array(items), Some(Value::Array(_))) => self.list(&key, items),
                (given, Some(wanted)) if !same_kind(given, wanted) => {
                    self.problem(key, format!("is {}, not {}", kind(given), kind(wanted)));
                }
                _ => {}
            }
        }
    }

    fn list(&mut self, path: &str, items: &[Value]) {
        let Some((_, wanted)) = LISTED.iter().find(|(name, _)| *name == path) else { return };
        for (index, item) in items.iter().enumerate() {
            let Value::Table(table) = item else {
                self.problem(format!("{path}[{index}]"), format!("is {}, not a table", kind(item)));
                continue;
            };
            for name in table.keys().filter(|name| !wanted.contains(&name.as_str())) {
                let nearest = nearest(name, wanted.iter().copied());
                self.problem(format!("{path}[{index}].{name}"), unknown(nearest));
            }
        }
    }

    fn problem(&mut self, key: String, words: String) {
        self.problems.push(Problem { source: self.source.to_owned(), key, words });
    }
}

fn unknown(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("there is no such setting; did you mean {name}?"),
        None => "there is no such setting; deploy/guohe.default.toml lists them all".to_owned(),
    }
}

fn same_kind(given: &Value, wanted: &Value) -> bool {
    std::mem::discriminant(given) == std::mem::discriminant(wanted)
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) => "a whole number",
        Value::Float(_) => "a number with a fraction",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date without quotes",
        Value::Array(_) => "a list",
        Value::Table(_) => "a section",
    }
}
