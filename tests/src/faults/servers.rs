//! PostgreSQL and RabbitMQ of a campaign's own, each behind a proxy, the database on a small disk where mounting
//! is possible.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result, ensure};
use guohe_testkit::{
    disk::SmallDisk,
    postgres::{Database, Server},
    proxy::Proxy,
    rabbitmq::{Node, Vhost},
    wait,
};
use tokio::{sync::Mutex, task::block_in_place, time::sleep};

use super::plan::Fault;

/// Size of the database's disk.
const DISK_MEBIBYTES: u32 = 1024;

/// Longest time for a database to be back after its disk was freed.
const RESTART_LIMIT: Duration = Duration::from_secs(60);

/// How long something stays paused, frozen or full.
const HELD: Duration = Duration::from_secs(3);

/// The servers. Fields end in this order.
pub(super) struct Servers {
    /// The database of the disturbed run.
    pub(super) database: Database,
    /// The database of the undisturbed run.
    pub(super) reference: Database,
    vhost: Vhost,
    node: Mutex<Node>,
    store: Proxy,
    bus: Proxy,
    server: Server,
    disk: Option<SmallDisk>,
}

impl Servers {
    /// Starts both, with empty databases and an empty virtual host.
    pub(super) async fn start() -> Result<Self> {
        let disk = SmallDisk::mount(DISK_MEBIBYTES).ok();
        let server = block_in_place(|| match &disk {
            Some(disk) => Server::start_new_in(disk.folder()),
            None => Server::start_new(),
        })?;
        let (database, reference) =
            block_in_place(|| Ok::<_, anyhow::Error>((server.database()?, server.database()?)))?;
        let node = Node::start_new().await?;
        let vhost = node.vhost()?;
        let (store, bus) = (Proxy::before(server.address()).await?, Proxy::before(node.address()).await?);
        Ok(Self { database, reference, vhost, node: Mutex::new(node), store, bus, server, disk })
    }

    /// True where the database's disk can be filled.
    pub(super) fn can_fill(&self) -> bool {
        self.disk.is_some()
    }

    /// The database's address, through its proxy.
    pub(super) fn store_url(&self) -> String {
        through(self.database.url(), self.server.address(), &self.store)
    }

    /// The broker's address, through its proxy.
    pub(super) async fn bus_url(&self) -> String {
        through(self.vhost.url(), self.node.lock().await.address(), &self.bus)
    }

    /// Has a fault strike; `begun` is called as soon as it has. For one that lasts, returns when it is over.
    pub(super) async fn strike(&self, fault: Fault, begun: impl FnOnce()) -> Result<()> {
        let mut node = self.node.lock().await;
        match fault {
            Fault::RestartBroker => {
                begun();
                node.stop().await?;
                node.start().await?;
            }
            Fault::KillBroker => {
                begun();
                node.kill().await?;
                node.start().await?;
            }
            Fault::FreezeBroker => {
                node.freeze()?;
                begun();
                sleep(HELD).await;
                node.thaw()?;
            }
            Fault::RestartDatabase => {
                begun();
                block_in_place(|| self.server.stop())?;
                self.server.start_again().await?;
            }
            Fault::KillDatabase => {
                self.server.kill().await?;
                begun();
                self.server.start_again().await?;
            }
            Fault::PauseDatabase => held(&self.store, begun).await,
            Fault::CutBroker => {
                self.bus.cut_all();
                begun();
            }
            Fault::CutDatabase => {
                self.store.cut_each(2);
                begun();
            }
            Fault::VanishBroker => {
                self.bus.vanish();
                begun();
            }
            Fault::VanishDatabase => {
                self.store.vanish();
                begun();
            }
            Fault::FullDisk => self.full_disk(begun).await?,
            Fault::KillReplica(..) | Fault::KillService(_) | Fault::Scale(_) => begun(),
        }
        Ok(())
    }

    /// A database whose log has no room ends by itself; whoever frees the disk starts it again.
    async fn full_disk(&self, begun: impl FnOnce()) -> Result<()> {
        let disk = self.disk.as_ref().context("no disk could be mounted")?;
        block_in_place(|| disk.fill())?;
        begun();
        sleep(HELD).await;
        block_in_place(|| disk.free())?;
        // It may still be about to end by itself: it is back once it answers.
        let answers = || async {
            self.server.start_again().await.is_ok()
                && block_in_place(|| self.database.run("select 1")).is_ok()
        };
        ensure!(wait::until(RESTART_LIMIT, answers).await, "the database does not come back");
        Ok(())
    }

    /// Has the network tell about connections that went silent; by then everybody must have noticed.
    pub(super) fn end_silence(&self) {
        self.store.cut_vanished();
        self.bus.cut_vanished();
    }
}

async fn held(proxy: &Proxy, begun: impl FnOnce()) {
    proxy.pause();
    begun();
    sleep(HELD).await;
    proxy.resume();
}

fn through(url: &str, server: SocketAddr, proxy: &Proxy) -> String {
    url.replacen(&server.to_string(), &proxy.address().to_string(), 1)
}
