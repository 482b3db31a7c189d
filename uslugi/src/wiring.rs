//! Wires the crates together: each function makes one part from the configuration.

use crate::clients;
use crate::config::{Config, path, set};
use crate::departments;
use crate::housekeeping;
use crate::inspect;
use crate::journal::{self, CheckpointFile};
use crate::keys::{self, Keys};
use crate::telemetry;
use anyhow::Context;
use casework::{Cx, Parts};
use catalog::{Catalog, Live};
use domain::entropy::{self, Entropy};
use domain::time::{Clock, SystemClock, moscow_day};
use identity::{EcdsaSigner, EsiaSettings, Identity, Lifetimes, TokenKey};
use secrecy::{ExposeSecret, SecretString};
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use url::Url;

/// What the procedures of this process share.
#[derive(Debug)]
pub(crate) struct Wired {
    pub(crate) cx: Cx,
    pub(crate) public_url: Url,
    pub(crate) outside: Outside,
    keys: Keys,
}

/// Where the outside is.
#[derive(Debug, Clone)]
pub(crate) struct Outside {
    esia: Url,
    exchange: Url,
    mail: SecretString,
    /// The sandbox, when it stands in.
    pub(crate) sandbox: Option<Url>,
    exchange_key: SecretString,
}

impl Outside {
    /// What is configured; where nothing is, the sandbox: the one of this process, or the one at its
    /// configured address.
    pub(crate) fn of(
        config: &Config,
        keys: &Keys,
        (sandbox, mailbox): (Option<&Url>, Option<SocketAddr>),
    ) -> anyhow::Result<Self> {
        let sandbox = match sandbox {
            Some(here) => here.clone(),
            None => config.sandbox_url()?,
        };
        let address = |key: &str, text: &str| match set(text) {
            None => Ok(sandbox.clone()),
            Some(text) => text.parse().with_context(|| format!("{key}: {text}")),
        };
        let mailbox = match mailbox {
            Some(here) => here.to_string(),
            None => config.sandbox.smtp_bind.clone(),
        };
        let mail = match set(config.mail.url.expose_secret()) {
            Some(_) => config.mail.url.clone(),
            None => SecretString::from(format!("smtp://{mailbox}")),
        };
        Ok(Self {
            esia: address("esia.url", &config.esia.url)?,
            exchange: address("exchange.url", &config.exchange.url)?,
            mail,
            sandbox: config.sandbox.enabled.then_some(sandbox.clone()),
            exchange_key: keys.exchange.clone(),
        })
    }
}

/// Where the embedded database is, when no other is configured.
fn own_file(config: &Config) -> PathBuf {
    config.data.dir.join("uslugi.sqlite")
}

/// The file of the database, if it is SQLite.
pub(crate) fn sqlite_file(config: &Config) -> Option<PathBuf> {
    let url = config.database.url.expose_secret();
    if url.is_empty() {
        return Some(own_file(config));
    }
    let file = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    file.split('?').next().map(PathBuf::from)
}

/// How long a request waits for the database: the person behind it still does.
const PATIENCE: Duration = Duration::from_secs(8);

/// The store as it is. SQLite's file is made if it is not there.
pub(crate) async fn open_store(config: &Config, keys: &Keys) -> anyhow::Result<Store> {
    let url = if config.database.url.expose_secret().is_empty() {
        SecretString::from(format!("sqlite://{}?mode=rwc", own_file(config).display()))
    } else {
        config.database.url.clone()
    };
    let settings = store::Settings {
        database_url: url,
        redis_url: set(config.redis.url.expose_secret()).map(|_| config.redis.url.clone()),
        keys: keys.ring.clone(),
        connections: config.database.connections,
        patience: PATIENCE,
        statements: path(&config.database.statements).map(Path::to_owned),
    };
    Store::open(&settings)
        .await
        .context("database.url: the database cannot be opened; nothing was changed")
}

