//! `uslugi tour`: the whole journey by itself, against a running platform or one started for it.

use crate::config::{Config, DEFAULTS};
use crate::platform::{Platform, Roles};
use crate::{say, telemetry, tour};
use domain::entropy::{self, OsEntropy};
use domain::time::SystemClock;
use figment::Figment;
use figment::providers::{Format, Toml};
use std::path::Path;
use std::sync::Arc;
use url::Url;

/// Makes the journey.
pub async fn tour(url: Option<Url>, sandbox: Option<Url>) -> anyhow::Result<()> {
    if let Some(url) = url {
        say::line(&format!("A tour of {url}"));
        return tour::journey(url, sandbox).await;
    }
    let name = format!("uslugi-tour-{}", hex::encode(entropy::bytes::<6>(&OsEntropy)));
    let folder = std::env::temp_dir().join(name);
    let config = own(&folder)?;
    telemetry::logs(&config.log)?;
    let platform =
        Platform::start_by_database(config, Roles::ALL, Arc::new(SystemClock), Arc::new(OsEntropy))
            .await?;
    say::line(&format!("A tour of a platform started for it at {}", platform.public_url));
    let came_out = tour::journey(platform.public_url.clone(), platform.sandbox.clone()).await;
    platform.stop().await?;
    std::fs::remove_dir_all(&folder)?;
    came_out
}

/// A platform of its own: free ports, an empty folder, no waiting for show.
fn own(folder: &Path) -> anyhow::Result<Config> {
    let own = format!(
        "[server]\nbind = \"127.0.0.1:0\"\n[data]\ndir = \"{}\"\n\
         [sandbox]\nbind = \"127.0.0.1:0\"\nsmtp_bind = \"127.0.0.1:0\"\n\
         department_delay_ms = 300\n[log]\nfilter = \"warn\"\n",
        folder.display()
    );
    Config::from(Figment::new().merge(Toml::string(DEFAULTS)).merge(Toml::string(&own)))
}
