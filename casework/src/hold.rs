//! Saying who holds applications that went on before holders were written.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use domain::id::ApplicationId;
use domain::journal::{ActorRef, FactBody, NewFact};

/// How many applications are written in one transaction.
const BATCH: u64 = 100;

/// Gives a batch of applications their holder, after one; the last of the batch, to go on after, and how many
/// were given one. `None` when there are none left. An application whose catalog is gone is passed over.
pub async fn hold_older(
    cx: &Cx,
    after: Option<ApplicationId>,
) -> Result<Option<(ApplicationId, u64)>, CaseError> {
    let ids = cx.store.applications_unheld(after, BATCH).await?;
    let Some(last) = ids.last().copied() else { return Ok(None) };
    let catalog = cx.catalog();
    let mut tx = cx.begin().await?;
    let mut held = 0;
    for id in ids {
        let Some(application) = tx.lock_application(id).await? else { continue };
        let Ok((entry, process)) = passport(&catalog, &application) else { continue };
        let stage = process.stage(&application.stage);
        let holder = stage.and_then(|stage| process.holder(stage, &entry.service.department));
        let before = application.version;
        let Some((application, fact)) = application.hold(holder, tx.now()) else { continue };
        tx.update_application(&application, before).await?;
        let fact = NewFact {
            application: Some(id),
            actor: ActorRef::PLATFORM,
            body: FactBody::Application(fact),
        };
        tx.append(application.citizen, vec![fact]).await?;
        held += 1;
    }
    tx.commit().await?;
    Ok(Some((last, held)))
}
