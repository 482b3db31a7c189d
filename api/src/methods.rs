//! Which methods an address has: what `Allow` says beside a 405 (RFC 9110 §15.5.6).

use actix_web::dev::ResourceDef;
use std::collections::BTreeMap;
use utoipa::openapi::OpenApi;

/// What is served beside the operations of the document.
const BESIDE: [(&str, &[&str]); 94] = [
    ("/", &["GET"]),
    ("/.well-known/oauth-authorization-server", &["GET"]),
    ("/.well-known/openid-configuration", &["GET"]),
    ("/applications/{id}", &["GET"]),
    ("/applications/{id}/correct", &["GET", "POST"]),
    ("/applications/{id}/documents/{upload}", &["GET"]),
    ("/applications/{id}/documents/{upload}/preview", &["GET"]),
    ("/applications/{id}/fragment", &["GET"]),
    ("/applications/{id}/moves", &["POST"]),
    ("/applications/{id}/rating", &["POST"]),
    ("/assets/{hash}/{name}", &["GET"]),
    ("/cabinet", &["GET"]),
    ("/cabinet/access", &["GET"]),
    ("/cabinet/call", &["GET", "POST"]),
    ("/cabinet/chat", &["GET", "POST"]),
    ("/cabinet/chat/unlink", &["POST"]),
    ("/cabinet/chat/{id}", &["GET"]),
    ("/cabinet/chat/{id}/confirm", &["POST"]),
    ("/cabinet/chat/{id}/fragment", &["GET"]),
    ("/cabinet/documents", &["GET"]),
    ("/cabinet/fragment", &["GET"]),
    ("/cabinet/notices", &["GET"]),
    ("/cabinet/profile", &["GET"]),
    ("/calls", &["GET", "POST"]),
    ("/calls/{id}", &["GET"]),
    ("/calls/{id}/inquiries", &["POST"]),
    ("/calls/{id}/topic", &["POST"]),
    ("/desk", &["GET"]),
    ("/desk/next", &["POST"]),
    ("/desk/{id}", &["GET"]),
    ("/desk/{id}/assignments", &["POST"]),
    ("/desk/{id}/decision", &["GET", "POST"]),
    ("/desk/{id}/decision/undo", &["POST"]),
    ("/desk/{id}/document", &["GET"]),
    ("/desk/{id}/document.svg", &["GET"]),
    ("/docs", &["GET"]),
    ("/docs/", &["GET"]),
    ("/docs/authorized", &["GET"]),
    ("/docs/first-token", &["GET"]),
    ("/docs/operations/{id}", &["GET"]),
    ("/docs/shapes", &["GET"]),
    ("/drafts/{id}", &["GET", "POST"]),
    ("/esia/callback", &["GET"]),
    ("/events", &["GET"]),
    ("/favicon.svg", &["GET"]),
    ("/inquiries", &["GET"]),
    ("/inquiries/{id}/answer", &["POST"]),
    ("/language", &["POST"]),
    ("/livez", &["GET"]),
    ("/login", &["GET"]),
    ("/login/done", &["GET"]),
    ("/logout", &["POST"]),
    ("/manifests", &["GET"]),
    ("/manifests/{id}", &["GET"]),
    ("/manifests/{id}/signatures", &["POST"]),
    ("/metrics", &["GET"]),
    ("/oauth2/authorize", &["GET", "POST"]),
    ("/oauth2/consent", &["POST"]),
    ("/oauth2/jwks", &["GET"]),
    ("/oauth2/token", &["POST"]),
    ("/oauth2/userinfo", &["GET", "POST"]),
    ("/oversight", &["GET"]),
    ("/problems/{code}", &["GET"]),
    ("/readyz", &["GET"]),
    ("/results/{id}", &["GET"]),
    ("/robots.txt", &["GET"]),
    ("/services", &["GET"]),
    ("/services/{code}", &["GET"]),
    ("/services/{code}/apply", &["GET", "POST"]),
    ("/services/{code}/checklist", &["GET"]),
    ("/services/{code}/checklist/{step}", &["POST"]),
    ("/services/{code}/stages", &["GET"]),
    ("/services/{code}/stages.svg", &["GET"]),
    ("/status", &["GET", "POST"]),
    ("/styleguide", &["GET"]),
    ("/uploads/{id}", &["GET"]),
    ("/uploads/{id}/preview", &["GET"]),
    ("/v1/openapi.json", &["GET"]),
    ("/verify", &["GET"]),
    ("/verify/{code}", &["GET", "POST"]),
    ("/window", &["GET"]),
    ("/window/next", &["POST"]),
    ("/window/receptions", &["GET", "POST"]),
    ("/window/receptions/{id}", &["GET"]),
    ("/window/receptions/{id}/end", &["POST"]),
    ("/window/receptions/{id}/resume", &["POST"]),
    ("/window/receptions/{reception}/drafts/{id}", &["GET", "POST"]),
    ("/window/receptions/{reception}/services/{code}/apply", &["GET", "POST"]),
    ("/window/receptions/{reception}/uploads/{id}", &["GET"]),
    ("/window/receptions/{reception}/uploads/{id}/preview", &["GET"]),
    ("/window/{id}", &["GET"]),
    ("/window/{id}/assignments", &["POST"]),
    ("/window/{id}/moves", &["POST"]),
    ("/window/{id}/result", &["GET"]),
];

/// Whether a path is that of a feed of events, which has no end and so no answer to HEAD.
pub(crate) fn is_feed(path: &str) -> bool {
    path.ends_with("/events")
}

/// The methods of every address.
#[derive(Clone)]
pub(crate) struct Methods(Vec<(ResourceDef, String)>);

impl Methods {
    /// Of the operations of a document, and of what is served beside them.
    pub(crate) fn of(document: &OpenApi) -> Self {
        let table = table(document);
        let row = |(path, mut methods): (String, Vec<&'static str>)| {
            if methods.contains(&"GET") && !is_feed(&path) {
                methods.push("HEAD");
            }
            (ResourceDef::new(path), methods.join(", "))
        };
        Self(table.into_iter().map(row).collect())
    }

    /// Whether a browser can open a path.
    pub(crate) fn opens(&self, path: &str) -> bool {
        self.allow(path).is_some_and(|methods| methods.split(", ").any(|one| one == "GET"))
    }

    /// What `Allow` says of a path; nothing if there is no such address.
    pub(crate) fn allow(&self, path: &str) -> Option<&str> {
        let found = self.0.iter().find(|(route, _)| route.is_match(path));
        found.map(|(_, methods)| methods.as_str())
    }
}

/// Every address with its methods.
pub(crate) fn table(document: &OpenApi) -> BTreeMap<String, Vec<&'static str>> {
    let mut table: BTreeMap<String, Vec<&'static str>> =
        BESIDE.iter().map(|(path, methods)| ((*path).to_owned(), methods.to_vec())).collect();
    for (path, item) in &document.paths.paths {
        let given = [
            ("GET", item.get.is_some()),
            ("PUT", item.put.is_some()),
            ("POST", item.post.is_some()),
            ("DELETE", item.delete.is_some()),
            ("PATCH", item.patch.is_some()),
        ];
        let methods = given.into_iter().filter(|(_, there)| *there).map(|(name, _)| name);
        table.entry(path.clone()).or_default().extend(methods);
    }
    table
}
