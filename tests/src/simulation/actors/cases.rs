//! Recognition cases: from the draft to acceptance.

use guohe_flow::{Actor, Role};
use serde_json::{Value, json};

use super::{
    Actors, World, day_near, hash,
    people::{CATEGORIES, form},
    today,
};

/// The first call's id.
pub(super) const CALL: &str = "call-2026";

/// Calls with their last days: the first one, and one that outlives the pack.
const CALLS: [(&str, &str); 2] = [(CALL, "2026-06-30"), ("call-long", "2038-12-31")];

impl Actors {
    pub(super) async fn set_up(&mut self, world: &mut World) {
        let official = Actor { id: "o-0".to_owned(), role: Role::Official, unit: String::new() };
        self.adopt_first(world, official.clone()).await;
        for (id, closes_on) in CALLS {
            let call = json!({"type": "create", "data": {
                "title": {"zh": "模拟申报", "en": "A simulated call"},
                "opens_on": "2026-03-10", "closes_on": closes_on, "accepted_until": null,
                "categories": [], "recommend_by": null, "review_by": null,
            }});
            assert!(self.give(world, "intake", ("call", id), official.clone(), call).await);
        }
        for unit in self.people.units.clone() {
            let entry = json!({"type": "register", "data": {"name": unit, "kind": "city_bureau"}});
            assert!(self.give(world, "recommendation", ("unit", unit), official.clone(), entry).await);
        }
        for (expert, institution) in self.people.experts.clone() {
            let profile = json!({
                "institution": institution, "former": [], "fields": ["210"], "keywords": ["水稻"],
                "expert_type": "technical", "region": "430000", "load_limit": 4, "conflicts": [],
            });
            let register = json!({"type": "register", "data": {"profile": profile}});
            assert!(self.give(world, "assignment", ("expert", &expert), official.clone(), register).await);
        }
        for category in CATEGORIES {
            let anchor = json!({"type": "set_anchor", "data": {"anchor_on": "2026-03-09"}});
            self.give(world, "evaluation", ("cohort", category), official.clone(), anchor).await;
        }
        for _ in 0..3 {
            self.register_legacy(world).await;
        }
    }

    /// Bases of the old kinds, so that the registry has something to keep from the first day.
    pub(super) async fn register_legacy(&mut self, world: &mut World) {
        let id = format!("legacy-{:03}", self.new_number());
        let host = world.seed.pick(&self.people.hosts).cloned().unwrap_or_default();
        let unit = self.people.units[world.seed.below(3)];
        let kind = ["国际联合研究中心（实验室）", "国际技术转移中心", "示范型", "国际创新科技园"]
            [world.seed.below(4)];
        let register = json!({"type": "register_legacy", "data": {
            "legacy_kind": kind, "recognised_on": "2019-05-20", "document_number": "湘科〔2019〕1号",
            "name": {"zh": "原有国际科技合作基地", "en": ""}, "institution": host,
            "institution_name": "模拟研究院", "unit": unit, "field": "水稻", "leader": "p-3",
        }});
        let actor = self.official(world);
        self.give(world, "registry", ("base", &id), actor, register).await;
    }

    pub(super) async fn act_on_cases(&mut self, world: &mut World) {
        match world.seed.below(12) {
            0..=1 => self.draft(world).await,
            2..=4 => self.lodge(world).await,
            5..=7 => self.opine(world).await,
            8..=9 => self.accept(world).await,
            _ => self.disturb(world).await,
        }
    }

    async fn draft(&mut self, world: &mut World) {
        let host = world.seed.pick(&self.people.hosts).cloned().unwrap_or_default();
        let category = CATEGORIES[world.seed.below(3)];
        // Now and then one that nobody has registered.
        let unit = if world.seed.one_in(12) { "unit-9" } else { self.people.units[world.seed.below(3)] };
        let id = format!("a-{:04}", self.new_number());
        let Some(call) = self.some(world, "intake", "call", "status", &["OPEN"]).await else { return };
        let days = &call.state["days"];
        let terms = json!({
            "call": {
                "call": call.key.id, "policy": call.state["policy"]["id"], "opens_on": days["opens_on"],
                "closes_on": days["closes_on"], "accepted_until": days["accepted_until"],
                "categories": call.state["categories"], "recommend_by": call.state["recommend_by"],
                "review_by": call.state["review_by"],
            },
            "institution": host, "category": category, "unit": unit,
        });
        let actor = self.host(world, &host);
        self.give(
            world,
            "intake",
            ("application", &id),
            actor,
            json!({"type": "create_draft", "data": terms}),
        )
        .await;
    }

