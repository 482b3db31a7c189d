//! A Redis of a story's own, to be killed.

use crate::process::free_port;
use anyhow::{Context, bail};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// The server. Killed when dropped.
#[derive(Debug)]
pub struct Redis {
    /// Its address.
    pub url: String,
    port: u16,
    folder: TempDir,
    child: Option<Child>,
}

impl Redis {
    /// A server that answers.
    pub async fn start() -> anyhow::Result<Self> {
        let port = free_port()?;
        let url = format!("redis://127.0.0.1:{port}");
        let mut redis = Self { url, port, folder: tempfile::tempdir()?, child: None };
        redis.revive().await?;
        Ok(redis)
    }

    /// SIGKILL.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        let mut child = self.child.take().context("dead already")?;
        child.kill()?;
        child.wait()?;
        Ok(())
    }

    /// Starts it again at the same address, with nothing in it.
    pub async fn revive(&mut self) -> anyhow::Result<()> {
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "no"])
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .spawn()
            .context("redis-server")?;
        self.child = Some(child);
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        bail!("redis-server does not answer")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _dead = child.kill();
            let _reaped = child.wait();
        }
    }
}
