//! A panel as events leave it.

use guohe_api::SubjectKind;
use std::collections::BTreeMap;

use guohe_clock::Date;
use guohe_flow::Tasks;
use serde::{Deserialize, Serialize};

use super::{Candidate, PanelEvent, Ranking, Seat, SeatStatus};
use crate::matching::MOST_CANDIDATES;

/// Where a panel stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PanelStatus {
    /// Not wanted yet.
    #[default]
    None,
    /// An official has to form it.
    Wanted,
    /// Seats are offered and not all taken.
    Forming,
    /// No candidate is left for an open seat.
    Exhausted,
    /// Every seat is taken.
    Completed,
    /// The review is complete.
    Reviewed,
    /// The case ended without a review.
    Closed,
}

impl PanelStatus {
    /// The stable word, as attributes and refusals carry it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Wanted => "WANTED",
            Self::Forming => "FORMING",
            Self::Exhausted => "EXHAUSTED",
            Self::Completed => "COMPLETED",
            Self::Reviewed => "REVIEWED",
            Self::Closed => "CLOSED",
        }
    }
}

/// What the panel is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    /// What is reviewed.
    pub subject_kind: SubjectKind,
    /// Application or performance id.
    pub subject: String,
    /// Base id, for a performance evaluation.
    pub base: String,
    /// Institution under review.
    pub institution: String,
    /// Its partners.
    pub partners: Vec<String>,
    /// Base leader's person id, where known.
    pub leader: String,
    /// Category code.
    pub category: String,
    /// Field, in words.
    pub field: String,
    /// Pack the case is decided under.
    pub policy: String,
    /// Day by which sheets are due, where set (Beijing).
    pub review_due_on: Option<Date>,
}

/// One panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Panel {
    /// Where it stands.
    pub status: PanelStatus,
    /// What it is for.
    pub case: Case,
    /// Seats wanted; 0 before forming.
    pub size: u32,
    /// Day by which the last invited should answer (Beijing).
    pub answer_due_on: Option<Date>,
    /// Days a replacement gets to answer.
    pub answer_days: u32,
    /// Discipline codes matched.
    pub disciplines: Vec<String>,
    /// Persons and institutions left out by name.
    pub excluding: Vec<String>,
    /// Candidates, best first; those offered a seat included.
    pub candidates: Vec<Candidate>,
    /// Experts left out of the last ranking, by reason.
    pub excluded: BTreeMap<String, u32>,
    /// Experts looked at in the last ranking.
    pub pool_size: u32,
    /// Seats in order of offer.
    pub seats: Vec<Seat>,
    /// Experts who left the completed panel and whose seats are open.
    pub vacancies: Vec<String>,
    /// The last request that ranked the pool.
    pub ranked_by: String,
    /// Open tasks.
    pub tasks: Tasks,
    /// Day it was wanted (Beijing).
    pub opened_on: Option<Date>,
    /// Day every seat was taken first (Beijing).
    pub completed_on: Option<Date>,
}

