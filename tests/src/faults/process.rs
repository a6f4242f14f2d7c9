//! One process of the real program: started, asked where it listens, ended.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, bail};

/// How processes are started: the program, what all of them are told, and where their logs go.
#[derive(Debug, Clone)]
pub(super) struct Program {
    /// The real program.
    pub(super) path: PathBuf,
    /// Settings of all of them, `KEY=VALUE`.
    pub(super) settings: Vec<String>,
    /// Folder of their logs.
    pub(super) logs: PathBuf,
}

/// A process that serves.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// `HOST:PORT` of its gRPC port.
    pub(super) address: String,
    _output: BufReader<ChildStdout>,
}

impl Program {
    /// Starts one for a service, with more settings; blocks until its port answers or it has ended.
    pub(super) fn serve(&self, service: &str, name: &str, more: &[String]) -> Result<Process> {
        let log = File::options().create(true).append(true).open(self.log(name))?;
        let mut command = Command::new(&self.path);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GUOHE")) {
            command.env_remove(name);
        }
        command.args(["serve", "--target", service, "--listen", "127.0.0.1:0", "--clock", "simulated"]);
        command.args(self.settings.iter().chain(more).flat_map(|setting| ["--set", setting]));
        command.arg("--lang=en").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child =
            command.spawn().with_context(|| format!("{} cannot be started", self.path.display()))?;
        let mut output = BufReader::new(child.stdout.take().context("its output is piped")?);
        match address(&mut output) {
            Some(address) => Ok(Process { child, address, _output: output }),
            None => {
                let status = child.wait()?;
                bail!("{name} ended before it served ({status}); see {}", self.log(name).display())
            }
        }
    }

    fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }

    /// Lines of all logs that tell of a broken program: a panic must never be taken for a fault of ours.
    pub(super) fn panics(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(&self.logs)? {
            let path = entry?.path();
            let text = std::fs::read_to_string(&path)?;
            let lines = text.lines().filter(|line| line.contains("panicked at"));
            found.extend(lines.map(|line| format!("{}: {line}", name(&path))));
        }
        Ok(found)
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn address(output: &mut BufReader<ChildStdout>) -> Option<String> {
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(address) = line.trim().strip_prefix("gRPC") {
            return address.trim().strip_prefix("http://").map(str::to_owned);
        }
    }
}

impl Process {
    /// Kills it at once.
    pub(super) fn kill(self) {
        drop(self);
    }

    /// Has it end in order, and says how it ended.
    pub(super) fn terminate(mut self) -> Result<Option<i32>> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        Ok(self.child.wait()?.code())
    }

    /// True where it has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
