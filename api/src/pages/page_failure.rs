//! What stops a page: a refusal, or the need to sign in first.

use super::visitor::sign_in_address;
use crate::drawing::PageError;
use crate::failure::Failure;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, ResponseError};
use casework::CaseError;
use identity::IdentityError;
use openapi::problem::Code;
use std::fmt;

/// Why a page did not come about.
#[derive(Debug)]
pub(crate) enum PageFailure {
    Refused(Failure),
    /// The person must sign in, then comes back to this path.
    SignIn(String),
    /// What is there to be done is done at another page of ours.
    Elsewhere(String),
}

impl fmt::Display for PageFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(failure) => failure.fmt(f),
            Self::SignIn(_) => f.write_str("sign in first"),
            Self::Elsewhere(_) => f.write_str("it is at another page"),
        }
    }
}

impl ResponseError for PageFailure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Refused(failure) => failure.status_code(),
            Self::SignIn(_) | Self::Elsewhere(_) => StatusCode::SEE_OTHER,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Refused(failure) => failure.error_response(),
            Self::SignIn(back) => see_other(&sign_in_address(back)),
            Self::Elsewhere(place) => see_other(place),
        }
    }
}

fn see_other(place: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, place))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}

impl From<Failure> for PageFailure {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

impl From<Code> for PageFailure {
    fn from(code: Code) -> Self {
        Self::Refused(Failure::new(code))
    }
}

impl From<CaseError> for PageFailure {
    fn from(error: CaseError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<IdentityError> for PageFailure {
    fn from(error: IdentityError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<PageError> for PageFailure {
    fn from(error: PageError) -> Self {
        tracing::error!(%error, "a page could not be drawn");
        Self::Refused(Failure::new(Code::Internal))
    }
}
