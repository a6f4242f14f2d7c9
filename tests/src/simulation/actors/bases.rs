//! Bases: reports, changes, matters, national recognition, bans.

use guohe_flow::{Actor, ports::StreamRecord};
use serde_json::{Value, json};

use super::{Actors, World, day_near, hash, today};

/// Ground ids an official may name; the last is none.
const GROUNDS: [&str; 11] = [
    "H26-X-1", "H26-X-2a", "H26-X-2b", "H26-X-3", "H26-X-4", "H26-X-5", "H26-X-6", "H26-X-7a", "H26-X-7b",
    "H26-X-8", "H26-X-99",
];

impl Actors {
    pub(super) async fn act_on_bases(&mut self, world: &mut World) {
        match world.seed.below(12) {
            0..=2 => self.report(world).await,
            3..=5 => self.change(world).await,
            6..=10 => self.matter(world).await,
            _ => self.rule_on_base(world).await,
        }
    }

    async fn report(&mut self, world: &mut World) {
        let Some(report) =
            self.some(world, "registry", "report", "status", &["OPEN", "FILED", "RETURNED"]).await
        else {
            return;
        };
        let id = report.key.id.as_str();
        let institution = report.attributes.get_text("institution").to_owned();
        if report.attributes.get_text("status") == "FILED" {
            let actor = self.official(world);
            let command = if world.seed.one_in(5) {
                json!({"type": "return", "data": {"reason": "补充说明"}})
            } else {
                json!({"type": "accept"})
            };
            self.give(world, "registry", ("report", id), actor, command).await;
            return;
        }
        let told = if world.seed.one_in(6) { json!([]) } else { told_changes(&report) };
        let actor = self.host(world, &institution);
        let file = json!({"type": "file", "data": {
            "report_hash": hash(world), "plan_hash": hash(world), "opinion_hash": hash(world),
            "signed_by": "p-9", "told_changes": told,
        }});
        self.give(world, "registry", ("report", id), actor, file).await;
    }

    async fn change(&mut self, world: &mut World) {
        let open = ["DUE", "RETURNED", "CONSENTED"];
        let known = self.some(world, "registry", "change", "status", &open).await;
        let begin = known.is_none() || world.seed.one_in(3);
        if begin {
            let Some(base) = self.some(world, "registry", "base", "status", &["ACTIVE", "RECTIFYING"]).await
            else {
                return;
            };
            let institution = base.attributes.get_text("institution").to_owned();
            let id = format!("c-{:04}", self.new_number());
            let kind = ["name", "leader", "partner", "other_major", "none"][world.seed.below(5)];
            let actor = self.host(world, &institution);
            let happened_on = day_near(world, 20, 0);
            let record = json!({"type": "record", "data": {
                "base": base.key.id, "kind": kind, "happened_on": happened_on, "value": "p-2",
            }});
            self.give(world, "registry", ("change", &id), actor, record).await;
            return;
        }
        let Some(change) = known else { return };
        let id = change.key.id.as_str();
        if change.attributes.get_text("status") == "CONSENTED" {
            let actor = self.official(world);
            let command = if world.seed.one_in(6) {
                json!({"type": "refuse", "data": {"reason": "不符合"}})
            } else {
                json!({"type": "register"})
            };
            self.give(world, "registry", ("change", id), actor, command).await;
        } else {
            let institution = change.attributes.get_text("institution").to_owned();
            let actor = self.host(world, &institution);
            let file =
                json!({"type": "file", "data": {"document_hash": hash(world), "explanation": "变更说明"}});
            self.give(world, "registry", ("change", id), actor, file).await;
        }
    }

