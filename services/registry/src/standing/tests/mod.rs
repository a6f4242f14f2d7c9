//! Tests of standing: bans, edges, overtaking.

use guohe_flow::{RefusalKind, Role};

use super::{BanState, StandingCommand, StandingFlow, Status};
use crate::testing::{
    Column, HUNAN, Play, Row, actor, check_table, day, institution, notices, sent, tags, timer,
};

fn ask(application: &str, received_on: &str) -> StandingCommand {
    StandingCommand::Ask {
        application: application.into(),
        policy: HUNAN.into(),
        received_on: day(received_on),
        revision: 1,
    }
}

fn ban(source: &str, document_on: &str) -> StandingCommand {
    StandingCommand::RecordBan {
        source: source.into(),
        ground: "H26-X-3".into(),
        document_number: "湘科撤〔2026〕1号".into(),
        document_on: day(document_on),
        policy: HUNAN.into(),
    }
}

fn quash(source: &str, document_on: &str) -> StandingCommand {
    StandingCommand::Quash {
        source: source.into(),
        document_number: "湘科复〔2026〕2号".into(),
        document_on: day(document_on),
        reason: "复议撤销".into(),
    }
}

fn close(application: &str) -> StandingCommand {
    StandingCommand::CloseAdmission { application: application.into() }
}

fn unheard_of() -> Play<StandingFlow> {
    Play::new(StandingFlow, &institution(), "2026-05-10")
}

fn admitted() -> Play<StandingFlow> {
    let mut play = unheard_of();
    play.hears(&ask("a-1", "2026-05-10"));
    play
}

fn excluded() -> Play<StandingFlow> {
    let mut play = unheard_of().on("2026-05-11");
    play.hears(&ban("base/b-1", "2026-05-10"));
    play
}

/// A ban whose length the measures do not state.
fn held() -> Play<StandingFlow> {
    let mut pack = crate::testing::hunan();
    pack.grounds.iter_mut().for_each(|ground| ground.exclusion = None);
    let mut play = unheard_of();
    play.book = guohe_policy::PolicyBook::new(guohe_policy::Calendar::weekends_only())
        .with_pack(pack)
        .expect("one pack");
    play.hears(&ban("base/b-1", "2026-05-10"));
    play
}

fn in_status(status: Status) -> Play<StandingFlow> {
    match status {
        Status::Eligible => admitted(),
        Status::Excluded => excluded(),
        Status::Hold => held(),
    }
}

fn rows() -> Vec<Row<StandingFlow>> {
    let mut freed = excluded().on("2031-05-11");
    freed.hears(&StandingCommand::Free);
    let mut overtaken = admitted();
    overtaken.hears(&ban("base/b-2", "2026-05-10"));
    vec![
        ("UNHEARD_OF", unheard_of()),
        ("ELIGIBLE_ADMITTED", in_status(Status::Eligible)),
        ("EXCLUDED", in_status(Status::Excluded)),
        ("EXCLUDED_OVERTOOK", overtaken),
        ("FREED", freed),
        ("HOLD", in_status(Status::Hold)),
    ]
}

fn name(command: &StandingCommand) -> &'static str {
    match command {
        StandingCommand::Ask { .. } => "ask",
        StandingCommand::CloseAdmission { .. } => "close_admission",
        StandingCommand::RecordBan { .. } => "record_ban",
        StandingCommand::NoteNational { .. } => "note_national",
        StandingCommand::Free => "free",
        StandingCommand::Quash { .. } => "quash",
        StandingCommand::RuleOnBan { .. } => "rule_on_ban",
    }
}

fn columns() -> Vec<Column<StandingFlow>> {
    let commands = vec![
        (Role::System, ask("a-2", "2026-05-10")),
        (Role::System, close("a-1")),
        (Role::System, ban("base/b-1", "2026-05-10")),
        (Role::System, StandingCommand::NoteNational { base: "b-1".into() }),
        (Role::System, StandingCommand::Free),
        (Role::Official, quash("base/b-1", "2026-05-10")),
        (
            Role::Official,
            StandingCommand::RuleOnBan {
                source: "base/b-1".into(),
                banned_until: Some(day("2029-05-10")),
                reason: "裁定".into(),
            },
        ),
    ];
    commands.into_iter().map(|(role, command)| (name(&command), role, command)).collect()
}

