//! Files that applicants give: begun, received in parts, looked at, filed with an application, or forgotten.

mod append;
mod begin;
mod check;
mod content;
mod discard;
mod drop_parts;
mod forget;
mod read;

pub use append::{Chunk, append};
pub use begin::{NewUpload, begin};
pub use check::{Look, check, look};
pub use content::{bytes, filed_file, own_file, preview};
pub use discard::discard;
pub use drop_parts::drop_parts;
pub use forget::forget;
pub use read::read;
