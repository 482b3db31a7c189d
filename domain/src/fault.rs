//! What a failure of the platform's own parts means to the one who asked.

/// What a failure means to the one who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A part does not answer: the same will be possible later.
    Away,
    /// There is no room left for what was sent.
    Full,
    /// Another change was first: the same call may be made again.
    Busy,
    /// What was sent cannot be kept, now or later.
    Unfit,
    /// Ours to mend.
    Broken,
}
