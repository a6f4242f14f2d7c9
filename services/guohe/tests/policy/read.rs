//! `guohe policy show` and `guohe policy diff`.

use crate::process::{draft, failure, guohe, json, told};

#[test]
fn an_article_shows_what_each_rule_becomes() {
    let (status, words) = told(&["policy", "show", "hunan-2026", "16"]);
    assert_eq!(status, Some(0));
    assert!(words.contains("── 第十六条 ──"), "{words}");
    assert!(words.contains("H26-T-06 · date or period"), "{words}");
    assert!(words.contains("H26-X-3 · ground of cancellation"), "{words}");
    assert!(
        words.contains("A-18 From which day does the ban run? ban_start = document (our default)"),
        "{words}"
    );
    assert!(!words.contains("H26-T-05"), "only the article asked for: {words}");
    let (_, other) = told(&["policy", "show", "hunan-2026", "第十六条"]);
    assert_eq!(words, other, "an article has two spellings");
}

#[test]
fn the_whole_pack_stands_in_order_in_both_languages() {
    for (lang, word) in [("--lang=zh", "文本未规定"), ("--lang=en", "What the text leaves open")] {
        let mut command = guohe(&["policy", "show", "hunan-2026"]);
        // The last of two options would be refused, so the helper's own is left out.
        command = without_lang(command, lang);
        let output = command.output().expect("runs");
        let words = String::from_utf8(output.stdout).expect("text");
        assert!(words.contains(word), "{words}");
        let places: Vec<usize> = ["── 第二条 ──", "── 第五条 ──", "── 第十五条 ──", "── 第二十三条 ──"]
            .iter()
            .map(|heading| words.find(heading).unwrap_or_else(|| panic!("{heading} is missing")))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
    }
}

fn without_lang(command: std::process::Command, lang: &str) -> std::process::Command {
    let mut plain = std::process::Command::new(command.get_program());
    plain.args(command.get_args().filter(|argument| !argument.to_string_lossy().starts_with("--lang")));
    plain.arg(lang);
    plain
}

#[test]
fn one_rule_can_be_asked_for_and_an_unknown_one_is_answered_with_the_articles() {
    let (_, shown) = json(&["policy", "show", "hunan-2026", "H26-TT-2"]);
    assert_eq!(shown["provisions"].as_array().expect("a list").len(), 1);
    assert_eq!(shown["provisions"][0]["kind"], "fields");
    let (status, words) = failure(&["policy", "show", "hunan-2026", "第九十九条"]);
    assert_eq!(status, Some(2));
    assert!(words.contains("NO_SUCH_ARTICLE") && words.contains("第十六条"), "{words}");
}

#[test]
fn a_draft_with_a_longer_ban_is_told_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let draft = draft(
        folder.path(),
        "hunan-2026",
        &[
            ("grounds.yaml", "exclusion: P5Y", "exclusion: P6Y"),
            (
                "timers.yaml",
                "span: {period: P5Y}\n    start: {key: cancellation_document",
                "span: {period: P6Y}\n    start: {key: cancellation_document",
            ),
        ],
    );
    let (status, words) = told(&["policy", "diff", "hunan-2026", &draft]);
    assert_eq!(status, Some(0));
    assert!(words.contains("~ Ban after cancellation: 5 years → 6 years (H26-T-06 第十六条)"), "{words}");
    assert!(words.contains("11 changed, 0 added, 0 removed."), "one period and ten grounds: {words}");
    let (_, same) = told(&["policy", "diff", "hunan-2026", "hunan-2026"]);
    assert!(same.contains("No difference."), "{same}");
}
