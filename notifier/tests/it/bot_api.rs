//! A Bot API that answers what it is told.

use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The bodies of the requests that came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<(String, Value)>>>);

impl Seen {
    pub(crate) fn requests(&self) -> Vec<(String, Value)> {
        self.0.lock().unwrap().clone()
    }
}

/// An answer: status and body. Without a body the line is closed.
pub(crate) type Answer = (u16, Option<Value>);

/// A message was sent.
pub(crate) fn sent() -> Answer {
    let chat = json!({"id": 770_077, "type": "private", "first_name": "A"});
    let message = json!({"message_id": 4711, "date": 1_795_000_000, "chat": chat, "text": "…"});
    (200, Some(json!({"ok": true, "result": message})))
}

/// A refusal.
pub(crate) fn refused(code: u16, description: &str) -> Answer {
    (code, Some(json!({"ok": false, "error_code": code, "description": description})))
}

/// Starts a server that gives these answers in turn, the last one for ever.
pub(crate) async fn start(answers: &[Answer]) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let (answers, kept) = (answers.to_vec(), seen.clone());
    tokio::spawn(async move {
        loop {
            let (stream, _peer) = listener.accept().await.unwrap();
            let count = kept.requests().len();
            let answer = answers.get(count).or(answers.last()).cloned().unwrap();
            // A client that hangs up ends the conversation, not the server.
            let _gone = serve(stream, answer, &kept).await;
        }
    });
    (url, seen)
}

async fn serve(stream: TcpStream, answer: Answer, seen: &Seen) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).await?;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        if header.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.0.lock().unwrap().push((path, serde_json::from_slice(&body).unwrap_or(Value::Null)));
    let (status, Some(body)) = answer else { return Ok(()) };
    let body = body.to_string();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n");
    let rest = format!("content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    stream.write_all(format!("{head}{rest}").as_bytes()).await
}
