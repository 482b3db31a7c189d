//! Sign-ins under way and what was granted. In memory only: after a restart a person signs in anew.

use super::request::Asked;
use domain::time::Moment;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How long a person may look at the pages.
const LOGIN_LIVES: chrono::Duration = chrono::Duration::minutes(30);
/// How long a code waits to be exchanged.
const CODE_LIVES: chrono::Duration = chrono::Duration::seconds(60);
/// How long a refresh token waits to be used.
const REFRESH_LIVES: chrono::Duration = chrono::Duration::hours(24);

/// A checked request whose person has not answered yet.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) asked: Asked,
    /// Who was chosen on the first page.
    pub(crate) oid: Option<u64>,
    pub(crate) at: Moment,
}

/// What a person allowed a system.
#[derive(Clone)]
pub(crate) struct Grant {
    pub(crate) asked: Asked,
    pub(crate) oid: u64,
    /// `urn:esia:sid`.
    pub(crate) session: String,
    pub(crate) auth_time: Moment,
    /// When this code or refresh token was given.
    pub(crate) at: Moment,
}

/// Three shelves by secret.
#[derive(Default)]
pub(crate) struct Memory {
    logins: Mutex<HashMap<String, Login>>,
    codes: Mutex<HashMap<String, Grant>>,
    refresh: Mutex<HashMap<String, Grant>>,
}

/// What a grant is fetched by.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Code,
    Refresh,
}

impl Memory {
    /// Begins or changes a sign-in.
    pub(crate) fn put_login(&self, id: String, login: Login) {
        let mut logins = lock(&self.logins);
        let now = login.at;
        logins.retain(|_, old| now - old.at <= LOGIN_LIVES);
        logins.insert(id, login);
    }

    /// The sign-in, if it is still under way.
    pub(crate) fn login(&self, id: &str, now: Moment) -> Option<Login> {
        lock(&self.logins).get(id).filter(|login| now - login.at <= LOGIN_LIVES).cloned()
    }

    /// Ends the sign-in; of two that end it at once, one gets it.
    pub(crate) fn take_login(&self, id: &str) -> Option<Login> {
        lock(&self.logins).remove(id)
    }

    /// Keeps a grant under a fresh secret.
    pub(crate) fn put(&self, by: By, secret: String, grant: Grant) {
        let mut grants = lock(self.shelf(by));
        let now = grant.at;
        grants.retain(|_, old| now - old.at <= lives(by));
        grants.insert(secret, grant);
    }

    /// Takes the grant, once, and only for the system it was given to.
    pub(crate) fn take(&self, by: By, secret: &str, mnemonic: &str, now: Moment) -> Option<Grant> {
        let mut grants = lock(self.shelf(by));
        let grant = grants.get(secret).filter(|grant| grant.asked.mnemonic == mnemonic)?;
        let fresh = now - grant.at <= lives(by);
        let taken = grants.remove(secret);
        taken.filter(|_| fresh)
    }

    fn shelf(&self, by: By) -> &Mutex<HashMap<String, Grant>> {
        match by {
            By::Code => &self.codes,
            By::Refresh => &self.refresh,
        }
    }
}

const fn lives(by: By) -> chrono::Duration {
    match by {
        By::Code => CODE_LIVES,
        By::Refresh => REFRESH_LIVES,
    }
}

fn lock<T>(shelf: &Mutex<T>) -> MutexGuard<'_, T> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}
