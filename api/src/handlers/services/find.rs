//! Finding services in one's own words.

use crate::app::App;
use crate::extract::Caller;
use crate::failure::Failure;
use crate::handlers::Refusals;
use crate::view;
use actix_web::{get, web};
use domain::text::Text;
use openapi::problem::{Code, FieldCode};
use openapi::service::ServiceList;
use serde::Deserialize;
use utoipa::IntoParams;

/// The longest question.
const LONGEST: usize = 200;

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Words; without them, every service.
    #[serde(default)]
    #[param(max_length = 200, example = "справка безработного")]
    q: String,
}

/// Services found by words, best first.
#[utoipa::path(
    tag = "Catalog",
    operation_id = "find_services",
    params(Query),
    responses((status = 200, description = "The services found, the best first", body = ServiceList), Refusals),
    security(()),
)]
#[get("/v1/services")]
pub(crate) async fn find(
    app: web::Data<App>,
    caller: Caller,
    query: web::Query<Query>,
) -> Result<web::Json<ServiceList>, Failure> {
    if query.q.chars().count() > LONGEST {
        let most = Text::new(
            format!("не больше {LONGEST} знаков"),
            format!("at most {LONGEST} characters"),
        );
        return Err(Failure::field(Code::BadParameter, "query:q", FieldCode::TooLong, most));
    }
    let catalog = app.cx.catalog();
    let found = catalog.search(&query.q, caller.lang);
    let items = found
        .into_iter()
        .map(|(_, entry)| view::service_summary(&catalog, entry, caller.lang))
        .collect();
    Ok(web::Json(ServiceList { items }))
}
