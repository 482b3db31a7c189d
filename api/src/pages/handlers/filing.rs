//! A form on the screen: drawn, checked, filed. The same for a new form, a draft and a correction.

use super::html_as;
use crate::app::App;
use crate::pages::model::filled::Filled;
use crate::pages::model::form::{Applicant, Drawn, Due, FormPage, kept, sections, takes_files};
use crate::pages::model::form_frame::{CorrectionMark, DraftMark, FormFrame};
use crate::pages::model::may::judged;
use crate::pages::model::review::{Review, page as review};
use crate::pages::model::service::{FilledIn, documents_beside};
use crate::pages::model::verdict::Verdict;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::Sent;
use crate::pages::visitor::Resident;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use casework::precheck::Known;
use casework::reception::serve::filed_here;
use casework::{CaseError, Key};
use catalog::{Catalog, Entry, as_text};
use domain::codes::ServiceCode;
use domain::entropy;
use domain::precheck::{Precheck, Sufficiency};
use openapi::problem::Code;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// A form in the hands of a person.
#[derive(Debug)]
pub(super) struct Screen<'a> {
    pub(super) app: &'a App,
    pub(super) resident: &'a Resident,
    /// What is known of the person, read once for everything on the screen.
    pub(super) known: Known,
    pub(super) catalog: Arc<Catalog>,
    pub(super) code: ServiceCode,
    pub(super) draft: Option<DraftMark>,
    /// The application it corrects, if it does.
    pub(super) correction: Option<CorrectionMark>,
    /// The idempotency key of the page.
    pub(super) key: String,
}

/// What is feedback above the form, besides the fields.
#[derive(Debug, Default)]
pub(super) struct Feedback {
    pub(super) checked: Option<Precheck>,
    /// The key of a text.
    pub(super) notice: Option<&'static str>,
    pub(super) status: StatusCode,
}

impl Feedback {
    /// A form that was not taken, with what is to be mended.
    pub(super) fn refused(checked: Precheck) -> Self {
        Self { checked: Some(checked), notice: None, status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    /// A form that was not taken: the reception ended while it was on its way.
    pub(super) fn over() -> Self {
        let (notice, status) = (Some("reception_over_notice"), StatusCode::CONFLICT);
        Self { checked: None, notice, status }
    }

    /// A form shown as it is typed. With a notice nothing was done by it, though something was asked.
    pub(super) fn shown(notice: Option<&'static str>) -> Self {
        let status = if notice.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK };
        Self { checked: None, notice, status }
    }
}

impl<'a> Screen<'a> {
    /// A form of a service that can be applied for.
    pub(super) async fn open(
        app: &'a App,
        resident: &'a Resident,
        code: ServiceCode,
    ) -> Result<Self, PageFailure> {
        let screen = Self::of(app, resident, code, None).await?;
        let entry = screen.entry()?;
        if !entry.is_open() {
            return Err(CaseError::NotOpen(screen.code.to_string()).into());
        }
        filed_here(&resident.person, entry)?;
        Ok(screen)
    }

    /// The same, of an application that is corrected by the passport it goes by.
    pub(super) async fn of(
        app: &'a App,
        resident: &'a Resident,
        code: ServiceCode,
        correction: Option<CorrectionMark>,
    ) -> Result<Self, PageFailure> {
        let known = casework::precheck::known(&app.cx, &resident.actor()).await?;
        let (catalog, key) = (app.cx.catalog(), new_key(app));
        Ok(Self { app, resident, known, catalog, code, draft: None, correction, key })
    }

    /// The service: of a correction, by the passport its application goes by.
    pub(super) fn entry(&self) -> Result<&Entry, PageFailure> {
        entry_of(&self.catalog, &self.code, self.correction.as_ref())
    }

    /// What stands in the form that was sent, with the files it names looked at.
    pub(super) async fn typed(&mut self, sent: &Sent) -> Result<Filled, PageFailure> {
        let filled = Filled::posted(&self.entry()?.fields(sent.resident.lang()), &sent.fields);
        self.look_at_files(&filled).await?;
        Ok(filled)
    }

    /// Looks at the files that the form names: the check of it and its page speak of them.
    pub(super) async fn look_at_files(&mut self, filled: &Filled) -> Result<(), PageFailure> {
        let form = self.form(filled)?;
        let catalog = Arc::clone(&self.catalog);
        let entry = entry_of(&catalog, &self.code, self.correction.as_ref())?;
        Ok(self.known.look_at_files(&self.app.cx, entry, &form).await?)
    }

    /// The form as filled.
    pub(super) fn form(&self, filled: &Filled) -> Result<Value, PageFailure> {
        Ok(filled.form(self.entry()?, self.resident.lang()))
    }

    /// Pre-check of the form as filled.
    pub(super) fn check(&self, form: &Value) -> Result<Precheck, PageFailure> {
        Ok(self.known.check(self.entry()?, form)?)
    }