/// The store, with its schema up to date.
pub(crate) async fn store(config: &Config, keys: &Keys) -> anyhow::Result<Store> {
    let store = open_store(config, keys).await?;
    store.migrate().await.context("the schema cannot be brought up to date")?;
    keys::check(&store, SystemClock.now()).await?;
    Ok(store)
}

/// The catalog, linted.
pub(crate) fn catalog(config: &Config) -> anyhow::Result<Arc<Live>> {
    let loaded = match path(&config.catalog.dir) {
        Some(folder) => Catalog::from_dir(folder),
        None => Catalog::embedded(),
    };
    let catalog = loaded.map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the catalog has mistakes:\n{}", lines.join("\n"))
    })?;
    if let Some(ends) = catalog.calendar().data_ends(moscow_day(SystemClock.now())) {
        tracing::warn!(
            %ends,
            "the production calendar needs another year in catalog/calendars; terms beyond its data are provisional"
        );
    }
    Ok(Arc::new(Live::new(catalog)))
}

/// Which clock the roles go by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Time {
    Given,
    /// The database's, where it has one; the given one otherwise.
    Database,
}

/// A clock set by the database, now and every minute until cancelled.
async fn database_clock(
    store: &Store,
    machine: Arc<dyn Clock>,
    cancel: CancellationToken,
) -> anyhow::Result<Arc<dyn Clock>> {
    let clock = store::DatabaseClock::open(store, Arc::clone(&machine))
        .await
        .context("the database does not tell its time")?;
    let off = (machine.now() - clock.now()).num_seconds();
    if off.abs() > 5 {
        tracing::warn!(seconds = off, "this machine's clock is off; the database's is gone by");
    }
    let (setting, store) = (clock.clone(), store.clone());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = cancel.cancelled() => return,
                () = tokio::time::sleep(store::SET_EVERY) => {}
            }
            if let Err(error) = setting.set_anew(&store).await {
                tracing::debug!(%error, "the clock was not set anew; it goes on by itself");
            }
        }
    });
    Ok(Arc::new(clock))
}

/// Everything the roles that read and write cases share.
pub(crate) async fn wire(
    config: &Config,
    keys: &Keys,
    public_url: Url,
    outside: Outside,
    (clock, time, cancel): (Arc<dyn Clock>, Time, CancellationToken),
    entropy: Arc<dyn Entropy>,
) -> anyhow::Result<Wired> {
    let cutoffs = config.cutoffs()?;
    let store = store(config, keys).await?;
    let clock = match time {
        Time::Given => clock,
        Time::Database => database_clock(&store, clock, cancel).await?,
    };
    let files = store.files(&config.file_place()).with_context(|| config.place_of_files())?;
    let catalog = catalog(config)?;
    let connections = departments::connections(config)?;
    departments::check(&connections, &catalog.current())?;
    let parts = Parts {
        store,
        files,
        catalog,
        renderer: Arc::new(documents::Renderer::new()),
        clock,
        entropy,
        public_url: public_url.as_str().trim_end_matches('/').to_owned(),
        cutoffs,
        connections,
        decisions_held: Duration::from_secs(config.service.decisions_held_seconds),
    };
    Ok(Wired { cx: Cx::from(parts), public_url, outside, keys: keys.clone() })
}

/// The server, started, and the keeping of its house.
pub(crate) async fn api(
    config: &Config,
    wired: &Wired,
    listener: TcpListener,
    draining: CancellationToken,
) -> anyhow::Result<(api::Running, JoinHandle<()>)> {
    let identity = identity(config, wired)?;
    identity.ensure_keys().await.context("the provider's signing keys")?;
    let house = tokio::spawn(housekeeping::run(
        wired.cx.clone(),
        identity.clone(),
        unique("api", wired),
        draining.clone(),
    ));
    let app = api::App {
        cx: wired.cx.clone(),
        identity: Arc::new(identity),
        pages: api::Pages::new().context("the pages")?,
        settings: api::Settings {
            public_url: wired.public_url.clone(),
            live_poll: Duration::from_millis(config.redis.poll_ms.max(10)),
            feeds: api::FeedLimits {
                in_process: config.feeds.in_process,
                per_person: config.feeds.per_person,
            },
            support_phone: set(&config.support.phone).map(str::to_owned),
            support_email: set(&config.support.email).map(str::to_owned),
            telegram_bot: set(&config.telegram.name).map(str::to_owned),
            sandbox_url: wired.outside.sandbox.clone(),
        },
        draining,
        gauges: api::Gauges::default(),
    };
    let workers = match config.server.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        given => given,
    };
    let running = api::start(listener, app, telemetry::measures(), workers)
        .context("the server does not start")?;
    Ok((running, house))
}

