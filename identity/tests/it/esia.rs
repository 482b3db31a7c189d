//! An ESIA that says whatever a test wants: a few lines of HTTP over a socket.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::time::{Clock, ManualClock};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use std::sync::{Arc, LazyLock, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// An RSA key: its private half for signing and its public half in PEM.
pub(crate) struct Rsa {
    pub(crate) private: EncodingKey,
    pub(crate) public_pem: String,
}

impl Rsa {
    fn generate() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
        let private = pem("PRIVATE KEY", private.as_ref());
        Self {
            private: EncodingKey::from_rsa_pem(private.as_bytes()).unwrap(),
            public_pem: pem("PUBLIC KEY", public.as_ref()),
        }
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
}

/// ESIA's key, and last year's.
pub(crate) static KEY: LazyLock<Rsa> = LazyLock::new(Rsa::generate);
pub(crate) static OLD_KEY: LazyLock<Rsa> = LazyLock::new(Rsa::generate);

/// What this ESIA will say. Defaults are the truth about one confirmed person.
pub(crate) struct Script {
    pub(crate) status: u16,
    pub(crate) raw: Option<String>,
    pub(crate) state: Option<Value>,
    pub(crate) header: Value,
    pub(crate) id: Value,
    pub(crate) access: Value,
    pub(crate) person: Value,
    pub(crate) person_status: u16,
    pub(crate) roles: Value,
    pub(crate) roles_status: u16,
    pub(crate) key: &'static Rsa,
    pub(crate) signature: Option<String>,
}

pub(crate) struct Esia {
    pub(crate) url: Url,
    pub(crate) script: Arc<Mutex<Script>>,
}

impl Esia {
    /// Starts; the truth is told about the account `oid`, at the moment of `clock`.
    pub(crate) async fn start(clock: &ManualClock, oid: i64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let script = Arc::new(Mutex::new(truth(clock, &url, oid)));
        let shared = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { url, script }
    }

    pub(crate) fn tell(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }
}

fn truth(clock: &ManualClock, url: &Url, oid: i64) -> Script {
    let now = clock.now().timestamp();
    Script {
        status: 200,
        raw: None,
        state: None,
        header: json!({"ver": 1, "typ": "JWT", "alg": "RS256"}),
        id: json!({
            "iss": url, "aud": "USLUGI", "sub": oid, "iat": now, "nbf": now, "exp": now + 10800,
            "auth_time": now, "amr": "PWD",
            "urn:esia:sbj": {"urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": oid,
                "urn:esia:sbj:is_tru": true, "urn:esia:sbj:lvl": "PR"},
        }),
        access: json!({
            "iss": url, "client_id": "USLUGI", "urn:esia:sbj_id": oid, "iat": now, "nbf": now,
            "exp": now + 3600, "scope": format!("openid fullname?oid={oid}"),
        }),
        person: json!({
            "firstName": "Анна", "lastName": "Рябинина", "middleName": "Олеговна",
            "birthDate": "02.01.1990", "snils": "112-233-445 95", "status": "REGISTERED",
            "contacts": {"elements": [
                {"type": "EML", "value": "anna@example.ru", "vrfStu": "VERIFIED"},
                {"type": "MBT", "value": "+7(900)1112233", "vrfStu": "VERIFIED"}]},
            "documents": {"elements": []},
        }),
        person_status: 200,
        roles: json!({"elements": []}),
        roles_status: 200,
        key: &KEY,
        signature: None,
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Mutex<Script>>) {
    while let Some((line, body)) = read_request(&mut stream).await {
        let (status, answer) = answer(&line, &body, &script.lock().unwrap());
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        if stream.write_all(format!("{head}{answer}").as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.to_lowercase().lines().find_map(|line| {
                line.strip_prefix("content-length:").map(|n| n.trim().parse().unwrap())
            });
            if body.len() >= length.unwrap_or(0) {
                return Some((head.lines().next()?.to_owned(), body.to_owned()));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

fn answer(line: &str, body: &str, script: &Script) -> (u16, String) {
    if line.contains("/rs/prns/") {
        let roles = line.contains("/roles");
        let told = if roles { &script.roles } else { &script.person };
        let status = if roles { script.roles_status } else { script.person_status };
        return (status, told.to_string());
    }
    if let Some(raw) = &script.raw {
        return (script.status, raw.clone());
    }
    let sent = url::form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "state");
    let state = script.state.clone().unwrap_or_else(|| sent.unwrap().1.into_owned().into());
    let mut access_header = script.header.clone();
    access_header["sbt"] = "access".into();
    let answer = json!({
        "access_token": sign(&access_header, &script.access, script),
        "id_token": sign(&script.header, &script.id, script),
        "state": state, "token_type": "Bearer", "expires_in": 3600,
    });
    (script.status, answer.to_string())
}

fn sign(header: &Value, claims: &Value, script: &Script) -> String {
    let b64 = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", b64(header), b64(claims));
    let signature = script.signature.clone().unwrap_or_else(|| {
        jsonwebtoken::crypto::sign(signed.as_bytes(), &script.key.private, Algorithm::RS256)
            .unwrap()
    });
    format!("{signed}.{signature}")
}
