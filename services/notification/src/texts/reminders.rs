//! Texts for reminders, by the deadline's name.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "annual_report",
        ("提醒：{year}年度报告{due_on}截止", "Reminder: the report on {year} is due on {due_on}"),
        (
            "基地{base}的{year}年度报告及下年度计划（{report}）应于{due_on}前报送。",
            "Base {base} owes its report on {year} with the next plan ({report}) by {due_on}.",
        ),
    ),
    text(
        "change_filing",
        ("提醒：变更{change}尚待备案（{due_on}）", "Reminder: change {change} is to be filed ({due_on})"),
        (
            "基地{base}的变更{change}（{kind}）请及时备案；{due_on}后将由人员跟进。",
            "Please file change {change} ({kind}) of base {base} in time; after {due_on} a person follows up.",
        ),
    ),
    text(
        "rectification",
        ("提醒：基地{base}的整改{due_on}届满", "Reminder: base {base} has until {due_on} to rectify"),
        (
            "基地{base}因评估{performance}不合格而整改，最后一日为{due_on}，其后复评。",
            "Base {base} rectifies after {performance}; its last day is {due_on}, and it is then evaluated again.",
        ),
    ),
    text(
        "hearing",
        (
            "提醒：事项{matter}的陈述申辩{due_on}截止",
            "Reminder: you may state your case in matter {matter} until {due_on}",
        ),
        (
            "就基地{base}的事项{matter}，可在{due_on}当日24时前陈述、申辩。",
            "In matter {matter} about base {base} you may state your case until the end of {due_on}.",
        ),
    ),
    text(
        "application_submission",
        (
            "提醒：申报{application}{due_on}截止",
            "Reminder: application {application} is to be lodged by {due_on}",
        ),
        ("申报草稿{application}应于{due_on}前提交。", "Draft {application} has to be lodged by {due_on}."),
    ),
    text(
        "application_correction",
        (
            "提醒：申报{application}的补正{due_on}截止",
            "Reminder: application {application} is to be corrected by {due_on}",
        ),
        (
            "退回的申报{application}应于{due_on}前补正。",
            "Application {application}, which was returned, is to be corrected by {due_on}.",
        ),
    ),
    text(
        "application_acceptance",
        (
            "提醒：申报{application}的受理审查{due_on}截止",
            "Reminder: application {application} is to be accepted by {due_on}",
        ),
        (
            "已推荐的申报{application}应于{due_on}前作出受理决定。",
            "Recommended application {application} is to be decided on by {due_on}.",
        ),
    ),
    text(
        "recommendation_opinion",
        ("提醒：{subject}的推荐意见{due_on}截止", "Reminder: the opinion on {subject} is due on {due_on}"),
        (
            "推荐单位{unit}就{subject}的意见应于{due_on}前出具。",
            "Recommending unit {unit} owes its opinion on {subject} by {due_on}.",
        ),
    ),
    text(
        "invitation_answer",
        ("提醒：请于{due_on}前答复评审邀请", "Reminder: please answer the invitation by {due_on}"),
        (
            "{subject}的评审邀请（{panel}）请于{due_on}前答复。",
            "Please answer the invitation to review {subject} (panel {panel}) by {due_on}.",
        ),
    ),
    text(
        "score_sheet",
        ("提醒：评分表{due_on}截止", "Reminder: your score sheet is due on {due_on}"),
        (
            "评审组{panel}的评分表应于{due_on}前提交。",
            "Your score sheet for panel {panel} is due on {due_on}.",
        ),
    ),
    text(
        "evaluation_round",
        (
            "提醒：类别{category}的评估最迟{due_on}组织",
            "Reminder: the round of category {category} is due on {due_on}",
        ),
        (
            "类别{category}的动态评估最迟应于{due_on}组织。",
            "The evaluation round of category {category} is to be opened by {due_on}.",
        ),
    ),
    text(
        "evaluation_materials",
        (
            "提醒：基地{base}的评估材料{due_on}截止",
            "Reminder: the materials of base {base} are due on {due_on}",
        ),
        (
            "基地{base}在评估{round}中的材料应于{due_on}前提交。",
            "The materials of base {base} for evaluation {round} are due on {due_on}.",
        ),
    ),
    text(
        "follow_up",
        (
            "提醒：项目{project}的跟踪考察{due_on}届满",
            "Reminder: the follow-up of project {project} ends on {due_on}",
        ),
        (
            "批次{call}的项目{project}的跟踪考察于{due_on}届满，其后组织考评。",
            "The follow-up of project {project} of call {call} ends on {due_on}; its assessment follows.",
        ),
    ),
    text(
        "progress_report",
        ("提醒：第{number}份进展报告{due_on}到期", "Reminder: progress report {number} is due on {due_on}"),
        (
            "项目{project}的第{number}份年度建设进展报告应于{due_on}前报送。",
            "Progress report {number} of project {project} is due on {due_on}.",
        ),
    ),
];
