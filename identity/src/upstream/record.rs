//! What ESIA says of a person, read field by field: what is not needed to sign in and has another shape than it should counts as
//! absent, or nobody with an odd record could sign in.

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::Value;

/// The record of a person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    #[serde(default, deserialize_with = "text")]
    pub(super) first_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) last_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) middle_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) birth_date: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) snils: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) status: Option<String>,
    #[serde(default)]
    pub(super) contacts: Elements<Contact>,
    #[serde(default)]
    pub(super) documents: Elements<Document>,
}

/// A list, without the items that cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Elements<T>(pub(super) Vec<T>);

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let elements = match Value::deserialize(from)?.get_mut("elements").map(Value::take) {
            Some(Value::Array(elements)) => elements,
            None | Some(Value::Null) => vec![],
            Some(_) => {
                odd("a list");
                vec![]
            }
        };
        let one =
            |value| serde_json::from_value(value).map_err(|_shape| odd("an item of a list")).ok();
        Ok(Self(elements.into_iter().filter_map(one).collect()))
    }
}

/// A way to reach the person.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Contact {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) value: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) vrf_stu: Option<String>,
}

/// A document of the person's.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Document {
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default, deserialize_with = "text")]
    pub(super) series: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) issue_date: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) issued_by: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) vrf_stu: Option<String>,
}

/// A post in an organisation.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Role {
    #[serde(default, deserialize_with = "text")]
    pub(super) ogrn: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) short_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(super) full_name: Option<String>,
    /// Rights follow from it: what cannot be read is no.
    #[serde(default, deserialize_with = "yes_or_no")]
    pub(super) active: Option<bool>,
}

/// A text, or a number where a text should be.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null => None,
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            odd("a text");
            None
        }
    })
}

fn yes_or_no<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Null => None,
        Value::Bool(yes) => Some(yes),
        Value::String(text) => Some(text == "true"),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            odd("yes or no");
            Some(false)
        }
    })
}

/// Says that a part counts as absent; never what it holds.
pub(super) fn odd(what: &'static str) {
    tracing::warn!(field = what, "a part of an ESIA record cannot be read and counts as absent");
}
