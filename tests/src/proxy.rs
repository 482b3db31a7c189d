//! A way to a server that can be closed and opened again: what stands behind it is away meanwhile.

use anyhow::Context;
use std::net::SocketAddr;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The way.
#[derive(Debug)]
pub struct Proxy {
    /// Where it begins.
    pub address: SocketAddr,
    behind: String,
    passing: Option<JoinHandle<()>>,
}

impl Proxy {
    /// An open way to a server (`host:port`), from a port of its own.
    pub async fn open(behind: &str) -> anyhow::Result<Self> {
        let address = ([127, 0, 0, 1], crate::free_port()?).into();
        let mut proxy = Self { address, behind: behind.to_owned(), passing: None };
        proxy.reopen().await?;
        Ok(proxy)
    }

    /// Nobody gets through: new connections are refused, those under way are cut.
    pub async fn close(&mut self) -> anyhow::Result<()> {
        let passing = self.passing.take().context("closed already")?;
        passing.abort();
        // Ended by the abort, with every connection in it.
        let _aborted = passing.await;
        Ok(())
    }

    /// Open again.
    pub async fn reopen(&mut self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).await?;
        self.passing = Some(tokio::spawn(pass(listener, self.behind.clone())));
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(passing) = &self.passing {
            passing.abort();
        }
    }
}

async fn pass(listener: TcpListener, behind: String) {
    // Connections end with this task.
    let mut connections = JoinSet::new();
    while let Ok((mut here, _)) = listener.accept().await {
        let behind = behind.clone();
        connections.spawn(async move {
            if let Ok(mut there) = TcpStream::connect(&behind).await {
                // Cut by either side is how connections end.
                let _ended = copy_bidirectional(&mut here, &mut there).await;
            }
        });
    }
}
