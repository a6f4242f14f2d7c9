//! A test in words.
//!
//! Owns the sentences by which an official reads what a condition tests, in Chinese and English. Never
//! evaluates: what a test found is told in `explain`.

use serde_json::Value;

use super::explain::label;
use super::filter::Filter;
use super::language::Predicate;
use super::op::Op;
use crate::form::{code_name, element_path, find};
use crate::model::Pack;
use crate::period::Period;
use crate::refs::Text;
use crate::timing::{TimedRule, TimerSpan};

impl Pack {
    /// A test in words; where it holds several parts, each is numbered or joined so that it reads as one sentence.
    pub fn test_in_words(&self, test: &Predicate) -> Text {
        Words { pack: self }.predicate(test)
    }
}

struct Words<'a> {
    pack: &'a Pack,
}

impl Words<'_> {
    fn predicate(&self, predicate: &Predicate) -> Text {
        match predicate {
            Predicate::All(parts) => {
                parted(parts.iter().map(|part| self.predicate(part)), ("，且", ", and "))
            }
            Predicate::Any(parts) => {
                let parts = parted(parts.iter().map(|part| self.predicate(part)), ("；或", "; or "));
                Text::new(format!("以下之一：{}", parts.zh), format!("one of these: {}", parts.en))
            }
            Predicate::Not(inner) => denied(&self.predicate(inner)),
            Predicate::Compare { path, op, value } => compared(&label(path), path, *op, value),
            Predicate::OpenList { path, values } => {
                let name = label(path);
                let values = values.iter().map(|value| code_name(value));
                let values = parted(values, ("、", ", "));
                Text::new(
                    format!("{}为{}等（列举未尽，其他须裁量）", name.zh, values.zh),
                    format!("{} is one of {} (the list is open: others need a ruling)", name.en, values.en),
                )
            }
            Predicate::Count { list, filter, op, value } => {
                let (name, which) = (label(list), self.which(list, filter.as_ref()));
                Text::new(
                    format!("{}{}的数量{}{value}", name.zh, which.zh, sign_zh(*op)),
                    format!("the number of {}{} is {} {value}", name.en, which.en, sign_en(*op)),
                )
            }
            Predicate::Sum { list, field, filter, op, value, .. } => {
                let name = label(&format!("{}.{field}", element_path(list)));
                let which = self.which(list, filter.as_ref());
                Text::new(
                    format!("{}{}合计{}{value}", name.zh, which.zh, sign_zh(*op)),
                    format!("{}{} adds up to {} {value}", name.en, which.en, sign_en(*op)),
                )
            }
            Predicate::Intensity { part, whole, list, rule, table, .. } => {
                let at = |field: &str| label(&format!("{}.{field}", element_path(list)));
                let (part, whole, window) = (at(part), at(whole), self.timed(rule));
                let source = self.pack.table(table).map(|table| table.source.clone()).unwrap_or_default();
                Text::new(
                    format!(
                        "{}合计占{}合计的比例达到规定（{}；{}）",
                        part.zh, whole.zh, window.zh, source.zh
                    ),
                    format!(
                        "{} reaches the prescribed share of {} ({}; {})",
                        part.en, whole.en, window.en, source.en
                    ),
                )
            }
            Predicate::AtLeast { number, of } => {
                let parts = parted(of.iter().map(|part| self.predicate(part)), ("；", "; "));
                Text::new(
                    format!("以下至少{number}项：{}", parts.zh),
                    format!("at least {number} of these: {}", parts.en),
                )
            }
            Predicate::IfThen { when, then } => {
                let (when, then) = (self.predicate(when), self.predicate(then));
                Text::new(format!("如{}，则{}", when.zh, then.zh), format!("where {}: {}", when.en, then.en))
            }
            Predicate::Met(id) => match self.pack.condition(id) {
                Some(condition) => Text::new(
                    format!("满足{id}（{}）", condition.text.zh),
                    format!("{id} is met ({})", condition.text.en),
                ),
                None => Text::new(format!("满足{id}"), format!("{id} is met")),
            },
            Predicate::NotStated(reason) => reason.clone(),
            Predicate::InCodeList { path, list } => {
                let (name, list) = (label(path), self.pack.code_list(list));
                let source = list.map(|list| list.source.clone()).unwrap_or_default();
                Text::new(
                    format!("{}在{}之内", name.zh, source.zh),
                    format!("{} is in {}", name.en, source.en),
                )
            }
            Predicate::NotNull { path } => {
                let name = label(path);
                Text::new(format!("有{}", name.zh), format!("there is a {}", name.en))
            }
            Predicate::Includes { list, values, .. } => {
                let name = label(list);
                let values = parted(values.iter().map(|value| self.document_or_code(value)), ("、", ", "));
                Text::new(
                    format!("{}包括{}", name.zh, values.zh),
                    format!("{} include {}", name.en, values.en),
                )
            }
            Predicate::Member { path, of } => member(&label(path), of),
            Predicate::Overseas { path } => overseas(&label(path)),
            Predicate::Elapsed { since, rule } => {
                let (name, length) = (label(since), self.length(rule));
                Text::new(
                    format!("自{}起已满{}", name.zh, length.zh),
                    format!("{} since {}", length.en, name.en),
                )
            }
            Predicate::Before { path, rule } => self.before(&label(path), rule),
            Predicate::CountDistinct { list, field, filter, op, value } => {
                let name = label(&format!("{}.{field}", element_path(list)));
                let which = self.which(list, filter.as_ref());
                Text::new(
                    format!("不同{}{}的数量{}{value}", name.zh, which.zh, sign_zh(*op)),
                    format!(
                        "the number of different values of {}{} is {} {value}",
                        name.en,
                        which.en,
                        sign_en(*op)
                    ),
                )
            }
            Predicate::Share { list, field, filter, part, op, value } => {
                let name = match field {
                    Some(field) => label(&format!("{}.{field}", element_path(list))),
                    None => label(list),
                };
                let which = self.which(list, filter.as_ref());
                let part = self.filter(&element_path(list), part);
                let percent = (*value * rust_decimal::Decimal::ONE_HUNDRED).normalize();
                Text::new(
                    format!("{}{}中{}的占比{}{percent}%", name.zh, which.zh, part.zh, sign_zh(*op)),
                    format!(
                        "of {}{} the share with {} is {} {percent}%",
                        name.en,
                        which.en,
                        part.en,
                        sign_en(*op)
                    ),
                )
            }
            Predicate::Yearly { list, rule, product, filter, op, value, .. } => {
                let at = |field: &String| label(&format!("{}.{field}", element_path(list)));
                let [one, other] = product.each_ref().map(at);
                let (which, window) = (self.which(list, filter.as_ref()), self.timed(rule));
                Text::new(
                    format!(
                        "{}{}：{}内每年{}乘{}合计{}{value}",
                        label(list).zh,
                        which.zh,
                        window.zh,
                        one.zh,
                        other.zh,
                        sign_zh(*op)
                    ),
                    format!(
                        "{}{}: in each year of {}, {} times {} add up to {} {value}",
                        label(list).en,
                        which.en,
                        window.en,
                        one.en,
                        other.en,
                        sign_en(*op)
                    ),
                )
            }
            Predicate::ByReading { switch, cases } => {
                let cases = cases.iter().map(|case| {
                    let check = self.predicate(&case.check);
                    Text::new(
                        format!("读法“{}”：{}", case.option, check.zh),
                        format!("reading \"{}\": {}", case.option, check.en),
                    )
                });
                let cases = parted(cases, ("；", "; "));
                Text::new(
                    format!("（依读法{switch}而定：{}）", cases.zh),
                    format!("(by the reading {switch}: {})", cases.en),
                )
            }
        }
    }

    /// Which elements of a list count, as a bracket; nothing where all do.
    fn which(&self, list: &str, filter: Option<&Filter>) -> Text {
        let Some(filter) = filter else { return Text::default() };
        let filter = self.filter(&element_path(list), filter);
        Text::new(format!("（{}）", filter.zh), format!(" ({})", filter.en))
    }

    fn filter(&self, element: &str, filter: &Filter) -> Text {
        let at = |path: &str| label(&format!("{element}.{path}"));
        match filter {
            Filter::All(parts) => parted(parts.iter().map(|part| self.filter(element, part)), ("，", ", ")),
            Filter::Any(parts) => parted(parts.iter().map(|part| self.filter(element, part)), ("或", " or ")),
            Filter::Not(inner) => denied(&self.filter(element, inner)),
            Filter::Compare { path, op, value } => {
                compared(&at(path), &format!("{element}.{path}"), *op, value)
            }
            Filter::Within { rule, on } => {
                let (day, window) = (at(on), self.timed(rule));
                Text::new(format!("{}在{}内", day.zh, window.zh), format!("{} within {}", day.en, window.en))
            }
            Filter::Touches { rule, .. } => {
                let window = self.timed(rule);
                Text::new(format!("起止期间落在{}内", window.zh), format!("falling within {}", window.en))
            }
            Filter::Member { path, of } => member(&at(path), of),
            Filter::Overseas { path } => overseas(&at(path)),
            Filter::Term { rule, .. } => {
                let length = self.length(rule);
                Text::new(format!("期限不短于{}", length.zh), format!("running for at least {}", length.en))
            }
            Filter::SinceYear { rule, path } => {
                let (name, text) = (at(path), self.pack.timed_rule_by_id(rule).map(|rule| rule.text.clone()));
                let text = text.unwrap_or_else(|| Text::new(rule, rule));
                Text::new(format!("{}（{}）", name.zh, text.zh), format!("{} ({})", name.en, text.en))
            }
            Filter::Before { rule, path } => self.before(&at(path), rule),
            Filter::NotAfterReference { on } => {
                let day = at(on);
                Text::new(
                    format!("{}不晚于基准日", day.zh),
                    format!("{} not after the reference day", day.en),
                )
            }
        }
    }

    /// The length a rule asks for, in words.
    fn length(&self, rule: &str) -> Text {
        let period = self.pack.timed_rule_by_id(rule).and_then(TimedRule::period);
        period.map_or_else(|| Text::new(rule, rule), Period::spoken)
    }

    fn before(&self, name: &Text, rule: &str) -> Text {
        let day = match self.pack.timed_rule_by_id(rule).map(|rule| &rule.span) {
            Some(TimerSpan::Cutoff(day)) => day.to_string(),
            _ => rule.to_owned(),
        };
        Text::new(format!("{}在{day}前", name.zh), format!("{} before {day}", name.en))
    }

    fn document_or_code(&self, code: &str) -> Text {
        let known = self.pack.documents.iter().find(|document| document.kind == code);
        known.map_or_else(|| code_name(code), |document| document.name.clone())
    }

    /// A look-back in words: its length and the day it ends on.
    fn timed(&self, rule: &str) -> Text {
        let Some(timed) = self.pack.timed_rule_by_id(rule) else { return Text::new(rule, rule) };
        let Some(period) = timed.period() else { return timed.text.clone() };
        let length = period.spoken();
        Text::new(
            format!("{}前{}", timed.start.zh, length.zh),
            format!("{} before {}", length.en, timed.start.en),
        )
    }
}

