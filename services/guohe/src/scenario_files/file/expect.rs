//! What a scenario expects, as its file says it.

use super::{Cast, Problem, Problems, day, missing, steps, wrong};
use crate::scenario_files::{
    grammar::{self, SUBJECTS, SUMS, Subject, Sum},
    node::{Node, Yaml},
    problem::Spot,
    wire,
};

/// What every expectation may say besides its word.
pub const ABOUT: &[(&str, &str, &str)] = &[
    ("shows", "应显示的内容", "what it must show"),
    ("tasks", "恰好有哪些待办事项", "exactly these open tasks"),
    ("where", "count：只数符合的", "count: only those that match"),
    ("is", "count：应有几个", "count: how many there must be"),
    ("department", "在哪个部门；只有一个时可省略", "in which department; may be left out where there is one"),
    ("note", "说明", "a note"),
];

/// Something that must hold.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// Where it stands.
    pub spot: Spot,
    /// In which department.
    pub department: String,
    /// What is looked at or computed.
    pub what: What,
    /// What it must show.
    pub shows: Option<Node>,
    /// The open tasks it must have, exactly.
    pub tasks: Option<Node>,
}

/// What is looked at or computed.
#[derive(Debug, Clone)]
pub enum What {
    /// The state of something.
    Subject(&'static Subject, Node),
    /// How many there are.
    Count(&'static Subject, Option<Node>),
    /// Something computed from packs and calendar.
    Sum(&'static Sum, Node),
    /// A line of date arithmetic, its result last.
    Line(Vec<Node>),
}

/// Reads expectations; a `calc` is one for each of its lines.
pub(super) fn read_all(node: Option<&Node>, cast: &Cast, problems: &mut Problems) -> Vec<Expectation> {
    let Some(node) = node else { return Vec::new() };
    let Yaml::List(items) = &node.value else {
        problems.add(wrong(node, "a list of expectations"));
        return Vec::new();
    };
    let mut all = Vec::new();
    for item in items {
        all.extend(problems.keep(read(item, cast)).into_iter().flatten());
    }
    all
}

fn read(node: &Node, cast: &Cast) -> Result<Vec<Expectation>, Problem> {
    let Yaml::Map(entries) = &node.value else {
        return Err(wrong(node, "an expectation, such as base: … and shows: …"));
    };
    let about: Vec<&str> = ABOUT.iter().map(|(word, ..)| *word).collect();
    let mut words = entries.iter().filter(|(key, _)| !about.contains(&key.name.as_str()));
    let Some((key, body)) = words.next() else {
        return Err(missing(node, "what is looked at, such as base"));
    };
    if let Some((second, _)) = words.next() {
        let message =
            format!("an expectation looks at one thing; this one says {} and {}", key.name, second.name);
        return Err(Problem::new("TWO_EXPECTATIONS", &second.spot, message).advise("write two expectations"));
    }
    let department = department(node, cast)?;
    let one = |spot: &Spot, what| Expectation {
        spot: spot.clone(),
        department: department.clone(),
        what,
        shows: node.get("shows").cloned(),
        tasks: node.get("tasks").cloned(),
    };
    if key.name == "calc" {
        let line = |line: &Node| match &line.value {
            Yaml::List(words) if words.len() >= 3 => Ok(one(&line.spot, What::Line(words.clone()))),
            _ => Err(wrong(line, "a line such as [add, 2028-01-31, P1M, 2028-02-29]")),
        };
        return body.items().iter().map(line).collect();
    }
    if key.name == "count" {
        let name = body.text().ok_or_else(|| wrong(body, "what is counted"))?;
        let countable = || SUBJECTS.iter().filter(|subject| !subject.list.is_empty());
        let known = countable().map(|subject| subject.name);
        let unknown = || Problem::unknown("UNKNOWN_SUBJECT", &body.spot, "subject", &name, known);
        let subject = countable().find(|subject| subject.name == name).ok_or_else(unknown)?;
        let is = node.get("is").ok_or_else(|| missing(node, "is"))?;
        if let Some(wanted) = node.get("where") {
            wire::check_shape(subject, wanted)?;
        }
        let mut counted = one(&key.spot, What::Count(subject, node.get("where").cloned()));
        counted.shows = Some(is.clone());
        return Ok(vec![counted]);
    }
    if let Some(sum) = grammar::sum(&key.name) {
        check_sum(sum, body, cast)?;
        return Ok(vec![one(&key.spot, What::Sum(sum, body.clone()))]);
    }
    let known = SUBJECTS.iter().map(|s| s.name).chain(SUMS.iter().map(|s| s.name)).chain(["calc", "count"]);
    let unknown = || {
        Problem::unknown(
            "UNKNOWN_EXPECTATION",
            &key.spot,
            "expectation",
            &key.name,
            known.chain(about.iter().copied()),
        )
    };
    let subject = grammar::subject(&key.name).ok_or_else(unknown)?;
    if node.get("shows").is_none() && node.get("tasks").is_none() {
        return Err(missing(node, "shows"));
    }
    if subject.name == "institution" {
        steps::institution(body, cast)?;
    }
    if let Some(shows) = node.get("shows") {
        wire::check_shape(subject, shows)?;
    }
    Ok(vec![one(&key.spot, What::Subject(subject, body.clone()))])
}

fn check_sum(sum: &Sum, body: &Node, cast: &Cast) -> Result<(), Problem> {
    let known = sum.fields.iter().map(|field| field.name);
    for (key, value) in body.entries() {
        if !sum.fields.iter().any(|field| field.name == key.name) {
            let what = format!("field of {}", sum.name);
            return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, &what, &key.name, known));
        }
        match key.name.as_str() {
            "form" => steps::form(value, cast).map(drop)?,
            "host" => steps::institution(value, cast)?,
            "on" | "start" | "reference" | "document_on" | "recognised_on" => day(value).map(drop)?,
            _ => {}
        }
    }
    match sum.fields.iter().find(|field| field.needed && body.get(field.name).is_none()) {
        Some(field) => Err(missing(body, field.name)),
        None => Ok(()),
    }
}

/// The department a step or expectation concerns.
pub(super) fn department(node: &Node, cast: &Cast) -> Result<String, Problem> {
    let ids = || cast.departments.iter().map(|department| department.id.clone());
    match node.get("department") {
        Some(named) => {
            let id = named.text().ok_or_else(|| wrong(named, "the id of a department"))?;
            match cast.department(&id) {
                Some(_) => Ok(id),
                None => Err(Problem::unknown("UNKNOWN_DEPARTMENT", &named.spot, "department", &id, ids())),
            }
        }
        // The first is meant; files with several say which.
        None => Ok(ids().next().unwrap_or_default()),
    }
}
