//! The language of conditions.
//!
//! Owns the forms a test may take. Paths are those of the form's schema and are checked, with types and
//! units, when a pack is loaded. Never evaluates.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A test over the facts of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Predicate {
    /// Every part holds.
    All(Vec<Predicate>),
    /// At least one part holds.
    Any(Vec<Predicate>),
    /// The part does not hold.
    Not(Box<Predicate>),
    /// A field compares with a value.
    Compare {
        /// The field.
        path: String,
        /// How.
        op: Op,
        /// The value, of the field's type; a list for `in`.
        value: Value,
    },
    /// A field is one of the values the measures list; other values need a ruling, for the list is open.
    OpenList {
        /// The field.
        path: String,
        /// The values listed.
        values: Vec<String>,
    },
    /// The number of a list's elements that satisfy a filter compares with a number.
    Count {
        /// The list.
        list: String,
        /// Which elements count; all without one.
        #[serde(default, rename = "where")]
        filter: Option<Filter>,
        /// How.
        op: Op,
        /// The number.
        value: u64,
    },
    /// The sum of a field over a list's elements that satisfy a filter compares with an amount.
    Sum {
        /// The list.
        list: String,
        /// The field of each element.
        field: String,
        /// Which elements count; all without one.
        #[serde(default, rename = "where")]
        filter: Option<Filter>,
        /// How.
        op: Op,
        /// The amount.
        value: Decimal,
    },
    /// Over the last complete fiscal years, the sum of one field is at least a share of the sum of another;
    /// the share comes from a table by the latest year's size.
    Intensity {
        /// The list of years.
        list: String,
        /// The field with the year.
        year: String,
        /// The field summed above the line.
        part: String,
        /// The field summed below the line, whose latest value is the size.
        whole: String,
        /// The rule that says how many years.
        rule: String,
        /// The field with the day the host came into being; younger hosts show the years they have.
        since: String,
        /// The table of shares.
        table: String,
    },
    /// A test that depends on the reading a switch chooses; with the switch on `ruling`, every case is tried
    /// and diverging results need a ruling.
    ByReading {
        /// The switch.
        switch: String,
        /// A test for each reading.
        cases: Vec<ReadingCase>,
    },
}

/// A test under one reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingCase {
    /// The switch's value that chooses it.
    pub option: String,
    /// The test.
    pub check: Predicate,
}

/// A test over one element of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Filter {
    /// Every part holds.
    All(Vec<Filter>),
    /// At least one part holds.
    Any(Vec<Filter>),
    /// The part does not hold.
    Not(Box<Filter>),
    /// A field of the element compares with a value.
    Compare {
        /// The element's field.
        path: String,
        /// How.
        op: Op,
        /// The value, of the field's type; a list for `in`.
        value: Value,
    },
    /// A day lies in the look-back of a timed rule.
    Within {
        /// The look-back rule.
        rule: String,
        /// The element's field.
        on: String,
    },
    /// A span touches the look-back of a timed rule, as the switch `project_in_window` reads it.
    Touches {
        /// The look-back rule.
        rule: String,
        /// The element's field with the first day.
        from: String,
        /// The element's field with the last day.
        to: String,
    },
    /// A day is not after the reference date; an element that does not give the day passes.
    NotAfterReference {
        /// The element's field.
        on: String,
    },
}

/// How two values compare. Thresholds include their number (rule 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// Equal.
    #[serde(rename = "==")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// More.
    #[serde(rename = ">")]
    More,
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// One of a list.
    #[serde(rename = "in")]
    In,
}

impl Op {
    /// Whether an ordering of two values satisfies the comparison.
    pub(crate) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal | Self::In => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }

    /// The sign as people read it.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "≠",
            Self::Less => "<",
            Self::AtMost => "≤",
            Self::More => ">",
            Self::AtLeast => "≥",
            Self::In => "∈",
        }
    }
}
