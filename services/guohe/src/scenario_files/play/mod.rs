//! Plays a scenario against a whole embedded system on a simulated clock.
//!
//! Owns the order of things: time moves to each step through everything that is due before, the step is one or more
//! commands over gRPC like anybody's, and what is expected is asked of the services. It never reaches into them.

mod ask;
mod calendar;
mod courses;
mod people;
mod sums;

use std::collections::BTreeMap;

use guohe_clock::{Date, Timestamp, beijing_date};
use guohe_flow::Refusal;
use tonic::Status;

use super::{
    compare::{Difference, Names, differences},
    file::{Department, Expectation, Refused, Scenario, Step, What},
    outcome::{Checked, Played},
    packs,
    problem::{Problem, Spot},
    wire,
};
use crate::{
    demo::worlds::EmbeddedWorld,
    policies::PackLibrary,
    scenario::{World, WorldError},
    system::StoreChoice,
};

pub use sums::Sums;

/// How often a busy service is asked again.
const TRIES: u32 = 20;

/// Why a command or question was not answered.
#[derive(Debug)]
pub(super) enum Halt {
    /// The service refuses, and says why.
    Refused(Box<Refusal>),
    /// It cannot be asked, or does not answer.
    Broken(String),
}

impl From<String> for Halt {
    fn from(message: String) -> Self {
        Self::Broken(message)
    }
}

