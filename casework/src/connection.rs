//! Which departments have a system of which kind.

mod signature;

pub use signature::{BadSecret, BadSignature, Signed, WebhookSecret};

use domain::codes::DepartmentCode;
use domain::connection::Connection;
use std::collections::BTreeMap;
use std::fmt;

/// The system of a department, as the configuration has it.
#[derive(Debug, Clone)]
pub struct System {
    /// How it takes part.
    pub connection: Connection,
    /// What it signs events with: more than one while a secret is replaced.
    pub secrets: Vec<WebhookSecret>,
    /// Where it is told that a message waits.
    pub webhook: Option<Webhook>,
}

/// Where a system is told that a message waits for it. Its address may hold a secret, and `Debug` shows none.
#[derive(Clone)]
pub struct Webhook {
    /// The address.
    pub url: String,
    /// What we sign with.
    pub secret: WebhookSecret,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Webhook(…)")
    }
}

/// The systems of departments. One that is not named is called.
#[derive(Debug, Clone, Default)]
pub struct Connections(BTreeMap<DepartmentCode, System>);

impl FromIterator<(DepartmentCode, System)> for Connections {
    fn from_iter<T: IntoIterator<Item = (DepartmentCode, System)>>(all: T) -> Self {
        Self(all.into_iter().collect())
    }
}

impl Connections {
    /// The departments that are named.
    pub fn named(&self) -> impl Iterator<Item = &DepartmentCode> {
        self.0.keys()
    }

    /// How a department takes part.
    #[must_use]
    pub fn of(&self, department: &DepartmentCode) -> Connection {
        self.0.get(department).map(|system| system.connection).unwrap_or_default()
    }

    /// What a department's system signs events with; nothing where none is agreed.
    #[must_use]
    pub fn secrets(&self, department: &DepartmentCode) -> &[WebhookSecret] {
        self.0.get(department).map(|system| system.secrets.as_slice()).unwrap_or_default()
    }

    /// Where a department's system is told that a message waits.
    #[must_use]
    pub fn webhook(&self, department: &DepartmentCode) -> Option<&Webhook> {
        self.0.get(department)?.webhook.as_ref()
    }

    /// The department whose system signs in by a client.
    #[must_use]
    pub fn of_client(&self, client: &str) -> Option<&DepartmentCode> {
        let code = client.strip_prefix(Self::CLIENT)?;
        let (code, system) = self.0.iter().find(|(own, _)| own.as_str() == code)?;
        (system.connection == Connection::Collects).then_some(code)
    }

    /// What the name of a department's client begins with; its code follows.
    pub const CLIENT: &str = "department-";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_not_named_is_called_and_who_does_not_collect_has_no_client() {
        let system = |connection| System { connection, secrets: Vec::new(), webhook: None };
        let (archive, registry): (DepartmentCode, DepartmentCode) =
            ("archive".parse().unwrap(), "registry".parse().unwrap());
        let all: Connections = [
            (archive.clone(), system(Connection::Collects)),
            (registry.clone(), system(Connection::NoSystem)),
        ]
        .into_iter()
        .collect();
        assert_eq!(all.of(&"other".parse().unwrap()), Connection::Called);
        assert_eq!(all.of_client("department-archive"), Some(&archive));
        for stranger in ["department-registry", "department-other", "archive", "portal"] {
            assert_eq!(all.of_client(stranger), None, "{stranger}");
        }
    }
}
