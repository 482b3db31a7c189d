//! Passing a caller's question on to whoever has the case.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::consultation::{applications, consultant, own};
use crate::steps::note::{facts_of, note};
use crate::steps::once::{Once, once};
use domain::access::Actor;
use domain::application::{Application, BadInquiry, addressee_of};
use domain::codes::TopicCode;
use domain::consultation::{Consultation, Inquiry};
use domain::id::{ApplicationId, ConsultationId, InquiryId};
use domain::journal::ActorRef;
use domain::number::ApplicationNumber;
use domain::process::Role;
use domain::time::moscow_day;
use serde::{Deserialize, Serialize};
use store::{Key, Tx};

/// What is passed on.
#[derive(Debug, Clone)]
pub struct AskedInquiry {
    /// About which of the applications that the consultation is about.
    pub number: ApplicationNumber,
    /// What it is about.
    pub topic: TopicCode,
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    inquiry: InquiryId,
}

/// Asks whoever has an application of a consultation that goes on. One question about it waits at a time.
pub async fn ask(
    cx: &Cx,
    actor: &Actor,
    id: ConsultationId,
    asked: &AskedInquiry,
    key: &Key,
) -> Result<Inquiry, CaseError> {
    match once(cx, Some(key), async || passed_on(cx, actor, id, asked, key).await).await? {
        Once::Made(inquiry) => Ok(inquiry),
        Once::Before(Kept { inquiry }) => {
            // Whoever has the key has asked it; they may answer calls no more. What was answered since is read in a call.
            consultant(actor)?;
            let asked = cx.store.inquiry(inquiry).await?.ok_or(CaseError::NotFound("inquiry"))?;
            Ok(Inquiry { answer: None, ..asked })
        }
    }
}

async fn passed_on(
    cx: &Cx,
    actor: &Actor,
    id: ConsultationId,
    asked: &AskedInquiry,
    key: &Key,
) -> Result<Inquiry, CaseError> {
    let consultation = own(cx, actor, id).await?;
    if !consultation.is_open(cx.clock.now()) {
        return Err(CaseError::ConsultationOver);
    }
    let catalog = cx.catalog();
    let topic = catalog.consultations().topic(&asked.topic);
    let topic = topic.ok_or_else(|| CaseError::NoTopic(asked.topic.to_string()))?;
    if !topic.passed_on {
        return Err(BadInquiry::NotPassedOn.into());
    }
    let about = about(cx, &consultation, asked.number).await?;
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(about).await?.ok_or_else(missing)?;
    if application.is_of(consultation.consultant) || application.unconfirmed {
        return Err(missing());
    }
    let inquiry = written(cx, &mut tx, &application, topic.code.clone()).await?;
    let (after, fact) = application.inquired(&inquiry, tx.now())?;
    let by = ActorRef { role: Role::Platform, person: Some(consultation.consultant) };
    let facts = facts_of(&after, by, vec![fact]);
    note(&mut tx, &after, application.version, facts).await?;
    tx.keep_inquiry(&inquiry).await?;
    tx.keep_answer(key, &Kept { inquiry: inquiry.id }).await?;
    tx.commit().await?;
    Ok(inquiry)
}

/// The inquiry about an application that is locked.
async fn written(
    cx: &Cx,
    tx: &mut Tx,
    of: &Application,
    topic: TopicCode,
) -> Result<Inquiry, CaseError> {
    if let Some(before) = tx.open_inquiry(of.id).await? {
        return Err(BadInquiry::Asked(before.answer_by).into());
    }
    let (catalog, now) = (cx.catalog(), tx.now());
    let (entry, process) = passport(&catalog, of)?;
    let comes = |stage| process.waits_for_the_applicant(stage);
    if process.stage(&of.stage).is_some_and(comes) {
        return Err(BadInquiry::ApplicantsTurn.into());
    }
    let within = catalog.consultations().answer_within;
    let answer_by = catalog.calendar().due(moscow_day(now), now, within);
    let answer_by = answer_by.map_err(|unknown| CaseError::Catalog(unknown.to_string()))?;
    Ok(Inquiry {
        id: InquiryId::new(now, &*cx.entropy),
        application: of.id,
        number: of.number,
        citizen: of.citizen,
        topic,
        to: addressee_of(of, &entry.service.department),
        asked_at: now,
        answer_by,
        answer: None,
    })
}

/// The application of a number, if the consultation is about it.
async fn about(
    cx: &Cx,
    of: &Consultation,
    number: ApplicationNumber,
) -> Result<ApplicationId, CaseError> {
    let told = applications(cx, of).await?;
    told.iter().find(|one| one.number == number).map(|one| one.id).ok_or_else(missing)
}

const fn missing() -> CaseError {
    CaseError::NotFound("application")
}