fn answer(play: &mut Play<StandingFlow>, received_on: &str) -> serde_json::Value {
    let decision = play.hears(&ask("a-9", received_on));
    sent(&decision.messages, "registry.standing.answered").expect("answered").clone()
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    check_table(rows(), &columns(), include_str!("table.txt"));
}

#[test]
fn a_ban_runs_from_the_document_through_the_anniversary_and_the_next_day_is_free() {
    let mut play = unheard_of().on("2030-11-05");
    let decision = play.hears(&ban("base/b-1", "2030-10-31"));
    let (due, command) = timer(&decision, "exclusion_ends").expect("a timer");
    assert_eq!((due, command), (guohe_clock::start_of_day(day("2035-11-01")), &StandingCommand::Free));
    let ban = play.state.longest().expect("runs");
    assert_eq!((ban.banned_until, ban.free_from), (Some(day("2035-10-31")), Some(day("2035-11-01"))));
    assert_eq!(decision.events[0].rules[0].rule, "H26-X-3");
    assert_eq!(decision.events[0].rules[1].rule, "H26-T-06");
}

#[test]
fn a_ban_from_a_leap_day_ends_on_the_last_of_february() {
    let mut play = unheard_of().on("2028-03-01");
    play.hears(&ban("base/b-1", "2028-02-29"));
    assert_eq!(play.state.longest().expect("runs").banned_until, Some(day("2033-02-28")));
}

#[test]
fn the_day_of_receipt_decides_on_both_edges_of_a_ban() {
    for (received_on, standing) in [
        ("2026-05-09", "STANDING_ELIGIBLE"),
        ("2026-05-10", "STANDING_EXCLUDED"),
        ("2031-03-08", "STANDING_EXCLUDED"),
    ] {
        let told = answer(&mut excluded(), received_on);
        assert_eq!(told["standing"], standing, "{received_on}");
    }
    let told = answer(&mut excluded(), "2026-06-01");
    assert_eq!(
        (told["bannedUntil"].as_str(), told["freeFrom"].as_str()),
        (Some("2031-05-10"), Some("2031-05-11"))
    );
    assert_eq!(told["base"], "b-1");
    assert_eq!(told["rules"][0]["rule"], "H26-X-3");
}

#[test]
fn without_a_version_in_force_a_person_rules() {
    let mut play = unheard_of();
    let command = StandingCommand::Ask {
        application: "a-1".into(),
        policy: String::new(),
        received_on: day("2031-03-09"),
        revision: 1,
    };
    let decision = play.hears(&command);
    assert_eq!(
        sent(&decision.messages, "registry.standing.answered").expect("answered")["standing"],
        "STANDING_NEEDS_RULING"
    );
    assert_eq!(answer(&mut unheard_of(), "2031-03-09")["standing"], "STANDING_NEEDS_RULING");
    assert_eq!(
        answer(&mut unheard_of(), "2031-03-08")["standing"],
        "STANDING_ELIGIBLE",
        "the last day in force"
    );
}

#[test]
fn a_ban_goes_on_after_the_version_it_rests_on_has_ended() {
    assert_eq!(answer(&mut excluded(), "2031-04-01")["standing"], "STANDING_EXCLUDED");
}

#[test]
fn a_pack_not_adopted_here_yet_is_waited_for() {
    let command = StandingCommand::Ask {
        application: "a-1".into(),
        policy: "hunan-2099".into(),
        received_on: day("2026-05-10"),
        revision: 1,
    };
    assert_eq!(unheard_of().refused(&actor(Role::System), &command).kind, RefusalKind::NotYet);
}

