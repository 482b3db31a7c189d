//! Manifests (реестр передачи): papers between offices and departments, signed for by everybody who has them in hand.

mod follow;
mod list;
mod read;
mod sign;

pub use follow::follow;
pub use list::list;
pub use read::{numbered, read};
pub use sign::{AskedSignature, SignedManifest, sign};

use crate::cx::person;
use crate::error::CaseError;
use domain::access::Actor;
use domain::manifest::{Act, Manifest};

/// Which acts of a manifest are the asker's.
#[must_use]
pub fn acts(actor: &Actor, of: &Manifest) -> Vec<Act> {
    let duties = || actor.person().into_iter().flat_map(|person| &person.duties);
    let is_theirs = |act: &Act| duties().any(|duty| duty.is_of(of.side(*act)));
    Act::ALL.into_iter().filter(is_theirs).collect()
}

/// The same. Who stands on none of its sides is not told that it exists.
fn acts_of(actor: &Actor, of: &Manifest) -> Result<Vec<Act>, CaseError> {
    person(actor)?;
    let acts = acts(actor, of);
    if acts.is_empty() { Err(CaseError::NotFound("manifest")) } else { Ok(acts) }
}
