//! A message as the conversation makes it: words and links, not yet any messenger's markup. What came
//! from outside is always plain text here, so that no name or title can become markup.

use serde::{Deserialize, Serialize};

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Span {
    Plain(String),
    /// Emphasised.
    Bold(String),
    /// A link: its words, its address.
    Link(String, String),
}

/// Text made of pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Rich(pub(crate) Vec<Span>);

impl Rich {
    /// Text that begins so.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(vec![Span::Plain(text.into())])
    }

    /// With plain text after.
    pub(crate) fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Plain(text.into()));
        self
    }

    /// With emphasised text after.
    pub(crate) fn bold(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Bold(text.into()));
        self
    }

    /// With a link after.
    pub(crate) fn link(mut self, words: impl Into<String>, address: impl Into<String>) -> Self {
        self.0.push(Span::Link(words.into(), address.into()));
        self
    }

    /// The words alone.
    #[cfg(test)]
    pub(crate) fn words(&self) -> String {
        let words = |span: &Span| match span {
            Span::Plain(text) | Span::Bold(text) | Span::Link(text, _) => text.clone(),
        };
        self.0.iter().map(words).collect()
    }
}

/// A choice: a button where there are buttons, a number where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Choice {
    /// What it says.
    pub(crate) label: String,
    /// What comes back when it is pressed: the question and the number, nothing personal.
    pub(crate) data: String,
}

/// A way to a page: a button that opens it where there are buttons, a link in the text where there are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Way {
    /// What it says.
    pub(crate) label: String,
    /// The address.
    pub(crate) to: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Message {
    pub(crate) text: Rich,
    /// The choices under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<Choice>,
    /// The ways on, under the choices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) ways: Vec<Way>,
}

impl Message {
    /// With a button, or a link, that leads somewhere under the message.
    pub(crate) fn way(mut self, label: impl Into<String>, to: impl Into<String>) -> Self {
        self.ways.push(Way { label: label.into(), to: to.into() });
        self
    }
}

impl From<Rich> for Message {
    fn from(text: Rich) -> Self {
        Self { text, choices: Vec::new(), ways: Vec::new() }
    }
}
