//! The OpenID Provider's endpoints for machines. Where people are asked (authorize, consent) is a page.

mod discovery;
mod token;
mod userinfo;

use actix_web::web::ServiceConfig;

/// The endpoints.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(discovery::openid_configuration)
        .service(discovery::authorization_server)
        .service(discovery::jwks)
        .service(token::token)
        .service(userinfo::by_get)
        .service(userinfo::by_post);
}
