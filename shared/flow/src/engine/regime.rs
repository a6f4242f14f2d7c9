//! A service's own copy of the packs a department has adopted.
//!
//! Packs are data and change at run time, so they travel like any other fact: the registry adopts a pack by an
//! official's command and announces it; every service records it on its own `regime` stream, from which the
//! engine builds the [`PolicyBook`] of each decision. A restarted or added replica knows what its store knows.

use guohe_policy::{Calendar, Pack, PolicyBook, PolicyRef};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::{
    Attributes, Context, Decision, DecisionOf, Outgoing, Refusal, RefusalKind, Role, StreamKey, Workflow,
};

/// Type of the message that announces an adopted pack.
pub(crate) const REGIME_ADOPTED: &str = "registry.regime.adopted";

/// The workflow; one stream a department, id [`Regime::ID`].
#[derive(Debug, Clone, Copy)]
pub struct Regime {
    /// True in the one service that announces adoptions to the others.
    pub announces: bool,
}

/// Adopts a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum RegimeCommand {
    /// Adds a pack, and official calendar years with it.
    Adopt {
        /// The pack's canonical JSON.
        pack: String,
        /// The calendar's JSON; empty where no year is added.
        calendar: String,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum RegimeEvent {
    /// A pack was adopted.
    Adopted {
        /// Which.
        policy: PolicyRef,
        /// The pack's canonical JSON.
        pack: String,
        /// The calendar's JSON.
        calendar: String,
    },
}

/// Packs and calendar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegimeState {
    /// Adopted packs by reference and canonical JSON, in order of adoption.
    pub packs: Vec<(PolicyRef, String)>,
    /// Calendars adopted, as JSON, in order.
    pub calendars: Vec<String>,
}

impl Regime {
    /// Id of the one regime stream of a department.
    pub const ID: &'static str = "adopted";

    /// The regime stream of a department.
    pub fn stream(department: &str) -> StreamKey {
        StreamKey::new(department, Self::KIND, Self::ID)
    }
}

impl RegimeState {
    /// The policy book these packs make.
    pub fn book(&self) -> Result<PolicyBook, Refusal> {
        let damaged = |error: String| Refusal::new(RefusalKind::Invalid, "PACK_INVALID", error);
        let mut calendar = Calendar::weekends_only();
        for text in &self.calendars {
            let more: Calendar = serde_json::from_str(text).map_err(|e| damaged(format!("calendar: {e}")))?;
            calendar = calendar.and(more);
        }
        let mut book = PolicyBook::new(calendar);
        for (policy, text) in &self.packs {
            let pack = Pack::from_json(text).map_err(|e| damaged(format!("{}: {e}", policy.id)))?;
            book = book.with_pack(pack).map_err(|e| damaged(e.to_string()))?;
        }
        Ok(book)
    }
}

impl Workflow for Regime {
    const KIND: &'static str = "regime";
    type State = RegimeState;
    type Command = RegimeCommand;
    type Event = RegimeEvent;

    fn decide(
        &self,
        state: &RegimeState,
        command: &RegimeCommand,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        let RegimeCommand::Adopt { pack, calendar } = command;
        if context.cause.is_request() && context.actor.role != Role::Official {
            return Err(Refusal::forbidden(
                "OFFICIAL_ONLY",
                "only an official of the department adopts measures",
            ));
        }
        let parsed = Pack::from_json(pack)
            .map_err(|error| Refusal::invalid("PACK_INVALID", "pack", error.to_string()))?;
        let policy = parsed.reference();
        if let Some((known, _)) = state.packs.iter().find(|(known, _)| known.id == policy.id) {
            return if known.digest == policy.digest {
                Ok(Decision::nothing("adopted already").answer(policy))
            } else {
                let words = format!(
                    "{} is adopted with other content; a changed pack needs an id of its own",
                    policy.id
                );
                Err(Refusal::new(RefusalKind::Exists, "PACK_EXISTS", words))
            };
        }
        let event =
            RegimeEvent::Adopted { policy: policy.clone(), pack: pack.clone(), calendar: calendar.clone() };
        Self::evolve(state.clone(), &event).book()?;
        let decision = Decision::record(event).under(policy.clone()).answer(&policy);
        if !self.announces {
            return Ok(decision);
        }
        let payload = json!({"policy": policy.id, "packJson": pack, "calendarJson": calendar});
        Ok(decision.send(Outgoing::new(REGIME_ADOPTED, &payload)))
    }

    fn evolve(mut state: RegimeState, event: &RegimeEvent) -> RegimeState {
        let RegimeEvent::Adopted { policy, pack, calendar } = event;
        state.packs.push((policy.clone(), pack.clone()));
        if !calendar.is_empty() {
            state.calendars.push(calendar.clone());
        }
        state
    }

    fn attributes(state: &RegimeState) -> Attributes {
        Attributes::new()
            .number("packs", state.packs.len() as i64)
            .text("latest", state.packs.last().map(|(policy, _)| policy.id.clone()).unwrap_or_default())
    }
}
