//! Texts for intake's notices.

use super::{Template, text};

pub(super) const TEXTS: &[Template] = &[
    text(
        "application_received",
        ("申报{application}已收到", "Application {application} was received"),
        (
            "{institution_name}的申报{application}（{category}，第{revision}次提交）于{received_on}收到。",
            "Application {application} of {institution_name} ({category}, submission {revision}) was received on {received_on}.",
        ),
    ),
    text(
        "application_needs_ruling",
        ("申报{application}须裁定", "Application {application} needs a ruling"),
        (
            "{institution_name}于{received_on}提交的申报{application}须由省科技厅裁定（{cause}）。",
            "Application {application} of {institution_name}, received on {received_on}, needs a ruling of the department ({cause}).",
        ),
    ),
    text(
        "application_ruled",
        ("申报{application}已裁定", "Application {application} was ruled on"),
        (
            "就申报{application}（{cause}）已作裁定，是否准予受理：{admitted}。",
            "Application {application} was ruled on ({cause}); admitted: {admitted}.",
        ),
    ),
    text(
        "application_refused_barred",
        (
            "申报{application}不予受理：处于限制期",
            "Application {application} was refused: the institution is barred",
        ),
        (
            "{institution_name}处于申报限制期，至{banned_until}不得申报，{free_from}起可再申报；申报{application}（{received_on}）不予受理。",
            "{institution_name} is barred: it may not apply until {banned_until}, and may again from {free_from} on. Application {application} of {received_on} was refused.",
        ),
    ),
    text(
        "application_returned",
        ("申报{application}退回补正", "Application {application} was returned"),
        (
            "申报{application}由{by}退回补正，请于{correct_by}前重新提交（第{revision}次提交）。",
            "Application {application} was returned by {by}; please correct it by {correct_by} (submission {revision}).",
        ),
    ),
    text(
        "application_correction_missed",
        ("申报{application}补正逾期", "The correction of application {application} is late"),
        (
            "申报{application}至{correct_by}未补正，由人员决定如何处理。",
            "Application {application} was not corrected by {correct_by}; a person decides how it goes on.",
        ),
    ),
    text(
        "application_recommended",
        ("申报{application}已获推荐", "Application {application} was recommended"),
        (
            "推荐单位{unit}推荐申报{application}，受理审查至{accept_by}。",
            "Recommending unit {unit} recommends application {application}; acceptance is due by {accept_by}.",
        ),
    ),
    text(
        "application_awaits_acceptance",
        ("申报{application}待受理", "Application {application} awaits acceptance"),
        (
            "{institution_name}的申报{application}直接交省科技厅审查，受理审查至{accept_by}。",
            "Application {application} of {institution_name} is with the department directly; acceptance is due by {accept_by}.",
        ),
    ),
    text(
        "application_not_recommended",
        ("申报{application}未获推荐", "Application {application} was not recommended"),
        (
            "推荐单位{unit}于{given_on}决定不推荐申报{application}，理由见案卷。",
            "Recommending unit {unit} did not recommend application {application} on {given_on}; the file says why.",
        ),
    ),
    text(
        "application_accepted",
        ("申报{application}已受理", "Application {application} was accepted"),
        (
            "{institution_name}的申报{application}（{category}）已受理，进入评审。",
            "Application {application} of {institution_name} ({category}) was accepted and goes to review.",
        ),
    ),
    text(
        "application_not_accepted",
        ("申报{application}不予受理", "Application {application} was not accepted"),
        (
            "{institution_name}的申报{application}不予受理，理由见案卷。",
            "Application {application} of {institution_name} was not accepted; the file says why.",
        ),
    ),
    text(
        "application_recognised",
        ("申报{application}获认定", "Application {application} was recognised"),
        (
            "依文件{document_number}（{document_on}），认定{institution_name}的“{base_name_zh}”（{base}；英文名{base_name_en}）。",
            "Document {document_number} of {document_on} recognises {base_name_zh} of {institution_name}, base {base} (English name: {base_name_en}).",
        ),
    ),
    text(
        "application_admitted",
        ("申报{application}通过评审", "Application {application} was admitted"),
        (
            "{institution_name}的申报{application}经评审于{decided_on}同意进入后续程序（{destination}：library为项目库，funding为资助候选）。",
            "Application {application} of {institution_name} was admitted on {decided_on} ({destination}: library is the project library, funding the candidates for funding).",
        ),
    ),
    text(
        "application_not_recognised",
        ("申报{application}未获认定", "Application {application} was not recognised"),
        (
            "{decided_on}决定不认定{institution_name}的申报{application}，理由见案卷。",
            "Application {application} of {institution_name} was not recognised on {decided_on}; the file says why.",
        ),
    ),
    text(
        "application_lapsed",
        ("申报草稿{application}已失效", "Draft {application} lapsed"),
        (
            "草稿{application}至{submit_until}未提交，批次{call}已截止。",
            "Draft {application} was not lodged by {submit_until}; call {call} is closed.",
        ),
    ),
    text(
        "application_extended",
        ("申报{application}延期至{until}", "Application {application} has until {until}"),
        ("申报{application}可在{until}前提交。", "Application {application} may be lodged until {until}."),
    ),
    text(
        "application_withdrawn",
        ("申报{application}已撤回", "Application {application} was withdrawn"),
        (
            "{institution_name}撤回申报{application}。",
            "{institution_name} withdrew application {application}.",
        ),
    ),
    text(
        "application_void",
        ("申报{application}作废", "Application {application} is void"),
        (
            "{institution_name}的申报{application}于{found_on}查明含虚假信息，予以作废。",
            "False information in application {application} of {institution_name} was established on {found_on}; it is void.",
        ),
    ),
];
