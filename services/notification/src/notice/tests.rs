//! Tests of notices: both states, their one command, and the words.

use std::collections::BTreeMap;

use super::*;
use crate::testing::{Play, at, host};

fn deliver(template: &str, recipients: Vec<Recipient>) -> NoticeCommand {
    NoticeCommand::Deliver {
        service: "registry".into(),
        template: template.into(),
        recipients,
        subject: "base/b-1".into(),
        values: BTreeMap::from([("base".into(), "b-1".into()), ("performance".into(), "re-b-1-1".into())]),
        rules: vec![],
    }
}

#[test]
fn every_state_answers_every_command() {
    let mut play = Play::<NoticeFlow>::new(at("2030-10-10", 10));
    for (before, events, after) in
        [(Status::Absent, 1, Status::Delivered), (Status::Delivered, 0, Status::Delivered)]
    {
        assert_eq!(play.state.status, before);
        let command = deliver("base_restored", vec![host()]);
        let NoticeCommand::Deliver { .. } = &command;
        assert_eq!(play.hears(&NoticeFlow, &command).events.len(), events);
        assert_eq!(play.state.status, after);
    }
}

#[test]
fn a_notice_is_written_in_both_languages_and_delivered_once_a_recipient() {
    let mut play = Play::<NoticeFlow>::new(at("2030-10-10", 10));
    let desk = Recipient { role: guohe_flow::Role::Official, id: "bases".into() };
    play.hears(&NoticeFlow, &deliver("base_restored", vec![host(), desk.clone(), host()]));
    let notice = &play.state;
    assert!(notice.title.zh.contains("b-1") && notice.body.en.contains("re-b-1-1"));
    assert_eq!(notice.deliveries.len(), 2, "the same recipient twice is told once");
    assert_eq!(notice.deliveries[1].recipient, desk);
    assert_eq!(notice.deliveries[0].delivered_at, at("2030-10-10", 10));
    let attributes = NoticeFlow::attributes(notice);
    assert!(attributes.0.contains_key("to.bases"));
}

#[test]
fn the_same_message_makes_one_notice() {
    let mut play = Play::<NoticeFlow>::new(at("2030-10-10", 10));
    play.hears(&NoticeFlow, &deliver("base_restored", vec![host()]));
    assert!(play.hears(&NoticeFlow, &deliver("base_restored", vec![host()])).is_nothing());
}

#[test]
fn a_template_without_a_text_still_reaches_people_and_is_marked() {
    let mut play = Play::<NoticeFlow>::new(at("2030-10-10", 10));
    play.hears(&NoticeFlow, &deliver("not_written_yet", vec![host()]));
    assert!(play.state.general_text && play.state.deliveries.len() == 1);
}
