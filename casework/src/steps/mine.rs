//! A person's own applications.

use super::co_applicant;
use super::reception::{shows, shows_filed};
use crate::cx::Cx;
use crate::error::CaseError;
use domain::access::Person;
use domain::application::Application;
use domain::id::ApplicationId;
use domain::time::Moment;
use std::cmp::Reverse;
use store::ApplicationPage;

/// The applications of a person, newest first, after a place in the list: their own, and those they confirmed as co-applicant or are asked
/// to.
pub(crate) async fn mine_of(
    cx: &Cx,
    person: &Person,
    after: Option<(Moment, ApplicationId)>,
    limit: u64,
) -> Result<ApplicationPage, CaseError> {
    let mut own = cx.store.applications_of(person.citizen, after, limit).await?;
    // At a window nobody acts for whom somebody else has named.
    if person.served.is_some() {
        // They come newest first: after one that is not shown there is none that is.
        if own.items.iter().any(|one| !shows(person, one.filed_at)) {
            own.next = None;
        }
        own.items.retain(|one| shows_filed(person, one));
        return Ok(own);
    }
    let key = co_applicant::key_of(cx, person).await?;
    let joint = cx.store.joint_applications((person.citizen, key.as_ref()), after, limit).await?;
    let newest = |one: &Application| Reverse((one.filed_at, one.id));
    Ok(ApplicationPage::together([own, joint], limit, newest, |one| Some((one.filed_at, one.id))))
}
