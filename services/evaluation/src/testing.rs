//! What the tests of this crate share: places to decide in, and the carrying out of commands, which holds every
//! notice against its table.

use guohe_api::notices::names_of;
use guohe_flow::{DecisionOf, Workflow};
use guohe_testkit::decide;
pub(crate) use guohe_testkit::decide::{
    HUNAN as POLICY, Scene, book_of as book, date, hold_table, noon, noticed, sent_types as sent, short,
    timers,
};

use crate::notices::{DEADLINES, TEMPLATES};

/// Carries a command out on a state, as the engine does; every notice and deadline must carry exactly the values
/// its table names.
pub(crate) fn tell<W: Workflow>(
    workflow: &W,
    state: &mut W::State,
    scene: &Scene,
    command: &W::Command,
) -> DecisionOf<W> {
    let decision = decide::tell(workflow, state, scene, command);
    decide::hold_values(
        &decision.messages,
        |code| names_of(TEMPLATES, code),
        |name| names_of(DEADLINES, name),
    );
    decision
}
