//! Checklists: what a person does before they apply, step by step (SC5.1).

mod mark;
mod read;

pub use crate::steps::checklist::Look;
pub use mark::{Mark, mark};
pub use read::{of_nobody, read};
