//! A service's own copy of the packs a department has adopted.
//!
//! Packs are data and change at run time, so they travel like any other fact: the registry adopts a pack by an
//! official's command and announces it; every service records it on its own `regime` stream, from which the
//! engine builds the [`PolicyBook`] of each decision. A restarted or added replica knows what its store knows.

use guohe_policy::{Calendar, CalendarYear, Loading, Pack, PolicyBook, PolicyRef, TimedPurpose};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::model::{
    Attributes, Context, Decision, DecisionOf, Outgoing, Refusal, RefusalKind, Role, StreamKey, Task, Tasks,
    TimerReceipt, Workflow,
};

/// Type of the message that announces an adopted pack.
pub(crate) const REGIME_ADOPTED: &str = "registry.regime.adopted";

/// Name of the timer of 1 December.
const ASK_FOR_YEAR: &str = "ask_for_year";

/// Task of an official: the next year's calendar is missing.
const LOAD_CALENDAR: &str = "load_calendar";

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
        /// The calendar's JSON; empty where no year is added. Only the first pack brings years that are new:
        /// later they move dates, which an official has to see first ([`crate::CalendarFlow`]).
        calendar: String,
    },
    /// Message: a calendar year was confirmed and is effective from now on.
    AddYear {
        /// The schedule.
        year: CalendarYear,
        /// The proposal an official confirmed.
        proposal: String,
    },
    /// Timer of 1 December (WF-20): is the next year's calendar loaded?
    AskForYear {
        /// The year that is to be loaded.
        year: i32,
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
    /// A calendar year became effective.
    YearAdded {
        /// The schedule.
        year: CalendarYear,
        /// The proposal an official confirmed.
        proposal: String,
    },
    /// The next year's calendar is not loaded on 1 December: an official is asked for it.
    YearMissing {
        /// The year.
        year: i32,
        /// What to do.
        task: Task,
    },
}

/// Packs and calendar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegimeState {
    /// Adopted packs by reference and canonical JSON, in order of adoption.
    pub packs: Vec<(PolicyRef, String)>,
    /// Calendars adopted, as JSON, in order.
    pub calendars: Vec<String>,
    /// Open tasks.
    #[serde(default, skip_serializing_if = "no_tasks")]
    pub tasks: Tasks,
}

fn no_tasks(tasks: &Tasks) -> bool {
    tasks.is_empty()
}

impl Regime {
    /// Id of the one regime stream of a department.
    pub const ID: &'static str = "adopted";

    /// The regime stream of a department.
    pub fn stream(department: &str) -> StreamKey {
        StreamKey::new(department, Self::KIND, Self::ID)
    }
}

impl Regime {
    fn adopt(
        &self,
        state: &RegimeState,
        pack: &str,
        calendar: &str,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
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
        let calendar = years_of(state, calendar, context)?;
        let event = RegimeEvent::Adopted {
            policy: policy.clone(),
            pack: pack.to_owned(),
            calendar: calendar.clone(),
        };
        Self::evolve(state.clone(), &event).book()?;
        let decision = Decision::record(event).under(policy.clone()).answer(&policy);
        if !self.announces {
            return Ok(decision);
        }
        let payload = json!({"policy": policy.id, "packJson": pack, "calendarJson": calendar});
        Ok(ask_next(decision, context).send(Outgoing::new(REGIME_ADOPTED, &payload)))
    }

    /// A confirmed year. It comes by the registry's message only: what it moves was shown before.
    fn add_year(
        &self,
        state: &RegimeState,
        year: &CalendarYear,
        proposal: &str,
        context: &Context<'_>,
    ) -> Result<DecisionOf<Self>, Refusal> {
        if context.cause.is_request() {
            let words = "a calendar year is proposed, looked at and confirmed; see `guohe calendar load`";
            return Err(Refusal::forbidden("CALENDAR_BY_PROPOSAL", words));
        }
        if context.policies.calendar().year(year.year) == Some(year) {
            return Ok(Decision::nothing("loaded already"));
        }
        let event = RegimeEvent::YearAdded { year: year.clone(), proposal: proposal.to_owned() };
        Self::evolve(state.clone(), &event).book()?;
        Ok(Decision::record(event))
    }

