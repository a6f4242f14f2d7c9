//! Tests of how a pack reads.

use crate::samples::{hunan, successor};
use crate::{ArticlePlace, ProvisionKind};

#[test]
fn every_rule_is_read_once_and_in_the_measures_order() {
    for pack in [hunan(), successor()] {
        let provisions = pack.provisions();
        assert_eq!(provisions.len(), pack.rules().len());
        let places: Vec<ArticlePlace> =
            provisions.iter().map(|provision| ArticlePlace::of(&provision.rule.article)).collect();
        assert!(places.windows(2).all(|pair| pair[0] <= pair[1]), "in order");
        for entry in pack.rules() {
            assert!(provisions.iter().any(|provision| provision.rule == entry.rule), "{}", entry.rule.rule);
        }
    }
}

#[test]
fn a_test_reads_as_a_sentence_in_both_languages() {
    let pack = hunan();
    let provisions = pack.provisions();
    let of = |id: &str| provisions.iter().find(|provision| provision.rule.rule == id).expect(id);
    let test = |id: &str| of(id).facets.iter().find(|facet| facet.key == "test").expect(id).value.clone();
    assert_eq!(
        test("H26-TT-2").en,
        "the number of technology transfers (international: yes, status of the transfer = completed, date of \
         completion not after the reference day) is at least 3"
    );
    assert_eq!(test("H26-C-1b").zh, "信用记录（是否不良：是，记录日期在申报截止日前3年内）的数量为0");
    assert!(test("H26-JR-2a").en.contains("last three complete fiscal years"), "{}", test("H26-JR-2a").en);
    assert_eq!(of("H26-C-1c").kind, ProvisionKind::Judgement);
}

#[test]
fn a_timed_rule_shows_period_start_rest_days_and_what_follows() {
    let pack = hunan();
    let provisions = pack.provisions();
    let ban = provisions.iter().find(|provision| provision.rule.rule == "H26-T-06").expect("the ban");
    assert_eq!(ban.kind, ProvisionKind::Timer);
    let value = |key: &str| ban.facets.iter().find(|facet| facet.key == key).expect(key).value.clone();
    assert_eq!(value("purpose").en, "Ban after cancellation");
    assert_eq!(value("period").zh, "5年");
    assert_eq!(value("roll").en, "not moved by rest days");
    let switches: Vec<&str> = ban.readings.iter().map(|reading| reading.switch.as_str()).collect();
    assert!(switches.contains(&"ban_start") && switches.contains(&"roll_for.exclusion"), "{switches:?}");
    assert!(!switches.contains(&"roll_for.cycle"), "{switches:?}");
}

#[test]
fn every_switch_is_shown_somewhere() {
    let pack = hunan();
    let general = pack.general_readings();
    let provisions = pack.provisions();
    for switch in &pack.switches {
        let shown = general.iter().any(|reading| reading.switch == switch.name)
            || provisions.iter().any(|one| one.readings.iter().any(|reading| reading.switch == switch.name));
        assert!(shown, "{} is shown nowhere", switch.name);
    }
}
