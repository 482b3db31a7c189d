//! Sign-ins on their way.

use crate::error::{Corrupt, StoreError};
use crate::rows::{Cell, login_attempt, micros, moment};
use crate::seal::{Place, Seal};
use crate::tx::{Store, Tx};
use domain::oidc::{LoginAttempt, Secret};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use uuid::Uuid;

impl Store {
    /// The sign-in this `state` was sent to ESIA for, finished ones excluded.
    pub async fn login_attempt(&self, state: Uuid) -> Result<Option<LoginAttempt>, StoreError> {
        let row = login_attempt::Entity::find_by_id(state).one(&self.read).await?;
        Ok(row.map(|row| parse(&row, &self.seal)).transpose()?)
    }
}

impl Tx {
    /// Keeps a sign-in that begins.
    pub async fn begin_login(&mut self, attempt: &LoginAttempt) -> Result<(), StoreError> {
        let verifier = attempt.verifier.expose().as_bytes();
        login_attempt::ActiveModel {
            state: Set(attempt.state),
            verifier: Set(self.seal.seal(&place(attempt.state), verifier, &*self.entropy)),
            return_to: Set(attempt.return_to.to_string()),
            browser: Set(attempt.browser.to_string()),
            created_at: Set(micros(attempt.created_at)),
            until: Set(micros(attempt.until)),
        }
        .insert(&self.sql)
        .await?;
        Ok(())
    }

    /// Takes a sign-in out of the table; false if another call has.
    pub async fn take_login(&mut self, state: Uuid) -> Result<bool, StoreError> {
        let taken = login_attempt::Entity::delete_by_id(state).exec(&self.sql).await?;
        Ok(taken.rows_affected == 1)
    }
}

pub(crate) fn place(state: Uuid) -> Place {
    Place::new("login_attempt", "verifier", state)
}

fn parse(row: &login_attempt::Model, seal: &Seal) -> Result<LoginAttempt, Corrupt> {
    let cell = Cell { table: "login_attempt", row: &row.state };
    let verifier = String::from_utf8(seal.open(&place(row.state), &row.verifier)?)
        .map_err(|_bytes| cell.corrupt("verifier", "not a text"))?;
    Ok(LoginAttempt {
        state: row.state,
        verifier: Secret::new(verifier),
        return_to: cell.text("return_to", &row.return_to)?,
        browser: cell.text("browser", &row.browser)?,
        created_at: moment(&cell, "created_at", row.created_at)?,
        until: moment(&cell, "until", row.until)?,
    })
}
