//! Expectations that do not hold: each is told with what was expected and what is there, and the rest goes on.

use super::play;

const BASE: &str = "\
scenario: broken
departments: {hunan: [hunan-2026]}
institutions:
  host: {name: 示例研究院}
steps:
  - at: 2026-03-10 09:00
    enter_legacy_base: {base: l1, legacy_kind: 示范型, recognised_on: 2016-06-01, institution: host}
    expect:
      - base: l1
        shows: {status: active, category: joint_research}
  - at: 2026-03-11 09:00
    object_category: {base: l1, category: joint_research}
    refused: NO_SUCH_CODE
  - at: 2026-03-12 09:00
    object_category: {base: l1, category: tech_transfer}
    refused: {code: WRONG_STATE, rules: [H26-C-1a]}
    expect:
      - count: base
        is: 2
      - base: l2
        shows: {status: active}
      - base: l1
        tasks: []
";

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_expectation_is_told_with_its_difference_and_the_rest_goes_on() {
    let played = play(BASE).await;
    assert_eq!(played.problems, vec![]);
    assert!(!played.passed());
    let found: Vec<(u64, String, String, String)> = played
        .checked
        .iter()
        .flat_map(|checked| {
            checked.differences.iter().map(|difference| {
                let line = checked.spot.line;
                (line, difference.path.clone(), difference.expected.clone(), difference.got.clone())
            })
        })
        .collect();
    let at = |line: u64| found.iter().filter(|(found, ..)| *found == line).collect::<Vec<_>>();
    assert_eq!(found[0], (9, "category".into(), "joint_research".into(), "featured".into()));
    assert_eq!(at(13)[0].2, "NO_SUCH_CODE");
    assert_eq!(at(13)[0].3, "carried out");
    assert_eq!((at(16)[0].1.as_str(), at(16)[0].2.as_str()), ("refused.rules", "H26-C-1a"));
    assert_eq!((at(18)[0].2.as_str(), at(18)[0].3.as_str()), ("2", "1"));
    assert!(at(20)[0].3.contains("BASE_UNKNOWN"), "{:?}", at(20));
    assert_eq!(at(22)[0].1, "tasks");
    let json = played.json();
    assert_eq!(json["passed"], false);
    assert_eq!(json["expectations"][0]["differences"][0]["got"], "featured");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_step_stops_the_scenario_with_its_place_and_what_to_do() {
    let text = "\
scenario: impossible
departments: {hunan: [hunan-2026]}
institutions: {host: {name: 示例研究院}}
steps:
  - at: 2026-03-10 09:00
    close_round: r-1
  - at: 2026-03-11 09:00
    expect:
      - count: base
        is: 0
";
    let played = play(text).await;
    let [problem] = &played.problems[..] else { panic!("{:?}", played.problems) };
    assert_eq!((problem.code, problem.spot.line, problem.spot.column), ("STEP_IMPOSSIBLE", 6, 5));
    assert!(problem.hint.contains("refused:"), "{problem}");
    assert_eq!((played.checked.len(), played.unreached), (0, 1));
}
