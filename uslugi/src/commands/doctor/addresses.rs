//! Where people reach the platform, and whether it and its sandbox can listen.

use super::findings::Findings;
use crate::config::Config;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long whoever listens at an address may take to say who they are.
const PATIENCE: Duration = Duration::from_secs(2);

/// Who should listen at an address, and by what they are known.
#[derive(Debug, Clone, Copy)]
enum Listener {
    /// The platform names the version of its API.
    Platform,
    /// The sandbox's pages say what they are.
    Sandbox,
    /// The sandbox's mailbox says so in its greeting.
    Mailbox,
}

/// Looks at the public address and at every address that a start listens at.
pub(super) async fn look(found: &mut Findings, config: &Config) {
    found.tell("public address", config.public_url(), "Set server.public_url");
    listens(found, "server.bind", &config.server.bind, Listener::Platform).await;
    if config.sandbox.enabled {
        listens(found, "sandbox.bind", &config.sandbox.bind, Listener::Sandbox).await;
        listens(found, "sandbox.smtp_bind", &config.sandbox.smtp_bind, Listener::Mailbox).await;
    }
}

/// Whether an address is free, or held by a platform that runs already.
async fn listens(found: &mut Findings, setting: &str, bind: &str, listener: Listener) {
    let what = format!("{setting} to listen at");
    match TcpListener::bind(bind) {
        Ok(_free) => found.good(&what, &format!("{bind}, which is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            if timeout(PATIENCE, is_ours(bind, listener)).await.unwrap_or_default() {
                found.good(&what, &format!("{bind}, where it runs already"));
            } else {
                let next = format!("Stop that one, or set {setting} to a free address");
                found.wrong(&what, &format!("{bind} is in use by another program. {next}"));
            }
        }
        Err(error) => found.wrong(&what, &format!("{bind}: {error}. Set {setting}")),
    }
}

/// Whether the one who listens is one of ours. Who does not answer, or not in our words, is not.
async fn is_ours(bind: &str, listener: Listener) -> bool {
    // An address of every interface is reached by the machine's own.
    let near = bind.replace("0.0.0.0:", "127.0.0.1:").replace("[::]:", "[::1]:");
    match listener {
        Listener::Platform => match reqwest::get(format!("http://{near}/v1/")).await {
            Ok(answer) => answer.headers().contains_key("api-version"),
            Err(_silent) => false,
        },
        Listener::Sandbox => match reqwest::get(format!("http://{near}/")).await {
            Ok(answer) => answer.text().await.is_ok_and(|page| page.contains("Песочница")),
            Err(_silent) => false,
        },
        Listener::Mailbox => {
            let mut greeting = [0; 21];
            let Ok(mut there) = TcpStream::connect(&near).await else { return false };
            there.read_exact(&mut greeting).await.is_ok() && greeting == *b"220 sandbox.localhost"
        }
    }
}
