//! Moving an application on: the move of a person, of the department's system, or of the platform.

use crate::cx::{Cx, may_read, passport, person};
use crate::error::CaseError;
use crate::steps::form::{Known, sha256};
use crate::steps::moves::{advance_in, as_person, is_decided};
use crate::steps::{co_applicant, uploads};
use domain::access::Actor;
use domain::application::{Advance, Application, Checked, Correction, SeenOriginals};
use domain::codes::{MoveCode, ReasonCode};
use domain::id::ApplicationId;
use domain::precheck::{Precheck, Sufficiency};
use domain::process::Role;
use serde_json::Value;
use store::{FiledCase, FiledForm};

/// What is asked of an application.
#[derive(Debug, Clone)]
pub struct RequestedMove {
    /// The move.
    pub made: MoveCode,
    /// The coded reason, where the move takes one.
    pub reason: Option<ReasonCode>,
    /// The corrected form, where the move carries one.
    pub form: Option<Value>,
    /// The originals that were seen, where the move says something of them.
    pub originals: SeenOriginals,
    /// The checks that were made, where the move says something of them.
    pub checked: Vec<Checked>,
    /// The version the asker saw.
    pub version: i64,
}

impl RequestedMove {
    /// A move that carries nothing.
    #[must_use]
    pub const fn of(made: MoveCode, version: i64) -> Self {
        let originals = SeenOriginals::NONE;
        Self { made, reason: None, form: None, originals, checked: Vec::new(), version }
    }
}

/// Makes a move for the one who asks, if the application is still as they saw it.
pub async fn advance(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    asked: RequestedMove,
) -> Result<Application, CaseError> {
    let catalog = cx.catalog();
    // Checked before the transaction: it looks into the store too. The version says that nothing came between.
    let (correction, form) = match &asked.form {
        Some(form) => Some(corrected(cx, actor, id, (&asked, form)).await?).unzip(),
        None => (None, None),
    };
    let mut tx = cx.begin().await?;
    let application = tx.lock_application(id).await?.ok_or(CaseError::NotFound("application"))?;
    let (entry, process) = passport(&catalog, &application)?;
    let department = &entry.service.department;
    let actor = &*co_applicant::standing_in(cx, &mut tx, actor, &application).await?;
    may_read(actor, &application, department)?;
    if application.version != asked.version {
        return Err(CaseError::Stale { current: application.version });
    }
    let roles = actor.roles_on(&application, department);
    let (advance, by) =
        as_person(actor, (&application, process), &roles, (asked.made, asked.reason))?;
    // A colleague has decided, and it is on its way. The applicant's own move goes before it.
    if by.role == Role::DepartmentOfficer && is_decided(&mut tx, &application).await? {
        return Err(CaseError::DecisionHeld);
    }
    let (originals, checked) = (asked.originals, asked.checked);
    let mut advance = Advance { correction, originals, checked, ..advance };
    if let Some(form) = form {
        if let Some(correction) = &mut advance.correction {
            let attached = entry.attached(&form);
            correction.documents = uploads::file(&mut tx, application.citizen, attached).await?;
        }
        // Before the move: what it tells goes to the address that the corrected form names.
        let named = co_applicant::asked(cx, (entry, process), &form)?;
        tx.keep_form(id, application.revision + 1, &FiledForm(form)).await?;
        if let Some(person) = named {
            tx.ask_co_applicant_anew(id, &person).await?;
        }
    }
    let joins = process.find_move(&advance.made).is_some_and(|one| one.joins);
    if joins && by.role == Role::CoApplicant {
        advance.joining = Some(co_applicant::join(cx, &mut tx, actor, &application).await?);
    }
    let application = advance_in(cx, &mut tx, application, &[(advance, by)]).await?;
    tx.commit().await?;
    Ok(application)
}

/// Pre-check of a corrected form, by the passport the application goes by: as strict as at filing. The form comes back as it was
/// meant.
async fn corrected(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    (asked, form): (&RequestedMove, &Value),
) -> Result<(Correction, Value), CaseError> {
    let FiledCase { application, form: FiledForm(before), .. } =
        cx.store.filed_case(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, process) = passport(&catalog, &application)?;
    let actor = &*co_applicant::standing(cx, actor, &application).await?;
    may_read(actor, &application, &entry.service.department)?;
    if application.version != asked.version {
        return Err(CaseError::Stale { current: application.version });
    }
    // What is found of a form is the applicant's to know, and only where they may correct it.
    let roles = actor.roles_on(&application, &entry.service.department);
    let mut open = process.open_moves(&application.stage, &roles);
    if !open.any(|one| one.form && one.code == asked.made) {
        return Err(CaseError::Forbidden);
    }
    let known = Known::of(cx, person(actor)?).await?.with_files(cx, entry, form).await?;
    let (checked, form) = known.checked(entry, form)?;
    let kept = entry.kept(&application.to_correct, &before, &form);
    if !kept.is_empty() {
        let findings = checked.findings.into_iter().chain(kept).collect();
        let verdict = Sufficiency::Insufficient;
        return Err(CaseError::Insufficient(Box::new(Precheck { verdict, findings, ..checked })));
    }
    if checked.verdict == Sufficiency::Insufficient {
        return Err(CaseError::Insufficient(Box::new(checked)));
    }
    let office = entry.chosen_office(&form);
    let (form_sha256, cleared) = (sha256(&form), checked.satisfied);
    Ok((Correction { form_sha256, cleared, office, documents: Vec::new() }, form))
}
