//! A scenario as its file says it.
//!
//! Owns reading: structure, words, dates and actors are checked against the grammar before anything is played, and
//! each problem names its place. It never starts a system.

mod cast;
mod expect;
mod form;
mod steps;

use std::sync::Arc;

use chrono::NaiveTime;
use guohe_api::common::v1::Text;
use guohe_clock::{Date, Timestamp, start_of_day};

pub use cast::{Cast, Department, Institution, switches};
pub use expect::{ABOUT as EXPECTATION_WORDS, Expectation, What};
pub use form::FormPlan;
pub use steps::{ABOUT as STEP_WORDS, Refused, Step};

use super::{
    node::{Node, Yaml},
    problem::{Problem, Spot},
};

/// Longest text of a file, in bytes.
const LONGEST_FILE_BYTES: usize = 1024 * 1024;

/// Most steps of a scenario.
const MOST_STEPS: usize = 2_000;

/// The words at the top of a file.
pub const TOP: &[(&str, &str, &str)] = &[
    ("scenario", "场景编号", "id of the scenario"),
    ("title", "标题，可为 {zh, en}", "title, may be {zh, en}"),
    ("note", "说明", "a note"),
    (
        "start",
        "开始时刻（北京时间）；默认为第一步的时刻",
        "first instant, Beijing time; that of the first step by default",
    ),
    ("departments", "各部门及其政策包", "departments and their packs"),
    ("calendars", "开始时已载入的日历年度；默认为全部", "calendar years loaded at the start; all by default"),
    ("switches", "改选的开关，按政策包", "switches chosen otherwise, by pack"),
    ("institutions", "单位", "institutions"),
    ("units", "推荐单位", "recommending units"),
    (
        "officials",
        "官员编号，前两位为经办人和决定人",
        "ids of officials; the first two are in charge and deciding",
    ),
    ("experts", "专家人数", "how many experts there are"),
    ("forms", "申报表，各有名称", "forms by name"),
    ("expect", "开始前的预期（多为计算）", "expectations before any step, mostly computed"),
    ("steps", "按时间排列的步骤", "steps in order of time"),
];

/// A scenario.
#[derive(Debug)]
pub struct Scenario {
    /// Its file.
    pub file: Arc<str>,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// The first instant.
    pub start: Option<Timestamp>,
    /// Calendar years loaded at the start; all where nothing is said.
    pub calendars: Option<Vec<i32>>,
    /// Who plays.
    pub cast: Cast,
    /// What is expected before any step.
    pub expect: Vec<Expectation>,
    /// What happens.
    pub steps: Vec<Step>,
}

impl Scenario {
    /// Reads a scenario from its file's text; every problem found is reported.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let file: Arc<str> = file.into();
        let whole = Spot { file: file.clone(), line: 0, column: 0 };
        if text.len() > LONGEST_FILE_BYTES {
            let message = format!("the file has {} bytes; at most {LONGEST_FILE_BYTES} are read", text.len());
            return Err(vec![Problem::new("SCENARIO_TOO_LARGE", &whole, message)]);
        }
        let root = Node::parse(&file, text).map_err(|problem| vec![problem])?;
        let mut problems = Problems::default();
        let known: Vec<&str> = TOP.iter().map(|(word, ..)| *word).collect();
        problems.check_words(&root, "field", &known);
        let cast = problems.keep(Cast::read(&root)).unwrap_or_default();
        let expect = expect::read_all(root.get("expect"), &cast, &mut problems);
        let steps = steps::read_all(root.get("steps"), &cast, &mut problems);
        if steps.len() > MOST_STEPS {
            let message = format!("{} steps; at most {MOST_STEPS} are played", steps.len());
            problems.add(Problem::new("SCENARIO_TOO_LARGE", &root.spot, message));
        }
        let start = problems.keep(root.get("start").map(instant).transpose()).flatten();
        let start = start.or_else(|| steps.first().map(|step| step.at));
        check_order(start, &steps, &mut problems);
        let calendars = problems.keep(root.get("calendars").map(years).transpose()).flatten();
        let id = problems.keep(required_text(&root, "scenario")).unwrap_or_default();
        let title = problems.keep(root.get("title").map(words).transpose()).flatten().unwrap_or_default();
        if !steps.is_empty() && cast.departments.is_empty() {
            let message = "there are steps, but no department";
            let hint = "add, for example, departments: {hunan: [hunan-2026]}";
            problems.add(Problem::new("MISSING_FIELD", &root.spot, message).advise(hint));
        }
        if steps.is_empty() && expect.is_empty() && problems.found.is_empty() {
            let message = "nothing is expected and nothing happens";
            problems.add(Problem::new("SCENARIO_EMPTY", &root.spot, message).advise("add expect: or steps:"));
        }
        match problems.found.is_empty() {
            true => Ok(Self { file, id, title, start, calendars, cast, expect, steps }),
            false => Err(problems.found),
        }
    }

    /// How many expectations there are.
    pub fn expectations(&self) -> usize {
        let of_steps = |step: &Step| step.expect.len() + usize::from(step.refused.is_some());
        self.expect.len() + self.steps.iter().map(of_steps).sum::<usize>()
    }
}

