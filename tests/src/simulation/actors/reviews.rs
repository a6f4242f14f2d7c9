//! Panels, invitations, sheets, decisions, rounds and performance.

use guohe_flow::{Actor, Role, ports::StreamRecord};
use serde_json::{Map, Value, json};

use super::{Actors, World, day_near, hash, people::CATEGORIES, today};

impl Actors {
    pub(super) async fn act_on_reviews(&mut self, world: &mut World) {
        match world.seed.below(16) {
            0..=6 => self.go_on(world).await,
            7 => self.form_panel(world).await,
            8..=9 => self.answer(world).await,
            10 => self.score(world).await,
            11 => self.decide(world).await,
            12 if world.seed.one_in(2) => self.recuse(world).await,
            12 => self.open_round(world).await,
            _ => self.perform(world).await,
        }
    }

    /// Whoever is furthest on comes next, so that some cases reach their end.
    async fn go_on(&mut self, world: &mut World) {
        if self.any(world, "evaluation", "decision", &["REVIEWED", "PROPOSED"]).await {
            self.decide(world).await;
        } else if self.any(world, "evaluation", "performance", &["SCORED"]).await {
            self.perform(world).await;
        } else if self.any(world, "evaluation", "review", &["OPEN"]).await {
            self.score(world).await;
        } else if self.any(world, "assignment", "invitation", &["SENT"]).await {
            self.answer(world).await;
        } else {
            self.form_panel(world).await;
        }
    }

    async fn any(&self, world: &World, service: &str, kind: &str, states: &[&str]) -> bool {
        let mut any = false;
        let look = |record: &StreamRecord| any |= states.contains(&record.attributes.get_text("state"));
        world.visit(service, kind, look).await;
        any
    }

    async fn form_panel(&mut self, world: &mut World) {
        let Some(panel) = self.some(world, "assignment", "panel", "state", &["WANTED", "EXHAUSTED"]).await
        else {
            return;
        };
        let host = panel.attributes.get_text("institution").to_owned();
        let mut candidates = Vec::new();
        let ranked = panel.state.to_string();
        let adding = panel.attributes.get_text("state") == "EXHAUSTED";
        for (expert, institution) in &self.people.experts {
            let known = adding && ranked.contains(&format!("\"{expert}\""));
            if *institution != host && !known {
                candidates.push(json!({
                    "expert": expert, "institution": institution, "discipline": 3, "keywords": 1, "load": 0,
                    "tie_break": world.seed.below(1000), "why": "210",
                }));
            }
        }
        candidates.sort_by_key(|candidate| candidate["tie_break"].as_u64());
        // Some panels begin with few, so that they run out and need more.
        if panel.attributes.get_text("state") == "WANTED" && world.seed.one_in(3) {
            candidates.truncate(4);
        }
        let ranking =
            json!({"candidates": candidates, "excluded": {}, "pool_size": self.people.experts.len()});
        let answer_due_on = day_near(world, 0, 15);
        let command = if panel.attributes.get_text("state") == "EXHAUSTED" {
            json!({"type": "add_candidates", "data": {"ranking": ranking, "answer_due_on": answer_due_on}})
        } else {
            json!({"type": "form", "data": {
                "size": 3, "answer_due_on": answer_due_on, "review_due_on": null, "disciplines": [],
                "excluding": [], "ranking": ranking,
            }})
        };
        let actor = self.official(world);
        self.give(world, "assignment", ("panel", &panel.key.id), actor, command).await;
    }

    async fn answer(&mut self, world: &mut World) {
        let Some(invitation) = self.some(world, "assignment", "invitation", "state", &["SENT"]).await else {
            return;
        };
        let expert = invitation.attributes.get_text("expert").to_owned();
        let answer = match world.seed.below(10) {
            0 => "decline",
            1 => "conflict",
            _ => "accept",
        };
        let command = json!({"type": "answer", "data": {"answer": answer, "reason": "时间安排"}});
        self.give(world, "assignment", ("invitation", &invitation.key.id), person(&expert), command).await;
    }

    async fn recuse(&mut self, world: &mut World) {
        let Some(panel) = self.some(world, "assignment", "panel", "state", &["COMPLETED"]).await else {
            return;
        };
        let seats = panel.state["seats"].as_array().cloned().unwrap_or_default();
        let seat = world.seed.pick(&seats).cloned().unwrap_or_default();
        let seated = seat["candidate"]["expert"].as_str().or(seat["expert"].as_str());
        let expert = seated.unwrap_or("e-01").to_owned();
        let actor = self.official(world);
        let command = json!({"type": "recuse", "data": {"expert": expert, "reason": "利益冲突"}});
        self.give(world, "assignment", ("panel", &panel.key.id), actor, command).await;
    }

    async fn score(&mut self, world: &mut World) {
        let Some(review) = self.some(world, "evaluation", "review", "state", &["OPEN"]).await else { return };
        let Some(expert) = missing_expert(&review) else { return };
        let mut scores = Map::new();
        let share = 40 + world.seed.below(61) as u64;
        for criterion in review.state["card"]["criteria"].as_array().cloned().unwrap_or_default() {
            let most = criterion["max_hundredths"].as_u64().or(criterion["max"].as_u64()).unwrap_or(1_000);
            scores.insert(
                criterion["code"].as_str().unwrap_or_default().to_owned(),
                Value::from(most * share / 100),
            );
        }
        let command = json!({"type": "submit_sheet", "data": {"scores": scores, "comment_document": ""}});
        self.give(world, "evaluation", ("review", &review.key.id), person(&expert), command).await;
    }

