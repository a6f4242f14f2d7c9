//! A review: the score sheets of one panel. The stream's id is the application's or performance's.
//!
//! Owns the sheets, the card they are scored by, and the result. A passed day opens a task and reminds; it never
//! drops an expert and never fails a case. A seat replaced voids its sheet and reopens a completed review.

mod command;
mod decide;
mod event;
mod state;
#[cfg(test)]
mod tests;

use guohe_flow::{Attributes, Context, Decision, Recount, Refusal, Workflow};

pub use command::{Opening, ReviewCommand};
pub use event::ReviewEvent;
pub use state::{Review, ReviewStatus, Sheet, SheetStatus};

/// The workflow of reviews.
#[derive(Debug, Clone, Copy)]
pub struct Reviews;

impl Workflow for Reviews {
    const KIND: &'static str = "review";
    type State = Review;
    type Command = ReviewCommand;
    type Event = ReviewEvent;

    fn decide(
        &self,
        state: &Review,
        command: &ReviewCommand,
        context: &Context<'_>,
    ) -> Result<Decision<ReviewEvent, ReviewCommand>, Refusal> {
        decide::decide(state, command, context)
    }

    fn evolve(state: Review, event: &ReviewEvent) -> Review {
        state.evolve(event)
    }

    fn recount(mut state: Review, recount: &Recount) -> Review {
        if recount.timer == decide::SHEETS_TIMER {
            state.due_on = Some(recount.deadline.due);
        }
        state
    }

    fn recounted(
        &self,
        state: &Review,
        recount: &Recount,
        context: &Context<'_>,
    ) -> Result<Decision<ReviewEvent, ReviewCommand>, Refusal> {
        Ok(decide::recounted(state, recount, context))
    }

    fn attributes(state: &Review) -> Attributes {
        Attributes::new()
            .text("state", state.status.word())
            .text("task", state.tasks.first_code())
            .text("subject_kind", state.subject_kind.word())
            .text("panel", &state.panel)
            .date("due_on", state.due_on)
    }
}
