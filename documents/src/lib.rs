//! The print room: templates and values in, archival PDF out.
#![doc = include_str!("../README.md")]

mod archive;
mod document;
mod edges;
mod error;
mod fault;
mod moment;
mod prepared;
mod qr;
mod renderer;
mod shelf;
mod signs;
mod world;

#[cfg(test)]
mod tests;

pub use document::{Document, Template};
pub use error::RenderError;
pub use renderer::{DraftForm, MAX_TEMPLATE_BYTES, MAX_VALUES_BYTES, Renderer};