#[test]
fn the_latest_end_of_several_bans_wins() {
    let mut play = excluded().on("2027-01-02");
    let decision = play.hears(&ban("base/b-2", "2027-01-01"));
    assert_eq!(
        timer(&decision, "exclusion_ends").expect("set anew").0,
        guohe_clock::start_of_day(day("2032-01-02"))
    );
    let mut earlier = play.on("2031-05-11");
    assert!(earlier.hears(&StandingCommand::Free).is_nothing(), "the longer ban runs on");
    let mut over = earlier.on("2032-01-02");
    over.hears(&StandingCommand::Free);
    assert_eq!(over.state.status(), Status::Eligible);
    assert!(over.state.bans.iter().all(|ban| ban.state == BanState::Served));
}

#[test]
fn a_ban_recorded_later_points_to_the_applications_it_overtook() {
    let mut play = admitted();
    play.hears(&ask("a-2", "2026-05-08"));
    let mut play = play.on("2026-06-01");
    let decision = play.hears(&ban("base/b-1", "2026-05-09"));
    let overtook = sent(&decision.messages, "registry.standing.ban_overtook").expect("told");
    assert_eq!(
        (overtook["application"].as_str(), overtook["bannedFrom"].as_str()),
        (Some("a-1"), Some("2026-05-09"))
    );
    assert_eq!(notices(&decision.messages), ["institution_ban_overtook", "institution_excluded"]);
    assert!(play.state.tasks.has("ban_overtook_admission", "a-1"));
    assert!(!play.state.tasks.has("ban_overtook_admission", "a-2"), "received before the ban");
    play.hears(&close("a-1"));
    assert!(play.state.tasks.is_empty(), "a closed application asks nothing");
}

#[test]
fn a_closed_application_is_not_overtaken() {
    let mut play = admitted();
    play.hears(&close("a-1"));
    let decision = play.on("2026-06-01").hears(&ban("base/b-1", "2026-05-09"));
    assert!(sent(&decision.messages, "registry.standing.ban_overtook").is_none());
}

#[test]
fn the_same_cancellation_bars_once() {
    assert!(excluded().hears(&ban("base/b-1", "2026-05-10")).is_nothing());
}

#[test]
fn a_quashed_ban_never_counted() {
    let mut play = excluded().on("2026-08-01");
    let decision = play.asks(Role::Official, &quash("base/b-1", "2026-07-31"));
    assert!(decision.timers.contains(&guohe_flow::TimerChange::Cancel("exclusion_ends".into())));
    assert_eq!(play.state.status(), Status::Eligible);
    assert_eq!(answer(&mut play, "2026-06-01")["standing"], "STANDING_ELIGIBLE");
    assert_eq!(play.refused(&actor(Role::Official), &quash("base/b-1", "2026-07-31")).code, "WRONG_STATE");
}

#[test]
fn a_quashed_ban_closes_the_tasks_it_opened() {
    let mut play = admitted().on("2026-06-01");
    play.hears(&ban("base/b-1", "2026-05-09"));
    play.asks(Role::Official, &quash("base/b-1", "2026-06-01"));
    assert!(play.state.tasks.is_empty());
}

#[test]
fn quashing_one_ban_leaves_the_other_running() {
    let mut play = excluded().on("2027-02-01");
    play.hears(&ban("base/b-2", "2027-01-01"));
    let decision = play.asks(Role::Official, &quash("base/b-2", "2027-01-31"));
    assert_eq!(
        timer(&decision, "exclusion_ends").expect("set anew").0,
        guohe_clock::start_of_day(day("2031-05-11"))
    );
    assert_eq!(play.state.status(), Status::Excluded);
}

#[test]
fn only_an_official_lifts_a_ban_and_not_by_a_document_older_than_it() {
    let play = excluded().on("2026-08-01");
    assert_eq!(play.refused(&actor(Role::Host), &quash("base/b-1", "2026-07-31")).code, "OFFICIAL_ONLY");
    assert_eq!(
        play.refused(&actor(Role::Official), &quash("base/b-1", "2026-05-09")).code,
        "DATE_BEFORE_BAN"
    );
}

