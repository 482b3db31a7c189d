//! `/rs/prns/…`: what a token's scopes allow to know of its own person, and of nobody else.

use crate::esia::{
    card::{self, PERSON_SCOPES, Part},
    tokens::Kind,
};
use crate::{json, params::Params, people::Person, state::State};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::{Value, json};

/// Why nothing is shown.
#[derive(Debug)]
enum Closed {
    /// No token, or not one of ours that still lives.
    Token,
    /// The token is another person's, or lacks the scope.
    Scope,
    /// No such thing.
    Missing,
    /// `embed` names what is not a collection.
    Embed(String),
}

impl Closed {
    fn response(&self) -> HttpResponse {
        let (status, code, message) = match self {
            Self::Token => {
                (StatusCode::UNAUTHORIZED, "ESIA-005000", "The access token is absent or invalid")
            }
            Self::Scope => {
                (StatusCode::FORBIDDEN, "ESIA-005029", "SecurityErrorEnum.scopeNotAllowed")
            }
            Self::Missing => (StatusCode::NOT_FOUND, "ESIA-005004", "Not found"),
            Self::Embed(name) => {
                let message = format!("The parameter [embed] has an unknown part [{name}]");
                return answer(StatusCode::BAD_REQUEST, "ESIA-005003", &message);
            }
        };
        answer(status, code, message)
    }
}

fn answer(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header(("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }
    response.json(json!({"code": code, "message": message}))
}

/// A request whose token belongs to the person it asks about.
struct Allowed<'a> {
    person: &'a Person,
    scopes: Vec<String>,
    embed: Vec<String>,
    /// The address of the person, for links to elements.
    base: String,
}

impl Allowed<'_> {
    fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|given| given == scope)
    }

    fn any(&self, scopes: &[&str]) -> Result<(), Closed> {
        if scopes.iter().any(|scope| self.has(scope)) { Ok(()) } else { Err(Closed::Scope) }
    }

    fn elements(&self, part: Part) -> Result<Vec<Value>, Closed> {
        self.any(part.scopes())?;
        Ok(card::elements(self.person, part, &|scope| self.has(scope)))
    }

    fn link(&self, path: &str, element: &Value) -> Value {
        let id = element.get("id").and_then(Value::as_u64).unwrap_or_default();
        format!("{}/{path}/{id}", self.base).into()
    }

    /// Objects when `embed=(elements)` asks for them, otherwise their addresses.
    fn shown(&self, path: &str, elements: &[Value]) -> Result<Value, Closed> {
        for name in &self.embed {
            if name != "elements" {
                return Err(Closed::Embed(name.clone()));
            }
        }
        if self.embed.is_empty() {
            let links: Vec<Value> = elements.iter().map(|one| self.link(path, one)).collect();
            return Ok(card::collection(&links));
        }
        Ok(card::collection(elements))
    }
}

fn allow<'a>(request: &HttpRequest, oid: &str, state: &'a State) -> Result<Allowed<'a>, Closed> {
    let token = json::bearer(request).ok_or(Closed::Token)?;
    let claims = state.esia.key.read(Kind::Access, token, state.now()).ok_or(Closed::Token)?;
    let subject = claims.get("urn:esia:sbj_id").and_then(Value::as_u64).ok_or(Closed::Token)?;
    let person = state.people.by_oid(subject).ok_or(Closed::Token)?;
    if oid != subject.to_string() {
        return Err(Closed::Scope);
    }
    let scope = claims.get("scope").and_then(Value::as_str).unwrap_or_default();
    let own = format!("?oid={subject}");
    let scopes = scope.split(' ').filter_map(|one| one.strip_suffix(&own)).map(str::to_owned);
    let params = Params::parse(request.query_string().as_bytes());
    let base = format!("{}rs/prns/{subject}", state.esia.base);
    Ok(Allowed {
        person,
        scopes: scopes.collect(),
        embed: embed(params.get("embed").unwrap_or_default()),
        base,
    })
}

/// The names inside `(a.elements,b.elements)`.
fn embed(given: &str) -> Vec<String> {
    let inside = given.trim().trim_start_matches('(').trim_end_matches(')');
    inside.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn respond(shown: Result<Value, Closed>) -> HttpResponse {
    match shown {
        Ok(value) => HttpResponse::Ok().json(value),
        Err(closed) => closed.response(),
    }
}

/// `GET /rs/prns/{oid}`.
pub(crate) async fn person(
    request: HttpRequest,
    oid: Path<String>,
    state: Data<State>,
) -> HttpResponse {
    respond(allow(&request, &oid, &state).and_then(|allowed| person_card(&allowed)))
}

fn person_card(allowed: &Allowed<'_>) -> Result<Value, Closed> {
    allowed.any(&PERSON_SCOPES)?;
    let mut card = card::person(allowed.person, &|scope| allowed.has(scope));
    for name in &allowed.embed {
        let wanted = name.strip_suffix(".elements");
        let part = Part::ALL.into_iter().find(|part| wanted == Some(part.name()));
        let part = part.ok_or_else(|| Closed::Embed(name.clone()))?;
        let elements = allowed.elements(part)?;
        card.insert(part.name().to_owned(), card::collection(&elements));
    }
    Ok(Value::Object(card))
}

/// `GET /rs/prns/{oid}/{ctts|addrs|docs|kids|vhls|roles}`.
pub(crate) async fn part(
    request: HttpRequest,
    path: Path<(String, String)>,
    state: Data<State>,
) -> HttpResponse {
    let (oid, name) = path.into_inner();
    respond(allow(&request, &oid, &state).and_then(|allowed| {
        let part = by_path(&name)?;
        let elements = allowed.elements(part)?;
        // Roles are always shown in full: they have no addresses of their own.
        if part == Part::Roles {
            return Ok(card::collection(&elements));
        }
        allowed.shown(part.path(), &elements)
    }))
}

/// `GET /rs/prns/{oid}/{part}/{id}`.
pub(crate) async fn element(
    request: HttpRequest,
    path: Path<(String, String, u64)>,
    state: Data<State>,
) -> HttpResponse {
    let (oid, name, id) = path.into_inner();
    respond(allow(&request, &oid, &state).and_then(|allowed| {
        let elements = allowed.elements(by_path(&name)?)?;
        let found = elements.into_iter().find(|one| one.get("id") == Some(&json!(id)));
        found.ok_or(Closed::Missing)
    }))
}

/// `GET /rs/prns/{oid}/kids/{id}/docs`.
pub(crate) async fn kid_docs(
    request: HttpRequest,
    path: Path<(String, u64)>,
    state: Data<State>,
) -> HttpResponse {
    let (oid, id) = path.into_inner();
    respond(allow(&request, &oid, &state).and_then(|allowed| {
        allowed.any(&["kid_birth_cert_doc"])?;
        let kids = &allowed.person.kids;
        let kid = (1..).zip(kids).find(|(place, _)| card::element_id(allowed.person, *place) == id);
        let (_, kid) = kid.ok_or(Closed::Missing)?;
        // In full, with or without `embed`: they have no addresses of their own.
        Ok(card::collection(&card::kid_documents(kid)))
    }))
}

fn by_path(name: &str) -> Result<Part, Closed> {
    Part::ALL.into_iter().find(|part| part.path() == name).ok_or(Closed::Missing)
}
