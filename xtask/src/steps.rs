//! Steps, one after the other, each told before and after. A failed step doesn't keep the next from running:
//! one run shows everything that is wrong.

use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};

/// What became of a step.
enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

/// The steps of one run.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(&'static str, Outcome)>,
}

impl Steps {
    /// Runs a step of our own.
    pub(crate) fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<(), String>) {
        println!("==> {name}");
        let outcome = step().map_or_else(Outcome::Failed, |()| Outcome::Passed);
        if let Outcome::Failed(why) = &outcome {
            eprintln!("==> {name} FAILED: {why}");
        }
        self.done.push((name, outcome));
    }

    /// Runs cargo.
    pub(crate) fn cargo(&mut self, name: &'static str, arguments: &[&str]) {
        self.run(name, || {
            println!("    cargo {}", arguments.join(" "));
            run(Command::new(cargo()).args(arguments))
        });
    }

    /// Notes a step that is left out, and why.
    pub(crate) fn skip(&mut self, name: &'static str, why: &'static str) {
        println!("==> {name} skipped: {why}");
        self.done.push((name, Outcome::Skipped(why)));
    }

    /// Sums up.
    pub(crate) fn finish(self) -> ExitCode {
        println!("==> summary");
        let mut code = ExitCode::SUCCESS;
        for (name, outcome) in self.done {
            match outcome {
                Outcome::Passed => println!("    ok       {name}"),
                Outcome::Skipped(why) => println!("    skipped  {name}: {why}"),
                Outcome::Failed(why) => {
                    println!("    FAILED   {name}: {why}");
                    code = ExitCode::FAILURE;
                }
            }
        }
        code
    }
}

/// Runs a program to its end; anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program}: {status}")),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// True where cargo knows a subcommand.
pub(crate) fn cargo_has(subcommand: &str) -> bool {
    let mut command = Command::new(cargo());
    command.args([subcommand, "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The cargo that runs us.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
