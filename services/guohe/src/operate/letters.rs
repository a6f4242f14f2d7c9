//! `guohe dead-letters`.

use guohe_runtime::config::Settings;
use serde::Serialize;
use serde_json::Value;

use super::{
    Desk, OperateError,
    show::{beijing, print_json, table},
};
use crate::{cli::DeadLettersCommand, lang::Lang};
use guohe_flow::ports::DeadLetter;

/// Carries one of the commands out.
pub(super) async fn run(
    command: DeadLettersCommand,
    settings: &Settings,
    lang: Lang,
) -> Result<(), OperateError> {
    match command {
        DeadLettersCommand::List(place) => {
            let mut desk = Desk::open(&place, settings).await?;
            let letters = all(&mut desk).await?;
            desk.close().await;
            if place.json { print_json(&letters) } else { print_list(&letters, lang) }
        }
        DeadLettersCommand::Show(args) => {
            let (service, letter) = Desk::open(&args.place, settings).await?.find(&args.id).await?;
            let letter = Letter::of(&service, letter);
            if args.place.json { print_json(&letter) } else { print_whole(&letter, lang) }
        }
        DeadLettersCommand::Replay(args) => {
            if args.place.data.is_some() {
                return Err(OperateError::ReplayOffline);
            }
            let mut desk = Desk::open(&args.place, settings).await?;
            let (service, _) = desk.find(&args.id).await?;
            let outcome = desk.replay(&service, &args.id).await?;
            let done = Done { service: &service, id: &args.id, outcome: &outcome };
            let words = lang.pick("已重新处理", "replayed");
            if args.place.json { print_json(&done) } else { println!("{words}: {outcome}") }
        }
        DeadLettersCommand::Discard(args) => {
            let mut desk = Desk::open(&args.place, settings).await?;
            let (service, _) = desk.find(&args.id).await?;
            desk.discard(&service, &args.id).await?;
            desk.close().await;
            let done = Done { service: &service, id: &args.id, outcome: "discarded" };
            let words = lang.pick("已丢弃", "discarded");
            if args.place.json { print_json(&done) } else { println!("{words}: {}", args.id) }
        }
    }
    Ok(())
}

async fn all(desk: &mut Desk) -> Result<Vec<Letter>, OperateError> {
    let mut all = Vec::new();
    for service in desk.services() {
        all.extend(desk.letters(&service).await?.into_iter().map(|letter| Letter::of(&service, letter)));
    }
    Ok(all)
}

/// A dead letter as it is shown.
#[derive(Debug, Serialize)]
struct Letter {
    service: String,
    id: String,
    event_type: String,
    code: String,
    reason: String,
    attempts: u32,
    died_at: guohe_clock::Timestamp,
    /// The message, or its bytes as text where it is no JSON.
    body: Value,
}

/// What was done with one.
#[derive(Debug, Serialize)]
struct Done<'a> {
    service: &'a str,
    id: &'a str,
    outcome: &'a str,
}

impl Letter {
    fn of(service: &str, letter: DeadLetter) -> Self {
        let as_text = || Value::String(String::from_utf8_lossy(&letter.body).into_owned());
        let body = serde_json::from_slice(&letter.body).unwrap_or_else(|_| as_text());
        Self {
            service: service.to_owned(),
            id: letter.id,
            event_type: letter.event_type,
            code: letter.code,
            reason: letter.reason,
            attempts: letter.attempts,
            died_at: letter.died_at,
            body,
        }
    }
}

fn print_list(letters: &[Letter], lang: Lang) {
    if letters.is_empty() {
        println!("{}", lang.pick("没有死信。", "There are no dead letters."));
        return;
    }
    let header = lang.pick(
        ["服务", "编号", "类型", "代码", "原因", "次数", "时间（北京）"],
        ["service", "id", "type", "code", "reason", "attempts", "died (Beijing)"],
    );
    let mut table = table(header);
    for letter in letters {
        table.add_row([
            letter.service.as_str(),
            &letter.id,
            &letter.event_type,
            &letter.code,
            &letter.reason,
            &letter.attempts.to_string(),
            &beijing(letter.died_at),
        ]);
    }
    println!("{table}");
}

fn print_whole(letter: &Letter, lang: Lang) {
    let body = match &letter.body {
        Value::String(text) => text.clone(),
        json => serde_json::to_string_pretty(json).unwrap_or_default(),
    };
    let rows = [
        (lang.pick("服务", "service"), letter.service.clone()),
        (lang.pick("编号", "id"), letter.id.clone()),
        (lang.pick("类型", "type"), letter.event_type.clone()),
        (lang.pick("代码", "code"), letter.code.clone()),
        (lang.pick("原因", "reason"), letter.reason.clone()),
        (lang.pick("次数", "attempts"), letter.attempts.to_string()),
        (lang.pick("时间（北京）", "died (Beijing)"), beijing(letter.died_at)),
        (lang.pick("内容", "body"), body),
    ];
    let mut table = table([]);
    for (name, value) in rows {
        table.add_row([name, &value]);
    }
    println!("{table}");
}
