//! Tests of letters.

use guohe_policy::{Application, Facts, Text};
use serde_json::json;

use super::*;
use crate::policies::PackLibrary;

fn with_letter(remedies: Option<Text>, tell: impl Fn(String)) {
    let mut pack = PackLibrary::embedded().pack("hunan-2026").expect("a pack");
    pack.settings.as_mut().expect("settings").remedies = remedies;
    let form = json!({"org": {"name": "示例大学", "kind": "university", "is_legal_person": false}});
    let facts = Facts::parse(&form).expect("fits");
    let day = "2026-05-29".parse().expect("a day");
    let application = Application {
        category: "featured",
        facts: &facts,
        lodged_on: day,
        reference: day,
        guide_publication: None,
        bans: &[],
    };
    let explanation = pack.explain(&application).expect("explained");
    let case = Case { pack: &pack, explanation: &explanation, facts: &facts, title: Some("示例") };
    for lang in [Lang::Zh, Lang::En] {
        for format in [LetterFormat::Text, LetterFormat::Html] {
            tell(render(LetterKind::Refusal, &case, lang, format).expect("rendered"));
        }
    }
}

#[test]
fn remedies_are_the_departments_words_or_a_marked_gap() {
    with_letter(None, |letter| {
        assert!(
            letter.contains("签发前须填写") || letter.contains("to be filled in before signing"),
            "{letter}"
        );
    });
    let told = Text::new("可自收到之日起申请行政复议", "You may apply for reconsideration");
    with_letter(Some(told), |letter| {
        assert!(!letter.contains("签发前须填写") && !letter.contains("before signing"), "{letter}");
        assert!(letter.contains("行政复议") || letter.contains("reconsideration"), "{letter}");
    });
}

#[test]
fn a_letter_cites_articles_and_quotes_nothing() {
    with_letter(None, |letter| {
        assert!(letter.contains("H26-C-1a") && letter.contains("第五条第1项"), "{letter}");
        // The measures' own words for this condition; ours are others.
        assert!(!letter.contains("具有独立法人资质"), "{letter}");
    });
}
