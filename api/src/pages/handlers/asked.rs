//! What a person asks of a form of a service, and what becomes of what they typed when they are not signed in any more.

use super::html_as;
use crate::app::App;
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{CSRF, Fields, Sent, Typed};
use crate::pages::visitor::{AtWindow, Visitor, sign_in_address};
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
    /// Nobody, or nobody who stands at the window any more: the page that keeps what was typed until they do.
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
    /// Whether somebody is signed in, and too long ago for what is asked.
    pub(crate) anew: bool,
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
        Typed::Resumed(sent) => Asked::By(sent.into(), Asks::Look(Some("reception_goes_on_with"))),
        Typed::SignedOut(visitor, fields) => {
            let (status, page) = (StatusCode::UNAUTHORIZED, "signed-out.html");
            Asked::Nobody(keep(app, &visitor, &fields, (status, page))?)
        }
        Typed::Over(visitor, fields) => {
            let (status, page) = (StatusCode::CONFLICT, "reception-over.html");
            Asked::Nobody(keep(app, &visitor, &fields, (status, page))?)
        }
    })
}

fn keep(
    app: &App,
    visitor: &Visitor,
    fields: &Fields,
    (status, page): (StatusCode, &'static str),
) -> Result<HttpResponse, PageFailure> {
    let anew = matches!(visitor.at_window, AtWindow::SignInAnew);
    let sign_in = sign_in_address("/login/done");
    let kept = Kept {
        action: &visitor.place,
        fields: fields.pairs().filter(|(name, _)| *name != CSRF && *name != "action").collect(),
        sign_in: if anew { format!("{sign_in}&anew") } else { sign_in },
        anew,
    };
    html_as(status, app, visitor, page, &kept)
}
