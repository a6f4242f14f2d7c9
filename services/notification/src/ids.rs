//! Stream ids made from ids of other services.

use sha2::{Digest, Sha256};

/// Longest id of a stream, in bytes.
const LONGEST: usize = 120;
/// Hexadecimal digits of the hash that stands in for a longer id.
const HASH_DIGITS: usize = 32;

/// An id fit for a stream: characters that streams do not take become dots, and a longer id keeps its beginning
/// and ends in a hash of the whole.
pub(crate) fn stream_id(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '.' };
    let id: String = text.chars().map(plain).collect();
    if !id.is_empty() && id.len() <= LONGEST {
        return id;
    }
    let hash = hex::encode(Sha256::digest(text.as_bytes()));
    let kept = LONGEST - HASH_DIGITS - 1;
    format!("{}.{}", &id[..kept.min(id.len())], &hash[..HASH_DIGITS])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_reads_as_itself_with_dots() {
        assert_eq!(stream_id("registry/base/b-1/3/0"), "registry.base.b-1.3.0");
    }

    #[test]
    fn long_ids_with_one_beginning_stay_apart_and_fit() {
        let (first, second) =
            (stream_id(&format!("{}1", "x".repeat(200))), stream_id(&format!("{}2", "x".repeat(200))));
        assert_ne!(first, second);
        assert_eq!(first.len(), LONGEST);
    }

    #[test]
    fn nothing_still_makes_an_id() {
        assert!(!stream_id("").is_empty());
    }
}
