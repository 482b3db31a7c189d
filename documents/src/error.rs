//! Everything that can go wrong between a template and its PDF.

/// Why a document could not be printed. Safe to log: see [`crate::Renderer::render`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The template does not compile, or what it draws is not PDF/A.
    #[error("template {template}, line {line}, column {column}: {message}")]
    Compile {
        /// Name of the template.
        template: String,
        /// Line in the template, from 1. It is 1 when the fault belongs to no line.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// The typesetter's words, with its hints.
        message: String,
    },
    /// The template or the values are larger than a document ever needs.
    #[error("template {template}: {part} takes {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// Name of the template.
        template: String,
        /// `template` or `values`.
        part: &'static str,
        /// Its size.
        bytes: usize,
        /// The size allowed.
        limit: usize,
    },
    /// Text runs off a page. Said of samples only: a document that is issued is drawn as it is.
    #[error("template {template}: text runs off page {page}")]
    RunsOff {
        /// Name of the template.
        template: String,
        /// The page, from 1.
        page: usize,
    },
    /// The text does not fit into a QR code (about 2 300 bytes).
    #[error("template {template}: qr_text of {bytes} bytes does not fit into a QR code")]
    Qr {
        /// Name of the template.
        template: String,
        /// Size of the text.
        bytes: usize,
    },
    /// The moment of issue is not in the years 0 to 9999.
    #[error("template {template}: issued_at_unix {issued_at_unix} is not a date of our calendar")]
    Moment {
        /// Name of the template.
        template: String,
        /// The moment given.
        issued_at_unix: i64,
    },
    /// The typesetter broke down; this document is lost, the process is not.
    #[error("template {template}: the typesetter broke down ({reason})")]
    Internal {
        /// Name of the template.
        template: String,
        /// Where it broke.
        reason: &'static str,
    },
}
