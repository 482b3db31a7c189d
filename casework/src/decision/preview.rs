//! Seeing what a decision leads to before it is made: the letters to the applicant, and the document.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::document;
use crate::steps::moves::{as_person, officer, unattended};
use crate::steps::reading::note_official;
use crate::steps::waiting_list::place_to_be;
use crate::steps::words::words;
use catalog::Catalog;
use documents::DraftForm;
use domain::access::Actor;
use domain::application::{Advance, Application};
use domain::id::ApplicationId;
use domain::notice::Words;
use domain::process::{Effect, Role};
use domain::text::Lang;
use domain::time::Moment;
use store::FiledCase;

use super::RequestedDecision;

/// What a decision leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What the applicant is told, in the order they are told it, in their language.
    pub letters: Vec<Words>,
    /// Whether the result document is issued.
    pub document: bool,
}

/// What a decision on a case would lead to. Refused as the decision itself would be.
pub async fn preview(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    asked: RequestedDecision,
) -> Result<Preview, CaseError> {
    let (FiledCase { application, .. }, roles) = case(cx, actor, id).await?;
    if application.version != asked.version {
        return Err(CaseError::Stale { current: application.version });
    }
    let catalog = cx.catalog();
    let (_entry, process) = passport(&catalog, &application)?;
    let (advance, _by) =
        as_person(actor, (&application, process), &roles, (asked.made, asked.reason))?;
    let citizen = cx.store.citizen(application.citizen).await?;
    let lang = citizen.and_then(|one| one.lang).unwrap_or_default();
    // What waits on no list is the first of none.
    let waits = application.place.is_some();
    let is_first = waits && cx.store.place_on_list(id).await? == Some(1);
    let advance = Advance { is_first, ..advance };
    follow((cx, &catalog, lang), application, advance, cx.clock.now()).await
}

/// A draft of the document of a case, as if it were issued now.
pub async fn draft(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
    form: DraftForm,
) -> Result<Vec<u8>, CaseError> {
    let (filed, _roles) = case(cx, actor, id).await?;
    document::draft(cx, &filed, form, cx.clock.now()).await
}

/// The case, and the roles of the officer who asks.
async fn case(
    cx: &Cx,
    actor: &Actor,
    id: ApplicationId,
) -> Result<(FiledCase, Vec<Role>), CaseError> {
    let filed = cx.store.filed_case(id).await?.ok_or(CaseError::NotFound("application"))?;
    let catalog = cx.catalog();
    let (entry, _process) = passport(&catalog, &filed.application)?;
    let department = &entry.service.department;
    let roles = officer(actor, &filed.application, department)?;
    note_official(cx, actor, &filed.application, department).await?;
    Ok((filed, roles))
}

/// Makes a move in memory, and those the platform makes after it by itself.
async fn follow(
    (cx, catalog, lang): (&Cx, &Catalog, Lang),
    mut application: Application,
    mut advance: Advance,
    now: Moment,
) -> Result<Preview, CaseError> {
    let mut seen = Preview { letters: Vec::new(), document: false };
    let (entry, process) = passport(catalog, &application)?;
    for _stage in &process.stages {
        let moved =
            application.advance(&advance, &entry.service, process, catalog.calendar(), now)?;
        application = moved.application;
        if let Some(place) = place_to_be(cx, &application, (entry, process)).await? {
            application = application.placed(place, now).map_or(application, |(placed, _)| placed);
        }
        for notice in moved.effects.iter().filter_map(Effect::notice) {
            seen.letters.push(words(catalog, &application, notice, &cx.public_url, lang)?);
        }
        let Some(issued) = moved.effects.iter().find_map(Effect::generating) else { break };
        seen.document = true;
        advance = unattended(&issued.issued, Role::Platform).0;
    }
    Ok(seen)
}
