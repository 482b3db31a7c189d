//! How far a file is.

use crate::cx::{Cx, applicant};
use crate::error::CaseError;
use crate::steps::uploads::own;
use domain::access::Actor;
use domain::id::UploadId;
use store::Upload;

/// A file of the person who asks.
pub async fn read(cx: &Cx, actor: &Actor, id: UploadId) -> Result<Upload, CaseError> {
    own(cx, applicant(actor)?, id).await
}
