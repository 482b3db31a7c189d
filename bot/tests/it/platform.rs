//! A scripted platform: the few answers of the public API the bot asks for, over a socket of its own.

use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the platform knows in a test.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// The chat that is linked.
    pub(crate) linked: Option<String>,
    /// Whether the browser has confirmed already.
    pub(crate) browser_confirmed: bool,
    /// Whether it does not answer.
    pub(crate) away: bool,
    /// Every call: method and path.
    pub(crate) calls: Vec<String>,
}

/// The platform, listening.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) url: String,
    script: Arc<Mutex<Script>>,
}

struct Call {
    method: String,
    path: String,
    authorization: String,
    body: String,
}

impl Platform {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let platform = Self { url, script: Arc::default() };
        let own = platform.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let platform = own.clone();
                tokio::spawn(async move { platform.converse(socket).await });
            }
        });
        platform
    }

    pub(crate) fn set(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    pub(crate) fn calls(&self, begins: &str) -> usize {
        let script = self.script.lock().unwrap();
        script.calls.iter().filter(|call| call.starts_with(begins)).count()
    }

    async fn converse(&self, socket: TcpStream) -> Option<()> {
        let mut socket = BufReader::new(socket);
        loop {
            let call = read(&mut socket).await?;
            let (status, body) = self.answer(&call);
            let kind = if status < 400 { "application/json" } else { "application/problem+json" };
            let text = body.to_string();
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
                text.len()
            );
            socket.get_mut().write_all((head + &text).as_bytes()).await.ok()?;
        }
    }

    fn answer(&self, call: &Call) -> (u16, Value) {
        let mut script = self.script.lock().unwrap();
        let path = call.path.split('?').next().unwrap();
        script.calls.push(format!("{} {path}", call.method));
        if script.away {
            return problem(503, "storage-away", None);
        }
        let as_bot = call.authorization == "Bearer own";
        let as_citizen = call.authorization == "Bearer citizen";
        match (call.method.as_str(), path) {
            ("POST", "/oauth2/token") => token(&script, call),
            ("GET", "/v1/services") => (200, json!({ "items": services(&call.path) })),
            ("GET", "/v1/services/benefit") => (200, service()),
            ("POST", "/v1/chat-links/claim") if as_bot => claim(call),
            ("POST", "/v1/chat-links/lnk_1/confirm-in-chat") if as_bot => {
                confirm(&mut script, call)
            }
            ("GET", "/v1/applications") if as_citizen => (200, applications()),
            ("DELETE", "/v1/chat-links/current") if as_citizen => {
                script.linked = None;
                (204, Value::Null)
            }
            _ => problem(404, "not-found", None),
        }
    }
}

async fn read(socket: &mut BufReader<TcpStream>) -> Option<Call> {
    let mut line = String::new();
    socket.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut header = String::new();
        socket.read_line(&mut header).await.ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" => value.clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    socket.read_exact(&mut body).await.ok()?;
    Some(Call { method, path, authorization, body: String::from_utf8(body).ok()? })
}

fn problem(status: u16, code: &str, field: Option<&str>) -> (u16, Value) {
    let errors: Vec<_> = field
        .map(|code| json!({ "pointer": "/code", "code": code, "message": "" }))
        .into_iter()
        .collect();
    let kind = format!("/problems/{code}");
    (status, json!({ "type": kind, "title": "", "status": status, "code": code, "errors": errors }))
}

/// Basic `bot:secret` is the bot; a chat has a token while it is linked.
fn token(script: &Script, call: &Call) -> (u16, Value) {
    if call.authorization != "Basic Ym90OnNlY3JldA==" {
        return (401, json!({ "error": "invalid_client" }));
    }
    let token = |token: &str| (200, json!({ "access_token": token, "expires_in": 600 }));
    if call.body.contains("client_credentials") {
        return token("own");
    }
    match &script.linked {
        Some(chat) if call.body.contains(&format!("chat_id={chat}")) => token("citizen"),
        _ => (400, json!({ "error": "invalid_grant" })),
    }
}

/// Finds a service whose title repeats the question, so that answers can be told apart.
fn services(path: &str) -> Vec<Value> {
    let query: Vec<(String, String)> =
        url::Url::parse(&format!("http://x{path}")).unwrap().query_pairs().into_owned().collect();
    let words = query.iter().find(|(name, _)| name == "q").unwrap().1.clone();
    if words.contains("абракадабра") {
        return vec![];
    }
    let summary = |code: &str, title: &str| {
        json!({
            "code": code, "title": title, "summary": "Одно предложение", "department": "Минсоцразвития",
            "status": "open", "visits_required": 0,
        })
    };
    vec![summary("benefit", &format!("Услуга «{words}» <b>")), summary("other", "Другая")]
}

fn service() -> Value {
    json!({
        "code": "benefit", "title": "Пособие <b>", "summary": "Одно предложение",
        "department": "Минсоцразвития", "status": "open", "visits_required": 0, "version": 1,
        "description": "", "conditions": {
            "minimum_assurance": "confirmed", "term": { "amount": 5, "unit": "working_day" },
            "fee_kopecks": 0, "documents": [], "refusal_reasons": [],
        },
        "form_schema": {}, "form_layout": {}, "prefill": {}, "norms": [],
    })
}

fn claim(call: &Call) -> (u16, Value) {
    let body: Value = serde_json::from_str(&call.body).unwrap();
    match body["code"].as_str().unwrap() {
        "good" if body["chat_id"] == body["user_id"] && body["channel"] == "telegram" => (
            200,
            json!({
                "link": "lnk_1", "masked_name": "Р***а А. О.", "number": 47,
                "expires_at": "2026-11-22T12:05:00+03:00",
            }),
        ),
        "used" => problem(409, "conflict", Some("used")),
        "late" => problem(409, "conflict", Some("expired")),
        _ => problem(404, "not-found", None),
    }
}

fn confirm(script: &mut Script, call: &Call) -> (u16, Value) {
    let body: Value = serde_json::from_str(&call.body).unwrap();
    let state = if script.browser_confirmed { "active" } else { "claimed" };
    if script.browser_confirmed {
        script.linked = Some(body["chat_id"].as_str().unwrap().to_owned());
    }
    (200, json!({ "id": "lnk_1", "state": state, "channel": "telegram", "number": 47 }))
}

fn applications() -> Value {
    json!({ "items": [{
        "id": "app_1", "number": "50-2026-0000123-8", "service": "benefit",
        "service_title": "Пособие & справка", "channel": "portal",
        "stage": { "code": "review", "title": "На рассмотрении", "hint": "Ждём ответа", "epgu_status_id": 6 },
        "filed_at": "2026-11-20T10:00:00+03:00", "registered_on": "2026-11-20",
        "expected_on": "2026-12-01", "visits_required": 0, "moves": [], "version": 2,
    }] })
}