impl From<WorldError> for Halt {
    fn from(error: WorldError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<Status> for Halt {
    fn from(status: Status) -> Self {
        match wire::refusal(&status) {
            Some(refusal) => Self::Refused(Box::new(refusal)),
            None => Self::Broken(format!("{:?}: {}", status.code(), status.message())),
        }
    }
}

/// A scenario being played.
pub(super) struct Play<'a> {
    scenario: &'a Scenario,
    library: &'a PackLibrary,
    world: EmbeddedWorld,
    names: Names,
    /// The latest call announced, by department.
    calls: BTreeMap<String, String>,
    /// The latest proposal of a calendar year, by department.
    proposals: BTreeMap<String, String>,
    /// What the step is called in request ids.
    step: String,
    /// Commands sent in it.
    sent: u32,
}

/// Plays a scenario; what is computed only needs no system.
pub async fn play(scenario: &Scenario, library: &PackLibrary) -> Played {
    let watch = guohe_clock::stopwatch();
    let mut played = Played {
        file: scenario.file.to_string(),
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        checked: Vec::new(),
        unreached: 0,
        problems: Vec::new(),
        elapsed_ms: 0,
    };
    let sums = Sums::new(scenario, library);
    if let Err(problem) = carry_out(scenario, library, &sums, &mut played).await {
        played.problems.push(problem);
        played.unreached = scenario.expectations().saturating_sub(played.checked.len());
    }
    played.elapsed_ms = watch.elapsed().as_millis() as u64;
    played
}

async fn carry_out(
    scenario: &Scenario,
    library: &PackLibrary,
    sums: &Sums<'_>,
    played: &mut Played,
) -> Result<(), Problem> {
    let (Some(start), false) = (scenario.start, scenario.steps.is_empty()) else {
        for expectation in &scenario.expect {
            played.checked.push(sums.check(expectation)?);
        }
        return Ok(());
    };
    let top = scenario.cast.departments.first().map(|department| department.spot.clone());
    let top = top.unwrap_or(Spot { file: scenario.file.clone(), line: 0, column: 0 });
    let world = EmbeddedWorld::start_on(StoreChoice::Memory, None, start).await;
    let world = world.map_err(|error| Problem::new("SYSTEM_NOT_STARTED", &top, error.to_string()))?;
    let names = scenario.cast.institutions.iter().map(|(name, host)| (name.clone(), host.code.clone()));
    let mut play = Play {
        scenario,
        library,
        world,
        names: names.collect(),
        calls: BTreeMap::new(),
        proposals: BTreeMap::new(),
        step: "setup".to_owned(),
        sent: 0,
    };
    let done = play.all(sums, played).await;
    play.world.stop().await;
    done
}

impl Play<'_> {
    async fn all(&mut self, sums: &Sums<'_>, played: &mut Played) -> Result<(), Problem> {
        for department in &self.scenario.cast.departments {
            self.set_up(department).await.map_err(|halt| impossible(&department.spot, "the setup", &halt))?;
        }
        for expectation in &self.scenario.expect {
            played.checked.push(self.check(expectation, sums).await?);
        }
        for step in &self.scenario.steps {
            self.step(step, sums, played).await?;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step, sums: &Sums<'_>, played: &mut Played) -> Result<(), Problem> {
        let stuck = |halt: Halt| impossible(&step.spot, step.kind.name, &halt);
        self.reach(step.at).await.map_err(stuck)?;
        self.step = format!("{}.{}", self.scenario.id, step.number);
        self.sent = 0;
        let done = self.perform(step).await;
        self.world.settle().await.map_err(|error| stuck(error.into()))?;
        match (&step.refused, done) {
            (None, Ok(())) => {}
            (Some(wanted), Ok(())) => played.checked.push(not_refused(step, wanted)),
            (Some(wanted), Err(Halt::Refused(refusal))) => {
                played.checked.push(refused(step, wanted, &refusal));
            }
            (_, Err(halt)) => return Err(stuck(halt)),
        }
        for expectation in &step.expect {
            played.checked.push(self.check(expectation, sums).await?);
        }
        Ok(())
    }

    /// Moves time to an instant, stopping wherever something happens by itself.
    async fn reach(&self, at: Timestamp) -> Result<(), Halt> {
        loop {
            self.world.settle().await?;
            if self.world.now() >= at {
                return Ok(());
            }
            let next = self.world.next_due().await?.filter(|due| *due > self.world.now());
            self.world.advance_to(next.map_or(at, |due| due.min(at))).await?;
        }
    }

    /// Today in Beijing.
    pub(super) fn today(&self) -> Date {
        beijing_date(self.world.now())
    }

    async fn set_up(&mut self, department: &Department) -> Result<(), Halt> {
        self.step = format!("{}.setup.{}", self.scenario.id, department.id);
        for pack in &department.packs {
            let calendars = self.scenario.calendars.as_deref();
            self.adopt(&department.id, pack, &department.switches, calendars).await?;
        }
        self.register(department).await
    }

    async fn check(&self, expectation: &Expectation, sums: &Sums<'_>) -> Result<Checked, Problem> {
        let (what, found) = match &expectation.what {
            What::Sum(..) | What::Line(_) => return sums.check(expectation),
            What::Subject(subject, named) => {
                let found = self.look(subject, named, &expectation.department).await;
                (format!("{} {}", subject.name, super::compare::said(named)), found)
            }
            What::Count(subject, wanted) => {
                let all = self.list(subject, &expectation.department).await;
                let matches = |item: &&serde_json::Value| {
                    wanted.as_ref().is_none_or(|wanted| differences(wanted, item, &self.names).is_empty())
                };
                let count = all.map(|all| serde_json::json!(all.iter().filter(matches).count()));
                (format!("count {}", subject.name), count)
            }
        };
        let got = match found {
            Ok(got) => got,
            // What is not there shows nothing.
            Err(Halt::Refused(refusal)) => serde_json::json!({ "refused": refusal.code }),
            Err(halt) => return Err(impossible(&expectation.spot, "the question", &halt)),
        };
        let mut all = Vec::new();
        if let Some(shows) = &expectation.shows {
            all.extend(differences(shows, &got, &self.names));
        }
        if let Some(tasks) = &expectation.tasks {
            let open = got.get("tasks").cloned().unwrap_or_default();
            let inner = differences(tasks, &open, &self.names);
            all.extend(inner.into_iter().map(|found| Difference { path: "tasks".to_owned(), ..found }));
        }
        if let Some(code) = got.get("refused") {
            for difference in &mut all {
                difference.got = format!("{} ({})", difference.got, super::compare::written(code));
            }
        }
        Ok(Checked { spot: expectation.spot.clone(), what, differences: all })
    }

    async fn adopt(
        &mut self,
        department: &str,
        pack: &str,
        switches: &BTreeMap<String, serde_json::Value>,
        calendars: Option<&[i32]>,
    ) -> Result<(), Halt> {
        let chosen = self.scenario.cast.switches_of(pack, switches);
        let files = packs::files(self.library, pack, &chosen)?;
        let files: Vec<_> =
            files.into_iter().map(|(name, text)| serde_json::json!({"name": name, "text": text})).collect();
        let request = serde_json::json!({
            "files": files, "calendars": packs::calendars(self.library, calendars),
        });
        let actor = self.official(0);
        self.send("registry.v1.RegimeService/AdoptPack", department, &actor, request).await.map(drop)?;
        self.world.settle().await?;
        Ok(())
    }
}

/// A step that a service refuses though it was not expected to, or that cannot be carried out at all.
fn impossible(spot: &Spot, what: &str, halt: &Halt) -> Problem {
    match halt {
        Halt::Refused(refusal) => {
            let rules: Vec<&str> = refusal.rules.iter().map(|rule| rule.rule.as_str()).collect();
            let rules = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join(", ")) };
            let fields: Vec<String> =
                refusal.fields.iter().map(|(path, words)| format!("{path} {words}")).collect();
            let fields = if fields.is_empty() { String::new() } else { format!(": {}", fields.join("; ")) };
            let message = format!("{what} was refused: {} {}{fields}{rules}", refusal.code, refusal.message);
            Problem::new("STEP_IMPOSSIBLE", spot, message)
                .advise(format!("where the refusal is what you expect, add refused: {}", refusal.code))
        }
        Halt::Broken(message) => Problem::new("STEP_IMPOSSIBLE", spot, format!("{what}: {message}"))
            .advise("look at the steps before: something this one builds on is not there"),
    }
}

