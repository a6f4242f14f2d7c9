//! Type-checks the predicates of a pack against the form's schema.
//!
//! Owns paths, types and units of conditions: a path must exist, a value must be of its field's type, a
//! comparison must make sense for it. Never evaluates.

use serde_json::Value;

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::form::{FieldType, SchemaField, element_path, find, literal_problem, nearest, schema};
use crate::model::{ConditionKind, Pack};
use crate::predicate::{Filter, Op, Predicate};
use crate::timing::TimerSpan;

/// Checks every condition of every file.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    for (part, file) in parts.iter().enumerate() {
        for (at, condition) in file.sections.conditions.iter().enumerate() {
            let path = Path::default().key("conditions").index(at);
            let mut typing = Typing { pack, part, findings: &mut *findings };
            match (&condition.check, condition.kind) {
                (Some(check), ConditionKind::Fields) => typing.predicate(&path.key("check"), check),
                (None, ConditionKind::Fields) => {
                    typing.report(&path, "no_check", "a condition decided by fields needs a check");
                }
                (Some(_), _) => {
                    let message = "only conditions decided by fields have a check";
                    typing.report(&path.key("check"), "needless_check", message);
                }
                (None, ConditionKind::Document) if condition.evidence.is_empty() => {
                    typing.report(&path, "no_evidence", "a condition proved by documents names them");
                }
                _ => {}
            }
        }
    }
}

struct Typing<'a, 'b> {
    pack: &'a Pack,
    part: usize,
    findings: &'a mut Findings<'b>,
}

impl Typing<'_, '_> {
    fn report(&mut self, path: &Path, code: &str, message: impl Into<String>) {
        self.findings.report(self.part, path, code, message);
    }

    fn predicate(&mut self, path: &Path, predicate: &Predicate) {
        match predicate {
            Predicate::All(parts) => self.parts(&path.key("all"), parts),
            Predicate::Any(parts) => self.parts(&path.key("any"), parts),
            Predicate::Not(inner) => self.predicate(&path.key("not"), inner),
            Predicate::Compare { path: field, op, value } => {
                let here = path.key("compare");
                if let Some(field) = self.field(&here.key("path"), "", field) {
                    self.literal(&here, field.kind, *op, value);
                }
            }
            Predicate::OpenList { path: field, values } => {
                let here = path.key("open_list");
                if let Some(field) = self.field(&here.key("path"), "", field) {
                    let values = values.iter().map(|value| Value::String(value.clone())).collect();
                    self.literal_at(&here.key("values"), field.kind, Op::In, &Value::Array(values));
                }
            }
            Predicate::Count { list, filter, .. } => {
                let here = path.key("count");
                self.list(&here, list, filter.as_ref());
            }
            Predicate::Sum { list, field, filter, .. } => {
                let here = path.key("sum");
                if self.list(&here, list, filter.as_ref()) {
                    self.amount(&here.key("field"), list, field);
                }
            }
            Predicate::Intensity { list, year, part, whole, rule, since, table } => {
                self.intensity(&path.key("intensity"), [list, year, part, whole, rule, since, table]);
            }
            Predicate::ByReading { switch, cases } => {
                self.by_reading(&path.key("by_reading"), switch, cases);
            }
        }
    }

    fn parts(&mut self, path: &Path, parts: &[Predicate]) {
        if parts.is_empty() {
            self.report(path, "empty", "at least one part is needed");
        }
        for (index, part) in parts.iter().enumerate() {
            self.predicate(&path.index(index), part);
        }
    }

    fn by_reading(&mut self, path: &Path, switch: &str, cases: &[crate::predicate::ReadingCase]) {
        let switches = self.pack.switches.iter();
        let names = switches.clone().map(|switch| switch.name.as_str());
        self.findings.expect_known(self.part, &path.key("switch"), "switch", switch, names);
        let options: Vec<&str> = switches
            .filter(|known| known.name == switch)
            .flat_map(|known| &known.options)
            .filter_map(|option| option.word())
            .filter(|option| *option != "ruling")
            .collect();
        for (index, case) in cases.iter().enumerate() {
            let here = path.key("cases").index(index);
            let options = options.iter().copied();
            self.findings.expect_known(self.part, &here.key("option"), "option", &case.option, options);
            self.predicate(&here.key("check"), &case.check);
        }
        for option in options {
            if !cases.iter().any(|case| case.option == option) {
                self.report(&path.key("cases"), "missing_case", format!("no case for the option {option:?}"));
            }
        }
    }

    fn intensity(&mut self, path: &Path, [list, year, part, whole, rule, since, table]: [&String; 7]) {
        if self.list(path, list, None) {
            self.amount(&path.key("part"), list, part);
            self.amount(&path.key("whole"), list, whole);
            self.of_kind(&path.key("year"), &element_path(list), year, "a whole number", |kind| {
                matches!(kind, FieldType::Whole { .. })
            });
        }
        self.of_kind(&path.key("since"), "", since, "a date", |kind| kind == FieldType::Date);
        self.look_back(&path.key("rule"), rule, |span| matches!(span, TimerSpan::FiscalYears(_)));
        let tables = self.pack.tables.iter().map(|table| table.name.as_str());
        self.findings.expect_known(self.part, &path.key("table"), "table", table, tables);
    }

