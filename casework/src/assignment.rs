//! Who of a workplace works on a case: taken from the queue, put back, handed over to a colleague.
//!
//! A case in somebody's hands is moved by nobody else there. Its applicant and the department's system are not held up by that.

mod assign;
mod colleagues;
mod take_next;

pub use assign::assign;
pub use colleagues::{Colleague, colleagues};
pub use take_next::take_next;