#[test]
fn a_ban_without_a_length_holds_until_a_person_rules() {
    let mut play = held();
    assert_eq!((play.state.status(), play.state.tasks.first_code()), (Status::Hold, "rule_on_ban"));
    assert_eq!(answer(&mut play, "2026-06-01")["standing"], "STANDING_NEEDS_RULING");
    let ruling = StandingCommand::RuleOnBan {
        source: "base/b-1".into(),
        banned_until: Some(day("2029-05-10")),
        reason: "裁定三年".into(),
    };
    let decision = play.asks(Role::Official, &ruling);
    assert_eq!(
        timer(&decision, "exclusion_ends").expect("set").0,
        guohe_clock::start_of_day(day("2029-05-11"))
    );
    assert_eq!(play.state.status(), Status::Excluded);
}

#[test]
fn a_ruling_for_the_national_register_asks_an_official_to_lift_the_ban() {
    let mut play = excluded();
    let decision = play.hears(&StandingCommand::NoteNational { base: "b-1".into() });
    assert_eq!(tags(&decision), ["task_opened"]);
    assert_eq!(play.state.status(), Status::Excluded, "nothing is lifted by a message");
    play.asks(Role::Official, &quash("base/b-1", "2026-05-11"));
    assert!(play.state.tasks.is_empty());
    assert!(unheard_of().hears(&StandingCommand::NoteNational { base: "b-1".into() }).is_nothing());
}

#[test]
fn a_ban_settles_nothing_alone_where_it_is_read_to_reach_less_or_to_be_tested_later() {
    use crate::testing::book_with;
    use guohe_policy::SwitchValue;
    for (switch, chosen, answer) in [
        ("ban_scope", "host", super::Answer::Excluded),
        ("ban_scope", "host+field", super::Answer::NeedsRuling),
        ("ban_scope", "host+leader", super::Answer::NeedsRuling),
        ("ban_test_at", "submission", super::Answer::Excluded),
        ("ban_test_at", "recognition", super::Answer::NeedsRuling),
    ] {
        let mut play = unheard_of().on("2026-05-11");
        play.book = book_with(switch, SwitchValue::Word(chosen.to_owned()));
        play.hears(&ban("base/b-1", "2026-05-10"));
        let decision = play.hears(&ask("a-2", "2026-05-11"));
        let answered = decision.events.iter().find_map(|record| match &record.event {
            super::StandingEvent::Answered { admission, .. } => Some(admission.answer),
            _ => None,
        });
        assert_eq!(answered, Some(answer), "{switch} on {chosen}");
    }
}

#[test]
fn a_ban_from_service_or_publication_waits_for_an_official_to_say_its_last_day() {
    use crate::testing::book_with;
    use guohe_policy::SwitchValue;
    for start in ["service", "publication"] {
        let mut play = unheard_of().on("2026-05-11");
        play.book = book_with("ban_start", SwitchValue::Word(start.to_owned()));
        play.hears(&ban("base/b-1", "2026-05-10"));
        assert_eq!(play.state.status(), Status::Hold, "{start}");
        assert_eq!(play.state.bans[0].state, BanState::Held, "{start}");
        assert!(play.state.tasks.has("rule_on_ban", "base/b-1"), "{start}");
    }
    assert_eq!(excluded().state.status(), Status::Excluded);
}

#[test]
fn a_department_that_allows_one_base_a_host_has_each_application_looked_at() {
    use crate::testing::book_with;
    use guohe_policy::SwitchValue;
    for (chosen, answer) in [("no_limit", super::Answer::Eligible), ("one", super::Answer::NeedsRuling)] {
        let mut play = unheard_of();
        play.book = book_with("max_per_host", SwitchValue::Word(chosen.to_owned()));
        play.hears(&ask("a-1", "2026-05-10"));
        assert_eq!(play.state.admissions[0].answer, answer, "{chosen}");
    }
}
