//! A production build has no stand-ins: nobody signs in as an invented person there, whatever its settings say.

use crate::config::Config;
use crate::keys::Keys;
use domain::entropy::Entropy;
use domain::time::Clock;
use std::net::SocketAddr;
use std::sync::Arc;
use url::Url;

/// Stand-ins that run: there are none.
#[derive(Debug)]
pub(crate) struct Running {
    /// Where their pages and doors would be.
    pub(crate) url: Url,
    /// Where their mailbox would listen.
    pub(crate) smtp: SocketAddr,
    never: std::convert::Infallible,
}

impl Running {
    /// Never called.
    pub(crate) async fn stop(self) {
        match self.never {}
    }
}

/// Says that there is nothing to start.
pub(crate) async fn start(
    _config: &Config,
    _keys: &Keys,
    _public_url: &Url,
    _of: (&Arc<dyn Clock>, &Arc<dyn Entropy>),
) -> anyhow::Result<Running> {
    // The configuration was refused before.
    anyhow::bail!("this build has no sandbox")
}
