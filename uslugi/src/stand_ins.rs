//! The stand-ins of the outside world, started with the platform: the sandbox.

use crate::config::Config;
use crate::keys::Keys;
use anyhow::Context;
use domain::entropy::Entropy;
use domain::time::Clock;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub(crate) use sandbox::Running;

/// Starts them.
pub(crate) async fn start(
    config: &Config,
    keys: &Keys,
    public_url: &Url,
    (clock, entropy): (&Arc<dyn Clock>, &Arc<dyn Entropy>),
) -> anyhow::Result<Running> {
    let host = public_url.host_str().unwrap_or_default();
    let here = public_url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let settings = sandbox::Settings {
        http_bind: config.sandbox.bind.clone(),
        smtp_bind: config.sandbox.smtp_bind.clone(),
        public_url: None,
        data_dir: config.data.dir.join("sandbox"),
        systems: vec![sandbox::System {
            mnemonic: config.esia.client_id.clone(),
            certificate_der: keys.esia_certificate.clone(),
            redirect_hosts: vec![here],
        }],
        residents: config.sandbox.residents,
        department_delay: Duration::from_millis(config.sandbox.department_delay_ms),
        key: keys.exchange.expose_secret().to_owned(),
    };
    let running = sandbox::start(settings, Arc::clone(clock), Arc::clone(entropy)).await;
    running.context("the sandbox does not start (addresses: sandbox.bind, sandbox.smtp_bind)")
}
