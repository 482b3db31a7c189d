//! Beginning a consultation: what the caller has told is looked up.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::consultation::{consultant, own};
use crate::steps::once::{Once, earlier, once};
use domain::access::{Actor, Person};
use domain::codes::DepartmentCode;
use domain::consultation::{About, CallCode, Consultation, MOST_MISSES};
use domain::id::{CitizenId, ConsultationId};
use domain::number::ApplicationNumber;
use serde::{Deserialize, Serialize};
use store::{Key, Tx};

/// What a caller tells.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Nothing: they ask of no application.
    Nothing,
    /// The number of an application.
    Number(ApplicationNumber),
    /// The code from their account.
    Code(CallCode),
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Begun {
    consultation: ConsultationId,
}

/// Begins a consultation; the one the consultant left open is ended by it. A code counts once, and a consultant may miss twenty in an hour. The
/// same key with the same body gives the same consultation.
pub async fn begin(
    cx: &Cx,
    actor: &Actor,
    asked: &Asked,
    key: &Key,
) -> Result<Consultation, CaseError> {
    let by = consultant(actor)?;
    // A repeat is no try: its code is used up by what came first.
    if let Asked::Code(_) = asked
        && let Some(Begun { consultation }) = earlier(cx, Some(key)).await?
    {
        return own(cx, actor, consultation).await;
    }
    match once(cx, Some(key), async || answer(cx, by, asked, key).await).await? {
        Once::Made(consultation) => Ok(consultation),
        Once::Before(Begun { consultation }) => own(cx, actor, consultation).await,
    }
}

async fn answer(
    cx: &Cx,
    (by, organisation): (&Person, &DepartmentCode),
    asked: &Asked,
    key: &Key,
) -> Result<Consultation, CaseError> {
    let known = match asked {
        Asked::Nothing | Asked::Code(_) => About::Nothing,
        Asked::Number(number) => numbered(cx, by, *number).await?,
    };
    let mut tx = cx.begin().await?;
    let about = match asked {
        Asked::Nothing | Asked::Number(_) => known,
        Asked::Code(code) => match caller_of(&mut tx, by, code).await {
            Ok(caller) => About::Caller(caller),
            Err(error) => {
                if matches!(error, CaseError::NotFound(_)) {
                    // The try is counted, and nothing else is written.
                    tx.commit().await?;
                } else {
                    tx.roll_back().await;
                }
                return Err(error);
            }
        },
    };
    let consultation = Consultation {
        id: ConsultationId::new(tx.now(), &*cx.entropy),
        organisation: organisation.clone(),
        consultant: by.citizen,
        about,
        begun_at: tx.now(),
        ended_at: None,
        topic: None,
    };
    tx.keep_answer(key, &Begun { consultation: consultation.id }).await?;
    tx.begin_consultation(&consultation).await?;
    tx.commit().await?;
    Ok(consultation)
}

/// Whose a code is that a consultant tries. It counts as missed until it is found, so that others tried at once wait for it; after too many
/// it is not looked at.
async fn caller_of(tx: &mut Tx, by: &Person, code: &CallCode) -> Result<CitizenId, CaseError> {
    tx.note_missed_code(by.citizen).await?;
    if tx.missed_codes(by.citizen).await? > MOST_MISSES {
        return Err(CaseError::TooManyTries);
    }
    let caller = tx.use_call_code(code).await?.ok_or(CaseError::NotFound("call code"))?;
    if caller == by.citizen {
        return Err(CaseError::Forbidden);
    }
    tx.forget_missed_code(by.citizen).await?;
    Ok(caller)
}

/// The application of a number. Of their own matter nobody is a consultant.
async fn numbered(cx: &Cx, by: &Person, number: ApplicationNumber) -> Result<About, CaseError> {
    let found = cx.store.application_numbered(number).await?;
    // What both who apply have not confirmed is nobody's to know.
    let found = found.filter(|one| !one.unconfirmed);
    let found = found.ok_or(CaseError::NotFound("application"))?;
    if found.is_of(by.citizen) {
        return Err(CaseError::Forbidden);
    }
    // Whether it can be told at all is found out before the call begins.
    passport(&cx.catalog(), &found)?;
    Ok(About::Application(found.id))
}
