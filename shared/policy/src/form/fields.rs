//! The table of fields: every path an application's form may hold, its type and its names.
//!
//! Owns the table, declared once for all regimes: a pack's conditions name what they need of it, and a call
//! asks for no more. Never holds values, and no personal data: people appear by their id only.

use super::schema::{FieldType, SchemaField};

const HOST_KINDS: &[&str] =
    &["university", "research_institute", "enterprise", "new_rd_org", "service_org", "park"];
const PROJECT_KINDS: &[&str] = &[
    "sti_cooperation",
    "exchange",
    "foreign_expert",
    "national_intl_programme",
    "intergovernmental",
    "st_programme",
    "other",
];
const LEVELS: &[&str] = &["unknown", "municipal", "provincial", "ministerial", "national"];
const TRANSFER_STATES: &[&str] = &["planned", "signed", "under_way", "completed", "ended"];
const TITLE_RANKS: &[&str] = &["unknown", "none", "junior", "intermediate", "associate_senior", "senior"];
const NATIONALITY_GROUPS: &[&str] = &["unknown", "mainland", "HK", "MO", "TW", "foreign"];
const SIDES: &[&str] = &["domestic", "overseas"];
const OVERSEAS_MODES: &[&str] = &["wholly_new", "joint_venture", "merger_acquisition", "other"];
const VISIT_DIRECTIONS: &[&str] = &["inbound", "outbound"];
const CASE_DIRECTIONS: &[&str] = &["inbound", "outbound", "two_way"];
const TRAINEE_KINDS: &[&str] = &["graduate", "cooperation_talent"];
const FUNDING_TOPICS: &[&str] = &["overseas_rd", "base", "other"];

const SECTION: FieldType = FieldType::Section;
const FLAG: FieldType = FieldType::Flag;
const DATE: FieldType = FieldType::Date;
const MONEY: FieldType = FieldType::Money;
const ID: FieldType = FieldType::Id;
const YEAR: FieldType = FieldType::Whole { least: 1990, greatest: 2100 };
const PAGES: FieldType = FieldType::Whole { least: 1, greatest: 5_000 };
const PERSONS: FieldType = FieldType::Whole { least: 1, greatest: 10_000 };
const DAYS: FieldType = FieldType::Whole { least: 1, greatest: 3_660 };
const AMOUNT_OF: FieldType = FieldType::Whole { least: 0, greatest: 1_000_000 };

const fn list(most: usize) -> FieldType {
    FieldType::List { most }
}
const fn text(most: usize) -> FieldType {
    FieldType::Text { most }
}
const fn choice(codes: &'static [&'static str]) -> FieldType {
    FieldType::Choice { codes, ranked: false }
}
const fn ranked(codes: &'static [&'static str]) -> FieldType {
    FieldType::Choice { codes, ranked: true }
}
const fn field(path: &'static str, kind: FieldType, zh: &'static str, en: &'static str) -> SchemaField {
    SchemaField { path, kind, required: false, zh, en }
}
const fn need(path: &'static str, kind: FieldType, zh: &'static str, en: &'static str) -> SchemaField {
    SchemaField { path, kind, required: true, zh, en }
}

