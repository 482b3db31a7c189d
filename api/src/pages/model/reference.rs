//! What the pages of the API reference show.

use crate::reference::{CLIENT, Group, Operation, Reference, Shape};
use domain::oidc::operation::DUTY_SIGN_IN;
use domain::text::Lang;
use identity::Identity;
use openapi::problem::Code;
use serde::Serialize;
use url::Url;

/// The front page of the reference.
#[derive(Debug, Serialize)]
pub(crate) struct Index<'a> {
    groups: &'a [Group],
    refusals: Vec<Refusal>,
    act: Act,
}

/// A code of failure.
#[derive(Debug, Serialize)]
struct Refusal {
    code: &'static str,
    status: u16,
    title: &'static str,
}

/// How a person lets the reference act for them.
#[derive(Debug, Serialize)]
pub(crate) struct Act {
    /// The client it gets tokens as; nothing where the platform's address lets no client come back to it.
    pub(super) client: Option<&'static str>,
    /// How new a sign-in the desk needs, in seconds.
    pub(super) desk_max_age: i64,
}

impl Act {
    /// By what this platform's clients are.
    pub(crate) fn of(identity: &Identity) -> Self {
        let registered = CLIENT.parse().is_ok_and(|id| identity.client(&id).is_some());
        let desk_max_age = DUTY_SIGN_IN.num_seconds();
        Self { client: registered.then_some(CLIENT), desk_max_age }
    }
}

/// One operation.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<'a> {
    operation: &'a Operation,
    /// The same as a command of a shell.
    curl: String,
    act: Act,
}

/// Every shape.
#[derive(Debug, Serialize)]
pub(crate) struct Shapes<'a> {
    shapes: &'a [Shape],
}

/// The way to a first token.
#[derive(Debug, Serialize)]
pub(crate) struct FirstToken {
    /// Where the platform is, without a slash at the end.
    base: String,
    /// Whether this platform has invented people and a client to try with.
    sandbox: bool,
}

/// The front page.
pub(crate) fn index(reference: &Reference, act: Act) -> Index<'_> {
    let refusal = |code: &Code| Refusal {
        code: code.as_str(),
        status: code.status(),
        title: code.title(Lang::En),
    };
    let refusals = Code::ALL.iter().map(refusal).collect();
    Index { groups: &reference.groups, refusals, act }
}

/// The page of an operation, if there is one of this name.
pub(crate) fn operation<'a>(reference: &'a Reference, id: &str, act: Act) -> Option<Shown<'a>> {
    let operation = reference.operation(id)?;
    Some(Shown { operation, curl: reference.curl(operation), act })
}

/// The page of shapes.
pub(crate) fn shapes(reference: &Reference) -> Shapes<'_> {
    Shapes { shapes: &reference.shapes }
}

/// The page of the first token.
pub(crate) fn first_token(base: &str, sandbox: Option<&Url>) -> FirstToken {
    FirstToken { base: base.to_owned(), sandbox: sandbox.is_some() }
}
