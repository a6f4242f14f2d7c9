//! Evaluation (stub).
use guohe_clock::Date;

use super::report::{EligibilityReport, Outcome};
use crate::error::PolicyError;
use crate::form::Facts;
use crate::model::Pack;

impl Pack {
    /// Tests an application against every condition of a category.
    pub fn evaluate(
        &self,
        category: &str,
        _facts: &Facts,
        reference: Date,
    ) -> Result<EligibilityReport, PolicyError> {
        self.require_category(category)?;
        Ok(EligibilityReport {
            policy: self.reference(),
            category: category.to_owned(),
            reference,
            overall: Outcome::NeedsRuling,
            conditions: Vec::new(),
        })
    }
}
