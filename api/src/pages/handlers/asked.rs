//! What a person asks of a form of a service, and what becomes of what they typed when they are not signed in any more.

use super::html_as;
use crate::app::App;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{CSRF, Fields, Sent, Typed};
use crate::pages::visitor::{Visitor, sign_in_address};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use domain::text::Lang;
use serde::Serialize;

/// What is asked of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    /// Check it, and do nothing else.
    Check,
    /// Check it and, where nothing is wrong, show it once more as it would be sent.
    Review,
    /// Show it as it is typed, with the key of a text above it.
    Look(Option<&'static str>),
    /// Keep it as a draft.
    Save,
    /// File it, or send the correction.
    Submit,
    /// Throw the draft away.
    Discard,
}

/// Who asks.
pub(super) enum Asked {
    /// A person who is signed in.
    By(Box<Sent>, Asks),
    /// Nobody: the page that keeps what was typed until they are.
    Nobody(HttpResponse),
}

/// What was typed, kept in the page.
#[derive(Debug, Serialize)]
pub(crate) struct Kept<'a> {
    /// Where it goes on: the form's own address.
    pub(crate) action: &'a str,
    pub(crate) fields: Vec<(&'a str, &'a str)>,
    /// Signing in, in a tab of its own.
    pub(crate) sign_in: String,
}

/// What is asked by a form, as far as it can be done: by a page of an earlier session nothing is done, its form is shown.
pub(super) async fn asked(app: &App, typed: Typed) -> Result<Asked, PageFailure> {
    Ok(match typed {
        Typed::Present(mut sent) => {
            let lang = sent.fields.get("action").and_then(|action| action.strip_prefix("look-"));
            if let Some(lang) = lang.and_then(Lang::of_tag) {
                sent.resident.visitor.choose(app, lang).await?;
                return Ok(Asked::By(sent.into(), Asks::Look(None)));
            }
            let asks = match sent.fields.get("action") {
                Some("submit") => Asks::Submit,
                Some("save") => Asks::Save,
                Some("discard") => Asks::Discard,
                Some("review") => Asks::Review,
                Some("look") => Asks::Look(None),
                _ => Asks::Check,
            };
            Asked::By(sent.into(), asks)
        }
        Typed::Earlier(sent) => Asked::By(sent.into(), Asks::Look(Some("apply_signed_in_again"))),
        Typed::SignedOut(visitor, fields) => Asked::Nobody(keep(app, &visitor, &fields)?),
    })
}

fn keep(app: &App, visitor: &Visitor, fields: &Fields) -> Result<HttpResponse, PageFailure> {
    let page = Kept {
        action: &visitor.place,
        fields: fields.pairs().filter(|(name, _)| *name != CSRF && *name != "action").collect(),
        sign_in: sign_in_address("/login/done"),
    };
    html_as(StatusCode::UNAUTHORIZED, app, visitor, "signed-out.html", &page)
}
