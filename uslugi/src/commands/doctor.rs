//! `uslugi doctor`: looks at configuration and world, makes nothing, and says what to do about what it finds.

mod addresses;
mod findings;
mod here;
mod outside;
mod stored;

use crate::clients;
use crate::config::Config;
use crate::wiring::Outside;
use anyhow::bail;
use findings::Findings;

/// Looks at everything. An error if something is wrong; what is to be done soon is none.
pub async fn doctor(config: Config) -> anyhow::Result<()> {
    let mut found = Findings::default();
    addresses::look(&mut found, &config).await;
    here::disk(&mut found, &config);
    let catalog = here::catalog(&mut found, &config);
    let own = here::keys(&mut found, &config);
    let fit = own.is_some();
    // Where keys are not made yet, those a look needs are made for it and kept nowhere.
    let passing = tempfile::tempdir()?;
    let keys = own.or_else(|| here::passing(&mut found, &config, passing.path()));
    if let Some(keys) = &keys {
        let database = stored::look(&mut found, &config, (keys, fit)).await?;
        here::missing_keys(&mut found, &config, database);
    }
    outside::redis(&mut found, &config).await;
    outside::bucket(&mut found, &config).await;
    if let (Some(keys), Ok(public_url)) = (keys, config.public_url()) {
        match Outside::of(&config, &keys, (None, None)) {
            Err(error) => {
                found.wrong("settings", &format!("{error:#}. Correct the setting it names"));
            }
            Ok(outside) => {
                let sandbox = outside.sandbox.as_ref();
                let all = clients::all(&config, &keys, sandbox, &public_url);
                here::clients(&mut found, all);
                let world = outside::World { config: &config, keys, outside, public_url };
                world.look(&mut found, catalog.as_deref()).await;
            }
        }
    }
    let wrong = found.sum_up();
    match wrong {
        0 => Ok(()),
        1 => bail!("1 thing is wrong"),
        wrong => bail!("{wrong} things are wrong"),
    }
}
