//! The words of notices and reminders, in Chinese and English.
//!
//! Owns one text a template code, by the service that asks for it. Placeholders are `{name}`; a value that is
//! missing or empty reads as a dash. An unknown template gets a general text that says so: nobody misses a
//! notice because a text is not written yet.

mod assignment;
mod evaluation;
mod intake;
mod recommendation;
mod registry;
mod reminders;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use guohe_policy::{Date, Text};

/// A text for a template code, or for a deadline's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The code.
    pub code: &'static str,
    /// Subject line, Chinese and English.
    pub title: (&'static str, &'static str),
    /// The words, Chinese and English.
    pub body: (&'static str, &'static str),
}

const fn text(
    code: &'static str,
    title: (&'static str, &'static str),
    body: (&'static str, &'static str),
) -> Template {
    Template { code, title, body }
}

/// What stands where a value is missing.
const MISSING: &str = "—";

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    [intake::TEXTS, recommendation::TEXTS, assignment::TEXTS, evaluation::TEXTS, registry::TEXTS].concat()
});

/// Every text of a notice, service by service.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// Every text of a reminder, by the deadline's name.
pub fn reminder_texts() -> &'static [Template] {
    reminders::TEXTS
}

/// Words with their values filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Subject line.
    pub(crate) title: Text,
    /// The words.
    pub(crate) body: Text,
    /// True where no text exists for the code.
    pub(crate) general: bool,
}

/// Writes a notice.
pub(crate) fn write(code: &str, subject: &str, values: &BTreeMap<String, String>) -> Written {
    match templates().iter().find(|template| template.code == code) {
        Some(template) => filled(template, values),
        None => general(code, subject, values),
    }
}

/// Writes a reminder; the due day is among the values as `due_on`.
pub(crate) fn reminder(name: &str, due_on: Date, values: &BTreeMap<String, String>) -> Written {
    let mut values = values.clone();
    values.insert("due_on".to_owned(), due_on.to_string());
    match reminder_texts().iter().find(|template| template.code == name) {
        Some(template) => filled(template, &values),
        None => Written {
            title: Text::new(
                format!("提醒：{name}，{due_on}到期"),
                format!("Reminder: {name} is due on {due_on}"),
            ),
            body: Text::default(),
            general: true,
        },
    }
}

fn filled(template: &Template, values: &BTreeMap<String, String>) -> Written {
    let both = |(zh, en): (&str, &str)| Text::new(fill(zh, values), fill(en, values));
    Written { title: both(template.title), body: both(template.body), general: false }
}

fn general(code: &str, subject: &str, values: &BTreeMap<String, String>) -> Written {
    let list: Vec<String> = values.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let list = list.join("; ");
    Written {
        title: Text::new(format!("通知：{subject}"), format!("Notice about {subject}")),
        body: Text::new(format!("（{code}）{list}"), format!("({code}) {list}")),
        general: true,
    }
}

/// Replaces `{name}` by its value, in one pass, so that a value with braces stays as it is.
fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let value = values.get(name).map(String::as_str).filter(|value| !value.is_empty());
        out.push_str(value.unwrap_or(MISSING));
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_code_has_one_text_in_both_languages() {
        for texts in [templates(), reminder_texts()] {
            for (index, template) in texts.iter().enumerate() {
                assert!(
                    texts[..index].iter().all(|other| other.code != template.code),
                    "{} twice",
                    template.code
                );
                for words in [template.title.0, template.title.1, template.body.0, template.body.1] {
                    assert!(!words.is_empty(), "{}", template.code);
                }
            }
        }
    }

    #[test]
    fn both_languages_of_a_text_use_the_same_values() {
        let names = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(n, _)| n.to_owned())
                .collect();
            names.sort();
            names.dedup();
            names
        };
        for template in templates().iter().chain(reminder_texts()) {
            assert_eq!(names(template.title.0), names(template.title.1), "{} title", template.code);
            assert_eq!(names(template.body.0), names(template.body.1), "{} body", template.code);
        }
    }

    #[test]
    fn values_are_filled_in_once_and_missing_ones_read_as_a_dash() {
        let given = values(&[("base", "{unit}"), ("unit", "u-1")]);
        assert_eq!(fill("base {base}, unit {unit}, year {year}", &given), "base {unit}, unit u-1, year —");
        assert_eq!(fill("open { brace", &given), "open { brace");
    }

    #[test]
    fn an_unknown_template_gets_a_general_text_and_says_so() {
        let written = write("never_written", "base/b-1", &values(&[("base", "b-1")]));
        assert!(written.general);
        assert!(written.body.en.contains("base: b-1"));
        assert!(!write("base_revoked", "base/b-1", &values(&[])).general);
    }

    #[test]
    fn a_reminder_names_the_day_it_is_due() {
        let due_on = "2027-01-15".parse().expect("a date");
        let written = reminder("annual_report", due_on, &values(&[("year", "2026"), ("base", "b-1")]));
        assert!(written.title.zh.contains("2027-01-15") && written.title.en.contains("2027-01-15"));
        assert!(reminder("unheard_of", due_on, &values(&[])).general);
    }
}