fn label(step: &Step) -> String {
    format!("{} is refused", step.kind.name)
}

fn not_refused(step: &Step, wanted: &Refused) -> Checked {
    let expected = if wanted.code.is_empty() { "a refusal" } else { &wanted.code };
    let difference =
        Difference { path: "refused".into(), expected: expected.to_owned(), got: "carried out".into() };
    let spot = wanted.spot.clone().unwrap_or_else(|| step.spot.clone());
    Checked { spot, what: label(step), differences: vec![difference] }
}

fn refused(step: &Step, wanted: &Refused, refusal: &Refusal) -> Checked {
    let mut found = Vec::new();
    let mut differ = |path: &str, expected: &str, got: &str| {
        found.push(Difference { path: path.into(), expected: expected.into(), got: got.into() });
    };
    if !wanted.code.is_empty() && wanted.code != refusal.code {
        differ("refused.code", &wanted.code, &format!("{} ({})", refusal.code, refusal.message));
    }
    let named: Vec<&str> = refusal.rules.iter().map(|rule| rule.rule.as_str()).collect();
    for rule in wanted.rules.iter().filter(|rule| !named.contains(&rule.as_str())) {
        differ("refused.rules", rule, &format!("[{}]", named.join(", ")));
    }
    let fields: Vec<String> = refusal.fields.iter().map(|(path, words)| format!("{path} {words}")).collect();
    let words = format!("{} {}", refusal.message, fields.join("; "));
    if !words.contains(&wanted.says) {
        differ("refused.says", &wanted.says, &words);
    }
    let spot = wanted.spot.clone().unwrap_or_else(|| step.spot.clone());
    Checked { spot, what: label(step), differences: found }
}

/// The world, for what is shared by the parts of a play.
impl Play<'_> {
    fn way(&self, command: &str) -> crate::scenario::Way {
        self.world.way(command.split('.').next().unwrap_or_default())
    }
}

/// A shared reason for what cannot be found.
pub(super) fn absent(what: &str) -> Halt {
    Halt::Broken(format!("there is no {what}"))
}
