//! Every operation of the REST API, and the document collected from them.

use crate::handlers::{
    applications, chat, desk, drafts, events, me, notices, oauth2, ops, refusals, results, services,
};
use crate::pages;
use actix_web::App as ActixApp;
use actix_web::web;
use openapi::problem::Problem;
use utoipa::openapi::security::{
    AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};
use utoipa::{Modify, OpenApi};
use utoipa_actix_web::AppExt;
use utoipa_actix_web::service_config::ServiceConfig;

/// The frame of the document; operations are collected from the handlers.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Uslugi",
        description = "Public services of a region: one catalog, applications that go by themselves, \
                       status, results. Texts are Russian; ask for English with `Accept-Language: en`. \
                       Failures are RFC 9457 problems: match on `code`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "The platform that serves this document")),
    components(schemas(Problem)),
    modifiers(&Security),
    tags(
        (name = "Catalog", description = "Services and how to find them; open to all"),
        (name = "Applications", description = "Pre-check, drafts, applications and their history"),
        (name = "Results", description = "Result documents and their public verification"),
        (name = "Events", description = "What happens, live"),
        (name = "Person", description = "The person behind the token"),
        (name = "Chats", description = "Linking a chat of a messenger to a person"),
        (name = "Desk", description = "The desk of a department's officer"),
    ),
)]
struct Frame;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scopes = Scopes::from_iter([
            ("openid", "Who you are"),
            ("applications", "Act for you in your own matters"),
            ("desk", "Act within your duties; the platform's own clients, after a recent sign-in"),
        ]);
        let code = AuthorizationCode::new("/oauth2/authorize", "/oauth2/token", scopes);
        let own = Scopes::from_iter([("bot", "Link chats")]);
        let client = ClientCredentials::new("/oauth2/token", own);
        let scheme = OAuth2::new([Flow::AuthorizationCode(code), Flow::ClientCredentials(client)]);
        if let Some(components) = &mut document.components {
            components.responses.extend(refusals());
            components.add_security_scheme("oauth2", SecurityScheme::OAuth2(scheme));
        }
    }
}

/// The operations of the document.
fn rest(config: &mut ServiceConfig<'_>) {
    config
        .service(services::find::find)
        .service(services::precheck::precheck)
        .service(services::read::read)
        .service(me::me)
        .service(notices::list)
        .service(drafts::begin::begin)
        .service(drafts::list::list)
        .service(drafts::read::read)
        .service(drafts::save::save)
        .service(drafts::discard::discard)
        .service(applications::submit::submit)
        .service(applications::list::list)
        .service(applications::read::read)
        .service(applications::timeline::timeline)
        .service(applications::advance::advance)
        .service(results::list::list)
        .service(results::read::read)
        .service(results::verify::verify)
        .service(events::events)
        .service(desk::desk)
        .configure(chat::routes);
}

/// What is served but is no operation of the document: pages, the provider, operators' endpoints.
pub(crate) fn beside(config: &mut web::ServiceConfig) {
    config
        .service(ops::livez)
        .service(ops::readyz)
        .service(ops::measures)
        .configure(oauth2::routes)
        .configure(pages::routes);
}

/// The REST operations of an application, and their document.
pub(crate) fn collect<T>(app: ActixApp<T>) -> (ActixApp<T>, utoipa::openapi::OpenApi)
where
    T: actix_web::dev::ServiceFactory<
            actix_web::dev::ServiceRequest,
            Config = (),
            Error = actix_web::Error,
            InitError = (),
        >,
{
    let (app, mut document) =
        app.into_utoipa_app().openapi(Frame::openapi()).configure(rest).split_for_parts();
    describe(&mut document);
    (app, document)
}

/// An operation that its first line says all about is described by it.
fn describe(document: &mut utoipa::openapi::OpenApi) {
    for item in document.paths.paths.values_mut() {
        let methods = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete];
        for operation in methods.into_iter().flatten() {
            if operation.description.is_none() {
                operation.description.clone_from(&operation.summary);
            }
        }
    }
}

/// The document, as collected from the handlers: what `openapi/openapi.json` must be.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    collect(ActixApp::new()).1
}
