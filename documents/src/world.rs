//! The whole world of one document: its template, its values, its QR code, and the fonts.

use typst::Library;
use typst::World;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::moment;
use crate::shelf::{Files, Shelf};

/// Answers every question of the typesetter from memory; to all else, access is denied.
pub(crate) struct Sheet<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) files: Files,
    pub(crate) source: Source,
    pub(crate) values: Bytes,
    pub(crate) qr: Bytes,
    pub(crate) issued_at_unix: i64,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shelf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.files.template
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.files.template {
            Ok(self.source.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.files.values {
            Ok(self.values.clone())
        } else if id == self.files.qr {
            Ok(self.qr.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    fn today(&self, offset: Option<Duration>) -> Option<Datetime> {
        moment::today(self.issued_at_unix, offset)
    }
}
