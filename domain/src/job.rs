//! Work that a transaction leaves behind: rows of the queue.
//!
//! Kinds are append-only: a kind that was ever written keeps a consumer, so that a deploy is safe with
//! a full queue.

use crate::codes::{NoticeCode, RegisterCode};
use crate::id::{ApplicationId, CitizenId};
use serde::{Deserialize, Serialize};

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum Job {
    /// Send an application to the department's system.
    #[serde(rename = "exchange.send")]
    SendToDepartment {
        /// Which.
        application: ApplicationId,
    },
    /// Ask the department's system for its decision.
    #[serde(rename = "exchange.await_decision")]
    AwaitDecision {
        /// On which.
        application: ApplicationId,
    },
    /// Draw and keep the result document.
    #[serde(rename = "result.generate")]
    GenerateResult {
        /// Of which.
        application: ApplicationId,
    },
    /// Plan a notice to the applicant: which channels, what words.
    #[serde(rename = "notice.plan")]
    PlanNotice {
        /// About which.
        application: ApplicationId,
        /// The notice of the catalog.
        notice: NoticeCode,
        /// The version of the application that called for it: one notice per version and code.
        version: i64,
    },
    /// Ask a register about a citizen.
    #[serde(rename = "register.fetch")]
    FetchRegister {
        /// About whom.
        citizen: CitizenId,
        /// Which register.
        register: RegisterCode,
    },
}

impl Job {
    /// The kind, as stored.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendToDepartment { .. } => "exchange.send",
            Self::AwaitDecision { .. } => "exchange.await_decision",
            Self::GenerateResult { .. } => "result.generate",
            Self::PlanNotice { .. } => "notice.plan",
            Self::FetchRegister { .. } => "register.fetch",
        }
    }
}