fn check_order(start: Option<Timestamp>, steps: &[Step], problems: &mut Problems) {
    let mut before = start;
    for step in steps {
        if let Some(first) = start
            && step.at < first
        {
            let message = "this step is before the start of the scenario";
            let hint = "move start: to an earlier day, or the step to a later one";
            problems.add(Problem::new("STEP_BEFORE_START", &step.spot, message).advise(hint));
        } else if before.is_some_and(|before| step.at < before) {
            let message = "this step is before the one above it";
            let hint = "time only goes on: put the steps in order of their instants";
            problems.add(Problem::new("STEP_ORDER", &step.spot, message).advise(hint));
        }
        before = before.max(Some(step.at));
    }
}

/// Problems found so far.
#[derive(Debug, Default)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Adds one.
    pub fn add(&mut self, problem: Problem) {
        self.found.push(problem);
    }

    /// Takes a result apart and keeps its problem.
    pub fn keep<T>(&mut self, result: Result<T, Problem>) -> Option<T> {
        result.map_err(|problem| self.add(problem)).ok()
    }

    /// Adds a problem for each key that is not known.
    pub fn check_words(&mut self, map: &Node, what: &str, known: &[&str]) {
        for (key, _) in map.entries() {
            if !known.contains(&key.name.as_str()) {
                self.add(Problem::unknown("UNKNOWN_FIELD", &key.spot, what, &key.name, known));
            }
        }
    }
}

/// A text that must be there.
pub(super) fn required_text(map: &Node, key: &str) -> Result<String, Problem> {
    match map.get(key) {
        None => Err(missing(map, key)),
        Some(node) => node.text().ok_or_else(|| wrong(node, "a text")),
    }
}

/// A text that may be there.
pub(super) fn optional_text(map: &Node, key: &str) -> Result<Option<String>, Problem> {
    map.get(key).map(|node| node.text().ok_or_else(|| wrong(node, "a text"))).transpose()
}

/// Something that is not said.
pub(super) fn missing(map: &Node, key: &str) -> Problem {
    Problem::new("MISSING_FIELD", &map.spot, format!("{key} is missing")).advise(format!("add {key}: …"))
}

/// Something of the wrong kind.
pub(super) fn wrong(node: &Node, wanted: &str) -> Problem {
    Problem::new("WRONG_TYPE", &node.spot, format!("this is {}; {wanted} is needed", node.kind()))
}

/// A day in Beijing.
pub(super) fn day(node: &Node) -> Result<Date, Problem> {
    let text = node.text().ok_or_else(|| wrong(node, "a date"))?;
    text.parse().map_err(|_| {
        Problem::new("NOT_A_DATE", &node.spot, format!("{text:?} is no date"))
            .advise("write it like 2026-03-09, with a day that exists")
    })
}

/// An instant in Beijing.
pub(super) fn instant(node: &Node) -> Result<Timestamp, Problem> {
    let text = node.text().ok_or_else(|| wrong(node, "a date and time"))?;
    let (day, time) = text.trim().split_once([' ', 'T']).unwrap_or((text.trim(), "00:00"));
    let clock =
        NaiveTime::parse_from_str(time, "%H:%M:%S").or_else(|_| NaiveTime::parse_from_str(time, "%H:%M"));
    match (day.parse::<Date>(), clock) {
        (Ok(day), Ok(time)) => Ok(start_of_day(day) + time.signed_duration_since(NaiveTime::MIN)),
        _ => Err(Problem::new("NOT_A_DATE", &node.spot, format!("{text:?} is no date and time"))
            .advise("write it like 2026-03-09 10:00 or 2026-03-09 23:59:59, in Beijing time")),
    }
}

/// Words in both languages, or the same in both.
pub(super) fn words(node: &Node) -> Result<Text, Problem> {
    if let Some(text) = node.text() {
        return Ok(Text { zh: text.clone(), en: text });
    }
    match &node.value {
        Yaml::Map(entries) => {
            let known = ["zh", "en"];
            if let Some((key, _)) = entries.iter().find(|(key, _)| !known.contains(&key.name.as_str())) {
                let problem = Problem::unknown("UNKNOWN_FIELD", &key.spot, "language", &key.name, known);
                return Err(problem.advise("there are zh and en; put words with a comma in quotes"));
            }
            let part = |key| optional_text(node, key).map(Option::unwrap_or_default);
            Ok(Text { zh: part("zh")?, en: part("en")? })
        }
        _ => Err(wrong(node, "a text or {zh, en}")),
    }
}

fn years(node: &Node) -> Result<Vec<i32>, Problem> {
    let Yaml::List(items) = &node.value else { return Err(wrong(node, "a list of years")) };
    items.iter().map(year).collect()
}

/// A year.
pub(super) fn year(node: &Node) -> Result<i32, Problem> {
    node.text().and_then(|text| text.parse().ok()).ok_or_else(|| wrong(node, "a year"))
}
