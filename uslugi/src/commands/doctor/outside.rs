//! What is outside: Redis, ESIA, departments' systems, mail, Telegram. Each is asked for something that brings nothing.

use super::findings::Findings;
use crate::config::{Config, set};
use crate::departments;
use crate::keys::Keys;
use crate::wiring::{self, Outside};
use catalog::Catalog;
use domain::codes::DepartmentCode;
use domain::connection::Connection;
use domain::entropy::OsEntropy;
use domain::time::{Clock, SystemClock};
use identity::EsiaLook;
use secrecy::ExposeSecret;
use std::collections::BTreeSet;
use store::{FileError, FilePlace};
use url::Url;

/// What is said of a part that the sandbox stands in for.
const STAND_IN: &str = "the sandbox stands in";

/// What to do about a setting that cannot be read; the error names it.
const SET: &str = "Correct the setting it names";

/// Whether Redis answers.
pub(super) async fn redis(found: &mut Findings, config: &Config) {
    if set(config.redis.url.expose_secret()).is_none() {
        return found.good("redis", "not configured: processes poll");
    }
    let answer = store::look_at_redis(&config.redis.url).await;
    let next =
        "Nothing is lost without it, but processes only poll. Start it, or correct redis.url";
    found.tell("redis", answer.map(|()| "answers: processes wake each other"), next);
}

/// Whether the bucket of documents is there, where they are in one.
pub(super) async fn bucket(found: &mut Findings, config: &Config) {
    let place = config.file_place();
    let FilePlace::Bucket(bucket) = &place else { return };
    let answer = match place.look().await {
        Err(FileError::Missing) => Err(format!("there is no bucket {}", bucket.name)),
        answer => answer.map_err(|error| error.to_string()),
    };
    let told = format!("{} at {} is there and lets us in", bucket.name, bucket.endpoint);
    found.tell("bucket", answer.map(|()| told), "Make it, or correct the settings of [bucket]");
}

/// The world outside, as it is configured.
pub(super) struct World<'a> {
    pub(super) config: &'a Config,
    pub(super) keys: Keys,
    pub(super) outside: Outside,
    pub(super) public_url: Url,
}

impl World<'_> {
    /// Looks at all of it.
    pub(super) async fn look(&self, found: &mut Findings, catalog: Option<&Catalog>) {
        self.esia(found).await;
        self.exchange(found, catalog).await;
        self.mail(found).await;
        self.telegram(found).await;
    }

    async fn esia(&self, found: &mut Findings) {
        if set(&self.config.esia.url).is_none() {
            return found.good("esia", STAND_IN);
        }
        let settings = match wiring::esia(self.config, &self.keys, &self.outside, &self.public_url)
        {
            Ok(settings) => settings,
            Err(error) => return found.wrong("esia", &format!("{error:#}. {SET}")),
        };
        match identity::look_at_esia(&settings, SystemClock.now(), &OsEntropy).await {
            Ok(EsiaLook::Knows) => found.good("esia", "answers and knows this system"),
            Ok(EsiaLook::Clock) => found.wrong(
                "esia",
                "the time of our request is wrong by its clock. Let this machine be set by NTP",
            ),
            Ok(EsiaLook::Refuses(code)) => found.wrong(
                "esia",
                &format!(
                    "refuses this system ({code}). Check esia.client_id, esia.certificate_file and that \
                     {} is among its addresses at ESIA",
                    settings.redirect_uri
                ),
            ),
            Err(error) => found.wrong("esia", &format!("{error}. Check esia.url and the way there")),
        }
    }

    async fn exchange(&self, found: &mut Findings, catalog: Option<&Catalog>) {
        if set(&self.config.exchange.url).is_none() {
            return found.good("exchange", STAND_IN);
        }
        let exchange = match wiring::exchange(&self.outside) {
            Ok(exchange) => exchange,
            Err(error) => return found.wrong("exchange", &format!("{error:#}. {SET}")),
        };
        let connections = match departments::connections(self.config) {
            Ok(connections) => connections,
            Err(error) => return found.wrong("exchange", &format!("{error:#}. {SET}")),
        };
        for department in catalog.map(providers).unwrap_or_default() {
            let what = format!("exchange with {department}");
            match connections.of(&department) {
                Connection::Called => (),
                Connection::Collects => {
                    found.good(&what, "its own system collects what it is sent");
                    continue;
                }
                Connection::NoSystem => {
                    found.good(&what, "it has no system: its officers work at the desk");
                    continue;
                }
            }
            let answer = exchange.look(&department).await.map(|()| "answers and knows our key");
            found.tell(&what, answer, "Check exchange.url, exchange.key and the way there");
        }
    }

    async fn mail(&self, found: &mut Findings) {
        if set(self.config.mail.url.expose_secret()).is_none() {
            return found.good("mail", STAND_IN);
        }
        let answer = notifier::look_at_mail(&wiring::mail(self.config, &self.outside)).await;
        let answer = answer.map(|()| "the server takes us in");
        found.tell(
            "mail",
            answer,
            "Check mail.url (host, port, user, password, tls) and mail.from",
        );
    }

    async fn telegram(&self, found: &mut Findings) {
        let settings = match wiring::bot_settings(self.config, &self.keys, &self.public_url) {
            Ok(Some(settings)) => settings,
            Ok(None) => return found.good("telegram", "not configured: there is no bot"),
            Err(error) => return found.wrong("telegram", &format!("{error:#}. {SET}")),
        };
        match bot::look_at_telegram(&settings).await {
            Err(error) => found.wrong(
                "telegram",
                &format!("{error}. Check telegram.token, telegram.api_url and the way there"),
            ),
            Ok(name) if name.is_some() && name == settings.name => {
                found.good("telegram", "answers and knows the bot");
            }
            Ok(name) => found.wrong(
                "telegram",
                &format!(
                    "knows the bot as {:?}. Set telegram.name to that: links to the bot lead there",
                    name.unwrap_or_default()
                ),
            ),
        }
    }
}

/// The departments whose systems are sent something: those of open services.
fn providers(catalog: &Catalog) -> BTreeSet<DepartmentCode> {
    let open = catalog.entries().filter(|entry| entry.is_open());
    open.map(|entry| entry.service.department.clone()).collect()
}
