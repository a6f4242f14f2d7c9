//! Texts for evaluation's notices.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "sheet_wanted",
        ("请填写评分表（{panel}）", "A score sheet is wanted for panel {panel}"),
        ("请于{due_on}前提交评分表。", "Please hand in your score sheet by {due_on}."),
    ),
    text(
        "sheet_late",
        ("评分表逾期（{panel}）", "A score sheet of panel {panel} is late"),
        (
            "评分表应于{due_on}前提交，尚缺{missing}份。",
            "Score sheets were due on {due_on}; {missing} are missing.",
        ),
    ),
    text(
        "sheet_void",
        ("评分表作废（{panel}）", "A score sheet of panel {panel} is void"),
        (
            "您已退出该评审组，评分表作废，原因见案卷。",
            "You left the panel, and your score sheet is void; the file says why.",
        ),
    ),
    text(
        "review_sheets_late",
        ("评审组{panel}的评分逾期", "Score sheets of panel {panel} are late"),
        (
            "评审组{panel}的评分表应于{due_on}前交齐，尚缺{missing}份。",
            "Score sheets of panel {panel} were due on {due_on}; {missing} are missing.",
        ),
    ),
    text(
        "decision_wanted",
        ("申报{application}待提出综合意见", "A proposal on application {application} is wanted"),
        (
            "{institution_name}的申报{application}评审完毕，得分{score}，等次{grade}。",
            "Application {application} of {institution_name} was reviewed: score {score}, grade {grade}.",
        ),
    ),
    text(
        "round_overdue",
        ("类别{category}的评估轮次逾期", "The round of category {category} is overdue"),
        (
            "类别{category}的评估最迟应于{next_round_by}组织，尚未启动。",
            "The round of category {category} was to be opened by {next_round_by} and was not.",
        ),
    ),
    text(
        "evaluation_opened",
        ("基地{base}的评估开始", "Base {base} is to be evaluated"),
        (
            "基地{base}列入评估{round}（复评：{re_evaluation}），材料请于{materials_due_on}前提交。",
            "Base {base} is in evaluation {round} (re-evaluation: {re_evaluation}); materials are due by {materials_due_on}.",
        ),
    ),
    text(
        "evaluation_absent",
        ("基地{base}未提交评估材料", "Base {base} filed no materials"),
        (
            "基地{base}至{materials_due_on}未提交评估{round}的材料，将由人员查核原因。",
            "Base {base} filed no materials for evaluation {round} by {materials_due_on}; a person looks into the cause.",
        ),
    ),
    text(
        "evaluation_quit",
        ("基地{base}中途退出评估", "Base {base} left an evaluation midway"),
        (
            "基地{base}中途退出评估{round}，请查核原因。",
            "Base {base} left evaluation {round} midway. Look into the cause.",
        ),
    ),
    text(
        "evaluation_excused",
        ("基地{base}缺席评估理由成立", "The absence of base {base} was excused"),
        (
            "基地{base}缺席评估{round}的理由成立，本轮不作评定。",
            "The absence of base {base} from evaluation {round} was found justified; it is not graded in this round.",
        ),
    ),
    text(
        "evaluation_ground_found",
        ("评估中查明事由（{base}）", "A ground was found about base {base}"),
        (
            "在评估{round}中，就基地{base}于{found_on}查明事由{ground}，事实见案卷。贵单位将有机会陈述、申辩。",
            "In evaluation {round}, ground {ground} was found about base {base} on {found_on}; the file states the facts. You will have the opportunity to state your case.",
        ),
    ),
    text(
        "grade_wanted",
        ("基地{base}的评估结果待公布", "A grade of base {base} is to be published"),
        (
            "基地{base}在评估{round}中得分{score}，等次{grade}，请核定并通知。",
            "Base {base} scored {score} in evaluation {round}, grade {grade}. Confirm and publish it.",
        ),
    ),
    text(
        "performance_graded",
        ("基地{base}的评估结果：{grade}", "Grade of base {base}: {grade}"),
        (
            "基地{base}在评估{round}中为{grade}，通知日期{notice_on}（复评：{re_evaluation}）。",
            "Base {base} was graded {grade} in evaluation {round}, noticed on {notice_on} (re-evaluation: {re_evaluation}).",
        ),
    ),
];
