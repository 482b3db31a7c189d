//! What the style guide shows: the names, as the style itself says them.

use crate::drawing::{colour_names, icon_names};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Styleguide {
    pub(crate) colours: Vec<&'static str>,
    pub(crate) icons: Vec<&'static str>,
}

/// The names of today.
pub(crate) fn page() -> Styleguide {
    Styleguide { colours: colour_names().collect(), icons: icon_names().collect() }
}
