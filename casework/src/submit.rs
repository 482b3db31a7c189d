//! Filing an application: pre-check, then one transaction {idempotency, application, facts, queue}.

use crate::cx::{Cx, applicant, as_of, service};
use crate::error::CaseError;
use crate::steps::form::{Known, open as open_service, sha256};
use crate::steps::moves::{jobs_of, leave};
use crate::steps::note::facts_of;
use crate::steps::notices::{addressee, plan_at_once};
use crate::steps::once::{Once, once};
use crate::steps::reception::{filed_here, shows};
use crate::steps::{co_applicant, uploads};
use chrono::Datelike;
use domain::access::{Actor, Person};
use domain::application::{Application, Channel, Submission};
use domain::codes::ServiceCode;
use domain::id::{ApplicationId, CitizenId, DraftId};
use domain::number::ApplicationNumber;
use domain::precheck::Sufficiency;
use domain::process::Effect;
use domain::time::in_moscow;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Addressee, FiledForm, Key, StoreError, Tx};

/// What is filed.
#[derive(Debug, Clone)]
pub enum Filing {
    /// A form as given.
    Form {
        /// What is applied for.
        service: ServiceCode,
        /// As the applicant filled it in.
        form: Value,
    },
    /// A draft, which goes once it is filed.
    Draft {
        /// Which.
        draft: DraftId,
        /// The version the caller saw.
        version: i64,
        /// The form as it is now, when the caller changed it since; without it, the form as kept.
        form: Option<Value>,
    },
}

/// What an idempotency key remembers.
#[derive(Debug, Serialize, Deserialize)]
struct Filed {
    application: ApplicationId,
    /// How many facts filing left.
    #[serde(default = "first")]
    version: i64,
}

/// Before files were filed, filing left one fact.
const fn first() -> i64 {
    1
}

/// Files an application. The same key with the same body gives the same answer: the application as it
/// was filed, even if it has moved on since.
pub async fn submit(
    cx: &Cx,
    actor: &Actor,
    filing: &Filing,
    channel: Channel,
    key: Option<&Key>,
) -> Result<Application, CaseError> {
    let person = applicant(actor)?;
    // Whatever client an official uses, it is filed at the window.
    let channel = person.served.as_ref().map_or(channel, |served| Channel::at(&served.window));
    // Another request with the same key may have been first, and may have taken the draft with it.
    match once(cx, key, async || file(cx, person, filing, channel, key).await).await? {
        Once::Made(application) => Ok(application),
        Once::Before(Filed { application, version }) => as_of(cx, application, version).await,
    }
}

