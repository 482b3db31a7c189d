//! What is late of the services somebody answers for.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use catalog::Entry;
use domain::access::{self, Access, Actor};
use domain::application::Application;
use domain::codes::ServiceCode;
use domain::id::ApplicationId;
use domain::time::Moment;
use std::collections::BTreeSet;
use store::ApplicationPage;

/// A page of the cases that are late, or nearly, of the services that the asker answers for: the one due first first, after a place in the
/// list. Of the people in them nothing is told.
pub async fn late(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, ApplicationId)>,
    limit: u64,
) -> Result<ApplicationPage, CaseError> {
    let catalog = cx.catalog();
    let is_theirs =
        |entry: &Entry| access::oversee(actor, &entry.service.department) == Access::Allow;
    let theirs = catalog.versions().filter(|entry| is_theirs(entry));
    let services: BTreeSet<&ServiceCode> = theirs.map(|entry| &entry.service.code).collect();
    if services.is_empty() {
        return Err(CaseError::Forbidden);
    }
    let mut pages = Vec::new();
    for service in services {
        pages.push(cx.store.late_applications(service, after, limit).await?);
    }
    let due = |one: &Application| (one.due_at, one.id);
    let mut page = ApplicationPage::together(pages, limit, due, |one| Some((one.due_at, one.id)));
    // A service may have been another department's when the case began.
    page.items.retain(|one| passport(&catalog, one).is_ok_and(|(entry, _)| is_theirs(entry)));
    Ok(page)
}
