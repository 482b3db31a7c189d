//! What a signature for papers means to their case: it is written in its journal, and a case that waits for them goes on.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::advance_in;
use crate::steps::note::{facts_of, note};
use domain::application::{Advance, ApplicationFact};
use domain::id::{ApplicationId, ManifestItemId};
use domain::job::Entry;
use domain::journal::ActorRef;
use domain::manifest::Act;
use domain::process::{OnTheWay, Role};
use store::{Claim, Followed};

/// Writes on a case that its papers changed hands, and moves it on as far as they have come.
pub async fn follow(
    cx: &Cx,
    claim: &Claim,
    id: ApplicationId,
    (item, act): (ManifestItemId, Act),
) -> Result<JobEnd, CaseError> {
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let followed = tx.followed(item).await?.ok_or(CaseError::NotFound("papers"))?;
    let Some((fact, by)) = told(&followed, act) else { return Ok(JobEnd::NothingToDo) };
    let catalog = cx.catalog();
    let (_entry, process) = passport(&catalog, &application)?;
    let before = application.version;
    let history = |_history| CaseError::NotFound("application");
    let mut application = application.handed_over(&fact, tx.now()).map_err(history)?;
    let facts = facts_of(&application, by, vec![fact]);
    note(&mut tx, &application, before, facts).await?;
    let how_far = if act == Act::Receive { OnTheWay::Received } else { OnTheWay::Taken };
    let (papers, mut awaited) = (&followed.item.papers, followed.entry);
    // A courier's signature may arrive after the receiver's: what was received was taken before.
    while awaited == Entry(application.stage_entry)
        && let Some(made) = process.following(&application.stage, (papers, how_far))
    {
        let made = Advance::of(made.clone(), Role::Platform);
        application = advance_in(cx, &mut tx, application, &[(made, by)]).await?;
        awaited = Entry(application.stage_entry);
    }
    if awaited != followed.entry {
        tx.await_papers(item, awaited).await?;
    }
    tx.finish(claim).await?;
    tx.commit().await?;
    Ok(JobEnd::Done)
}

/// What is written on the case, and by whom; nothing of a signature that there is not.
fn told(of: &Followed, act: Act) -> Option<(ApplicationFact, ActorRef)> {
    let manifest = &of.manifest;
    let signed =
        |one: &&domain::manifest::Signature| one.act == act && one.items.contains(&of.item.id);
    let signature = manifest.signatures.iter().find(signed)?;
    let fact = ApplicationFact::PapersHandedOver {
        manifest: manifest.number?.to_string(),
        papers: of.item.papers.clone(),
        act,
        from: manifest.from.clone(),
        to: manifest.to.clone(),
    };
    let (role, _organisation) = manifest.side(act);
    Some((fact, ActorRef { role, person: Some(signature.by) }))
}
