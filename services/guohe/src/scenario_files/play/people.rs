//! Who does a step, and the registers that everybody stands in before the first.

use serde_json::{Value, json};

use super::{Halt, Play, absent};
use crate::scenario_files::{
    file::{Department, Step},
    grammar::By,
};

/// Applications and evaluations an expert may have at once.
const LOAD_LIMIT: u32 = 20;

/// Seats of a performance's panel where a step names no number.
pub(super) const PERFORMANCE_SEATS: u32 = 3;

impl Play<'_> {
    /// An official by position: 0 is in charge, 1 decides.
    pub(super) fn official(&self, position: usize) -> Value {
        let id = self.scenario.cast.officials.get(position).cloned().unwrap_or_default();
        json!({"id": id, "role": "official", "unit": null})
    }

    /// The user of an institution.
    pub(super) fn host(&self, code: &str) -> Value {
        json!({"id": format!("clerk-{code}"), "role": "host", "unit": code})
    }

    /// The user of a recommending unit.
    pub(super) fn unit(&self, unit: &str) -> Value {
        json!({"id": format!("u-{unit}"), "role": "recommender", "unit": unit})
    }

    /// An expert.
    pub(super) fn expert(&self, expert: &str) -> Value {
        json!({"id": expert, "role": "expert", "unit": null})
    }

    /// Who does a step: whom it names, otherwise whose part it is.
    pub(super) async fn actor(&self, step: &Step, request: &Value) -> Result<Value, Halt> {
        if let Some(by) = &step.by {
            return match by.text() {
                Some(name) => self.named(&name),
                None => Ok(by.json()),
            };
        }
        match step.kind.by {
            By::Official | By::Course => Ok(self.official(0)),
            By::Second => Ok(self.official(1)),
            By::Expert => Err(Halt::Broken("name the expert: by: x-1".to_owned())),
            By::Host("institution") => {
                let code = self.institution(step)?;
                Ok(self.host(&code))
            }
            By::Host(field) => {
                let id = step.text(field).or_else(|| request[field].as_str().map(str::to_owned));
                let id = id.ok_or_else(|| absent(field))?;
                let found = self.one(field, &id, &step.department).await?;
                let code = found["institution"].as_str().ok_or_else(|| absent("host of it"))?;
                Ok(self.host(code))
            }
            By::Unit(field) => {
                let id = step.text(field).ok_or_else(|| absent(field))?;
                // A base names its unit; an application or change has an opinion, which may have moved to another.
                let subject = if field == "base" { "base" } else { "opinion" };
                let found = self.one(subject, &id, &step.department).await?;
                let unit = found["unit"].as_str().ok_or_else(|| absent("recommending unit of it"))?;
                Ok(self.unit(unit))
            }
        }
    }

    fn named(&self, name: &str) -> Result<Value, Halt> {
        let cast = &self.scenario.cast;
        if let Some(host) = cast.institution(name) {
            return Ok(self.host(&host.code));
        }
        if cast.units.contains_key(name) {
            return Ok(self.unit(name));
        }
        match cast.officials.iter().any(|official| official == name) {
            true => Ok(json!({"id": name, "role": "official", "unit": null})),
            false => Ok(self.expert(name)),
        }
    }

    /// The credit code of the institution a step names; the only one where it names none.
    pub(super) fn institution(&self, step: &Step) -> Result<String, Halt> {
        let cast = &self.scenario.cast;
        let named = step.text("institution").or_else(|| step.by.as_ref().and_then(|by| by.text()));
        let host = match named {
            Some(name) => cast.institution(&name),
            None if cast.institutions.len() == 1 => cast.institutions.values().next(),
            None => None,
        };
        host.map(|host| host.code.clone()).ok_or_else(|| absent("institution named: add institution:"))
    }

    /// Registers units and experts with a department.
    pub(super) async fn register(&mut self, department: &Department) -> Result<(), Halt> {
        let official = self.official(0);
        let scenario = self.scenario;
        for (id, unit) in &scenario.cast.units {
            let institution = scenario.cast.institution(&unit.institution).map(|host| host.code.clone());
            let request =
                json!({"unit": id, "name": unit.name, "kind": unit.kind, "institution": institution});
            let command = "recommendation.v1.RecommendationService/RegisterUnit";
            self.send(command, &department.id, &official, request).await?;
        }
        let is_needed = scenario
            .steps
            .iter()
            .any(|step| ["review", "establish_base", "evaluate", "form_panel"].contains(&step.kind.name));
        let experts = if is_needed { scenario.cast.experts } else { 0 };
        for number in 1..=experts {
            let code = guohe_policy::credit_code_with_check(&format!("92430100000000{number:03}"));
            let request = json!({
                "expert": format!("x-{number}"),
                "profile": {
                    "institution": code, "fields": ["430"], "keywords": ["示例"],
                    "expert_type": "technical", "region": "CN", "load_limit": LOAD_LIMIT,
                },
                "personal": {
                    "name": format!("专家{number}"), "email": format!("x-{number}@example.org"),
                    "mobile": "13800000000",
                },
            });
            let command = "assignment.v1.AssignmentService/RegisterExpert";
            self.send(command, &department.id, &official, request).await?;
        }
        Ok(())
    }
}
