//! One SMTP conversation, and what its failures mean.
//!
//! The line is drawn at the final dot: lost before it, the mail was certainly not taken; lost after
//! it, nobody knows. The dialogue is therefore led by hand, step by step.

use super::refusal;
use crate::server::{Server, Tls};
use crate::unheard::unheard;
use domain::notice::Outcome;
use lettre::Address;
use lettre::address::Envelope;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{Error, authentication::Mechanism};
use std::error::Error as _;
use std::fmt;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The longest a connection may take to be ready, handshake and sign-in included.
const CONNECT: Duration = Duration::from_secs(10);
/// The longest the dialogue before the text may take.
const DIALOGUE: Duration = Duration::from_secs(10);
/// The longest the text and the answer to it may take.
const ANSWER: Duration = Duration::from_secs(25);
/// The slowest try there can be: a kept connection that is broken, then a new one.
pub(crate) const SLOWEST: Duration = Duration::from_secs(10 + 10 + 10 + 25);

const SENDER: &str = "sender";
const TEXT: &str = "text";
/// The code with which a server closes the line, whatever was asked: nothing of the mail's.
const GOING_AWAY: u16 = 421;

/// Why a mail was not sent. Names a step and a code, never an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The line broke before anything was handed over, or the server serves nobody now.
    Broken { reason: String },
    /// The server puts this mail off.
    Later { reason: String },
    /// The server refuses us, not this mail: nothing goes until somebody has mended it.
    RefusesUs { reason: String },
    /// The server refuses this mail for good.
    Refused { reason: String },
    /// The line was lost after the final dot.
    Unknown,
}

impl Failure {
    /// Why, in words for the log.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Broken { reason }
            | Self::Later { reason }
            | Self::RefusesUs { reason }
            | Self::Refused { reason } => reason,
            Self::Unknown => "smtp: no answer after the final dot".to_owned(),
        }
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Broken { reason } => Self::Away { reason, wait: None },
            Failure::Later { reason } => Self::Later { reason },
            Failure::RefusesUs { reason } => Self::Alarm { reason },
            Failure::Refused { reason } => Self::Never { reason },
            Failure::Unknown => Self::Unknown { reason: Failure::Unknown.reason() },
        }
    }
}

/// An open conversation.
pub(crate) struct Session {
    connection: AsyncSmtpConnection,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(…)")
    }
}

impl Session {
    /// Connects and signs in. Whatever goes wrong here is no fault of the mail's: it waits.
    pub(crate) async fn open(server: &Server) -> Result<Self, Failure> {
        match timeout(CONNECT, unheard(connect(server))).await {
            Ok(Ok(connection)) => Ok(Self { connection }),
            Ok(Err(failure)) => Err(failure),
            Err(_elapsed) => Err(broken("connect")),
        }
    }

    /// Sends one mail. After a failure the conversation is over.
    pub(crate) async fn send(&mut self, to: &Envelope, text: &[u8]) -> Result<(), Failure> {
        match timeout(DIALOGUE, unheard(self.dialogue(to))).await {
            Ok(said) => said?,
            Err(_elapsed) => return Err(broken("dialogue")),
        }
        match timeout(ANSWER, unheard(self.connection.message(text))).await {
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) => Err(answered(TEXT, &error).unwrap_or(Failure::Unknown)),
            Err(_elapsed) => Err(Failure::Unknown),
        }
    }

    async fn dialogue(&mut self, to: &Envelope) -> Result<(), Failure> {
        let mut parameters = Vec::new();
        let latin = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if !to.from().into_iter().chain(to.to()).all(latin) {
            if !self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                let reason = "smtp: the server takes only latin addresses".to_owned();
                return Err(Failure::Refused { reason });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        self.say(SENDER, Mail::new(to.from().cloned(), parameters)).await?;
        for recipient in to.to() {
            self.say("recipient", Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        self.say("data", Data).await
    }

    async fn say(&mut self, step: &'static str, command: impl fmt::Display) -> Result<(), Failure> {
        match self.connection.command(command).await {
            Ok(_agreed) => Ok(()),
            Err(error) => Err(answered(step, &error).unwrap_or_else(|| broken(step))),
        }
    }

    /// Says goodbye.
    pub(crate) async fn quit(mut self) {
        // The mails are taken; whether the goodbye is heard changes nothing.
        let _heard = timeout(Duration::from_secs(1), unheard(self.connection.quit())).await;
    }
}

/// What a code in the server's answer means for this mail; nothing, if the answer has none.
fn answered(step: &str, error: &Error) -> Option<Failure> {
    let code = error.status()?;
    let reason = format!("smtp: {code} at {step}");
    Some(if error.is_permanent() {
        refused(step, u16::from(code), error, reason)
    } else if step != TEXT && u16::from(code) == GOING_AWAY {
        Failure::Broken { reason }
    } else {
        Failure::Later { reason }
    })
}

/// What a final refusal means: only one that is known to be of the recipient or of the text is one of this mail.
fn refused(step: &str, code: u16, error: &Error, reason: String) -> Failure {
    if step == SENDER {
        // Our own address: no other mail would be taken either.
        return Failure::Broken { reason };
    }
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    if refusal::is_of_this_mail(code, &said) {
        return Failure::Refused { reason };
    }
    tracing::warn!(code, step, "the mail server refuses us, not the recipient");
    Failure::RefusesUs { reason: format!("{reason}: it refuses us") }
}

fn broken(step: &str) -> Failure {
    Failure::Broken { reason: format!("smtp: no answer at {step}") }
}

/// A refusal at the door speaks of the door, not of the mail: no other mail would come in now.
fn at_the_door(step: &'static str) -> impl FnOnce(Error) -> Failure {
    move |error| match answered(step, &error) {
        Some(
            Failure::Refused { reason } | Failure::RefusesUs { reason } | Failure::Later { reason },
        ) => Failure::Broken { reason },
        Some(failure) => failure,
        None => broken(step),
    }
}

async fn connect(server: &Server) -> Result<AsyncSmtpConnection, Failure> {
    let hello = ClientId::default();
    let address = (server.host.as_str(), server.port);
    let tls = || TlsParameters::new(server.host.clone()).map_err(at_the_door("tls"));
    let mut connection = if server.tls == Tls::Implicit {
        let opened =
            AsyncSmtpConnection::connect_tokio1(address, None, &hello, Some(tls()?), None).await;
        opened.map_err(at_the_door("connect"))?
    } else {
        // A stream of ours, because the library's waits 40 ms for every mail (no TCP_NODELAY).
        let lost = |_error: std::io::Error| broken("connect");
        let stream = TcpStream::connect(address).await.map_err(lost)?;
        stream.set_nodelay(true).map_err(lost)?;
        AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)
            .await
            .map_err(at_the_door("greeting"))?
    };
    if server.tls == Tls::Required {
        connection.starttls(tls()?, &hello).await.map_err(at_the_door("starttls"))?;
    }
    if let Some(credentials) = &server.credentials {
        let ways = [Mechanism::Plain, Mechanism::Login];
        connection.auth(&ways, credentials).await.map_err(at_the_door("sign-in"))?;
    }
    Ok(connection)
}
