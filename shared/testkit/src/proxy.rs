//! A TCP proxy that fails on command: put between a program and a server, it cuts, refuses, pauses, delays, and
//! lets a peer vanish without a word. It knows nothing of what passes and changes none of it.
//!
//! Every limit is finite: connections, bytes held a direction, the longest time to reach the server. Never used
//! outside tests.

mod passage;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
    time::timeout,
};

/// Connections at once; further ones are refused.
const MOST_CONNECTIONS: usize = 2_000;

/// Longest time to reach the server behind.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// How a proxy treats what passes. Connections are numbered from 1 in the order in which they came.
#[derive(Debug, Clone, Copy, Default)]
struct Conduct {
    /// New connections are reset at once.
    refuses: bool,
    /// Bytes stay where they are, in both directions.
    paused: bool,
    /// How long each piece waits before it is passed on.
    delay: Duration,
    /// Connections up to this number are reset …
    cut_up_to: u64,
    /// … where their number divides by this; 0 and 1 mean all.
    cut_each: u64,
    /// What comes on connections up to this number vanishes, and neither side is told.
    vanished_up_to: u64,
}

impl Conduct {
    fn cuts(&self, number: u64) -> bool {
        number <= self.cut_up_to && number.is_multiple_of(self.cut_each.max(1))
    }

    fn swallows(&self, number: u64) -> bool {
        number <= self.vanished_up_to
    }
}

/// A running proxy; its connections end with it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    conduct: Arc<watch::Sender<Conduct>>,
    last: Arc<watch::Sender<u64>>,
    open: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free loopback port and passes everything on to `server`, which need not run yet.
    pub async fn before(server: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let conduct = Arc::new(watch::Sender::new(Conduct::default()));
        let last = Arc::new(watch::Sender::new(0));
        let open = Arc::new(AtomicUsize::new(0));
        let accepting = tokio::spawn(accept(listener, server, conduct.clone(), last.clone(), open.clone()));
        Ok(Self { address, conduct, last, open, accepting })
    }

    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections that stand at the moment.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// Resets every connection. New ones are taken as before.
    pub fn cut_all(&self) {
        self.cut_each(1);
    }

    /// Resets each `nth` connection, counted in the order in which they came.
    pub fn cut_each(&self, nth: u64) {
        let last = *self.last.borrow();
        self.conduct.send_modify(|conduct| {
            conduct.cut_up_to = last;
            conduct.cut_each = nth;
        });
    }

    /// Refuses new connections, or takes them again. Those that stand are left alone.
    pub fn refuse(&self, refuses: bool) {
        self.conduct.send_modify(|conduct| conduct.refuses = refuses);
    }

    /// Holds everything back, in both directions, until [`Proxy::resume`]. New connections are taken and held.
    pub fn pause(&self) {
        self.conduct.send_modify(|conduct| conduct.paused = true);
    }

    /// Lets everything pass again, nothing lost and in order.
    pub fn resume(&self) {
        self.conduct.send_modify(|conduct| conduct.paused = false);
    }

    /// Has each piece of up to 16 KiB wait this long, a direction. Zero: no longer.
    pub fn delay(&self, each_piece: Duration) {
        self.conduct.send_modify(|conduct| conduct.delay = each_piece);
    }

    /// Resets the connections on which everything vanishes.
    pub fn cut_vanished(&self) {
        self.conduct.send_modify(|conduct| {
            conduct.cut_up_to = conduct.vanished_up_to;
            conduct.cut_each = 1;
        });
    }

    /// From now on, what comes on the connections that stand vanishes, and neither side is told: what a client
    /// sees when its server's machine is gone. New connections are taken as before.
    pub fn vanish(&self) {
        let last = *self.last.borrow();
        self.conduct.send_modify(|conduct| conduct.vanished_up_to = last);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut_all();
    }
}

async fn accept(
    listener: TcpListener,
    server: SocketAddr,
    conduct: Arc<watch::Sender<Conduct>>,
    last: Arc<watch::Sender<u64>>,
    open: Arc<AtomicUsize>,
) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        if conduct.borrow().refuses || open.load(Ordering::SeqCst) >= MOST_CONNECTIONS {
            reset(&client);
            continue;
        }
        last.send_modify(|last| *last += 1);
        let (number, conduct) = (*last.borrow(), conduct.subscribe());
        let standing = Standing::entered(&open);
        tokio::spawn(async move {
            match timeout(CONNECT_LIMIT, TcpStream::connect(server)).await {
                Ok(Ok(server)) => passage::pass(number, client, server, conduct).await,
                _ => reset(&client),
            }
            drop(standing);
        });
    }
}

/// Has the connection end with a reset instead of in order.
fn reset(connection: &TcpStream) {
    // A connection that has ended already cannot be reset, and need not be.
    let _ = connection.set_zero_linger();
}

/// A connection that counts as open while this lives.
struct Standing(Arc<AtomicUsize>);

impl Standing {
    fn entered(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::SeqCst);
        Self(open.clone())
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests;
