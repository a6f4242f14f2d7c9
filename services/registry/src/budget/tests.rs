//! Tests of budgets: the hard limit, the bar on funding twice, readiness, rank.

use guohe_flow::{Attributes, Found, Role};
use guohe_policy::SwitchValue;

use super::{BudgetCommand, BudgetFlow, MOST_PROJECTS, NewGrant};
use crate::testing::{GUANGDONG_CALL, Play, actor, call_book, day, institution, sent, tags};

type Purse = Play<BudgetFlow>;

/// A project as a look-up finds it.
#[derive(Clone)]
struct Stands {
    id: String,
    call: &'static str,
    topic: &'static str,
    status: &'static str,
    subject: String,
    score: i64,
    known: bool,
    last_funded: Option<i64>,
    programme_year: Option<i64>,
}

impl Stands {
    fn found(&self) -> Found {
        let attributes = Attributes::new()
            .text("call", self.call)
            .text("topic", self.topic)
            .text("status", self.status)
            .text("subject", &self.subject)
            .text("institution", institution())
            .text("policy", GUANGDONG_CALL)
            .flag("live", true)
            .flag("history_known", self.known)
            .number("score", self.score);
        let with = |attributes: Attributes, name: &str, year: Option<i64>| match year {
            Some(year) => attributes.number(name, year),
            None => attributes,
        };
        let attributes = with(attributes, "last_funded", self.last_funded);
        Found { id: self.id.clone(), attributes: with(attributes, "programme_year", self.programme_year) }
    }
}

fn base(number: u32) -> Stands {
    Stands {
        id: format!("g-{number}"),
        call: "gd-2020",
        topic: "base",
        status: "IN_LIBRARY",
        subject: format!("base-{number}"),
        score: 8000,
        known: true,
        last_funded: None,
        programme_year: None,
    }
}

fn candidate(number: u32, score: i64) -> Stands {
    Stands { topic: "overseas_rd", status: "REVIEWED", score, ..base(number) }
}

fn grant(topic: &str, number: u32, document_on: &str) -> BudgetCommand {
    BudgetCommand::Fund(NewGrant {
        call: "gd-2020".into(),
        topic: topic.into(),
        project: format!("g-{number}"),
        document_number: format!("粤科函〔2021〕{number}号"),
        document_on: day(document_on),
        programme_year: None,
        reason: String::new(),
    })
}

fn purse(topic: &str, stands: &[Stands]) -> Purse {
    let mut purse = Play::of_call(BudgetFlow, &format!("gd-2020.{topic}"), "2021-12-20");
    purse.found = stands.iter().map(Stands::found).collect();
    purse
}

fn refused(purse: &Purse, command: &BudgetCommand) -> (String, Vec<String>) {
    let refusal = purse.refused(&actor(Role::Official), command);
    (refusal.code, refusal.rules.into_iter().map(|rule| rule.rule).collect())
}

fn by(code: &str, rules: &[&str]) -> (String, Vec<String>) {
    (code.to_owned(), rules.iter().map(|rule| (*rule).to_owned()).collect())
}

#[test]
fn the_eleventh_base_and_the_sixth_overseas_institution_are_refused_with_their_article() {
    for (topic, most, rule, article) in
        [("base", 10, "G20-W-2", "专题二（四）"), ("overseas_rd", 5, "G20-W-1", "专题一（四）")]
    {
        let all: Vec<Stands> =
            (1..=most + 1).map(|n| if topic == "base" { base(n) } else { candidate(n, 8000) }).collect();
        let mut purse = purse(topic, &all);
        for number in 1..=most {
            purse.asks(Role::Official, &grant(topic, number, "2021-12-20"));
        }
        let refusal = purse.refused(&actor(Role::Official), &grant(topic, most + 1, "2021-12-20"));
        assert_eq!(refusal.code, "CAP_REACHED");
        assert_eq!((refusal.rules[0].rule.as_str(), refusal.rules[0].article.as_str()), (rule, article));
        assert_eq!(purse.state.grants.len(), most as usize);
        assert!(purse.state.grants.iter().all(|grant| grant.amount_cny == "1000000"));
    }
}

