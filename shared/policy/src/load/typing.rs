//! Type-checks the predicates of a pack against the form's schema.
//!
//! Owns paths, types and units of conditions: a path must exist, a value must be of its field's type, a
//! comparison must make sense for it. Tests over a list's elements are checked in `typing_filters`. Never
//! evaluates.

use rust_decimal::Decimal;
use serde_json::Value;

use super::check::Findings;
use super::locate::Path;
use super::part::Part;
use crate::form::{FieldType, SchemaField, element_path, find, literal_problem, nearest, schema};
use crate::model::{ConditionKind, Pack, SwitchValue};
use crate::period::PeriodUnit;
use crate::predicate::{Op, Predicate, ReadingCase};
use crate::timing::{TimedRule, TimerSpan};

/// Checks every condition of every file.
pub(super) fn check(pack: &Pack, parts: &[Part], findings: &mut Findings<'_>) {
    for (part, file) in parts.iter().enumerate() {
        for (at, condition) in file.sections.conditions.iter().enumerate() {
            let path = Path::default().key("conditions").index(at);
            let mut typing = Typing { pack, part, findings: &mut *findings };
            if let Some(when) = &condition.when {
                typing.predicate(&path.key("when"), when);
            }
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

pub(super) struct Typing<'a, 'b> {
    pub(super) pack: &'a Pack,
    pub(super) part: usize,
    pub(super) findings: &'a mut Findings<'b>,
}

impl Typing<'_, '_> {
    pub(super) fn report(&mut self, path: &Path, code: &str, message: impl Into<String>) {
        self.findings.report(self.part, path, code, message);
    }

    fn predicate(&mut self, path: &Path, predicate: &Predicate) {
        match predicate {
            Predicate::All(parts) => self.parts(&path.key("all"), parts),
            Predicate::Any(parts) => self.parts(&path.key("any"), parts),
            Predicate::Not(inner) => self.predicate(&path.key("not"), inner),
            Predicate::AtLeast { of, .. } => self.parts(&path.key("at_least").key("of"), of),
            Predicate::IfThen { when, then } => {
                let here = path.key("if_then");
                self.predicate(&here.key("if"), when);
                self.predicate(&here.key("then"), then);
            }
            // Conditions that name each other are checked in `check_rules`.
            Predicate::Met(_) | Predicate::NotStated(_) => {}
            Predicate::Compare { path: field, op, value } => {
                let here = path.key("compare");
                if let Some(field) = self.field(&here.key("path"), "", field) {
                    self.literal(&here, field.kind, *op, value);
                }
            }
            Predicate::OpenList { path: field, values } => {
                let here = path.key("open_list");
                if let Some(field) = self.field(&here.key("path"), "", field) {
                    self.values(&here.key("values"), field.kind, values);
                }
            }
            Predicate::InCodeList { path: field, list } => {
                let here = path.key("in_code_list");
                let is_code = |kind| kind == FieldType::Code;
                self.of_kind(&here.key("path"), "", field, "a code", is_code);
                let lists = self.pack.code_lists.iter().map(|list| list.name.as_str());
                self.findings.expect_known(self.part, &here.key("list"), "code_list", list, lists);
            }
            Predicate::NotNull { path: field } => {
                let is_id = |kind| matches!(kind, FieldType::Id | FieldType::Code | FieldType::Text { .. });
                self.of_kind(&path.key("not_null").key("path"), "", field, "an id, a code or a text", is_id);
            }
            Predicate::Includes { list, field, values } => {
                self.includes(&path.key("includes"), list, field.as_deref(), values);
            }
            Predicate::Member { path: field, of } => {
                let here = path.key("member");
                if let Some(field) = self.field(&here.key("path"), "", field) {
                    self.member(&here, field.kind, of);
                }
            }
            Predicate::Overseas { path: field } => {
                let is_region = |kind| kind == FieldType::Region;
                self.of_kind(&path.key("overseas").key("path"), "", field, "a country or region", is_region);
            }
            Predicate::Elapsed { since, rule } => {
                let here = path.key("elapsed");
                self.day(&here.key("since"), "", since);
                self.rule(&here.key("rule"), "length", rule, |rule| {
                    matches!(rule.span, TimerSpan::Elapsed(_))
                });
            }
            Predicate::Before { path: field, rule } => {
                let here = path.key("before");
                self.day(&here.key("path"), "", field);
                self.rule(&here.key("rule"), "cut_off", rule, |rule| {
                    matches!(rule.span, TimerSpan::Cutoff(_))
                });
            }
            Predicate::Count { .. }
            | Predicate::CountDistinct { .. }
            | Predicate::Sum { .. }
            | Predicate::Share { .. }
            | Predicate::Yearly { .. }
            | Predicate::Intensity { .. } => self.measure(path, predicate),
            Predicate::ByReading { switch, cases } => {
                self.by_reading(&path.key("by_reading"), switch, cases);
            }
        }
    }

    /// Measures over a list.
    fn measure(&mut self, path: &Path, predicate: &Predicate) {
        match predicate {
            Predicate::Count { list, filter, .. } => {
                self.list(&path.key("count"), list, filter.as_ref());
            }
            Predicate::CountDistinct { list, field, filter, .. } => {
                let here = path.key("count_distinct");
                if self.list(&here, list, filter.as_ref()) {
                    self.field(&here.key("field"), &element_path(list), field);
                }
            }
            Predicate::Sum { list, field, filter, .. } => {
                let here = path.key("sum");
                if self.list(&here, list, filter.as_ref()) {
                    self.amount(&here.key("field"), list, field);
                }
            }
            Predicate::Share { list, field, filter, part, op, value } => {
                let here = path.key("share");
                if self.list(&here, list, filter.as_ref()) {
                    self.filter(&here.key("part"), &element_path(list), part);
                    if let Some(field) = field {
                        self.amount(&here.key("field"), list, field);
                    }
                }
                if !op.is_ordering() {
                    let message = "a share is compared with <, <=, > or >=";
                    self.report(&here.key("op"), "wrong_operator", message);
                }
                if *value < Decimal::ZERO || *value > Decimal::ONE {
                    let message = "a share lies between 0 and 1; write thirty per cent as \"0.3\"";
                    self.report(&here.key("value"), "wrong_unit", message);
                }
            }
            Predicate::Yearly { list, rule, on, product, filter, .. } => {
                let here = path.key("yearly");
                if self.list(&here, list, filter.as_ref()) {
                    self.day(&here.key("on"), &element_path(list), on);
                    for (index, field) in product.iter().enumerate() {
                        self.amount(&here.key("product").index(index), list, field);
                    }
                }
                self.rule(&here.key("rule"), "look_back", rule, |rule| {
                    matches!(rule.span, TimerSpan::LookBack(period) if period.unit() == PeriodUnit::Years)
                });
            }
            Predicate::Intensity { list, year, part, whole, rule, since, table } => {
                self.intensity(&path.key("intensity"), [list, year, part, whole, rule, since, table]);
            }
            _ => {}
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

    fn includes(&mut self, path: &Path, list: &str, field: Option<&str>, values: &[String]) {
        if values.is_empty() {
            self.report(&path.key("values"), "empty", "at least one value is needed");
        }
        if !self.list(path, list, None) {
            return;
        }
        let element = element_path(list);
        let found = match field {
            Some(field) => self.field(&path.key("field"), &element, field),
            None => {
                let plain = find(&element);
                if plain.is_none() {
                    let message = format!("{list} holds groups of fields; name the field with \"field\"");
                    self.report(&path.key("list"), "no_field", message);
                }
                plain
            }
        };
        if let Some(found) = found {
            self.values(&path.key("values"), found.kind, values);
            if found.path == "attachments[].kind" {
                let kinds = self.pack.documents.iter().map(|document| document.kind.as_str());
                for (index, value) in values.iter().enumerate() {
                    let here = path.key("values").index(index);
                    self.findings.expect_known(self.part, &here, "document", value, kinds.clone());
                }
            }
        }
    }

    fn by_reading(&mut self, path: &Path, switch: &str, cases: &[ReadingCase]) {
        let switches = self.pack.switches.iter();
        let names = switches.clone().map(|switch| switch.name.as_str());
        self.findings.expect_known(self.part, &path.key("switch"), "switch", switch, names);
        let options: Vec<String> = switches
            .filter(|known| known.name == switch)
            .flat_map(|known| &known.options)
            .map(SwitchValue::label)
            .filter(|option| option != "ruling")
            .collect();
        for (index, case) in cases.iter().enumerate() {
            let here = path.key("cases").index(index);
            let known = options.iter().map(String::as_str);
            self.findings.expect_known(self.part, &here.key("option"), "option", &case.option, known);
            if cases[..index].iter().any(|earlier| earlier.option == case.option) {
                let message =
                    format!("the option {:?} has a case already; this one is never reached", case.option);
                self.report(&here.key("option"), "unreachable_case", message);
            }
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
        self.day(&path.key("since"), "", since);
        self.rule(&path.key("rule"), "look_back", rule, |rule| {
            matches!(rule.span, TimerSpan::FiscalYears(_))
        });
        let tables = self.pack.tables.iter().map(|table| table.name.as_str());
        self.findings.expect_known(self.part, &path.key("table"), "table", table, tables);
    }

    pub(super) fn day(&mut self, path: &Path, parent: &str, field: &str) {
        self.of_kind(path, parent, field, "a date", |kind| kind == FieldType::Date);
    }

    pub(super) fn of_kind(
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

    /// A timed rule of a sort; `unknown_look_back`, `unknown_length`, `unknown_cut_off` or `unknown_first_year`
    /// where there is none.
    pub(super) fn rule(&mut self, path: &Path, what: &str, rule: &str, fits: impl Fn(&TimedRule) -> bool) {
        let fitting: Vec<&str> =
            self.pack.timers.iter().filter(|timer| fits(timer)).map(|timer| timer.id.as_str()).collect();
        self.findings.expect_known(self.part, path, what, rule, fitting.into_iter());
    }

    /// The field with a path under a parent; reports where there is none.
    pub(super) fn field(&mut self, path: &Path, parent: &str, name: &str) -> Option<&'static SchemaField> {
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

    fn values(&mut self, path: &Path, kind: FieldType, values: &[String]) {
        let values = values.iter().map(|value| Value::String(value.clone())).collect();
        self.literal_at(path, kind, Op::In, &Value::Array(values));
    }

    pub(super) fn literal(&mut self, path: &Path, kind: FieldType, op: Op, value: &Value) {
        let has_order = matches!(
            kind,
            FieldType::Date
                | FieldType::Money
                | FieldType::Ratio
                | FieldType::Period
                | FieldType::Whole { .. }
                | FieldType::Choice { ranked: true, .. }
        );
        if op.is_ordering() && !has_order {
            let message = format!("values of this field have no order; {} makes no sense", op.sign());
            self.report(&path.key("op"), "wrong_operator", message);
        } else {
            self.literal_at(&path.key("value"), kind, op, value);
        }
    }

    fn literal_at(&mut self, path: &Path, kind: FieldType, op: Op, value: &Value) {
        match (op, value) {
            (Op::In, Value::Array(values)) => {
                if values.is_empty() {
                    self.report(path, "empty", "at least one value is needed");
                }
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
