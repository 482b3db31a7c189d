//! What pages are drawn with: templates, texts, and where the style and the script are. Nothing of any page.

mod assets;
mod engine;
mod texts;

pub(crate) use assets::{MARK, asset, colour_names, icon_names};
pub(crate) use texts::{Texts, sentence};

pub use engine::{PageError, Pages};