pub(super) static FIELDS: &[SchemaField] = &[
    need("org", SECTION, "依托单位", "host institution"),
    need("org.name", text(200), "单位名称", "name of the host"),
    need("org.credit_code", FieldType::CreditCode, "统一社会信用代码", "unified social credit code"),
    need("org.kind", choice(HOST_KINDS), "单位类型", "kind of host"),
    need("org.province", text(20), "所在省份", "province of the host"),
    field("org.city", text(40), "所在市州", "city of the host"),
    field("org.is_legal_person", FLAG, "是否独立法人", "independent legal person"),
    field("org.registered_on", DATE, "注册日期", "date of registration"),
    field("org.foreign_invested", FLAG, "是否外资企业", "foreign-invested enterprise"),
    field(
        "org.national_hightech_zone_id",
        ID,
        "所在国家高新区（不在的填none）",
        "national high-tech zone (\"none\" if in none)",
    ),
    field("org.main_business", list(20), "主营业务", "main business"),
    field("org.main_business[]", FieldType::Code, "业务", "line of business"),
    field("org.platform_level", ranked(LEVELS), "建有创新平台的级别", "level of its innovation platform"),
    field("org.credit_records", list(100), "信用记录", "credit records"),
    field("org.credit_records[].adverse", FLAG, "是否不良", "adverse"),
    field("org.credit_records[].on", DATE, "记录日期", "date of the record"),
    field("org.credit_records[].note", text(500), "说明", "note"),
    field("org.finance", list(20), "财务数据", "finance by year"),
    field("org.finance[].year", YEAR, "年度", "fiscal year"),
    field("org.finance[].revenue", MONEY, "销售收入", "revenue"),
    field("org.finance[].rd_expense", MONEY, "研发费用", "R&D expense"),
    field("org.finance[].rd_in_china", MONEY, "境内研发费用", "R&D expense in China"),
    need("base", SECTION, "基地", "base"),
    need("base.field", text(60), "领域", "field"),
    field("base.field_code", FieldType::Code, "领域代码", "code of the field"),
    field("base.countries", list(50), "合作国别", "countries"),
    field("base.countries[]", text(40), "国别", "country"),
    field("base.partners", list(50), "合作伙伴", "partners"),
    field("base.partners[].partner_id", ID, "伙伴编号", "id of the partner"),
    field("base.partners[].name", text(200), "伙伴名称", "name of the partner"),
    field("base.partners[].country", text(40), "伙伴国别", "country of the partner"),
    field(
        "base.partners[].region",
        FieldType::Region,
        "伙伴所在国家或地区",
        "country or region of the partner",
    ),
    need("base.leader_id", ID, "基地负责人", "base leader"),
    field("base.core_members", list(100), "核心成员", "core members"),
    field("base.core_members[]", ID, "核心成员", "core member"),
    field("base.indicators", SECTION, "量化指标", "quantified indicators"),
    field("base.indicators.investment", MONEY, "资金投入", "investment"),
    field("base.indicators.talent", AMOUNT_OF, "人才培养人数", "people trained"),
    field("base.indicators.transfer", AMOUNT_OF, "成果转移转化项数", "transfers of results"),
    field("base.indicators.turnover", MONEY, "技术交易额", "technology turnover"),
    field("agreements", list(200), "合作协议", "agreements"),
    field("agreements[].title", text(200), "协议名称", "title of the agreement"),
    field("agreements[].partner_id", ID, "协议外方编号", "id of the partner"),
    field("agreements[].partner_name", text(200), "协议外方", "name of the partner"),
    field(
        "agreements[].region",
        FieldType::Region,
        "协议外方所在国家或地区",
        "country or region of the partner",
    ),
    field("agreements[].related", FLAG, "是否与建设内容紧密相关", "closely related to the base"),
    field("agreements[].signed_on", DATE, "签署日期", "date of signing"),
    field("agreements[].from", DATE, "协议起始日", "first day of the agreement"),
    field("agreements[].to", DATE, "协议终止日", "last day of the agreement"),
    field("projects", list(200), "项目", "projects"),
    field("projects[].title", text(200), "项目名称", "title of the project"),
    field("projects[].kind", choice(PROJECT_KINDS), "项目类别", "kind of project"),
    field("projects[].level", ranked(LEVELS), "项目级别", "project level"),
    field("projects[].international", FLAG, "是否国际合作项目", "international project"),
    field("projects[].leader_id", ID, "项目负责人", "leader of the project"),
    field("projects[].from", DATE, "项目开始日期", "start of the project"),
    field("projects[].to", DATE, "项目结束日期", "end of the project"),
    field("projects[].amount_cny", MONEY, "项目经费", "funds of the project"),
    field("results", list(200), "合作成果", "results"),
    field("results[].title", text(200), "成果名称", "title of the result"),
    field("results[].landmark", FLAG, "是否标志性成果", "landmark result"),
    field("results[].cross_border", FLAG, "是否跨境合作", "cross-border"),
    field("results[].on", DATE, "成果日期", "date of the result"),
    field("user_certificates", list(200), "用户证明", "user certificates"),
    field("user_certificates[].title", text(200), "用户证明名称", "title of the certificate"),
    field("user_certificates[].on", DATE, "证明日期", "date of the certificate"),
    field("papers", list(500), "论文", "papers"),
    field("papers[].title", text(300), "论文题目", "title of the paper"),
    field("papers[].joint", FLAG, "是否与外方联合发表", "published jointly with the partner"),
    field("papers[].high_quality", FLAG, "是否高质量代表作", "high-quality representative paper"),
    field("papers[].published_on", DATE, "发表日期", "date of publication"),
    field("patents", list(500), "专利", "patents"),
    field("patents[].title", text(300), "专利名称", "title of the patent"),
    field("patents[].joint", FLAG, "是否与外方共有", "held jointly with the partner"),
    field("patents[].granted_on", DATE, "授权日期", "date of the grant"),
    field("standards", list(100), "技术标准", "technical standards"),
    field("standards[].title", text(300), "标准名称", "title of the standard"),
    field("standards[].international", FLAG, "是否国际标准", "international standard"),
    field("standards[].on", DATE, "标准日期", "date of the standard"),
    field("trainees", list(500), "联合培养人才", "people trained"),
    field("trainees[].person_id", ID, "培养对象编号", "id of the person trained"),
    field("trainees[].kind", choice(TRAINEE_KINDS), "培养类别", "kind of training"),
    field("trainees[].on", DATE, "培养日期", "date of training"),
    field("visits", list(500), "人员互访", "mutual visits"),
    field("visits[].direction", choice(VISIT_DIRECTIONS), "来访或出访", "inbound or outbound"),
    field("visits[].partner_id", ID, "互访外方编号", "id of the partner"),
    field("visits[].persons", PERSONS, "人数", "persons"),
    field("visits[].days", DAYS, "天数", "days"),
    field("visits[].from", DATE, "互访起始日", "first day of the visit"),
    field("visits[].to", DATE, "互访终止日", "last day of the visit"),
    field("tech_transfers", list(200), "技术转移", "technology transfers"),
    field("tech_transfers[].title", text(200), "技术转移名称", "title of the transfer"),
    field("tech_transfers[].international", FLAG, "是否国际技术转移", "international"),
    field("tech_transfers[].status", choice(TRANSFER_STATES), "实施状态", "status of the transfer"),
    field("tech_transfers[].completed_on", DATE, "完成日期", "date of completion"),
    field("transfer_projects", list(500), "技术转移和成果转化项目", "transfer projects"),
    field("transfer_projects[].title", text(200), "转移转化项目名称", "title of the transfer project"),
    field("transfer_projects[].cross_border", FLAG, "是否跨境项目", "cross-border project"),
    field(
        "transfer_projects[].status",
        choice(TRANSFER_STATES),
        "转移转化状态",
        "status of the transfer project",
    ),
    field("transfer_projects[].completed_on", DATE, "转移转化完成日期", "date of completion"),
    field("transfer_cases", list(100), "双向转移转化案例", "two-way transfer cases"),
    field("transfer_cases[].title", text(200), "案例名称", "title of the case"),
    field("transfer_cases[].success", FLAG, "是否成功", "successful"),
    field("transfer_cases[].direction", choice(CASE_DIRECTIONS), "转移方向", "direction of the transfer"),
    field("transfer_cases[].on", DATE, "案例日期", "date of the case"),
    field("deals", list(500), "技术交易", "technology deals"),
    field("deals[].title", text(200), "技术交易名称", "title of the deal"),
    field("deals[].counterpart", text(200), "交易对方", "counterpart"),
    field("deals[].amount_cny", MONEY, "技术交易额", "amount of the deal"),
    field("deals[].cross_border", FLAG, "是否跨境交易", "cross-border deal"),
    field("deals[].signed_on", DATE, "交易签订日期", "date of the deal"),
    field("investments", list(500), "投入", "investments"),
    field("investments[].on", DATE, "投入日期", "date of the investment"),
    field("investments[].amount_cny", MONEY, "投入金额", "amount invested"),
    field("investments[].source", text(200), "资金来源", "source of the funds"),
    field("overseas_rd", SECTION, "境外研发机构", "overseas R&D institution"),
    field("overseas_rd.name", text(200), "境外机构名称", "name of the institution"),
    field("overseas_rd.mode", choice(OVERSEAS_MODES), "设立方式", "how it was set up"),
    field("overseas_rd.region", FieldType::Region, "所在国家或地区", "country or region of the institution"),
    field("overseas_rd.registered_on", DATE, "境外注册日期", "date of registration abroad"),
    field("overseas_rd.operating_from", DATE, "投入运营日期", "in operation since"),
    field("overseas_rd.acquisition_signed_on", DATE, "收购兼并合同签署日期", "signing of the acquisition"),
    field("overseas_rd.controlled", FLAG, "是否控股", "controlled by the host"),
    field("overseas_rd.equity_share", FieldType::Ratio, "持股比例", "share held"),
    field("pi", SECTION, "项目负责人", "principal investigator"),
    field("pi.person_id", ID, "项目负责人编号", "id of the principal investigator"),
    field("pi.phd", FLAG, "是否博士", "holds a doctorate"),
    field("pi.phd_related", FLAG, "是否相关专业博士", "doctorate in a related field"),
    field("pi.title_rank", ranked(TITLE_RANKS), "职称", "professional rank"),
    field("pi.in_field_since", DATE, "从事本领域科研起始日", "in research of the field since"),
    field("pi.in_related_since", DATE, "从事相关科研起始日", "in related research since"),
    field("pi.nationality_group", choice(NATIONALITY_GROUPS), "国籍或地区", "nationality group"),
    field("pi.employer_province", text(20), "受聘单位所在省份", "province of the employer"),
    field("pi.employer_name", text(200), "受聘单位", "employer"),
    field("participations", list(200), "参与身份", "parts in the project"),
    field("participations[].person_id", ID, "参与人编号", "id of the person"),
    field("participations[].side", choice(SIDES), "境内或境外身份", "domestic or overseas side"),
    field("participations[].part", text(100), "承担的工作", "part taken"),
    field("team", SECTION, "团队", "team"),
    field("team.core", list(200), "骨干成员", "core staff"),
    field("team.core[].person_id", ID, "骨干编号", "id of the member"),
    field("team.core[].phd", FLAG, "骨干是否博士", "member holds a doctorate"),
    field("team.core[].title_rank", ranked(TITLE_RANKS), "骨干职称", "rank of the member"),
    field("team.core[].overseas", FLAG, "是否境外专家", "overseas expert"),
    field("prior_funding", list(100), "以往资助", "earlier funding"),
    field("prior_funding[].topic", choice(FUNDING_TOPICS), "资助专题", "topic of the funding"),
    field("prior_funding[].programme_year", YEAR, "资助年度", "programme year"),
    field("prior_funding[].same_subject", FLAG, "是否资助同一项目或同一基地", "same project or same base"),
    field("prior_funding[].amount_cny", MONEY, "资助金额", "amount of the funding"),
    field("events", list(200), "交流活动", "events"),
    field("events[].title", text(200), "活动名称", "title of the event"),
    field("events[].major_international", FLAG, "是否重大国际活动", "major international event"),
    field("events[].on", DATE, "活动日期", "date of the event"),
    field("attachments", list(100), "附件", "attachments"),
    field("attachments[].kind", FieldType::Code, "附件类别", "kind of attachment"),
    field("attachments[].sha256", FieldType::Sha256, "附件校验值", "hash of the attachment"),
    field("attachments[].pages", PAGES, "页数", "pages"),
    field("plan", SECTION, "建设方案", "plan"),
    field("plan.goals", text(4_000), "建设目标", "goals"),
    field("plan.mechanism", text(4_000), "运行机制", "mechanism"),
    field("plan.activities", text(4_000), "主要任务", "activities"),
    field("plan.risks", text(4_000), "风险与安全", "risks and safety"),
    field("plan.annual_plan", text(4_000), "年度计划", "yearly plan"),
    field("plan.duration", FieldType::Period, "建设期", "length of the plan"),
];
