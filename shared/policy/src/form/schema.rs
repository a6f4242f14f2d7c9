//! The schema of an application's form: the types of its fields, and questions about them.
//!
//! Owns field types and look-ups. The table itself stands in `fields`. Lists carry `[]` in their path; a
//! field of a list's elements is written `projects[].from`. Never holds values.

use super::fields::FIELDS;

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A group of fields.
    Section,
    /// A list of at most so many elements.
    List {
        /// Most elements.
        most: usize,
    },
    /// Free text of at most so many characters.
    Text {
        /// Most characters.
        most: usize,
    },
    /// True or false.
    Flag,
    /// A calendar day, `2026-03-09`.
    Date,
    /// Yuan as an exact decimal string, not negative, at most four decimals.
    Money,
    /// A share from 0 to 1 as an exact decimal string, such as `"0.51"`.
    Ratio,
    /// A length of time as the law counts it, such as `P3Y`.
    Period,
    /// A country or region by its ISO 3166-1 code of two capitals; `CN` means the Mainland, and Hong Kong,
    /// Macao and Taiwan stand as `HK`, `MO` and `TW`.
    Region,
    /// A whole number in a range.
    Whole {
        /// Least.
        least: i64,
        /// Greatest.
        greatest: i64,
    },
    /// One of some codes. Where `ranked`, they stand in rising order; `unknown` is the code for "not known".
    Choice {
        /// The codes.
        codes: &'static [&'static str],
        /// Whether they can be compared by rank.
        ranked: bool,
    },
    /// A unified social credit code with its check character.
    CreditCode,
    /// An id of something kept elsewhere, such as a person.
    Id,
    /// A SHA-256 as 64 lower-case hexadecimal digits.
    Sha256,
    /// A code in snake case, such as a document kind.
    Code,
}

/// One field of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaField {
    /// Its path, such as `projects[].level`.
    pub path: &'static str,
    /// Its type.
    pub kind: FieldType,
    /// Whether an application cannot be lodged without it.
    pub required: bool,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// Code of a choice that says the fact is not known.
pub(crate) const UNKNOWN: &str = "unknown";

/// Every field of an application's form.
pub fn schema() -> &'static [SchemaField] {
    FIELDS
}

/// The field with a path.
pub(crate) fn find(path: &str) -> Option<&'static SchemaField> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The path of a list's elements.
pub(crate) fn element_path(list: &str) -> String {
    format!("{list}[]")
}

/// The names of the fields directly under a section or a list's elements; the form itself has an empty path.
pub(crate) fn fields_of(parent: &str) -> impl Iterator<Item = &'static str> {
    let prefix = if parent.is_empty() { String::new() } else { format!("{parent}.") };
    FIELDS.iter().filter_map(move |field| {
        let name = field.path.strip_prefix(prefix.as_str())?;
        (!name.contains(['.', '['])).then_some(name)
    })
}

/// The candidate closest to a mistyped name, if one is close enough to suggest.
pub(crate) fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(2);
    candidates
        .map(|candidate| (distance(wrong, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min_by_key(|(far, _)| *far)
        .map(|(_, candidate)| candidate)
}

/// Edits needed to turn one word into another.
fn distance(from: &str, to: &str) -> usize {
    let target: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=target.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in target.iter().enumerate() {
            let substitution = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = substitution.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[target.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_once_and_under_a_declared_parent() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..index].iter().all(|other| other.path != field.path), "{}", field.path);
            if let Some((parent, _)) = field.path.rsplit_once('.') {
                let declared = parent.strip_suffix("[]").unwrap_or(parent);
                let kind = find(declared).map(|parent| parent.kind);
                let fits = match kind {
                    Some(FieldType::Section) => declared == parent,
                    Some(FieldType::List { .. }) => declared != parent,
                    _ => false,
                };
                assert!(fits, "{}", field.path);
            }
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_neighbour_and_nonsense_does_not() {
        assert_eq!(nearest("provinse", fields_of("org")), Some("province"));
        assert_eq!(nearest("titel", fields_of("projects[]")), Some("title"));
        assert_eq!(nearest("weather_forecast", fields_of("org")), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
