//! The table of fields: every path an application's form may hold, and its type.
//!
//! Owns the schema, declared once. Lists carry `[]` in their path; a field of a list's elements is written
//! `projects[].from`. Never holds values.

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A group of fields.
    Section,
    /// A list of at most so many elements.
    List {
        /// Most elements.
        most: usize,
    },
    /// Free text of at most so many characters.
    Text {
        /// Most characters.
        most: usize,
    },
    /// True or false.
    Flag,
    /// A calendar day, `2026-03-09`.
    Date,
    /// Yuan as an exact decimal string, not negative, at most four decimals.
    Money,
    /// A whole number in a range.
    Whole {
        /// Least.
        least: i64,
        /// Greatest.
        greatest: i64,
    },
    /// One of some codes. Where `ranked`, they stand in rising order; `unknown` is the code for "not known".
    Choice {
        /// The codes.
        codes: &'static [&'static str],
        /// Whether they can be compared by rank.
        ranked: bool,
    },
    /// A unified social credit code with its check character.
    CreditCode,
    /// An id of something kept elsewhere, such as a person.
    Id,
    /// A SHA-256 as 64 lower-case hexadecimal digits.
    Sha256,
    /// A code in snake case, such as a document kind.
    Code,
}

/// One field of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaField {
    /// Its path, such as `projects[].level`.
    pub path: &'static str,
    /// Its type.
    pub kind: FieldType,
    /// Whether an application cannot be lodged without it.
    pub required: bool,
    /// Its name in Chinese.
    pub zh: &'static str,
    /// Its name in English.
    pub en: &'static str,
}

/// Code of a choice that says the fact is not known.
pub(crate) const UNKNOWN: &str = "unknown";

const HOST_KINDS: &[&str] =
    &["university", "research_institute", "enterprise", "new_rd_org", "service_org", "park"];
const PROJECT_KINDS: &[&str] = &["sti_cooperation", "exchange", "foreign_expert", "other"];
const LEVELS: &[&str] = &["unknown", "municipal", "provincial", "ministerial", "national"];
const TRANSFER_STATES: &[&str] = &["planned", "signed", "under_way", "completed", "ended"];

const SECTION: FieldType = FieldType::Section;
const fn list(most: usize) -> FieldType {
    FieldType::List { most }
}
const fn text(most: usize) -> FieldType {
    FieldType::Text { most }
}
const fn choice(codes: &'static [&'static str]) -> FieldType {
    FieldType::Choice { codes, ranked: false }
}
const fn field(path: &'static str, kind: FieldType, zh: &'static str, en: &'static str) -> SchemaField {
    SchemaField { path, kind, required: false, zh, en }
}
const fn need(path: &'static str, kind: FieldType, zh: &'static str, en: &'static str) -> SchemaField {
    SchemaField { path, kind, required: true, zh, en }
}

const YEAR: FieldType = FieldType::Whole { least: 1990, greatest: 2100 };
const PAGES: FieldType = FieldType::Whole { least: 1, greatest: 5_000 };

