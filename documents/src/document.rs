//! What goes in and what comes out: the template and the finished document.

use sha2::{Digest, Sha256};

/// A template of the catalog, as the catalog holds it.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// The name under which errors speak of it, usually its file name.
    pub name: &'a str,
    /// Typst source.
    pub source: &'a str,
}

/// A finished document.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// PDF/A-2b. Byte for byte the same for the same template, values, QR text and moment.
    pub pdf: Vec<u8>,
    /// SHA-256 of `pdf`.
    pub sha256: [u8; 32],
}

impl Document {
    pub(crate) fn new(pdf: Vec<u8>) -> Self {
        let sha256 = Sha256::digest(&pdf).into();
        Self { pdf, sha256 }
    }

    /// `sha256` as 64 lower-case hexadecimal signs.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        hex::encode(self.sha256)
    }
}

/// The content is somebody's paper: only its size and hash are shown.
impl std::fmt::Debug for Document {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Document")
            .field("bytes", &self.pdf.len())
            .field("sha256", &self.sha256_hex())
            .finish()
    }
}
