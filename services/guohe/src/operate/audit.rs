//! `guohe audit verify`.

use guohe_flow::{AuditReport, CheckedRoots, PublicKey, RootFinding, RootScope, RootStatement};
use guohe_runtime::config::Settings;
use serde::Serialize;

use super::{
    Desk, OperateError,
    audit_roots::known_key,
    show::{beijing, print_json, table},
};
use crate::{cli::AuditVerifyArgs, lang::Lang};

/// What was found in one service's store.
#[derive(Debug)]
pub(super) struct Audited {
    pub(super) chains: AuditReport,
    pub(super) roots: RootsFound,
}

/// What the signed roots show.
#[derive(Debug, Serialize)]
pub(super) struct RootsFound {
    /// Roots kept.
    pub(super) kept: u64,
    /// Those computed anew.
    pub(super) computed: u64,
    /// The latest one.
    pub(super) latest: Option<RootStatement>,
    /// Public keys they are signed with, hex.
    pub(super) keys: Vec<String>,
    /// True where those were compared with trusted ones.
    pub(super) keys_compared: bool,
    /// What is wrong.
    pub(super) findings: Vec<RootFinding>,
}

impl RootsFound {
    /// From a check of files.
    pub(super) fn new(checked: CheckedRoots, keys_compared: bool) -> Self {
        Self {
            kept: checked.kept,
            computed: checked.computed,
            latest: checked.latest.map(|root| root.statement),
            keys: checked.keys.iter().map(PublicKey::to_string).collect(),
            keys_compared,
            findings: checked.findings,
        }
    }
}

/// A service's report as it is shown.
#[derive(Debug, Serialize)]
struct Verdict {
    service: String,
    streams: u64,
    events: u64,
    findings: Vec<String>,
    roots: RootsFound,
}

impl Verdict {
    fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.roots.findings.is_empty()
    }
}

/// Checks the chosen services; true where nothing is wrong.
pub(super) async fn verify(
    args: &AuditVerifyArgs,
    settings: &Settings,
    lang: Lang,
) -> Result<bool, OperateError> {
    let trusted = trusted(args, settings)?;
    let scope = if args.all_roots { RootScope::All } else { RootScope::Latest };
    let mut desk = Desk::open(&args.place, settings).await?;
    let mut verdicts = Vec::new();
    for service in desk.services() {
        let Audited { chains, roots } = desk.verify(&service, scope, &trusted).await?;
        let AuditReport { streams, events, findings, .. } = chains;
        verdicts.push(Verdict { service, streams, events, findings, roots });
    }
    desk.close().await;
    if args.place.json {
        print_json(&verdicts)
    } else {
        print(&verdicts, lang)
    }
    Ok(verdicts.iter().all(Verdict::is_sound))
}

/// The keys named; without any the one that settings or data folder hold. A running system adds its own.
fn trusted(args: &AuditVerifyArgs, settings: &Settings) -> Result<Vec<PublicKey>, OperateError> {
    if !args.keys.is_empty() || args.place.data.is_none() {
        return Ok(args.keys.clone());
    }
    Ok(known_key(args.place.data.as_deref(), settings)?.into_iter().collect())
}

fn print(verdicts: &[Verdict], lang: Lang) {
    let header = lang.pick(
        ["服务", "事件流", "事件", "签名根", "最新根截至（北京时间）", "问题"],
        ["service", "streams", "events", "roots", "latest root as of (Beijing)", "findings"],
    );
    let mut table = table(header);
    for verdict in verdicts {
        let latest = verdict.roots.latest.as_ref().map(|root| beijing(root.as_of));
        table.add_row([
            verdict.service.clone(),
            verdict.streams.to_string(),
            verdict.events.to_string(),
            verdict.roots.kept.to_string(),
            latest.unwrap_or_else(|| "-".to_owned()),
            (verdict.findings.len() + verdict.roots.findings.len()).to_string(),
        ]);
    }
    println!("{table}");
    for verdict in verdicts {
        for finding in &verdict.findings {
            println!("{}: {finding}", verdict.service);
        }
        for RootFinding { root, code, stream, words } in &verdict.roots.findings {
            let about = if stream.is_empty() { String::new() } else { format!("{stream}: ") };
            println!("{}: {about}{words} ({} {root}, {code})", verdict.service, lang.pick("签名根", "root"));
        }
    }
    print_keys(verdicts, lang);
    let sound = verdicts.iter().all(Verdict::is_sound);
    let roots = verdicts.iter().any(|verdict| verdict.roots.kept > 0);
    let words = match (sound, roots) {
        (true, true) => lang.pick("全部事件链和签名根完整。", "Every chain is whole, and so is every root."),
        (true, false) => lang.pick(
            "全部事件链完整；尚无签名根，无从查知末尾被截或整流消失（guohe audit root）。",
            "Every chain is whole. There are no signed roots yet, which would show a cut tail or a vanished stream; \
             take one with `guohe audit root`.",
        ),
        (false, _) => lang.pick("发现问题，见上。", "Something is wrong; see above."),
    };
    println!("{words}");
}

/// Says which keys nobody has compared: a root signed anew with another key looks whole by itself.
fn print_keys(verdicts: &[Verdict], lang: Lang) {
    let uncompared = verdicts.iter().filter(|verdict| !verdict.roots.keys_compared);
    let keys: std::collections::BTreeSet<&String> =
        uncompared.flat_map(|verdict| &verdict.roots.keys).collect();
    for key in keys {
        let words = lang.pick(
            "签名公钥未经核对，请与留存的公钥比较，或用 --key 指定：",
            "Signed with a key that nothing here vouches for; compare it with the one you noted, or name that with --key:",
        );
        println!("{words} {key}");
    }
}
