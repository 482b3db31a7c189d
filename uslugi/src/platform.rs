//! The platform: its roles, started in order and stopped in order.

use crate::config::{Config, set};
use crate::keys::Keys;
use crate::stand_ins;
use crate::telemetry;
use crate::terms;
use crate::wiring::{self, Wired};
use anyhow::Context;
use domain::entropy::Entropy;
use domain::time::Clock;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Which roles a process has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a role that is played or not")]
pub struct Roles {
    /// Serves HTTP.
    pub api: bool,
    /// Reads the queue.
    pub worker: bool,
    /// Sends notices.
    pub notifier: bool,
    /// Speaks in Telegram, when a token is configured.
    pub bot: bool,
    /// Stands in for the outside.
    pub sandbox: bool,
}

impl Roles {
    /// No role: to be added to.
    pub const NONE: Self =
        Self { api: false, worker: false, notifier: false, bot: false, sandbox: false };
    /// Everything in one process.
    pub const ALL: Self =
        Self { api: true, worker: true, notifier: true, bot: true, sandbox: true };
}

/// A platform that runs.
#[derive(Debug)]
pub struct Platform {
    /// Where people reach it.
    pub public_url: Url,
    /// Where this process serves HTTP, if it does.
    pub api: Option<SocketAddr>,
    /// Where the sandbox is, if it runs here.
    pub sandbox: Option<Url>,
    /// Where the sandbox takes mail, if it runs here.
    pub mailbox: Option<SocketAddr>,
    /// The store, for those who look behind (tests, operators' commands).
    pub store: Option<store::Store>,
    /// The procedures, likewise.
    pub cx: Option<casework::Cx>,
    /// Where a process without the API tells its measures, if it does.
    pub measures: Option<SocketAddr>,
    server: Option<api::Running>,
    sandbox_running: Option<stand_ins::Running>,
    tasks: Vec<JoinHandle<()>>,
    cancel: CancellationToken,
}

/// How long the readers of the queue may take to finish what they began.
const DRAIN: Duration = Duration::from_secs(25);

