//! Panels, sheets and recognition.

use guohe_api::{
    assignment::v1::{InvitationState, PanelState, SeatState},
    intake::v1::ApplicationStatus,
};

use super::{Found, Look, ensure, equal, listed};
use crate::scenario::population::{Case, PanelFate};

pub(super) fn declined(look: &Look<'_>) -> Found {
    answered(look, PanelFate::Declines, InvitationState::Declined)
}

pub(super) fn silent(look: &Look<'_>) -> Found {
    answered(look, PanelFate::Silent, InvitationState::Silent)
}

pub(super) fn conflict(look: &Look<'_>) -> Found {
    answered(look, PanelFate::Conflict, InvitationState::Conflict)
}

fn of_fate<'a>(look: &Look<'a>, fate: PanelFate) -> Vec<&'a Case> {
    look.script.population.cases.iter().filter(|case| case.panel == fate).collect()
}

/// On each panel of the fate one invitation ended so, and the review was completed by somebody else.
fn answered(look: &Look<'_>, fate: PanelFate, state: InvitationState) -> Found {
    let cases = of_fate(look, fate);
    for case in &cases {
        let panel = format!("p-{}", case.id);
        let found = look.findings.invitations.iter().filter(|i| i.panel == panel && i.state() == state);
        ensure(found.count() == 1, || format!("not one {} on {panel}", state.as_str_name()))?;
        reviewed(look, &panel)?;
    }
    Ok(listed(cases.iter().map(|case| case.id.as_str())))
}

fn reviewed(look: &Look<'_>, panel: &str) -> Result<(), String> {
    let found = look.findings.panels.iter().find(|other| other.panel == panel);
    let found = found.ok_or_else(|| format!("there is no panel {panel}"))?;
    let taken = found.seats.iter().filter(|seat| seat.state() == SeatState::Accepted).count();
    ensure(found.state() == PanelState::Reviewed && taken == found.size as usize, || {
        format!("{panel} is {} with {taken} of {} seats", found.state().as_str_name(), found.size)
    })
}

pub(super) fn recused(look: &Look<'_>) -> Found {
    let cases = of_fate(look, PanelFate::Recused);
    for case in &cases {
        let panel = format!("p-{}", case.id);
        let found = look.findings.panels.iter().find(|other| other.panel == panel);
        let recused = found
            .map_or(0, |panel| panel.seats.iter().filter(|seat| seat.state() == SeatState::Recused).count());
        ensure(recused == 1, || format!("{recused} experts of {panel} are recused"))?;
        reviewed(look, &panel)?;
    }
    Ok(listed(cases.iter().map(|case| case.id.as_str())))
}

pub(super) fn late_sheet(look: &Look<'_>) -> Found {
    let cases = of_fate(look, PanelFate::LateSheet);
    let mut due = String::new();
    for case in &cases {
        let review = look.findings.reviews.iter().find(|review| review.review == case.id);
        let review = review.ok_or_else(|| format!("{} was never reviewed", case.id))?;
        let late = review.sheets.iter().filter(|sheet| sheet.late).count();
        ensure(late == 1, || format!("{late} sheets of {} are late", case.id))?;
        due.clone_from(&review.due_on);
    }
    Ok(format!("{due} → 2026-09-03 · {}", listed(cases.iter().map(|case| case.id.as_str()))))
}

/// Every base of the category bears the name of the template (Art. 9(4)).
pub(super) fn recognised(look: &Look<'_>, category: &str, short: &str) -> Found {
    let cases = look.script.population.with_fate(|fate| fate.is_recognised());
    let cases: Vec<&Case> = cases.into_iter().filter(|case| case.category == category).collect();
    let mut example = String::new();
    for case in &cases {
        look.in_state(look.application(&case.id)?, ApplicationStatus::Recognised)?;
        let base =
            look.findings.base(&case.base).ok_or_else(|| format!("{} is not in the register", case.base))?;
        let name = base.name.clone().unwrap_or_default().zh;
        let expected = format!("湖南省科学技术厅{}国际科技合作基地（{short}）", case.field.0);
        equal("the name", &name, &expected)?;
        example = name;
    }
    Ok(format!("{} · {example}", cases.len()))
}
