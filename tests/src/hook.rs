//! Where a department's system is told that messages wait: a server that takes webhooks, or refuses them.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A webhook that came.
type Call = (HeaderMap, Vec<u8>);

/// The server.
#[derive(Debug)]
pub struct Hook {
    /// Its address.
    pub url: String,
    calls: Arc<Mutex<Vec<Call>>>,
    status: Arc<AtomicU16>,
    serving: JoinHandle<()>,
}

impl Hook {
    /// One that takes what comes, on a port of its own.
    pub async fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/messages", listener.local_addr()?);
        let (calls, status) = (Arc::default(), Arc::new(AtomicU16::new(204)));
        let serving = tokio::spawn(serve(listener, Arc::clone(&calls), Arc::clone(&status)));
        Ok(Self { url, calls, status, serving })
    }

    /// From now on it answers with this status.
    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// What came so far and was taken, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, calls: Arc<Mutex<Vec<Call>>>, status: Arc<AtomicU16>) {
    while let Ok((stream, _)) = listener.accept().await {
        let status = status.load(Ordering::SeqCst);
        // One that breaks off was no webhook.
        let call = answer(stream, status).await;
        if let Ok(Some(call)) = call
            && (200..300).contains(&status)
        {
            calls.lock().unwrap_or_else(PoisonError::into_inner).push(call);
        }
    }
}

/// Reads one request and answers it; nothing where it is none.
async fn answer(stream: TcpStream, status: u16) -> anyhow::Result<Option<Call>> {
    let mut stream = BufReader::new(stream);
    let (mut headers, mut line) = (HeaderMap::new(), String::new());
    stream.read_line(&mut line).await?;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    let length = headers.get("content-length").and_then(|length| length.to_str().ok());
    let Some(length) = length.and_then(|length| length.parse().ok()) else { return Ok(None) };
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let said = format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    stream.write_all(said.as_bytes()).await?;
    Ok(Some((headers, body)))
}
