//! The house's own commands, run as `cargo xtask <command>`.
//!
//! Owns what a developer and the continuous integration run alike, so that both run the same. It has no
//! dependencies, to compile within seconds. It never builds or deploys anything for use.

mod campaign;
mod corpus;
mod servers;
mod steps;

use std::process::{Command, ExitCode};

use steps::Steps;

const HELP: &str = "\
cargo xtask <command>

  test     all there is: servers for tests, format, lints, tests, dependencies
  corpus   keeps what this version stores in tests/corpus/VERSION, for later versions to be held against
  check    the quick ones, without servers: format, lints, dependencies
  campaign [--kills N] [--broker-restarts N] [--database-restarts N] [--seed N] [--growth] [--json] ...
           kills, restarts, cuts and starves a real deployment while the demo is played in it, and compares the
           end with an undisturbed run's; `campaign --help` names everything; about twenty minutes
  simulate the whole system under seeded faults, optimised: --seeds N, --from S, --steps K, --threads T;
           `cargo xtask simulate --help` names the rest

Tests start private servers of their own. They need Debian's packages `rabbitmq-server` and `postgresql-15`;
`test` installs what is missing where it runs as root. Servers that are running already are used instead where
GUOHE_TEST_RABBITMQ_URL and GUOHE_TEST_POSTGRES_URL name them.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["test"] => test(),
        ["check"] => check(),
        ["campaign", ref arguments @ ..] => campaign::campaign(arguments),
        ["simulate", ..] => simulate(&arguments[1..]),
        ["corpus"] => corpus::keep(),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{HELP}");
            ExitCode::from(2)
        }
    }
}

fn test() -> ExitCode {
    let mut steps = Steps::default();
    steps.run("servers for tests", servers::provide);
    steps.run("tools for deployment files", servers::provide_tools);
    quick(&mut steps);
    steps.cargo("tests", &["test", "--workspace", "--no-fail-fast"]);
    steps.finish()
}

fn check() -> ExitCode {
    let mut steps = Steps::default();
    quick(&mut steps);
    steps.finish()
}

/// Builds the simulation optimised and hands it its own arguments; its exit status is ours.
fn simulate(arguments: &[String]) -> ExitCode {
    let mut words = vec!["run", "--release", "--package", "guohe-tests", "--bin", "simulate", "--"];
    words.extend(arguments.iter().map(String::as_str));
    match steps::run(Command::new(steps::cargo()).args(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn quick(steps: &mut Steps) {
    steps.cargo("format", &["fmt", "--all", "--check"]);
    steps.cargo("lints", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    if steps::cargo_has("deny") {
        steps.cargo("dependencies", &["deny", "check"]);
    } else {
        steps.skip("dependencies", "cargo-deny is not installed");
    }
}
