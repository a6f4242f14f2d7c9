//! Texts for the register's notices.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "base_entered",
        ("基地{base}已列入名册", "Base {base} is in the register"),
        (
            "基地{base}（类别{category}）已列入名册，认定文件{document_number}，日期{recognised_on}。",
            "Base {base} (category {category}) is in the register by document {document_number} of {recognised_on}.",
        ),
    ),
    text(
        "base_objection_decided",
        ("基地{base}的类别异议已答复", "The objection to the category of base {base} was answered"),
        (
            "基地{base}的类别异议已答复（是否采纳：{granted}），现类别为{category}。",
            "The objection of base {base} was answered (granted: {granted}); its category is {category}.",
        ),
    ),
    text(
        "base_rectification_begun",
        ("基地{base}须于{due_on}前完成整改", "Base {base} has until {due_on} to rectify"),
        (
            "基地{base}评估不合格，结果于{notice_on}通知，整改至{due_on}当日24时止，其后复评。",
            "Base {base} failed its evaluation, noticed on {notice_on}. It has until the end of {due_on} to rectify and is then evaluated again.",
        ),
    ),
    text(
        "base_rectification_ended",
        ("基地{base}整改期已满，进入复评", "Base {base} is evaluated again"),
        (
            "基地{base}的整改期于{due_on}届满，复评{performance}已启动。",
            "The time of base {base} to rectify ended on {due_on}; re-evaluation {performance} has begun.",
        ),
    ),
    text(
        "base_restored",
        ("基地{base}复评合格", "Base {base} passed its re-evaluation"),
        (
            "基地{base}在复评{performance}中合格，恢复正常运行。",
            "Base {base} passed re-evaluation {performance} and goes on as before.",
        ),
    ),
    text(
        "base_re_evaluation_failed",
        ("基地{base}复评不合格", "Base {base} failed its re-evaluation"),
        (
            "基地{base}在复评{performance}中不合格，结果于{notice_on}通知。是否取消资格由人员依程序决定。",
            "Base {base} failed re-evaluation {performance}, noticed on {notice_on}. Whether it is cancelled is decided by people in the procedure set for it.",
        ),
    ),
    text(
        "base_revoked",
        ("基地{base}已取消资格", "Base {base} was cancelled"),
        (
            "依{ground}，文件{document_number}自{effective_on}起取消{institution}的基地{base}的资格。",
            "On {ground}, document {document_number} cancels base {base} of {institution} from {effective_on} on.",
        ),
    ),
    text(
        "base_exited_national",
        ("基地{base}因获国家认定退出", "Base {base} left for national recognition"),
        (
            "{institution}的基地{base}依文件{document_number}获国家认定，自{effective_on}起退出省级序列，不产生申报限制。",
            "Base {base} of {institution} was recognised nationally by document {document_number} and is out of the provincial register from {effective_on} on. No ban follows.",
        ),
    ),
    text(
        "base_departure_disputed",
        ("基地{base}的退出文件相互冲突", "Two documents on the leaving of base {base} conflict"),
        (
            "文件{document_number}（{effective_on}）与基地{base}已登记的退出冲突，须裁定以何者为准。",
            "Document {document_number} of {effective_on} conflicts with what is registered for base {base}; an official has to rule which governs.",
        ),
    ),
    text(
        "base_rectification_ordered",
        ("基地{base}须整改", "Base {base} has to rectify"),
        (
            "基地{base}评价不合格，结果于{notice_on}通知，须限期整改，期限由省厅另行确定，最迟至下一次评价。",
            "Base {base} failed its evaluation, noticed on {notice_on}. It has to rectify by a limit that the department sets, at the latest until the next evaluation.",
        ),
    ),
    text(
        "base_rectification_limit_passed",
        ("基地{base}整改期限已到", "The limit of base {base} to rectify has passed"),
        (
            "基地{base}的整改期限{due_on}已到，整改情况由下一次评价检验。",
            "The limit of {due_on} for base {base} to rectify has passed; the next evaluation shows what came of it.",
        ),
    ),
    text(
        "base_marked",
        ("基地{base}：{mark}", "Base {base}: {mark}"),
        (
            "基地{base}自{since}起标记为{mark}，文件：{document_number}。",
            "Base {base} carries the mark {mark} since {since}; document: {document_number}.",
        ),
    ),
    text(
        "base_mark_ruled",
        ("基地{base}的标记已裁定", "A mark of base {base} was ruled on"),
        (
            "基地{base}的标记{mark}已裁定，是否保留：{kept}。",
            "The mark {mark} of base {base} was ruled on; kept: {kept}.",
        ),
    ),
    text(
        "base_commended",
        ("基地{base}受到表彰", "Base {base} is commended"),
        (
            "基地{base}因成绩突出受到表彰，文件：{document_number}。",
            "Base {base} is commended for outstanding results; document: {document_number}.",
        ),
    ),
    text(
        "base_exit_requested",
        ("基地{base}申请主动退出", "Base {base} asks to leave"),
        (
            "基地{base}的依托单位申请退出序列，待审批。",
            "The host of base {base} asks to leave the register; the request waits for a decision.",
        ),
    ),
    text(
        "base_exit_refused",
        ("基地{base}的退出申请未获批准", "The exit of base {base} was not approved"),
        (
            "基地{base}的退出申请未获批准，继续作为基地管理。",
            "The request of base {base} to leave was not approved; it stays in the register.",
        ),
    ),
    text(
        "base_exited",
        ("基地{base}已主动退出", "Base {base} has left at its request"),
        (
            "{institution}的基地{base}经审批退出，文件{document_number}，自{effective_on}起不再作为基地管理，不产生申报限制。",
            "Base {base} of {institution} left at its request by document {document_number}, from {effective_on} on. No ban follows.",
        ),
    ),
    text(
        "base_national_recognised",
        (
            "基地{base}获国家认定，请裁定是否退出",
            "Base {base} was recognised nationally: rule whether it leaves",
        ),
        (
            "基地{base}依文件{document_number}（{effective_on}）获国家认定；是否退出须由人员裁定，裁定前照常管理。",
            "Base {base} was recognised nationally by document {document_number} of {effective_on}. An official has to rule whether it leaves; until then it stays.",
        ),
    ),
    text(
        "report_lateness_excused",
        ("{year}年度报告逾期已认定有正当理由", "The lateness of the report on {year} is excused"),
        (
            "基地{base}的{year}年度报告（{report}）逾期，经认定有正当理由。",
            "The report {report} of base {base} on {year} was late with just cause.",
        ),
    ),
    text(
        "report_opened",
        ("请于{due_on}前报送{year}年度报告", "The report on {year} is due on {due_on}"),
        (
            "基地{base}的{year}年度报告及下年度计划应于{due_on}前报送；自{late_from}起计为逾期。编号{report}。",
            "Base {base} owes its report on {year} and its plan by {due_on}; it counts as late from {late_from}. Its number is {report}.",
        ),
    ),
    text(
        "report_filed",
        ("基地{base}已报送{year}年度报告", "Base {base} filed its report on {year}"),
        (
            "基地{base}于{filed_on}报送{year}年度报告（{report}），抄送推荐单位备案。",
            "Base {base} filed its report on {year} ({report}) on {filed_on}; this is the recommending unit's copy.",
        ),
    ),
    text(
        "report_returned",
        ("{year}年度报告退回补正", "The report on {year} was returned"),
        (
            "基地{base}的{year}年度报告（{report}）退回补正，要求见案卷。",
            "The report of base {base} on {year} ({report}) was returned for correction; the file says what is wanted.",
        ),
    ),
    text(
        "report_accepted",
        ("{year}年度报告已收悉", "The report on {year} was accepted"),
        (
            "基地{base}的{year}年度报告（{report}）已接收。",
            "The report of base {base} on {year} ({report}) was accepted.",
        ),
    ),
    text(
        "report_late",
        ("{year}年度报告逾期", "The report on {year} is late"),
        (
            "基地{base}的{year}年度报告（{report}）应于{due_on}前报送，自{late_from}起逾期，请尽快补报。此为标记，不因此取消资格。",
            "The report of base {base} on {year} ({report}) was due on {due_on} and is late from {late_from}. Please file it. This is a flag; nothing is cancelled for it.",
        ),
    ),
    text(
        "change_recorded",
        ("基地{base}的变更须备案", "A change at base {base} is to be filed"),
        (
            "基地{base}于{happened_on}发生变更（{kind}，编号{change}），请及时备案，并在当年年度报告中说明。",
            "A change happened at base {base} on {happened_on} ({kind}, number {change}). Please file it in time and tell it in the report of the year.",
        ),
    ),
    text(
        "change_overdue",
        ("基地{base}的变更尚未备案", "A change at base {base} has not been filed"),
        (
            "基地{base}于{happened_on}发生的变更（{kind}，{change}）至{due_on}仍未备案，请尽快办理。",
            "The change of {happened_on} at base {base} ({kind}, {change}) was not filed by {due_on}. Please do so.",
        ),
    ),
    text(
        "change_consented",
        ("推荐单位同意变更{change}", "The recommending unit consents to change {change}"),
        (
            "推荐单位{unit}同意基地{base}的变更{change}（{kind}），转省科技厅备案。",
            "Recommending unit {unit} consents to change {change} ({kind}) of base {base}; it is with the department now.",
        ),
    ),
    text(
        "change_returned",
        ("变更{change}退回补正", "Change {change} was returned"),
        (
            "基地{base}的变更{change}（{kind}）由推荐单位退回补正，要求见案卷。",
            "Change {change} ({kind}) of base {base} was returned by the recommending unit; the file says what is wanted.",
        ),
    ),
    text(
        "change_refused",
        ("变更{change}未获同意", "Change {change} was refused"),
        (
            "基地{base}的变更{change}（{kind}）未获同意，登记内容不变，理由见案卷。",
            "Change {change} ({kind}) of base {base} was refused; the register keeps the old entry, and the file says why.",
        ),
    ),
    text(
        "change_registered",
        ("变更{change}已备案", "Change {change} is registered"),
        (
            "基地{base}的变更{change}（{kind}）已备案，名册内容已更新。",
            "Change {change} ({kind}) of base {base} is registered, and the entry follows it.",
        ),
    ),
    text(
        "matter_opened",
        ("基地{base}的取消事由{ground}待查", "Ground {ground} is examined about base {base}"),
        (
            "事项{matter}：就基地{base}查核事由{ground}，请提出处理意见。",
            "Matter {matter}: ground {ground} is examined about base {base}. Propose a cancellation or dismiss it.",
        ),
    ),
    text(
        "matter_notice_served",
        ("取消资格事前告知书（{base}）", "Notice before a cancellation of base {base}"),
        (
            "事项{matter}：拟依{ground}取消基地{base}的资格。告知书于{served_on}送达，贵单位可在{due_on}当日24时前陈述、申辩。",
            "Matter {matter}: it is proposed to cancel base {base} on {ground}. The notice was served on {served_on}; you may state your case until the end of {due_on}.",
        ),
    ),
    text(
        "matter_clock_stopped",
        ("事项{matter}的期限暂停", "The clock of matter {matter} stands still"),
        (
            "事项{matter}（基地{base}）的陈述申辩期限自即日起暂停计算。",
            "The time to state your case in matter {matter} (base {base}) does not run from today on.",
        ),
    ),
    text(
        "matter_clock_resumed",
        ("事项{matter}的期限恢复计算", "The clock of matter {matter} runs again"),
        (
            "事项{matter}（基地{base}）的期限恢复计算，最后一日为{due_on}。",
            "The time to state your case in matter {matter} (base {base}) runs again and ends on {due_on}.",
        ),
    ),
    text(
        "matter_decidable",
        ("事项{matter}可以作出决定", "Matter {matter} may be decided"),
        (
            "事项{matter}（基地{base}，{ground}）的陈述申辩期已过，请由提议人以外的人员决定。",
            "The host's time in matter {matter} (base {base}, {ground}) is over. Somebody other than the proposer decides.",
        ),
    ),
    text(
        "matter_dismissed",
        ("事项{matter}终结", "Matter {matter} was dismissed"),
        (
            "事项{matter}：就基地{base}查核的事由不成立，予以终结。",
            "Matter {matter}: the ground examined about base {base} was not established.",
        ),
    ),
    text(
        "matter_cancelled",
        ("取消基地{base}资格的决定", "Decision to cancel base {base}"),
        (
            "事项{matter}：依{ground}，以文件{document_number}（{document_on}）取消基地{base}的资格。",
            "Matter {matter}: on {ground}, base {base} is cancelled by document {document_number} of {document_on}.",
        ),
    ),
    text(
        "matter_decision_served",
        ("取消资格决定书已送达（{base}）", "The decision on base {base} was served"),
        (
            "事项{matter}：文件{document_number}于{served_on}送达。贵单位如不服本决定，可依法申请行政复议或者提起行政诉讼。申报限制自文件日期起算（基地{base}）。",
            "Matter {matter}: document {document_number} was served on {served_on}. You may ask for administrative reconsideration or go to court as the law provides. The ban counts from the document's date (base {base}).",
        ),
    ),
    text(
        "matter_moot",
        ("事项{matter}因基地退出而终结", "Matter {matter} has lost its object"),
        (
            "基地{base}自{effective_on}起已不在名册，事项{matter}终结。",
            "Base {base} is out of the register from {effective_on} on; matter {matter} ends.",
        ),
    ),
    text(
        "institution_excluded",
        ("{institution}自{document_on}起不得申报", "{institution} is barred from {document_on} on"),
        (
            "因{source}，{institution}自{document_on}起至{banned_until}不得申报，{free_from}起可再申报。",
            "Because of {source}, {institution} may not apply from {document_on} to {banned_until}; it may again from {free_from} on.",
        ),
    ),
    text(
        "institution_freed",
        ("{institution}可再申报", "{institution} may apply again"),
        (
            "{institution}的申报限制已满，自{free_from}起可再申报。",
            "The ban of {institution} is over; it may apply again from {free_from} on.",
        ),
    ),
    text(
        "institution_ban_quashed",
        ("{institution}的申报限制已撤销", "A ban of {institution} was lifted"),
        (
            "文件{document_number}（{document_on}）撤销{institution}因{source}所受的申报限制。",
            "Document {document_number} of {document_on} lifts the ban of {institution} that rested on {source}.",
        ),
    ),
    text(
        "institution_ban_overtook",
        ("申报{application}受后登记的限制影响", "A ban recorded later covers application {application}"),
        (
            "{institution}的申报{application}受理日处于后登记的限制期（{banned_from}至{banned_until}）内，须裁定。",
            "Application {application} of {institution} was received within a ban recorded later ({banned_from} to {banned_until}); an official has to rule.",
        ),
    ),
    text(
        "library_entered",
        ("项目{project}已入库", "Project {project} is in the project library"),
        (
            "批次{call}的项目{project}于{entered_on}进入项目库。",
            "Project {project} of call {call} entered the project library on {entered_on}.",
        ),
    ),
    text(
        "follow_up_begun",
        ("项目{project}跟踪考察至{due_on}", "Project {project} is followed up until {due_on}"),
        (
            "项目{project}自{entered_on}入库起接受跟踪考察，至{due_on}当日24时止，其后考评。",
            "Project {project}, in the library since {entered_on}, is followed up until the end of {due_on} and then assessed.",
        ),
    ),
    text(
        "follow_up_ended",
        ("项目{project}跟踪考察期满，待考评", "The follow-up of project {project} is over"),
        (
            "项目{project}的跟踪考察于{due_on}期满，由省科技厅组织考评。",
            "The follow-up of project {project} ended on {due_on}; the department assesses it.",
        ),
    ),
    text(
        "follow_up_passed",
        ("项目{project}考评通过", "Project {project} passed its assessment"),
        (
            "批次{call}的项目{project}考评通过，按年度经费预算安排出库支持。",
            "Project {project} of call {call} passed its assessment and waits for the yearly budget.",
        ),
    ),
    text(
        "project_not_funded",
        ("项目{project}不予资助", "Project {project} is not funded"),
        (
            "批次{call}（{topic}）的项目{project}本次不予资助，理由见案卷；可参加以后批次申报。",
            "Project {project} of call {call} ({topic}) is not funded; the file says why. It may apply to later calls.",
        ),
    ),
    text(
        "project_left",
        ("项目{project}已退出", "Project {project} left"),
        (
            "批次{call}（{topic}）的项目{project}在资助前退出。",
            "Project {project} of call {call} ({topic}) left before it was funded.",
        ),
    ),
    text(
        "project_funded",
        ("项目{project}获得资助", "Project {project} is funded"),
        (
            "依文件{document_number}（{document_on}），项目{project}立项，后补助{amount_cny}元；立项后须连续报送年度建设进展报告。",
            "Document {document_number} of {document_on} approves project {project} with a grant of {amount_cny} yuan; yearly progress reports follow.",
        ),
    ),
    text(
        "progress_report_filed",
        ("项目{project}已报送第{number}份进展报告", "Project {project} filed progress report {number}"),
        (
            "项目{project}于{filed_on}报送第{number}份年度建设进展报告。",
            "Project {project} filed progress report {number} on {filed_on}.",
        ),
    ),
    text(
        "progress_report_accepted",
        ("第{number}份进展报告已收悉", "Progress report {number} was accepted"),
        (
            "项目{project}的第{number}份年度建设进展报告已接收。",
            "Progress report {number} of project {project} was accepted.",
        ),
    ),
    text(
        "progress_report_returned",
        ("第{number}份进展报告退回补正", "Progress report {number} was returned"),
        (
            "项目{project}的第{number}份年度建设进展报告退回补正，要求见案卷。",
            "Progress report {number} of project {project} was returned for correction; the file says what is wanted.",
        ),
    ),
    text(
        "progress_report_late",
        ("第{number}份进展报告逾期", "Progress report {number} is late"),
        (
            "项目{project}的第{number}份年度建设进展报告应于{due_on}前报送，请尽快补报。此为标记，文本未规定后果。",
            "Progress report {number} of project {project} was due on {due_on}. Please file it. This is a flag; the text states no consequence.",
        ),
    ),
    text(
        "project_closed",
        ("项目{project}绩效评价完成", "The performance of project {project} was evaluated"),
        (
            "项目{project}于{closed_on}完成绩效评价，项目结束。",
            "The performance of project {project} was evaluated on {closed_on}; the project is closed.",
        ),
    ),
    text(
        "falsehood_ban_proposed",
        (
            "申报{application}造假：是否限制申报",
            "False information in application {application}: is a ban imposed?",
        ),
        (
            "{institution}的申报{application}于{found_on}查明含虚假信息，请决定是否限制其申报。",
            "False information in application {application} of {institution} was established on {found_on}. Decide whether it is barred.",
        ),
    ),
    text(
        "falsehood_ban_dropped",
        ("申报{application}不作申报限制", "No ban follows from application {application}"),
        (
            "就{institution}的申报{application}，决定不作申报限制，理由见案卷。",
            "No ban of {institution} follows from application {application}; the file says why.",
        ),
    ),
];
