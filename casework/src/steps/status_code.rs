//! The code of an application: by it and the number anybody is told how it stands.

use crate::cx::Cx;
use domain::id::ApplicationId;
use domain::status_code::StatusCode;

/// The code of an application: the same for ever.
pub(crate) fn code_of(cx: &Cx, id: ApplicationId) -> StatusCode {
    StatusCode::of(&cx.store.keyed_digest("status-code", id))
}
