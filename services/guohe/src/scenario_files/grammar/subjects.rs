//! What can be looked at in scenario files.

use super::{Find, Subject};

const fn subject(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    service: &'static str,
    (get, id, answer): (&'static str, &'static str, &'static str),
    (list, answers): (&'static str, &'static str),
) -> Subject {
    Subject { name, zh, en, service, get, id, answer, list, answers, finds: None }
}

const fn found(find: Find, subject: Subject) -> Subject {
    Subject { finds: Some(find), ..subject }
}

const INTAKE: &str = "intake.v1.IntakeService";
const ASSIGNMENT: &str = "assignment.v1.AssignmentService";
const EVALUATION: &str = "evaluation.v1.EvaluationService";
const NOTIFICATION: &str = "notification.v1.NotificationService";

/// Everything that can be looked at.
#[rustfmt::skip]
pub const SUBJECTS: &[Subject] = &[
    subject("call", "申报通知", "a call", INTAKE, ("GetCall", "call", "call"), ("ListCalls", "calls")),
    subject("application", "申请", "an application", INTAKE, ("GetApplication", "application", "application"),
        ("ListApplications", "applications")),
    subject("opinion", "推荐意见（按申请或变更）", "a recommending unit's opinion, by application or change",
        "recommendation.v1.RecommendationService", ("GetOpinion", "subject", "opinion"), ("ListOpinions", "opinions")),
    subject("panel", "评审组", "a panel", ASSIGNMENT, ("GetPanel", "panel", "panel"), ("ListPanels", "panels")),
    subject("invitation", "专家邀请", "an invitation", ASSIGNMENT, ("GetInvitation", "invitation", "invitation"),
        ("ListInvitations", "invitations")),
    subject("review", "评审", "a review", EVALUATION, ("GetReview", "review", "review"), ("ListReviews", "reviews")),
    subject("decision", "认定决定（按申请）", "a decision on recognition, by application", EVALUATION, ("GetDecision",
        "application", "decision"), ("ListDecisions", "decisions")),
    subject("cohort", "类别评估基准（按类别）", "a category's cohort, by category", EVALUATION, ("GetCohort",
        "category", "cohort"), ("ListCohorts", "cohorts")),
    subject("round", "评估轮次", "a round of evaluation", EVALUATION, ("GetRound", "round", "round"), ("ListRounds",
        "rounds")),
    found(Find::Performance, subject("performance", "评估（按基地的最近一次）",
        "an evaluation, by its base the latest", EVALUATION, ("GetPerformance", "performance", "performance"),
        ("ListPerformances", "performances"))),
    subject("base", "基地", "a base", "registry.v1.BaseService", ("GetBase", "base", "base"), ("ListBases", "bases")),
    found(Find::Report, subject("report", "年度报告（按基地和年度）", "a yearly report, by base and year",
        "registry.v1.ReportService", ("GetReport", "report", "report"), ("ListReports", "reports"))),
    subject("change", "变更", "a change", "registry.v1.ChangeService", ("GetChange", "change", "change"),
        ("ListChanges", "changes")),
    found(Find::Matter, subject("matter", "取消资格案件（按基地的最近一件）", "a matter, by its base the latest",
        "registry.v1.MatterService", ("GetMatter", "matter", "matter"), ("ListMatters", "matters"))),
    subject("institution", "单位的申报资格", "an institution's standing", "registry.v1.InstitutionService",
        ("GetInstitution", "institution", "institution"), ("ListInstitutions", "institutions")),
    subject("proposal", "造假申请的限制提议（按申请）", "a proposal on a false application, by application",
        "registry.v1.InstitutionService", ("GetProposal", "application", "proposal"), ("ListProposals", "proposals")),
    subject("notice", "通知", "a notice", NOTIFICATION, ("GetNotice", "notice", "notice"), ("ListNotices", "notices")),
    subject("reminder", "提醒", "a ladder of reminders", NOTIFICATION, ("GetReminder", "deadline", "reminder"),
        ("ListReminders", "reminders")),
    subject("calendar_proposal", "载入日历的提议", "a proposal to load a calendar year", "registry.v1.CalendarService",
        ("GetCalendarProposal", "proposal", "proposal"), ("", "")),
];
