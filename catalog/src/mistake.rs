//! A mistake of the catalog's data: which file, where in it, and what is wrong.

use crate::places::Place;
use std::fmt;

/// Something wrong with a file of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, relative to the catalog's folder.
    pub file: String,
    /// The line, from 1, where the file can tell.
    pub line: Option<u32>,
    /// Counted from 1; absent where the file as a whole is meant.
    pub column: Option<u32>,
    /// What is wrong.
    pub reason: String,
}

impl Mistake {
    /// A mistake of a file as a whole.
    pub(crate) fn of(file: &str, reason: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: None, column: None, reason: reason.to_string() }
    }

    /// A mistake at a place of a file.
    pub(crate) fn at(file: &str, place: Option<Place>, reason: impl fmt::Display) -> Self {
        Self {
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            ..Self::of(file, reason)
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "catalog/{}", self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for Mistake {}
