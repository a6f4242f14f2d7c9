//! Names of notices and reminders for people; one not listed keeps its code.

/// Code, Chinese, English.
type Wording = (&'static str, &'static str, &'static str);

const NOTICES: &[Wording] = &[
    ("invitation_sent", "评审邀请", "invitations to panels"),
    ("invitation_expired", "邀请过期", "invitations not answered"),
    ("invitation_withdrawn", "邀请撤回", "invitations withdrawn"),
    ("panel_completed", "评审组组成", "panels complete"),
    ("sheet_wanted", "请评分", "score sheets wanted"),
    ("sheet_late", "评分逾期", "score sheets late"),
    ("opinion_wanted", "请推荐单位出具意见", "opinions wanted"),
    ("opinion_overdue", "推荐意见逾期", "opinions overdue"),
    ("application_received", "申请收到", "applications received"),
    ("application_recommended", "已推荐，待受理", "recommended, to be accepted"),
    ("application_returned", "退回修改", "returned for correction"),
    ("application_accepted", "已受理", "accepted"),
    ("application_not_accepted", "不予受理", "not accepted"),
    ("application_refused_barred", "限制期内不予受理", "refused: barred"),
    ("application_needs_ruling", "须裁量", "rulings wanted"),
    ("application_recognised", "已认定", "recognised"),
    ("application_not_recognised", "不予认定", "not recognised"),
    ("decision_wanted", "请提出综合意见", "proposals wanted"),
    ("base_entered", "列入名册", "entered in the register"),
    ("report_opened", "请报送年度报告", "yearly reports owed"),
    ("report_filed", "年度报告已报送（抄送推荐单位）", "yearly reports filed, copied to units"),
    ("report_accepted", "年度报告收悉", "yearly reports accepted"),
    ("report_late", "年度报告逾期", "yearly reports late"),
    ("evaluation_opened", "列入评估", "evaluations begun"),
    ("grade_wanted", "请核定评估结果", "grades to confirm"),
    ("performance_graded", "评估结果通知", "grades published"),
    ("base_rectification_begun", "限期整改", "rectification begun"),
    ("matter_notice_served", "取消前告知", "notices before a cancellation"),
    ("matter_cancelled", "取消资格决定", "decisions to cancel"),
    ("institution_excluded", "申报限制", "bars"),
    ("institution_freed", "限制届满", "bars over"),
];

const REMINDERS: &[Wording] = &[
    ("annual_report", "年度报告", "yearly report"),
    ("score_sheet", "评分表", "score sheet"),
    ("application_acceptance", "受理", "acceptance"),
    ("application_submission", "提交", "lodging"),
    ("application_correction", "补正", "correction"),
    ("rectification", "整改", "rectification"),
    ("evaluation_round", "评估轮次", "evaluation round"),
    ("evaluation_materials", "评估材料", "evaluation materials"),
    ("hearing", "陈述申辩", "hearing"),
    ("recommendation_opinion", "推荐意见", "opinion"),
    ("change_filing", "变更备案", "filing of a change"),
    ("invitation_answer", "邀请答复", "answer to an invitation"),
];

/// The name of a notice's template in both languages.
pub(super) fn notice(code: &str) -> (&str, &str) {
    find(NOTICES, code)
}

/// The name of what a reminder reminds of.
pub(super) fn reminder(code: &str) -> (&str, &str) {
    find(REMINDERS, code)
}

fn find<'a>(wordings: &'a [Wording], code: &'a str) -> (&'a str, &'a str) {
    let found = wordings.iter().find(|(known, ..)| *known == code);
    found.map_or((code, code), |(_, zh, en)| (*zh, *en))
}
