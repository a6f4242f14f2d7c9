//! The story in words and as JSON.

use super::*;
use crate::lang::Lang;

fn story() -> Story {
    let event = |on: &str| Event {
        on: on.to_owned(),
        text: words("提交申请", "Lodged"),
        rules: vec!["H26-P-1 第九条第1项".to_owned()],
    };
    Story {
        seed: 1,
        from: "2026-03-09".to_owned(),
        until: "2036-01-20".to_owned(),
        funnel: vec![FunnelRow {
            stage: words("提交", "Lodged"),
            exit: false,
            joint_research: 3,
            tech_transfer: 2,
            featured: 1,
        }],
        life: BaseLife {
            base: "b-1".to_owned(),
            name: "某基地".to_owned(),
            institution: "某研究院".to_owned(),
            events: vec![event("2026-04-08")],
        },
        receipts: vec![ReceiptTold {
            title: words("整改期最后一日", "The last day to rectify"),
            subject: "b-1".to_owned(),
            due_on: "2030-09-23".to_owned(),
            arithmetic: words("顺延至周一。", "Moved to Monday."),
            rule: "H26-T-05 第十五条".to_owned(),
            provisional: true,
        }],
        barred: vec![BarredTold {
            institution: "某研究院".to_owned(),
            source: "base/b-1".to_owned(),
            ground: "H26-X-3 第十六条第3项".to_owned(),
            ground_text: words("整改后复评不达标", "Fails the evaluation after rectification"),
            document_on: "2030-12-20".to_owned(),
            banned_until: "2035-12-20".to_owned(),
            free_from: "2035-12-21".to_owned(),
            state: "SERVED".to_owned(),
        }],
        notices: NoticesTold {
            notices: vec![("report_late".to_owned(), 2)],
            reminders: vec![],
            samples: vec![],
        },
        validity: vec![event("2031-03-09")],
        checks: vec![CheckTold {
            code: "FourEyes".to_owned(),
            text: words("提议人不得作出取消决定", "Who proposes may not decide"),
            passed: false,
            evidence: "FOUR_EYES".to_owned(),
        }],
        figures: Figures::default(),
        register: json!({"bases": []}),
        register_sha256: "ab".to_owned(),
    }
}

fn printed(lang: Option<Lang>) -> String {
    let mut page = Vec::new();
    print::print(&story(), lang, &mut page).expect("written");
    String::from_utf8(page).expect("text")
}

#[test]
fn an_official_reads_chinese_with_english_beside_it() {
    let page = printed(None);
    for words in
        ["一、申报漏斗（2026年） · 1. The call's funnel, 2026", "提交申请 · Lodged", "[暂定 · provisional]"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(page.contains("2030-12-20 → 2035-12-20  某研究院  [已届满 · over]"), "{page}");
    assert!(page.contains("2035-12-21起可再申请 · free from 2035-12-21"), "{page}");
    assert!(page.contains("年度报告逾期 · yearly reports late"), "{page}");
    assert!(page.ends_with("0/1 有不符合预期之处 · not everything is as expected\n"), "{page}");
}

#[test]
fn one_language_alone_where_it_is_asked_for() {
    let (chinese, english) = (printed(Some(Lang::Zh)), printed(Some(Lang::En)));
    assert!(chinese.contains("二、一个基地的经历") && !chinese.contains("One base's life"));
    assert!(english.contains("2. One base's life") && !english.contains("一个基地的经历"));
    assert!(english.contains("Moved to Monday.") && !english.contains("顺延至周一。"));
}

#[test]
fn the_document_holds_register_and_digest_with_keys_in_order() {
    let document = story().json();
    assert_eq!(document["register"]["bases"], json!([]));
    assert_eq!(document["register_sha256"], "ab");
    assert_eq!(document["checks"][0]["passed"], false);
    let keys: Vec<&String> = document.as_object().expect("an object").keys().collect();
    assert!(keys.is_sorted(), "{keys:?}");
}
