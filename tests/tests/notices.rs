//! What the services tell people and the words for it fit together: every notice and reminder has a text, no text
//! stands idle, and no text names a value that nobody sends.

use std::collections::BTreeSet;

use guohe_api::notices::Template;
use guohe_notification::Template as Text;

/// A service with its notices and its deadlines.
type Table = (&'static str, &'static [Template], &'static [Template]);

/// Each service's notices and deadlines.
fn tables() -> [Table; 5] {
    [
        ("intake", guohe_intake::notices::TEMPLATES, guohe_intake::notices::DEADLINES),
        (
            "recommendation",
            guohe_recommendation::notices::TEMPLATES,
            guohe_recommendation::notices::DEADLINES,
        ),
        ("assignment", guohe_assignment::notices::TEMPLATES, guohe_assignment::notices::DEADLINES),
        ("evaluation", guohe_evaluation::notices::TEMPLATES, guohe_evaluation::notices::DEADLINES),
        ("registry", guohe_registry::notices::TEMPLATES, guohe_registry::notices::DEADLINES),
    ]
}

/// Names in braces.
fn placeholders(text: &Text) -> BTreeSet<&'static str> {
    let words = [text.title.0, text.title.1, text.body.0, text.body.1];
    let names = words.into_iter().flat_map(|words| words.split('{').skip(1));
    names.map(|part| part.split_once('}').expect("a closed brace").0).collect()
}

/// Holds a table against its texts; `given` are values that notification adds itself.
fn hold(service: &str, table: &[Template], texts: &[Text], given: &[&'static str], wrong: &mut Vec<String>) {
    for template in table {
        let code = template.code;
        let Some(text) = texts.iter().find(|text| text.code == code) else {
            wrong.push(format!("{service}: {code} has no text"));
            continue;
        };
        let names: BTreeSet<&str> = template.names().chain(given.iter().copied()).collect();
        for unknown in placeholders(text).difference(&names) {
            wrong.push(format!("{service}: the text of {code} names {unknown}, which is never sent"));
        }
        if template.recipients.is_empty() {
            wrong.push(format!("{service}: {code} is told to nobody"));
        }
    }
}

#[test]
fn every_notice_and_every_deadline_has_a_text_that_names_only_its_values() {
    let mut wrong = Vec::new();
    for (service, templates, deadlines) in tables() {
        hold(service, templates, guohe_notification::templates(), &[], &mut wrong);
        hold(service, deadlines, guohe_notification::reminder_texts(), &["due_on"], &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_is_for_what_nobody_sends() {
    let sent = |pick: fn(&Table) -> &'static [Template]| {
        let rows = tables();
        rows.iter().flat_map(|row| pick(row).iter().map(|template| template.code)).collect::<Vec<_>>()
    };
    let (notices, deadlines) = (sent(|row| row.1), sent(|row| row.2));
    for (texts, codes) in
        [(guohe_notification::templates(), notices), (guohe_notification::reminder_texts(), deadlines)]
    {
        let distinct: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(distinct.len(), codes.len(), "two services use one code");
        let idle: Vec<&str> =
            texts.iter().map(|text| text.code).filter(|code| !distinct.contains(code)).collect();
        assert!(idle.is_empty(), "nobody sends {idle:?}");
    }
}
