//! A person comes back from ESIA.

use super::exchange::error_code;
use super::tokens::Account;
use super::{LoginError, UpstreamFault};
use crate::browser::BrowserKey;
use crate::encoding::{random_token, same};
use crate::identity::Identity;
use crate::session::Session;
use domain::citizen::{Citizen, Profile};
use domain::id::SessionId;
use domain::job::Job;
use domain::oidc::{Digest, LocalPath, LoginAttempt, SignIn};
use secrecy::SecretString;
use serde::Deserialize;
use store::StoreError;
use uuid::Uuid;

/// A person who signs in for the first time on two devices at once makes one writer lose.
const TRIES: u32 = 3;

/// What the browser brings back from ESIA.
#[derive(Clone, Default, Deserialize)]
pub struct CallbackQuery {
    /// To be exchanged at ESIA; absent where the person refused.
    pub code: Option<String>,
    /// By which the sign-in under way is found again.
    pub state: Option<String>,
    /// ESIA's error.
    pub error: Option<String>,
    /// What it means, with a code of ESIA's list.
    pub error_description: Option<String>,
}

impl std::fmt::Debug for CallbackQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CallbackQuery(…)")
    }
}

/// A person signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The new session.
    pub session: Session,
    /// Who it is.
    pub citizen: Citizen,
    /// Where they were going.
    pub return_to: LocalPath,
    /// The value of the session cookie: it is nowhere else.
    pub cookie: SecretString,
}

impl Identity {
    /// Finishes the sign-in this browser began. On any error nothing is changed, but the `state` is
    /// used up once the right browser has brought it.
    pub async fn finish_login(
        &self,
        query: &CallbackQuery,
        browser: &BrowserKey,
    ) -> Result<SignedIn, LoginError> {
        let finished = self.finish(query, browser).await;
        match &finished {
            Ok(signed_in) => tracing::info!(
                session.id = %signed_in.session.id,
                citizen.id = %signed_in.citizen.id,
                assurance = signed_in.session.assurance.acr(),
                "a person signed in"
            ),
            Err(LoginError::Denied { .. }) => {}
            Err(error) => tracing::warn!(error = %error, "a sign-in did not come about"),
        }
        finished
    }

    /// Where the person of a sign-in under way was going; nothing if this browser has begun none by this `state`.
    pub async fn way_of_login(
        &self,
        query: &CallbackQuery,
        browser: &BrowserKey,
    ) -> Result<Option<LocalPath>, LoginError> {
        match self.attempt(query.state.as_deref(), browser).await {
            Ok(attempt) => Ok(Some(attempt.return_to)),
            Err(LoginError::Store(error)) => Err(error.into()),
            Err(_none_of_this_browser) => Ok(None),
        }
    }

    async fn finish(
        &self,
        query: &CallbackQuery,
        browser: &BrowserKey,
    ) -> Result<SignedIn, LoginError> {
        let attempt = self.take_attempt(query.state.as_deref(), browser).await?;
        if let Some(error) = query.error.as_deref() {
            let code = error_code(query.error_description.as_deref().unwrap_or_default());
            return Err(match error {
                "access_denied" => LoginError::Denied { return_to: attempt.return_to },
                _ => UpstreamFault::Refused(code).into(),
            });
        }
        let code = query.code.as_deref().ok_or(UpstreamFault::Shape("a return without a code"))?;
        let tokens = self.exchange(&attempt, code).await?;
        let account = self.believe(&tokens).await?;
        let profile =
            self.fetch_profile(&tokens.access_token, account.oid, account.assurance).await?;
        let (citizen, session, cookie) = self.open_session(&account, &profile).await?;
        Ok(SignedIn { session, citizen, return_to: attempt.return_to, cookie })
    }

    /// The sign-in of a `state`, if this browser began it.
    async fn attempt(
        &self,
        state: Option<&str>,
        browser: &BrowserKey,
    ) -> Result<LoginAttempt, LoginError> {
        let state = state.and_then(|state| Uuid::try_parse(state).ok()).ok_or(LoginError::Stale)?;
        let attempt = self.store.login_attempt(state).await?.ok_or(LoginError::Stale)?;
        let own = same(attempt.browser.bytes(), browser.digest().bytes());
        if own { Ok(attempt) } else { Err(LoginError::OtherBrowser) }
    }

    /// The same, taken so that nobody else can finish it.
    async fn take_attempt(
        &self,
        state: Option<&str>,
        browser: &BrowserKey,
    ) -> Result<LoginAttempt, LoginError> {
        let attempt = self.attempt(state, browser).await?;
        let mut tx = self.begin().await?;
        let taken = tx.take_login(attempt.state).await?;
        tx.commit().await?;
        if taken && self.now() < attempt.until { Ok(attempt) } else { Err(LoginError::Stale) }
    }

    async fn open_session(
        &self,
        account: &Account,
        profile: &Profile,
    ) -> Result<(Citizen, Session, SecretString), StoreError> {
        let mut tries = 1;
        loop {
            match self.try_open_session(account, profile).await {
                Err(StoreError::Conflict) if tries < TRIES => tries += 1,
                opened => return opened,
            }
        }
    }

    /// Citizen, session and questions to registers: one transaction.
    async fn try_open_session(
        &self,
        account: &Account,
        profile: &Profile,
    ) -> Result<(Citizen, Session, SecretString), StoreError> {
        let mut tx = self.begin().await?;
        let citizen = tx.remember_citizen(account.oid, account.assurance, profile).await?;
        let sign_in = SignIn {
            citizen: citizen.id,
            assurance: account.assurance,
            auth_time: account.auth_time,
            method: account.method,
        };
        let now = tx.now();
        let record = domain::oidc::Session {
            id: SessionId::new(now, &*self.entropy),
            sign_in,
            created_at: now,
            seen_at: now,
            until: now + self.settings.lifetimes.session,
            ended_at: None,
        };
        let cookie = random_token(&*self.entropy);
        tx.open_session(&record, &Digest::of(&cookie)).await?;
        if profile.checked_snils().is_some() {
            for register in &self.settings.registers_on_sign_in {
                let register = register.clone();
                tx.enqueue(&Job::FetchRegister { citizen: citizen.id, register }).await?;
            }
        }
        tx.commit().await?;
        Ok((citizen, Session::of(&record, &cookie), SecretString::from(cookie)))
    }
}
