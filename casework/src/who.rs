//! Who the one behind a sign-in is here: a person, and the duties that count for them now.

use crate::cx::Cx;
use crate::error::CaseError;
use crate::steps::duties::duties_of;
use domain::access::Person;
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::id::CitizenId;

/// What is known of a person.
pub async fn record(cx: &Cx, citizen: CitizenId) -> Result<Citizen, CaseError> {
    cx.store.citizen(citizen).await?.ok_or(CaseError::SignInFirst)
}

/// A person with their duties: those that follow from the posts ESIA told of, and those granted here that count
/// at this moment. For confirmed accounts only. Read anew for every request: a duty that was ended is gone at once.
pub async fn official(
    cx: &Cx,
    citizen: CitizenId,
    assurance: Assurance,
) -> Result<(Person, Citizen), CaseError> {
    let (person, record) = (Person::new(citizen, assurance), record(cx, citizen).await?);
    if assurance != Assurance::Confirmed {
        return Ok((person, record));
    }
    let duties = duties_of(cx, &record).await?;
    Ok((Person { duties, ..person }, record))
}
