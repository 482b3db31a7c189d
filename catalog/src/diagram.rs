//! A process drawn for reading (SVG): its stages from top to bottom, and beside each the moves that lead out of it.

mod layout;
mod svg;
mod words;

pub use svg::svg;
pub use words::Names;
