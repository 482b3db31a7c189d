//! A client sends a person to us.

use super::params::Params;
use super::request::{Prompt, Reply, Request};
use super::scope::{ScopeInWords, in_words};
use crate::client::Trust;
use crate::encoding::random_token;
use crate::error::IdentityError;
use crate::identity::Identity;
use crate::session::Session;
use domain::id::GrantId;
use domain::oidc::{Digest, Grant, GrantState, LocalPath};
use url::Url;

/// What is to be done with an authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorize {
    /// Show an error: who asks, or where the answer would go, is not to be trusted.
    ErrorPage {
        /// The OAuth error code.
        code: &'static str,
        /// What is wrong, in English, for the developer of the client.
        description: String,
    },
    /// Let the person sign in, then come back.
    NeedLogin {
        /// Where to come back to.
        return_to: LocalPath,
    },
    /// Ask the person.
    NeedConsent {
        /// The grant asked for; goes into the form.
        grant: GrantId,
        /// Who asks.
        client_name: String,
        /// For what.
        scopes: Vec<ScopeInWords>,
    },
    /// Send the browser there with 303: the answer, good or bad.
    Redirect(Url),
}

impl Identity {
    /// Answers an authorization request (`/oauth2/authorize`, GET or POST) of whoever is signed in.
    pub async fn authorize(
        &self,
        params: &[(String, String)],
        session: Option<&Session>,
    ) -> Result<Authorize, IdentityError> {
        let params = Params(params);
        let request = match self.read_request(params) {
            Ok(request) => request,
            Err(outcome) => return Ok(*outcome),
        };
        let session = match self.usable(&request, params, session).await? {
            Ok(session) => session,
            Err(outcome) => return Ok(*outcome),
        };
        if self.must_ask(&request, session).await? {
            return self.ask(request, session, params).await;
        }
        self.give(request, session, params).await
    }

    /// The session, if it will do for this request.
    async fn usable<'s>(
        &self,
        request: &Request<'_>,
        params: Params<'_>,
        session: Option<&'s Session>,
    ) -> Result<Result<&'s Session, Box<Authorize>>, IdentityError> {
        let Some(session) = session else {
            return Ok(Err(Box::new(self.send_to_login(request, params, Login::Any))));
        };
        let anew = self.signed_in_anew(params, session);
        let age = self.now().signed_duration_since(session.auth_time).num_seconds();
        let too_old = request.max_age.is_some_and(|max_age| age > max_age);
        if !anew && (request.prompt.wants_login() || too_old) {
            return Ok(Err(Box::new(self.send_to_login(request, params, Login::Anew))));
        }
        let too_low = request.client.minimum_assurance > Some(session.assurance);
        let another = match request.hint {
            Some(hint) => !self.hint_fits(hint, request.client, session.citizen).await?,
            None => false,
        };
        if !too_low && !another {
            return Ok(Ok(session));
        }
        // Once they have signed in for this very request, another round would change nothing.
        Ok(Err(Box::new(match (anew, too_low) {
            (false, _) => self.send_to_login(request, params, Login::Anew),
            (true, true) => request
                .reply
                .clone()
                .error("unmet_authentication_requirements", "the account is not confirmed"),
            (true, false) => {
                request.reply.clone().error("login_required", "another person is signed in")
            }
        })))
    }

    fn send_to_login(&self, request: &Request<'_>, params: Params<'_>, login: Login) -> Authorize {
        if request.prompt == Prompt::None {
            return request.reply.clone().error("login_required", "the person must sign in");
        }
        let anew = match login {
            Login::Anew => Some(self.now()),
            // A first sign-in for a request that wants a new one is new.
            Login::Any if request.prompt.wants_login() => Some(self.now()),
            Login::Any if request.max_age.is_some() => Some(self.now()),
            Login::Any => None,
        };
        match self.come_back(params, anew) {
            Some(return_to) => Authorize::NeedLogin { return_to },
            None => request.reply.clone().error("invalid_request", "the request is too long"),
        }
    }

    async fn must_ask(
        &self,
        request: &Request<'_>,
        session: &Session,
    ) -> Result<bool, IdentityError> {
        if request.prompt.wants_consent() {
            return Ok(true);
        }
        if request.client.trust == Trust::FirstParty {
            return Ok(false);
        }
        let given = self.store.consent(session.citizen, &request.client.client_id).await?;
        Ok(given.is_none_or(|given| !request.scopes.within(&given.scopes)))
    }

    async fn ask(
        &self,
        request: Request<'_>,
        session: &Session,
        params: Params<'_>,
    ) -> Result<Authorize, IdentityError> {
        if request.prompt == Prompt::None {
            return Ok(request.reply.error("consent_required", "the person must be asked"));
        }
        let state = GrantState::Asked { until: self.now() + self.settings.lifetimes.consent };
        let grant = self.new_grant(&request, session, state);
        let outcome = Authorize::NeedConsent {
            grant: grant.id,
            client_name: request.client.name.clone(),
            scopes: in_words(&grant.scopes, request.client.party()),
        };
        self.keep(grant, outcome, &request, params).await
    }

    async fn give(
        &self,
        request: Request<'_>,
        session: &Session,
        params: Params<'_>,
    ) -> Result<Authorize, IdentityError> {
        let code = random_token(&*self.entropy);
        let until = self.now() + self.settings.lifetimes.code;
        let state = GrantState::Coded { code: Digest::of(&code), until };
        let grant = self.new_grant(&request, session, state);
        self.keep(grant, request.reply.clone().code(&code), &request, params).await
    }

    fn new_grant(&self, request: &Request<'_>, session: &Session, state: GrantState) -> Grant {
        let now = self.now();
        let Reply { redirect_uri, state: state_value, .. } = request.reply;
        Grant {
            id: GrantId::new(now, &*self.entropy),
            client: request.client.client_id.clone(),
            session: session.id,
            sign_in: session.sign_in,
            scopes: request.scopes.clone(),
            redirect_uri: redirect_uri.to_owned(),
            state_value: state_value.map(str::to_owned),
            nonce: request.nonce.map(str::to_owned),
            code_challenge: request.code_challenge.to_owned(),
            created_at: now,
            state,
        }
    }

    async fn keep(
        &self,
        grant: Grant,
        outcome: Authorize,
        request: &Request<'_>,
        params: Params<'_>,
    ) -> Result<Authorize, IdentityError> {
        let mut tx = self.begin().await?;
        if tx.open_grant(&grant).await? {
            tx.commit().await?;
            return Ok(outcome);
        }
        // The session was ended in between.
        Ok(self.send_to_login(request, params, Login::Any))
    }
}

/// What sign-in will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Login {
    Any,
    /// Only one after now.
    Anew,
}
