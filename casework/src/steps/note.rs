//! Writing down what happened to an application: its new state and the facts, together.

use crate::error::CaseError;
use domain::application::{Application, ApplicationFact};
use domain::journal::{ActorRef, FactBody, NewFact};
use store::Tx;

/// Writes the state of an application after facts, and the facts. `before` is the version they were decided on; a
/// conflict, if it is another by now.
pub(crate) async fn note(
    tx: &mut Tx,
    application: &Application,
    before: i64,
    facts: Vec<NewFact>,
) -> Result<(), CaseError> {
    tx.update_application(application, before).await?;
    tx.append(application.citizen, facts).await?;
    Ok(())
}

/// Facts of an application on their way into its citizen's journal.
pub(crate) fn facts_of(
    application: &Application,
    actor: ActorRef,
    facts: Vec<ApplicationFact>,
) -> Vec<NewFact> {
    let new = |body| NewFact {
        application: Some(application.id),
        actor,
        body: FactBody::Application(body),
    };
    facts.into_iter().map(new).collect()
}
