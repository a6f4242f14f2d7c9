//! Type-checks the tests over a list's elements, and what measures over lists name.
//!
//! Owns lists, filters and amounts; fields and values are checked in `typing`. Never evaluates.

use super::locate::Path;
use super::typing::Typing;
use crate::form::{FieldType, element_path, find};
use crate::predicate::Filter;
use crate::timing::{TimedRule, TimerSpan};

fn is_look_back(rule: &TimedRule) -> bool {
    matches!(rule.span, TimerSpan::LookBack(_))
}

impl Typing<'_, '_> {
    pub(super) fn filter(&mut self, path: &Path, element: &str, filter: &Filter) {
        match filter {
            Filter::All(parts) | Filter::Any(parts) => {
                let here = path.key(if matches!(filter, Filter::All(_)) { "all" } else { "any" });
                if parts.is_empty() {
                    self.report(&here, "empty", "at least one part is needed");
                }
                for (index, part) in parts.iter().enumerate() {
                    self.filter(&here.index(index), element, part);
                }
            }
            Filter::Not(inner) => self.filter(&path.key("not"), element, inner),
            Filter::Compare { path: field, op, value } => {
                let here = path.key("compare");
                if let Some(field) = self.field(&here.key("path"), element, field) {
                    self.literal(&here, field.kind, *op, value);
                }
            }
            Filter::Member { path: field, of } => {
                let here = path.key("member");
                if let Some(field) = self.field(&here.key("path"), element, field) {
                    self.member(&here, field.kind, of);
                }
            }
            Filter::Overseas { path: field } => {
                let is_region = |kind| kind == FieldType::Region;
                let here = path.key("overseas").key("path");
                self.of_kind(&here, element, field, "a country or region", is_region);
            }
            Filter::Within { rule, on } => {
                let here = path.key("within");
                self.day(&here.key("on"), element, on);
                self.rule(&here.key("rule"), "look_back", rule, is_look_back);
            }
            Filter::Touches { rule, from, to } => {
                let here = path.key("touches");
                self.day(&here.key("from"), element, from);
                self.day(&here.key("to"), element, to);
                self.rule(&here.key("rule"), "look_back", rule, is_look_back);
            }
            Filter::Term { rule, from, to } => {
                let here = path.key("term");
                self.day(&here.key("from"), element, from);
                self.day(&here.key("to"), element, to);
                self.rule(&here.key("rule"), "length", rule, |rule| {
                    matches!(rule.span, TimerSpan::Elapsed(_))
                });
            }
            Filter::SinceYear { rule, path: field } => {
                let here = path.key("since_year");
                let is_year = |kind| matches!(kind, FieldType::Whole { .. });
                self.of_kind(&here.key("path"), element, field, "a year", is_year);
                self.rule(&here.key("rule"), "first_year", rule, |rule| {
                    matches!(rule.span, TimerSpan::SinceYear(_))
                });
            }
            Filter::Before { rule, path: field } => {
                let here = path.key("before");
                self.day(&here.key("path"), element, field);
                self.rule(&here.key("rule"), "cut_off", rule, |rule| {
                    matches!(rule.span, TimerSpan::Cutoff(_))
                });
            }
            Filter::NotAfterReference { on } => {
                self.day(&path.key("not_after_reference").key("on"), element, on);
            }
        }
    }

    /// A list, and a filter over its elements; false where there is no such list.
    pub(super) fn list(&mut self, path: &Path, list: &str, filter: Option<&Filter>) -> bool {
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

    /// Fields and lists a field may be among must hold values of its type.
    pub(super) fn member(&mut self, path: &Path, kind: FieldType, of: &[String]) {
        if of.is_empty() {
            self.report(&path.key("of"), "empty", "at least one field or list is needed");
        }
        for (index, source) in of.iter().enumerate() {
            let here = path.key("of").index(index);
            let Some(field) = self.field(&here, "", source) else { continue };
            let held = match field.kind {
                FieldType::List { .. } => find(&element_path(source)).map(|element| element.kind),
                single => Some(single),
            };
            if held != Some(kind) {
                self.report(&here, "wrong_type", format!("{source} does not hold values of the same type"));
            }
        }
    }

    pub(super) fn amount(&mut self, path: &Path, list: &str, field: &str) {
        self.of_kind(path, &element_path(list), field, "an amount", |kind| {
            matches!(kind, FieldType::Money | FieldType::Ratio | FieldType::Whole { .. })
        });
    }
}