    async fn lodge(&mut self, world: &mut World) {
        let Some(case) = self.some(world, "intake", "application", "status", &["DRAFT", "RETURNED"]).await
        else {
            return;
        };
        let institution = case.attributes.get_text("institution").to_owned();
        let filled: Value = form(&institution, today(world));
        let sha256 = format!("{:064}", case.version);
        let stored = json!({
            "sha256": sha256, "institution_name": filled["org"]["name"], "field": filled["base"]["field"],
            "leader": "p-1", "partners": ["Example Institute"], "countries": ["DE"],
        });
        let actor = self.host(world, &institution);
        let save = json!({"type": "save_form", "data": {"form": stored}});
        if self.give(world, "intake", ("application", &case.key.id), actor.clone(), save).await {
            let submit = json!({"type": "submit", "data": {"form": filled, "sha256": sha256}});
            self.give(world, "intake", ("application", &case.key.id), actor, submit).await;
        }
    }

    async fn opine(&mut self, world: &mut World) {
        let Some(opinion) = self.some(world, "recommendation", "opinion", "status", &["PENDING"]).await
        else {
            return;
        };
        let unit = opinion.attributes.get_text("unit").to_owned();
        let user = if world.seed.one_in(10) { "h-0".to_owned() } else { format!("r-{unit}") };
        let actor = Actor { id: user, role: Role::Recommender, unit };
        let command = match world.seed.below(8) {
            0 => json!({"type": "return", "data": {"reason": "材料不全", "rules": []}}),
            1 => json!({"type": "give", "data": {
                "verdict": "not_recommended", "opinion": "条件不足", "rules": [], "revision": 0,
            }}),
            _ => json!({"type": "give", "data": {
                "verdict": "recommended", "opinion": "同意推荐", "rules": [], "revision": 0,
            }}),
        };
        self.give(world, "recommendation", ("opinion", &opinion.key.id), actor, command).await;
    }

    async fn accept(&mut self, world: &mut World) {
        let Some(case) = self.some(world, "intake", "application", "status", &["RECOMMENDED"]).await else {
            return;
        };
        let actor = self.official(world);
        let command = match world.seed.below(8) {
            0 => json!({"type": "return_for_correction", "data": {
                "reason": "补正", "rules": [], "correct_by": day_near(world, 0, 20),
            }}),
            1 => json!({"type": "refuse_acceptance", "data": {"reason": "不予受理", "rules": ["H26-P-3"]}}),
            _ => json!({"type": "accept", "data": {"rulings": []}}),
        };
        self.give(world, "intake", ("application", &case.key.id), actor, command).await;
    }

    /// Withdrawals, findings, extensions, rulings: at any time.
    async fn disturb(&mut self, world: &mut World) {
        let open = ["NEEDS_RULING", "RECOGNISED", "UNDER_REVIEW", "REVIEWED", "SUBMITTED", "RETURNED"];
        let Some(case) = self.some(world, "intake", "application", "status", &open).await else { return };
        let id = case.key.id.as_str();
        let institution = case.attributes.get_text("institution").to_owned();
        match world.seed.below(8) {
            0 => {
                let actor = self.host(world, &institution);
                let withdraw = json!({"type": "withdraw", "data": {"reason": "另有安排"}});
                self.give(world, "intake", ("application", id), actor, withdraw).await;
            }
            1 => {
                let actor = self.official(world);
                let void = json!({"type": "void", "data": {"facts": "虚假合同"}});
                self.give(world, "intake", ("application", id), actor, void).await;
            }
            2..=3 => {
                let actor = self.official(world);
                let ruling = json!({"type": "rule_on_admission", "data": {"admit": world.seed.one_in(2), "reason": "研究决定"}});
                self.give(world, "intake", ("application", id), actor, ruling).await;
            }
            4 => {
                let until = today(world) + chrono::Duration::days(20);
                let actor = self.official(world);
                let extend = json!({"type": "extend", "data": {"until": until, "reason": "系统故障"}});
                self.give(world, "intake", ("application", id), actor, extend).await;
            }
            5 => self.decide_ban_proposal(world).await,
            _ => {}
        }
    }

    /// A ban for a false application is an official's decision.
    async fn decide_ban_proposal(&mut self, world: &mut World) {
        let Some(proposal) = self.some(world, "registry", "proposal", "status", &["OPEN"]).await else {
            return;
        };
        let actor = self.official(world);
        let number = hash(world)[50..].to_owned();
        let decide = json!({"type": "decide", "data": {
            "ban": world.seed.one_in(2), "document_number": number, "document_on": today(world), "reason": "研究决定",
        }});
        self.give(world, "registry", ("proposal", &proposal.key.id), actor, decide).await;
    }
}