    /// The page's key in the person's hands, with what is filed.
    pub(super) fn key_for(&self, form: &Value) -> Key {
        page_key(self.resident, &self.key, &format!("portal {}\n{form}", self.code))
    }

    /// Draws the form.
    pub(super) fn draw(
        &self,
        filled: &Filled,
        feedback: Feedback,
    ) -> Result<HttpResponse, PageFailure> {
        let (lang, texts) = (self.resident.lang(), self.app.pages.texts());
        let entry = self.entry()?;
        let due = self.due(entry, filled)?;
        let verdict = feedback.checked.as_ref().map(|checked| Verdict::of(checked, lang));
        let (seen, uploads) = (verdict.as_ref(), self.known.files());
        let (due, failed) = (&due, &*self.failed());
        let below = &*self.resident.place("");
        let drawn =
            Drawn { entry, filled, verdict: seen, due, failed, uploads, below, texts, lang };
        let page = FormPage {
            frame: self.frame(entry),
            applicant: Applicant::of(self.known.profile(), lang),
            sections: sections(drawn),
            kept: kept(drawn),
            takes_files: takes_files(entry),
            verdict,
            notice: feedback.notice.map(|key| texts.pick(key, lang).to_owned()),
            documents: documents_beside(
                &entry.service,
                texts,
                lang,
                (self.known.profile(), self.filled_in()),
            ),
        };
        html_as(feedback.status, self.app, &self.resident.visitor, "apply.html", &page)
    }

    /// The checks that were not passed, where this corrects what they name.
    fn failed(&self) -> Vec<String> {
        let asked = self.correction.iter().flat_map(|correction| &correction.to_correct);
        asked.map(|one| one.check.clone()).collect()
    }

    /// The form once more before it is sent; where something is wrong, the form, which says what.
    pub(super) fn review(&self, filled: &Filled) -> Result<HttpResponse, PageFailure> {
        let (lang, texts, entry) = (self.resident.lang(), self.app.pages.texts(), self.entry()?);
        let form = &self.form(filled)?;
        let checked = self.check(form)?;
        if checked.verdict == Sufficiency::Insufficient {
            return self.draw(filled, Feedback::refused(checked));
        }
        let (catalog, checked, person) = (&*self.catalog, &checked, self.known.profile());
        let files = self.known.files();
        let failed = &*self.failed();
        let filled_in = self.filled_in();
        let of =
            Review { catalog, entry, form, files, failed, checked, person, filled_in, texts, lang };
        let page = review(of, filled.pairs(), self.frame(entry));
        html_as(StatusCode::OK, self.app, &self.resident.visitor, "review.html", &page)
    }

    /// Where it is filled in: by the person themself, or for them at a window.
    fn filled_in(&self) -> FilledIn {
        match self.resident.person.served {
            Some(_) => FilledIn::AtWindow,
            None => FilledIn::ByThemself,
        }
    }

    fn frame(&self, entry: &Entry) -> FormFrame {
        FormFrame {
            service: self.code.to_string(),
            title: entry.service.title.pick(self.resident.lang()).to_owned(),
            action: match (&self.correction, &self.draft) {
                (Some(correction), _) => format!("/applications/{}/correct", correction.id),
                (None, Some(draft)) => self.resident.place(&format!("/drafts/{}", draft.id)),
                (None, None) => self.resident.place(&format!("/services/{}/apply", self.code)),
            },
            key: self.key.clone(),
            draft: self.draft.clone(),
            correction: self.correction.clone(),
        }
    }

    /// Which options of each choice are due to this person, and why not (DM-22.6): each is tried.
    fn due(&self, entry: &Entry, filled: &Filled) -> Result<Due, PageFailure> {
        let lang = self.resident.lang();
        let form = self.form(filled)?;
        let mut due = Due::new();
        for field in judged(entry, lang) {
            for option in self.known.due_options(entry, &form, &field.pointer, lang) {
                due.insert((field.pointer.clone(), as_text(&option.value)), option);
            }
        }
        Ok(due)
    }
}

/// The key of a page in a person's hands, with what it sends.
pub(super) fn page_key(resident: &Resident, key: &str, sent: &str) -> Key {
    Key {
        actor: resident.person.citizen.to_string(),
        key: format!("page-{key}"),
        body_sha256: hex::encode(Sha256::digest(sent)),
    }
}

/// A key nobody used.
pub(super) fn new_key(app: &App) -> String {
    hex::encode(entropy::bytes::<16>(&*app.cx.entropy))
}

/// The service a form is of: as it is now, or by the passport of the application that it corrects.
fn entry_of<'a>(
    catalog: &'a Catalog,
    code: &ServiceCode,
    correction: Option<&CorrectionMark>,
) -> Result<&'a Entry, PageFailure> {
    let found = match correction {
        Some(correction) => catalog.service_at(code, correction.passport),
        None => catalog.service(code),
    };
    Ok(found.ok_or(Code::NotFound)?)
}
