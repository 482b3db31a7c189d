//! What ESIA hands to a system: codes, access and ID tokens, with the claims of the real ones.

use crate::esia::{
    Esia,
    memory::{By, Grant},
    refusal::{Code, Refusal},
    request::Access,
    tokens::Kind,
};
use crate::{people::Person, state::State};
use aws_lc_rs::error::Unspecified;
use serde_json::{Map, Value, json};

/// How long an access token lives, seconds.
const ACCESS_LIVES: i64 = 3600;
/// How long an ID token lives, seconds.
const ID_LIVES: i64 = 10_800;

/// Keeps the grant under a new code: a signed token itself, as the real ones are.
pub(crate) fn code(state: &State, grant: Grant) -> Result<String, Refusal> {
    let now = grant.at.timestamp();
    let claims = json!({
        "nbf": now, "iat": now, "exp": now + 60, "iss": state.esia.issuer,
        "client_id": grant.asked.mnemonic, "urn:esia:sid": grant.session,
        "jti": state.secret(),
    });
    let code = state.esia.key.sign(Kind::Code, &claims).map_err(internal)?;
    state.esia.memory.put(By::Code, code.clone(), grant);
    Ok(code)
}

/// The JSON of a granted token request.
pub(crate) fn tokens(
    state: &State,
    grant: &Grant,
    person: &Person,
    echo: &str,
) -> Result<Value, Refusal> {
    let esia = &state.esia;
    let now = state.now().timestamp();
    let mut answer = Map::new();
    let access = esia.key.sign(Kind::Access, &access_claims(esia, grant, person, now));
    answer.insert("access_token".into(), access.map_err(internal)?.into());
    if grant.asked.scopes.iter().any(|scope| scope == "openid") {
        let id = esia.key.sign(Kind::Id, &id_claims(esia, grant, person, now));
        answer.insert("id_token".into(), id.map_err(internal)?.into());
    }
    if grant.asked.access == Access::Offline {
        let refresh = state.uuid().to_string();
        let kept = Grant { at: state.now(), ..grant.clone() };
        esia.memory.put(By::Refresh, refresh.clone(), kept);
        answer.insert("refresh_token".into(), refresh.into());
    }
    answer.insert("state".into(), echo.into());
    answer.insert("token_type".into(), "Bearer".into());
    answer.insert("expires_in".into(), ACCESS_LIVES.into());
    Ok(Value::Object(answer))
}

fn access_claims(esia: &Esia, grant: &Grant, person: &Person, now: i64) -> Value {
    json!({
        "nbf": now, "scope": scope_claim(grant, person), "iss": esia.issuer,
        "urn:esia:sid": grant.session, "urn:esia:sbj_id": person.oid,
        "exp": now + ACCESS_LIVES, "iat": now, "client_id": grant.asked.mnemonic,
    })
}

fn id_claims(esia: &Esia, grant: &Grant, person: &Person, now: i64) -> Value {
    let mut subject = Map::new();
    subject.insert("urn:esia:sbj:typ".into(), "P".into());
    subject.insert("urn:esia:sbj:oid".into(), person.oid.into());
    subject.insert("urn:esia:sbj:nam".into(), format!("OID.{}", person.oid).into());
    // Absent, not false, when the account is not confirmed.
    if person.confirmed {
        subject.insert("urn:esia:sbj:is_tru".into(), true.into());
    }
    let level = if person.confirmed { "PR" } else { "P" };
    subject.insert("urn:esia:sbj:lvl".into(), level.into());
    json!({
        "aud": grant.asked.mnemonic, "sub": person.oid, "nbf": now, "amr": "PWD",
        "auth_time": grant.auth_time.timestamp(), "iss": esia.issuer,
        "urn:esia:sid": grant.session, "urn:esia:amd": "PWD", "exp": now + ID_LIVES, "iat": now,
        "urn:esia:sbj": subject,
    })
}

/// Each scope names whose it is; `openid` is nobody's.
fn scope_claim(grant: &Grant, person: &Person) -> String {
    let mut scopes: Vec<String> = Vec::new();
    for scope in &grant.asked.scopes {
        scopes.push(match scope.as_str() {
            "openid" => scope.clone(),
            _ => format!("{scope}?oid={}", person.oid),
        });
    }
    for role in &person.roles {
        for scope in &grant.asked.scopes_org {
            scopes.push(format!("{scope}?org_oid={}", role.org_oid));
        }
    }
    scopes.join(" ")
}

fn internal(_no_details: Unspecified) -> Refusal {
    Refusal::new(Code::Internal, "The token cannot be signed.")
}
