//! Reading a consultation: how the cases stand that the caller asks about.

use crate::cx::{Cx, passport};
use crate::error::CaseError;
use crate::steps::consultation::{applications, consultant, own};
use crate::steps::inquiry::last_inquiry;
use crate::steps::reading::note;
use crate::steps::usual::usually_on;
use catalog::Catalog;
use chrono::NaiveDate;
use domain::access::Actor;
use domain::access_log::{Reader, Reading};
use domain::application::Application;
use domain::consultation::{About, Consultation, Inquiry};
use domain::duty::DutyRole;
use domain::id::ConsultationId;
use domain::time::Moment;
use std::sync::Arc;

/// A case as it is told on the telephone.
#[derive(Debug, Clone)]
pub struct Consulted {
    /// How it stands.
    pub application: Application,
    /// The day on which such a case is usually decided, while it goes on and that is known.
    pub usually_on: Option<NaiveDate>,
    /// What was asked about it last, answered or not.
    pub inquiry: Option<Inquiry>,
}

/// A consultation as it is now.
#[derive(Debug, Clone)]
pub struct Look {
    /// With its times, whether it goes on or is over.
    pub consultation: Consultation,
    /// The cases the caller asks about, newest first; nothing once it is over.
    pub cases: Vec<Consulted>,
    /// The catalog they were read with.
    pub catalog: Arc<Catalog>,
    /// When it was looked at.
    pub now: Moment,
}

/// A consultation of the asker's. That the cases are read is noted for their people first; of a consultation that is over only its times are
/// told.
pub async fn read(cx: &Cx, actor: &Actor, id: ConsultationId) -> Result<Look, CaseError> {
    let consultation = own(cx, actor, id).await?;
    let now = cx.clock.now();
    let found = if consultation.is_open(now) {
        let found = applications(cx, &consultation).await?;
        note_reading(cx, &consultation, &found).await?;
        found
    } else {
        Vec::new()
    };
    let catalog = cx.catalog();
    let mut cases = Vec::with_capacity(found.len());
    for application in found {
        // A case that cannot be told leaves the others to be told.
        let Ok((_, process)) = passport(&catalog, &application) else { continue };
        let usually_on = usually_on(cx, process, &application).await;
        let inquiry = last_inquiry(cx, application.id).await?;
        cases.push(Consulted { application, usually_on, inquiry });
    }
    Ok(Look { consultation, cases, catalog, now })
}

/// The consultation that the asker has open, if it goes on.
pub async fn open(cx: &Cx, actor: &Actor) -> Result<Option<Consultation>, CaseError> {
    let (person, _) = consultant(actor)?;
    let found = cx.store.consultation_of(person.citizen).await?;
    Ok(found.filter(|one| one.is_open(cx.clock.now())))
}

/// Notes for those whose cases are told that a consultant reads them: for the caller once, for others case by case.
async fn note_reading(cx: &Cx, of: &Consultation, found: &[Application]) -> Result<(), CaseError> {
    let reader = Reader::Official {
        person: of.consultant,
        role: DutyRole::Consultant,
        organisation: of.organisation.clone(),
    };
    if let About::Caller(citizen) = of.about {
        note(cx, &Reading { citizen, application: None, reader: reader.clone() }).await?;
    }
    for one in found {
        let application = Some((one.id, one.number));
        let both = [Some(one.citizen), one.co_applicant].into_iter().flatten();
        for citizen in both.filter(|citizen| of.about != About::Caller(*citizen)) {
            note(cx, &Reading { citizen, application, reader: reader.clone() }).await?;
        }
    }
    Ok(())
}
