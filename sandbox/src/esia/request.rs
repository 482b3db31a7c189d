//! The checks of a system's request, the same for the authorization page and for the token.

use super::{
    Esia, pkce,
    refusal::{Code, Refusal},
    scopes,
    system::Registered,
};
use crate::params::Params;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::DateTime;
use domain::time::Moment;
use url::Url;
use uuid::Uuid;

/// How far a system's clock may be from ours.
const SKEW: chrono::Duration = chrono::Duration::minutes(5);

/// A checked authorization request.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) mnemonic: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) scopes_org: Vec<String>,
    pub(crate) state: String,
    /// As it was written: signed and compared letter by letter.
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    /// Whether a refresh token is wanted (`access_type=offline`).
    pub(crate) access: Access,
    /// Whom the system wants to see.
    pub(crate) persons: Persons,
}

/// `access_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Online,
    Offline,
}

/// `person_filter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Persons {
    All,
    Confirmed,
}

/// Who asks and where the answer may go: known before anything can be redirected.
pub(crate) struct Asking<'a> {
    pub(crate) system: &'a Registered,
    pub(crate) redirect: Url,
}

/// What a signature covers besides the system's name.
pub(crate) struct Signed {
    pub(crate) scopes: Vec<String>,
    pub(crate) scopes_org: Vec<String>,
    pub(crate) state: String,
}

/// Finds the system and checks where it wants the person returned.
pub(crate) fn asking<'a>(esia: &'a Esia, params: &Params) -> Result<Asking<'a>, Refusal> {
    for name in ["client_id", "redirect_uri"] {
        if params.repeats(name) {
            return Err(repeated(name));
        }
    }
    let mnemonic = mandatory(params, "client_id")?;
    let system = esia.system(mnemonic).ok_or_else(|| {
        Refusal::new(Code::ClientNotAllowed, "The system [client_id] is not registered.")
    })?;
    let given = mandatory(params, "redirect_uri")?;
    let refused = || Refusal::new(Code::RedirectNotAllowed, "The [redirect_uri] is not allowed.");
    let redirect = Url::parse(given).map_err(|_error| refused())?;
    if !system.may_return_to(&redirect) {
        return Err(refused());
    }
    Ok(Asking { system, redirect })
}

/// Checks the rest of an authorization request.
pub(crate) fn asked(
    esia: &Esia,
    system: &Registered,
    params: &Params,
    now: Moment,
) -> Result<Asked, Refusal> {
    if let Some(name) = params.repeated() {
        return Err(repeated(name));
    }
    let signed = signed(esia, system, params, now, "")?;
    if mandatory(params, "response_type")? != "code" {
        return Err(Refusal::new(Code::ResponseType, "The [response_type] must be code."));
    }
    let access = match mandatory(params, "access_type")? {
        "online" => Access::Online,
        "offline" => Access::Offline,
        _ => return Err(bad("access_type", "must be online or offline")),
    };
    let persons = match params.get("person_filter") {
        None => Persons::All,
        Some("conf_acc") => Persons::Confirmed,
        Some(_) => return Err(bad("person_filter", "must be conf_acc here")),
    };
    let challenge =
        pkce::challenge(params.get("code_challenge"), params.get("code_challenge_method"))?;
    Ok(Asked {
        mnemonic: system.mnemonic.clone(),
        scopes: signed.scopes,
        scopes_org: signed.scopes_org,
        state: signed.state,
        redirect_uri: mandatory(params, "redirect_uri")?.to_owned(),
        challenge,
        access,
        persons,
    })
}

/// Checks scopes, time, state, certificate and the signature over them all and `tail`.
pub(crate) fn signed(
    esia: &Esia,
    system: &Registered,
    params: &Params,
    now: Moment,
    tail: &str,
) -> Result<Signed, Refusal> {
    let scopes = scopes::person(params.get("scope"))?;
    let scopes_org = scopes::organisation(params.get("scope_org"))?;
    let timestamp = mandatory(params, "timestamp")?;
    on_time(timestamp, now)?;
    let state = mandatory(params, "state")?;
    if Uuid::try_parse(state).is_err() || state.len() != 36 {
        return Err(bad("state", "must be a UUID"));
    }
    let secret = mandatory(params, "client_secret")?;
    certificate(esia, system, mandatory(params, "client_certificate_hash")?)?;
    let message = [
        &system.mnemonic,
        params.get("scope").unwrap_or_default(),
        params.get("scope_org").unwrap_or_default(),
        timestamp,
        state,
        mandatory(params, "redirect_uri")?,
        tail,
    ]
    .concat();
    let wrong = || Refusal::new(Code::WrongSecret, "clientSecretWrong");
    let signature =
        BASE64_URL_SAFE_NO_PAD.decode(secret.trim_end_matches('=')).map_err(|_error| wrong())?;
    if !system.signed(&message, &signature) {
        return Err(wrong());
    }
    Ok(Signed { scopes, scopes_org, state: state.to_owned() })
}

/// `yyyy.MM.dd HH:mm:ss Z`, near the present moment.
fn on_time(timestamp: &str, now: Moment) -> Result<(), Refusal> {
    let exact = timestamp.len() == "2021.02.12 00:15:26 +0300".len();
    let parsed = DateTime::parse_from_str(timestamp, "%Y.%m.%d %H:%M:%S %z");
    let Some(at) = parsed.ok().filter(|_| exact) else {
        return Err(Refusal::missing("timestamp"));
    };
    if (now - at.to_utc()).abs() > SKEW {
        let detail = "The [timestamp] is too far from the present moment.";
        return Err(Refusal::new(Code::WrongTime, detail));
    }
    Ok(())
}

fn certificate(esia: &Esia, system: &Registered, hash: &str) -> Result<(), Refusal> {
    if system.has_certificate(hash) {
        return Ok(());
    }
    if esia.systems.iter().any(|other| other.has_certificate(hash)) {
        let detail = "The certificate belongs to another system.";
        return Err(Refusal::new(Code::CertificateOfAnother, detail));
    }
    Err(Refusal::new(Code::WrongSecret, "clientSecretWrong: no certificate with this hash."))
}

/// The parameter, or the refusal that it is missing.
pub(crate) fn mandatory<'a>(params: &'a Params, name: &str) -> Result<&'a str, Refusal> {
    params.get(name).ok_or_else(|| Refusal::missing(name))
}

/// The refusal of a parameter with a wrong value.
pub(crate) fn bad(name: &str, problem: &str) -> Refusal {
    Refusal::new(Code::BadParameter, format!("The parameter [{name}] {problem}."))
}

/// The refusal of a parameter given twice.
pub(crate) fn repeated(name: &str) -> Refusal {
    let shown: String = name.chars().take(64).collect();
    bad(&shown, "is given more than once")
}
