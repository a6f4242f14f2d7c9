//! The signals that end a process: SIGTERM from a supervisor, SIGINT from a keyboard.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Exit status of a process that a second signal ended (128 + SIGINT).
const IMPATIENT: i32 = 130;

/// Listens for both.
pub struct EndSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl EndSignals {
    /// From now on neither ends the process by itself.
    pub fn listen() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for one of them; its name.
    pub async fn received(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    /// Ends the process at once at the next one: whoever signals twice does not want to wait. Nothing is lost
    /// but the time a restart takes to find what was in hand.
    pub fn exit_at_the_next(mut self) {
        tokio::spawn(async move {
            let signal = self.received().await;
            tracing::warn!(signal, "a second signal: ending at once");
            std::process::exit(IMPATIENT);
        });
    }
}
