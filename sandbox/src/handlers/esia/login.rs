//! The pages of a sign-in: whom to enter as, and whether to let the system know. Plain forms.

use super::answer;
use crate::esia::{
    memory::{Grant, Login},
    refusal::{Code, Refusal},
    request::{self, Asked, Persons, mandatory},
    scopes,
};
use crate::{params::Params, people::Person, state::State};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, Data},
};
use serde_json::{Value, json};
use url::Url;

/// `GET /aas/oauth2/v2/ac`.
pub(crate) async fn begin_by_query(request: HttpRequest, state: Data<State>) -> HttpResponse {
    begin(&Params::parse(request.query_string().as_bytes()), &state)
}

/// `POST /aas/oauth2/v2/ac`.
pub(crate) async fn begin_by_form(body: Bytes, state: Data<State>) -> HttpResponse {
    begin(&Params::parse(&body), &state)
}

fn begin(params: &Params, state: &State) -> HttpResponse {
    let asking = match request::asking(&state.esia, params) {
        Ok(asking) => asking,
        // Nobody to return to: the person sees why.
        Err(refusal) => return refused_here(state, &refusal),
    };
    let now = state.now();
    match request::asked(&state.esia, asking.system, params, now) {
        Ok(asked) => {
            let id = state.secret();
            let page = choose_page(state, &id, &asked);
            state.esia.memory.put_login(id, Login { asked, oid: None, at: now });
            page
        }
        Err(refusal) => back_refused(asking.redirect, &refusal, params.get("state")),
    }
}

/// `POST /aas/login/person`: `login`, `person` (a key). Answers with the page that asks to confirm.
pub(crate) async fn choose(body: Bytes, state: Data<State>) -> HttpResponse {
    let params = Params::parse(&body);
    match chosen(&params, &state) {
        Ok(page) => page,
        Err(refusal) => refused_here(&state, &refusal),
    }
}

fn chosen(params: &Params, state: &State) -> Result<HttpResponse, Refusal> {
    let id = mandatory(params, "login")?;
    let login = state.esia.memory.login(id, state.now()).ok_or_else(over)?;
    let person = state.people.by_key(mandatory(params, "person")?);
    let person = person.ok_or_else(|| request::bad("person", "names nobody"))?;
    if login.asked.persons == Persons::Confirmed && !person.confirmed {
        state.esia.memory.take_login(id).ok_or_else(over)?;
        let refusal = Refusal::new(Code::Unconfirmed, "The account is not confirmed.");
        let to = redirect(&login.asked)?;
        return Ok(back_refused(to, &refusal, Some(&login.asked.state)));
    }
    let page = confirm_page(state, id, &login.asked, person);
    state.esia.memory.put_login(id.to_owned(), Login { oid: Some(person.oid), ..login });
    Ok(page)
}

/// `POST /aas/login/answer`: `login`, `answer` (`confirm`, `back` or `refuse`). Leads to the system.
pub(crate) async fn answer(body: Bytes, state: Data<State>) -> HttpResponse {
    let params = Params::parse(&body);
    match answered(&params, &state) {
        Ok(page) => page,
        Err(refusal) => refused_here(&state, &refusal),
    }
}

fn answered(params: &Params, state: &State) -> Result<HttpResponse, Refusal> {
    let id = mandatory(params, "login")?;
    let now = state.now();
    let login = state.esia.memory.login(id, now).ok_or_else(over)?;
    let decision = mandatory(params, "answer")?;
    if decision == "back" {
        return Ok(choose_page(state, id, &login.asked));
    }
    let echo = login.asked.state.clone();
    let mut to = redirect(&login.asked)?;
    match decision {
        "confirm" => {
            let oid = login.oid.ok_or_else(|| Refusal::missing("person"))?;
            let login = state.esia.memory.take_login(id).ok_or_else(over)?;
            let session = state.uuid().to_string();
            let grant = Grant { asked: login.asked, oid, session, auth_time: now, at: now };
            match answer::code(state, grant) {
                Ok(code) => {
                    to.query_pairs_mut().append_pair("code", &code).append_pair("state", &echo);
                    Ok(see_other(&to))
                }
                Err(refusal) => Ok(back_refused(to, &refusal, Some(&echo))),
            }
        }
        "refuse" => {
            state.esia.memory.take_login(id).ok_or_else(over)?;
            let refusal = Refusal::new(Code::Denied, "The resource owner denied the request.");
            Ok(back_refused(to, &refusal, Some(&echo)))
        }
        _ => Err(request::bad("answer", "must be confirm, back or refuse")),
    }
}

