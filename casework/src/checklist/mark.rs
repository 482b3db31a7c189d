//! Saying that a step is done, or that it is not.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::checklist::{Look, Progress, listed};
use domain::access::Actor;
use domain::checklist::{Standing, with_later};
use domain::codes::ServiceCode;

/// What a person says of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is finished, and what comes after it may be begun.
    Done,
    /// It is not, and neither is what comes after it.
    Undone,
}

/// Keeps what the person who asks says of a step; the checklist after it. Saying the same again changes nothing.
pub async fn mark(
    cx: &Cx,
    actor: &Actor,
    (service, step): (&ServiceCode, &str),
    says: Mark,
) -> Result<Look, CaseError> {
    let person = person(actor)?;
    let catalog = cx.catalog();
    let entry = listed(&catalog, service)?;
    let steps = &entry.service.checklist;
    let mut progress = Progress::of(cx, person, entry).await?;
    let standings = progress.standings(steps);
    let found = steps.iter().zip(standings).find(|(one, _)| one.code == step);
    let (found, standing) = found.ok_or(CaseError::NotFound("step"))?;
    // What facts say is nobody's to say, and the application itself is filed, not marked.
    if found.applies || standing == Standing::Known {
        return Err(CaseError::StepKnown);
    }
    if let (Mark::Done, Standing::Waits(steps)) = (says, standing) {
        return Err(CaseError::StepWaits { steps });
    }
    let mut tx = cx.begin().await?;
    match says {
        Mark::Done => {
            tx.mark_step(person.citizen, service, step).await?;
            progress.marked.insert(step.to_owned());
        }
        Mark::Undone => {
            let undone = with_later(steps, step);
            progress.marked.retain(|one| !undone.contains(one.as_str()));
            tx.unmark_steps(person.citizen, service, undone).await?;
        }
    }
    tx.commit().await?;
    let standings = progress.standings(steps);
    Ok(Look { service: service.clone(), standings, catalog })
}
