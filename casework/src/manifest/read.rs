//! Reading a manifest, for those who give, carry or receive its papers.

use super::{acts, acts_of};
use crate::cx::Cx;
use crate::error::CaseError;
use domain::access::Actor;
use domain::id::ManifestId;
use domain::manifest::{Act, Manifest, ManifestNumber};

/// A manifest, and which of its acts are the asker's.
pub async fn read(
    cx: &Cx,
    actor: &Actor,
    id: ManifestId,
) -> Result<(Manifest, Vec<Act>), CaseError> {
    let found = cx.store.manifest(id).await?.ok_or(CaseError::NotFound("manifest"))?;
    let acts = acts_of(actor, &found)?;
    Ok((found, acts))
}

/// The manifest of a number, as people read it off the paper; nothing where there is none, or it is not the asker's to know.
pub async fn numbered(
    cx: &Cx,
    actor: &Actor,
    number: ManifestNumber,
) -> Result<Option<Manifest>, CaseError> {
    let found = cx.store.manifest_of(number).await?;
    Ok(found.filter(|found| !acts(actor, found).is_empty()))
}