#[test]
fn the_switch_lets_the_limit_count_by_year() {
    let all: Vec<Stands> = (1..=11).map(base).collect();
    let mut purse = purse("base", &all);
    for number in 1..=10 {
        purse.asks(Role::Official, &grant("base", number, "2020-12-20"));
    }
    assert_eq!(refused(&purse, &grant("base", 11, "2021-12-20")).0, "CAP_REACHED");
    let mut yearly = purse.choosing("cap_unit", "year");
    assert_eq!(refused(&yearly, &grant("base", 11, "2020-12-31")).0, "CAP_REACHED");
    yearly.asks(Role::Official, &grant("base", 11, "2021-12-20"));
    assert_eq!(yearly.state.grants.len(), 11);
}

#[test]
fn a_grant_is_recorded_once_and_told_to_the_project() {
    let mut purse = purse("base", &[base(1)]);
    let decision = purse.asks(Role::Official, &grant("base", 1, "2021-12-20"));
    assert_eq!(tags(&decision), ["opened", "granted"]);
    let told = sent(&decision.messages, "registry.budget.granted").expect("told");
    assert_eq!((&told["project"], &told["amountCny"]), (&"g-1".into(), &"1000000".into()));
    assert_eq!((&told["documentOn"], &told["programmeYear"]), (&"2021-12-20".into(), &2021.into()));
    assert_eq!(refused(&purse, &grant("base", 1, "2021-12-20")).0, "FUNDED_HERE");
}

#[test]
fn a_newcomer_is_funded_only_after_its_follow_up_and_nobody_before_the_library() {
    for (status, expected) in [
        ("FOLLOW_UP", by("FOLLOW_UP_FIRST", &["G20-P-4b"])),
        ("ASSESSMENT_DUE", by("FOLLOW_UP_FIRST", &["G20-P-4b"])),
        ("REVIEWED", by("NOT_IN_LIBRARY", &["G20-P-3"])),
        ("FUNDED", by("WRONG_STATE", &[])),
        ("CLOSED", by("WRONG_STATE", &[])),
    ] {
        let purse = purse("base", &[Stands { status, ..base(1) }]);
        assert_eq!(refused(&purse, &grant("base", 1, "2021-12-20")), expected, "{status}");
    }
}

#[test]
fn what_was_funded_since_the_bar_began_is_not_funded_again() {
    let barred = |stands: Stands, others: &[Stands]| {
        let all: Vec<Stands> = others.iter().cloned().chain([stands.clone()]).collect();
        let purse = purse(stands.topic, &all);
        let outcome = purse.decide(&actor(Role::Official), &grant(stands.topic, 1, "2021-12-20"));
        outcome.err().map(|refusal| (refusal.code, refusal.rules[0].rule.clone()))
    };
    let twice = |rule: &str| Some(("FUNDED_ALREADY".to_owned(), rule.to_owned()));
    // Topic two counts from 2017, topic one from 2018.
    let base_funded = |year| Stands { last_funded: Some(year), ..base(1) };
    assert_eq!(barred(base_funded(2016), &[]), None);
    assert_eq!(barred(base_funded(2017), &[]), twice("G20-B-4"));
    let project_funded = |year| Stands { last_funded: Some(year), ..candidate(1, 8000) };
    assert_eq!(barred(project_funded(2017), &[]), None);
    assert_eq!(barred(project_funded(2018), &[]), twice("G20-O-5"));
    // The register's own record counts too, in an earlier call; another base of the same host does not.
    let earlier = Stands {
        id: "g-9".into(),
        call: "gd-2018",
        status: "CLOSED",
        subject: "base-1".into(),
        programme_year: Some(2018),
        ..base(9)
    };
    assert_eq!(barred(base(1), std::slice::from_ref(&earlier)), twice("G20-B-4"));
    assert_eq!(barred(base(1), &[Stands { subject: "base-2".into(), ..earlier }]), None);
}

#[test]
fn an_unknown_history_needs_a_ruling_and_is_never_a_no() {
    let purse = purse("base", &[Stands { known: false, ..base(1) }]);
    assert_eq!(refused(&purse, &grant("base", 1, "2021-12-20")), by("HISTORY_UNKNOWN", &["G20-B-4"]));
}

