//! Which waiting list a case is on.

use crate::codes::ServiceCode;
use std::fmt;

/// What a waiting list is of: a service, and the choices of the form that tell its lists apart. It says what somebody waits for, so it
/// is kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ListName(String);

impl ListName {
    /// The list of a service for these values of its form.
    #[must_use]
    pub fn of<'a>(service: &'a ServiceCode, values: impl IntoIterator<Item = &'a str>) -> Self {
        let parts: Vec<&str> = std::iter::once(service.as_str()).chain(values).collect();
        Self(parts.join("/"))
    }

    /// The name as text, to make a key of.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ListName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ListName(…)")
    }
}
