//! Whether a client may call the operation a request is for: the registry of operations says what it needs.

use crate::failure::Failure;
use actix_web::HttpRequest;
use domain::oidc::operation::{OPERATIONS, Operation};
use identity::Bearer;
use openapi::problem::Code;

/// The operation a request is for. One that is not registered is closed to everybody.
pub(super) fn operation(request: &HttpRequest) -> Result<&'static Operation, Failure> {
    let path = request.match_pattern().unwrap_or_default();
    let is =
        |one: &&Operation| one.route.split_once(' ') == Some((request.method().as_str(), &path));
    OPERATIONS.iter().find(is).ok_or_else(|| {
        tracing::error!(method = %request.method(), path, "an operation is not registered");
        Failure::new(Code::Internal)
    })
}

/// Refuses a client that may not call an operation: by its scope, and by whose it is.
pub(super) fn permit(bearer: &Bearer, operation: &Operation) -> Result<(), Failure> {
    match operation.scope {
        Some(scope) if !bearer.scopes.has(scope) => Err(Failure::with(
            Code::InsufficientScope,
            format!("нужно разрешение `{scope}`"),
            format!("the scope `{scope}` is needed"),
        )),
        _ if operation.first_party && !bearer.first_party => Err(Failure::with(
            Code::InsufficientScope,
            "только для приложений самого портала",
            "only for the platform's own clients",
        )),
        _ => Ok(()),
    }
}
