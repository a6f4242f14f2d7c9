//! Tests over one element of a list.
//!
//! Owns the forms a filter may take; paths are relative to the element. Never evaluates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::op::Op;

/// A test over one element of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// A field of the element is among fields or lists of the form, such as a project's leader among the
    /// base's leader and core members.
    Member {
        /// The element's field.
        path: String,
        /// Fields and lists of the form.
        of: Vec<String>,
    },
    /// A country or region lies outside the Mainland; Hong Kong, Macao and Taiwan count as the switch
    /// `hmt_as_overseas` says.
    Overseas {
        /// The element's field.
        path: String,
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
    /// A contract, both days included, runs at least as long as a timed rule says: the day after its last
    /// day reaches the first day plus the length (rule 1.6).
    Term {
        /// The rule with the length.
        rule: String,
        /// The element's field with the first day.
        from: String,
        /// The element's field with the last day.
        to: String,
    },
    /// A year is not before the one a timed rule names.
    SinceYear {
        /// The rule with the year.
        rule: String,
        /// The element's field, a whole number.
        path: String,
    },
    /// A day lies before the cut-off of a timed rule; the cut-off day itself is an edge.
    Before {
        /// The rule with the cut-off.
        rule: String,
        /// The element's field.
        path: String,
    },
    /// A day is not after the reference date; an element that does not give the day passes.
    NotAfterReference {
        /// The element's field.
        on: String,
    },
}
