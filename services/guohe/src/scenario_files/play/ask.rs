//! Commands and questions of a play, and the ids that are found by asking.

use serde_json::{Map, Value, json};
use tonic::{Code, Status};

use super::{Halt, Play, TRIES, absent};
use crate::{
    scenario::World,
    scenario_files::{
        grammar::{self, Find, Subject},
        node::Node,
        wire,
    },
};

/// Largest page asked for.
const PAGE: u32 = 500;

impl Play<'_> {
    /// Sends a command; a busy service is asked again with the same request.
    pub(super) async fn send(
        &mut self,
        command: &str,
        department: &str,
        actor: &Value,
        request: Value,
    ) -> Result<Value, Halt> {
        self.sent += 1;
        let id = format!("{}.{}", self.step, self.sent);
        let mut request = request;
        request["context"] = json!({"department": department, "request_id": id, "actor": actor});
        let mut tries = 0;
        loop {
            match self.call(command, &request).await {
                Err(status) if is_passing(&status) && tries < TRIES => {
                    tries += 1;
                    self.world.settle().await?;
                }
                Err(status) => return Err(status.into()),
                Ok(answer) => {
                    self.world.settle().await?;
                    return Ok(answer);
                }
            }
        }
    }

    async fn call(&self, command: &str, request: &Value) -> Result<Value, Status> {
        let method = wire::method(command)
            .ok_or_else(|| Status::internal(format!("there is no command {command}")))?;
        let asked = wire::build(method.input(), request);
        let asked = asked.map_err(|error| Status::internal(format!("{}: {error}", method.name())))?;
        wire::call(self.way(command), &method, asked).await
    }

    /// The state of one.
    pub(super) async fn get(&self, subject: &Subject, id: &str, department: &str) -> Result<Value, Halt> {
        let mut request = Map::new();
        request.insert("department".to_owned(), json!(department));
        request.insert(subject.id.to_owned(), json!(id));
        let command = format!("{}/{}", subject.service, subject.get);
        let answer = self.call(&command, &Value::Object(request)).await?;
        Ok(answer[subject.answer].clone())
    }

    /// The state of one by a subject's word.
    pub(super) async fn one(&self, subject: &str, id: &str, department: &str) -> Result<Value, Halt> {
        let found = grammar::subject(subject).ok_or_else(|| absent(subject))?;
        self.get(found, id, department).await
    }

    /// All there are.
    pub(super) async fn list(&self, subject: &Subject, department: &str) -> Result<Vec<Value>, Halt> {
        let command = format!("{}/{}", subject.service, subject.list);
        let mut all = Vec::new();
        let mut token = Value::Null;
        loop {
            let request = json!({"department": department, "page_size": PAGE, "page_token": token});
            let mut page = self.call(&command, &request).await?;
            if let Value::Array(items) = page[subject.answers].take() {
                all.extend(items);
            }
            token = page["next_page_token"].take();
            if token.is_null() {
                return Ok(all);
            }
        }
    }

    /// All there are, by a subject's word.
    pub(super) async fn every(&self, subject: &str, department: &str) -> Result<Vec<Value>, Halt> {
        let found = grammar::subject(subject).ok_or_else(|| absent(subject))?;
        self.list(found, department).await
    }

    /// What an expectation names: an id, an institution's name, or a base from which the id is found.
    pub(super) async fn look(
        &self,
        subject: &Subject,
        named: &Node,
        department: &str,
    ) -> Result<Value, Halt> {
        let id = match (named.text(), subject.finds) {
            (Some(text), _) => self.names.get(&text).cloned().unwrap_or(text),
            (None, Some(find)) => {
                let base = named.get("base").and_then(Node::text).ok_or_else(|| absent("base named here"))?;
                let year = named.get("year").and_then(Node::text);
                self.find(find, &base, year.as_deref(), department).await?
            }
            (None, None) => return Err(Halt::Broken(format!("{} is looked at by its id", subject.name))),
        };
        self.get(subject, &id, department).await
    }

    /// The id that follows from a base.
    pub(super) async fn find(
        &self,
        find: Find,
        base: &str,
        year: Option<&str>,
        department: &str,
    ) -> Result<String, Halt> {
        let subject = match find {
            Find::Report => {
                let year = year.ok_or_else(|| absent("year named here"))?;
                return Ok(format!("{base}-{year}"));
            }
            Find::Performance => "performance",
            Find::Matter => "matter",
        };
        let all = self.every(subject, department).await?;
        let of_base = all.into_iter().filter(|found| found["base"] == base);
        let latest = of_base.max_by_key(|found| found["opened_on"].as_str().unwrap_or_default().to_owned());
        let id = latest.and_then(|found| found[subject].as_str().map(str::to_owned));
        id.ok_or_else(|| absent(&format!("{subject} of the base {base}")))
    }
}

/// What may pass: others were faster, or a fact is still on its way.
fn is_passing(status: &Status) -> bool {
    matches!(status.code(), Code::Aborted | Code::Unavailable)
}
