//! Papers that are handed over: what is to be signed where, and one manifest.

use super::filing::new_key;
use super::reception::key;
use super::{html, place, see_other};
use crate::app::App;
use crate::cursor;
use crate::handlers::{field, named};
use crate::pages::model::manifest::{Manifests, page, rows, said_text};
use crate::pages::page_failure::PageFailure;
use crate::pages::posted::{Fields, Sent};
use crate::pages::visitor::Resident;
use crate::view;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post, web};
use casework::CaseError;
use casework::manifest::{AskedSignature, acts, list, numbered, read, sign};
use chrono::DateTime;
use domain::duty::DutyRole;
use domain::id::ManifestId;
use domain::manifest::{Act, BadSignature};
use openapi::problem::Code;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

const PAGE: u64 = 50;

/// The pages and what they send.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(all).service(one).service(signed);
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub(super) struct Query {
    /// Gathered after this one.
    after: Option<String>,
    /// Only the one of this number.
    number: Option<String>,
}

/// The manifests that the reader gives, carries or receives; one that is looked for by its number is opened.
#[get("/manifests")]
pub(super) async fn all(
    app: web::Data<App>,
    resident: Resident,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let actor = resident.actor();
    let typed = query.number.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let found = match typed.map(|text| text.to_uppercase().parse()) {
        Some(Ok(number)) => numbered(&app.cx, &actor, number).await?,
        _ => None,
    };
    if let Some(found) = found {
        return Ok(see_other(&format!("/manifests/{}", found.id)));
    }
    let after = place(query.after.as_deref())?.map(|(_, id)| id);
    let listed = list(&app.cx, &actor, after, PAGE).await?;
    let (catalog, lang) = (app.cx.catalog(), resident.lang());
    let shown = listed.items.iter().map(|of| view::manifest(&catalog, of, &acts(&actor, of), lang));
    let shown = Manifests {
        next: listed.next.map(cursor::write),
        missed: typed.map(str::to_owned),
        way: way_of(&resident),
        ..rows(&shown.collect::<Vec<_>>(), (app.pages.texts(), lang))
    };
    html(&app, &resident.visitor, "manifests.html", &shown)
}

/// What came of a signature.
#[derive(Debug, Deserialize)]
pub(super) struct Said {
    said: Option<String>,
}

/// A manifest, to be signed and printed.
#[get("/manifests/{id}")]
pub(super) async fn one(
    app: web::Data<App>,
    resident: Resident,
    id: web::Path<String>,
    query: web::Query<Said>,
) -> Result<HttpResponse, PageFailure> {
    resident.recently_signed_in()?;
    let (found, acts) = read(&app.cx, &resident.actor(), named(&id)?).await?;
    let (catalog, lang) = (app.cx.catalog(), resident.lang());
    let shown = view::manifest(&catalog, &found, &acts, lang);
    let address = format!("{}/manifests/{}", app.cx.public_url, found.id);
    let words = (app.pages.texts(), lang);
    let shown = page(
        shown,
        (address.as_str(), way_of(&resident), &|| new_key(&app)),
        query.said.as_deref(),
        words,
    );
    html(&app, &resident.visitor, "manifest.html", &shown)
}

/// Signs it, and shows what came of it.
#[post("/manifests/{id}/signatures")]
pub(super) async fn signed(
    app: web::Data<App>,
    sent: Sent,
    id: web::Path<String>,
) -> Result<HttpResponse, PageFailure> {
    sent.resident.recently_signed_in()?;
    let id: ManifestId = named(&id)?;
    let asked = asked(&sent.fields)?;
    let key = key(&sent.resident, &sent.fields)?;
    let said = match sign(&app.cx, &sent.resident.actor(), id, asked, &key).await {
        Ok(_) => "signed",
        Err(CaseError::Signature(BadSignature::Nothing | BadSignature::TooMany)) => "nothing",
        Err(CaseError::Signature(BadSignature::Gone(_)) | CaseError::KeyReused) => "changed",
        Err(CaseError::Signature(BadSignature::TooEarly)) => "early",
        Err(CaseError::Signature(BadSignature::Taken)) => "others",
        Err(CaseError::Signature(BadSignature::SamePerson)) => "same",
        Err(error) => return Err(error.into()),
    };
    if sent.fields.get("answer") == Some("json") {
        // What was kept on a phone is sent by a script, which tells what was not taken.
        let text = said_text(said).filter(|_| said != "signed");
        let text = text.map(|text| app.pages.texts().pick(text, sent.resident.lang()));
        return Ok(HttpResponse::Ok().json(json!({ "said": text })));
    }
    Ok(see_other(&format!("/manifests/{id}?said={said}")))
}

/// Who reads, where it is a courier: a name of their own for what is kept on a phone, which says nothing of them.
fn way_of(resident: &Resident) -> Option<String> {
    let digest = || {
        let of = Sha256::digest(format!("papers {}", resident.person.citizen));
        hex::encode(of).chars().take(16).collect()
    };
    resident.works_as(DutyRole::Courier).then(digest)
}

fn asked(fields: &Fields) -> Result<AskedSignature, PageFailure> {
    let word = fields.need("act")?;
    let act = Act::ALL.into_iter().find(|act| view::act_word(*act) == word);
    let act = act.ok_or(Code::BadShape)?;
    let items = fields.all("item").map(|id| field("/item", id)).collect::<Result<_, _>>()?;
    let signed_at = fields.get("signed_at").map(DateTime::parse_from_rfc3339).transpose();
    let signed_at = signed_at.map_err(|_malformed| Code::BadShape)?.map(|at| at.to_utc());
    Ok(AskedSignature { act, items, signed_at })
}
