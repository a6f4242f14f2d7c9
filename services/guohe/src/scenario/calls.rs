//! The calls of the script: the main one under Hunan 2026, and later ones that meet bans and the end of validity.

use guohe_clock::Date;

/// A call as it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallPlan {
    /// Call id.
    pub id: &'static str,
    /// Title in Chinese.
    pub title_zh: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// First day.
    pub opens_on: &'static str,
    /// Published last day.
    pub closes_on: &'static str,
    /// Day by which units give their opinions; may be empty.
    pub recommend_by: &'static str,
    /// Day by which score sheets are due; may be empty.
    pub review_by: &'static str,
}

/// The main call: it closes within the Labour Day holidays of 2026.
pub const MAIN: CallPlan = CallPlan {
    id: "c-2026",
    title_zh: "2026年度湖南省国际科技合作基地申报",
    title_en: "Hunan international S&T cooperation bases, call of 2026",
    opens_on: "2026-03-16",
    closes_on: "2026-05-04",
    recommend_by: "2026-06-05",
    review_by: "2026-08-31",
};

/// A small call in 2028, in which a barred host applies.
pub const SUPPLEMENT: CallPlan = CallPlan {
    id: "c-2028",
    title_zh: "2028年度补充申报",
    title_en: "Supplementary call of 2028",
    opens_on: "2028-03-01",
    closes_on: "2028-04-28",
    recommend_by: "",
    review_by: "",
};

/// A call that is open while the measures end.
pub const LAST: CallPlan = CallPlan {
    id: "c-2031",
    title_zh: "2031年度申报（跨有效期届满日）",
    title_en: "Call of 2031, open across the end of validity",
    opens_on: "2031-01-20",
    closes_on: "2031-03-31",
    recommend_by: "",
    review_by: "",
};

/// The first call under the successor.
pub const NEW: CallPlan = CallPlan {
    id: "c-2031-new",
    title_zh: "2031年度申报（后续示例版本）",
    title_en: "Call of 2031 under the sample successor",
    opens_on: "2031-05-05",
    closes_on: "2031-08-29",
    recommend_by: "",
    review_by: "",
};

/// A call that is open while a ban ends.
pub const FREE: CallPlan = CallPlan {
    id: "c-2035",
    title_zh: "2035年度申报",
    title_en: "Call of 2035",
    opens_on: "2035-11-01",
    closes_on: "2036-01-31",
    recommend_by: "",
    review_by: "",
};

/// Every call.
pub const ALL: [CallPlan; 5] = [MAIN, SUPPLEMENT, LAST, NEW, FREE];

/// The published last day of a call: the reference day of its look-backs.
pub fn closes_on(call: &str) -> Option<Date> {
    ALL.iter().find(|plan| plan.id == call)?.closes_on.parse().ok()
}
