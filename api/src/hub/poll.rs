//! Looking without wake-ups: by the position of the last fact that was looked at, in the order of all facts.

use super::Hub;
use casework::CaseError;

/// How many facts a look takes in; if there are more, the next follows at once.
const PAGE: u64 = 1_000;

impl Hub {
    /// A look, then a rest: `poll`, or less if wake-ups were lost. A fact whose wake-up was lost is handed out by the
    /// next look; it costs one statement, however many feeds are open. `at` is the position up to which all was handed
    /// out, `None` before the first look.
    pub(super) async fn poll(&self, at: &mut Option<i64>) {
        match self.news(at).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "live feeds could not poll; they try again"),
        }
        // Told of lost wake-ups or not, it looks.
        let _either = tokio::time::timeout(self.poll, self.lagged.notified()).await;
    }

    /// Hands out what is new; whether there is more.
    async fn news(&self, at: &mut Option<i64>) -> Result<bool, CaseError> {
        let Some(position) = *at else {
            // A feed reads its journal itself when it begins: what was before is not the hub's.
            *at = Some(casework::feed::now(&self.cx).await?);
            return Ok(true);
        };
        let (citizens, upto) = casework::feed::news(&self.cx, position, PAGE).await?;
        let read = citizens.into_iter().filter(|one| self.registry.is_read(*one));
        self.look_for(read).await?;
        // Only now: what could not be handed out is looked at again.
        *at = Some(upto);
        Ok(upto > position)
    }
}