    async fn matter(&mut self, world: &mut World) {
        let open = ["OPENED", "PROPOSED", "HEARING", "DECIDABLE", "CANCELLED"];
        let known = self.some(world, "registry", "matter", "status", &open).await;
        if known.is_none() || world.seed.one_in(12) {
            let live = ["ACTIVE", "RECTIFYING", "RE_EVALUATION"];
            let Some(base) = self.some(world, "registry", "base", "status", &live).await else { return };
            let id = format!("m-{:04}", self.new_number());
            let ground = GROUNDS[world.seed.below(GROUNDS.len())];
            let actor = self.official(world);
            let conduct_on = world.seed.one_in(5).then(|| day_near(world, 400, 0));
            let command = json!({"type": "open", "data": {
                "base": base.key.id, "ground": ground, "facts": "查证属实", "evidence_hash": hash(world),
                "conduct_on": conduct_on,
            }});
            self.give(world, "registry", ("matter", &id), actor, command).await;
            return;
        }
        let Some(matter) = known else { return };
        let (actor, command) = self.next_on_matter(world, &matter).await;
        self.give(world, "registry", ("matter", &matter.key.id), actor, command).await;
    }

    async fn next_on_matter(&self, world: &mut World, matter: &StreamRecord) -> (Actor, Value) {
        let official = self.official(world);
        let institution = matter.attributes.get_text("institution").to_owned();
        let status = matter.attributes.get_text("status");
        if world.seed.one_in(15) {
            return (official, json!({"type": "dismiss", "data": {"reason": "不成立"}}));
        }
        let command = match (status, world.seed.below(6)) {
            ("OPENED", 0) => {
                json!({"type": "rule_on_conduct", "data": {"reaches": true, "reason": "研究决定"}})
            }
            ("OPENED", _) => json!({"type": "propose", "data": {
                "ground": matter.attributes.get_text("ground"), "reason": "建议取消",
            }}),
            ("PROPOSED", _) => json!({"type": "serve_notice", "data": {
                "served_on": today(world), "notice_hash": hash(world),
            }}),
            ("HEARING", 0) => json!({"type": "stop_clock", "data": {"reason": "调查取证"}}),
            ("HEARING", 1) => json!({"type": "resume_clock"}),
            ("HEARING", 2) => {
                let host = self.host(world, &institution);
                return (host, json!({"type": "state_case", "data": {"document_hash": hash(world)}}));
            }
            ("HEARING", 3) => {
                let host = self.host(world, &institution);
                return (host, json!({"type": "waive_hearing"}));
            }
            ("CANCELLED", _) => json!({"type": "serve_decision", "data": {"served_on": today(world)}}),
            _ => json!({"type": "decide_cancellation", "data": {
                "document_number": format!("湘科取〔{}〕{}号", today(world).format("%Y"), matter.version),
                "document_on": day_near(world, 3, 0), "reason": "依据办法取消",
            }}),
        };
        (official, command)
    }

    async fn rule_on_base(&mut self, world: &mut World) {
        // A document on leaving may come when the base has left already.
        let left = world.seed.one_in(3);
        let statuses: &[&str] = match (left, world.seed.below(2)) {
            (true, _) => &["REVOKED", "EXITED_NATIONAL"],
            (false, 0) => &["RECTIFYING", "RE_EVALUATION"],
            (false, _) => &["ACTIVE", "RECTIFYING", "RE_EVALUATION"],
        };
        let Some(base) = self.some(world, "registry", "base", "status", statuses).await else { return };
        let actor = self.official(world);
        match world.seed.below(8) {
            0 => {
                let national = json!({"type": "record_national_recognition", "data": {
                    "document_number": "国科发外〔2027〕1号", "document_on": day_near(world, 200, 0),
                }});
                self.give(world, "registry", ("base", &base.key.id), actor, national).await;
            }
            1..=3 => {
                let Some(standing) = self.some(world, "registry", "standing", "status", &["EXCLUDED"]).await
                else {
                    return;
                };
                let source = standing.state["bans"][0]["source"].as_str().unwrap_or("none").to_owned();
                let quash = json!({"type": "quash", "data": {
                    "source": source, "document_number": "湘科撤〔2028〕1号", "document_on": today(world),
                    "reason": "复议撤销",
                }});
                self.give(world, "registry", ("standing", &standing.key.id), actor, quash).await;
            }
            4 => self.adopt_successor(world).await,
            _ => self.register_legacy(world).await,
        }
    }
}

fn told_changes(report: &StreamRecord) -> Value {
    report.state["changes"].clone()
}
