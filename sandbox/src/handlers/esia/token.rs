//! `POST /aas/oauth2/v3/te`: a code, or a refresh token, becomes tokens.

use super::answer;
use crate::esia::{
    memory::{By, Grant},
    pkce,
    refusal::{Code, Refusal},
    request::{self, Signed, mandatory},
};
use crate::{params::Params, state::State};
use actix_web::{
    HttpResponse,
    web::{Bytes, Data},
};
use serde_json::Value;

/// Answers a token request.
pub(crate) async fn exchange(body: Bytes, state: Data<State>) -> HttpResponse {
    let params = Params::parse(&body);
    let answered = granted(&params, &state);
    let mut answer = match &answered {
        Ok(_) => HttpResponse::Ok(),
        Err(refusal) => {
            tracing::info!(code = refusal.code.number(), "the sandbox ESIA refused a token");
            HttpResponse::BadRequest()
        }
    };
    answer.insert_header(("Pragma", "no-cache"));
    match answered {
        Ok(tokens) => answer.json(tokens),
        Err(refusal) => answer.json(refusal.json(params.get("state"))),
    }
}

fn granted(params: &Params, state: &State) -> Result<Value, Refusal> {
    if let Some(name) = params.repeated() {
        return Err(request::repeated(name));
    }
    let asking = request::asking(&state.esia, params)?;
    let (by, secret) = match mandatory(params, "grant_type")? {
        "authorization_code" => (By::Code, mandatory(params, "code")?),
        "refresh_token" => (By::Refresh, mandatory(params, "refresh_token")?),
        _ => return Err(Refusal::new(Code::GrantType, "The [grant_type] is not supported.")),
    };
    if mandatory(params, "token_type")? != "Bearer" {
        return Err(request::bad("token_type", "must be Bearer"));
    }
    // The code is signed; a refresh token is not.
    let tail = if matches!(by, By::Code) { secret } else { "" };
    let now = state.now();
    let signed = request::signed(&state.esia, asking.system, params, now, tail)?;
    let grant = state.esia.memory.take(by, secret, &asking.system.mnemonic, now);
    let grant = grant.ok_or_else(|| bad_grant("invalid, expired, used or another system's"))?;
    fits(&grant, &signed, params)?;
    if matches!(by, By::Code) {
        pkce::verify(params.get("code_verifier"), &grant.asked.challenge)?;
    }
    let person = state.people.by_oid(grant.oid);
    let person = person.ok_or_else(|| bad_grant("given to a person who is no more"))?;
    answer::tokens(state, &grant, person, &signed.state)
}

/// The token request must be for what the person allowed.
fn fits(grant: &Grant, signed: &Signed, params: &Params) -> Result<(), Refusal> {
    if params.get("redirect_uri") != Some(grant.asked.redirect_uri.as_str()) {
        return Err(bad_grant("given for another [redirect_uri]"));
    }
    let same = sorted(&signed.scopes) == sorted(&grant.asked.scopes)
        && sorted(&signed.scopes_org) == sorted(&grant.asked.scopes_org);
    if same {
        Ok(())
    } else {
        Err(Refusal::new(Code::BadScope, "The scopes differ from those the person allowed."))
    }
}

fn sorted(scopes: &[String]) -> Vec<&str> {
    let mut scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    scopes.sort_unstable();
    scopes
}

fn bad_grant(why: &str) -> Refusal {
    Refusal::new(Code::BadGrant, format!("The grant is {why}."))
}
