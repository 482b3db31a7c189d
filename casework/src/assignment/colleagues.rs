//! The colleagues a case can be handed over to.

use crate::cx::{Cx, may_read, passport, person};
use crate::error::CaseError;
use crate::steps::assigning::works_at;
use chrono::TimeDelta;
use domain::access::Actor;
use domain::id::{ApplicationId, CitizenId};

/// How long after they took a case there somebody is still taken for a colleague.
const SEEN: TimeDelta = TimeDelta::days(30);
/// How many are looked for.
const LOOKED_FOR: u64 = 50;

/// Somebody who works at the same place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub id: CitizenId,
    /// Their name in full.
    pub name: String,
}

/// Who works where a case of the asker's workplace waits, by name: those who took a case there in the last 30 days and whose duty
/// counts now. Not the asker, and not the applicant.
pub async fn colleagues(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<Vec<Colleague>, CaseError> {
    let catalog = cx.catalog();
    let own = person(actor)?.citizen;
    let of = cx.store.application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, _process) = passport(&catalog, &of)?;
    may_read(actor, &of, &entry.service.department)?;
    let duty = actor.duty_at(&of).ok_or(CaseError::Forbidden)?;
    let (Some(role), Some(organisation)) = (duty.role.in_a_process(), &duty.organisation) else {
        return Ok(Vec::new());
    };
    let since = cx.clock.now() - SEEN;
    let mut seen = cx.store.colleagues((role, organisation), since, LOOKED_FOR).await?;
    seen.retain(|one| *one != own && !of.is_of(*one));
    let mut found = Vec::new();
    for one in cx.store.citizens(&seen).await? {
        if works_at(cx, &one, &of).await? {
            found.push(Colleague { id: one.id, name: one.profile.full_name() });
        }
    }
    found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}
