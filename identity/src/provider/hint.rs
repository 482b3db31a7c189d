//! `id_token_hint`: the client says whom it believes to be signed in.

use crate::client::Client;
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::jws;
use crate::provider::bearer::{LONGEST, OwnHeader, signature_only};
use domain::id::CitizenId;
use jsonwebtoken::decode;
use serde::Deserialize;

#[derive(Deserialize)]
struct Hinted {
    sub: String,
}

impl Identity {
    /// Whether the hint is an ID token of ours, for this client, about this person. It may be expired.
    pub(super) async fn hint_fits(
        &self,
        hint: &str,
        client: &Client,
        citizen: CitizenId,
    ) -> Result<bool, IdentityError> {
        let Some(parts) = jws::split(hint, LONGEST) else { return Ok(false) };
        let Some(header) = parts.header::<OwnHeader>() else { return Ok(false) };
        let keys = self.keys_with(&header.kid).await?;
        let Some(key) = keys.by_kid(&header.kid) else { return Ok(false) };
        if header.typ != "JWT" || header.alg != key.algorithm {
            return Ok(false);
        }
        let audience = client.client_id.as_str();
        let rules = signature_only(key.algorithm, &self.issuer, audience);
        let subject = self.subject(client, citizen);
        Ok(decode::<Hinted>(hint, &key.public, &rules)
            .is_ok_and(|hinted| hinted.claims.sub == subject))
    }
}
