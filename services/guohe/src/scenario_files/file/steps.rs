//! The steps of a scenario as its file says them.

use guohe_clock::Timestamp;

use super::{
    Cast, Expectation, FormPlan, Problem, Problems, day, expect, instant, missing, optional_text, wrong,
};
use crate::scenario_files::{
    grammar::{self, STEPS, StepKind},
    node::{Key, Node, Yaml},
    problem::Spot,
};

/// What every step may say besides its word.
pub const ABOUT: &[(&str, &str, &str)] = &[
    ("at", "时刻（北京时间）", "the instant, Beijing time"),
    ("by", "由谁办理", "who does it"),
    ("department", "在哪个部门；只有一个时可省略", "in which department; may be left out where there is one"),
    (
        "refused",
        "预期被拒：代码，或 {code, rules, says}",
        "a refusal that is expected: its code, or {code, rules, says}",
    ),
    ("expect", "这一步之后的预期", "what is expected after it"),
    ("note", "说明", "a note"),
];

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its number, counted from 1.
    pub number: usize,
    /// When.
    pub at: Timestamp,
    /// Where it stands.
    pub spot: Spot,
    /// What happens.
    pub kind: &'static StepKind,
    /// What is said about it.
    pub fields: Vec<(Key, Node)>,
    /// In which department.
    pub department: String,
    /// Who does it, where the step says so.
    pub by: Option<Node>,
    /// The refusal that is expected.
    pub refused: Option<Refused>,
    /// What is expected afterwards.
    pub expect: Vec<Expectation>,
}

/// An expected refusal.
#[derive(Debug, Clone, Default)]
pub struct Refused {
    /// Its stable code; any where empty.
    pub code: String,
    /// Rules it must name.
    pub rules: Vec<String>,
    /// Words it must contain.
    pub says: String,
    /// Where it stands.
    pub spot: Option<Spot>,
}

impl Step {
    /// What is said under a word.
    pub fn field(&self, name: &str) -> Option<&Node> {
        self.fields.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// A text said under a word.
    pub fn text(&self, name: &str) -> Option<String> {
        self.field(name).and_then(Node::text)
    }
}

/// Fields that hold dates.
const DATES: &[&str] = &[
    "accepted_until",
    "anchor_on",
    "assessed_on",
    "due_on",
    "hung_on",
    "answer_due_on",
    "banned_until",
    "closes_on",
    "conduct_on",
    "correct_by",
    "document_on",
    "happened_on",
    "materials_due_on",
    "notice_on",
    "opens_on",
    "recognised_on",
    "recommend_by",
    "reference",
    "review_by",
    "review_due_on",
    "served_on",
    "until",
];

/// Reads the steps.
pub(super) fn read_all(node: Option<&Node>, cast: &Cast, problems: &mut Problems) -> Vec<Step> {
    let Some(node) = node else { return Vec::new() };
    let Yaml::List(items) = &node.value else {
        problems.add(wrong(node, "a list of steps"));
        return Vec::new();
    };
    let read = |(index, item)| {
        let step = read(index + 1, item, cast, problems);
        problems.keep(step)
    };
    items.iter().enumerate().filter_map(read).collect()
}

fn read(number: usize, node: &Node, cast: &Cast, problems: &mut Problems) -> Result<Step, Problem> {
    let Yaml::Map(entries) = &node.value else {
        return Err(wrong(node, "a step, such as at: … and submit: …"));
    };
    let about: Vec<&str> = ABOUT.iter().map(|(word, ..)| *word).collect();
    let mut acts = entries.iter().filter(|(key, _)| !about.contains(&key.name.as_str()));
    let (kind, fields, spot) = match (acts.next(), acts.next()) {
        (None, _) => (wait(), Vec::new(), node.spot.clone()),
        (Some((key, body)), None) => {
            let known = STEPS.iter().map(|kind| kind.name).chain(about.iter().copied());
            let unknown = || Problem::unknown("UNKNOWN_STEP", &key.spot, "step", &key.name, known);
            let kind = grammar::step(&key.name).ok_or_else(unknown)?;
            (kind, fields(kind, body)?, key.spot.clone())
        }
        (Some((first, _)), Some((second, _))) => {
            let message = format!("a step does one thing; this one says {} and {}", first.name, second.name);
            let hint = "write two steps with the same at:";
            return Err(Problem::new("TWO_STEPS", &second.spot, message).advise(hint));
        }
    };
    let at = instant(node.get("at").ok_or_else(|| missing(node, "at"))?)?;
    let step = Step {
        number,
        at,
        spot,
        kind,
        fields,
        department: expect::department(node, cast)?,
        by: node.get("by").cloned(),
        refused: node.get("refused").map(refused).transpose()?,
        expect: expect::read_all(node.get("expect"), cast, problems),
    };
    check(&step, cast)?;
    Ok(step)
}

fn wait() -> &'static StepKind {
    // The table ends with it; a test holds that.
    STEPS.last().unwrap_or(&STEPS[0])
}

