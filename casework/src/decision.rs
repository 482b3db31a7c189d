//! Decisions of officers on a case: seen before they are made, held for a moment, and taken back while they are held.
//!
//! Until a decision is made, the application is as it was: the applicant reads nothing of it, nothing is sent, and what the
//! applicant or the department's system does meanwhile goes before it.

mod decide;
mod make;
mod preview;
mod take_back;

pub use decide::{RequestedDecision, decide};
pub use make::make;
pub use preview::{Preview, draft, preview};
pub use take_back::take_back;
