//! Starting and stopping: a mistake is named with its place and ends with exit code 1, soon; a good start
//! goes on with what was there; SIGTERM finishes what was begun.

use anyhow::{Context, ensure};
use futures::StreamExt;
use std::collections::BTreeSet;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::files::copy;
use tests::machines::{ended, known};
use tests::process::{Ended, run};
use tests::world::{form, request};
use tests::{Engine, Machines, Place, Role, free_port, machines};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How soon a mistake must be said.
const SOON: Duration = Duration::from_secs(15);

/// Settings of a platform on free ports.
pub(crate) fn ports() -> anyhow::Result<Vec<(&'static str, String)>> {
    let host = || anyhow::Ok(format!("127.0.0.1:{}", free_port()?));
    Ok(vec![("SERVER__BIND", host()?), ("SANDBOX__BIND", host()?), ("SANDBOX__SMTP_BIND", host()?)])
}

/// Stories run side by side, and a port that is looked at and taken later may be given to two of them.
#[test]
fn no_port_is_given_twice() -> anyhow::Result<()> {
    let ports = (0..250).map(|_| free_port()).collect::<anyhow::Result<Vec<_>>>()?;
    let different: BTreeSet<_> = ports.iter().collect();
    ensure!(different.len() == ports.len(), "{ports:?}");
    Ok(())
}

/// A start that must fail, soon, with exit code 1, one message, and these words in it.
async fn refused(
    place: &Place,
    own: &[(&'static str, String)],
    words: &[&str],
) -> anyhow::Result<Ended> {
    let settings = [ports()?.as_slice(), own].concat();
    let ended = run(&["all"], place, &settings).await?;
    said_plainly(&ended, words)?;
    Ok(ended)
}

/// The files and folders of a folder that others than their owner may open.
fn shared(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let mode = std::fs::metadata(&path)?.permissions().mode();
        if path.is_dir() {
            found.extend(shared(&path)?);
        }
        if mode & 0o077 != 0 {
            found.push(path);
        }
    }
    Ok(found)
}

fn said_plainly(ended: &Ended, words: &[&str]) -> anyhow::Result<()> {
    ensure!(ended.code == Some(1), "exit code {:?}: {}", ended.code, ended.err);
    ensure!(ended.took < SOON, "it took {:?}: {}", ended.took, ended.err);
    ensure!(ended.err.starts_with("uslugi: "), "who says it? {}", ended.err);
    for word in words {
        ensure!(ended.err.contains(word), "no {word:?} in: {}", ended.err);
    }
    for noise in ["panicked", "RUST_BACKTRACE", "Stack backtrace", "Uslugi is running"] {
        let said = ended.err.contains(noise) || ended.out.contains(noise);
        ensure!(!said, "{noise:?} in: {} {}", ended.out, ended.err);
    }
    Ok(())
}

/// A file of the place.
fn write(place: &Place, name: &str, text: &str) -> anyhow::Result<()> {
    Ok(std::fs::write(place.folder.path().join(name), text)?)
}

/// A copy of the repository's catalog in the place.
fn catalog(place: &Place) -> anyhow::Result<std::path::PathBuf> {
    let to = place.folder.path().join("catalog");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalog");
    copy(&from, &to)?;
    Ok(to)
}

#[tokio::test]
async fn a_port_that_is_taken_is_named_with_a_way_out() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let taken = TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    for (key, name) in [
        ("SERVER__BIND", "server.bind"),
        ("SANDBOX__BIND", "sandbox.bind"),
        ("SANDBOX__SMTP_BIND", "sandbox.smtp_bind"),
    ] {
        refused(&place, &[(key, address.clone())], &[name, &address]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_mistake_in_the_configuration_is_named_with_its_key() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    write(&place, "uslugi.toml", "[server]\nbnid = \"127.0.0.1:1\"\n")?;
    refused(&place, &[], &["bnid", "server", "uslugi.toml"]).await?;
    write(&place, "uslugi.toml", "[server\nbind = 1\n")?;
    refused(&place, &[], &["uslugi.toml"]).await?;
    write(&place, "uslugi.toml", "[service]\ncutoff = \"noon\"\n")?;
    refused(&place, &[], &["service.cutoff", "noon"]).await?;
    write(&place, "uslugi.toml", "")?;
    let many = ("DATABASE__CONNECTIONS", "many".to_owned());
    refused(&place, &[many], &["DATABASE.CONNECTIONS", "USLUGI__", "many"]).await?;
    let unknown = ("DATABASE__URI", "sqlite://x".to_owned());
    refused(&place, &[unknown], &["uri", "DATABASE.URI"]).await?;
    let url = ("SERVER__PUBLIC_URL", "http://127.0.0.1/path".to_owned());
    refused(&place, &[url], &["server.public_url"]).await?;
    let format = ("LOG__FORMAT", "xml".to_owned());
    refused(&place, &[format], &["log.format", "xml"]).await?;
    Ok(())
}

#[tokio::test]
async fn the_sandbox_never_meets_an_address_others_can_reach() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let public = || ("SERVER__PUBLIC_URL", "https://uslugi.example".to_owned());
    refused(&place, &[public()], &["sandbox", "https://uslugi.example"]).await?;
    let off = ("SANDBOX__ENABLED", "false".to_owned());
    refused(&place, &[public(), off], &["without the sandbox", "esia.url"]).await?;
    ensure!(!place.sqlite().exists(), "something was made all the same");
    Ok(())
}

#[tokio::test]
async fn a_master_key_of_a_wrong_form_is_refused_and_not_shown() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    for key in ["secret-and-short", &"g".repeat(64), &"a".repeat(63)] {
        let own = [("SECRETS__MASTER_KEY", key.to_owned())];
        let ended = refused(&place, &own, &["secrets.master_key", "64 hex digits"]).await?;
        ensure!(!ended.err.contains(key), "the key is shown");
    }
    let gone = [("SECRETS__MASTER_KEY_FILE", "/nowhere/key".to_owned())];
    refused(&place, &gone, &["secrets.master_key_file", "/nowhere/key"]).await?;
    Ok(())
}

