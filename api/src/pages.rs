//! What people see in a browser: pages drawn here, in Russian and in English.
//!
//! A page works without its script; the script only makes it live. Texts are in `drawing/texts.yaml`,
//! templates in `templates/`, the style and the script in `assets/`.

mod cookies;
mod dates;
mod handlers;
mod model;
mod page_failure;
mod posted;
mod reader;
mod shell;
mod upload;
mod uploading;
mod visitor;

pub(crate) use handlers::routes;
pub(crate) use reader::{Reader, problem};
