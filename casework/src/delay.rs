//! Telling an applicant that their case stands still for a technical reason.

use domain::journal::{ActorRef, FactBody, NewFact};
use store::{Aside, Job, StoreError, Tx};

/// Marks the application of a job that is set aside as delayed, in the transaction that sets it aside. Nothing for
/// a job that no application waits for, and for one that has ended or is delayed already.
pub async fn delay(tx: &mut Tx, aside: &Aside) -> Result<(), StoreError> {
    let Some(id) = aside.application.filter(|_id| Job::moves_the_case(&aside.kind)) else {
        return Ok(());
    };
    let Some(application) = tx.lock_application(id).await? else { return Ok(()) };
    let before = application.version;
    let Some((application, fact)) = application.delay(tx.now()) else { return Ok(()) };
    tx.update_application(&application, before).await?;
    let fact = NewFact {
        application: Some(id),
        actor: ActorRef::PLATFORM,
        body: FactBody::Application(fact),
    };
    tx.append(application.citizen, vec![fact]).await?;
    Ok(())
}
