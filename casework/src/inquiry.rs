//! Inquiries (запрос о ходе дела): what a consultant passes on to whoever has a case, and its answer.

mod answer;
mod ask;
mod list;

pub use answer::answer;
pub use ask::{AskedInquiry, ask};
pub use list::list;