/// Another key than the one the data was sealed with opens nothing: said at the start, not met later.
#[tokio::test]
async fn a_master_key_of_another_platform_is_refused_at_the_start() -> anyhow::Result<()> {
    let machines = Machines::new(Engine::Sqlite).await?;
    let node = machines.serve(Role::AllButSandbox).await?;
    machines.person("anna").await?;
    ensure!(node.stop().await? == Some(0));
    let own = [("SECRETS__MASTER_KEY", "5".repeat(63) + "a")];
    let settings = [machines.settings(), &own].concat();
    let ended = run(&["all", "--without-sandbox"], &machines.place, &settings).await?;
    said_plainly(&ended, &["secrets.master_key"])?;
    machines.end()
}

#[tokio::test]
async fn a_database_nobody_answers_for_is_said_soon() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let nobody = format!("postgres://uslugi:hidden-word@127.0.0.1:{}/uslugi", free_port()?);
    let ended = refused(&place, &[("DATABASE__URL", nobody)], &["database.url"]).await?;
    ensure!(!ended.err.contains("hidden-word"), "the password is shown: {}", ended.err);
    let other = [("DATABASE__URL", "mysql://127.0.0.1/x".to_owned())];
    refused(&place, &other, &["database.url", "sqlite", "postgres"]).await?;
    let nowhere = [("DATABASE__URL", "sqlite:///nowhere/at/all.sqlite".to_owned())];
    refused(&place, &nowhere, &["database.url"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    write(&place, "file", "")?;
    let dir = place.folder.path().join("file").display().to_string();
    refused(&place, &[("DATA__DIR", dir)], &["data.dir"]).await?;
    Ok(())
}

/// A mistake of the catalog is named with file, line and reason, by the check and by the start alike.
#[tokio::test]
async fn a_mistake_in_the_catalog_is_named_with_its_place() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let folder = catalog(&place)?;
    let shown = folder.display().to_string();
    let good = run(&["catalog", "check", &shown], &place, &[]).await?;
    ensure!(good.code == Some(0), "{good:?}");

    let file = folder.join("services/employment-certificate.yaml");
    let text = std::fs::read_to_string(&file)?;
    let line =
        1 + text.lines().position(|line| line == "process: electronic").context("no line")?;
    std::fs::write(&file, text.replace("process: electronic", "process: elektronic"))?;
    let place_of_it = format!("services/employment-certificate.yaml:{line}");
    let bad = run(&["catalog", "check", &shown], &place, &[]).await?;
    ensure!(bad.code == Some(1), "{bad:?}");
    let said = bad.out + &bad.err;
    ensure!(said.contains(&place_of_it) && said.contains("elektronic"), "{said}");
    let own = [("CATALOG__DIR", shown.clone())];
    refused(&place, &own, &[&place_of_it, "elektronic"]).await?;

    std::fs::write(&file, "code: [unfinished\n")?;
    let torn = run(&["catalog", "check", &shown], &place, &[]).await?;
    let said = torn.out + &torn.err;
    ensure!(torn.code == Some(1) && said.contains("employment-certificate.yaml:"), "{said}");
    std::fs::remove_dir_all(&folder)?;
    let gone = run(&["catalog", "check", &shown], &place, &[]).await?;
    ensure!(gone.code == Some(1) && !gone.err.contains("panicked"), "{gone:?}");
    Ok(())
}

