//! Mail: the message, the server, and what its answers mean.

mod compose;
mod refusal;
mod session;

pub(crate) use session::SLOWEST;

use crate::server::Server;
use crate::settings::{MailSettings, SettingsError};
use compose::Sender;
pub(crate) use compose::escape;
use domain::notice::Outcome;
use domain::time::Moment;
use session::{Failure, Session};
use std::sync::Mutex;
use std::sync::PoisonError;
use store::DeliveryClaim;

/// A connection idle for longer than this is not used again: servers hang up on the idle.
const IDLE: chrono::TimeDelta = chrono::TimeDelta::seconds(20);

/// Connects to the mail server and signs in, and sends nothing. An error names the step and the server's code.
pub async fn look_at_mail(settings: &MailSettings) -> Result<(), String> {
    let mailer = Mailer::new(settings).map_err(|error| error.to_string())?;
    match Session::open(&mailer.server).await {
        Ok(session) => {
            session.quit().await;
            Ok(())
        }
        Err(failure) => Err(failure.reason()),
    }
}

/// Sends mail over connections that are kept while they are busy.
#[derive(Debug)]
pub(crate) struct Mailer {
    server: Server,
    sender: Sender,
    idle: Mutex<Vec<(Session, Moment)>>,
}

impl Mailer {
    pub(crate) fn new(settings: &MailSettings) -> Result<Self, SettingsError> {
        Ok(Self {
            server: Server::parse(&settings.smtp_url)?,
            sender: Sender::parse(&settings.from).ok_or(SettingsError::From)?,
            idle: Mutex::default(),
        })
    }

    /// Sends a delivery's mail; what came of it.
    pub(crate) async fn send(&self, claim: &DeliveryClaim, now: Moment) -> Outcome {
        let message = match self.sender.compose(claim) {
            Ok(message) => message,
            Err(reason) => return Outcome::Never { reason: reason.to_owned() },
        };
        let envelope = message.envelope().clone();
        let bytes = message.formatted();
        // A kept connection may have been closed meanwhile; nothing was said on it yet, so a new
        // one may be tried at once.
        if let Some(mut kept) = self.take_idle(now) {
            match kept.send(&envelope, &bytes).await {
                Ok(()) => return self.sent(kept, claim, now),
                Err(Failure::Broken { .. }) => {}
                Err(failure) => return failure.into(),
            }
        }
        let mut session = match Session::open(&self.server).await {
            Ok(session) => session,
            Err(failure) => return failure.into(),
        };
        match session.send(&envelope, &bytes).await {
            Ok(()) => self.sent(session, claim, now),
            Err(failure) => failure.into(),
        }
    }

    fn sent(&self, session: Session, claim: &DeliveryClaim, now: Moment) -> Outcome {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push((session, now));
        Outcome::Sent { reference: Some(self.sender.message_id(claim)) }
    }

    fn take_idle(&self, now: Moment) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|(_, since)| now - *since < IDLE);
        idle.pop().map(|(session, _)| session)
    }

    /// Says goodbye on the connections that are still open.
    pub(crate) async fn close(&self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for (session, _) in idle {
            session.quit().await;
        }
    }
}
