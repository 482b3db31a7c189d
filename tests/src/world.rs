//! The world in a jar: a platform with everything outside it, in this process, on free ports.

use crate::process::binary;
use crate::{Engine, Place};
use anyhow::{Context, ensure};
use domain::entropy::{Entropy, OsEntropy};
use domain::time::{Clock, ManualClock, Moment, SystemClock};
use figment::Figment;
use figment::providers::{Format, Toml};
use openapi::application::{ApplicationRequest, CheckView, MadeCheck, MoveRequest};
use openapi::client::Versioned;
use openapi::{Client, application::ApplicationView, precheck::PrecheckRequest};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{LaneLook, QueueFilter, QueueRow};
use url::Url;
use uslugi::config::{Config, DEFAULTS};
use uslugi::tour::{Browser, Tokens};
use uslugi::{Platform, Roles};

/// How long anything may take that happens by itself, in a story.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// The service every story is about.
pub const SERVICE: &str = "employment-certificate";

/// A portal of others that people consent to, as settings name it (TOML).
pub const PORTAL: &str = "[[clients]]\nid = \"portal\"\nname = \"Портал округа\"\n\
    redirect_uris = [\"http://127.0.0.1/callback\"]\nscopes = [\"openid\", \"profile\", \"applications\"]\n";

/// A whole platform of a story: started, reachable, alone.
#[derive(Debug)]
pub struct World {
    /// The first node: everything in one process, the sandbox included.
    pub platform: Platform,
    /// Its folder and database.
    pub place: Place,
    /// The engine it runs on.
    pub engine: Engine,
    /// The clock of the world, where the story moves it.
    pub clock: Option<ManualClock>,
    waits: Mutex<Vec<String>>,
}

/// Why work waits that only a person can end.
pub(crate) const OFFICER: &str = "an officer of the department decides";

/// A person who signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// A client that asks with their token.
    pub client: Client,
    /// Of the client `mobile`.
    pub tokens: Tokens,
    /// With the session they signed in by.
    pub browser: Browser,
}

impl World {
    /// A world whose clock runs by itself.
    pub async fn new(engine: Engine) -> anyhow::Result<Self> {
        Self::with(engine, None, "").await
    }

    /// A world whose clock stands at a moment until it is moved.
    pub async fn at(engine: Engine, start: Moment) -> anyhow::Result<Self> {
        Self::with(engine, Some(ManualClock::at(start)), "").await
    }

    /// A world with settings of its own (TOML).
    pub async fn with(
        engine: Engine,
        clock: Option<ManualClock>,
        settings: &str,
    ) -> anyhow::Result<Self> {
        uslugi::install_tls();
        let place = Place::new(engine)?;
        let config = config(&place, settings)?;
        let time: Arc<dyn Clock> = match &clock {
            Some(clock) => Arc::new(clock.clone()),
            None => Arc::new(SystemClock),
        };
        let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
        let platform = Platform::start(config, Roles::ALL, time, entropy).await?;
        Ok(Self { platform, place, engine, clock, waits: Mutex::default() })
    }

    /// A second node of the same platform, with roles of its own: another process in all but the process.
    pub async fn node(&self, roles: Roles) -> anyhow::Result<Platform> {
        let sandbox = self.sandbox();
        let (host, mail) = (sandbox.authority().to_owned(), self.mailbox());
        let settings = format!(
            "[server]\npublic_url = \"{}\"\n[sandbox]\nbind = \"{host}\"\nsmtp_bind = \"{mail}\"\n",
            self.url().as_str().trim_end_matches('/')
        );
        let config = config_at(&self.place, &settings)?;
        Platform::start(config, roles, Arc::new(SystemClock), Arc::new(OsEntropy)).await
    }

    /// Where the platform is.
    #[must_use]
    pub fn url(&self) -> Url {
        self.platform.public_url.clone()
    }

    /// Where the sandbox is.
    #[must_use]
    pub fn sandbox(&self) -> Url {
        self.platform.sandbox.clone().unwrap_or_else(|| self.url())
    }

    fn mailbox(&self) -> String {
        self.platform.mailbox.map(|address| address.to_string()).unwrap_or_default()
    }

    /// A client that asks as nobody.
    pub fn nobody(&self) -> anyhow::Result<Client> {
        Ok(Client::new(Browser::new(self.url())?.http, self.url()))
    }

    /// A person of the sandbox, signed in through ESIA with a token for the API.
    pub async fn person(&self, name: &str) -> anyhow::Result<Person> {
        self.person_for(name, &["profile", "email", "applications"]).await
    }

