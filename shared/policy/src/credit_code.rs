//! The unified social credit code and its check character (GB 32100).
//!
//! Owns the arithmetic: 18 characters, the last one a check over the first 17. Never asks a register
//! whether the institution exists.

/// The characters of a credit code in the order of their values; I, O, S, V and Z are not used.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Characters before the check character.
const BODY_LENGTH: usize = 17;

/// Why a text is no credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CreditCodeError {
    /// Not 18 characters long.
    #[error("a credit code has 18 characters, this one has {0}")]
    Length(usize),
    /// A character that credit codes do not use.
    #[error("character {position} ({found:?}) is not used in credit codes")]
    Character {
        /// Counted from 1.
        position: usize,
        /// The character found.
        found: char,
    },
    /// The last character does not fit the others.
    #[error("the check character should be {expected:?}, not {found:?}; look for a slip of the pen")]
    Check {
        /// The character that fits.
        expected: char,
        /// The character found.
        found: char,
    },
}

/// Checks length, characters and check character of a credit code.
pub fn check_credit_code(code: &str) -> Result<(), CreditCodeError> {
    let length = code.chars().count();
    if length != BODY_LENGTH + 1 {
        return Err(CreditCodeError::Length(length));
    }
    for (index, found) in code.chars().enumerate() {
        value_of(found).ok_or(CreditCodeError::Character { position: index + 1, found })?;
    }
    // Every character is ASCII by now, so bytes and characters agree.
    let (body, last) = code.split_at(BODY_LENGTH);
    let found = last.chars().next().unwrap_or_default();
    match check_character(body) {
        Some(expected) if expected != found => Err(CreditCodeError::Check { expected, found }),
        _ => Ok(()),
    }
}

/// Completes the first 17 characters with their check character, for building sample data; nothing if they
/// are not 17 characters of the code's alphabet.
pub fn credit_code_with_check(first17: &str) -> Option<String> {
    let check = check_character(first17)?;
    Some(format!("{first17}{check}"))
}

fn check_character(body: &str) -> Option<char> {
    if body.chars().count() != BODY_LENGTH {
        return None;
    }
    let mut weight = 1;
    let mut sum = 0;
    for character in body.chars() {
        sum += value_of(character)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

fn value_of(character: char) -> Option<usize> {
    ALPHABET.iter().position(|known| char::from(*known) == character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_ends_in_three() {
        assert_eq!(credit_code_with_check("91350100M000100Y4").as_deref(), Some("91350100M000100Y43"));
        assert_eq!(check_credit_code("91350100M000100Y43"), Ok(()));
    }

    #[test]
    fn any_single_changed_character_is_noticed() {
        let code: Vec<char> = "91350100M000100Y43".chars().collect();
        for position in 0..code.len() {
            for replacement in ALPHABET.iter().map(|byte| char::from(*byte)) {
                if replacement != code[position] {
                    let mut changed = code.clone();
                    changed[position] = replacement;
                    assert!(check_credit_code(&changed.iter().collect::<String>()).is_err());
                }
            }
        }
    }

    #[test]
    fn wrong_length_and_foreign_characters_are_named() {
        assert_eq!(check_credit_code("123"), Err(CreditCodeError::Length(3)));
        assert_eq!(
            check_credit_code("9135010OM000100Y43"),
            Err(CreditCodeError::Character { position: 8, found: 'O' })
        );
        assert_eq!(
            check_credit_code("91350100M000100Y4三"),
            Err(CreditCodeError::Character { position: 18, found: '三' })
        );
        assert_eq!(credit_code_with_check("x"), None);
    }
}