/// What is said about a step; a single value stands for its first field.
fn fields(kind: &'static StepKind, body: &Node) -> Result<Vec<(Key, Node)>, Problem> {
    let fields = match &body.value {
        Yaml::Map(entries) => entries.clone(),
        Yaml::Null => Vec::new(),
        _ => match kind.fields.first() {
            Some(first) => {
                vec![(Key { name: first.name.to_owned(), spot: body.spot.clone() }, body.clone())]
            }
            None => return Err(wrong(body, "nothing")),
        },
    };
    let known = kind.fields.iter().map(|field| field.name);
    for (key, node) in &fields {
        if kind.field(&key.name).is_none() {
            let what = format!("field of {}", kind.name);
            return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, &what, &key.name, known));
        }
        if DATES.contains(&key.name.as_str()) {
            day(node)?;
        }
    }
    // An id may be given in place of what it is found by.
    let found_otherwise = |name: &str| {
        let direct = match kind.finds {
            Some(grammar::Find::Performance) => "performance",
            Some(grammar::Find::Matter) => "matter",
            Some(grammar::Find::Report) => "report",
            None => return false,
        };
        (name == "base" || name == "year") && fields.iter().any(|(key, _)| key.name == direct)
    };
    for field in kind.fields {
        let said = fields.iter().any(|(key, _)| key.name == field.name);
        if field.needed && !said && !found_otherwise(field.name) {
            let problem = format!("{} needs {}", kind.name, field.name);
            let known: Vec<&str> = kind.fields.iter().filter(|f| f.needed).map(|f| f.name).collect();
            return Err(Problem::new("MISSING_FIELD", &body.spot, problem).advise(format!(
                "{}: {{{}: …}}",
                kind.name,
                known.join(": …, ")
            )));
        }
    }
    Ok(fields)
}

fn refused(node: &Node) -> Result<Refused, Problem> {
    let spot = Some(node.spot.clone());
    if let Some(code) = node.text() {
        return Ok(Refused { code, spot, ..Refused::default() });
    }
    let known = ["code", "rules", "says"];
    for (key, _) in node.entries() {
        if !known.contains(&key.name.as_str()) {
            return Err(Problem::unknown("UNKNOWN_FIELD", &key.spot, "field of refused", &key.name, known));
        }
    }
    let rules = node.get("rules").map(|rules| rules.items().iter().filter_map(Node::text).collect());
    Ok(Refused {
        code: optional_text(node, "code")?.unwrap_or_default(),
        rules: rules.unwrap_or_default(),
        says: optional_text(node, "says")?.unwrap_or_default(),
        spot,
    })
}

/// Actors and forms that a step names must be there.
fn check(step: &Step, cast: &Cast) -> Result<(), Problem> {
    if let Some(by) = step.by.as_ref()
        && let Some(name) = by.text()
        && !cast.names().contains(&name)
        && !name.starts_with("x-")
    {
        return Err(Problem::unknown("UNKNOWN_ACTOR", &by.spot, "actor", &name, cast.names()));
    }
    if let Some(node) = step.field("institution") {
        institution(node, cast)?;
    }
    if let Some(node) = step.field("unit") {
        let name = node.text().unwrap_or_default();
        if !cast.units.contains_key(&name) {
            return Err(Problem::unknown("UNKNOWN_ACTOR", &node.spot, "unit", &name, cast.units.keys()));
        }
    }
    if let Some(node) = step.field("form") {
        form(node, cast)?;
    }
    Ok(())
}

/// An institution that must be there.
pub(super) fn institution(node: &Node, cast: &Cast) -> Result<(), Problem> {
    let name = node.text().ok_or_else(|| wrong(node, "the name of an institution"))?;
    match cast.institution(&name) {
        Some(_) => Ok(()),
        None => {
            let known = cast.institutions.keys();
            Err(Problem::unknown("UNKNOWN_ACTOR", &node.spot, "institution", &name, known))
        }
    }
}

/// A form that must be there, or begin with one that is.
pub(super) fn form(node: &Node, cast: &Cast) -> Result<FormPlan, Problem> {
    let plan = FormPlan::read(node)?;
    let own = ["good", "empty"];
    if own.contains(&plan.from.as_str()) || cast.forms.contains_key(&plan.from) {
        return Ok(plan);
    }
    let known = cast.forms.keys().map(String::as_str).chain(own);
    Err(Problem::unknown("UNKNOWN_FORM", &node.spot, "form", &plan.from, known))
}
