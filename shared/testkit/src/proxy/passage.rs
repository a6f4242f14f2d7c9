//! One connection through the proxy: two directions that live and end together.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use super::{Conduct, reset};

/// Bytes held a direction.
const PIECE_BYTES: usize = 16 * 1024;

/// Passes bytes until both directions have ended, one fails, or the connection is cut.
pub(super) async fn pass(
    number: u64,
    client: TcpStream,
    server: TcpStream,
    mut conduct: watch::Receiver<Conduct>,
) {
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut up = Direction { number, from: from_client, to: to_server, conduct: conduct.clone() };
    let mut down = Direction { number, from: from_server, to: to_client, conduct: conduct.clone() };
    let whole = async { tokio::try_join!(up.run(), down.run()) };
    let ended = tokio::select! {
        ended = whole => ended.is_ok(),
        _ = conduct.wait_for(|conduct| conduct.cuts(number)) => false,
    };
    if !ended {
        reset(up.from.as_ref());
        reset(down.from.as_ref());
    }
}

struct Direction {
    number: u64,
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    conduct: watch::Receiver<Conduct>,
}

impl Direction {
    async fn run(&mut self) -> std::io::Result<()> {
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let length = self.from.read(&mut piece).await?;
            let delay = self.conduct.borrow().delay;
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            // An error means that the proxy is gone, and the connection with it.
            let passes = self.conduct.wait_for(|conduct| !conduct.paused).await.is_ok();
            if !passes {
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            let swallowed = self.conduct.borrow().swallows(self.number);
            match (length, swallowed) {
                // Nobody is told that the other side has gone: this direction waits for the cut.
                (0, true) => std::future::pending().await,
                (0, false) => return self.to.shutdown().await,
                (_, true) => {}
                (length, false) => self.to.write_all(&piece[..length]).await?,
            }
        }
    }
}
