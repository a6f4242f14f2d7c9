//! Clients: each gives its request an id, and sends the same request again until it is answered.

use guohe_flow::{Actor, ExecuteError, Executed, Item, ItemOutcome, Refusal, StreamKey};
use serde_json::Value;

use super::{super::fault::Fault, World};
use crate::simulation::invariants::Broken;

/// Times a client tries before it leaves a request for later.
const TRIES: usize = 3;

/// What a client heard.
#[derive(Debug)]
pub enum Heard {
    /// It was carried out.
    Executed,
    /// It was refused, and changed nothing.
    Refused(Refusal),
    /// Nothing yet; the client will ask again.
    Nothing,
}

/// A request that was answered.
#[derive(Clone)]
pub(in crate::simulation) struct Acknowledged {
    pub(in crate::simulation) id: String,
    pub(in crate::simulation) service: &'static str,
    item: Item,
    answer: Value,
}

/// A request whose client has heard nothing.
pub(super) struct Unanswered {
    service: &'static str,
    id: String,
    item: Item,
}

impl World {
    /// Sends a command as a client does.
    pub async fn execute(
        &mut self,
        service: &'static str,
        stream: StreamKey,
        actor: Actor,
        command: Value,
    ) -> Heard {
        self.requests += 1;
        let id = format!("r-{}", self.requests);
        let item = Item::Request { stream, request_id: id.clone(), actor, command, trace: None };
        self.perhaps_crash(service, 20);
        let both = self.happens_at_once(30);
        let heard = self.ask(Unanswered { service, id, item }, both).await;
        if matches!(heard, Heard::Executed) && self.happens(Fault::RequestAgain, 12) {
            let last = self.acknowledged.len() - 1;
            self.ask_again(last).await;
        }
        heard
    }

    /// True where two replicas are to work at once: only stores that let them in.
    pub(super) fn happens_at_once(&mut self, n: usize) -> bool {
        let drawn = self.seed.one_in(n);
        let possible = self.services.values().all(|service| service.memory.is_some());
        drawn && possible && self.faults.may(Fault::TwoReplicas)
    }

    async fn ask(&mut self, request: Unanswered, both: bool) -> Heard {
        let Unanswered { service, id, item } = &request;
        for attempt in 0..TRIES {
            if attempt > 0 && self.faults.may(Fault::RequestAgain) {
                self.faults.count(Fault::RequestAgain);
            }
            let items = std::slice::from_ref(item);
            let outcomes = if both && attempt == 0 {
                let [mut one, mut other] = self.process_both(service, items, items).await;
                [one.pop(), other.pop()]
            } else {
                [self.process(service, items).await.pop(), None]
            };
            for outcome in outcomes.into_iter().flatten() {
                match outcome {
                    ItemOutcome::Answered(Ok(executed)) => return self.hear(&request, executed),
                    ItemOutcome::Answered(Err(ExecuteError::Refused(refusal))) => {
                        self.refused.insert(id.clone());
                        return Heard::Refused(refusal);
                    }
                    ItemOutcome::Answered(Err(ExecuteError::Internal(words))) => {
                        self.broken = Some(Broken { number: "I-20", words });
                        return Heard::Nothing;
                    }
                    _ => {}
                }
            }
        }
        self.unanswered.push(request);
        Heard::Nothing
    }

    fn hear(&mut self, request: &Unanswered, executed: Executed) -> Heard {
        self.acknowledged.push(Acknowledged {
            id: request.id.clone(),
            service: request.service,
            item: request.item.clone(),
            answer: executed.answer,
        });
        Heard::Executed
    }

    /// A client that heard nothing sends its request once more; false where nobody waits.
    pub async fn ask_for_an_answer(&mut self) -> bool {
        if self.unanswered.is_empty() {
            return false;
        }
        let index = self.seed.below(self.unanswered.len());
        let request = self.unanswered.swap_remove(index);
        let id = request.id.clone();
        if self.faults.may(Fault::RequestAgain) {
            self.faults.count(Fault::RequestAgain);
        }
        let heard = self.ask(request, false).await;
        self.note(|| format!("{id} is sent again: {heard:?}"));
        true
    }

    /// I-01: a client sends a request of any time before once more, and must hear the same.
    pub async fn ask_of_old(&mut self) {
        let index = self.seed.below(self.acknowledged.len());
        if !self.acknowledged.is_empty() && self.faults.may(Fault::RequestAgain) {
            self.faults.count(Fault::RequestAgain);
            self.ask_again(index).await;
        }
    }

    /// I-01: everything that was ever acknowledged is asked again.
    pub async fn ask_all_again(&mut self) {
        for index in 0..self.acknowledged.len() {
            self.ask_again(index).await;
        }
    }

    async fn ask_again(&mut self, index: usize) {
        let Acknowledged { id, service, item, answer } = self.acknowledged[index].clone();
        match self.process(service, std::slice::from_ref(&item)).await.pop() {
            Some(ItemOutcome::Answered(Ok(again))) if again.repeated && again.answer == answer => {}
            // Its store is away, or its stream is held: no answer is not another answer.
            Some(ItemOutcome::Answered(Err(ExecuteError::Unavailable(_) | ExecuteError::Busy)))
            | Some(ItemOutcome::Later(_)) => {}
            other => {
                let words = format!("{id} was answered {answer}, and now {other:?}");
                self.broken = Some(Broken { number: "I-01", words });
            }
        }
    }
}
