//! Beginning a consultation: what the caller has told is looked up.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::again::again;
use crate::steps::consultation::{consultant, own};
use crate::steps::once::{Once, once};
use domain::access::{Actor, Person};
use domain::codes::DepartmentCode;
use domain::consultation::{About, CallCode, Consultation};
use domain::id::ConsultationId;
use domain::number::ApplicationNumber;
use serde::{Deserialize, Serialize};
use store::Key;

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
    // Begun in two windows at once, one loses and ends the other's.
    let answer = || answer(cx, by, asked, key);
    match once(cx, Some(key), async || again(answer).await).await? {
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
    let tries = matches!(asked, Asked::Code(_));
    if tries && cx.store.has_missed_too_often(by.citizen, cx.clock.now()).await? {
        return Err(CaseError::TooManyTries);
    }
    let mut tx = cx.begin().await?;
    let about = match asked {
        Asked::Code(code) => match tx.use_call_code(code).await? {
            Some(caller) if caller == by.citizen => {
                tx.roll_back().await;
                return Err(CaseError::Forbidden);
            }
            Some(caller) => About::Caller(caller),
            None => {
                // The try is counted, and nothing else is written.
                tx.note_missed_code(by.citizen).await?;
                tx.commit().await?;
                return Err(CaseError::NotFound("call code"));
            }
        },
        Asked::Nothing | Asked::Number(_) => known,
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

/// The application of a number. Of their own matter nobody is a consultant.
async fn numbered(cx: &Cx, by: &Person, number: ApplicationNumber) -> Result<About, CaseError> {
    let found = cx.store.application_numbered(number).await?;
    let found = found.ok_or(CaseError::NotFound("application"))?;
    if found.is_of(by.citizen) {
        return Err(CaseError::Forbidden);
    }
    // Whether it can be told at all is found out before the call begins.
    passport(&cx.catalog(), &found)?;
    Ok(About::Application(found.id))
}
