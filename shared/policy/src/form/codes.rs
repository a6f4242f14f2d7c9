//! What people call the codes a form holds.
//!
//! Owns the glossary of choices. A code that is not in it is shown as it is written, so that a new one is never
//! hidden.

use crate::refs::Text;

/// What people call a code of a choice.
pub(crate) fn code_name(code: &str) -> Text {
    match CODES.iter().find(|(known, ..)| *known == code) {
        Some((_, zh, en)) => Text::new(*zh, *en),
        None => Text::new(code, code.replace('_', " ")),
    }
}

const CODES: &[(&str, &str, &str)] = &[
    ("unknown", "不详", "not known"),
    ("other", "其他", "other"),
    // Kinds of host.
    ("university", "高等院校", "university"),
    ("research_institute", "科研院所", "research institute"),
    ("enterprise", "企业", "enterprise"),
    ("new_rd_org", "新型研发机构", "new-type R&D organisation"),
    ("service_org", "科技服务机构", "S&T service organisation"),
    ("park", "园区", "park"),
    ("zone", "高新区", "high-tech zone"),
    ("hospital", "医疗机构", "hospital"),
    ("intermediary", "中介机构", "intermediary"),
    // Kinds and levels of projects.
    ("sti_cooperation", "科技创新合作计划项目", "cooperation project"),
    ("exchange", "科技人员交流项目", "exchange project"),
    ("foreign_expert", "外国专家项目", "foreign-expert project"),
    (
        "national_intl_programme",
        "国家国际科技合作专项项目",
        "project of the national international programme",
    ),
    ("intergovernmental", "政府间科技合作项目", "intergovernmental project"),
    ("municipal", "市级", "municipal"),
    ("provincial", "省级", "provincial"),
    ("ministerial", "部级", "ministerial"),
    ("national", "国家级", "national"),
    // States of a transfer.
    ("planned", "拟开展", "planned"),
    ("signed", "已签约", "signed"),
    ("under_way", "进行中", "under way"),
    ("completed", "已完成", "completed"),
    ("ended", "已终止", "ended"),
];