impl Platform {
    /// Starts the roles by a given clock. What is wrong with the configuration or the world is said plainly,
    /// and nothing is left running.
    pub async fn start(
        config: Config,
        roles: Roles,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Self> {
        Self::start_by(config, roles, (clock, wiring::Time::Given), entropy).await
    }

    /// Starts the roles by the database's clock, so that all nodes agree; `machine` is the clock of this
    /// machine, by which SQLite and the sandbox go.
    pub async fn start_by_database(
        config: Config,
        roles: Roles,
        machine: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Self> {
        Self::start_by(config, roles, (machine, wiring::Time::Database), entropy).await
    }

    async fn start_by(
        config: Config,
        roles: Roles,
        (clock, time): (Arc<dyn Clock>, wiring::Time),
        entropy: Arc<dyn Entropy>,
    ) -> anyhow::Result<Self> {
        let listener = roles.api.then(|| listen("server.bind", &config.server.bind)).transpose()?;
        let public_url = public_url(&config, listener.as_ref())?;
        let keys = Keys::open(&config, &*entropy)?;
        let mut platform = Self {
            public_url: public_url.clone(),
            api: None,
            sandbox: None,
            mailbox: None,
            store: None,
            cx: None,
            measures: None,
            server: None,
            sandbox_running: None,
            tasks: Vec::new(),
            cancel: CancellationToken::new(),
        };
        if !roles.api {
            platform.tell_measures(&config)?;
        }
        if roles.sandbox && config.sandbox.enabled {
            let running = stand_ins::start(&config, &keys, &public_url, (&clock, &entropy)).await?;
            platform.sandbox = Some(running.url.clone());
            platform.mailbox = Some(running.smtp);
            platform.sandbox_running = Some(running);
        }
        if roles.api || roles.worker || roles.notifier {
            let outside =
                wiring::Outside::of(&config, &keys, (platform.sandbox.as_ref(), platform.mailbox))?;
            let cancel = platform.cancel.clone();
            let by = (clock, time, cancel);
            let wired = wiring::wire(&config, &keys, public_url, outside, by, entropy).await?;
            platform.serve(&config, roles, listener, wired).await?;
        }
        if roles.bot {
            platform.tasks.extend(wiring::bot(
                &config,
                &keys,
                &platform.public_url,
                platform.cancel_token(),
            )?);
        }
        Ok(platform)
    }

    /// Tells the counters of a process without the API, where an address is configured. Before anything counts.
    fn tell_measures(&mut self, config: &Config) -> anyhow::Result<()> {
        let Some(address) = set(&config.measures.bind) else { return Ok(()) };
        let listener = listen("measures.bind", address)?;
        let Some(handle) = telemetry::measures() else { return Ok(()) };
        let running = api::start_measures(listener, handle).context("measures.bind")?;
        self.measures = Some(running.address);
        self.server = Some(running);
        Ok(())
    }

    async fn serve(
        &mut self,
        config: &Config,
        roles: Roles,
        listener: Option<TcpListener>,
        wired: Wired,
    ) -> anyhow::Result<()> {
        self.store = Some(wired.cx.store.clone());
        self.cx = Some(wired.cx.clone());
        if let Some(listener) = listener {
            let (running, house) =
                wiring::api(config, &wired, listener, self.cancel.child_token()).await?;
            self.tasks.push(house);
            self.api = Some(running.address);
            self.server = Some(running);
        }
        if roles.worker {
            let (worker, cancel) = (wiring::worker(config, &wired)?, self.cancel.clone());
            self.tasks.push(tokio::spawn(async move { worker.run(cancel).await }));
            let (projector, cancel) = (wiring::projector(config, &wired), self.cancel.clone());
            self.tasks.push(tokio::spawn(async move { projector.run(cancel).await }));
            let every = Duration::from_secs(config.service.terms_looked_at_seconds);
            let looking = terms::run(wired.cx.clone(), every, self.cancel.clone());
            self.tasks.push(tokio::spawn(looking));
            let cancel = self.cancel.clone();
            self.tasks.push(tokio::spawn(wiring::checkpointing(config, &wired, cancel)));
        }
        if roles.notifier {
            let (notifier, cancel) = (wiring::notifier(config, &wired)?, self.cancel.clone());
            self.tasks.push(tokio::spawn(async move { notifier.run(cancel).await }));
        }
        Ok(())
    }

    /// Reads the catalog anew from its folder. With a mistake the running catalog stays, and the mistakes
    /// are told with file, line and reason.
    pub fn reload_catalog(&self, folder: &std::path::Path) -> anyhow::Result<()> {
        let cx = self.cx.as_ref().context("this process has no catalog")?;
        cx.catalog.try_replace(folder).map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            anyhow::anyhow!(
                "the running catalog stays; the new one has mistakes:\n{}",
                lines.join("\n")
            )
        })
    }

    /// What ends the readers of this platform.
    pub(crate) fn cancel_token(&self) -> CancellationToken {
        self.cancel.clone()
    }

    /// Drains and stops: takes no more requests, finishes what was begun, closes the store.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        if let Some(server) = self.server.take() {
            server.stop().await.context("stopping the server")?;
        }
        self.cancel.cancel();
        let ended = futures::future::join_all(self.tasks.drain(..));
        if tokio::time::timeout(DRAIN, ended).await.is_err() {
            tracing::warn!("some work was still running; its leases end and others take it over");
        }
        if let Some(sandbox) = self.sandbox_running.take() {
            sandbox.stop().await;
        }
        drop(self.cx.take());
        if let Some(store) = self.store.take() {
            store.close().await.context("closing the store")?;
        }
        Ok(())
    }
}

/// Listens on an address that a setting names.
fn listen(setting: &str, address: &str) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| {
        format!(
            "{setting}: cannot listen on {address}. Is another platform running? \
             Choose another address, e.g. USLUGI__{}=127.0.0.1:8090",
            setting.to_uppercase().replace('.', "__")
        )
    })?;
    Ok(listener)
}

/// The configured address; where none is and any port was taken, the one that was.
fn public_url(config: &Config, listener: Option<&TcpListener>) -> anyhow::Result<Url> {
    match listener {
        Some(listener) if config.server.public_url.is_empty() => {
            Ok(format!("http://{}", listener.local_addr()?).parse()?)
        }
        _ => config.public_url(),
    }
}
