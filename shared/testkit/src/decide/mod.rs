//! What tests of deciders share: the real packs and calendar, scenes and streams to decide in, and short readings
//! of what a decision records, sends and sets.

mod packs;
mod play;
mod scene;

use guohe_clock::{Date, Timestamp, end_of_day, start_of_day};
use guohe_flow::{Attributes, Decision, Found, Outgoing, Refusal, TimerChange};
use serde::Serialize;
use serde_json::Value;

pub use packs::{GUANGDONG_CALL, HUNAN, book, book_of, calendar, call_book, choose, hunan, pack};
pub use play::{Play, actor, institution, message, person, request};
pub use scene::{Scene, hold_table, tell};

/// A date.
pub fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Ten in the morning of a day in Beijing.
pub fn morning(day: &str) -> Timestamp {
    start_of_day(date(day)) + std::time::Duration::from_secs(10 * 3600)
}

/// Noon of a day in Beijing.
pub fn noon(day: &str) -> Timestamp {
    let start = start_of_day(date(day));
    start + (end_of_day(date(day)) - start) / 2
}

/// What a decision records, by the tags of its events.
pub fn tags<E: Serialize, C>(decision: &Decision<E, C>) -> Vec<String> {
    let tag = |event: &E| match serde_json::to_value(event) {
        Ok(Value::Object(fields)) => fields["type"].as_str().expect("a tag").to_owned(),
        other => panic!("no tagged event: {other:?}"),
    };
    decision.events.iter().map(|record| tag(&record.event)).collect()
}

/// A decision in short: its events' tags joined by `+`, `-` for nothing, `!CODE` for a refusal.
pub fn short<E: Serialize, C>(outcome: Result<Decision<E, C>, Refusal>) -> String {
    match outcome {
        Err(refusal) => format!("!{}", refusal.code),
        Ok(decision) if decision.is_nothing() => {
            assert!(!decision.note.is_empty(), "nothing happens without a reason");
            "-".to_owned()
        }
        Ok(decision) => tags(&decision).join("+"),
    }
}

/// The payload of the first message of a type.
pub fn sent<'a>(messages: &'a [Outgoing], event_type: &str) -> Option<&'a Value> {
    messages.iter().find(|message| message.event_type == event_type).map(|message| &message.data)
}

/// The types of a decision's messages, in order, notices and deadlines left out.
pub fn sent_types<E, C>(decision: &Decision<E, C>) -> Vec<&'static str> {
    let kinds = decision.messages.iter().map(|message| message.event_type);
    kinds.filter(|kind| !kind.contains(".notice.") && !kind.contains(".deadline.")).collect()
}

/// The template codes of notices among messages, in order.
pub fn notices(messages: &[Outgoing]) -> Vec<&str> {
    let notices = messages.iter().filter(|message| message.event_type.ends_with("notice.requested"));
    notices.map(|message| message.data["template"].as_str().expect("a template")).collect()
}

/// The template codes of a decision's notices, in order.
pub fn noticed<E, C>(decision: &Decision<E, C>) -> Vec<&str> {
    notices(&decision.messages)
}

/// Holds that every notice and deadline carries exactly the values its table names: `notice` and `deadline` give
/// the names for a code.
pub fn hold_values(
    messages: &[Outgoing],
    notice: impl Fn(&str) -> Option<Vec<&'static str>>,
    deadline: impl Fn(&str) -> Option<Vec<&'static str>>,
) {
    for message in messages {
        let written = |field: &str| message.data[field].as_str();
        // A cleared deadline names its id only.
        let (code, names) = match (message.event_type.split('.').nth(1), written("template"), written("name"))
        {
            (Some("notice"), Some(code), _) => (code, notice(code)),
            (Some("deadline"), _, Some(code)) => (code, deadline(code)),
            _ => continue,
        };
        let mut names = names.unwrap_or_else(|| panic!("{code}"));
        names.sort_unstable();
        let values = message.data["values"].as_object().cloned().unwrap_or_default();
        assert_eq!(values.keys().map(String::as_str).collect::<Vec<_>>(), names, "{code}");
    }
}

/// The due instants of the timers a decision sets, by name.
pub fn timers<E, C>(decision: &Decision<E, C>) -> Vec<(String, Timestamp)> {
    let set = decision.timers.iter().filter_map(|change| match change {
        TimerChange::Set(spec) => Some((spec.name.clone(), spec.due)),
        TimerChange::Cancel(_) | TimerChange::CancelAll => None,
    });
    set.collect()
}

/// When a timer of a decision is due, and its command.
pub fn timer<'a, E, C>(decision: &'a Decision<E, C>, name: &str) -> Option<(Timestamp, &'a C)> {
    decision.timers.iter().find_map(|change| match change {
        TimerChange::Set(spec) if spec.name == name => Some((spec.due, &spec.command)),
        _ => None,
    })
}

/// What a lookup finds.
pub fn found(id: &str, attributes: Attributes) -> Found {
    Found { id: id.into(), attributes }
}
