//! What makes the PDF archival: its standard, date, identifier and description.

use serde_json::Value;
use sha2::{Digest, Sha256};
use typst::foundations::Smart;
use typst::model::DocumentInfo;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::document::Template;
use crate::error::RenderError;
use crate::moment;

/// The archive is searched by title, author and language.
pub(crate) fn described(name: &str, info: &DocumentInfo) -> Result<(), RenderError> {
    let missing = if info.title.is_none() {
        "title: write #set document(title: …)"
    } else if info.author.is_empty() {
        "author: write #set document(author: …)"
    } else if info.locale.is_auto() {
        "language: write #set text(lang: \"ru\")"
    } else {
        return Ok(());
    };
    Err(RenderError::Compile {
        template: name.to_owned(),
        line: 1,
        column: 1,
        message: format!("the document has no {missing}"),
    })
}

/// PDF/A-2b with the moment of issue as the only date.
pub(crate) fn options(
    template: Template<'_>,
    values: &Value,
    qr_text: &str,
    issued_at_unix: i64,
) -> Result<PdfOptions, RenderError> {
    let at = moment::datetime(issued_at_unix).ok_or_else(|| RenderError::Moment {
        template: template.name.to_owned(),
        issued_at_unix,
    })?;
    let standards =
        PdfStandards::new(&[PdfStandard::A_2b]).map_err(|_refused| RenderError::Internal {
            template: template.name.to_owned(),
            reason: "PDF/A-2b is not available",
        })?;
    Ok(PdfOptions {
        ident: Smart::Custom(ident(template, values, qr_text)),
        creator: Smart::Custom(Some("Uslugi".to_owned())),
        timestamp: Some(Timestamp::new_utc(at)),
        standards,
        ..PdfOptions::default()
    })
}

/// Left alone, the typesetter gives one identifier to all documents of the same title.
fn ident(template: Template<'_>, values: &Value, qr_text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [template.name, template.source, &values.to_string(), qr_text] {
        hash.update(Sha256::digest(part));
    }
    hex::encode(hash.finalize())
}