fn identity(config: &Config, wired: &Wired) -> anyhow::Result<Identity> {
    let settings = identity::Settings {
        issuer: wired.public_url.clone(),
        esia: esia(config, &wired.keys, &wired.outside, &wired.public_url)?,
        clients: clients::all(
            config,
            &wired.keys,
            wired.outside.sandbox.as_ref(),
            &wired.public_url,
        )?,
        lifetimes: Lifetimes::default(),
        registers_on_sign_in: wired
            .cx
            .catalog()
            .registers()
            .map(|register| register.code.clone())
            .collect(),
    };
    let cx = &wired.cx;
    let identity =
        Identity::new(settings, cx.store.clone(), Arc::clone(&cx.clock), Arc::clone(&cx.entropy))?;
    Ok(identity)
}

/// What ESIA is asked with.
pub(crate) fn esia(
    config: &Config,
    keys: &Keys,
    outside: &Outside,
    public_url: &Url,
) -> anyhow::Result<EsiaSettings> {
    let esia = &outside.esia;
    let token_key = match path(&config.esia.public_key_file) {
        Some(file) => TokenKey::Rs256Pem(
            std::fs::read_to_string(file)
                .with_context(|| format!("esia.public_key_file: {}", file.display()))?,
        ),
        None => TokenKey::Rs256At(esia.join("public/esia.pem")?),
    };
    let host = esia.host_str().unwrap_or_default();
    let port = esia.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(EsiaSettings {
        base_url: esia.clone(),
        client_id: config.esia.client_id.clone(),
        certificate_der: keys.esia_certificate.clone(),
        signer: Arc::new(EcdsaSigner::from_pem(&keys.esia_key)?),
        token_key,
        // ESIA names itself with http and a slash, whatever it is reached by.
        issuer: format!("http://{host}{port}/"),
        scopes: EsiaSettings::SCOPES.to_owned(),
        redirect_uri: public_url.join("esia/callback")?,
        timeout: Duration::from_secs(10),
    })
}

/// The way to departments' systems and registers.
pub(crate) fn exchange(outside: &Outside) -> anyhow::Result<worker::Exchange> {
    let http = reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(15))
        // Sooner than servers let go of a line: a call on one that is just being closed is lost.
        .pool_idle_timeout(Duration::from_secs(2))
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .context("the client of outside systems")?;
    Ok(worker::Exchange::new(http, outside.exchange.clone(), outside.exchange_key.clone()))
}

pub(crate) fn worker(config: &Config, wired: &Wired) -> anyhow::Result<worker::Worker> {
    let exchange = exchange(&wired.outside)?;
    let settings = worker::Settings {
        name: unique("worker", wired),
        poll: Duration::from_millis(config.redis.poll_ms.max(10)),
        ..worker::Settings::default()
    };
    let parts = (exchange, inspector(config)?);
    Ok(worker::Worker::new(wired.cx.clone(), parts, settings))
}

/// What looks at uploaded files: this program, called once more for each.
fn inspector(config: &Config) -> anyhow::Result<worker::Inspector> {
    let program = match path(&config.uploads.inspector) {
        Some(named) => named.to_owned(),
        None => std::env::current_exe().context("where this program is")?,
    };
    Ok(worker::Inspector::by(program, inspect::COMMAND, config.scanner()?))
}

