//! The live feed: Server-Sent Events from the journal.
//!
//! The journal is the truth and has a number for every fact, so a feed that was cut goes on after
//! `Last-Event-ID` without a gap, on any node. What is behind it is in [`crate::hub`].

use crate::extract::Signed;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::hub::{Ask, Hub, answer};
use actix_web::{HttpRequest, HttpResponse, get, web};
use domain::text::Text;
use openapi::problem::{Code, FieldCode};
use serde::Deserialize;
use utoipa::IntoParams;

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
pub(crate) struct Query {
    /// The last event seen; the header `Last-Event-ID` goes first.
    last_event_id: Option<i64>,
}

/// Events of the person behind the token as they happen. With `Last-Event-ID` those after it come first
/// (0: from the beginning); without it only new ones.
///
/// The right to listen is asked for again every few seconds. A feed that the server ends tells why in a last event
/// `end` without a number, `{"reason": …}`: `slow_reader` (connect again, after `Last-Event-ID`), `draining` (likewise;
/// another node answers) or `access_ended` (signed out, revoked, or the token expired: get a new one first).
#[utoipa::path(
    tag = "Events",
    operation_id = "follow_events",
    params(Query, ("Last-Event-ID" = Option<i64>, Header, description = "The last event seen")),
    responses(
        (status = 200, description = "Events as they happen (Server-Sent Events)", content_type = "text/event-stream", body = openapi::event::EventView),
        Refusals,
    ),
    security(("oauth2" = ["applications"])),
)]
#[get("/v1/events")]
pub(crate) async fn events(
    hub: web::Data<Hub>,
    signed: Signed,
    request: HttpRequest,
    query: web::Query<Query>,
) -> Result<HttpResponse, Failure> {
    let last = last_event(&request, &query)?;
    let ask = Ask { citizen: signed.person.citizen, right: signed.right, lang: signed.lang };
    Ok(answer(hub.into_inner().open(ask, last).await?))
}

fn last_event(request: &HttpRequest, query: &Query) -> Result<Option<i64>, Failure> {
    match request.headers().get("last-event-id") {
        None => Ok(query.last_event_id),
        Some(value) => {
            value.to_str().ok().and_then(|text| text.trim().parse().ok()).map(Some).ok_or_else(
                || {
                    let hint = Text::new(
                        "номер последнего полученного события",
                        "the number of the last event seen",
                    );
                    let header = "header:Last-Event-ID";
                    Failure::field(Code::BadParameter, header, FieldCode::Invalid, hint)
                },
            )
        }
    }
}
