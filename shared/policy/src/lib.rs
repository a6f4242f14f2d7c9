//! Published measures as data: what a department has adopted, and what follows from it.
//!
//! Owns the model of a policy pack, its loading from text with checks that name file, line and column, the
//! typed form of an application, the three-valued test of conditions with its explanation, and the
//! statutory arithmetic of dates (periods, rest days, bans, validity) with receipts that show how a date
//! came about.
//!
//! Never reads a file, the network or the clock, holds no state that changes, and decides nothing a person
//! has to decide: where readings of the text diverge, a fact is missing or a rule is soft, the result is
//! [`Outcome::NeedsRuling`].

mod book;
mod calendar;
mod credit_code;
mod deadline;
mod diff;
mod error;
mod explanation;
mod form;
mod load;
mod model;
mod period;
mod predicate;
mod reading;
mod refs;
#[cfg(test)]
mod samples;
mod timing;

pub use book::{NoVersionInForce, PolicyBook};
pub use calendar::{
    Calendar, CalendarError, CalendarYear, Contradiction, Holiday, Inspection, Loading, Notice, RolledDay,
    WorkingDayCount, inspect,
};
pub use credit_code::{CreditCodeError, check_credit_code, credit_code_with_check};
pub use deadline::{Deadline, Exclusion, LookBack, Pause, Receipt};
pub use diff::{Change, ChangeGroup, ChangeKindOf, PackDiff};
pub use error::PolicyError;
pub use explanation::{Application, BanExplained, ConditionExplained, Earliest, Explanation};
pub use form::{FactUsed, Facts, FieldType, FieldViolation, SchemaField, form_schema, schema};
pub use guohe_clock::Date;
pub use load::{PackError, pack_file_schema};
pub use model::*;
pub use period::{Period, PeriodError, PeriodUnit};
pub use predicate::{
    ConditionResult, EligibilityReport, Filter, Op, Outcome, Predicate, ReadingCase, ReadingResult,
    References,
};
pub use reading::{ArticlePlace, ChosenReading, Facet, Provision, ProvisionKind, status_name};
pub use refs::{PolicyRef, RuleRef, Text};
pub use timing::{
    Reminder, ReportDuty, Roll, StartEvent, TenureDay, TimedPurpose, TimedRule, TimerClass, TimerSource,
    TimerSpan,
};
