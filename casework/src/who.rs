//! Who the one behind a sign-in is here: a person, and the duties their posts give them.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::access::Person;
use domain::assurance::Assurance;
use domain::citizen::Citizen;
use domain::id::CitizenId;

/// A person, as they signed in. Duties follow from the posts ESIA told of, for confirmed accounts only.
pub async fn person(
    cx: &Cx,
    citizen: CitizenId,
    assurance: Assurance,
) -> Result<(Person, Citizen), CaseError> {
    let record = cx.store.citizen(citizen).await?.ok_or(CaseError::SignInFirst)?;
    let catalog = cx.catalog();
    let duties = if assurance == Assurance::Confirmed {
        record.profile.posts.iter().flat_map(|post| catalog.duties_of(&post.ogrn)).collect()
    } else {
        Vec::new()
    };
    Ok((Person { citizen, assurance, duties }, record))
}
