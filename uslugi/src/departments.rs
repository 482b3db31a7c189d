//! The systems of departments, as the configuration has them.

use crate::config::{Config, DepartmentConfig, is_loopback};
use anyhow::{Context, bail, ensure};
use casework::connection::{Connections, System, Webhook, WebhookSecret};
use catalog::Catalog;
use domain::codes::DepartmentCode;
use domain::connection::Connection;
use domain::process::{Effect, Role};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// How departments take part in the exchange.
pub(crate) fn connections(config: &Config) -> anyhow::Result<Connections> {
    let mut systems: Vec<(DepartmentCode, System)> = Vec::new();
    for given in &config.departments {
        let named = || format!("departments: `{}`", given.code);
        let code: DepartmentCode = given.code.parse().with_context(named)?;
        if systems.iter().any(|(known, _)| *known == code) {
            bail!("{}: it is given twice", named());
        }
        systems.push((code, system(given).with_context(named)?));
    }
    Ok(systems.into_iter().collect())
}

/// Refuses departments that the catalog does not know: what is meant for them would go elsewhere.
pub(crate) fn check(connections: &Connections, catalog: &Catalog) -> anyhow::Result<()> {
    for code in connections.named() {
        ensure!(
            catalog.department(code).is_some(),
            "departments: `{code}` is not in departments.yaml of the catalog"
        );
        if connections.of(code) == Connection::NoSystem {
            officers_decide(code, catalog)?;
        }
    }
    Ok(())
}

/// Refuses a department without a system whose officers may not make what it would decide: its cases would wait for nobody.
fn officers_decide(code: &DepartmentCode, catalog: &Catalog) -> anyhow::Result<()> {
    for entry in catalog.entries().filter(|entry| entry.is_open()) {
        let (service, own) = (&entry.service.code, &entry.service.department);
        let Some(process) = catalog.process(&entry.service.process) else { continue };
        let effects = process.stages.iter().flat_map(|stage| &stage.on_enter);
        let awaited = effects.filter_map(Effect::awaiting);
        for one in awaited.filter(|one| one.from.as_ref().unwrap_or(own) == code) {
            for made in [&one.granted, &one.refused] {
                let by = process.find_move(made).map(|made| made.by.as_slice()).unwrap_or_default();
                ensure!(
                    by.contains(&Role::DepartmentOfficer),
                    "departments: `{code}` has no system, and move `{made}` of service `{service}` is not its officers'"
                );
            }
        }
    }
    Ok(())
}

fn system(given: &DepartmentConfig) -> anyhow::Result<System> {
    let collects = given.system == Connection::Collects;
    if collects == given.client_secret_sha256.is_empty() {
        bail!("client_secret_sha256 is for a system that collects, and only that needs it");
    }
    let webhook = webhook(given)?;
    if given.system == Connection::NoSystem
        && (webhook.is_some() || !given.signing_secrets.is_empty())
    {
        bail!(
            "it has no system (system = \"no_system\"): signing_secrets and webhook_url are not for it"
        );
    }
    if collects && given.signing_secrets.is_empty() {
        bail!(
            "signing_secrets: a system that collects signs what it tells, and one secret at least is needed"
        );
    }
    let secrets = given.signing_secrets.iter().map(secret).collect::<anyhow::Result<_>>()?;
    Ok(System { connection: given.system, secrets, webhook })
}

fn secret(text: &SecretString) -> anyhow::Result<WebhookSecret> {
    text.expose_secret().parse().context("a secret")
}

fn webhook(given: &DepartmentConfig) -> anyhow::Result<Option<Webhook>> {
    let secret_given = !given.webhook_secret.expose_secret().is_empty();
    if given.webhook_url.is_empty() {
        if secret_given {
            bail!("webhook_secret is there, and webhook_url is not");
        }
        return Ok(None);
    }
    if given.system != Connection::Collects {
        bail!(
            "webhook_url: only a system that collects (system = \"collects\") is told of messages"
        );
    }
    let url: Url = given.webhook_url.parse().context("webhook_url")?;
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        bail!("webhook_url must begin with https, or be on this machine");
    }
    let secret = secret(&given.webhook_secret).context("webhook_secret")?;
    Ok(Some(Webhook { url: url.to_string(), secret }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::DEFAULTS;
    use figment::Figment;
    use figment::providers::{Format, Serialized, Toml};

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn of(settings: &str) -> anyhow::Result<Connections> {
        let layers = Figment::new().merge(Toml::string(DEFAULTS)).merge(Toml::string(settings));
        let config = Config::from(layers.merge(Serialized::default("sandbox.enabled", true)))?;
        crate::clients::of_departments(&config)?;
        connections(&config)
    }

    /// A department that the catalog does not know, and one whose cases nobody could decide, are no departments without a system.
    #[test]
    fn a_department_without_a_system_has_officers_who_decide() {
        let catalog = Catalog::embedded().unwrap();
        let none = |code: &str| {
            of(&format!("[[departments]]\ncode = \"{code}\"\nsystem = \"no_system\"\n")).unwrap()
        };
        for department in catalog.departments() {
            let checked = check(&none(department.code.as_str()), &catalog);
            assert!(checked.is_ok(), "{checked:?}");
        }
        let unknown = check(&none("nobody"), &catalog).unwrap_err().to_string();
        assert!(unknown.contains("`nobody` is not in departments.yaml"), "{unknown}");
    }

    #[test]
    fn a_system_that_collects_has_all_it_needs_and_no_other_has_it() {
        let hash = "0".repeat(64);
        let good = format!(
            "[[departments]]\ncode = \"archive\"\nsystem = \"collects\"\nclient_secret_sha256 = \"{hash}\"\n\
             signing_secrets = [\"{SECRET}\"]\n"
        );
        let all = of(&good).unwrap();
        let archive: DepartmentCode = "archive".parse().unwrap();
        assert_eq!(all.of(&archive), Connection::Collects);
        assert_eq!(all.secrets(&archive).len(), 1);
        let told = format!(
            "{good}webhook_url = \"https://archive.example/hooks\"\nwebhook_secret = \"{SECRET}\"\n"
        );
        assert_eq!(
            of(&told).unwrap().webhook(&archive).unwrap().url,
            "https://archive.example/hooks"
        );

        let plain = "[[departments]]\ncode = \"archive\"\nsystem = ";
        for (wrong, says) in [
            (format!("{good}{good}"), "twice"),
            (good.replace(SECRET, "secret"), "whsec_"),
            (good.replace(&hash, "short"), "client_secret_sha256"),
            (good.replace("collects", "called"), "client_secret_sha256"),
            (good.replace("collects", "fetches"), "fetches"),
            (good.replace("archive", "no archive"), "no archive"),
            (format!("{plain}\"collects\"\n"), "client_secret_sha256"),
            (format!("{plain}\"no_system\"\nsigning_secrets = [\"{SECRET}\"]\n"), "no_system"),
            (format!("{plain}\"called\"\nwebhook_url = \"https://a.example\"\n"), "webhook_url"),
            (told.replace("https:", "http:"), "https"),
            (told.replace("webhook_secret =", "webhook_secrets ="), "webhook_secrets"),
        ] {
            let said = format!("{:#}", of(&wrong).unwrap_err());
            assert!(said.contains(says), "{says}: {said}");
        }
    }
}
