//! Which redirect addresses may be registered, and when one that differs in a port is the same.

use url::Url;

const LOOPBACKS: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// Whether an address may be registered.
pub(super) fn is_good(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let bare = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let place = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => LOOPBACKS.iter().any(|host| loopback_rest(host, uri).is_some()),
        scheme => scheme.contains('.'),
    };
    bare && place
}

/// What follows host and port of a loopback address: nothing, or `/…` or `?…`.
fn loopback_rest<'a>(host: &str, uri: &'a str) -> Option<&'a str> {
    let rest = uri.strip_prefix(host)?;
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let end = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
            let (port, rest) = port.split_at_checked(end)?;
            port.parse::<u16>().ok().filter(|port| *port > 0)?;
            rest
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

/// RFC 8252 §7.3, by letters and not by a parsed address, so that nothing is normalised on the way.
pub(super) fn same_but_for_loopback_port(own: &str, asked: &str) -> bool {
    LOOPBACKS.iter().any(|host| match (loopback_rest(host, own), loopback_rest(host, asked)) {
        (Some(own), Some(asked)) => own == asked,
        _ => false,
    })
}
