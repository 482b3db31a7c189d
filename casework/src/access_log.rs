//! Who reads people's data: for the person to see.

use crate::cx::{Cx, person};
use crate::error::CaseError;
use crate::steps::reading::note;
use domain::access::Actor;
use domain::access_log::{AccessRecord, Reader, Reading};
use domain::id::{AccessRecordId, CitizenId};
use domain::time::Moment;
use store::Page;

/// Who read the data of the person who asks, newest first, after a place in the list (the last one seen).
pub async fn list(
    cx: &Cx,
    actor: &Actor,
    after: Option<(Moment, AccessRecordId)>,
    limit: u64,
) -> Result<Page<AccessRecord, AccessRecordId>, CaseError> {
    Ok(cx.store.access_records_of(person(actor)?.citizen, after, limit).await?)
}

/// Notes that a client of others acts for a person: it reads what they consented to.
pub async fn note_client(cx: &Cx, citizen: CitizenId, client: &str) -> Result<(), CaseError> {
    let reader = Reader::Client { id: client.to_owned() };
    note(cx, &Reading { citizen, application: None, reader }).await
}
