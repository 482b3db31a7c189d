//! Telegram, as the tests have it: the shim in a process of its own, and a person who writes to the bot.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The token of the bot under test.
pub(crate) const TOKEN: &str = "1:test";
/// How long an answer may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// The fake Bot API, running.
pub(crate) struct Peer {
    node: Child,
    pub(crate) url: String,
    http: reqwest::Client,
}

impl Peer {
    /// Starts it, or fails saying what to run.
    pub(crate) fn start() -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peer");
        assert!(
            folder.join("node_modules/telegram-test-api").exists(),
            "the fake Bot API is not installed: run `npm ci` in bot/tests/peer (needs Node 18+)"
        );
        let mut node = Command::new("node")
            .arg("shim.js")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`node` is needed (Node 18+)");
        let mut line = String::new();
        BufReader::new(node.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("listening ").expect("the shim says its port");
        let http = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        Self { url: format!("http://127.0.0.1:{port}"), node, http }
    }

    pub(crate) async fn call(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// A person in a private chat.
    pub(crate) fn person(&self, id: i64) -> Person<'_> {
        Person { peer: self, id }
    }

    /// Makes the Bot API refuse messages to chats, and answer so many messages with 429.
    pub(crate) async fn mood(&self, blocked: &[i64], flood: u32) {
        self.call("/_mood", &json!({ "blocked": blocked, "flood": flood })).await;
    }

    /// Waits until so many messages were refused.
    pub(crate) async fn has_refused(&self, messages: u64) {
        let begun = Instant::now();
        while self.call("/_mood", &json!({})).await["refused"].as_u64() < Some(messages) {
            assert!(begun.elapsed() < PATIENCE, "the bot did not try to send");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.node.kill();
        let _ = self.node.wait();
    }
}

/// A message of the bot.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) html: String,
    /// The buttons: (words, what they carry).
    pub(crate) buttons: Vec<(String, String)>,
}

/// A person who writes to the bot.
pub(crate) struct Person<'a> {
    peer: &'a Peer,
    id: i64,
}

impl Person<'_> {
    fn frame(&self, kind: &str) -> Value {
        json!({
            "botToken": TOKEN,
            "date": 1_760_000_000,
            "from": { "id": self.id, "is_bot": false, "first_name": "Анна", "language_code": "ru" },
            "chat": { "id": self.id, "type": kind, "first_name": "Анна", "title": "Анна" },
        })
    }

    pub(crate) async fn writes(&self, text: &str) {
        let mut message = self.frame("private");
        message["text"] = json!(text);
        self.peer.call("/sendMessage", &message).await;
    }

    pub(crate) async fn writes_in_a_group(&self, text: &str) {
        let mut message = self.frame("group");
        message["text"] = json!(text);
        message["chat"]["id"] = json!(-self.id);
        self.peer.call("/sendMessage", &message).await;
    }

    /// Something that comes with no words.
    pub(crate) async fn sends_a_place(&self) {
        let mut message = self.frame("private");
        message["location"] = json!({ "latitude": 55.7, "longitude": 37.6 });
        self.peer.call("/sendMessage", &message).await;
    }

    pub(crate) async fn presses(&self, data: &str) {
        let mut press = self.frame("private");
        press["data"] = json!(data);
        press["message"] = self.frame("private");
        press["message"]["message_id"] = json!(1);
        press["message"]["text"] = json!("…");
        self.peer.call("/sendCallback", &press).await;
    }

    /// What the bot said since last asked.
    pub(crate) async fn reads(&self) -> Vec<Said> {
        let body = json!({ "token": TOKEN, "chatId": self.id });
        let answer = self.peer.call("/getUpdates", &body).await;
        let said = |update: &Value| {
            let message = &update["message"];
            let rows = message["reply_markup"]["inline_keyboard"].as_array().cloned();
            let button = |row: &Value| {
                let text = |name: &str| row[0][name].as_str().map(str::to_owned);
                let leads = text("callback_data").or_else(|| text("url"));
                (text("text").unwrap(), leads.unwrap())
            };
            Said {
                html: message["text"].as_str().unwrap().to_owned(),
                buttons: rows.unwrap_or_default().iter().map(button).collect(),
            }
        };
        answer["result"].as_array().unwrap().iter().map(said).collect()
    }

    /// Waits for one message that has these words in it.
    pub(crate) async fn hears(&self, words: &str) -> Said {
        let begun = Instant::now();
        let mut heard = Vec::new();
        while begun.elapsed() < PATIENCE {
            for said in self.reads().await {
                if said.html.contains(words) {
                    return said;
                }
                heard.push(said.html);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nobody said «{words}»; heard: {heard:#?}");
    }
}
