//! Steps: one command each, or a course of several.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Halt, Play, absent, people::PERFORMANCE_SEATS};
use crate::scenario_files::{
    file::{FormPlan, Step},
    forms::{self, Occasion},
    grammar::{Find, Unsaid},
    node::Node,
};

/// Points of a base that is to be recognised.
const GOOD_POINTS: u32 = 80;

const INTAKE: &str = "intake.v1.IntakeService";
const ASSIGNMENT: &str = "assignment.v1.AssignmentService";
const EVALUATION: &str = "evaluation.v1.EvaluationService";
const MATTERS: &str = "registry.v1.MatterService";

impl Play<'_> {
    /// Carries a step out.
    pub(super) async fn perform(&mut self, step: &Step) -> Result<(), Halt> {
        let request = self.request(step).await?;
        if step.kind.command.is_empty() {
            return Box::pin(self.course(step, request)).await;
        }
        let actor = self.actor(step, &request).await?;
        self.send(step.kind.command, &step.department, &actor, request.clone()).await?;
        if step.kind.name == "announce_call" {
            self.calls.insert(step.department.clone(), text(&request, "call"));
        }
        Ok(())
    }

    async fn course(&mut self, step: &Step, request: Value) -> Result<(), Halt> {
        match step.kind.name {
            "wait" => Ok(()),
            "adopt_pack" => {
                let switches = crate::scenario_files::file::switches(step.field("switches"))
                    .map_err(|problem| problem.to_string())?;
                self.adopt(&step.department, &text(&request, "pack"), &switches, Some(&[])).await
            }
            "propose_calendar" => self.propose_calendar(step).await,
            "confirm_calendar" => self.confirm_calendar(step, request).await,
            "withdraw_calendar" => self.withdraw_calendar(step, request).await,
            "load_calendar" => {
                self.propose_calendar(step).await?;
                self.confirm_calendar(step, json!({})).await
            }
            "draft" => self.draft(step, request).await,
            "save_form" => {
                let id = text(&request, "application");
                self.save(step, &id).await
            }
            "apply" => {
                let id = text(&request, "application");
                self.draft(step, request).await?;
                self.lodge(step, &id).await
            }
            "accept" => self.accept(step, &text(&request, "application")).await,
            "refuse_acceptance" => self.refuse(step, request).await,
            "review" => self.review(step).await,
            "establish_base" => self.establish(step, request).await,
            "file_report" => self.file_report(step, request).await,
            "publish_grade" => self.publish(step, request).await,
            "evaluate" => self.evaluate(step, request).await,
            "cancel_base" => self.cancel(step, request).await,
            other => Err(Halt::Broken(format!("nobody knows how to play {other}"))),
        }
    }

    /// A command's fields: as said, otherwise as the grammar has it.
    async fn request(&self, step: &Step) -> Result<Value, Halt> {
        let mut request = Map::new();
        for field in step.kind.fields {
            let said = step.field(field.name).map(Node::json);
            let value = match (said, field.default) {
                (Some(value), _) => value,
                (None, Unsaid::Nothing) => continue,
                (None, Unsaid::Words(words)) => json!(words),
                (None, Unsaid::Today) => json!(self.today().to_string()),
                (None, Unsaid::Yes) => json!(true),
                (None, Unsaid::No) => json!(false),
                (None, Unsaid::Document) => {
                    let name = format!("guohe scenario document/{}/{}", self.step, field.name);
                    json!(hex::encode(Sha256::digest(name)))
                }
            };
            if let Some(wire) = field.wire() {
                request.insert(wire.to_owned(), value);
            }
        }
        if let Some(name) = step.text("institution") {
            self.complete(step, &name, &mut request);
        }
        if let (Some(find), Some(base)) = (step.kind.finds, step.text("base")) {
            let name = match find {
                Find::Performance => "performance",
                Find::Matter => "matter",
                Find::Report => "report",
            };
            if !request.contains_key(name) {
                let id = self.find(find, &base, step.text("year").as_deref(), &step.department).await?;
                request.insert(name.to_owned(), json!(id));
            }
        }
        Ok(Value::Object(request))
    }

    /// What follows from the institution a step names.
    fn complete(&self, step: &Step, name: &str, request: &mut Map<String, Value>) {
        let Some(host) = self.scenario.cast.institution(name) else { return };
        request.insert("institution".to_owned(), json!(host.code));
        if step.kind.field("unit").is_some() && step.field("unit").is_none() {
            request.insert("unit".to_owned(), json!(host.unit));
        }
        if step.kind.field("institution_name").is_some() && step.field("institution_name").is_none() {
            request.insert("institution_name".to_owned(), json!(host.name));
        }
    }

    async fn draft(&mut self, step: &Step, mut request: Value) -> Result<(), Halt> {
        let code = self.institution(step)?;
        let unit = self.scenario.cast.institution(&code).map(|host| host.unit.clone());
        request["institution"] = json!(code);
        if request["unit"].is_null() {
            request["unit"] = json!(unit);
        }
        if request["call"].is_null() {
            let call = self.calls.get(&step.department).ok_or_else(|| absent("call: announce_call first"))?;
            request["call"] = json!(call);
        }
        let id = text(&request, "application");
        let actor = match &step.by {
            Some(_) => self.actor(step, &request).await?,
            None => self.host(&code),
        };
        self.send(&format!("{INTAKE}/CreateApplication"), &step.department, &actor, request).await?;
        self.save(step, &id).await
    }

    /// Fills the form in as the step says.
    async fn save(&mut self, step: &Step, id: &str) -> Result<(), Halt> {
        let plan = match step.field("form") {
            Some(node) => FormPlan::read(node).map_err(|problem| problem.to_string())?,
            None => FormPlan::good(),
        };
        let application = self.one("application", id, &step.department).await?;
        let call = self.one("call", &text(&application, "call"), &step.department).await?;
        let reference = text(&call, "closes_on").parse().unwrap_or_else(|_| self.today());
        let pack = match call["policy"]["id"].as_str() {
            Some(pack) => pack.to_owned(),
            None => self.some_pack(&step.department)?,
        };
        let host = self.scenario.cast.institution(&text(&application, "institution"));
        let category = text(&application, "category");
        let occasion = Occasion { pack: &pack, category: &category, reference, host };
        let form = forms::fill(&plan, &self.scenario.cast, occasion)?;
        let actor = self.host(&text(&application, "institution"));
        let request = json!({"application": id, "form": form});
        self.send(&format!("{INTAKE}/SaveForm"), &step.department, &actor, request).await.map(drop)
    }

    /// The department's first pack, where a call names none.
    fn some_pack(&self, department: &str) -> Result<String, Halt> {
        let found = self.scenario.cast.department(department).and_then(|found| found.packs.first());
        found.cloned().ok_or_else(|| absent("pack of the department"))
    }

    async fn lodge(&mut self, step: &Step, id: &str) -> Result<(), Halt> {
        let application = self.one("application", id, &step.department).await?;
        let actor = self.host(&text(&application, "institution"));
        let request = json!({"application": id});
        self.send(&format!("{INTAKE}/SubmitApplication"), &step.department, &actor, request).await.map(drop)
    }

    /// Conditions of an application's report that are open, or fail and may be waived.
    async fn open(&self, step: &Step, id: &str) -> Result<Vec<String>, Halt> {
        let application = self.one("application", id, &step.department).await?;
        Ok(conditions(&application, |condition| {
            let outcome = condition["outcome"].as_str().unwrap_or_default();
            outcome == "needs_ruling" || (outcome == "fail" && condition["waivable"] == true)
        }))
    }

    async fn accept(&mut self, step: &Step, id: &str) -> Result<(), Halt> {
        let said = step.field("rulings");
        let rulings = match said.map(|node| (node.text(), node.json())) {
            None => json!([]),
            Some((Some(word), _)) if word == "all" => {
                let open = self.open(step, id).await?;
                let reason = "材料显示确有特殊情况，经集体研究予以认可";
                open.into_iter().map(|rule| json!({"rule": rule, "reason": reason})).collect()
            }
            Some((_, list)) => list,
        };
        let actor = self.actor(step, &Value::Null).await?;
        let request = json!({"application": id, "rulings": rulings});
        self.send(&format!("{INTAKE}/AcceptApplication"), &step.department, &actor, request).await.map(drop)
    }

    async fn refuse(&mut self, step: &Step, mut request: Value) -> Result<(), Halt> {
        if request["rules"].is_null() {
            let application =
                self.one("application", &text(&request, "application"), &step.department).await?;
            let failed = conditions(&application, |condition| condition["outcome"] == "fail");
            request["rules"] = json!(failed);
        }
        let actor = self.actor(step, &request).await?;
        self.send(&format!("{INTAKE}/RefuseApplication"), &step.department, &actor, request).await.map(drop)
    }

    async fn review(&mut self, step: &Step) -> Result<(), Halt> {
        let points = points(step)?;
        match (step.text("application"), step.text("base")) {
            (Some(application), _) => self.score(step, &application, 0, points).await,
            (None, Some(base)) => {
                let found = self.find(Find::Performance, &base, None, &step.department).await?;
                self.score(step, &found, PERFORMANCE_SEATS, points).await
            }
            (None, None) => Err(absent("application or base named here")),
        }
    }

    /// Forms the panel, has every invited expert accept, and has each file a sheet of these points.
    async fn score(&mut self, step: &Step, subject: &str, seats: u32, points: u32) -> Result<(), Halt> {
        let department = step.department.as_str();
        let official = self.official(0);
        let panel = format!("p-{subject}");
        let request = json!({"panel": panel, "size": seats});
        self.send(&format!("{ASSIGNMENT}/FormPanel"), department, &official, request).await?;
        let invitations = self.every("invitation", department).await?;
        for sent in invitations.iter().filter(|one| one["panel"] == panel.as_str() && one["state"] == "sent")
        {
            let expert = self.expert(&text(sent, "expert"));
            let request = json!({"invitation": sent["invitation"], "answer": "accepted"});
            self.send(&format!("{ASSIGNMENT}/AnswerInvitation"), department, &expert, request).await?;
        }
        let review = self.one("review", subject, department).await?;
        let sheets = review["sheets"].as_array().cloned().unwrap_or_default();
        for sheet in sheets.iter().filter(|sheet| sheet["state"] == "pending") {
            let expert = self.expert(&text(sheet, "expert"));
            let document = hex::encode(Sha256::digest(format!("{subject}/{}", sheet["expert"])));
            let request = json!({
                "review": subject, "scores_hundredths": scores(&review, points), "comment_document": document,
            });
            self.send(&format!("{EVALUATION}/SubmitSheet"), department, &expert, request).await?;
        }
        Ok(())
    }

    async fn establish(&mut self, step: &Step, request: Value) -> Result<(), Halt> {
        let department = step.department.as_str();
        let base = text(&request, "base");
        let application = format!("a-{base}");
        let mut draft = json!({"application": application, "category": request["category"]});
        for name in ["call", "unit"] {
            draft[name] = request[name].clone();
        }
        let official = self.official(0);
        if draft["call"].is_null() {
            let call = format!("call-{base}");
            let today = self.today().to_string();
            let announced =
                json!({"call": call, "title": "示例申报通知", "opens_on": today, "closes_on": today});
            self.send(&format!("{INTAKE}/CreateCall"), department, &official, announced).await?;
            draft["call"] = json!(call);
        }
        self.draft(step, draft).await?;
        self.lodge(step, &application).await?;
        let opinion = self.one("opinion", &application, department).await?;
        let unit = self.unit(&text(&opinion, "unit"));
        let given = json!({"subject": application, "verdict": "recommended", "opinion": "经审核，同意推荐"});
        self.send("recommendation.v1.RecommendationService/GiveOpinion", department, &unit, given).await?;
        let open = self.open(step, &application).await?;
        let rulings: Vec<Value> =
            open.into_iter().map(|rule| json!({"rule": rule, "reason": "经集体研究予以认可"})).collect();
        let accepted = json!({"application": application, "rulings": rulings});
        self.send(&format!("{INTAKE}/AcceptApplication"), department, &official, accepted).await?;
        self.score(step, &application, 0, GOOD_POINTS).await?;
        let proposed = json!({"application": application, "opinion": "专家评议良好，符合布局需要"});
        let propose = format!("{EVALUATION}/ProposeRecognition");
        match self.send(&propose, department, &official, proposed.clone()).await {
            // Some measures want an assessment beside the experts' review.
            Err(Halt::Refused(refusal)) if refusal.code == "ASSESSMENT_MISSING" => {
                let assessed = json!({
                    "application": application, "passed": true, "findings": "考核合格",
                    "assessed_on": self.today().to_string(),
                });
                let record = format!("{EVALUATION}/RecordAssessment");
                self.send(&record, department, &official, assessed).await?;
                self.send(&propose, department, &official, proposed).await?;
            }
            done => drop(done?),
        }
        let second = self.official(1);
        let issued = json!({
            "application": application, "base": base, "document_number": request["document_number"],
            "document_on": request["document_on"],
        });
        self.send(&format!("{EVALUATION}/IssueRecognition"), department, &second, issued).await.map(drop)
    }

    async fn file_report(&mut self, step: &Step, mut request: Value) -> Result<(), Halt> {
        if let Value::Object(fields) = &mut request {
            fields.remove("base");
            fields.remove("year");
        }
        let report = self.one("report", &text(&request, "report"), &step.department).await?;
        if request["told_changes"].is_null() {
            request["told_changes"] = report["changes"].clone();
        }
        let actor = match &step.by {
            Some(_) => self.actor(step, &request).await?,
            None => self.host(&text(&report, "institution")),
        };
        self.send("registry.v1.ReportService/FileReport", &step.department, &actor, request).await.map(drop)
    }

    async fn publish(&mut self, step: &Step, mut request: Value) -> Result<(), Halt> {
        if request["grade"].is_null() {
            let id = text(&request, "performance");
            let performance = self.one("performance", &id, &step.department).await?;
            request["grade"] = performance["card_grade"].clone();
        }
        let actor = self.actor(step, &request).await?;
        self.send(&format!("{EVALUATION}/PublishGrade"), &step.department, &actor, request).await.map(drop)
    }

    async fn evaluate(&mut self, step: &Step, request: Value) -> Result<(), Halt> {
        let base = text(&request, "base");
        let points = points(step)?;
        let id = self.find(Find::Performance, &base, None, &step.department).await?;
        let performance = self.one("performance", &id, &step.department).await?;
        let host = self.host(&text(&performance, "institution"));
        let document = hex::encode(Sha256::digest(format!("materials/{id}")));
        let filed = json!({"performance": id, "report_document": document, "summary": "合作成效自评"});
        self.send(&format!("{EVALUATION}/FileMaterials"), &step.department, &host, filed).await?;
        self.score(step, &id, PERFORMANCE_SEATS, points).await?;
        let grade = json!({"performance": id, "notice_on": request["notice_on"]});
        self.publish(step, grade).await
    }

    async fn cancel(&mut self, step: &Step, request: Value) -> Result<(), Halt> {
        let department = step.department.as_str();
        let (first, second) = (self.official(0), self.official(1));
        let base = text(&request, "base");
        let matter = format!("m-{base}");
        let hash = hex::encode(Sha256::digest(format!("evidence/{matter}")));
        let opened = json!({
            "matter": matter, "base": base, "ground": request["ground"], "facts": request["facts"],
            "evidence_hash": hash, "conduct_on": request["conduct_on"],
        });
        self.send(&format!("{MATTERS}/OpenMatter"), department, &first, opened).await?;
        let proposed = json!({"matter": matter, "reason": "事实清楚，拟取消资格"});
        self.send(&format!("{MATTERS}/ProposeCancellation"), department, &first, proposed).await?;
        let today = self.today().to_string();
        let served = json!({"matter": matter, "served_on": today, "notice_hash": hash});
        self.send(&format!("{MATTERS}/ServeNotice"), department, &first, served).await?;
        let found = self.one("matter", &matter, department).await?;
        let host = self.host(&text(&found, "institution"));
        self.send(&format!("{MATTERS}/WaiveHearing"), department, &host, json!({"matter": matter})).await?;
        let decided = json!({
            "matter": matter, "document_number": request["document_number"],
            "document_on": request["document_on"], "reason": "事实成立，取消资格",
        });
        self.send(&format!("{MATTERS}/DecideCancellation"), department, &second, decided).await.map(drop)
    }
}

fn points(step: &Step) -> Result<u32, Halt> {
    let points = step.text("points").and_then(|text| text.parse().ok()).filter(|points| *points <= 100);
    points.ok_or_else(|| Halt::Broken("points are a whole number from 0 to 100".to_owned()))
}

/// Hundredths of points for each criterion, so that the sheet's total is this share of all.
fn scores(review: &Value, points: u32) -> Value {
    let criteria = review["card"]["criteria"].as_array().cloned().unwrap_or_default();
    let score = |criterion: &Value| {
        let most = criterion["max_hundredths"].as_u64().unwrap_or_default();
        (text(criterion, "code"), json!(most * u64::from(points) / 100))
    };
    Value::Object(criteria.iter().map(score).collect())
}

/// Rules of an application's report whose result counts and is as wanted.
fn conditions(application: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<String> {
    let all = application["report"]["conditions"].as_object().cloned().unwrap_or_default();
    let found = all.into_iter().filter(|(_, condition)| condition["counts"] == true && wanted(condition));
    found.map(|(rule, _)| rule).collect()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