impl Panel {
    /// Seats that are taken or may still be.
    pub fn active(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.status.is_active())
    }

    /// Seats not taken and not on offer.
    pub fn open_seats(&self) -> usize {
        (self.size as usize).saturating_sub(self.active().count())
    }

    /// Person ids of those who accepted, in order of offer.
    pub fn accepted(&self) -> Vec<String> {
        let taken = self.seats.iter().filter(|seat| seat.status == SeatStatus::Accepted);
        taken.map(|seat| seat.candidate.expert.clone()).collect()
    }

    /// An expert's seat, the latest one.
    pub fn seat(&self, expert: &str) -> Option<&Seat> {
        self.seats.iter().rev().find(|seat| seat.candidate.expert == expert)
    }

    /// The best candidate never offered a seat, of an institution that holds none.
    pub fn next_candidate(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| {
            let tried = self.seats.iter().any(|seat| seat.candidate.expert == candidate.expert);
            let seated = self.active().any(|seat| seat.candidate.institution == candidate.institution);
            !tried && !seated
        })
    }

    pub(super) fn evolve(mut self, event: &PanelEvent) -> Self {
        match event {
            PanelEvent::Wanted { case, task } => {
                self.status = PanelStatus::Wanted;
                self.case = case.clone();
                self.opened_on = Some(task.opened_on);
                self.tasks = task.clone().into();
            }
            PanelEvent::Formed {
                request,
                size,
                answer_due_on,
                answer_days,
                review_due_on,
                disciplines,
                excluding,
                ranking,
            } => {
                self.status = PanelStatus::Forming;
                self.size = *size;
                self.answer_due_on = Some(*answer_due_on);
                self.answer_days = *answer_days;
                self.case.review_due_on = *review_due_on;
                self.disciplines.clone_from(disciplines);
                self.excluding.clone_from(excluding);
                self.tasks.close_all();
                self.rank(request, ranking);
            }
            PanelEvent::CandidatesAdded { request, answer_due_on, ranking } => {
                self.status = PanelStatus::Forming;
                self.answer_due_on = Some(*answer_due_on);
                self.tasks.close_all();
                self.rank(request, ranking);
            }
            PanelEvent::SeatOffered { candidate, on, answer_due_on } => {
                self.answer_due_on = Some(*answer_due_on);
                let candidate = candidate.clone();
                let status = SeatStatus::Offered;
                self.seats.push(Seat { candidate, status, offered_on: *on, reason: String::new() });
                if self.status == PanelStatus::Exhausted && self.open_seats() == 0 {
                    self.status = PanelStatus::Forming;
                    self.tasks.close_all();
                }
            }
            PanelEvent::SeatInvited { expert } => self.mark(expert, SeatStatus::Invited, ""),
            PanelEvent::SeatAccepted { expert } => self.mark(expert, SeatStatus::Accepted, ""),
            PanelEvent::SeatGivenUp { expert, how, reason } => self.give_up(expert, *how, reason),
            PanelEvent::Exhausted { task } => {
                self.status = PanelStatus::Exhausted;
                self.tasks = task.clone().into();
            }
            PanelEvent::Completed { on } => {
                self.status = PanelStatus::Completed;
                self.completed_on = Some(*on);
            }
            PanelEvent::SeatRefilled { removed, .. } => {
                self.vacancies.retain(|vacancy| vacancy != removed);
                if self.accepted().len() == self.size as usize {
                    self.status = PanelStatus::Completed;
                }
            }
            PanelEvent::Reviewed => self.end(PanelStatus::Reviewed),
            PanelEvent::Closed { .. } => self.end(PanelStatus::Closed),
        }
        self
    }

    /// New candidates go before those not tried yet. Who had no room before may be asked again.
    fn rank(&mut self, request: &str, ranking: &Ranking) {
        self.ranked_by = request.to_owned();
        self.excluded.clone_from(&ranking.excluded);
        self.pool_size = ranking.pool_size;
        self.seats.retain(|seat| seat.status != SeatStatus::Unavailable);
        let earlier = std::mem::replace(&mut self.candidates, ranking.candidates.clone());
        for candidate in earlier {
            if !self.candidates.iter().any(|known| known.expert == candidate.expert) {
                self.candidates.push(candidate);
            }
        }
        self.candidates.truncate(MOST_CANDIDATES);
    }

    fn give_up(&mut self, expert: &str, how: SeatStatus, reason: &str) {
        let was_taken = self.seat(expert).is_some_and(|seat| seat.status == SeatStatus::Accepted);
        self.mark(expert, how, reason);
        if was_taken && self.completed_on.is_some() && how == SeatStatus::Recused {
            self.vacancies.push(expert.to_owned());
            if self.status == PanelStatus::Completed {
                self.status = PanelStatus::Forming;
            }
        }
    }

    fn mark(&mut self, expert: &str, status: SeatStatus, reason: &str) {
        if let Some(seat) = self.seats.iter_mut().rev().find(|seat| seat.candidate.expert == expert) {
            seat.status = status;
            reason.clone_into(&mut seat.reason);
        }
    }

    fn end(&mut self, status: PanelStatus) {
        self.status = status;
        self.tasks.close_all();
        self.vacancies.clear();
    }
}
