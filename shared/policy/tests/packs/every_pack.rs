//! Every folder of `policies/` that holds a pack loads without an error and holds every rule of its text.

use std::collections::{BTreeMap, BTreeSet};

use crate::repository::{MEASURES, folders, lines, load, measures, with_choices};
use guohe_policy::PackStatus;

#[test]
fn every_pack_loads_and_bears_its_folders_name() {
    let folders = folders();
    for name in &folders {
        assert_eq!(load(name).identity.id, *name);
    }
    assert!(MEASURES.iter().all(|name| folders.iter().any(|folder| folder == name)), "{folders:?}");
}

#[test]
fn a_pack_decides_only_what_is_in_force_in_its_time() {
    for name in folders() {
        let pack = load(&name);
        let decides = matches!(pack.identity.status, PackStatus::InForce | PackStatus::Sample);
        assert_eq!(pack.decides(), decides, "{name}");
        assert!(!pack.identity.unknown.is_empty() || pack.identity.status == PackStatus::Sample, "{name}");
    }
}

#[test]
fn what_is_over_decides_only_where_it_is_declared_in_force_from_a_day() {
    for name in ["most-2011", "guangdong-2020-call"] {
        assert_eq!(load(name).effective_from(), None, "{name}");
        let dated = with_choices(name, &[("effective_from", "2011-07-29")]);
        assert_eq!(dated.effective_from(), "2011-07-29".parse().ok(), "{name}");
        assert!(!dated.decides(), "{name}: a day alone declares nothing");
        let declared = [("effective_from", "2011-07-29"), ("declared_in_force", "true")];
        assert!(with_choices(name, &declared).decides(), "{name}");
    }
}

#[test]
fn every_rule_of_the_texts_stands_in_exactly_one_pack() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pack in measures() {
        for entry in pack.rules() {
            let id = entry.rule.rule;
            assert!(
                !entry.rule.article.is_empty() && !entry.text.zh.is_empty() && !entry.text.en.is_empty(),
                "{id}"
            );
            // Categories stand among the rules under their code, which packs share.
            if id.contains('-') && !id.contains("-DS-") {
                places.entry(id).or_default().push(pack.identity.id.clone());
            }
        }
    }
    let wanted: BTreeSet<(String, String)> = lines("rule-ids.txt")
        .iter()
        .map(|line| {
            line.split_once(' ').map(|(pack, id)| (id.to_owned(), pack.to_owned())).expect("pack and id")
        })
        .collect();
    let found: BTreeSet<(String, String)> =
        places.iter().flat_map(|(id, packs)| packs.iter().map(|pack| (id.clone(), pack.clone()))).collect();
    assert_eq!(
        wanted.difference(&found).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "no pack holds these"
    );
    assert_eq!(
        found.difference(&wanted).collect::<Vec<_>>(),
        Vec::<&(String, String)>::new(),
        "not in rule-ids.txt"
    );
    assert!(places.values().all(|packs| packs.len() == 1), "{places:?}");
}

#[test]
fn every_switch_gives_its_reason_and_every_ambiguity_is_one() {
    let concern: [(&str, &[u32]); 5] = [
        (
            "hunan-2026",
            &[
                1, 2, 3, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, 27, 28, 40, 42, 43, 45, 46,
                47, 48, 49,
            ],
        ),
        (
            "zhejiang-2026",
            &[
                1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 17, 18, 20, 21, 24, 25, 26, 38, 39, 40, 41, 42, 43, 45, 48,
                49,
            ],
        ),
        ("most-2011", &[1, 2, 18, 22, 23, 24, 40, 43, 45, 49]),
        ("guangdong-2020-call", &[1, 2, 3, 24, 29, 30, 31, 32, 33, 34, 35, 36, 40, 43, 44, 45]),
        ("guangdong-2026-draft", &[37]),
    ];
    let mut seen = BTreeSet::new();
    for (name, numbers) in concern {
        let pack = load(name);
        for number in numbers {
            let ambiguity = format!("A-{number:02}");
            assert!(pack.switches.iter().any(|switch| switch.ambiguity == ambiguity), "{name} {ambiguity}");
            seen.insert(*number);
        }
        for switch in &pack.switches {
            assert!(!switch.reason.zh.is_empty() && !switch.reason.en.is_empty(), "{name} {}", switch.name);
        }
    }
    assert_eq!(seen, (1..=49).collect(), "every ambiguity concerns some regime");
}

#[test]
fn every_article_of_the_measures_is_cited() {
    const DIGITS: [&str; 11] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let numeral = |number: usize| match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    };
    for (name, articles) in [("hunan-2026", 23), ("zhejiang-2026", 27), ("most-2011", 23)] {
        let pack = load(name);
        for number in 1..=articles {
            let article = format!("第{}条", numeral(number));
            assert!(
                pack.rules().iter().any(|entry| entry.rule.article.contains(&article)),
                "{name} {article}"
            );
        }
    }
}
