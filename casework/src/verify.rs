//! Verifying a document, for anybody who holds it: real or forged, without telling whose it is.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::verify_code::Given;
use domain::process::Outcome;
use domain::text::Text;
use domain::time::Moment;
use sha2::{Digest, Sha256};

/// What the public may know of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The code it was found by, as it is kept.
    pub code: String,
    /// Its number, as printed.
    pub number: String,
    /// What kind of document it is, by the passport of its service.
    pub title: Text,
    /// When it was issued.
    pub issued_at: Moment,
    /// Lower-case hex over the bytes of the PDF.
    pub sha256: String,
    /// Its holder, masked: the one who holds the paper can compare, nobody else learns a name.
    pub holder: String,
    /// Whether it was annulled, and is good for nothing any more.
    pub annulled: bool,
    /// Whether the file given is this document; absent when no file was given.
    pub matches: Option<bool>,
}

/// What is known of the document a code belongs to (typed in any way, or the address it is printed in) and, if a file is
/// given, whether it is that document to the last byte. A number is known as such, and opens nothing.
pub async fn verify(cx: &Cx, code: &str, file: Option<&[u8]>) -> Result<Verified, CaseError> {
    let missing = || CaseError::NotFound("document");
    let code = match Given::read(code) {
        Given::Code(code) => code,
        Given::Number => return Err(CaseError::NumberForCode),
        // What cannot be a code is not looked up.
        Given::Other => return Err(missing()),
    };
    let record = cx.store.result_by_code(&code).await?.ok_or_else(missing)?;
    let application = cx.store.application(record.application).await?.ok_or_else(missing)?;
    let annulled = match application.outcome {
        Some(Outcome::Granted) => false,
        Some(Outcome::Annulled) => true,
        // Drawn, and not handed over: nobody holds it, and nothing is told of it.
        _ => return Err(missing()),
    };
    let applicant = cx.store.applicant(record.application).await?.ok_or_else(missing)?;
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &application)?;
    Ok(Verified {
        code,
        number: record.number,
        title: entry.service.result.title.clone(),
        issued_at: record.issued_at,
        annulled,
        matches: file.map(|bytes| hex::encode(Sha256::digest(bytes)) == record.sha256),
        sha256: record.sha256,
        holder: applicant.masked_name(),
    })
}
