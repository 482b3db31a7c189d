//! A job that is set aside, as it is told to those who tell people of it.

use domain::id::ApplicationId;

/// A job that this transaction sets aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The kind of job, as stored.
    pub kind: String,
    /// The application it is about, if it is about one.
    pub application: Option<ApplicationId>,
}
