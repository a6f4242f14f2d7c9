//! Files that cannot be played: each is answered with line, column, stable code and what to do; nothing is played.

use super::play;

/// A file with these lines under a head that is right.
fn with(steps: &str) -> String {
    format!(
        "scenario: x\ndepartments: {{hunan: [hunan-2026]}}\ninstitutions: {{host: {{name: 示例}}}}\n\
         start: 2026-03-09 09:00\nsteps:\n{steps}"
    )
}

async fn problem(text: &str) -> (String, u64, String) {
    let played = play(text).await;
    assert!(played.checked.is_empty(), "something was played");
    let problem = played.problems.first().unwrap_or_else(|| panic!("no problem in\n{text}"));
    (problem.code.to_owned(), problem.spot.line, format!("{} {}", problem.message, problem.hint))
}

#[tokio::test]
async fn each_mistake_has_its_code_its_line_and_a_way_out() {
    let cases = [
        ("- at: 2026-03-10 09:00\n  submitt: a1\n", "UNKNOWN_STEP", 7, "did you mean submit?"),
        (
            "- at: 2026-03-10 09:00\n  submit: {aplication: a1}\n",
            "UNKNOWN_FIELD",
            7,
            "did you mean application?",
        ),
        ("- at: 2026-03-10 09:00\n  submit: {}\n", "MISSING_FIELD", 7, "submit needs application"),
        ("- at: 2026-03-10 09:00\n  submit: a1\n  withdraw: a1\n", "TWO_STEPS", 8, "two steps"),
        ("- at: 2026-02-30 09:00\n  submit: a1\n", "NOT_A_DATE", 6, "2026-03-09 10:00"),
        ("- at: 2026-03-08 09:00\n  submit: a1\n", "STEP_BEFORE_START", 7, "start:"),
        (
            "- at: 2026-03-11 09:00\n  submit: a1\n- at: 2026-03-10 09:00\n  withdraw: a1\n",
            "STEP_ORDER",
            9,
            "in order",
        ),
        ("- at: 2026-03-10 09:00\n  submit: a1\n  by: hots\n", "UNKNOWN_ACTOR", 8, "did you mean host?"),
        (
            "- at: 2026-03-10 09:00\n  apply: {application: a1, category: featured, form: god}\n",
            "UNKNOWN_FORM",
            7,
            "did you mean good?",
        ),
        (
            "- at: 2026-03-10 09:00\n  recognise: {application: a1, base: b1, document_on: 2027-02-29}\n",
            "NOT_A_DATE",
            7,
            "a day that exists",
        ),
        (
            "- at: 2026-03-10 09:00\n  submit: a1\n  department: hainan\n",
            "UNKNOWN_DEPARTMENT",
            8,
            "did you mean hunan?",
        ),
        (
            "- at: 2026-03-10 09:00\n  expect:\n    - bsae: b1\n      shows: {}\n",
            "UNKNOWN_EXPECTATION",
            8,
            "did you mean base?",
        ),
        (
            "- at: 2026-03-10 09:00\n  expect:\n    - base: b1\n      shows: {satus: active}\n",
            "UNKNOWN_FIELD",
            9,
            "did you mean status?",
        ),
        (
            "- at: 2026-03-10 09:00\n  expect:\n    - base: b1\n      shows: {status: activ}\n",
            "UNKNOWN_VALUE",
            9,
            "did you mean active?",
        ),
        (
            "- at: 2026-03-10 09:00\n  expect:\n    - institution: hsot\n      shows: {}\n",
            "UNKNOWN_ACTOR",
            8,
            "did you mean host?",
        ),
    ];
    for (steps, code, line, words) in cases {
        let (found, at, said) = problem(&with(steps)).await;
        assert_eq!((found.as_str(), at), (code, line), "{steps}{said}");
        assert!(said.contains(words), "{steps}{said}");
    }
}

#[tokio::test]
async fn a_file_as_a_whole_is_checked_too() {
    let (code, line, _) = problem("scenario: x\nsteps: [\n").await;
    assert_eq!(code, "SCENARIO_UNREADABLE");
    assert!(line >= 2);
    assert_eq!(problem("scenario: x\n").await.0, "SCENARIO_EMPTY");
    assert_eq!(problem("title: x\nexpect: [{calc: [[dow, 2026-03-09, Mon]]}]\n").await.0, "MISSING_FIELD");
    let (code, line, said) = problem("scenario: x\nsteps:\n  - at: 2026-03-09\n    wait:\n").await;
    assert_eq!((code.as_str(), line), ("MISSING_FIELD", 1));
    assert!(said.contains("departments"), "{said}");
    let wide = format!("scenario: x\nnote: {}\n", "长".repeat(400_000));
    assert_eq!(problem(&wide).await.0, "SCENARIO_TOO_LARGE");
    let (code, line, said) =
        problem("scenario: x\nexpect:\n  - eligibility: {pack: hunan-2062, category: featured, reference: 2026-05-04}\n").await;
    assert_eq!((code.as_str(), line), ("NOT_COMPUTABLE", 3));
    assert!(said.contains("hunan-2026"), "{said}");
}

#[tokio::test]
async fn every_problem_of_a_file_is_told_at_once() {
    let played =
        play(&with("- at: 2026-03-10 09:00\n  submitt: a1\n- at: 2026-03-11\n  withdrw: a1\n")).await;
    assert_eq!(played.problems.len(), 2);
}
