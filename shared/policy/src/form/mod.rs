//! The typed form of an application: one schema for checking forms and for type-checking conditions.
//!
//! Owns the table of fields, the check of a form against it, and the facts read from a checked form. Holds no
//! personal data: people appear by their id only. Never judges what a fact means.

mod check;
mod codes;
mod facts;
mod fields;
mod json_schema;
mod regions;
mod schema;
mod value;

pub use check::FieldViolation;
pub(crate) use codes::code_name;
pub use facts::{FactUsed, Facts};
pub(crate) use facts::{amount_at, at, day_at, number_at};
pub use json_schema::form_schema;
pub(crate) use regions::{MAINLAND, is_hong_kong_macao_or_taiwan};
pub use schema::{FieldType, SchemaField, schema};
pub(crate) use schema::{UNKNOWN, element_path, find, nearest};
pub(crate) use value::literal_problem;
