//! `guohe calendar load`, `proposal`, `confirm` and `withdraw`: a year into a system, in two steps.

use guohe_api::registry::v1::{CalendarProposal, MovedDate};
use guohe_runtime::config::Settings;
use indicatif::ProgressBar;
use serde::Serialize;
use std::time::Duration;

use super::{CalendarCommandError, check::text_of, place::Place};
use crate::{
    cli::{CalendarLoadArgs, CalendarPlaceArgs, CalendarProposalArgs, CalendarWithdrawArgs},
    lang::Lang,
    operate::show::{print_json, table},
};

/// A proposal as a program reads it.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    proposal: &'a str,
    year: i32,
    version: &'a str,
    status: &'a str,
    moved: Vec<Moved<'a>>,
    settled: u64,
}

#[derive(Debug, Serialize)]
struct Moved<'a> {
    service: &'a str,
    subject: &'a str,
    what: &'a str,
    rule: &'a str,
    article: &'a str,
    was_due: &'a str,
    was_late_from: &'a str,
    due: &'a str,
    late_from: &'a str,
    provisional: bool,
}

/// Proposes a year and lists what it would move. Nothing takes effect.
pub(super) async fn load(
    args: &CalendarLoadArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), CalendarCommandError> {
    let text = text_of(&args.file)?;
    let place = Place::open(&args.place, settings).await?;
    let file = args.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let waiting = spinner(&args.place, lang);
    let outcome = async {
        match place.propose(&file, text).await? {
            Some(proposal) => place.list(&proposal).await.map(Some),
            None => Ok(None),
        }
    };
    let outcome = outcome.await;
    waiting.finish_and_clear();
    place.close().await;
    match outcome? {
        Some(proposal) => print(&proposal, &args.place, lang),
        None if args.place.json => print_json(&serde_json::json!({"outcome": "KNOWN"})),
        None => println!(
            "{}",
            lang.pick(
                "这些日子已经载入，无需操作。",
                "These days are loaded already; there is nothing to do."
            )
        ),
    }
    Ok(())
}

/// Shows a proposal again.
pub(super) async fn proposal(
    args: &CalendarProposalArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), CalendarCommandError> {
    let place = Place::open(&args.place, settings).await?;
    let found = place.list(&args.proposal).await;
    place.close().await;
    print(&found?, &args.place, lang);
    Ok(())
}

/// Signs off: the year takes effect, and dates are counted again.
pub(super) async fn confirm(
    args: &CalendarProposalArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), CalendarCommandError> {
    let place = Place::open(&args.place, settings).await?;
    let confirmed = place.confirm(&args.proposal).await;
    place.close().await;
    print(&confirmed?, &args.place, lang);
    Ok(())
}

/// Takes a proposal back.
pub(super) async fn withdraw(
    args: &CalendarWithdrawArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<(), CalendarCommandError> {
    let place = Place::open(&args.place, settings).await?;
    let withdrawn = place.withdraw(&args.proposal, &args.reason).await;
    place.close().await;
    print(&withdrawn?, &args.place, lang);
    Ok(())
}

fn spinner(place: &CalendarPlaceArgs, lang: Lang) -> ProgressBar {
    if place.json {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(lang.pick("各服务正在查看期限……", "every service looks through its dates …"));
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

fn print(proposal: &CalendarProposal, place: &CalendarPlaceArgs, lang: Lang) {
    if place.json {
        print_json(&shown(proposal));
        return;
    }
    println!("{}", heading(proposal, lang));
    if !proposal.moved.is_empty() {
        println!("{}", moved_table(&proposal.moved, lang));
    }
    println!("{}", counted(proposal, lang));
    if proposal.status == "READY" {
        let id = &proposal.proposal;
        println!(
            "{}",
            lang.pick(
                format!("尚未生效。核对后由工作人员签认：guohe calendar confirm {id}"),
                format!("Nothing has taken effect. When you have looked at it, sign off: guohe calendar confirm {id}")
            )
        );
    }
}

fn heading(proposal: &CalendarProposal, lang: Lang) -> String {
    let status = match proposal.status.as_str() {
        "READY" => lang.pick("待签认", "waits for sign-off"),
        "CONFIRMED" => lang.pick("已生效", "in effect"),
        "WITHDRAWN" => lang.pick("已撤回", "withdrawn"),
        _ => lang.pick("查看中", "being looked at"),
    };
    let CalendarProposal { proposal, year, version, .. } = proposal;
    lang.pick(
        format!("{year}年放假安排（{version}），编号{proposal}：{status}"),
        format!("Calendar of {year} ({version}), proposal {proposal}: {status}"),
    )
}

fn counted(proposal: &CalendarProposal, lang: Lang) -> String {
    let (moved, settled) = (proposal.moved.len(), proposal.settled);
    lang.pick(
        format!("变动的日期{moved}个；日期不变、由暂定转为确定的{settled}个。"),
        format!("Dates that move: {moved}. Dates that stay and are settled: {settled}."),
    )
}

fn moved_table(moved: &[MovedDate], lang: Lang) -> comfy_table::Table {
    let header = lang.pick(
        ["事项", "期限", "条款", "原为", "现为", "逾期起算"],
        ["subject", "what", "rule", "was", "becomes", "late from"],
    );
    let mut table = table(header);
    for one in moved {
        let rule =
            one.rule.as_ref().map(|rule| format!("{} {}", rule.rule, rule.article)).unwrap_or_default();
        let late = if one.late_from == one.was_late_from {
            one.late_from.clone()
        } else {
            format!("{} → {}", one.was_late_from, one.late_from)
        };
        let provisional = if one.provisional { lang.pick("（仍暂定）", " (provisional)") } else { "" };
        table.add_row([
            one.subject.clone(),
            one.what.clone(),
            rule,
            one.was_due.clone(),
            format!("{}{provisional}", one.due),
            late,
        ]);
    }
    table
}

fn shown(proposal: &CalendarProposal) -> Shown<'_> {
    let moved = proposal.moved.iter().map(|one| Moved {
        service: &one.service,
        subject: &one.subject,
        what: &one.what,
        rule: one.rule.as_ref().map_or("", |rule| &rule.rule),
        article: one.rule.as_ref().map_or("", |rule| &rule.article),
        was_due: &one.was_due,
        was_late_from: &one.was_late_from,
        due: &one.due,
        late_from: &one.late_from,
        provisional: one.provisional,
    });
    Shown {
        proposal: &proposal.proposal,
        year: proposal.year,
        version: &proposal.version,
        status: &proposal.status,
        moved: moved.collect(),
        settled: proposal.settled,
    }
}
