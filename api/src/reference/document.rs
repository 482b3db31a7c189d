//! The parts of an `OpenAPI` 3.1 document that the reference shows.

use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) tags: Vec<Tag>,
    pub(super) paths: BTreeMap<String, BTreeMap<String, Operation>>,
    pub(super) components: Components,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) name: String,
    #[serde(default)]
    pub(super) description: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Components {
    pub(super) schemas: BTreeMap<String, Schema>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    #[serde(rename = "operationId")]
    pub(super) id: String,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) summary: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) parameters: Vec<Parameter>,
    pub(super) request_body: Option<Body>,
    pub(super) responses: BTreeMap<String, Answer>,
    /// Scopes by the name of the scheme; an empty object where no token is needed.
    #[serde(default)]
    pub(super) security: Vec<BTreeMap<String, Vec<String>>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) place: String,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) description: String,
    pub(super) schema: Schema,
    pub(super) example: Option<Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Body {
    pub(super) content: BTreeMap<String, Media>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Media {
    pub(super) schema: Option<Schema>,
    pub(super) example: Option<Value>,
}

/// An answer, or a reference to one of the components.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) content: BTreeMap<String, Media>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Schema {
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
    #[serde(rename = "type")]
    pub(super) types: Types,
    pub(super) description: String,
    pub(super) format: Option<String>,
    #[serde(rename = "enum")]
    pub(super) values: Vec<Value>,
    pub(super) items: Option<Box<Schema>>,
    pub(super) properties: BTreeMap<String, Schema>,
    pub(super) required: Vec<String>,
    pub(super) all_of: Vec<Schema>,
    pub(super) one_of: Vec<Schema>,
    pub(super) example: Option<Value>,
}

/// One type, or several of which one is `null`.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Types {
    One(String),
    Several(Vec<String>),
    #[default]
    Unsaid,
}

impl Types {
    /// The type that is not `null`.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::One(name) => name,
            Self::Several(names) => {
                names.iter().map(String::as_str).find(|name| *name != "null").unwrap_or("null")
            }
            Self::Unsaid => "any value",
        }
    }
}
