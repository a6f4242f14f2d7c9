//! `guohe policy explain` and its letters.

use std::fs;

use crate::process::{failure, json, policies, run, sample, told};

/// Every sample application: its name begins with its pack's.
fn samples() -> Vec<(String, String, String)> {
    let folder = policies().join("samples");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("reads") {
        let name = entry.expect("an entry").file_name().into_string().expect("text");
        if let [pack, what, "yaml"] = name.split('.').collect::<Vec<_>>()[..] {
            found.push((pack.to_owned(), what.to_owned(), sample(&name)));
        }
    }
    assert!(found.len() > 2);
    found
}

#[test]
fn good_samples_pass_and_bad_ones_say_what_would_change() {
    for (pack, what, file) in samples() {
        let (status, explanation) = json(&["policy", "explain", "--pack", &pack, "--application", &file]);
        let overall = explanation["overall"].as_str().expect("an outcome");
        match what.as_str() {
            "good" => assert_eq!((status, overall), (Some(0), "pass"), "{file}: {explanation:#}"),
            "unknown" => assert_eq!((status, overall), (Some(1), "needs_ruling"), "{file}"),
            _ => assert_eq!((status, overall), (Some(1), "fail"), "{file}: {}", explanation["verdict"]),
        }
    }
}

#[test]
fn a_failing_application_is_told_facts_gap_day_and_article() {
    let file = sample("hunan-2026.bad.yaml");
    let (status, words) = told(&["policy", "explain", "--pack", "hunan-2026", "--application", &file]);
    assert_eq!(status, Some(1));
    for told in [
        "Does not meet the conditions",
        "✗ H26-TT-2 第七条第2项",
        "lacking: 1 more of technology transfers",
        "✗ H26-C-1b 第五条第1项",
        "met from 2027-03-01 with the same facts",
        "time alone does not cure H26-TT-2 第七条第2项",
    ] {
        assert!(words.contains(told), "{told}\n---\n{words}");
    }
}

#[test]
fn a_barred_host_is_told_the_arithmetic_and_the_first_free_day() {
    let file = sample("hunan-2026.barred.yaml");
    let (_, explanation) = json(&["policy", "explain", "--pack", "hunan-2026", "--application", &file]);
    assert_eq!(explanation["bans"][0]["ban"]["last_banned"], "2035-12-20");
    assert_eq!(explanation["bans"][0]["bars"], true);
    assert!(explanation["verdict"]["en"].as_str().expect("words").contains("it may apply from 2035-12-21"));
}

#[test]
fn letters_are_written_in_both_languages_and_forms_with_marked_gaps() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("letters");
    let out = out.to_str().expect("text");
    let file = sample("hunan-2026.bad.yaml");
    for letter in ["refusal", "correction"] {
        let asked = ["policy", "explain", "--pack", "hunan-2026", "--application", &file, "--letter", letter];
        let (status, paths) = told(&[asked.as_slice(), &["--out", out]].concat());
        assert_eq!((status, paths.lines().count()), (Some(1), 4));
    }
    let read = |name: &str| fs::read_to_string(folder.path().join("letters").join(name)).expect("written");
    let letter = read("refusal.zh.txt");
    for told in [
        "国际科技合作基地申报不予受理通知书",
        "雪峰示例农机有限公司：",
        "湘科发〔2026〕27号",
        "第七条第2项，H26-TT-2",
        "还需1项技术转移",
        "救济途径：【部门尚未设定，签发前须填写】",
    ] {
        assert!(letter.contains(told), "{told}\n---\n{letter}");
    }
    assert!(read("refusal.en.html").contains("<li>At least three completed international transfers"));
    let correction = read("correction.zh.txt");
    assert!(
        correction.contains("须补交的材料") && correction.contains("补正期限：自收到本通知之日起"),
        "{correction}"
    );
    assert!(!letter.contains("{{") && !correction.contains("{%"), "no template is left");
}

#[test]
fn a_letter_escapes_what_an_applicant_wrote() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.yaml");
    let text = fs::read_to_string(sample("hunan-2026.bad.yaml")).expect("reads");
    fs::write(&file, text.replace("雪峰示例农机有限公司", "\"<script>alert(1)</script>公司\""))
        .expect("written");
    let file = file.to_str().expect("text");
    let asked = ["policy", "explain", "--pack", "hunan-2026", "--application", file, "--letter", "refusal"];
    let (_, html) = told(&[asked.as_slice(), &["--format", "html"]].concat());
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"), "{html}");
}

#[test]
fn a_letter_that_would_say_nothing_is_not_written() {
    let file = sample("hunan-2026.good.yaml");
    for letter in ["refusal", "correction"] {
        let (status, words) = failure(&[
            "policy",
            "explain",
            "--pack",
            "hunan-2026",
            "--application",
            &file,
            "--letter",
            letter,
        ]);
        assert_eq!(status, Some(2));
        assert!(words.contains("NOTHING_TO_WRITE"), "{words}");
    }
}

#[test]
fn a_bad_file_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let explain = |text: &str| {
        let file = folder.path().join("a.yaml");
        fs::write(&file, text).expect("written");
        failure(&["policy", "explain", "--pack", "hunan-2026", "--application", file.to_str().expect("text")])
    };
    let (status, words) = explain("categry: featured\nform: {}\n");
    assert_eq!(status, Some(2));
    assert!(words.contains("APPLICATION_UNREADABLE") && words.contains("categry"), "{words}");
    let (status, words) =
        explain("category: featured\nform: {org: {registered_on: 1850-01-01}, projets: []}\n");
    assert_eq!(status, Some(2));
    assert!(
        words.contains("form.org.registered_on") && words.contains("unknown_field form.projets"),
        "{words}"
    );
    let (status, words) = explain("category: park\nform: {}\n");
    assert_eq!(status, Some(2));
    assert!(words.contains("no category \"park\"; it has joint_research"), "{words}");
    let nowhere = run(&["policy", "explain", "--pack", "hunan-2026", "--application", "no/such/file.yaml"]);
    assert_eq!(nowhere.status.code(), Some(2));
}
