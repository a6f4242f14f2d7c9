//! Loading a year of the statutory calendar: proposed by one official, signed off by another.

use serde_json::{Value, json};

use super::{Halt, Play, absent};
use crate::scenario_files::{file::Step, packs};

const CALENDARS: &str = "registry.v1.CalendarService";

impl Play<'_> {
    pub(super) async fn propose_calendar(&mut self, step: &Step) -> Result<(), Halt> {
        let year = step.text("year").and_then(|text| text.parse::<i32>().ok());
        let text = match (step.text("calendar"), year) {
            (Some(text), _) => text,
            (None, Some(year)) => packs::calendar_year(self.library, year)?,
            (None, None) => return Err(absent("year: say year: or calendar:")),
        };
        let name = year.map_or_else(|| "calendar.yaml".to_owned(), |year| format!("{year}.yaml"));
        let official = self.official(0);
        let request = json!({"file": name, "text": text});
        let command = format!("{CALENDARS}/ProposeCalendarYear");
        let answer = self.send(&command, &step.department, &official, request).await?;
        if let Some(proposal) = answer["proposal"].as_str() {
            self.proposals.insert(step.department.clone(), proposal.to_owned());
        }
        Ok(())
    }

    pub(super) async fn confirm_calendar(&mut self, step: &Step, request: Value) -> Result<(), Halt> {
        let actor = match &step.by {
            Some(_) => self.actor(step, &request).await?,
            None => self.official(1),
        };
        let request = json!({"proposal": self.proposal(step, &request)?});
        let command = format!("{CALENDARS}/ConfirmCalendarYear");
        self.send(&command, &step.department, &actor, request).await.map(drop)
    }

    pub(super) async fn withdraw_calendar(&mut self, step: &Step, mut request: Value) -> Result<(), Halt> {
        request["proposal"] = json!(self.proposal(step, &request)?);
        let actor = self.actor(step, &request).await?;
        let command = format!("{CALENDARS}/WithdrawCalendarYear");
        self.send(&command, &step.department, &actor, request).await.map(drop)
    }

    /// The proposal a step names, otherwise the department's latest.
    fn proposal(&self, step: &Step, request: &Value) -> Result<String, Halt> {
        let named = request["proposal"].as_str().map(str::to_owned);
        let latest = || self.proposals.get(&step.department).cloned();
        named.or_else(latest).ok_or_else(|| absent("proposal: propose_calendar first"))
    }
}
