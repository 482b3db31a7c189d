//! The refusals of ESIA: its codes, its OAuth names, its way to say them.

use serde_json::{Value, json};

/// ESIA's code of what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    CertificateOfAnother,
    BadParameter,
    Denied,
    ClientNotAllowed,
    BadScope,
    Internal,
    ResponseType,
    BadGrant,
    GrantType,
    NoScope,
    Missing,
    WrongTime,
    RedirectNotAllowed,
    NoChallenge,
    WrongVerifier,
    WrongSecret,
    Unconfirmed,
}

impl Code {
    /// `ESIA-007002` and so on.
    pub(crate) const fn number(self) -> &'static str {
        match self {
            Self::CertificateOfAnother => "ESIA-007002",
            Self::BadParameter => "ESIA-007003",
            Self::Denied => "ESIA-007004",
            Self::ClientNotAllowed => "ESIA-007005",
            Self::BadScope => "ESIA-007006",
            Self::Internal => "ESIA-007007",
            Self::ResponseType => "ESIA-007009",
            Self::BadGrant => "ESIA-007011",
            Self::GrantType => "ESIA-007012",
            Self::NoScope => "ESIA-007013",
            Self::Missing => "ESIA-007014",
            Self::WrongTime => "ESIA-007015",
            Self::RedirectNotAllowed => "ESIA-007023",
            Self::NoChallenge => "ESIA-007039",
            Self::WrongVerifier => "ESIA-007040",
            Self::WrongSecret => "ESIA-007053",
            Self::Unconfirmed => "ESIA-007055",
        }
    }

    /// The name OAuth gives to this kind of mistake.
    pub(crate) const fn oauth(self) -> &'static str {
        match self {
            Self::CertificateOfAnother | Self::WrongSecret => "invalid_client",
            Self::ClientNotAllowed => "unauthorized_client",
            Self::Denied | Self::Unconfirmed => "access_denied",
            Self::BadScope | Self::NoScope => "invalid_scope",
            Self::Internal => "server_error",
            Self::ResponseType => "unsupported_response_type",
            Self::BadGrant | Self::WrongVerifier => "invalid_grant",
            Self::GrantType => "unsupported_grant_type",
            Self::BadParameter
            | Self::Missing
            | Self::WrongTime
            | Self::RedirectNotAllowed
            | Self::NoChallenge => "invalid_request",
        }
    }
}

/// A request ESIA does not grant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {detail}", code.number())]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    detail: String,
}

impl Refusal {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    /// A mandatory parameter that is absent.
    pub(crate) fn missing(parameter: &str) -> Self {
        let detail = format!("The request doesn't contain the mandatory parameter [{parameter}].");
        Self::new(Code::Missing, detail)
    }

    /// The answer of the token endpoint.
    pub(crate) fn json(&self, state: Option<&str>) -> Value {
        json!({
            "error": self.code.oauth(),
            "error_description": self.to_string(),
            "state": state,
        })
    }
}