/// Where checkpoints of the journal are kept.
pub(crate) fn checkpoints(config: &Config, keys: &Keys) -> CheckpointFile {
    let own = || config.data.dir.join("journal-checkpoints.jsonl");
    let file = path(&config.journal.checkpoints).map_or_else(own, Path::to_owned);
    CheckpointFile::new(file, keys.journal.clone())
}

/// The writing of checkpoints, until cancelled.
pub(crate) fn checkpointing(
    config: &Config,
    wired: &Wired,
    cancel: CancellationToken,
) -> impl Future<Output = ()> + Send + use<> {
    let file = checkpoints(config, &wired.keys);
    let every = Duration::from_secs(config.journal.checkpoint_seconds.max(1));
    let by = (wired.cx.store.clone(), Arc::clone(&wired.cx.clock));
    journal::run(by, file, every, cancel)
}

/// What lets projections read.
pub(crate) fn projector(config: &Config, wired: &Wired) -> worker::Projector {
    let poll = Duration::from_millis(config.redis.poll_ms.max(10));
    worker::Projector::new(wired.cx.clone(), poll)
}

/// How mail leaves.
pub(crate) fn mail(config: &Config, outside: &Outside) -> notifier::MailSettings {
    notifier::MailSettings {
        smtp_url: outside.mail.clone(),
        from: config.mail.from.clone(),
        connections: 4,
    }
}

pub(crate) fn notifier(config: &Config, wired: &Wired) -> anyhow::Result<notifier::Notifier> {
    let cx = &wired.cx;
    let mut settings = notifier::Settings::new(unique("notifier", wired));
    settings.poll = Duration::from_millis(config.redis.poll_ms.max(10));
    settings.mail = Some(mail(config, &wired.outside));
    settings.telegram =
        set(config.telegram.token.expose_secret()).map(|_| notifier::TelegramSettings {
            token: config.telegram.token.clone(),
            api_url: Some(config.telegram.api_url.clone()),
            connections: 4,
        });
    let (clock, entropy) = (Arc::clone(&cx.clock), Arc::clone(&cx.entropy));
    let notifier = notifier::Notifier::new(settings, cx.store.clone(), clock, entropy)?;
    Ok(notifier)
}

/// The bot, started, when a token is configured.
pub(crate) fn bot(
    config: &Config,
    keys: &Keys,
    public_url: &Url,
    cancel: CancellationToken,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(settings) = bot_settings(config, keys, public_url)? else { return Ok(None) };
    let bot = bot::Bot::open(settings).context("the bot does not start")?;
    Ok(Some(tokio::spawn(async move { bot.run(cancel).await })))
}

/// What the bot goes by, when a token is configured.
pub(crate) fn bot_settings(
    config: &Config,
    keys: &Keys,
    public_url: &Url,
) -> anyhow::Result<Option<bot::Settings>> {
    if set(config.telegram.token.expose_secret()).is_none() {
        return Ok(None);
    }
    let platform_url = match set(&config.bot.platform_url) {
        Some(text) => text.parse().with_context(|| format!("bot.platform_url: {text}"))?,
        None => public_url.clone(),
    };
    Ok(Some(bot::Settings {
        token: config.telegram.token.clone(),
        name: set(&config.telegram.name).map(str::to_owned),
        api_url: Some(config.telegram.api_url.clone()),
        platform_url,
        public_url: public_url.clone(),
        support_phone: set(&config.support.phone).map(str::to_owned),
        support_email: set(&config.support.email).map(str::to_owned),
        client_id: "bot".to_owned(),
        client_secret: keys.bot.clone(),
        data_dir: config.data.dir.join("bot"),
        poll_seconds: 25,
    }))
}

/// A name no other process has, for leases.
fn unique(role: &str, wired: &Wired) -> String {
    let random = hex::encode(entropy::bytes::<4>(&*wired.cx.entropy));
    format!("{role}-{}-{random}", std::process::id())
}
