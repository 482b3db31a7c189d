//! `uslugi`, `uslugi api`, `uslugi worker`, …: starts roles, says where they are, drains on Ctrl-C.

use crate::config::{Config, path, set};
use crate::platform::{Platform, Roles};
use crate::{say, telemetry};
use anyhow::Context;
use domain::entropy::OsEntropy;
use domain::time::SystemClock;
use secrecy::ExposeSecret;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Runs roles until told to stop.
pub async fn run(config: Config, roles: Roles) -> anyhow::Result<()> {
    telemetry::logs(&config.log)?;
    let began = Instant::now();
    let telegram = match set(config.telegram.token.expose_secret()) {
        Some(_) => "running",
        None => "off (set USLUGI__TELEGRAM__TOKEN)",
    };
    let data = config.data.dir.display().to_string();
    let folder = path(&config.catalog.dir).map(Path::to_owned);
    let platform =
        Platform::start_by_database(config, roles, Arc::new(SystemClock), Arc::new(OsEntropy))
            .await?;
    announce(&platform, roles, telegram, &data, began.elapsed().as_millis());
    until_stopped(&platform, folder.as_deref()).await?;
    say::line("Stopping: finishing what was begun …");
    platform.stop().await?;
    say::line("Stopped.");
    Ok(())
}

fn announce(platform: &Platform, roles: Roles, telegram: &str, data: &str, took: u128) {
    say::line(&format!("Uslugi is running (started in {took} ms, data in {data})"));
    let tell = |what: &str, address: String| say::line(&format!("  {what:<14} {address}"));
    let url = &platform.public_url;
    if platform.api.is_some() {
        tell("portal", url.to_string());
        tell("API", format!("{url}v1/  (reference: {url}docs/)"));
        tell("sign-on", format!("{url}.well-known/openid-configuration"));
    }
    if let Some(sandbox) = &platform.sandbox {
        tell("sandbox", format!("{sandbox}  (invented people, registers, a department)"));
        tell("mailbox", format!("{sandbox}mail"));
    }
    for (role, name) in [(roles.worker, "worker"), (roles.notifier, "notifier")] {
        if role {
            tell(name, "running".to_owned());
        }
    }
    if let Some(measures) = platform.measures {
        tell("measures", format!("http://{measures}/metrics"));
    }
    if roles.bot {
        tell("Telegram bot", telegram.to_owned());
    }
    say::line("Ctrl-C stops it; the next start goes on with the same data.");
}

/// Waits for Ctrl-C or SIGTERM; on SIGHUP reads the catalog's folder anew.
async fn until_stopped(platform: &Platform, catalog: Option<&Path>) -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("signals")?;
    let mut hangup = signal(SignalKind::hangup()).context("signals")?;
    loop {
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => return pressed.context("signals"),
            _ = terminate.recv() => return Ok(()),
            _ = hangup.recv() => reload(platform, catalog),
        }
    }
}

fn reload(platform: &Platform, catalog: Option<&Path>) {
    match catalog.map(|folder| platform.reload_catalog(folder)) {
        None => say::line("catalog.dir is not set: the catalog inside the binary stays"),
        Some(Ok(())) => say::line("the catalog was read anew"),
        Some(Err(error)) => say::line(&format!("{error:#}")),
    }
}
