//! What a handler takes in: the caller, the body, keys and versions. Each refuses with its field's name.

mod body;
mod caller;
mod operation;
mod part;
mod system;
mod version;

pub(crate) use body::{Body, parse};
pub(crate) use caller::{Caller, OnDuty, OwnBot, RECEPTION, Signed, note_reading};
pub(crate) use part::{Ends, PartOf, UPLOAD_COMPLETE, UPLOAD_OFFSET, stream};
pub(crate) use system::{OwnSystem, SignedEvent};
pub(crate) use version::{IdempotencyKey, IfMatch, etag, etag_in, has_seen};
