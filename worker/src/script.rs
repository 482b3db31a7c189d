//! An outside system for tests: answers each call by a script and remembers what it was asked.

use secrecy::SecretString;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use url::Url;

use crate::Exchange;

/// What becomes of a call.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// An answer of a status and a body.
    Answer(u16, String),
    /// The connection ends before any answer.
    HangUp,
    /// The connection ends in the middle of the answer.
    Half,
    /// No answer, ever.
    Silence,
}

/// A system that follows a script. Past its end it answers 503.
pub(crate) struct Script {
    address: Url,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
    calls: watch::Receiver<usize>,
    task: AbortHandle,
}

impl Script {
    pub(crate) async fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let replies = Arc::new(Mutex::new(replies.into_iter().collect::<VecDeque<_>>()));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, heard) = (Arc::clone(&replies), Arc::clone(&asked));
        let (count, calls) = watch::channel(0);
        let task = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (script, heard) = (Arc::clone(&script), Arc::clone(&heard));
                tokio::spawn(serve(stream, script, heard, count.clone()));
            }
        });
        Self { address, replies, asked, calls, task: task.abort_handle() }
    }

    /// Goes on by these replies, whatever was left of the script.
    pub(crate) fn then(&self, replies: impl IntoIterator<Item = Reply>) {
        *self.replies.lock().unwrap() = replies.into_iter().collect();
    }

    /// What it was asked so far: each call as it came, head and body.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Waits until it was asked so often.
    pub(crate) async fn hears(&self, calls: usize) {
        self.calls.clone().wait_for(|heard| *heard >= calls).await.unwrap();
    }

    /// The way to it.
    pub(crate) fn exchange(&self) -> Exchange {
        exchange(&self.address)
    }

    /// The way to it, with more patience than any test has.
    pub(crate) fn patient(&self) -> Exchange {
        with_patience(&self.address, Duration::from_mins(5))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The way to an address, with the patience of a machine that does other work: who never answers is waited for so long.
pub(crate) fn exchange(address: &Url) -> Exchange {
    with_patience(address, Duration::from_secs(3))
}

fn with_patience(address: &Url, patience: Duration) -> Exchange {
    let _installed = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let http = reqwest::Client::builder()
        .timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    Exchange::new(http, address.clone(), SecretString::from("the-key"))
}

async fn serve(
    mut stream: TcpStream,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    asked: Arc<Mutex<Vec<String>>>,
    calls: watch::Sender<usize>,
) {
    let Some(request) = read(&mut stream).await else { return };
    asked.lock().unwrap().push(request);
    calls.send_modify(|heard| *heard += 1);
    let reply = replies.lock().unwrap().pop_front();
    let answer = match reply.unwrap_or_else(|| Reply::Answer(503, String::new())) {
        Reply::HangUp => return,
        Reply::Silence => return std::future::pending().await,
        Reply::Half => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"state\"".to_owned(),
        Reply::Answer(status, body) => format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        ),
    };
    // A caller that gave up in the meantime is none of the script's business.
    let _gone = stream.write_all(answer.as_bytes()).await;
}

/// A whole request: its head, and as much body as the head promises.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
            });
            if body.len() >= length.unwrap_or(0_usize) {
                return Some(text.into_owned());
            }
        }
        let mut part = [0; 4096];
        match stream.read(&mut part).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&part[..count]),
        }
    }
}
