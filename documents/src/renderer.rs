//! The press itself: checks the bounds, sets the type, exports the archival PDF.

use std::fmt;
use std::thread;

use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::model::Document as _;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_svg::SvgOptions;

use crate::document::{Document, Template};
use crate::error::RenderError;
use crate::prepared::Prepared;
use crate::shelf::{Files, Shelf};
use crate::world::Sheet;
use crate::{archive, edges, fault, qr, signs};

/// The largest template accepted.
pub const MAX_TEMPLATE_BYTES: usize = 256 * 1024;
/// The largest values accepted, as compact JSON.
pub const MAX_VALUES_BYTES: usize = 256 * 1024;

/// Deep layouts outgrow the two mebibytes of a worker thread's stack in debug builds.
const STACK_BYTES: usize = 16 * 1024 * 1024;

/// The moment of trial prints: 1 January 2026, noon in Moscow.
const TRIAL_MOMENT: i64 = 1_767_258_000;

/// Prints documents. Loads its fonts once, and reads a template once; keep one in an `Arc` and share it.
///
/// The work takes some milliseconds of one core: call it from `spawn_blocking`.
pub struct Renderer {
    shelf: Shelf,
    prepared: Prepared,
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Renderer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Renderer").field("fonts", &self.shelf.fonts.len()).finish_non_exhaustive()
    }
}

impl Renderer {
    /// Loads the fonts.
    #[must_use]
    pub fn new() -> Self {
        Self { shelf: Shelf::load(), prepared: Prepared::default() }
    }

    /// Prints one document.
    ///
    /// `values` are the file `/values.json` of the template, `qr_text` its `/qr.svg`;
    /// `issued_at_unix` (seconds) is the only time the document knows.
    ///
    /// The words of `values` are taken out of the error's message, so that it may be logged;
    /// [`Renderer::check`] tells it whole.
    pub fn render(
        &self,
        template: Template<'_>,
        values: &Value,
        qr_text: &str,
        issued_at_unix: i64,
    ) -> Result<Document, RenderError> {
        self.print(template, values, qr_text, issued_at_unix, Print::Issue)
            .map(Document::new)
            .map_err(|error| fault::mask(error, values))
    }

    /// Prints a document as it would be issued, with the word ПРОЕКТ across its pages: for the one who decides on it.
    ///
    /// Errors are told as by [`Renderer::render`].
    pub fn draft(
        &self,
        template: Template<'_>,
        values: &Value,
        qr_text: &str,
        (issued_at_unix, form): (i64, DraftForm),
    ) -> Result<Vec<u8>, RenderError> {
        let source = format!("{ACROSS}{}", template.source);
        let marked = Template { source: &source, ..template };
        let print = match form {
            DraftForm::Pdf => Print::Issue,
            DraftForm::Svg => Print::Picture,
        };
        self.print(marked, values, qr_text, issued_at_unix, print)
            .map_err(|error| fault::mask(error, values))
    }

    /// Prints a sample and throws it away: for the linter of the catalog.
    ///
    /// Stricter than [`Renderer::render`]: warnings (an unknown font, say) are errors, and the
    /// template must set a title, an author and a language, which the archive is searched by.
    pub fn check(&self, template: Template<'_>, sample: &Value) -> Result<(), RenderError> {
        let qr_text = "https://example.org/verify/50-2026-000001";
        self.print(template, sample, qr_text, TRIAL_MOMENT, Print::Trial).map(|_| ())
    }

    fn print(
        &self,
        template: Template<'_>,
        values: &Value,
        qr_text: &str,
        issued_at_unix: i64,
        print: Print,
    ) -> Result<Vec<u8>, RenderError> {
        let options = archive::options(template, values, qr_text, issued_at_unix)?;
        let sheet = self.sheet(template, values, qr_text, issued_at_unix)?;
        // A thread of its own: a panic in the typesetter ends there, and the stack is ours.
        thread::scope(|scope| {
            let press = thread::Builder::new()
                .name("documents".to_owned())
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, || press(template.name, &sheet, &options, print));
            let press = press.map_err(|_no_thread| internal(template, "no thread to print on"))?;
            press.join().unwrap_or_else(|_panic| Err(internal(template, "a panic")))
        })
    }

    /// Everything the typesetter may see of one document, checked against the bounds.
    pub(crate) fn sheet(
        &self,
        template: Template<'_>,
        values: &Value,
        qr_text: &str,
        issued_at_unix: i64,
    ) -> Result<Sheet<'_>, RenderError> {
        bounded(template, "template", template.source.len(), MAX_TEMPLATE_BYTES)?;
        let json = signs::printable(&self.shelf, values).to_string();
        bounded(template, "values", json.len(), MAX_VALUES_BYTES)?;
        let qr = qr::svg(qr_text).ok_or_else(|| RenderError::Qr {
            template: template.name.to_owned(),
            bytes: qr_text.len(),
        })?;
        let files = Files::intern().ok_or_else(|| internal(template, "the names of the files"))?;
        Ok(Sheet {
            shelf: &self.shelf,
            files,
            source: self.prepared.source(files.template, template.source),
            values: Bytes::from_string(json),
            qr: Bytes::from_string(qr),
            issued_at_unix,
        })
    }
}

/// What a draft is made as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftForm {
    /// The file, as it would be issued.
    Pdf,
    /// A picture of its pages, one under the other.
    Svg,
}

/// What stands across a draft. On the first line of the template: its other lines keep their numbers.
pub(crate) const ACROSS: &str = "#set page(foreground: rotate(-35deg, text(size: 84pt, weight: \"bold\", \
                      fill: rgb(\"#b4231838\"), hyphenate: false)[ПРОЕКТ]));";

/// The space between the pages of a picture, in points.
const GAP: f64 = 12.0;

/// What is printed, and how strictly it is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Print {
    Issue,
    Trial,
    Picture,
}

/// Forgets what the typesetter memoised when the print is over, however it ends: kept, it grows
/// by megabytes with every document.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        comemo::evict(0);
    }
}

fn press(
    name: &str,
    sheet: &Sheet<'_>,
    options: &PdfOptions,
    print: Print,
) -> Result<Vec<u8>, RenderError> {
    let _forget = Forget;
    let explain = |complaints: &[SourceDiagnostic]| fault::explain(name, sheet, complaints);
    let compiled = typst::compile::<PagedDocument>(sheet);
    let pages = compiled.output.map_err(|complaints| explain(&complaints))?;
    if print == Print::Trial {
        if !compiled.warnings.is_empty() {
            return Err(explain(&compiled.warnings));
        }
        archive::described(name, pages.info())?;
        if let Some(page) = edges::run_off(&pages) {
            return Err(RenderError::RunsOff { template: name.to_owned(), page });
        }
    }
    if print == Print::Picture {
        return Ok(typst_svg::svg_merged(&pages, &SvgOptions::default(), Abs::pt(GAP)).into_bytes());
    }
    typst_pdf::pdf(&pages, options).map_err(|complaints| explain(&complaints))
}

fn bounded(
    template: Template<'_>,
    part: &'static str,
    bytes: usize,
    limit: usize,
) -> Result<(), RenderError> {
    if bytes <= limit {
        return Ok(());
    }
    Err(RenderError::TooLarge { template: template.name.to_owned(), part, bytes, limit })
}

fn internal(template: Template<'_>, reason: &'static str) -> RenderError {
    RenderError::Internal { template: template.name.to_owned(), reason }
}
