//! What is computed from packs and calendar alone.

use std::collections::BTreeMap;

use chrono::Datelike;
use guohe_clock::Date;
use guohe_policy::{
    Calendar, EligibilityReport, EvaluationEvent, Facts, Pack, Pause, Period, PolicyBook, TimerSpan,
};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::{
    policies::PackLibrary,
    scenario_files::{
        compare::{Difference, Names, differences, said},
        file::{Expectation, FormPlan, Scenario, What, switches},
        forms::{self, Occasion},
        grammar::Sum,
        node::{Node, Yaml},
        outcome::Checked,
        packs::{self, as_json},
        problem::Problem,
    },
};

/// Computes what a scenario asks for.
pub struct Sums<'a> {
    scenario: &'a Scenario,
    library: &'a PackLibrary,
    names: Names,
}

impl<'a> Sums<'a> {
    /// For a scenario and the packs there are.
    pub fn new(scenario: &'a Scenario, library: &'a PackLibrary) -> Self {
        let hosts = scenario.cast.institutions.iter();
        Self {
            scenario,
            library,
            names: hosts.map(|(name, host)| (name.clone(), host.code.clone())).collect(),
        }
    }

    /// Checks an expectation; a problem where it cannot be computed.
    pub fn check(&self, expectation: &Expectation) -> Result<Checked, Problem> {
        let spot = expectation.spot.clone();
        let failed = |message: String| {
            Problem::new("NOT_COMPUTABLE", &spot, message).advise("look at the pack with guohe policy show")
        };
        match &expectation.what {
            What::Line(words) => self.line(words).map_err(failed).map(|(what, found)| Checked {
                spot: spot.clone(),
                what,
                differences: found.into_iter().collect(),
            }),
            What::Sum(sum, body) => {
                let got = self.sum(sum, body).map_err(failed)?;
                let shows = expectation.shows.as_ref();
                let found = shows.map(|shows| differences(shows, &got, &self.names)).unwrap_or_default();
                Ok(Checked {
                    spot: spot.clone(),
                    what: format!("{} {}", sum.name, short(body)),
                    differences: found,
                })
            }
            What::Subject(..) | What::Count(..) => {
                Err(Problem::new("NO_SYSTEM", &spot, "nothing has happened yet that could be looked at")
                    .advise("put it under a step, or add steps: and departments:"))
            }
        }
    }

    fn sum(&self, sum: &Sum, body: &Node) -> Result<Value, String> {
        match sum.name {
            "eligibility" => self.eligibility(body),
            "date" => self.date(body),
            "duty" => self.duty(body),
            "ban" => self.ban(body),
            "version" => self.version(body),
            "rule" => self.rule(body),
            "migration" => {
                let pack = self.pack(body)?;
                let kind = word(body, "kind")?;
                Ok(pack.migrate(&kind).map(as_json).unwrap_or_default())
            }
            "consequence" => {
                let pack = self.pack(body)?;
                let result = body.get("result").map(Node::json).unwrap_or_default();
                let event: EvaluationEvent = serde_json::from_value(result).map_err(|e| e.to_string())?;
                Ok(pack.consequence(&event).map(as_json).unwrap_or_default())
            }
            "name" => {
                let pack = self.pack(body)?;
                let name = pack.base_name(&word(body, "category")?, &word(body, "field")?);
                let name = name.map_err(|error| error.to_string())?;
                Ok(json!({"zh": name.zh, "en": name.en}))
            }
            other => Err(format!("nobody knows how to compute {other}")),
        }
    }

    fn pack(&self, body: &Node) -> Result<Pack, String> {
        let more = switches(body.get("switches")).map_err(|problem| problem.message)?;
        let name = word(body, "pack")?;
        packs::pack(self.library, &name, &self.scenario.cast.switches_of(&name, &more))
    }

    fn calendar(&self, body: &Node) -> Result<Calendar, String> {
        let own = body.get("calendars").map(|years| {
            years.items().iter().filter_map(|year| year.text()?.parse().ok()).collect::<Vec<i32>>()
        });
        packs::calendar(self.library, own.as_deref().or(self.scenario.calendars.as_deref()))
    }