/// A command that does not exist is refused in the manner of commands.
#[tokio::test]
async fn an_unknown_command_is_answered_with_the_known_ones() -> anyhow::Result<()> {
    let place = Place::new(Engine::Sqlite)?;
    let ended = run(&["wroker"], &place, &[]).await?;
    ensure!(ended.code == Some(2) && ended.err.contains("worker"), "{ended:?}");
    let help = run(&["--help"], &place, &[]).await?;
    ensure!(help.code == Some(0) && help.out.contains("doctor"), "{help:?}");
    let config = run(&["config"], &place, &[]).await?;
    ensure!(config.code == Some(0) && config.out.contains("[database]"), "{config:?}");
    Ok(())
}

/// A proxy in front keeps connections to us, and closes them itself after a minute: were we the first to close one, a filing
/// could be sent over it just then, and who filed would get a 502. Such a connection holds up no stop.
#[tokio::test]
async fn a_connection_without_requests_stays_open_until_the_stop() -> anyhow::Result<()> {
    const ASKED: &[u8] = b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n";
    /// What the server's library grants by itself is 5 s.
    const LONGER: Duration = Duration::from_secs(7);
    let machines = Machines::new(Engine::Sqlite).await?;
    let node = machines.serve(Role::AllButSandbox).await?;
    let address = machines.url.socket_addrs(|| None)?;
    let mut proxy = TcpStream::connect(address.as_slice()).await?;
    let mut heard = [0; 4096];
    for silent in [LONGER, Duration::ZERO] {
        proxy.write_all(ASKED).await?;
        let length = proxy.read(&mut heard).await?;
        ensure!(heard.get(..length).context("no answer")?.starts_with(b"HTTP/1.1 200"));
        let closed = tokio::time::timeout(silent, proxy.read(&mut heard)).await;
        ensure!(closed.is_err(), "a connection that asks nothing was closed: {closed:?}");
    }
    let began = Instant::now();
    ensure!(node.stop().await? == Some(0));
    ensure!(began.elapsed() < SOON, "the stop waited for a connection that asks nothing");
    ensure!(proxy.read(&mut heard).await? == 0, "something was said that nobody asked");
    machines.end()
}

machines! {
    /// What was filed before is there after a restart, and the tokens of before are good.
    async fn the_second_start_goes_on_with_the_same_data(machines) {
        let node = machines.serve(Role::AllButSandbox).await?;
        let anna = machines.person("anna").await?;
        known(&anna, &request(form())).await?;
        let filed = anna.client.submit(&request(form()), "restart-1").await?.value;
        ensure!(node.stop().await? == Some(0));

        let node = machines.serve(Role::AllButSandbox).await?;
        let seen = ended(&anna.client, &filed.id).await?;
        ensure!(seen.number == filed.number && seen.outcome.as_deref() == Some("granted"));
        let again = anna.client.submit(&request(form()), "restart-1").await?.value;
        ensure!(again.id == filed.id, "the key was forgotten");
        let result = seen.result.context("no result")?;
        ensure!(node.stop().await? == Some(0));

        let node = machines.serve(Role::AllButSandbox).await?;
        ensure!(anna.client.result(&result.id).await?.starts_with(b"%PDF"));
        machines.nothing_waits().await?;
        ensure!(node.stop().await? == Some(0));
        // Whatever it wrote, only its owner reads.
        let shared = shared(&machines.place.folder.path().join("documents"))?;
        ensure!(shared.is_empty(), "{shared:?}");
    }

    /// SIGTERM: an open feed is ended, not cut; a request under way is answered; the exit code is 0.
    async fn sigterm_drains_and_ends_well(machines) {
        let node = machines.serve(Role::AllButSandbox).await?;
        let anna = machines.person("anna").await?;
        known(&anna, &request(form())).await?;
        let mut events = anna.client.events(Some(0)).await?;
        let filed = anna.client.submit(&request(form()), "drain-1").await?.value;
        events.next().await.context("no event")??;
        let rest = tokio::spawn(async move {
            let mut seen = 0;
            while let Some(event) = events.next().await {
                event?;
                seen += 1;
            }
            anyhow::Ok(seen)
        });
        let began = Instant::now();
        let code = node.stop().await?;
        ensure!(code == Some(0), "exit code {code:?}");
        ensure!(began.elapsed() < SOON, "an open feed held it up for {:?}", began.elapsed());
        let seen: usize = rest.await?.context("the feed was cut, not ended")?;
        let node = machines.serve(Role::AllButSandbox).await?;
        ended(&anna.client, &filed.id).await?;
        let facts = anna.client.timeline(&filed.id).await?.items.len();
        ensure!(seen < facts + 1, "{seen} events of {facts} facts");
        machines.nothing_waits().await?;
        ensure!(node.stop().await? == Some(0));
    }
}
