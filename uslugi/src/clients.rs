//! The clients of the provider: who may get tokens, and how.

use crate::config::{ClientConfig, Config, DepartmentConfig};
use crate::keys::Keys;
use anyhow::Context;
use casework::connection::Connections;
use domain::connection::Connection;
use domain::oidc::SigningAlgorithm;
use domain::oidc::operation::EXCHANGE;
use identity::{Client, ClientKind, GrantType, Trust};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use url::Url;

/// The registered clients: the configured ones, the bot, the API reference, and on a loopback platform those of developers.
pub(crate) fn all(
    config: &Config,
    keys: &Keys,
    sandbox: Option<&Url>,
    public_url: &Url,
) -> anyhow::Result<Vec<Client>> {
    let secret = Sha256::digest(keys.bot.expose_secret());
    let mut clients = vec![Client {
        kind: ClientKind::Confidential { secret_sha256: hex::encode(secret).parse()? },
        grants: vec![GrantType::ClientCredentials, GrantType::Chat],
        scopes: "bot applications".parse()?,
        id_token_signed_response_alg: SigningAlgorithm::Es256,
        ..own("bot", "Бот в Telegram")?
    }];
    if sandbox.is_some() {
        for (id, name) in [("mobile", "Мобильное приложение"), ("tour", "Экскурсия")]
        {
            clients.push(Client {
                redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
                grants: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
                scopes: "openid profile email phone applications desk offline_access".parse()?,
                ..own(id, name)?
            });
        }
    }
    let reference = reference(public_url)?;
    // Over plain http to another machine a code is nobody's secret: no client may come back to such an address.
    if identity::check_clients(std::slice::from_ref(&reference)).is_ok() {
        clients.push(reference);
    }
    for given in &config.clients {
        clients.push(client(given).with_context(|| format!("clients: `{}`", given.id))?);
    }
    clients.extend(of_departments(config)?);
    Ok(clients)
}

/// The API reference, by which a developer tries operations in a browser: no refresh token, and only of this platform's own address.
fn reference(public_url: &Url) -> anyhow::Result<Client> {
    Ok(Client {
        redirect_uris: vec![public_url.join(api::REFERENCE_AUTHORIZED)?.to_string()],
        grants: vec![GrantType::AuthorizationCode],
        scopes: "openid applications desk".parse()?,
        ..own(api::REFERENCE_CLIENT, "Справочник API")?
    })
}

/// A client of the platform's own, public, that may do nothing yet.
fn own(id: &str, name: &str) -> anyhow::Result<Client> {
    Ok(Client {
        client_id: id.parse()?,
        name: name.to_owned(),
        kind: ClientKind::Public,
        redirect_uris: vec![],
        grants: vec![],
        scopes: "openid".parse()?,
        sector: "platform".to_owned(),
        trust: Trust::FirstParty,
        minimum_assurance: None,
        id_token_signed_response_alg: SigningAlgorithm::Rs256,
    })
}

fn client(given: &ClientConfig) -> anyhow::Result<Client> {
    let host = given.redirect_uris.first().and_then(|uri| Url::parse(uri).ok());
    let sector = host.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    Ok(Client {
        client_id: given.id.parse()?,
        name: given.name.clone(),
        kind: match &given.secret_sha256 {
            None => ClientKind::Public,
            Some(hash) => ClientKind::Confidential { secret_sha256: hash.parse()? },
        },
        redirect_uris: given.redirect_uris.clone(),
        grants: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
        scopes: given.scopes.join(" ").parse()?,
        sector,
        trust: if given.first_party { Trust::FirstParty } else { Trust::ThirdParty },
        minimum_assurance: None,
        id_token_signed_response_alg: SigningAlgorithm::Rs256,
    })
}

/// The clients by which departments' systems collect what they are sent.
pub(crate) fn of_departments(config: &Config) -> anyhow::Result<Vec<Client>> {
    let collects = |one: &&DepartmentConfig| one.system == Connection::Collects;
    let client = |given: &DepartmentConfig| -> anyhow::Result<Client> {
        let id = format!("{}{}", Connections::CLIENT, given.code);
        Ok(Client {
            kind: ClientKind::Confidential { secret_sha256: given.client_secret_sha256.parse()? },
            grants: vec![GrantType::ClientCredentials],
            scopes: EXCHANGE.parse()?,
            trust: Trust::ThirdParty,
            ..own(&id, &given.code)?
        })
    };
    let clients = config.departments.iter().filter(collects).map(|given| {
        let named = || format!("departments: `{}`: client_secret_sha256", given.code);
        client(given).with_context(named)
    });
    clients.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over plain http to another machine nobody signs in to the reference, and the platform starts all the same.
    #[test]
    fn the_reference_is_a_client_only_where_a_code_stays_secret() {
        let good = |url: &str| {
            let client = reference(&url.parse().unwrap()).unwrap();
            identity::check_clients(&[client]).is_ok()
        };
        assert!(good("https://uslugi.example"));
        assert!(good("http://127.0.0.1:8080"));
        assert!(!good("http://uslugi.local:8080"));
    }
}