    fn eligibility(&self, body: &Node) -> Result<Value, String> {
        let pack = self.pack(body)?;
        let plan = match body.get("form") {
            Some(node) => FormPlan::read(node).map_err(|problem| problem.message)?,
            None => FormPlan::good(),
        };
        let cast = &self.scenario.cast;
        let host = match body.get("host").and_then(Node::text) {
            Some(name) => cast.institution(&name),
            None => cast.institutions.values().next(),
        };
        let (category, reference) = (word(body, "category")?, date(body, "reference")?);
        let occasion = Occasion { pack: &pack.identity.id, category: &category, reference, host };
        let form = forms::fill(&plan, cast, occasion)?;
        let facts = Facts::parse(&form).map_err(|violations| {
            let each: Vec<String> = violations.iter().map(ToString::to_string).collect();
            format!("the form does not fit: {}", each.join("; "))
        })?;
        let report = pack.evaluate(&category, &facts, reference).map_err(|error| error.to_string())?;
        Ok(shown(&report))
    }

    fn date(&self, body: &Node) -> Result<Value, String> {
        let pack = self.pack(body)?;
        let id = word(body, "rule")?;
        let rule = pack.timed_rule_by_id(&id).ok_or_else(|| {
            let known: Vec<&str> = pack.timers.iter().map(|rule| rule.id.as_str()).collect();
            format!("{} has no timed rule {id}; there are {}", pack.identity.id, known.join(", "))
        })?;
        let start = date(body, "start")?;
        if matches!(rule.span, TimerSpan::LookBack(_) | TimerSpan::FiscalYears(_)) {
            let window = rule.window(start).map_err(|error| error.to_string())?;
            return Ok(json!({"from": window.from, "to": window.to, "article": rule.article}));
        }
        let pauses: Vec<Pause> = match body.get("pauses") {
            Some(node) => serde_json::from_value(node.json()).map_err(|error| error.to_string())?,
            None => Vec::new(),
        };
        let deadline = rule.deadline_with_pauses(start, &pauses, &self.calendar(body)?);
        let deadline = deadline.map_err(|error| error.to_string())?;
        Ok(json!({
            "due": deadline.due, "late_from": deadline.late_from, "nominal": deadline.receipt.nominal,
            "provisional": deadline.provisional, "skipped": deadline.receipt.skipped_days,
            "calendar_versions": deadline.receipt.calendar_versions, "article": rule.article,
            "period": deadline.receipt.period, "arithmetic": as_json(&deadline.receipt.arithmetic),
        }))
    }

    fn duty(&self, body: &Node) -> Result<Value, String> {
        let pack = self.pack(body)?;
        let id = word(body, "rule")?;
        let rule = pack.timed_rule_by_id(&id).ok_or_else(|| format!("there is no timed rule {id}"))?;
        let year: i32 = word(body, "year")?.parse().map_err(|_| "year is no year".to_owned())?;
        let owed = rule.binds(date(body, "recognised_on")?, year);
        let due = rule.due_for_year(year, &self.calendar(body)?).map_err(|error| error.to_string())?;
        Ok(json!({
            "owed": owed, "due": due.due, "late_from": due.late_from, "provisional": due.provisional,
        }))
    }

    fn ban(&self, body: &Node) -> Result<Value, String> {
        let pack = self.pack(body)?;
        let ban = pack.exclusion(&word(body, "ground")?, date(body, "document_on")?);
        let ban = ban.map_err(|error| error.to_string())?;
        let banned = match body.get("on") {
            Some(_) => json!(ban.bans(date(body, "on")?)),
            None => Value::Null,
        };
        Ok(json!({
            "last_banned": ban.last_banned, "free_from": ban.free_from, "banned": banned,
            "article": ban.ground.article,
        }))
    }

    fn version(&self, body: &Node) -> Result<Value, String> {
        let chosen = switches(body.get("switches")).map_err(|problem| problem.message)?;
        let named = body.get("packs").map(Node::items).unwrap_or_default();
        let mut book = PolicyBook::new(Calendar::weekends_only());
        for name in named.iter().filter_map(Node::text) {
            let pack = packs::pack(self.library, &name, &self.scenario.cast.switches_of(&name, &chosen))?;
            book = book.with_pack(pack).map_err(|error| error.to_string())?;
        }
        Ok(match book.in_force(date(body, "on")?) {
            Ok(pack) => {
                let last = pack.last_day().map_err(|error| error.to_string())?;
                json!({"pack": pack.identity.id, "last_day": last})
            }
            Err(none) => json!({"pack": null, "last_day": none.last_day, "ended": none.pack.map(|p| p.id)}),
        })
    }

    fn rule(&self, body: &Node) -> Result<Value, String> {
        let pack = self.pack(body)?;
        let id = word(body, "id")?;
        let found = find(&as_json(&pack), &id);
        found.ok_or_else(|| format!("{} has no rule {id}", pack.identity.id))
    }