    /// An official of the sandbox, with a token that carries their duties too.
    pub async fn official(&self, name: &str) -> anyhow::Result<Person> {
        self.person_for(name, &["profile", "email", "applications", "desk"]).await
    }

    /// The access token that a sign-in gets for its refresh token: new, but its sign-in is as old as it is.
    pub async fn refreshed(&self, browser: &Browser, tokens: Tokens) -> anyhow::Result<String> {
        let refresh = tokens.refresh.context("no refresh token")?;
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", "mobile"),
            ("refresh_token", refresh.as_str()),
        ];
        let asked = browser.http.post(self.url().join("/oauth2/token")?).form(&form);
        let fresh: Value = asked.send().await?.error_for_status()?.json().await?;
        let access = fresh.get("access_token").and_then(Value::as_str);
        Ok(access.context("no access token")?.to_owned())
    }

    async fn person_for(&self, name: &str, scopes: &[&str]) -> anyhow::Result<Person> {
        let browser = Browser::new(self.url())?;
        let tokens = browser
            .tokens_for("mobile", name, scopes)
            .await
            .with_context(|| format!("{name} signs in"))?;
        let client = Client::new(browser.http.clone(), self.url()).with_token(&tokens.access);
        Ok(Person { client, tokens, browser })
    }

    /// Waits until something holds; an error names it when it never does.
    pub async fn eventually<F, T>(&self, what: &str, mut look: F) -> anyhow::Result<T>
    where
        F: AsyncFnMut() -> anyhow::Result<Option<T>>,
    {
        crate::eventually(what, async || look().await).await
    }

    /// Waits until whoever asks sees an application in a stage.
    pub async fn waits_at(
        &self,
        by: &Client,
        id: &str,
        stage: &str,
    ) -> anyhow::Result<Versioned<ApplicationView>> {
        self.eventually(&format!("the application reaches {stage}"), async || {
            let seen = by.application(id).await?;
            Ok((seen.value.stage.code == stage).then_some(seen))
        })
        .await
    }

    /// Waits until an application is at an operator's office to be checked, and passes every check by this move.
    pub async fn passes_checks(
        &self,
        operator: &Client,
        id: &str,
        code: &str,
    ) -> anyhow::Result<()> {
        let (seen, checks) = self
            .eventually("the office can check it", async || {
                // Until it is at the office, it is nobody's there.
                let Ok(seen) = operator.application(id).await else { return Ok(None) };
                let open = seen.value.moves.iter().find(|one| one.code == code);
                let checks = open.map(|one| one.checks.clone());
                Ok(checks.map(|checks| (seen, checks)))
            })
            .await?;
        let passed = |one: CheckView| MadeCheck { check: one.check, passed: true };
        let checks = checks.into_iter().map(passed).collect();
        let asked = MoveRequest { checks, ..MoveRequest::of(code) };
        operator.make_move(id, &asked, &seen.etag).await?;
        Ok(())
    }

    /// The mails in the sandbox's mailbox.
    pub async fn mails(&self) -> anyhow::Result<Vec<Value>> {
        let http = Browser::new(self.url())?.http;
        Ok(http.get(self.sandbox().join("mail.json")?).send().await?.json().await?)
    }

    /// The text of a mail about an application that says something, once it is there.
    pub async fn mail_about(&self, id: &str, phrase: &str) -> anyhow::Result<String> {
        let text = |mail: &Value| mail.get("text").and_then(Value::as_str).map(str::to_owned);
        self.eventually(phrase, async || {
            let mails = self.mails().await?;
            let mut texts = mails.iter().filter_map(text);
            Ok(texts.find(|text| text.contains(id) && text.contains(phrase)))
        })
        .await
    }

    /// Ends the world. Nothing may be left undone in it: no work given up, and none that waits for anything but an
    /// officer's decision or a receiver that the story does without ([`World::waits`]).
    pub async fn end(self) -> anyhow::Result<()> {
        self.rests().await?;
        if let Some(store) = &self.platform.store {
            let (_waiting, dead) = store.queue_depth().await?;
            ensure!(dead == 0, "{dead} pieces of work were given up");
        }
        self.platform.stop().await
    }

    /// Waits until nothing is left to do. A story that moves the clock by hours does it at rest: work in hand would be taken for
    /// work that hangs.
    pub async fn rests(&self) -> anyhow::Result<()> {
        let Some(store) = self.platform.store.clone() else { return Ok(()) };
        let waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut last = String::new();
        let rested = self.eventually("nothing waits any more", async || {
            let rows = store.queue_rows(&QueueFilter::default(), None, 1000).await?;
            let left = |row: &&QueueRow| {
                // A stage that has a month to run out of its term rightly waits.
                row.reason.as_deref() != Some(OFFICER)
                    && row.lane != "lapse"
                    && !waits.contains(&row.lane)
            };
            let left: Vec<_> = rows.iter().filter(left).collect();
            let lanes = store.queue_lanes().await?;
            self.put_off_is_due(&left, &lanes);
            last = format!("left: {left:?} in {lanes:?}");
            Ok(left.is_empty().then_some(()))
        });
        rested.await.with_context(|| last)
    }

    /// Where the story moves the clock and all that is left was put off, by itself or with its whole lane, the clock goes on to
    /// the first of it.
    fn put_off_is_due(&self, left: &[&QueueRow], lanes: &[LaneLook]) {
        let Some(clock) = &self.clock else { return };
        let now = clock.now();
        let due = |row: &&QueueRow| {
            let lane = lanes.iter().find(|lane| lane.name == row.lane).map(|lane| lane.ready_at);
            let due_at = row.due_at.unwrap_or(now);
            lane.map_or(due_at, |ready| ready.max(due_at))
        };
        let first = left.iter().map(due).min();
        let put_off = |row: &&QueueRow| row.claimed_by.is_none() && due(row) > now;
        if let Some(first) = first.filter(|_due| left.iter().all(put_off)) {
            clock.advance(first - now);
        }
    }

    /// Says that work of a lane rightly waits when the story ends: its receiver is not there.
    pub fn waits(&self, lane: &str) {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(lane.to_owned());
    }
}

