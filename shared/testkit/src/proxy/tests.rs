//! Each fault as a client meets it, before a server that sends back what it gets.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::wait;

const PATIENCE: Duration = Duration::from_secs(10);

/// Long enough for bytes that pass to have passed.
const MOMENT: Duration = Duration::from_millis(150);

async fn echo() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (mut from, mut to) = connection.into_split();
            tokio::spawn(async move { tokio::io::copy(&mut from, &mut to).await });
        }
    });
    address
}

async fn proxy() -> Proxy {
    Proxy::before(echo().await).await.expect("a proxy")
}

async fn client(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(proxy.address()).await.expect("connected")
}

/// What comes back for three bytes; nothing where the connection has ended.
async fn says(client: &mut TcpStream) -> Option<[u8; 3]> {
    client.write_all(b"abc").await.ok()?;
    let mut back = [0; 3];
    client.read_exact(&mut back).await.ok()?;
    Some(back)
}

#[tokio::test]
async fn everything_passes_both_ways_and_the_end_too() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    assert_eq!(says(&mut client).await, Some(*b"abc"));
    client.shutdown().await.expect("ended");
    let mut rest = Vec::new();
    assert_eq!(client.read_to_end(&mut rest).await.expect("read"), 0);
    assert!(wait::until(PATIENCE, || std::future::ready(proxy.connections() == 0)).await);
}

#[tokio::test]
async fn a_cut_resets_those_that_stand_and_takes_new_ones() {
    let proxy = proxy().await;
    let (mut first, mut second) = (client(&proxy).await, client(&proxy).await);
    assert!(says(&mut first).await.is_some() && says(&mut second).await.is_some());
    proxy.cut_each(2);
    assert!(timeout(PATIENCE, says(&mut second)).await.expect("told").is_none());
    assert!(says(&mut first).await.is_some(), "the first was spared");
    proxy.cut_all();
    assert!(timeout(PATIENCE, says(&mut first)).await.expect("told").is_none());
    assert!(says(&mut client(&proxy).await).await.is_some());
}

#[tokio::test]
async fn a_refusing_proxy_leaves_standing_connections_alone() {
    let proxy = proxy().await;
    let mut standing = client(&proxy).await;
    assert!(says(&mut standing).await.is_some());
    proxy.refuse(true);
    let refused = match TcpStream::connect(proxy.address()).await {
        Ok(mut late) => timeout(PATIENCE, says(&mut late)).await.expect("told").is_none(),
        Err(_) => true,
    };
    assert!(refused);
    assert!(says(&mut standing).await.is_some());
    proxy.refuse(false);
    assert!(says(&mut client(&proxy).await).await.is_some());
}

#[tokio::test]
async fn what_was_paused_comes_whole_afterwards() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    assert!(says(&mut client).await.is_some());
    proxy.pause();
    assert!(timeout(MOMENT, says(&mut client)).await.is_err(), "nothing comes back");
    proxy.resume();
    let mut back = [0; 3];
    timeout(PATIENCE, client.read_exact(&mut back)).await.expect("in time").expect("whole");
    assert_eq!(&back, b"abc");
}

#[tokio::test]
async fn a_delayed_answer_takes_both_directions_delay() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    proxy.delay(MOMENT);
    let watch = guohe_clock::stopwatch();
    assert!(says(&mut client).await.is_some());
    assert!(watch.elapsed() >= 2 * MOMENT);
}

#[tokio::test]
async fn a_vanished_server_takes_everything_and_says_nothing() {
    let proxy = proxy().await;
    let mut client = client(&proxy).await;
    assert!(says(&mut client).await.is_some());
    proxy.vanish();
    assert!(timeout(MOMENT, says(&mut client)).await.is_err(), "neither an answer nor an error");
    let mut other = TcpStream::connect(proxy.address()).await.expect("connected");
    assert!(says(&mut other).await.is_some(), "a new connection is as good as ever");
    assert_eq!(proxy.connections(), 2);
    proxy.cut_vanished();
    assert!(timeout(PATIENCE, says(&mut client)).await.expect("told").is_none());
    assert!(says(&mut other).await.is_some());
}