static FIELDS: &[SchemaField] = &[
    need("org", SECTION, "依托单位", "host institution"),
    need("org.name", text(200), "单位名称", "name of the host"),
    need("org.credit_code", FieldType::CreditCode, "统一社会信用代码", "unified social credit code"),
    need("org.kind", choice(HOST_KINDS), "单位类型", "kind of host"),
    need("org.province", text(20), "所在省份", "province of the host"),
    field("org.city", text(40), "所在市州", "city of the host"),
    field("org.is_legal_person", FieldType::Flag, "是否独立法人", "independent legal person"),
    field("org.registered_on", FieldType::Date, "注册日期", "date of registration"),
    field("org.credit_records", list(100), "信用记录", "credit records"),
    field("org.credit_records[].adverse", FieldType::Flag, "是否不良", "adverse"),
    field("org.credit_records[].on", FieldType::Date, "记录日期", "date of the record"),
    field("org.credit_records[].note", text(500), "说明", "note"),
    field("org.finance", list(20), "财务数据", "finance by year"),
    field("org.finance[].year", YEAR, "年度", "fiscal year"),
    field("org.finance[].revenue", FieldType::Money, "销售收入", "revenue"),
    field("org.finance[].rd_expense", FieldType::Money, "研发费用", "R&D expense"),
    field("org.finance[].rd_in_china", FieldType::Money, "境内研发费用", "R&D expense in China"),
    need("base", SECTION, "基地", "base"),
    need("base.field", text(60), "领域", "field"),
    field("base.countries", list(50), "合作国别", "countries"),
    field("base.countries[]", text(40), "国别", "country"),
    field("base.partners", list(50), "合作伙伴", "partners"),
    field("base.partners[].name", text(200), "伙伴名称", "name of the partner"),
    field("base.partners[].country", text(40), "伙伴国别", "country of the partner"),
    need("base.leader_id", FieldType::Id, "基地负责人", "base leader"),
    field("projects", list(200), "项目", "projects"),
    field("projects[].title", text(200), "项目名称", "title of the project"),
    field("projects[].kind", choice(PROJECT_KINDS), "项目类别", "kind of project"),
    field("projects[].level", FieldType::Choice { codes: LEVELS, ranked: true }, "项目级别", "project level"),
    field("projects[].from", FieldType::Date, "项目开始日期", "start of the project"),
    field("projects[].to", FieldType::Date, "项目结束日期", "end of the project"),
    field("results", list(200), "合作成果", "results"),
    field("results[].title", text(200), "成果名称", "title of the result"),
    field("results[].landmark", FieldType::Flag, "是否标志性成果", "landmark result"),
    field("results[].cross_border", FieldType::Flag, "是否跨境合作", "cross-border"),
    field("tech_transfers", list(200), "技术转移", "technology transfers"),
    field("tech_transfers[].title", text(200), "技术转移名称", "title of the transfer"),
    field("tech_transfers[].international", FieldType::Flag, "是否国际技术转移", "international"),
    field("tech_transfers[].status", choice(TRANSFER_STATES), "实施状态", "status of the transfer"),
    field("tech_transfers[].completed_on", FieldType::Date, "完成日期", "date of completion"),
    field("events", list(200), "交流活动", "events"),
    field("events[].title", text(200), "活动名称", "title of the event"),
    field("events[].major_international", FieldType::Flag, "是否重大国际活动", "major international event"),
    field("events[].on", FieldType::Date, "活动日期", "date of the event"),
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
];

/// Every field of an application's form.
pub fn schema() -> &'static [SchemaField] {
    FIELDS
}

/// The field with a path.
pub(crate) fn find(path: &str) -> Option<&'static SchemaField> {
    FIELDS.iter().find(|field| field.path == path)
}

/// The path of a list's elements.
pub(crate) fn element_path(list: &str) -> String {
    format!("{list}[]")
}

/// The names of the fields directly under a section or a list's elements; the form itself has an empty path.
pub(crate) fn fields_of(parent: &str) -> impl Iterator<Item = &'static str> {
    let prefix = if parent.is_empty() { String::new() } else { format!("{parent}.") };
    FIELDS.iter().filter_map(move |field| {
        let name = field.path.strip_prefix(prefix.as_str())?;
        (!name.contains(['.', '['])).then_some(name)
    })
}

/// The candidate closest to a mistyped name, if one is close enough to suggest.
pub(crate) fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(2);
    candidates
        .map(|candidate| (distance(wrong, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min_by_key(|(far, _)| *far)
        .map(|(_, candidate)| candidate)
}

/// Edits needed to turn one word into another.
fn distance(from: &str, to: &str) -> usize {
    let target: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=target.len()).collect();
    for (index, left) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, right) in target.iter().enumerate() {
            let substitution = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = substitution.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[target.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_stands_once_and_under_a_declared_parent() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..index].iter().all(|other| other.path != field.path), "{}", field.path);
            if let Some((parent, _)) = field.path.rsplit_once('.') {
                let declared = parent.strip_suffix("[]").unwrap_or(parent);
                let kind = find(declared).map(|parent| parent.kind);
                let fits = match kind {
                    Some(FieldType::Section) => declared == parent,
                    Some(FieldType::List { .. }) => declared != parent,
                    _ => false,
                };
                assert!(fits, "{}", field.path);
            }
        }
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_neighbour_and_nonsense_does_not() {
        assert_eq!(nearest("provinse", fields_of("org")), Some("province"));
        assert_eq!(nearest("titel", fields_of("projects[]")), Some("title"));
        assert_eq!(nearest("weather_forecast", fields_of("org")), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
