//! Every operation of the REST API, and the document collected from them.

#[cfg(test)]
mod tests;

use crate::app::Settings;
use crate::extract::RECEPTION;
use crate::handlers::{
    access_records, applications, chat, checklists, consultations, desk, document, drafts, events,
    exchange, inquiries, manifests, me, notices, oauth2, ops, oversight, receptions, refusals,
    results, services, status, uploads,
};
use crate::pages;
use actix_web::App as ActixApp;
use actix_web::web;
use domain::oidc::operation::OPERATIONS;
use openapi::examples;
use openapi::problem::Problem;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, AuthorizationCode, ClientCredentials, Flow, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{
    Content, HeaderBuilder, Object, ObjectBuilder, RefOr, Required, Response, Type,
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
        contact(
            name = "Who runs the platform",
            url = "https://uslugi.example/docs",
            email = "support@uslugi.example",
        ),
    ),
    servers((url = "https://uslugi.example", description = "A platform that runs writes its own address here")),
    components(schemas(Problem)),
    modifiers(&Security),
    tags(
        (name = "Catalog", description = "Services and how to find them; open to all"),
        (name = "Applications", description = "Pre-check, drafts, applications and their history"),
        (name = "Results", description = "Result documents and their public verification"),
        (name = "Events", description = "What happens, live"),
        (name = "Person", description = "The person behind the token"),
        (name = "Chats", description = "Linking a chat of a messenger to a person"),
        (name = "Exchange", description = "The systems of departments: what they are sent, and what they tell"),
        (name = "Desk", description = "Where officials work: the desk of a department, the window of an office"),
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
        let own = Scopes::from_iter([
            ("bot", "Link chats"),
            ("exchange", "Collect what a department is sent; its own system"),
        ]);
        let client = ClientCredentials::new("/oauth2/token", own);
        let scheme = OAuth2::new([Flow::AuthorizationCode(code), Flow::ClientCredentials(client)]);
        if let Some(components) = &mut document.components {
            components.responses.extend(refusals());
            components.add_security_scheme("oauth2", SecurityScheme::OAuth2(scheme));
            let signature = "Of a department's system, as Standard Webhooks have it: with webhook-id and webhook-timestamp";
            let signature = ApiKeyValue::with_description("webhook-signature", signature);
            let signature = SecurityScheme::ApiKey(ApiKey::Header(signature));
            components.add_security_scheme("webhook_signature", signature);
        }
    }
}

/// The operations of the document.
fn rest(config: &mut ServiceConfig<'_>) {
    config
        .service(services::find::find)
        .service(services::precheck::precheck)
        .service(services::read::read)
        .configure(checklists::routes)
        .service(me::me)
        .service(notices::list)
        .service(access_records::list)
        .configure(oversight::routes)
        .service(drafts::begin::begin)
        .service(drafts::list::list)
        .service(drafts::read::read)
        .service(drafts::save::save)
        .service(drafts::discard::discard)
        .configure(uploads::routes)
        .service(applications::submit::submit)
        .service(applications::list::list)
        .service(applications::read::read)
        .service(applications::timeline::timeline)
        .service(applications::advance::advance)
        .service(applications::rate::rate)
        .service(results::list::list)
        .service(results::read::read)
        .service(results::verify::verify)
        .service(status::status)
        .service(events::events)
        .configure(desk::routes)
        .configure(receptions::routes)
        .configure(manifests::routes)
        .configure(consultations::routes)
        .configure(inquiries::routes)
        .configure(chat::routes)
        .configure(exchange::routes);
}

/// What is served but is no operation of the document: pages, the provider, operators' endpoints.
pub(crate) fn beside(config: &mut web::ServiceConfig) {
    config
        .service(ops::livez)
        .service(ops::readyz)
        .service(ops::measures)
        .service(document::read)
        .configure(oauth2::routes)
        .configure(pages::routes);
}

/// The REST operations of an application, and their document as the handlers alone give it.
pub(crate) fn collect<T>(app: ActixApp<T>) -> (ActixApp<T>, utoipa::openapi::OpenApi)
where
    T: actix_web::dev::ServiceFactory<
            actix_web::dev::ServiceRequest,
            Config = (),
            Error = actix_web::Error,
            InitError = (),
        >,
{
    app.into_utoipa_app().openapi(Frame::openapi()).configure(rest).split_for_parts()
}

/// Says of each operation what holds for all: the version of the API comes with every answer, and an operation that its first line
/// says all about is described by it.
fn describe(document: &mut utoipa::openapi::OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let methods = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in methods {
            let Some(operation) = operation else { continue };
            if for_visitors(&format!("{method} {path}")) {
                operation.parameters.get_or_insert_default().push(reception().into());
            }
            if operation.description.is_none() {
                operation.description.clone_from(&operation.summary);
            }
            let id = operation.operation_id.clone().unwrap_or_default();
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                body.content.values_mut().for_each(|one| exemplify(one, examples::request(&id)));
            }
            let example = examples::answer(&id);
            for answer in operation.responses.responses.values_mut() {
                tell_version(answer);
                if let RefOr::T(answer) = answer {
                    answer.content.values_mut().for_each(|one| exemplify(one, example));
                }
            }
        }
    }
    for answer in document.components.iter_mut().flat_map(|all| all.responses.values_mut()) {
        tell_version(answer);
    }
}

/// Whether an operator may call the operation of a route for a visitor.
fn for_visitors(route: &str) -> bool {
    OPERATIONS.iter().any(|one| one.route == route && one.for_visitors)
}

/// The header by which an operator acts for a visitor.
fn reception() -> Parameter {
    ParameterBuilder::new()
        .name(RECEPTION)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("An operator's: the reception"))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).pattern(Some(NAMED)).build()))
        .build()
}

/// How a reception is named.
const NAMED: &str = "^rcp_[0-9a-fA-F]{32}$";

/// Shows what was sent or answered once; nothing where nothing is recorded.
fn exemplify(content: &mut RefOr<Content>, example: Option<&str>) {
    if let RefOr::T(content) = content {
        content.example = example.and_then(|text| serde_json::from_str(text).ok());
    }
}

fn tell_version(answer: &mut RefOr<Response>) {
    if let RefOr::T(answer) = answer {
        let header = HeaderBuilder::new()
            .schema(Some(Object::with_type(Type::String)))
            .description(Some("The version of the API: that of this document"))
            .build();
        answer.headers.insert("API-Version".to_owned(), RefOr::T(header));
    }
}

/// The document of a platform that runs.
pub(crate) fn document_of(settings: &Settings) -> utoipa::openapi::OpenApi {
    let mut document = document();
    document::settle(&mut document, settings);
    document
}

/// The document, as collected from the handlers: what `openapi/openapi.json` must be.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    let (_, mut document) = collect(ActixApp::new());
    describe(&mut document);
    document
}