impl Person {
    /// Waits until pre-check knows what the registers say.
    pub async fn known(&self, world: &World) -> anyhow::Result<()> {
        let form = PrecheckRequest { form: form() };
        world
            .eventually("pre-check knows the registers", async || {
                let checked = self.client.precheck(SERVICE, &form).await?;
                Ok((checked.verdict != "unknown").then_some(()))
            })
            .await
    }

    /// Files an application.
    pub async fn submits(&self, key: &str) -> anyhow::Result<Versioned<ApplicationView>> {
        Ok(self.client.submit(&request(form()), key).await?)
    }

    /// Waits until an application has ended.
    pub async fn waits_for_end(&self, world: &World, id: &str) -> anyhow::Result<ApplicationView> {
        world
            .eventually("the application ends", async || {
                let seen = self.client.application(id).await?.value;
                Ok(seen.outcome.is_some().then_some(seen))
            })
            .await
    }
}

/// A form that suffices for an unemployed person.
#[must_use]
pub fn form() -> Value {
    json!({ "certificate_kind": "unemployed_status" })
}

/// An application of a form.
#[must_use]
pub fn request(form: Value) -> ApplicationRequest {
    ApplicationRequest {
        service: Some(SERVICE.to_owned()),
        form: Some(form),
        draft: None,
        draft_version: None,
    }
}

fn config(place: &Place, settings: &str) -> anyhow::Result<Config> {
    let own = "[sandbox]\nbind = \"127.0.0.1:0\"\nsmtp_bind = \"127.0.0.1:0\"\n\
               department_delay_ms = 0\n";
    let figment = base(place).merge(Toml::string(own)).merge(Toml::string(settings));
    Config::from(figment)
}

fn config_at(place: &Place, settings: &str) -> anyhow::Result<Config> {
    Config::from(base(place).merge(Toml::string(settings)))
}

fn base(place: &Place) -> Figment {
    let base = format!(
        // Decisions are made at once, where a story is not about how they are held.
        "[server]\nbind = \"127.0.0.1:0\"\nworkers = 1\n[data]\ndir = \"{}\"\n[database]\nurl = {:?}\n\
         connections = 4\nstatements = {:?}\n[uploads]\ninspector = {:?}\n[service]\ndecisions_held_seconds = 0\nterms_looked_at_seconds = 1\n[redis]\nurl = {:?}\npoll_ms = 500\n[log]\nfilter = \"warn\"\n",
        place.folder.path().display(),
        place.database_url,
        // Where a whole run gathers statements, to ask for their plans.
        std::env::var("USLUGI__DATABASE__STATEMENTS").unwrap_or_default(),
        // A story runs in the program of its test: files are looked at by the platform's own, where it is built.
        binary().map(|program| program.display().to_string()).unwrap_or_default(),
        place.redis_url
    );
    Figment::new().merge(Toml::string(DEFAULTS)).merge(Toml::string(&base))
}
