//! What the public may know of a document, and whether a given file is that document.

use crate::pages::dates::{When, moment};
use casework::verify::Verified;
use domain::text::Lang;
use domain::time::in_moscow;
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

/// The form that asks for a code.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Ask {
    /// What was typed.
    pub(crate) typed: String,
    /// Why it led to no document; absent when nothing was asked.
    pub(crate) missed: Option<Unverified>,
}

/// Why what was typed leads to no document.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unverified {
    /// No document has such a code.
    Unknown,
    /// It is the number of a document or an application.
    Number,
}

#[derive(Debug, Serialize)]
pub(crate) struct VerifiedDocument {
    /// Where a file is sent to be compared.
    pub(crate) action: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) issued: When,
    pub(crate) holder: String,
    pub(crate) sha256: String,
    pub(crate) annulled: bool,
    /// `same`, `other`, `none` (no file was chosen); absent when nothing was asked.
    pub(crate) compared: Option<&'static str>,
}

/// The page of a code, or of what was typed as one.
pub(crate) fn page_of(code: &str) -> String {
    // `byte_serialize` writes a space as `+`, and in a path that is a plus.
    format!("/verify/{}", byte_serialize(code.as_bytes()).collect::<String>().replace('+', "%20"))
}

/// A document for its page.
pub(crate) fn known(of: Verified, lang: Lang) -> VerifiedDocument {
    VerifiedDocument {
        action: page_of(&of.code),
        number: of.number,
        title: of.title.pick(lang).to_owned(),
        issued: moment(in_moscow(of.issued_at), lang),
        holder: of.holder,
        sha256: of.sha256,
        annulled: of.annulled,
        compared: of.matches.map(|same| if same { "same" } else { "other" }),
    }
}