    /// 1 December: the next year's calendar is there, or an official is asked for it.
    fn ask_for_year(&self, year: i32, context: &Context<'_>) -> DecisionOf<Self> {
        let decision = if context.policies.calendar().year(year).is_some() {
            Decision::nothing("the year is loaded")
        } else {
            let question = format!(
                "The official calendar of {year} is not loaded: dates in {year} are provisional. Load it with `guohe \
                 calendar load` when the State Council's notice is out."
            );
            let rule = context
                .policies
                .in_force(context.today())
                .ok()
                .and_then(|pack| Some(pack.timed_rule(TimedPurpose::CalendarLoad)?.rule()));
            let task = Task::official(LOAD_CALENDAR, context.today(), question)
                .about(year.to_string())
                .due(guohe_policy::Date::from_ymd_opt(year - 1, 12, 31))
                .by(rule.clone());
            rule.into_iter().fold(Decision::record(RegimeEvent::YearMissing { year, task }), Decision::by)
        };
        set_ask(decision, year + 1)
    }
}

/// The years a pack brings: any for the first pack of a department; for a later one none that is new, and none
/// that contradicts.
fn years_of(state: &RegimeState, calendar: &str, context: &Context<'_>) -> Result<String, Refusal> {
    if calendar.is_empty() || state.packs.is_empty() {
        return Ok(calendar.to_owned());
    }
    let unread =
        |error: serde_json::Error| Refusal::invalid("CALENDAR_INVALID", "calendars", error.to_string());
    let brought: Calendar = serde_json::from_str(calendar).map_err(unread)?;
    for year in brought.years() {
        match context.policies.calendar().loading(year) {
            Ok(Loading::Known) => {}
            Ok(_) => {
                let words = format!(
                    "{} is not loaded, and loading it may move dates: load it with `guohe calendar load`, which \
                     shows them and asks for sign-off",
                    year.reference()
                );
                return Err(Refusal::new(RefusalKind::WrongState, "CALENDAR_BY_PROPOSAL", words));
            }
            Err(error) => {
                return Err(Refusal::new(RefusalKind::Exists, "CALENDAR_CONTRADICTS", error.to_string()));
            }
        }
    }
    Ok(String::new())
}

/// Sets the timer of the next 1 December (WF-20).
fn ask_next(decision: DecisionOf<Regime>, context: &Context<'_>) -> DecisionOf<Regime> {
    let today = context.today();
    let this = chrono::Datelike::year(&today);
    let passed = guohe_policy::Date::from_ymd_opt(this, 12, 1).is_some_and(|first| first <= today);
    set_ask(decision, if passed { this + 2 } else { this + 1 })
}

fn set_ask(decision: DecisionOf<Regime>, year: i32) -> DecisionOf<Regime> {
    let Some(on) = guohe_policy::Date::from_ymd_opt(year - 1, 12, 1) else { return decision };
    let receipt =
        TimerReceipt::set_by(format!("1 December: is the official calendar of {year} loaded (WF-20)?"));
    decision.set_timer(
        ASK_FOR_YEAR,
        guohe_clock::start_of_day(on),
        RegimeCommand::AskForYear { year },
        receipt,
    )
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
        match command {
            RegimeCommand::Adopt { pack, calendar } => self.adopt(state, pack, calendar, context),
            RegimeCommand::AddYear { year, proposal } => self.add_year(state, year, proposal, context),
            RegimeCommand::AskForYear { year } => Ok(self.ask_for_year(*year, context)),
        }
    }

    fn evolve(mut state: RegimeState, event: &RegimeEvent) -> RegimeState {
        match event {
            RegimeEvent::Adopted { policy, pack, calendar } => {
                state.packs.push((policy.clone(), pack.clone()));
                if !calendar.is_empty() {
                    state.calendars.push(calendar.clone());
                }
            }
            RegimeEvent::YearAdded { year, .. } => {
                let calendar = Calendar::default().with_year(year.clone());
                state.calendars.extend(serde_json::to_string(&calendar).ok());
                state.tasks.close(LOAD_CALENDAR, &year.year.to_string());
            }
            RegimeEvent::YearMissing { task, .. } => state.tasks.open(task.clone()),
        }
        state
    }

    fn attributes(state: &RegimeState) -> Attributes {
        Attributes::new()
            .number("packs", state.packs.len() as i64)
            .text("latest", state.packs.last().map(|(policy, _)| policy.id.clone()).unwrap_or_default())
            .text("task", state.tasks.first_code())
    }
}
