//! `grpc-timeout`: how long a caller waits for its answer.

use std::time::Duration;

use tonic::codegen::http::HeaderMap;

/// Name of the header.
const GRPC_TIMEOUT: &str = "grpc-timeout";

/// Most digits the header may have.
const MOST_DIGITS: usize = 8;

/// The deadline of a call: what the caller asks for, and never more than `longest`. A header that does not read
/// counts as none.
pub(super) fn deadline(headers: &HeaderMap, longest: Duration) -> Duration {
    let asked = headers.get(GRPC_TIMEOUT).and_then(|value| value.to_str().ok()).and_then(read);
    asked.map_or(longest, |asked| asked.min(longest))
}

/// Up to eight digits and a unit: hours, minutes, seconds, milli-, micro- or nanoseconds.
fn read(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let amount: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 3600)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONGEST: Duration = Duration::from_secs(30);

    fn of(text: &str) -> Duration {
        let mut headers = HeaderMap::new();
        headers.insert(GRPC_TIMEOUT, text.parse().expect("a header"));
        deadline(&headers, LONGEST)
    }

    #[test]
    fn the_caller_may_ask_for_less_but_not_for_more() {
        assert_eq!(of("250m"), Duration::from_millis(250));
        assert_eq!(of("5S"), Duration::from_secs(5));
        assert_eq!(of("100000u"), Duration::from_millis(100));
        assert_eq!(of("2H"), LONGEST);
        assert_eq!(of("99999999H"), LONGEST);
    }

    #[test]
    fn without_a_readable_header_the_longest_deadline_holds() {
        assert_eq!(deadline(&HeaderMap::new(), LONGEST), LONGEST);
        for text in ["", "S", "5", "5s", "-5S", "123456789S", "1.5S"] {
            assert_eq!(of(text), LONGEST, "{text:?}");
        }
    }
}
