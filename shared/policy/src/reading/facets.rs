//! Facets under construction, and the words for the codes that stand in them.
//!
//! Owns the glossary of codes. A code that is not in it is shown as it is written in the pack, so that a new one
//! is never hidden.

use serde::Serialize;
use serde_json::Value;

use super::Facet;
use crate::model::SwitchValue;
use crate::refs::Text;

/// A list of facets being put together.
#[derive(Debug, Default)]
pub(super) struct Facets(Vec<Facet>);

impl Facets {
    /// Adds a facet.
    pub(super) fn put(mut self, key: &'static str, name: (&str, &str), value: Text) -> Self {
        self.0.push(Facet { key, name: Text::new(name.0, name.1), value });
        self
    }

    /// Adds a facet that is the same in both languages, unless it is empty.
    pub(super) fn plain(self, key: &'static str, name: (&str, &str), value: impl AsRef<str>) -> Self {
        match value.as_ref() {
            "" => self,
            value => self.put(key, name, Text::new(value, value)),
        }
    }

    /// Adds a facet where there is one.
    pub(super) fn maybe(self, key: &'static str, name: (&str, &str), value: Option<Text>) -> Self {
        match value {
            Some(value) => self.put(key, name, value),
            None => self,
        }
    }

    /// The facets in order.
    pub(super) fn done(self) -> Vec<Facet> {
        self.0
    }
}

/// The code under which a value stands in a pack: a word, or the key of a map of one.
pub(super) fn code(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(Value::Object(fields)) if fields.len() == 1 => fields.keys().next().cloned().unwrap_or_default(),
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// A switch's value as it is written.
pub(super) fn switch_value(value: &SwitchValue) -> String {
    match value {
        SwitchValue::Flag(flag) => flag.to_string(),
        SwitchValue::Number(number) => number.to_string(),
        SwitchValue::Word(word) => word.clone(),
    }
}

/// Texts joined, in Chinese by `、` and in English by commas.
pub(super) fn joined(texts: impl IntoIterator<Item = Text>) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) = texts.into_iter().map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("、"), en.join(", "))
}

/// What people call a code.
pub(super) fn spoken(code: &str) -> Text {
    match WORDS.iter().find(|(known, ..)| *known == code) {
        Some((_, zh, en)) => Text::new(*zh, *en),
        None => Text::new(code, code.replace('_', " ")),
    }
}

const WORDS: &[(&str, &str, &str)] = &[
    // Status of a pack.
    ("in_force", "现行有效", "in force"),
    ("sample", "示例（非公布文本）", "sample, not a published text"),
    ("draft", "草案，仅供说明，不作判定", "draft: for explanation, decides nothing"),
    ("historical", "历史文本，不受理新案", "historical: decides no new case"),
    ("closed_call", "已结束的申报指南", "a call that is closed"),
    // Purposes of timed rules.
    ("annual_report", "年度报告", "Yearly report"),
    ("change_filing", "变更申请或备案", "Filing a change"),
    ("change_in_report", "变更在年报中说明", "Change told in the yearly report"),
    ("evaluation_cycle", "评估周期", "Evaluation cycle"),
    ("rectification", "整改期限", "Rectification"),
    ("exclusion", "取消后的限制申报期", "Ban after cancellation"),
    ("national_exit", "获国家认定后退出", "Leaving on national recognition"),
    ("effective", "施行日期", "In force from"),
    ("validity", "有效期", "Validity"),
    ("credit_lookback", "信用记录回看期", "Look-back over credit records"),
    ("finance_lookback", "财务数据年度", "Fiscal years looked at"),
    ("activity_lookback", "项目活动回看期", "Look-back over projects and events"),
    ("hearing_period", "陈述申辩期", "Time to state one's case"),
    ("call_deadline", "申报截止", "Close of a call"),
    ("recommendation_deadline", "推荐期限", "Recommending unit's opinion"),
    ("form_check_deadline", "受理审查期限", "Form check"),
    ("correction_deadline", "补正期限", "Correction"),
    ("review_deadline", "评审期限", "Experts' scores"),
    ("invitation_answer", "专家答复邀请期限", "Answer to an invitation"),
    ("follow_up", "跟踪期", "Follow-up in the project library"),
    ("progress_report", "年度进展报告", "Progress report"),
    ("measure", "条件或结果的度量", "Measure of conditions or results"),
    ("calendar_load", "载入下年度放假安排", "Loading the next year's calendar"),
    // Who set a timed rule, and how it rolls.
    ("text", "办法文本", "the measures' text"),
    ("department", "部门设定", "set by the department"),
    ("engineering", "系统默认（文本无天数）", "a default of this system where the text names no number"),
    ("none", "不因休息日顺延", "not moved by rest days"),
    (
        "late_only",
        "日期不变，逢休息日则次一工作日之后方计逾期",
        "stays, but lateness counts only after the next working day",
    ),
    ("next_working_day", "逢休息日顺延至次一工作日", "moved from a rest day to the next working day"),
    // Roles.
    ("host", "依托单位", "host"),
    ("recommender", "推荐单位", "recommending unit"),
    ("expert", "专家", "experts"),
    ("leader", "基地负责人", "base leader"),
    // Strength of a condition.
    ("must", "必须", "without exception"),
    (
        "in_principle",
        "原则上（不满足须裁量或书面豁免）",
        "in principle: failing it needs a ruling or a written waiver",
    ),
    (
        "generally",
        "一般（不满足须裁量或书面豁免）",
        "generally: failing it needs a ruling or a written waiver",
    ),
    // Evaluation.
    ("grade", "评价等次为", "the grade is"),
    ("re_evaluation_failed", "复评不合格", "the re-evaluation is failed"),
    ("re_evaluation_passed", "复评合格", "the re-evaluation is passed"),
    ("more_support", "加大支持", "more support"),
    ("normal_operation", "照常运行", "the base goes on"),
    ("propose_cancellation", "向人工提议取消，情形为", "a cancellation is proposed to a person, on ground"),
    ("benchmark", "标杆型基地", "benchmark base"),
    ("notice", "通报", "a notice"),
    ("commendation", "表彰", "a commendation"),
    ("subsidy", "列入补助名单", "entered on the subsidy list"),
    ("any_result", "任何评价结果", "any result"),
    ("outstanding_results", "成绩突出（人工认定）", "a person finds the results outstanding"),
    ("mark_unconfirmed", "带有标记而等次不再达到：", "a mark's grade is not given again:"),
    ("subsidy_list", "列入补助名单", "it stands on the subsidy list"),
    (
        "mark_ruling",
        "由人裁量是否保留标记，裁量前保留",
        "a person rules whether the mark stays; until then it does",
    ),
    ("reference", "作为后续申报的参考", "a reference for later applications"),
    // Ways out and into.
    ("national_recognition", "获国家认定", "national recognition"),
    ("host_request", "依托单位申请并经批准", "the host asks and the department agrees"),
    ("automatic", "按办法自动转入", "by the measures themselves"),
    ("on_objection", "依托单位提出异议后重定", "on the host's objection"),
    ("conditional", "经检验后决定", "after a check and a decision"),
];