    fn filter(&mut self, path: &Path, element: &str, filter: &Filter) {
        let is_day = |kind| kind == FieldType::Date;
        let is_look_back = |span: &TimerSpan| matches!(span, TimerSpan::LookBack(_));
        match filter {
            Filter::All(parts) | Filter::Any(parts) => {
                let key = if matches!(filter, Filter::All(_)) { "all" } else { "any" };
                for (index, part) in parts.iter().enumerate() {
                    self.filter(&path.key(key).index(index), element, part);
                }
            }
            Filter::Not(inner) => self.filter(&path.key("not"), element, inner),
            Filter::Compare { path: field, op, value } => {
                let here = path.key("compare");
                if let Some(field) = self.field(&here.key("path"), element, field) {
                    self.literal(&here, field.kind, *op, value);
                }
            }
            Filter::Within { rule, on } => {
                let here = path.key("within");
                self.of_kind(&here.key("on"), element, on, "a date", is_day);
                self.look_back(&here.key("rule"), rule, is_look_back);
            }
            Filter::Touches { rule, from, to } => {
                let here = path.key("touches");
                self.of_kind(&here.key("from"), element, from, "a date", is_day);
                self.of_kind(&here.key("to"), element, to, "a date", is_day);
                self.look_back(&here.key("rule"), rule, is_look_back);
            }
            Filter::NotAfterReference { on } => {
                let here = path.key("not_after_reference");
                self.of_kind(&here.key("on"), element, on, "a date", is_day);
            }
        }
    }

    /// A list of groups, and a filter over its elements; false where there is no such list.
    fn list(&mut self, path: &Path, list: &str, filter: Option<&Filter>) -> bool {
        let Some(field) = self.field(&path.key("list"), "", list) else { return false };
        if !matches!(field.kind, FieldType::List { .. }) {
            self.report(&path.key("list"), "wrong_type", format!("{list} is not a list"));
            return false;
        }
        if let Some(filter) = filter {
            self.filter(&path.key("where"), &element_path(list), filter);
        }
        true
    }

    fn amount(&mut self, path: &Path, list: &str, field: &str) {
        self.of_kind(path, &element_path(list), field, "an amount", |kind| {
            matches!(kind, FieldType::Money | FieldType::Whole { .. })
        });
    }

    fn of_kind(
        &mut self,
        path: &Path,
        parent: &str,
        field: &str,
        wanted: &str,
        fits: impl Fn(FieldType) -> bool,
    ) {
        if let Some(found) = self.field(path, parent, field)
            && !fits(found.kind)
        {
            self.report(path, "wrong_type", format!("{field} is not {wanted}"));
        }
    }

    fn look_back(&mut self, path: &Path, rule: &str, fits: impl Fn(&TimerSpan) -> bool) {
        let look_backs = self.pack.timers.iter().filter(|timer| fits(&timer.span));
        let ids = look_backs.map(|timer| timer.id.as_str());
        self.findings.expect_known(self.part, path, "look_back", rule, ids);
    }

    /// The field with a path under a parent; reports where there is none.
    fn field(&mut self, path: &Path, parent: &str, name: &str) -> Option<&'static SchemaField> {
        let full = if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
        let found = find(&full).filter(|_| !name.contains("[]"));
        if found.is_none() {
            let prefix = if parent.is_empty() { String::new() } else { format!("{parent}.") };
            let names = schema().iter().filter_map(|field| field.path.strip_prefix(prefix.as_str()));
            let near = nearest(name, names);
            let message = format!("the form has no field {full:?}");
            self.findings.report_with(self.part, path, "unknown_path", message, near);
        }
        found
    }

    fn literal(&mut self, path: &Path, kind: FieldType, op: Op, value: &Value) {
        let ordered = matches!(op, Op::Less | Op::AtMost | Op::More | Op::AtLeast);
        let has_order = matches!(
            kind,
            FieldType::Date
                | FieldType::Money
                | FieldType::Whole { .. }
                | FieldType::Choice { ranked: true, .. }
        );
        if ordered && !has_order {
            let message = format!("values of this field have no order; {} makes no sense", op.sign());
            self.report(&path.key("op"), "wrong_operator", message);
        } else {
            self.literal_at(&path.key("value"), kind, op, value);
        }
    }

    fn literal_at(&mut self, path: &Path, kind: FieldType, op: Op, value: &Value) {
        match (op, value) {
            (Op::In, Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.single(&path.index(index), kind, value);
                }
            }
            (Op::In, _) => self.report(path, "wrong_type", "\"in\" compares with a list"),
            _ => self.single(path, kind, value),
        }
    }

    fn single(&mut self, path: &Path, kind: FieldType, value: &Value) {
        let Some(message) = literal_problem(value, kind) else { return };
        let near = match (kind, value) {
            (FieldType::Choice { codes, .. }, Value::String(text)) => nearest(text, codes.iter().copied()),
            _ => None,
        };
        self.findings.report_with(self.part, path, "wrong_type", message, near);
    }
}
