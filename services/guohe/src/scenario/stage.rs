//! Where a step's actors stand: clients of every service, request ids, and the bounded crowd that acts at once.

use std::{
    collections::BTreeMap,
    future::Future,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt, TryStreamExt, stream};
use guohe_api::common::v1::{Actor, CommandContext, Role};
use guohe_clock::{Date, beijing_date};
use tonic::{Code, Response, Status};

use super::{
    act,
    doors::{Doors, Unanswered},
    play::Refused,
    population::{Institution, Population},
    script::Script,
    step::Step,
    world::World,
};

/// The tenant of the whole script.
pub const DEPARTMENT: &str = "hunan";

/// Actors that act at once.
const CROWD: usize = 64;

/// How often a busy or unavailable service is asked again, and the real pause between.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// Why a step could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A service refused what the script takes for granted.
    #[error("{request}: {message}")]
    Refused {
        /// The request's id.
        request: String,
        /// The refusal.
        message: String,
    },
    /// A service did what the script expects it to refuse.
    #[error("{request} should have been refused and was not")]
    NotRefused {
        /// The request's id.
        request: String,
    },
    /// A question was not answered.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// Something the script builds on is not there.
    #[error("{0}")]
    Missing(String),
}

/// A step under way.
pub struct Stage<'a> {
    /// The script.
    pub script: &'a Script,
    /// Doors to the services.
    pub doors: Doors,
    step: &'a Step,
    world: Arc<dyn World>,
    sent: AtomicU64,
    refused: Mutex<BTreeMap<String, Refused>>,
}

impl<'a> Stage<'a> {
    /// Sets the stage for a step.
    pub fn new(script: &'a Script, step: &'a Step, world: Arc<dyn World>) -> Self {
        let doors = Doors::of(world.clone());
        Self { script, doors, step, world, sent: AtomicU64::new(0), refused: Mutex::new(BTreeMap::new()) }
    }

    /// Carries the step out.
    pub async fn perform(&self) -> Result<(), ActError> {
        act::perform(self, &self.step.act).await
    }

    /// Who plays.
    pub fn cast(&self) -> &'a Population {
        &self.script.population
    }

    /// Today in Beijing.
    pub fn today(&self) -> Date {
        beijing_date(self.world.now())
    }

    /// Commands sent in this step.
    pub fn commands(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Refusals that were met as expected, by request id.
    pub fn refusals(&self) -> BTreeMap<String, Refused> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The official in charge of bases.
    pub fn official(&self, what: &str) -> Option<CommandContext> {
        self.context("o-1", Role::Official, "", what)
    }

    /// Another official: decides what the first one proposed.
    pub fn chief(&self, what: &str) -> Option<CommandContext> {
        self.context("o-2", Role::Official, "", what)
    }

    /// The user of a host who files and lodges.
    pub fn clerk(&self, host: &Institution, what: &str) -> Option<CommandContext> {
        self.context(&host.clerk(), Role::Host, &host.code, what)
    }

    /// A recommending unit's user.
    pub fn unit(&self, unit: &str, what: &str) -> Option<CommandContext> {
        self.context(&format!("u-{unit}"), Role::Recommender, unit, what)
    }

    /// An expert.
    pub fn expert(&self, expert: &str, what: &str) -> Option<CommandContext> {
        self.context(expert, Role::Expert, "", what)
    }

    /// A command of somebody; its id is the step's name and what the command is about.
    pub fn context(&self, id: &str, role: Role, unit: &str, what: &str) -> Option<CommandContext> {
        let actor = Actor { id: id.to_owned(), role: role as i32, unit: unit.to_owned() };
        let request_id = format!("{}.{what}", self.step.name);
        Some(CommandContext { department: DEPARTMENT.to_owned(), request_id, actor: Some(actor) })
    }

    /// Sends a command that must succeed; a busy service is asked again with the same request.
    pub async fn command<T, R, F>(&self, what: &str, request: T, call: impl Fn(T) -> F) -> Result<R, ActError>
    where
        T: Clone,
        F: Future<Output = Result<Response<R>, Status>>,
    {
        let answer = self.send(request, call).await;
        answer.map_err(|status| self.failure(what, &status))
    }

    /// Sends a command that must be refused, and keeps the refusal under the step's name.
    pub async fn expect_refusal<T, R, F>(
        &self,
        what: &str,
        request: T,
        call: impl Fn(T) -> F,
    ) -> Result<(), ActError>
    where
        T: Clone,
        F: Future<Output = Result<Response<R>, Status>>,
    {
        match self.send(request, call).await {
            Ok(_) => Err(ActError::NotRefused { request: format!("{}.{what}", self.step.name) }),
            Err(status) => {
                let Some(refusal) = guohe_api::refusal_from(&status) else {
                    return Err(self.failure(what, &status));
                };
                let refused = Refused {
                    code: refusal.code,
                    message: refusal.message,
                    rules: refusal.rules.into_iter().map(|rule| (rule.rule, rule.article)).collect(),
                    fields: refusal.fields.into_iter().map(|(path, _)| path).collect(),
                };
                let mut kept = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
                kept.insert(self.step.name.clone(), refused);
                Ok(())
            }
        }
    }

    async fn send<T, R, F>(&self, request: T, call: impl Fn(T) -> F) -> Result<R, Status>
    where
        T: Clone,
        F: Future<Output = Result<Response<R>, Status>>,
    {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut tries = 0;
        loop {
            match call(request.clone()).await {
                Ok(answer) => return Ok(answer.into_inner()),
                Err(status) if is_passing(&status) && tries < TRIES => {
                    tries += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(status) => return Err(status),
            }
        }
    }

    fn failure(&self, what: &str, status: &Status) -> ActError {
        let reason = guohe_api::refusal_from(status).map(|refusal| refusal.code).unwrap_or_default();
        let message = format!("{} ({:?} {reason})", status.message(), status.code());
        ActError::Refused { request: format!("{}.{what}", self.step.name), message }
    }

    /// Lets a crowd act at once, a bounded number at a time; the first failure ends it.
    pub async fn crowd<T, F>(
        &self,
        items: impl IntoIterator<Item = T>,
        act: impl Fn(T) -> F,
    ) -> Result<(), ActError>
    where
        F: Future<Output = Result<(), ActError>>,
    {
        stream::iter(items.into_iter().map(act)).buffer_unordered(CROWD).try_collect().await
    }
}

/// What may pass: others were faster, or a fact is still on its way.
fn is_passing(status: &Status) -> bool {
    matches!(status.code(), Code::Aborted | Code::Unavailable)
}
