//! What officials and hosts do now and then: the expert pool, units, objections, rulings on what the measures
//! leave open.

use serde_json::{Value, json};

use super::{Actors, World, cases::CALL, day_near, people::CATEGORIES, today};

impl Actors {
    pub(super) async fn keep_house(&mut self, world: &mut World) {
        match world.seed.below(12) {
            0..=2 => self.keep_experts(world).await,
            3 => self.hand_to_another_unit(world).await,
            4..=5 => self.object(world).await,
            6..=8 => self.rule_on_a_base(world).await,
            9..=10 => self.rule_on_a_case(world).await,
            _ => self.extend_call(world).await,
        }
    }

    async fn keep_experts(&mut self, world: &mut World) {
        let active = ["ACTIVE"];
        let Some(expert) = self.some(world, "assignment", "expert", "state", &active).await else { return };
        let actor = self.official(world);
        let from = day_near(world, 0, 10);
        let absence = json!({"from": from, "to": from + chrono::Duration::days(30)});
        let mut profile = expert.state["profile"].clone();
        profile["load_limit"] = json!(2 + world.seed.below(4));
        let command = match world.seed.below(12) {
            0..=3 => json!({"type": "set_absence", "data": {"absence": absence}}),
            4..=6 => json!({"type": "set_absence", "data": {"absence": null}}),
            7..=10 => json!({"type": "update", "data": {"profile": profile}}),
            _ => json!({"type": "retire", "data": {"reason": "退休"}}),
        };
        self.give(world, "assignment", ("expert", &expert.key.id), actor, command).await;
    }

    async fn hand_to_another_unit(&mut self, world: &mut World) {
        let pending = ["PENDING"];
        let Some(opinion) = self.some(world, "recommendation", "opinion", "status", &pending).await else {
            return;
        };
        let unit = self.people.units[world.seed.below(self.people.units.len())];
        let actor = self.official(world);
        let assign = json!({"type": "assign_unit", "data": {"unit": unit, "reason": "归口调整"}});
        self.give(world, "recommendation", ("opinion", &opinion.key.id), actor, assign).await;
    }

    /// The host of an older base asks for another category, and an official answers.
    async fn object(&mut self, world: &mut World) {
        let asked = self.some(world, "registry", "base", "task", &["decide_objection"]).await;
        let actor = self.official(world);
        if let Some(base) = asked.filter(|base| base.attributes.get_text("task") == "decide_objection") {
            let granted = world.seed.one_in(2);
            let decide = json!({"type": "decide_objection", "data": {
                "granted": granted, "category": "", "reason": "研究决定",
            }});
            self.give(world, "registry", ("base", &base.key.id), actor, decide).await;
            return;
        }
        let live = ["ACTIVE", "RECTIFYING"];
        let Some(base) = self.some(world, "registry", "base", "status", &live).await else { return };
        let host = self.host(world, base.attributes.get_text("institution"));
        let category = CATEGORIES[world.seed.below(CATEGORIES.len())];
        let object = json!({"type": "object_category", "data": {"category": category, "reason": "类别不符"}});
        self.give(world, "registry", ("base", &base.key.id), host, object).await;
    }

    async fn rule_on_a_base(&mut self, world: &mut World) {
        let tasks = ["rule_on_departure", "rule_on_report_duty", "settle_re_evaluation"];
        let Some(base) = self.some(world, "registry", "base", "task", &tasks).await else { return };
        let actor = self.official(world);
        let first = base.state["tasks"].get(0).cloned().unwrap_or_default();
        let year: i32 = first["about"].as_str().and_then(|year| year.parse().ok()).unwrap_or(2026);
        let yes = world.seed.one_in(2);
        let command = match base.attributes.get_text("task") {
            "rule_on_departure" => {
                json!({"type": "rule_on_departure", "data": {"national": yes, "reason": "研究决定"}})
            }
            "settle_re_evaluation" => {
                json!({"type": "settle_re_evaluation", "data": {"repeat": yes, "reason": "研究决定"}})
            }
            _ => json!({"type": "rule_on_report_duty", "data": {
                "year": year, "owed": yes, "policy": "hunan-2026", "reason": "研究决定",
            }}),
        };
        self.give(world, "registry", ("base", &base.key.id), actor, command).await;
    }

    /// A case that met no version in force, or whose standing is open.
    async fn rule_on_a_case(&mut self, world: &mut World) {
        let open = ["NEEDS_RULING"];
        let Some(case) = self.some(world, "intake", "application", "status", &open).await else { return };
        let actor = self.official(world);
        let command = match world.seed.below(3) {
            0 => self.reconsider(world, &case.state),
            1 => json!({"type": "rule_on_admission", "data": {"admit": true, "reason": "研究决定"}}),
            _ => json!({"type": "rule_on_admission", "data": {"admit": false, "reason": "研究决定"}}),
        };
        self.give(world, "intake", ("application", &case.key.id), actor, command).await;
    }

    fn reconsider(&self, world: &World, state: &Value) -> Value {
        let institution = state["institution"].as_str().unwrap_or_default();
        let form = super::people::form(institution, today(world));
        let sha256 = state["form"]["sha256"].as_str().unwrap_or_default();
        json!({"type": "reconsider_admission", "data": {
            "reason": "新办法已施行", "form": form, "sha256": sha256,
        }})
    }

    async fn extend_call(&mut self, world: &mut World) {
        let actor = self.official(world);
        let days = json!({"closes_on": "2026-07-15", "accepted_until": null, "reason": "延长申报"});
        self.give(world, "intake", ("call", CALL), actor, json!({"type": "extend", "data": days})).await;
    }
}
