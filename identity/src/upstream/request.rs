//! What every request to ESIA carries: who we are, when it is, and our signature over both.

use super::certificate;
use crate::encoding::b64;
use crate::settings::EsiaSettings;
use crate::signer::SignError;
use domain::time::{Moment, in_moscow};
use uuid::Uuid;

/// The signed part of a request, in the order ESIA documents it.
pub(super) struct Signed {
    pub(super) pairs: Vec<(&'static str, String)>,
}

/// Signs `client_id + scope + timestamp + state + redirect_uri` and, for the token request, `code`:
/// one string without separators.
pub(super) async fn sign(
    esia: &EsiaSettings,
    now: Moment,
    state: Uuid,
    code: Option<&str>,
) -> Result<Signed, SignError> {
    let timestamp = timestamp(now);
    let state = state.to_string();
    let redirect_uri = esia.redirect_uri.as_str();
    let message =
        [&esia.client_id, &esia.scopes, &timestamp, &state, redirect_uri, code.unwrap_or_default()]
            .concat();
    let signature = esia.signer.sign(message.as_bytes()).await?;
    Ok(Signed {
        pairs: vec![
            ("client_id", esia.client_id.clone()),
            ("client_secret", b64(signature)),
            ("client_certificate_hash", certificate::hash(&esia.certificate_der)),
            ("scope", esia.scopes.clone()),
            ("timestamp", timestamp),
            ("state", state),
            ("redirect_uri", redirect_uri.to_owned()),
        ],
    })
}

/// `yyyy.MM.dd HH:mm:ss Z`, in Moscow's time.
fn timestamp(now: Moment) -> String {
    in_moscow(now).format("%Y.%m.%d %H:%M:%S %z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_written_as_esia_writes_it() {
        let moment = "2021-02-11T21:15:26Z".parse().unwrap();
        assert_eq!(timestamp(moment), "2021.02.12 00:15:26 +0300");
    }
}
