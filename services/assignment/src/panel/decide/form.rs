//! Forming a panel and adding candidates to it.

use guohe_clock::Date;
use guohe_flow::{Cause, Context, Refusal, RefusalKind};
use guohe_policy::TimedPurpose;

use super::{Draft, Outcome, offer};
use crate::{
    checks,
    expert::check_discipline,
    panel::{Forming, Panel, PanelEvent, PanelStatus, Ranking},
    rules,
};

/// Most seats a panel may have.
const LARGEST_PANEL: u32 = 15;
/// Most seats ever offered by one panel.
const MOST_OFFERS: usize = 80;
/// Most disciplines and names in a request.
const LONGEST_LIST: usize = 50;

pub(super) fn form(state: &Panel, forming: &Forming, context: &Context<'_>) -> Outcome {
    checks::official(context, "FormPanel")?;
    match state.status {
        PanelStatus::Wanted | PanelStatus::Exhausted => {}
        PanelStatus::None => return Err(checks::not_found("panel", &context.stream.id)),
        other => return Err(Refusal::wrong_state("FormPanel", other.word())),
    }
    let pack = rules::pack(context, &state.case.policy)?;
    let size = check_size(state, forming.size, context)?;
    check_lists(forming)?;
    check_ranking(state, &forming.ranking)?;
    let today = context.today();
    let answer_due_on = answer_day(state, forming.answer_due_on, context)?;
    let by_setting = rules::due_by_setting(context, pack, TimedPurpose::ReviewDeadline, today);
    let review_due_on = match forming.review_due_on {
        Some(day) => Some(not_past("review_due_on", day, today)?),
        None => state.case.review_due_on.filter(|day| *day > today).or(by_setting),
    };
    let mut draft = Draft::of(state);
    draft.record(PanelEvent::Formed {
        request: request_id(context),
        size,
        answer_due_on,
        answer_days: u32::try_from((answer_due_on - today).num_days()).unwrap_or(0),
        review_due_on,
        disciplines: forming.disciplines.clone(),
        excluding: forming.excluding.clone(),
        ranking: forming.ranking.clone(),
    });
    draft.decision = std::mem::take(&mut draft.decision).under(pack.reference());
    draft.by(&rules::review_rule(pack));
    offer::fill(&mut draft, context);
    Ok(draft.decision)
}

pub(super) fn add_candidates(
    state: &Panel,
    ranking: &Ranking,
    answer_due_on: Option<Date>,
    context: &Context<'_>,
) -> Outcome {
    checks::official(context, "AddCandidates")?;
    match state.status {
        PanelStatus::Forming | PanelStatus::Exhausted => {}
        PanelStatus::None => return Err(checks::not_found("panel", &context.stream.id)),
        other => return Err(Refusal::wrong_state("AddCandidates", other.word())),
    }
    check_ranking(state, ranking)?;
    let answer_due_on = answer_day(state, answer_due_on, context)?;
    let mut draft = Draft::of(state);
    let request = request_id(context);
    draft.record(PanelEvent::CandidatesAdded { request, answer_due_on, ranking: ranking.clone() });
    offer::fill(&mut draft, context);
    Ok(draft.decision)
}

fn request_id(context: &Context<'_>) -> String {
    match context.cause {
        Cause::Request { id } => id.clone(),
        Cause::Message { .. } | Cause::Timer { .. } => String::new(),
    }
}

fn check_size(state: &Panel, asked: Option<u32>, context: &Context<'_>) -> Result<u32, Refusal> {
    let card = rules::pack(context, &state.case.policy)?.score_card();
    let (usual, quorum) = card.map_or((0, 1), |card| (card.experts, card.quorum.max(1)));
    let earlier = Some(state.size).filter(|size| *size > 0);
    let size = asked.or(earlier).unwrap_or(usual);
    if state.completed_on.is_some() && size != state.size {
        let words = format!("must stay {}: score sheets are open for that many seats", state.size);
        return Err(Refusal::invalid("PANEL_SIZE", "size", words));
    }
    let taken = u32::try_from(state.active().count()).unwrap_or(u32::MAX);
    if !(quorum..=LARGEST_PANEL).contains(&size) || size < taken {
        let least = quorum.max(taken);
        let words =
            format!("must be {least} to {LARGEST_PANEL}: the score card's quorum and the seats taken bind");
        return Err(Refusal::invalid("PANEL_SIZE", "size", words));
    }
    Ok(size)
}

fn check_lists(forming: &Forming) -> Result<(), Refusal> {
    for (path, list) in [("disciplines", &forming.disciplines), ("excluding", &forming.excluding)] {
        if list.len() > LONGEST_LIST {
            return Err(Refusal::invalid(
                "LIST_TOO_LONG",
                path,
                format!("must have at most {LONGEST_LIST} entries"),
            ));
        }
    }
    for (index, code) in forming.disciplines.iter().enumerate() {
        check_discipline(&format!("disciplines[{index}]"), code)?;
    }
    for (index, name) in forming.excluding.iter().enumerate() {
        checks::text(&format!("excluding[{index}]"), name)?;
    }
    Ok(())
}

/// Holds the last line against a conflict, whoever ranked: nobody of a party's institution gets a seat.
fn check_ranking(state: &Panel, ranking: &Ranking) -> Result<(), Refusal> {
    let case = &state.case;
    let conflicts = |institution: &str, expert: &str| {
        institution == case.institution
            || case.partners.iter().any(|partner| partner == institution)
            || (!case.leader.is_empty() && expert == case.leader)
    };
    if let Some(found) = ranking.candidates.iter().find(|c| conflicts(&c.institution, &c.expert)) {
        let words = format!("{} belongs to a party of the case; leave the expert out", found.expert);
        return Err(
            Refusal::new(RefusalKind::Rule, "EXPERT_EXCLUDED", words).field("experts", "has a conflict")
        );
    }
    if state.seats.len() > MOST_OFFERS {
        let words = format!(
            "the panel has offered more than {MOST_OFFERS} seats; close the case or recompose it by hand"
        );
        return Err(Refusal::new(RefusalKind::Limit, "TOO_MANY_OFFERS", words));
    }
    Ok(())
}

fn answer_day(state: &Panel, asked: Option<Date>, context: &Context<'_>) -> Result<Date, Refusal> {
    let today = context.today();
    if let Some(day) = asked {
        return not_past("answer_due_on", day, today);
    }
    let pack = rules::pack(context, &state.case.policy)?;
    rules::due_by_setting(context, pack, TimedPurpose::InvitationAnswer, today).ok_or_else(|| {
        Refusal::invalid(
            "DATE_MISSING",
            "answer_due_on",
            "is needed: the department has set no period for answers",
        )
    })
}

fn not_past(path: &str, day: Date, today: Date) -> Result<Date, Refusal> {
    if day >= today {
        Ok(day)
    } else {
        Err(Refusal::invalid("DATE_PAST", path, format!("lies before today, {today}")))
    }
}
