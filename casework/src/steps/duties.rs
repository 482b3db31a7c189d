//! The duties of a person that count now.

use crate::cx::Cx;
use crate::error::CaseError;
use domain::citizen::Citizen;
use domain::duty::Duty;

/// Those that follow from the posts ESIA told of, and those granted here that count at this moment.
pub(crate) async fn duties_of(cx: &Cx, record: &Citizen) -> Result<Vec<Duty>, CaseError> {
    let catalog = cx.catalog();
    let of_posts = record.profile.posts.iter().flat_map(|post| catalog.duties_of(&post.ogrn));
    let mut duties: Vec<Duty> = of_posts.collect();
    if let Some(snils) = record.profile.checked_snils() {
        let now = cx.clock.now();
        let granted = cx.store.duties_of(&snils).await?.into_iter();
        duties.extend(granted.filter(|one| one.counts_at(now)).map(|one| one.duty));
    }
    Ok(duties)
}
