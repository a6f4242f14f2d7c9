//! Running the binary.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Output, Stdio},
};

/// A command line of the binary, free of this machine's settings.
pub(crate) fn guohe(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guohe"));
    let ours = std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("GUOHE"));
    for name in ours {
        command.env_remove(name);
    }
    command.args(arguments).arg("--lang=en");
    command
}

/// Runs to the end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    guohe(arguments).output().expect("runs")
}

/// What it wrote on standard error, and its status.
pub(crate) fn failure(arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(arguments);
    (output.status.code(), String::from_utf8(output.stderr).expect("text"))
}

/// A running `serve`, ended with the test.
pub(crate) struct Serving {
    child: Child,
    /// `HOST:PORT` of the gRPC port.
    pub(crate) address: String,
    _output: BufReader<ChildStdout>,
}

impl Serving {
    /// Serves a folder on any port; returns once the port answers.
    pub(crate) fn start(folder: &Path, more: &[&str]) -> Self {
        let data = folder.to_str().expect("text");
        let mut arguments = vec!["serve", "--data", data, "--listen", "127.0.0.1:0"];
        arguments.extend(more);
        Self::spawn(&arguments)
    }

    /// Serves as the arguments say; returns once the port answers.
    pub(crate) fn spawn(arguments: &[&str]) -> Self {
        let mut child =
            guohe(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("starts");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut address = None;
        while address.is_none() {
            let mut line = String::new();
            let read = output.read_line(&mut line).expect("reads");
            assert!(read > 0, "serve ended before it served");
            address = line
                .trim()
                .strip_prefix("gRPC")
                .and_then(|rest| rest.trim().strip_prefix("http://"))
                .map(str::to_owned);
        }
        Self { child, address: address.unwrap_or_default(), _output: output }
    }

    /// Sends SIGTERM.
    pub(crate) fn signal(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Sends SIGTERM and waits for the end; its status.
    pub(crate) fn terminate(mut self) -> Option<i32> {
        self.signal();
        self.child.wait().expect("ends").code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Ended already where the test got so far.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
