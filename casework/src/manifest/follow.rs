//! What a signature for papers means to their case: it is written in its journal, and a case that waits for them goes on.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::job_end::JobEnd;
use crate::steps::moves::advance_in;
use crate::steps::note::{facts_of, note};
use domain::application::Advance;
use domain::id::{ApplicationId, ManifestItemId};
use domain::job::Entry;
use domain::journal::ActorRef;
use domain::manifest::{Act, Signature};
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
    let by = signer(&followed, act);
    let told = application.handed_over(&followed.item.papers, (&followed.manifest, act), tx.now());
    let Some((by, (told, fact))) = by.zip(told) else { return Ok(JobEnd::NothingToDo) };
    let catalog = cx.catalog();
    let (_entry, process) = passport(&catalog, &told)?;
    let facts = facts_of(&told, by, vec![fact]);
    note(&mut tx, &told, application.version, facts).await?;
    let mut application = told;
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

/// Who signed for a set of papers; nobody, where there is no such signature.
fn signer(of: &Followed, act: Act) -> Option<ActorRef> {
    let signed = |one: &&Signature| one.act == act && one.items.contains(&of.item.id);
    let signature = of.manifest.signatures.iter().find(signed)?;
    let (role, _organisation) = of.manifest.side(act);
    Some(ActorRef { role, person: Some(signature.by) })
}
