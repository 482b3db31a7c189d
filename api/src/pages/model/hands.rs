//! In whose hands a case is, for those who work where it waits.

use casework::assignment::Colleague;
use casework::read::Assignee;
use serde::Serialize;

/// What is said and asked of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Hands {
    /// Who works on it, by name; nobody, while anybody there may take it.
    name: Option<String>,
    /// Whether it is the one who looks.
    own: bool,
    /// To whom it can be handed over.
    colleagues: Vec<Choice>,
}

#[derive(Debug, Serialize)]
struct Choice {
    id: String,
    name: String,
}

impl Hands {
    /// By who works on it, and their colleagues.
    pub(crate) fn of(assignee: Option<&Assignee>, colleagues: Vec<Colleague>) -> Self {
        let choice = |one: Colleague| Choice { id: one.id.to_string(), name: one.name };
        Self {
            name: assignee.map(|one| one.name.clone()),
            own: assignee.is_some_and(|one| one.own),
            colleagues: colleagues.into_iter().map(choice).collect(),
        }
    }
}
