//! Who may not apply, until when, and on which ground.

use guohe_api::registry::v1::{Ban, Institution};

use super::{BarredTold, text};
use crate::{demo::findings::Findings, scenario::Script};

pub(super) fn tell(script: &Script, findings: &Findings) -> Vec<BarredTold> {
    let mut barred: Vec<BarredTold> = findings
        .institutions
        .iter()
        .flat_map(|institution| institution.bans.iter().map(move |ban| (institution, ban)))
        .map(|(institution, ban)| bar(script, findings, institution, ban))
        .collect();
    barred.sort_by(|one, other| one.document_on.cmp(&other.document_on));
    barred
}

fn bar(script: &Script, findings: &Findings, institution: &Institution, ban: &Ban) -> BarredTold {
    let name = script.population.host_by_code(&institution.institution).map(|host| host.name_zh.clone());
    let ground = ban.ground.clone().unwrap_or_default();
    let matter = findings.matters.iter().find(|matter| {
        matter.ground.as_ref().is_some_and(|other| other.rule == ground.rule) && matter.ground_text.is_some()
    });
    BarredTold {
        institution: name.unwrap_or_else(|| institution.institution.clone()),
        source: ban.source.clone(),
        ground: format!("{} {}", ground.rule, ground.article),
        ground_text: text(matter.and_then(|matter| matter.ground_text.as_ref())),
        document_on: ban.document_on.clone(),
        banned_until: ban.banned_until.clone(),
        free_from: ban.free_from.clone(),
        state: ban.state.clone(),
    }
}
