//! What the public may know of a document, and whether a given file is that document.

use crate::pages::dates::{When, moment};
use casework::verify::Verified;
use domain::text::Lang;
use domain::time::in_moscow;
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

/// The form that asks for a code.
#[derive(Debug, Serialize)]
pub(crate) struct Ask {
    /// A code that was tried and belongs to no document.
    pub(crate) unknown: Option<String>,
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
    /// `same`, `other`, `none` (no file was chosen); absent when nothing was asked.
    pub(crate) compared: Option<&'static str>,
}

/// A document for its page.
pub(crate) fn known(code: &str, of: Verified, lang: Lang) -> VerifiedDocument {
    VerifiedDocument {
        action: format!("/verify/{}", byte_serialize(code.as_bytes()).collect::<String>()),
        number: of.number,
        title: of.title.pick(lang).to_owned(),
        issued: moment(in_moscow(of.issued_at), lang),
        holder: of.holder,
        sha256: of.sha256,
        compared: of.matches.map(|same| if same { "same" } else { "other" }),
    }
}
