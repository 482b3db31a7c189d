//! How departments take part in the exchange, and what they are told.

use serde::{Deserialize, Serialize};

/// How a department takes part in the exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// The platform calls its system: it sends each message there, and asks for decisions.
    #[default]
    Called,
    /// Its system calls the platform: it collects its messages, and tells what became of them.
    Collects,
    /// It has no system. Its officers work at the desk, by the same procedures.
    NoSystem,
}

/// What a message to a department says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// An application is sent to be decided.
    Sent,
    /// An application that was sent is taken back.
    TakenBack,
}

impl MessageKind {
    /// The type of its event (CloudEvents 1.0, attribute `type`).
    #[must_use]
    pub const fn event_type(self) -> &'static str {
        match self {
            Self::Sent => "uslugi.application.sent",
            Self::TakenBack => "uslugi.application.taken_back",
        }
    }
}