    async fn decide(&mut self, world: &mut World) {
        let Some(case) = self.some(world, "evaluation", "decision", "state", &["REVIEWED", "PROPOSED"]).await
        else {
            return;
        };
        let command = if case.attributes.get_text("state") == "PROPOSED" {
            let document_on = day_near(world, 5, 0);
            json!({"type": "issue", "data": {
                "document_number": format!("湘科发〔{}〕{}号", document_on.format("%Y"), case.version),
                "document_on": document_on, "base": format!("b-{}", case.key.id),
            }})
        } else if world.seed.one_in(8) {
            json!({"type": "decide_not", "data": {"reason": "布局已满"}})
        } else {
            json!({"type": "propose", "data": {
                "opinion": "同意认定", "balance": {"country": "德国", "field": "农业", "region": "长沙"},
            }})
        };
        let actor = self.official(world);
        let issues = command["type"] == "issue";
        let done = self.give(world, "evaluation", ("decision", &case.key.id), actor, command).await;
        if done && issues && world.seed.one_in(6) {
            // Another official has found false information, and has not heard of the document.
            let actor = self.official(world);
            let void = json!({"type": "void", "data": {"facts": "虚假合同"}});
            self.give(world, "intake", ("application", &case.key.id), actor, void).await;
        }
    }

    async fn open_round(&mut self, world: &mut World) {
        let category = CATEGORIES[world.seed.below(3)];
        let actor = self.official(world);
        if world.seed.one_in(4) {
            let Some(round) = self.some(world, "evaluation", "round", "state", &["OPEN"]).await else {
                return;
            };
            self.give(world, "evaluation", ("round", &round.key.id), actor, json!({"type": "close"})).await;
            return;
        }
        let id = format!("{category}-{:03}", self.new_number());
        let materials_due_on = today(world) + chrono::Duration::days(30);
        let open =
            json!({"type": "open", "data": {"category": category, "materials_due_on": materials_due_on}});
        self.give(world, "evaluation", ("round", &id), actor, open).await;
    }

    /// A performance; half the time a re-evaluation, where there is one.
    async fn some_performance(&mut self, world: &mut World, states: &[&str]) -> Option<StreamRecord> {
        let mut again = Vec::new();
        let look = |record: &StreamRecord| {
            if record.key.id.starts_with("re-") && states.contains(&record.attributes.get_text("state")) {
                again.push(record.clone());
            }
        };
        world.visit("evaluation", "performance", look).await;
        let again = world.seed.pick(&again).cloned().filter(|_| world.seed.one_in(2));
        match again {
            Some(performance) => Some(performance),
            None => self.some(world, "evaluation", "performance", "state", states).await,
        }
    }

    async fn perform(&mut self, world: &mut World) {
        let scored = self.any(world, "evaluation", "performance", &["SCORED"]).await && world.seed.one_in(2);
        let states: &[&str] = if scored {
            &["SCORED"]
        } else {
            &["AWAITING_MATERIALS", "ABSENT", "QUIT", "SCORED", "UNDER_REVIEW"]
        };
        let Some(performance) = self.some_performance(world, states).await else { return };
        let institution = performance.attributes.get_text("institution").to_owned();
        let id = performance.key.id.as_str();
        match performance.attributes.get_text("state") {
            "SCORED" => {
                let actor = self.official(world);
                let grade = ["excellent", "qualified", "unqualified", "unqualified"][world.seed.below(4)];
                let notice_on = today(world);
                let publish = json!({"type": "publish_grade", "data": {
                    "grade": grade, "reason": "综合评议", "notice_on": notice_on,
                }});
                self.give(world, "evaluation", ("performance", id), actor, publish).await;
            }
            "ABSENT" | "QUIT" => {
                let actor = self.official(world);
                let command = if world.seed.one_in(2) {
                    json!({"type": "excuse", "data": {"reason": "自然灾害"}})
                } else {
                    json!({"type": "find_without_cause", "data": {"facts": "未提交材料"}})
                };
                self.give(world, "evaluation", ("performance", id), actor, command).await;
            }
            "UNDER_REVIEW" if world.seed.one_in(6) => {
                let actor = self.official(world);
                let find = json!({"type": "find_false", "data": {"facts": "数据不实"}});
                self.give(world, "evaluation", ("performance", id), actor, find).await;
            }
            "UNDER_REVIEW" => {}
            _ => {
                let actor = self.host(world, &institution);
                let command = if world.seed.one_in(8) {
                    json!({"type": "quit", "data": {"reason": "退出"}})
                } else {
                    json!({"type": "file", "data": {"report_document": hash(world), "summary": "自评"}})
                };
                self.give(world, "evaluation", ("performance", id), actor, command).await;
            }
        }
    }
}

fn person(expert: &str) -> Actor {
    Actor { id: expert.to_owned(), role: Role::Expert, unit: String::new() }
}

fn missing_expert(review: &StreamRecord) -> Option<String> {
    let sheets = review.state["sheets"].as_array()?;
    let open = sheets.iter().find(|sheet| sheet["submitted_on"].is_null() && sheet["status"] != "void")?;
    Some(open["expert"].as_str()?.to_owned())
}
