//! What a client may know of the person, by the scopes it was given.

use super::bearer::Bearer;
use super::scope;
use crate::error::IdentityError;
use crate::identity::Identity;
use domain::citizen::Profile;
use serde_json::{Map, Value, json};

/// A scope, and the claims it opens.
type ClaimOf = (&'static str, fn(&Profile) -> Value);

/// Why nothing is told.
#[derive(Debug, thiserror::Error)]
pub enum UserinfoError {
    /// The token is not one of OpenID Connect (403, `insufficient_scope`).
    #[error("the access token lacks the scope openid")]
    InsufficientScope,
    /// The token speaks for nobody, or for somebody who is gone (401, `invalid_token`).
    #[error("the access token speaks for nobody")]
    Nobody,
    /// We failed.
    #[error(transparent)]
    Failed(#[from] IdentityError),
}

impl Identity {
    /// The claims of the person a token speaks for.
    pub async fn userinfo(&self, bearer: &Bearer) -> Result<Value, UserinfoError> {
        if !bearer.scopes.has(scope::OPENID) {
            return Err(UserinfoError::InsufficientScope);
        }
        let client = self.client(&bearer.client_id).ok_or(UserinfoError::Nobody)?;
        let id = bearer.citizen.ok_or(UserinfoError::Nobody)?;
        let citizen = self.store.citizen(id).await.map_err(IdentityError::from)?;
        let citizen = citizen.ok_or(UserinfoError::Nobody)?;
        let mut claims = Map::new();
        claims.insert("sub".to_owned(), self.subject(client, id).into());
        let told: [ClaimOf; 3] =
            [(scope::PROFILE, profile), (scope::EMAIL, email), (scope::PHONE, phone)];
        for (_, of_scope) in told.into_iter().filter(|(scope, _)| bearer.scopes.has(scope)) {
            if let Value::Object(more) = of_scope(&citizen.profile) {
                claims.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
            }
        }
        Ok(Value::Object(claims))
    }
}

fn profile(profile: &Profile) -> Value {
    json!({
        "name": profile.full_name(),
        "family_name": some(&profile.last_name),
        "given_name": some(&profile.first_name),
        "middle_name": profile.middle_name,
        "birthdate": profile.birth_date,
    })
}

/// A name there is; a claim without one is left out (OpenID Connect Core §5.3.2).
fn some(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty())
}

fn email(profile: &Profile) -> Value {
    let email = profile.email.as_ref();
    json!({
        "email": email.map(|email| &email.value),
        "email_verified": email.map(|email| email.verified),
    })
}

fn phone(profile: &Profile) -> Value {
    let phone = profile.mobile.as_ref();
    json!({
        "phone_number": phone.map(|phone| &phone.value),
        "phone_number_verified": phone.map(|phone| phone.verified),
    })
}
