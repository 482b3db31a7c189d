//! The officer's desk of the department: a page a person decides at.

use super::door;
use crate::department::{
    decision::{Decision, Outcome, Standing},
    order::{Officer, Order, Reason, SERVICE},
};
use crate::{json::text, params::Params, people::full_name, state::State};
use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{self, Bytes, Data, Path},
};
use domain::time;
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET /department`.
pub(crate) async fn page(state: Data<State>) -> HttpResponse {
    let orders: Vec<Value> =
        state.department.shelf.all().iter().map(|(id, order)| card(&state, id, order)).collect();
    let reasons: Vec<Value> =
        Reason::ALL.map(|reason| json!({"code": reason.code(), "title": reason.title()})).to_vec();
    let values = json!({"orders": orders, "reasons": reasons, "token": state.form_token});
    state.pages.show(StatusCode::OK, "department.html", &values)
}

fn card(state: &State, id: &str, order: &Order) -> Value {
    let standing = state.department.standing(order, &state.people, state.now());
    let word = match &standing {
        Standing::Processing => "рассматривается",
        Standing::NeedsOfficer => "ждёт сотрудника",
        Standing::Decided(_) => "решено",
        Standing::Cancelled => "отозвано заявителем",
    };
    let decision = match &standing {
        Standing::Decided(decision) => Some(in_words(decision)),
        _ => None,
    };
    let message = &order.message;
    let field = |path: &str| text(message, path).unwrap_or_default();
    json!({
        "message_id": id, "number": field("number"), "service": field("service"),
        "department_number": order.department_number, "state": word,
        "about": order.wanted().map_or("", crate::department::order::Wanted::title),
        "certificate": order.service() == SERVICE, "receiver": order.receiver(),
        "applicant": full_name(
            field("applicant.last_name"),
            field("applicant.first_name"),
            text(message, "applicant.middle_name").ok(),
        ),
        "received_at": wall(order.received_at), "decision": decision,
        "needs_officer": standing == Standing::NeedsOfficer,
    })
}

fn in_words(decision: &Decision) -> String {
    let when = wall(decision.decided_at);
    let in_words = |code: &str| match Reason::of(code) {
        Some(reason) => reason.title().to_lowercase(),
        None => code.to_owned(),
    };
    match &decision.outcome {
        Outcome::Granted(_) => format!("услуга оказана, {when}"),
        Outcome::Refused(reason) => format!("отказ: {}, {when}", in_words(reason)),
        Outcome::Returned(reason) => format!("возвращено: {}, {when}", in_words(reason)),
    }
}

fn wall(moment: time::Moment) -> String {
    time::in_moscow(moment).format("%d.%m.%Y %H:%M").to_string()
}

/// `POST /department/orders/{message_id}/decision`: `token`, `outcome`, `reason_code`.
pub(crate) async fn decide(id: Path<String>, body: Bytes, state: Data<State>) -> HttpResponse {
    let params = Params::parse(&body);
    let wrong = |detail: &str| {
        state.pages.problem(StatusCode::UNPROCESSABLE_ENTITY, "Решение не записано", detail)
    };
    if params.get("token") != Some(state.form_token.as_str()) {
        return wrong("Форма устарела. Откройте страницу ведомства снова и повторите.");
    }
    let Some(order) = state.department.shelf.get(&id) else {
        return state.pages.problem(StatusCode::NOT_FOUND, "Заявления нет", "Проверьте адрес.");
    };
    let now = state.now();
    let officer = match officer(&params, &order, now) {
        Ok(officer) => officer,
        Err(detail) => return wrong(detail),
    };
    if state.department.standing(&order, &state.people, now) != Standing::NeedsOfficer {
        return wrong("По этому заявлению решение сотрудника не требуется.");
    }
    let department = Arc::clone(&state.department);
    match web::block(move || department.shelf.decide(&id, officer)).await {
        Ok(Ok(())) => HttpResponse::SeeOther().insert_header(("Location", "/department")).finish(),
        Ok(Err(error)) => door::unavailable(&error),
        Err(error) => door::unavailable(&error),
    }
}

/// The decision a form asks for. The certificate's reasons are a closed list; those of other services are the
/// platform's to know.
fn officer(params: &Params, order: &Order, now: time::Moment) -> Result<Officer, &'static str> {
    let reason = params.get("reason_code").filter(|code| !code.is_empty()).map(str::to_owned);
    let known = |code: &String| order.service() != SERVICE || Reason::of(code).is_some();
    let none = Officer { refused: None, returned: None, decided_at: now };
    match (params.get("outcome"), reason) {
        (Some("granted"), None) => Ok(none),
        (Some("granted"), Some(_)) => {
            Err("Вы выбрали причину отказа, но оказываете услугу. Уберите причину или откажите.")
        }
        (Some("refused"), Some(code)) if known(&code) => {
            Ok(Officer { refused: Some(code), ..none })
        }
        (Some("returned"), Some(code)) if order.service() != SERVICE => {
            Ok(Officer { returned: Some(code), ..none })
        }
        (Some("refused" | "returned"), _) => Err("Укажите причину из списка."),
        _ => Err("Поле outcome: выберите, оказать услугу, вернуть заявление или отказать."),
    }
}