#[test]
fn candidates_are_funded_by_rank_unless_a_person_says_why_not() {
    let all = [candidate(1, 8000), candidate(2, 9000), candidate(3, 8000)];
    let mut purse = purse("overseas_rd", &all);
    let first = grant("overseas_rd", 1, "2021-12-20");
    let refusal = purse.refused(&actor(Role::Official), &first);
    assert_eq!((refusal.code.as_str(), refusal.fields[0].0.as_str()), ("OUT_OF_RANK", "reason"));
    assert!(refusal.message.contains("g-2") && !refusal.message.contains("g-3"), "{}", refusal.message);
    let BudgetCommand::Fund(mut reasoned) = first else { panic!("a grant") };
    reasoned.reason = "企业具有省级创新平台".into();
    purse.asks(Role::Official, &BudgetCommand::Fund(reasoned));
    assert_eq!(purse.state.grants[0].reason, "企业具有省级创新平台");
    purse.asks(Role::Official, &grant("overseas_rd", 2, "2021-12-20"));
}

#[test]
fn the_library_has_no_rank_for_bases_wait_for_the_budget() {
    let mut purse = purse("base", &[Stands { score: 6000, ..base(1) }, Stands { score: 9900, ..base(2) }]);
    purse.asks(Role::Official, &grant("base", 1, "2021-12-20"));
}

#[test]
fn malformed_grants_are_refused_by_their_field() {
    let purse = purse("base", &[base(1), Stands { call: "gd-2018", ..base(2) }]);
    let with = |change: fn(&mut NewGrant)| {
        let BudgetCommand::Fund(mut grant) = grant("base", 1, "2021-12-20") else { panic!("a grant") };
        change(&mut grant);
        refused(&purse, &BudgetCommand::Fund(grant)).0
    };
    assert_eq!(with(|grant| grant.document_number = " ".into()), "MISSING");
    assert_eq!(with(|grant| grant.document_on = day("2021-12-21")), "DATE_IN_FUTURE");
    assert_eq!(with(|grant| grant.programme_year = Some(2018)), "PROGRAMME_YEAR");
    assert_eq!(with(|grant| grant.topic = "overseas_rd".into()), "OTHER_BUDGET");
    assert_eq!(with(|grant| grant.project = "g-2".into()), "OTHER_CALL");
    assert_eq!(with(|grant| grant.project = "g-3".into()), "PROJECT_NOT_LIVE");
    let host = purse.refused(&actor(Role::Host), &grant("base", 1, "2021-12-20"));
    assert_eq!(host.code, "OFFICIAL_ONLY");
}

#[test]
fn more_live_projects_than_can_be_weighed_are_refused_instead_of_overlooked() {
    let all: Vec<Stands> = (1..=MOST_PROJECTS).map(base).collect();
    assert_eq!(refused(&purse("base", &all), &grant("base", 1, "2021-12-20")).0, "TOO_MANY_PROJECTS");
}

#[test]
fn an_item_taken_back_is_free_for_another_project() {
    let all: Vec<Stands> = (1..=11).map(base).collect();
    let mut purse = purse("base", &all);
    for number in 1..=10 {
        purse.asks(Role::Official, &grant("base", number, "2021-12-20"));
    }
    let release = BudgetCommand::Release { project: "g-3".into(), reason: "重复资助".into() };
    assert_eq!(tags(&purse.hears(&release)), ["released"]);
    assert!(purse.hears(&release).is_nothing());
    purse.asks(Role::Official, &grant("base", 11, "2021-12-20"));
    assert_eq!(refused(&purse, &grant("base", 3, "2021-12-20")).0, "CAP_REACHED");
}

#[test]
fn limits_and_amounts_are_the_packs_not_the_programs() {
    let mut purse = purse("base", &[base(1), base(2)]);
    purse.book = call_book(|pack| {
        let funding = pack.funding.as_mut().expect("a call");
        funding.topics[1].most_items = 1;
        guohe_testkit::decide::choose(pack, "cap_unit", SwitchValue::Word("call".into()));
    });
    purse.asks(Role::Official, &grant("base", 1, "2021-12-20"));
    assert_eq!(refused(&purse, &grant("base", 2, "2021-12-20")), by("CAP_REACHED", &["G20-W-2"]));
}
