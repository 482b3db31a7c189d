//! The configuration: commented defaults, a file over them, variables over that.

use anyhow::{Context, bail};
use chrono::NaiveTime;
use domain::application::Cutoffs;
use domain::connection::Connection;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use store::FilePlace;
use url::Url;
use worker::Scanner;

/// Whether this build has the sandbox.
const HAS_SANDBOX: bool = cfg!(feature = "sandbox");

/// The defaults, with a comment each.
pub const DEFAULTS: &str = include_str!("../config.toml");

/// The configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.toml says what each is, once")]
pub struct Config {
    pub server: Server,
    pub data: Data,
    pub bucket: Bucket,
    pub uploads: Uploads,
    pub journal: Journal,
    pub database: Database,
    pub redis: Redis,
    pub feeds: Feeds,
    pub secrets: Secrets,
    pub catalog: CatalogDir,
    pub service: ServiceRules,
    pub esia: Esia,
    pub exchange: Exchange,
    pub mail: Mail,
    pub support: Support,
    pub telegram: Telegram,
    pub bot: Bot,
    pub sandbox: Sandbox,
    pub measures: Measures,
    pub log: Log,
    #[serde(default)]
    pub clients: Vec<ClientConfig>,
    #[serde(default)]
    pub departments: Vec<DepartmentConfig>,
}

macro_rules! sections {
    ($($name:ident { $($field:ident: $kind:ty,)+ })+) => {$(
        #[doc = concat!("Section of `config.toml`: ", stringify!($name), ".")]
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "config.toml says what each is, once")]
        pub struct $name {
            $(pub $field: $kind,)+
        }
    )+};
}

sections! {
    Server { bind: String, public_url: String, workers: usize, }
    Data { dir: PathBuf, files: String, }
    Bucket {
        endpoint: String, region: String, name: String, access_key_id: String,
        secret_access_key: SecretString,
    }
    Uploads { clamd: String, inspector: String, }
    Journal { checkpoints: String, checkpoint_seconds: u64, }
    Database { url: SecretString, connections: u32, statements: String, }
    Redis { url: SecretString, poll_ms: u64, }
    Feeds { in_process: usize, per_person: usize, }
    Secrets { master_key: SecretString, master_key_file: String, }
    CatalogDir { dir: String, }
    ServiceRules { cutoff: String, cutoff_at_office: String, decisions_held_seconds: u64, terms_looked_at_seconds: u64, }
    Esia {
        url: String, client_id: String, key_file: String, certificate_file: String,
        public_key_file: String,
    }
    Exchange { url: String, key: SecretString, }
    Mail { url: SecretString, from: String, }
    Support { phone: String, email: String, }
    Telegram { token: SecretString, name: String, api_url: Url, }
    Bot { platform_url: String, client_secret: SecretString, }
    Sandbox { enabled: bool, bind: String, smtp_bind: String, department_delay_ms: u64, residents: u32, }
    Measures { bind: String, }
    Log { filter: String, format: String, }
}

/// A client of the provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.toml says what each is, once")]
pub struct ClientConfig {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub secret_sha256: Option<String>,
    pub redirect_uris: Vec<String>,
    pub scopes: Vec<String>,
    #[serde(default)]
    pub first_party: bool,
}

/// The system of a department.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "config.toml says what each is, once")]
pub struct DepartmentConfig {
    pub code: String,
    pub system: Connection,
    #[serde(default)]
    pub client_secret_sha256: String,
    #[serde(default)]
    pub signing_secrets: Vec<SecretString>,
    #[serde(default)]
    pub webhook_url: String,
    #[serde(default)]
    pub webhook_secret: SecretString,
}

impl Config {
    /// Reads the configuration; a mistake is named with its key and where it came from.
    pub fn load() -> anyhow::Result<Self> {
        let file = std::env::var("USLUGI_CONFIG").unwrap_or_else(|_| "uslugi.toml".to_owned());
        Self::from(
            Figment::new()
                .merge(Toml::string(DEFAULTS))
                .merge(Serialized::default("sandbox.enabled", HAS_SANDBOX))
                .merge(Toml::file(file))
                .merge(Env::prefixed("USLUGI__").split("__").lowercase(true)),
        )
    }

