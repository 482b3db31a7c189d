//! Doing again what another writer was first with.

use crate::error::CaseError;
use store::StoreError;

/// How often it is tried in all.
const TRIES: u32 = 3;

/// Does what loses with a conflict when another writer is first: the next time it finds what that one left.
pub(crate) async fn again<Made, Making>(make: impl Fn() -> Making) -> Result<Made, CaseError>
where
    Making: Future<Output = Result<Made, CaseError>>,
{
    for _lost in 1..TRIES {
        match make().await {
            Err(CaseError::Store(StoreError::Conflict)) => {}
            done => return done,
        }
    }
    make().await
}
