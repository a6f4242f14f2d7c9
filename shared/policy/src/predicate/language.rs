//! The language of conditions.
//!
//! Owns the forms a test may take. Paths are those of the form's schema and are checked, with types and
//! units, when a pack is loaded. Never evaluates.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::filter::Filter;
use super::op::Op;
use crate::refs::Text;

/// A test over the facts of an application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Predicate {
    /// Every part holds.
    All(Vec<Predicate>),
    /// At least one part holds.
    Any(Vec<Predicate>),
    /// The part does not hold.
    Not(Box<Predicate>),
    /// At least so many of the parts hold.
    AtLeast {
        /// How many.
        number: usize,
        /// The parts.
        of: Vec<Predicate>,
    },
    /// Where one test holds, another must; where the first does not, there is nothing to test.
    IfThen {
        /// When there is something to test.
        #[serde(rename = "if")]
        when: Box<Predicate>,
        /// What must hold then.
        then: Box<Predicate>,
    },
    /// Another condition of the pack is met, named by its id. Only its test counts, not its strength.
    Met(String),
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
    /// A code is in a list of codes of the pack; where that list is open, other codes need a ruling.
    InCodeList {
        /// The field.
        path: String,
        /// The name of the list of codes.
        list: String,
    },
    /// A field states something; `none` states that there is nothing. A field that is not given is unknown.
    NotNull {
        /// The field.
        path: String,
    },
    /// A list holds every one of some values. For attachments, what is not attached is open, not absent.
    Includes {
        /// The list.
        list: String,
        /// The field of each element; none where the elements are plain values.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// The values.
        values: Vec<String>,
    },
    /// A field is among other fields or lists of the form.
    Member {
        /// The field.
        path: String,
        /// Fields and lists.
        of: Vec<String>,
    },
    /// A country or region lies outside the Mainland; Hong Kong, Macao and Taiwan count as the switch
    /// `hmt_as_overseas` says.
    Overseas {
        /// The field.
        path: String,
    },
    /// The length a timed rule asks for has passed between a day and the reference date; on the anniversary
    /// itself the switch `anniversary_day` decides.
    Elapsed {
        /// The field with the first day.
        since: String,
        /// The rule with the length.
        rule: String,
    },
    /// A day lies before the cut-off of a timed rule; on that day itself the switch `cutoff_day` decides
    ///
    Before {
        /// The field.
        path: String,
        /// The rule with the cut-off.
        rule: String,
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
    /// As `count`, but elements with the same value of a field count once: partners, not agreements.
    CountDistinct {
        /// The list.
        list: String,
        /// The field that tells elements apart.
        field: String,
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
        /// Whether the sum over all elements is shown beside it; it decides nothing.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        show_total: bool,
    },
    /// The share of a list's elements that satisfy a further test, by number or by the sum of a field,
    /// compares with a ratio.
    Share {
        /// The list.
        list: String,
        /// The field summed; the elements are counted without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// Which elements make up the whole; all without one.
        #[serde(default, rename = "where")]
        filter: Option<Filter>,
        /// Which of these make up the part.
        part: Filter,
        /// How: `<`, `<=`, `>` or `>=`.
        op: Op,
        /// The ratio, from 0 to 1.
        value: Decimal,
    },
    /// In each year of a look-back, the sum of the product of two fields compares with an amount, such as
    /// persons times days. The switches `person_day` and `per_year` choose how it is read.
    Yearly {
        /// The list.
        list: String,
        /// The look-back rule, in whole years.
        rule: String,
        /// The field with the day that says which year an element belongs to.
        on: String,
        /// The two fields multiplied.
        product: [String; 2],
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
    /// The text asks for something without saying how much: always open, with the reason.
    NotStated(Text),
}

/// A test under one reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingCase {
    /// The switch's value that chooses it.
    pub option: String,
    /// The test.
    pub check: Predicate,
}