fn member(name: &Text, of: &[String]) -> Text {
    let sources = parted(of.iter().map(|source| label(source)), ("或", " or "));
    Text::new(format!("{}属于{}", name.zh, sources.zh), format!("{} is among {}", name.en, sources.en))
}

fn overseas(name: &Text) -> Text {
    Text::new(format!("{}在境外", name.zh), format!("{} lies outside the Mainland", name.en))
}

fn denied(text: &Text) -> Text {
    Text::new(format!("并非：{}", text.zh), format!("not: {}", text.en))
}

fn parted(parts: impl Iterator<Item = Text>, (zh, en): (&str, &str)) -> Text {
    let (chinese, english): (Vec<String>, Vec<String>) = parts.map(|part| (part.zh, part.en)).unzip();
    Text::new(chinese.join(zh), english.join(en))
}

fn compared(name: &Text, path: &str, op: Op, value: &Value) -> Text {
    if let (Op::Equal, Value::Bool(flag)) = (op, value) {
        return Text::new(
            format!("{}：{}", name.zh, if *flag { "是" } else { "否" }),
            format!("{}: {}", name.en, if *flag { "yes" } else { "no" }),
        );
    }
    let coded = find(path).is_some_and(|field| matches!(field.kind, crate::FieldType::Choice { .. }));
    let word = |value: &Value| match value {
        Value::String(code) if coded => code_name(code),
        Value::String(text) => Text::new(text, text),
        other => Text::new(other.to_string(), other.to_string()),
    };
    let value = match value {
        Value::Array(values) => parted(values.iter().map(word), ("或", " or ")),
        single => word(single),
    };
    Text::new(
        format!("{}{}{}", name.zh, sign_zh(op), value.zh),
        format!("{} {} {}", name.en, sign_en(op), value.en),
    )
}

fn sign_zh(op: Op) -> &'static str {
    match op {
        Op::Equal | Op::In => "为",
        Op::NotEqual => "不为",
        Op::Less => "小于",
        Op::AtMost => "不超过",
        Op::More => "大于",
        Op::AtLeast => "不低于",
    }
}

fn sign_en(op: Op) -> &'static str {
    match op {
        Op::Equal | Op::In => "=",
        Op::NotEqual => "other than",
        Op::Less => "less than",
        Op::AtMost => "at most",
        Op::More => "more than",
        Op::AtLeast => "at least",
    }
}