async fn file(
    cx: &Cx,
    person: &Person,
    filing: &Filing,
    channel: Channel,
    key: Option<&Key>,
) -> Result<Application, CaseError> {
    let (code, form, draft) = open(cx, person, filing).await?;
    let catalog = cx.catalog();
    let entry = service(&catalog, &code)?;
    open_service(entry)?;
    filed_here(person, entry)?;
    let known = Known::of(cx, person).await?.with_files(cx, entry, &form).await?;
    let (checked, form) = known.checked(entry, &form)?;
    if checked.verdict == Sufficiency::Insufficient {
        return Err(CaseError::Insufficient(Box::new(checked)));
    }
    let goes_by = channel.process_of(&entry.service);
    let process = goes_by.and_then(|code| catalog.process(code)).ok_or_else(|| {
        CaseError::Catalog(format!("service {code} has no process through {channel:?}"))
    })?;
    let co_applicant = co_applicant::asked(cx, (entry, process), &form)?;
    let now = cx.clock.now();
    let year = in_moscow(now).year();
    let serial = cx.store.next_serial(year).await?;
    let mut tx = cx.begin().await?;
    still_served(&mut tx, person).await?;
    let attached = entry.attached(&form);
    let documents = match uploads::file(&mut tx, person.citizen, attached).await {
        // A file went between the check and now: the form is told so, as if it had been checked now.
        Err(CaseError::NotFound(_)) => {
            drop(tx);
            let known = known.with_files(cx, entry, &form).await?;
            return Err(CaseError::Insufficient(Box::new(known.check(entry, &form)?)));
        }
        documents => documents?,
    };
    let submission = Submission {
        id: ApplicationId::new(now, &*cx.entropy),
        citizen: person.citizen,
        assurance: person.assurance,
        number: ApplicationNumber::new(u16::try_from(year).unwrap_or_default(), serial),
        channel,
        window: person.served.as_ref().map(|served| served.window.clone()),
        office: entry.chosen_office(&form),
        form_sha256: sha256(&form),
        documents,
        cleared: checked.satisfied,
        cutoff: cx.cutoffs.of(channel),
    };
    let decision =
        Application::submit(submission, &entry.service, process, catalog.calendar(), tx.now())?;
    let application = decision.application;
    // Looked at first: what is written goes together after it.
    let told = addressee(&mut tx, person.citizen, (application.id, application.revision)).await?;
    if let Some(key) = key {
        tx.keep_answer(key, &Filed { application: application.id, version: application.version })
            .await?;
    }
    let invitation = co_applicant::invitation(&mut tx, &application, entry, &form).await?;
    let form = FiledForm(form);
    tx.insert_application(&application, &form).await?;
    if let Some(person) = &co_applicant {
        tx.ask_co_applicant(application.id, person).await?;
    }
    // The one the form was checked with.
    tx.keep_applicant(application.id, &known.into_citizen().profile).await?;
    if let Some(draft) = draft {
        becomes_application(&mut tx, person.citizen, draft).await?;
    }
    tx.append(person.citizen, facts_of(&application, person.actor_ref(), decision.facts)).await?;
    let told_at_once = Effect::Notify(entry.service.notice_on_submit.clone());
    let effects: Vec<_> = decision.effects.into_iter().chain([told_at_once]).collect();
    let work = jobs_of(&application, &entry.service.department, &effects);
    let told = told.map(|told| Addressee { form: Some(form), ..told });
    let left = plan_at_once(cx, &mut tx, &application, work, told.as_ref()).await?;
    leave(&mut tx, &application, left.into_iter().chain(invitation).collect()).await?;
    tx.commit().await?;
    Ok(application)
}

/// A draft ends as what is filed, if it is as it was seen.
async fn becomes_application(
    tx: &mut Tx,
    citizen: CitizenId,
    (draft, version): (DraftId, i64),
) -> Result<(), CaseError> {
    let held = tx.lock_draft(citizen, draft).await?;
    if held.is_none_or(|held| held.version != version) {
        return Err(StoreError::Conflict.into());
    }
    Ok(tx.delete_draft(draft).await?)
}

/// Refuses what is filed for a visitor whose reception ended meanwhile: files may have been a quarter of an hour on their way.
async fn still_served(tx: &mut Tx, person: &Person) -> Result<(), CaseError> {
    let Some(served) = &person.served else { return Ok(()) };
    let reception = tx.reception(served.reception).await?;
    let goes_on = reception.is_some_and(|one| one.is_open(tx.now()));
    if goes_on { Ok(()) } else { Err(CaseError::ReceptionOver) }
}

/// The form to be filed and, when it is a draft's, the draft.
async fn open(
    cx: &Cx,
    person: &Person,
    filing: &Filing,
) -> Result<(ServiceCode, Value, Option<(DraftId, i64)>), CaseError> {
    match filing {
        Filing::Form { service, form } => Ok((service.clone(), form.clone(), None)),
        Filing::Draft { draft, version, form } => {
            let held = cx.store.draft(person.citizen, *draft).await?;
            let held = held
                .filter(|held| shows(person, held.created_at))
                .ok_or(CaseError::NotFound("draft"))?;
            if held.version != *version {
                return Err(CaseError::Stale { current: held.version });
            }
            let form = form.clone().unwrap_or(held.form);
            Ok((held.service, form, Some((*draft, *version))))
        }
    }
}
