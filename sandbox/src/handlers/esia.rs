//! The addresses of ESIA.

mod answer;
mod login;
mod rest;
mod token;

use crate::state::State;
use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};

/// The addresses of ESIA.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/aas/oauth2/v2/ac")
                .route(web::get().to(login::begin_by_query))
                .route(web::post().to(login::begin_by_form)),
        )
        .route("/aas/login/person", web::post().to(login::choose))
        .route("/aas/login/answer", web::post().to(login::answer))
        .route("/aas/oauth2/v3/te", web::post().to(token::exchange))
        .route("/public/esia.pem", web::get().to(public_key))
        .route("/idp/ext/Logout", web::get().to(login::logout))
        .route("/rs/prns/{oid}", web::get().to(rest::person))
        .route("/rs/prns/{oid}/{part}", web::get().to(rest::part))
        .route("/rs/prns/{oid}/{part}/{id}", web::get().to(rest::element))
        .route("/rs/prns/{oid}/kids/{id}/docs", web::get().to(rest::kid_docs));
}

/// `GET /public/esia.pem`: what tokens are verified with.
async fn public_key(state: Data<State>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/x-pem-file").body(state.esia.key.public_pem())
}
