//! The days conditions are measured from.
//!
//! Owns which day a timed rule counts back from: the close of the call, or the day its guide was published.
//! Never fills in a day nobody stated.

use guohe_clock::Date;
use serde::{Deserialize, Serialize};

use crate::model::{Pack, SwitchValue};
use crate::timing::TimedRule;

/// The start key of rules that count from the guide's publication.
const GUIDE_PUBLICATION: &str = "guide_publication";

/// Switch: the day the guide was published, where a pack is one guide's and the text does not say.
const GUIDE_PUBLICATION_DATE: &str = "guide_publication_date";

/// The days conditions are measured from. A plain date is the close of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct References {
    /// The last day of the call, for rules that count from it.
    pub call_close: Date,
    /// The day the guide was published, for rules that start at `guide_publication`; where it is not given,
    /// the pack's switch `guide_publication_date` is asked, and without either such rules stay open.
    pub guide_publication: Option<Date>,
}

impl From<Date> for References {
    fn from(call_close: Date) -> Self {
        Self { call_close, guide_publication: None }
    }
}

impl References {
    /// The day a rule counts from; none where nobody stated it.
    pub(super) fn of(&self, rule: &TimedRule, pack: &Pack) -> Option<Date> {
        if rule.start.key != GUIDE_PUBLICATION {
            return Some(self.call_close);
        }
        let switched = || pack.switch(GUIDE_PUBLICATION_DATE).and_then(SwitchValue::word)?.parse().ok();
        self.guide_publication.or_else(switched)
    }
}
