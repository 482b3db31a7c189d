//! Who reads a refusal: the person of the session where they can be known, else anybody.

use super::model::problem::page;
use super::shell::{Shell, Support};
use super::visitor::{Visitor, chosen_lang};
use crate::app::App;
use crate::drawing::PageError;
use crate::lang::lang_of;
use actix_web::{HttpRequest, web};
use domain::text::Lang;
use openapi::Problem;
use openapi::problem::Code;

/// Who reads a refusal.
#[derive(Debug)]
pub(crate) enum Reader {
    /// A visitor, signed in or not.
    Known(Box<Visitor>),
    /// Somebody whose session was not looked at: what failed may be what it is kept in.
    Unknown(Lang),
}

impl Reader {
    /// Who reads the refusal of a request.
    pub(crate) async fn of(request: &HttpRequest, code: Code) -> Self {
        if code.status() < 500
            && let Ok(visitor) = Visitor::of(request).await
        {
            return Self::Known(Box::new(visitor));
        }
        let app = request.app_data::<web::Data<App>>();
        Self::Unknown(app.map_or_else(|| lang_of(request), |app| chosen_lang(app, request, None)))
    }

    /// What they read.
    pub(crate) fn lang(&self) -> Lang {
        match self {
            Self::Known(visitor) => visitor.lang,
            Self::Unknown(lang) => *lang,
        }
    }
}

/// A refusal as a page.
pub(crate) fn problem(app: &App, reader: &Reader, problem: &Problem) -> Result<String, PageError> {
    let shell = match reader {
        Reader::Known(visitor) => Shell::of(app, visitor),
        Reader::Unknown(_) => Shell::bare(Support::of(&app.settings)),
    };
    let page = page(problem, app.pages.texts(), reader.lang());
    app.pages.page(reader.lang(), "problem.html", &shell, &page)
}
