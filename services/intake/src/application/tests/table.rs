//! Every state with every command, against the table kept beside this file.

use std::fmt::Write;

use super::*;
use crate::testing::{message, request};

/// The whole table, for reading: state, command, what is recorded ("-": nothing, in capitals: the refusal).
const TABLE: &str = include_str!("table.txt");

/// One of each command with who gives it; a new command without a place here does not compile.
fn samples() -> Vec<(Role, Command)> {
    let samples = vec![
        create(),
        Command::SaveForm { form: stored(&form(), "f-2") },
        submit(&form()),
        Command::Withdraw { reason: String::new() },
        accept(),
        refuse(),
        send_back(),
        rule_on(true),
        rule_on(false),
        Command::ReconsiderAdmission {
            reason: "新办法已施行".into(), form: form(), sha256: "f-1".into()
        },
        Command::Void { facts: "协议系伪造".into() },
        Command::Extend { until: day("2026-07-10"), reason: "不可抗力".into() },
        standing(Standing::Eligible),
        standing(Standing::Excluded),
        standing(Standing::NeedsRuling),
        opinion(Verdict::Recommended),
        opinion(Verdict::NotRecommended),
        opinion(Verdict::Returned),
        reviewed(),
        proposed(),
        recognised(),
        admitted(),
        not_recognised(),
        ban_overtook(),
        call_extended(),
        Command::CallClosed,
        Command::AcceptanceOverdue { revision: 1 },
        Command::CorrectionOverdue { revision: 1 },
    ];
    let by = |command: &Command| match command {
        Command::CreateDraft(_)
        | Command::SaveForm { .. }
        | Command::Submit { .. }
        | Command::Withdraw { .. } => Role::Host,
        Command::Accept { .. }
        | Command::RefuseAcceptance { .. }
        | Command::ReturnForCorrection { .. }
        | Command::RuleOnAdmission { .. }
        | Command::ReconsiderAdmission { .. }
        | Command::Void { .. }
        | Command::Extend { .. } => Role::Official,
        Command::StandingAnswered { .. }
        | Command::OpinionGiven { .. }
        | Command::ReviewCompleted { .. }
        | Command::DecisionProposed { .. }
        | Command::Recognised { .. }
        | Command::Admitted { .. }
        | Command::NotRecognised { .. }
        | Command::BanOvertook { .. }
        | Command::CallExtended { .. }
        | Command::CallClosed
        | Command::AcceptanceOverdue { .. }
        | Command::CorrectionOverdue { .. } => Role::System,
    };
    samples.into_iter().map(|command| (by(&command), command)).collect()
}

/// A name that tells apart the commands whose content decides.
fn label(command: &Command) -> String {
    let name = command.name();
    match command {
        Command::RuleOnAdmission { admit, .. } => format!("{name}({admit})"),
        Command::StandingAnswered { standing, .. } => format!("{name}({standing:?})"),
        Command::OpinionGiven { verdict, .. } => format!("{name}({verdict:?})"),
        _ => name.to_owned(),
    }
}

fn cause(role: Role) -> guohe_flow::Cause {
    if role == Role::System { message() } else { request() }
}

#[test]
fn every_state_answers_every_command_as_the_table_says() {
    let mut table = String::new();
    for status in Status::ALL {
        let case = case(status);
        writeln!(table, "{}", status.name()).expect("writes");
        for (role, command) in samples() {
            let outcome = outcome(case.decide(&actor(role), &cause(role), &command));
            writeln!(table, "  {:<34} {outcome}", label(&command)).expect("writes");
        }
    }
    assert_eq!(table, TABLE, "the table beside this test differs; read the difference before changing it");
}

#[test]
fn a_fact_that_arrives_twice_changes_nothing_the_second_time() {
    for status in Status::ALL {
        for (role, command) in samples().into_iter().filter(|(role, _)| *role == Role::System) {
            let mut case = case(status);
            case.hears(&command);
            let again = case.decide(&actor(role), &message(), &command).expect("never refused");
            assert!(again.is_nothing(), "{} twice in {}", label(&command), status.name());
        }
    }
}

#[test]
fn timers_never_end_a_case_that_was_lodged() {
    for status in Status::ALL.into_iter().filter(|status| status.is_lodged_and_open()) {
        let case = case(status).on("2028-01-01");
        for command in [Command::CallClosed, Command::CorrectionOverdue { revision: 1 }] {
            let mut case = case.clone();
            case.hears(&command);
            assert_eq!(case.state.status(), status, "{} in {}", command.name(), status.name());
        }
    }
}

#[test]
fn commands_and_states_read_back_what_was_stored() {
    for (_, command) in samples() {
        let json = serde_json::to_value(&command).expect("serialises");
        assert_eq!(serde_json::from_value::<Command>(json).expect("reads"), command);
    }
    for status in Status::ALL {
        let state = case(status).state;
        let json = serde_json::to_string(&state).expect("serialises");
        assert!(json.len() < 256 * 1024, "{} has {} bytes", status.name(), json.len());
        assert_eq!(serde_json::from_str::<ApplicationState>(&json).expect("reads"), state);
    }
}