    /// A line of date arithmetic; its last word is the result.
    fn line(&self, words: &[Node]) -> Result<(String, Option<Difference>), String> {
        let words: Vec<String> = words.iter().map(|word| word.text().unwrap_or_default()).collect();
        let Some(([operation, arguments @ ..], expected)) =
            words.split_last().map(|(last, rest)| (rest, last))
        else {
            return Err("the line is empty".to_owned());
        };
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let got = self.calculate(operation, &arguments)?;
        let is_same = match (got.parse::<Decimal>(), expected.parse::<Decimal>()) {
            (Ok(got), Ok(expected)) => got == expected,
            _ => got == *expected,
        };
        let what = format!("calc {operation} {}", arguments.join(" "));
        let difference = Difference { path: operation.clone(), expected: expected.clone(), got };
        Ok((what, (!is_same).then_some(difference)))
    }

    fn calculate(&self, operation: &str, arguments: &[&str]) -> Result<String, String> {
        let calendar = || packs::calendar(self.library, self.scenario.calendars.as_deref());
        let day = |text: &str| text.parse::<Date>().map_err(|_| format!("{text:?} is no date"));
        let period = |text: &str| text.parse::<Period>().map_err(|error| error.to_string());
        let far = |error: guohe_policy::PeriodError| error.to_string();
        Ok(match (operation, arguments) {
            ("add", [start, length]) => period(length)?.add_to(day(start)?).map_err(far)?.to_string(),
            ("back", [end, length]) => period(length)?.back_from(day(end)?).map_err(far)?.to_string(),
            ("next", [on]) => day(on)?.succ_opt().ok_or("the calendar ends there")?.to_string(),
            ("roll", [on]) => calendar()?.roll(day(on)?).date.to_string(),
            ("workdays", [on, count]) => {
                let count = count.parse().map_err(|_| format!("{count:?} is no number"))?;
                calendar()?.add_working_days(day(on)?, count, &[]).date.to_string()
            }
            ("working", [on]) => calendar()?.is_working_day(day(on)?).0.to_string(),
            ("dow", [on]) => day(on)?.weekday().to_string(),
            ("full", [start, length, on]) => {
                period(length)?.is_complete_on(day(start)?, day(on)?).map_err(far)?.to_string()
            }
            ("pct", [part, whole]) => {
                let number =
                    |text: &str| text.parse::<Decimal>().map_err(|_| format!("{text:?} is no number"));
                let share = number(part)?.checked_div(number(whole)?).ok_or("nothing is divided by zero")?;
                (share * Decimal::ONE_HUNDRED).round_dp(2).normalize().to_string()
            }
            _ => {
                let known = "add, back, next, roll, workdays, working, dow, full, pct";
                return Err(format!("{operation} {} is no line; there are {known}", arguments.join(" ")));
            }
        })
    }
}

/// A report with its conditions by rule id.
fn shown(report: &EligibilityReport) -> Value {
    let conditions: Map<String, Value> =
        report.conditions.iter().map(|condition| (condition.rule.rule.clone(), as_json(condition))).collect();
    json!({"overall": as_json(&report.overall), "conditions": conditions, "policy": report.policy.id})
}

/// The entry with an id, wherever it stands.
fn find(value: &Value, id: &str) -> Option<Value> {
    match value {
        Value::Object(fields) if fields.get("id").and_then(Value::as_str) == Some(id) => Some(value.clone()),
        Value::Object(fields) => fields.values().find_map(|inner| find(inner, id)),
        Value::Array(items) => items.iter().find_map(|inner| find(inner, id)),
        _ => None,
    }
}

fn word(body: &Node, name: &str) -> Result<String, String> {
    body.get(name).and_then(Node::text).ok_or_else(|| format!("{name} is missing"))
}

fn date(body: &Node, name: &str) -> Result<Date, String> {
    word(body, name)?.parse().map_err(|_| format!("{name} is no date"))
}

/// What is computed, in short: its words without those of a form.
fn short(body: &Node) -> String {
    let one = |node: &Node| match &node.value {
        Yaml::Map(_) => "…".to_owned(),
        _ => said(node),
    };
    let words: BTreeMap<&str, String> =
        body.entries().iter().map(|(key, node)| (key.name.as_str(), one(node))).collect();
    words.values().cloned().collect::<Vec<_>>().join(" ")
}
