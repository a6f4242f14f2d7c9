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
    ("st_programme", "科技计划项目", "S&T programme project"),
    // Ranks, groups and sides of people.
    ("none", "无", "none"),
    ("junior", "初级职称", "junior rank"),
    ("intermediate", "中级职称", "intermediate rank"),
    ("associate_senior", "副高级职称", "associate senior rank"),
    ("senior", "正高级职称", "senior rank"),
    ("mainland", "内地", "the Mainland"),
    ("foreign", "外籍", "foreign"),
    ("HK", "香港", "Hong Kong"),
    ("MO", "澳门", "Macao"),
    ("TW", "台湾", "Taiwan"),
    ("domestic", "境内", "domestic"),
    ("overseas", "境外", "overseas"),
    // How an overseas institution was set up.
    ("wholly_new", "独资新建", "newly built, wholly owned"),
    ("joint_venture", "合资合作", "joint venture"),
    ("merger_acquisition", "收购兼并", "merger or acquisition"),
    // Directions, training, funding.
    ("inbound", "来访或引进", "inbound"),
    ("outbound", "出访或输出", "outbound"),
    ("two_way", "双向", "both ways"),
    ("graduate", "研究生", "graduate student"),
    ("cooperation_talent", "国际科技合作人才", "cooperation talent"),
    ("overseas_rd", "设立境外研发机构专题", "overseas R&D institutions"),
    ("base", "国际科技合作基地专题", "cooperation bases"),
    ("intl_tech_transfer", "国际技术转移", "international technology transfer"),
    ("intl_cooperation_agency", "国际科技合作中介", "agency in international cooperation"),
    // States of a transfer.
    ("planned", "拟开展", "planned"),
    ("signed", "已签约", "signed"),
    ("under_way", "进行中", "under way"),
    ("completed", "已完成", "completed"),
    ("ended", "已终止", "ended"),
];
