//! The address of the mail server, read from one setting.

use lettre::transport::smtp::authentication::Credentials;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use url::{Host, Url};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// Not at all: a relay on the same machine or in the same closed network.
    None,
    /// By STARTTLS, and never without it.
    Required,
    /// From the first byte.
    Implicit,
}

/// A mail server. `Debug` shows no credentials.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
    pub(crate) credentials: Option<Credentials>,
}

/// Why an address of a mail server cannot be used; names no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// It is no URL.
    #[error("not an address of the form smtp://host:port")]
    Form,
    /// It names another protocol.
    #[error("must begin with smtp:// or smtps://")]
    Scheme,
    /// A parameter we do not know.
    #[error("the only parameter there is, is tls=required")]
    Parameter,
    /// A password would travel in the clear.
    #[error("a password needs smtps:// or ?tls=required, unless the server is on this machine")]
    PasswordInTheClear,
}

impl Server {
    pub(crate) fn parse(url: &SecretString) -> Result<Self, ServerError> {
        let url = Url::parse(url.expose_secret()).map_err(|_value| ServerError::Form)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ServerError::Form)?;
        let mut tls = match url.scheme() {
            "smtp" => Tls::None,
            "smtps" => Tls::Implicit,
            _ => return Err(ServerError::Scheme),
        };
        for (name, value) in url.query_pairs() {
            match (&*name, &*value, tls) {
                ("tls", "required", Tls::None) => tls = Tls::Required,
                ("tls", "required", _) => {}
                _ => return Err(ServerError::Parameter),
            }
        }
        let credentials = credentials(&url)?;
        if credentials.is_some() && tls == Tls::None && !is_this_machine(&url) {
            return Err(ServerError::PasswordInTheClear);
        }
        let default = if tls == Tls::Implicit { 465 } else { 25 };
        Ok(Self {
            // Brackets belong to the URL, not to the address.
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: url.port().unwrap_or(default),
            tls,
            credentials,
        })
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, ServerError> {
    let Some(password) = url.password() else { return Ok(None) };
    let plain = |text: &str| decode(text).ok_or(ServerError::Form);
    Ok(Some(Credentials::new(plain(url.username())?, plain(password)?)))
}

/// Undoes percent-encoding, which is how an `@` or a `/` of a password gets into a URL.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_this_machine(url: &Url) -> bool {
    // In schemes that are not the web's, `Url` keeps an IPv4 address as a name.
    match url.host() {
        Some(Host::Domain(name)) => {
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({}:{}, {:?})", self.host, self.port, self.tls)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(url: &str) -> Result<Server, ServerError> {
        Server::parse(&SecretString::from(url))
    }

    #[test]
    fn an_address_says_how_to_connect() {
        let of = |url: &str| parse(url).map(|one| (one.host, one.port, one.tls));
        assert_eq!(of("smtp://127.0.0.1:2525"), Ok(("127.0.0.1".into(), 2525, Tls::None)));
        assert_eq!(of("smtp://[::1]:2525"), Ok(("::1".into(), 2525, Tls::None)));
        assert_eq!(of("smtp://mx.example"), Ok(("mx.example".into(), 25, Tls::None)));
        let starttls = "smtp://mx.example:587?tls=required";
        assert_eq!(of(starttls), Ok(("mx.example".into(), 587, Tls::Required)));
        let implicit = "smtps://user:secret@mx.example";
        assert_eq!(of(implicit), Ok(("mx.example".into(), 465, Tls::Implicit)));
    }

    #[test]
    fn a_bad_address_is_refused_without_being_shown() {
        let bad = |url: &str| parse(url).map(|one| one.port).unwrap_err();
        assert_eq!(bad("mx.example:25"), ServerError::Form);
        assert_eq!(bad("http://mx.example"), ServerError::Scheme);
        assert_eq!(bad("smtp://mx.example?tls=maybe"), ServerError::Parameter);
        assert_eq!(bad("smtp://user:secret@mx.example"), ServerError::PasswordInTheClear);
        assert!(parse("smtp://user:secret@localhost").is_ok());
        assert!(parse("smtp://user:secret@127.0.0.1:25").is_ok());
        let shown = format!("{:?}", parse("smtps://user:secret@mx.example").unwrap());
        assert!(!shown.contains("secret") && !shown.contains("user"), "{shown}");
    }

    #[test]
    fn a_password_may_hold_any_character() {
        let server = parse("smtps://user%40uslugi:p%2Fa%25%D1%8F@mx.example").unwrap();
        let expected = Credentials::new("user@uslugi".into(), "p/a%я".into());
        assert_eq!(server.credentials, Some(expected));
        assert_eq!(parse("smtps://user:%zz@mx.example").unwrap_err(), ServerError::Form);
    }
}
