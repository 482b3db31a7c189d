//! Whether a grant still stands.

use crate::error::IdentityError;
use crate::identity::Identity;
use crate::standings::Standing;
use domain::id::GrantId;

impl Identity {
    /// The grant, if it stands.
    pub(super) async fn standing(&self, id: GrantId) -> Result<Option<Standing>, IdentityError> {
        let now = self.now();
        if let Some(standing) = self.standings.recall(id, now) {
            return Ok(Some(standing));
        }
        let grant = self.store.grant(id).await?.filter(|grant| !grant.is_revoked());
        let standing =
            grant.map(|grant| Standing { citizen: grant.sign_in.citizen, session: grant.session });
        if let Some(standing) = standing {
            self.standings.remember(id, now, standing);
        }
        Ok(standing)
    }
}
