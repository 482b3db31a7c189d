//! The reference: the API document turned into what its pages show.

mod curl;
mod document;
mod operation;
mod shape;

pub(crate) use operation::Operation;
pub(crate) use shape::Shape;

use document::Document;
use serde::Serialize;

/// The client that the reference's script gets tokens as: public, with PKCE, of this platform's own address.
pub const CLIENT: &str = "reference";
/// Where a person who let the reference act for them comes back to.
pub const AUTHORIZED: &str = "/docs/authorized";

/// Operations of one tag.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) operations: Vec<Operation>,
}

/// The whole document, ready to be shown.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) groups: Vec<Group>,
    pub(crate) shapes: Vec<Shape>,
    /// Where the platform is, without a slash at the end.
    pub(crate) base: String,
}

impl Reference {
    /// Reads the JSON document of a platform at `base`.
    pub(crate) fn of(document: &str, base: &str) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_str(document)?;
        let mut groups: Vec<Group> = document
            .tags
            .iter()
            .map(|tag| Group {
                name: tag.name.clone(),
                about: tag.description.clone(),
                operations: vec![],
            })
            .collect();
        for operation in operation::operations(&document) {
            if let Some(group) = groups.iter_mut().find(|group| group.name == operation.group) {
                group.operations.push(operation);
            }
        }
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { groups, shapes: shape::shapes(&document), base })
    }

    /// The operation of an `operationId`.
    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.groups.iter().flat_map(|group| &group.operations).find(|one| one.id == id)
    }

    /// An operation as a command of a shell.
    pub(crate) fn curl(&self, operation: &Operation) -> String {
        curl::curl(operation, &self.base)
    }
}