    /// Reads a configuration from layers.
    pub fn from(layers: Figment) -> anyhow::Result<Self> {
        let config: Self = layers.extract().map_err(|error| {
            let all: Vec<String> = error.into_iter().map(|one| one.to_string()).collect();
            anyhow::anyhow!("{}", all.join("\n"))
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> anyhow::Result<()> {
        self.cutoffs()?;
        self.check_bucket()?;
        self.scanner()?;
        let held = self.service.decisions_held_seconds;
        if held > 600 {
            bail!("service.decisions_held_seconds is {held}: a decision is held for at most 600");
        }
        let every = self.service.terms_looked_at_seconds;
        if !(1..=600).contains(&every) {
            bail!(
                "service.terms_looked_at_seconds is {every}: terms are looked at every 1 to 600 seconds"
            );
        }
        let public = self.public_url()?;
        if self.sandbox.enabled && !HAS_SANDBOX {
            bail!(
                "sandbox.enabled = true, and this build has no sandbox: set it to false and configure esia, exchange \
                 and mail, or build with the default features"
            );
        }
        if self.sandbox.enabled && !is_loopback(&public) {
            bail!(
                "server.public_url is {public}, which others can reach, and the sandbox with its \
                 invented people is on.\nSet sandbox.enabled = false and configure esia, exchange \
                 and mail, or use a loopback address."
            );
        }
        if !self.sandbox.enabled {
            for (key, value) in [
                ("esia.url", self.esia.url.as_str()),
                ("esia.key_file", &self.esia.key_file),
                ("esia.certificate_file", &self.esia.certificate_file),
                ("esia.public_key_file", &self.esia.public_key_file),
                ("exchange.url", &self.exchange.url),
            ] {
                if value.is_empty() {
                    bail!("without the sandbox, {key} must be set");
                }
            }
        }
        Ok(())
    }

    /// Where people reach the platform.
    pub fn public_url(&self) -> anyhow::Result<Url> {
        let text = if self.server.public_url.is_empty() {
            format!("http://{}", self.server.bind)
        } else {
            self.server.public_url.clone()
        };
        let url: Url = text.parse().with_context(|| format!("server.public_url: {text}"))?;
        if url.path() != "/" || url.query().is_some() || url.host_str().is_none() {
            bail!("server.public_url must be a scheme and a host, e.g. https://uslugi.example");
        }
        Ok(url)
    }

    /// Where the sandbox is.
    pub fn sandbox_url(&self) -> anyhow::Result<Url> {
        let text = format!("http://{}", self.sandbox.bind);
        text.parse().with_context(|| format!("sandbox.bind: {}", self.sandbox.bind))
    }

    /// Until when of a working day filing counts as that day.
    pub fn cutoffs(&self) -> anyhow::Result<Cutoffs> {
        let read = |name: &str, text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .with_context(|| format!("service.{name} must be a time like 16:00, not {text:?}"))
        };
        Ok(Cutoffs {
            online: read("cutoff", &self.service.cutoff)?,
            office: read("cutoff_at_office", &self.service.cutoff_at_office)?,
        })
    }

    /// The same, with its keys and data in another folder.
    #[must_use]
    pub fn with_data_in(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.data.dir);
        self
    }

    /// Where the virus scanner of uploaded files listens, if there is one.
    pub fn scanner(&self) -> anyhow::Result<Option<Scanner>> {
        set(&self.uploads.clamd)
            .map(|at| {
                Scanner::at(at).with_context(|| {
                    format!("uploads.clamd must be tcp://host:port or unix:///path, not {at:?}")
                })
            })
            .transpose()
    }

    /// Where documents are kept.
    #[must_use]
    pub fn file_place(&self) -> FilePlace {
        let of = &self.bucket;
        if of.name.is_empty() {
            return FilePlace::Folder(self.files_dir());
        }
        FilePlace::Bucket(store::Bucket {
            endpoint: of.endpoint.clone(),
            region: of.region.clone(),
            name: of.name.clone(),
            access_key_id: of.access_key_id.clone(),
            secret_access_key: of.secret_access_key.clone(),
        })
    }

    /// The same in words, by the settings that say it.
    #[must_use]
    pub fn place_of_files(&self) -> String {
        match self.bucket.name.as_str() {
            "" => format!("data.files: {}", self.files_dir().display()),
            name => format!("bucket.name: {name} at {}", self.bucket.endpoint),
        }
    }

    /// The folder of documents, where they are in one.
    #[must_use]
    pub fn files_dir(&self) -> PathBuf {
        match self.data.files.as_str() {
            "" => self.data.dir.join("documents"),
            elsewhere => PathBuf::from(elsewhere),
        }
    }

    /// A bucket is named with everything that is needed to reach it, or not at all.
    fn check_bucket(&self) -> anyhow::Result<()> {
        let of = &self.bucket;
        let all = [
            ("bucket.name", of.name.as_str()),
            ("bucket.endpoint", &of.endpoint),
            ("bucket.region", &of.region),
            ("bucket.access_key_id", &of.access_key_id),
            ("bucket.secret_access_key", of.secret_access_key.expose_secret()),
        ];
        let given = all.iter().find(|(_, value)| !value.is_empty());
        let absent = all.iter().find(|(_, value)| value.is_empty());
        if let (Some((given, _)), Some((absent, _))) = (given, absent) {
            bail!("{given} is set, and {absent} is not: a bucket needs all of its section");
        }
        if given.is_none() {
            return Ok(());
        }
        if !self.data.files.is_empty() {
            bail!("data.files and bucket.name are both set: documents are kept in one place");
        }
        let endpoint: Url =
            of.endpoint.parse().with_context(|| format!("bucket.endpoint: {}", of.endpoint))?;
        if !matches!(endpoint.scheme(), "http" | "https") {
            bail!("bucket.endpoint must be an http or https address, not {endpoint}");
        }
        Ok(())
    }
}

/// Whether only this machine reaches an address.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A setting, if it is set.
#[must_use]
pub fn set(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A path setting, if it is set.
#[must_use]
pub fn path(text: &str) -> Option<&Path> {
    set(text).map(Path::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> anyhow::Result<Config> {
        Config::from(Figment::new().merge(Toml::string(DEFAULTS)).merge(Toml::string(text)))
    }

    #[test]
    fn the_defaults_are_a_configuration() {
        let config = with("").unwrap();
        assert_eq!(config.public_url().unwrap().as_str(), "http://127.0.0.1:8080/");
        assert!(config.sandbox.enabled);
    }

    #[test]
    fn a_mistake_names_its_key() {
        let unknown = with("[server]\nbnid = \"x\"").unwrap_err().to_string();
        assert!(unknown.contains("bnid"), "{unknown}");
        let wrong = with("[database]\nconnections = \"many\"").unwrap_err().to_string();
        assert!(wrong.contains("database.connections"), "{wrong}");
        let half = with("[bucket]\nname = \"documents\"").unwrap_err().to_string();
        assert!(half.contains("bucket.endpoint"), "{half}");
        for name in ["cutoff", "cutoff_at_office"] {
            let time = format!("{:#}", with(&format!("[service]\n{name} = \"4 pm\"")).unwrap_err());
            assert!(time.contains(&format!("service.{name} must")), "{time}");
        }
    }

    #[test]
    fn the_sandbox_refuses_an_address_others_can_reach() {
        let error = with("[server]\npublic_url = \"https://uslugi.example\"").unwrap_err();
        assert!(error.to_string().contains("sandbox"), "{error}");
        let unset =
            with("[server]\npublic_url = \"https://uslugi.example\"\n[sandbox]\nenabled = false");
        assert!(unset.unwrap_err().to_string().contains("esia.url"));
    }
}
