//! An operation of the document, as its page shows it.

use super::document::{self, Answer, Body, Document};
use super::shape::{Kind, kind, plain};
use serde::Serialize;
use serde_json::Value;

/// Who may call an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "who", content = "scope")]
pub(crate) enum Caller {
    /// Anybody, without a token.
    Anybody,
    /// Whoever holds a token with this scope.
    Holder(String),
}

/// A parameter of the address or a header.
#[derive(Debug, Serialize)]
pub(crate) struct Parameter {
    pub(super) name: String,
    /// `path`, `query` or `header`.
    pub(super) place: String,
    pub(super) required: bool,
    kind: Kind,
    about: String,
    pub(super) example: Option<String>,
}

/// What is sent.
#[derive(Debug, Serialize)]
pub(crate) struct Sent {
    kind: Kind,
    /// JSON, indented.
    pub(super) example: String,
}

/// What comes back when all is well.
#[derive(Debug, Serialize)]
pub(crate) struct Came {
    status: String,
    about: String,
    /// The media type; nothing where there is no body.
    media: Option<String>,
    kind: Option<Kind>,
}

/// One operation: what it takes, what it gives, who may call it.
#[derive(Debug, Serialize)]
pub(crate) struct Operation {
    pub(crate) id: String,
    /// `GET`, `POST`, …
    pub(crate) method: String,
    /// With its parts to be filled in: `/v1/drafts/{id}`.
    pub(crate) path: String,
    #[serde(skip)]
    pub(super) group: String,
    pub(crate) summary: String,
    /// What the summary does not say.
    more: Option<String>,
    pub(super) caller: Caller,
    pub(super) parameters: Vec<Parameter>,
    pub(super) sent: Option<Sent>,
    came: Vec<Came>,
    /// What was answered to the example once; JSON, indented.
    example: Option<String>,
}

/// Every operation, in the order of the paths.
pub(super) fn operations(document: &Document) -> Vec<Operation> {
    const ORDER: [&str; 5] = ["get", "post", "put", "patch", "delete"];
    let mut all = Vec::new();
    for (path, item) in &document.paths {
        for method in ORDER {
            if let Some(given) = item.get(method) {
                all.push(operation(path, method, given));
            }
        }
    }
    all
}

fn operation(path: &str, method: &str, given: &document::Operation) -> Operation {
    let more = (given.description != given.summary).then(|| given.description.clone());
    Operation {
        id: given.id.clone(),
        method: method.to_uppercase(),
        path: path.to_owned(),
        group: given.tags.first().cloned().unwrap_or_default(),
        summary: given.summary.clone(),
        more: more.filter(|more| !more.is_empty()),
        caller: caller(given),
        parameters: given.parameters.iter().map(parameter).collect(),
        sent: given.request_body.as_ref().and_then(sent),
        came: given.responses.iter().filter_map(came).collect(),
        example: answered(given),
    }
}

fn caller(given: &document::Operation) -> Caller {
    let scopes = given.security.iter().flat_map(|one| one.values().flatten());
    scopes.last().map_or(Caller::Anybody, |scope| Caller::Holder(scope.clone()))
}

fn parameter(given: &document::Parameter) -> Parameter {
    let example = given.example.as_ref().or(given.schema.example.as_ref());
    Parameter {
        name: given.name.clone(),
        place: given.place.clone(),
        required: given.required,
        kind: kind(&given.schema),
        about: given.description.clone(),
        example: example.map(plain),
    }
}

fn sent(body: &Body) -> Option<Sent> {
    let media = body.content.values().next()?;
    let example = media.example.clone().unwrap_or(Value::Null);
    let example = serde_json::to_string_pretty(&example).ok()?;
    Some(Sent { kind: kind(media.schema.as_ref()?), example })
}

fn answered(given: &document::Operation) -> Option<String> {
    let mut bodies = given.responses.values().flat_map(|answer| answer.content.values());
    let example = bodies.find_map(|media| media.example.as_ref())?;
    serde_json::to_string_pretty(example).ok()
}

/// A good answer. Refusals are the same everywhere, and told in one place.
fn came((status, answer): (&String, &Answer)) -> Option<Came> {
    if answer.reference.is_some() {
        return None;
    }
    let first = answer.content.iter().next();
    Some(Came {
        status: status.clone(),
        about: answer.description.clone(),
        media: first.map(|(media, _)| media.clone()),
        kind: first.and_then(|(_, media)| media.schema.as_ref()).map(kind),
    })
}
