//! Reading the mailbox: a list, a letter, and JSON for tests and the tour.

use crate::{mail::letter::Letter, params::Params, state::State};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Data, Path, ServiceConfig},
};
use domain::time;
use serde_json::{Value, json};

/// The addresses of the mailbox.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .route("/mail", web::get().to(list))
        .route("/mail.json", web::get().to(json_list))
        .route("/mail/{n}", web::get().to(letter));
}

/// `GET /mail?to=`.
async fn list(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let params = Params::parse(request.query_string().as_bytes());
    let to = params.get("to").map(str::trim);
    let letters: Vec<Value> = state
        .mailbox
        .list(to)
        .iter()
        .map(|letter| {
            json!({
                "n": letter.n, "to": letter.envelope.to.join(", "), "subject": letter.subject,
                "received_at": wall(letter),
            })
        })
        .collect();
    let values = json!({"letters": letters, "to": to.unwrap_or_default()});
    state.pages.show(StatusCode::OK, "mail_list.html", &values)
}

/// `GET /mail.json?to=`.
async fn json_list(request: HttpRequest, state: Data<State>) -> HttpResponse {
    let params = Params::parse(request.query_string().as_bytes());
    let letters: Vec<Value> = state
        .mailbox
        .list(params.get("to").map(str::trim))
        .iter()
        .map(|letter| {
            json!({
                "n": letter.n, "to": letter.envelope.to, "from": letter.envelope.from,
                "subject": letter.subject, "text": letter.text, "message_id": letter.message_id,
                "received_at": time::in_moscow(letter.envelope.at).to_rfc3339(),
            })
        })
        .collect();
    HttpResponse::Ok().json(letters)
}

/// `GET /mail/{n}`.
async fn letter(n: Path<String>, state: Data<State>) -> HttpResponse {
    let Some(letter) = n.parse().ok().and_then(|n| state.mailbox.get(n)) else {
        let detail = "Проверьте номер или откройте список писем.";
        return state.pages.problem(StatusCode::NOT_FOUND, "Такого письма нет", detail);
    };
    let headers: Vec<Value> =
        letter.headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let values = json!({
        "subject": letter.subject, "from": letter.envelope.from,
        "to": letter.envelope.to.join(", "), "received_at": wall(&letter), "text": letter.text,
        "html": letter.html, "headers": headers,
    });
    state.pages.show(StatusCode::OK, "mail.html", &values)
}

fn wall(letter: &Letter) -> String {
    time::in_moscow(letter.envelope.at).format("%d.%m.%Y %H:%M").to_string()
}