/// `GET /idp/ext/Logout`: there is no session to end here, so it only leads back.
pub(crate) async fn logout(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let params = Params::parse(request.query_string().as_bytes());
    let Some(mnemonic) = params.get("client_id") else {
        return refused_here(&state, &Refusal::missing("client_id"));
    };
    let Some(system) = state.esia.system(mnemonic) else {
        let detail = "The system [client_id] is not registered.";
        return refused_here(&state, &Refusal::new(Code::ClientNotAllowed, detail));
    };
    let Some(given) = params.get("redirect_url") else {
        return state.pages.show(StatusCode::OK, "goodbye.html", &json!({}));
    };
    match Url::parse(given) {
        Ok(to) if system.may_return_to(&to) => see_other(&to),
        _ => {
            let detail = "The [redirect_url] is not allowed.";
            refused_here(&state, &Refusal::new(Code::RedirectNotAllowed, detail))
        }
    }
}

fn choose_page(state: &State, login: &str, asked: &Asked) -> HttpResponse {
    let people: Vec<Value> = state
        .people
        .iter()
        .filter(|person| person.confirmed || asked.persons == Persons::All)
        .map(|person| {
            json!({
                "key": person.key, "name": person.full_name(), "about": person.about,
                "level": person.level(),
            })
        })
        .collect();
    let values = json!({
        "login": login, "system": asked.mnemonic, "scopes": words(asked), "people": people,
    });
    state.pages.show(StatusCode::OK, "choose.html", &values)
}

fn confirm_page(state: &State, login: &str, asked: &Asked, person: &Person) -> HttpResponse {
    let values = json!({
        "login": login, "system": asked.mnemonic, "scopes": words(asked),
        "name": person.full_name(), "level": person.level(), "about": person.about,
    });
    state.pages.show(StatusCode::OK, "confirm.html", &values)
}

fn words(asked: &Asked) -> Vec<&'static str> {
    asked.scopes.iter().chain(&asked.scopes_org).map(|scope| scopes::in_words(scope)).collect()
}

/// The page of a sign-in that cannot go on.
fn refused_here(state: &State, refusal: &Refusal) -> HttpResponse {
    tracing::info!(code = refusal.code.number(), "the sandbox ESIA refused a sign-in");
    let detail = refusal.to_string();
    state.pages.problem(StatusCode::BAD_REQUEST, "Войти не получилось", &detail)
}

fn back_refused(mut to: Url, refusal: &Refusal, echo: Option<&str>) -> HttpResponse {
    tracing::info!(code = refusal.code.number(), "the sandbox ESIA refused a sign-in");
    to.query_pairs_mut()
        .append_pair("error", refusal.code.oauth())
        .append_pair("error_description", &refusal.to_string());
    if let Some(echo) = echo {
        to.query_pairs_mut().append_pair("state", echo);
    }
    see_other(&to)
}

fn redirect(asked: &Asked) -> Result<Url, Refusal> {
    Url::parse(&asked.redirect_uri)
        .map_err(|error| request::bad("redirect_uri", &error.to_string()))
}

fn see_other(to: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("Location", to.as_str())).finish()
}

fn over() -> Refusal {
    let detail = "Этот вход уже завершён или устарел. Вернитесь в систему и начните сначала.";
    Refusal::new(Code::BadGrant, detail)
}
