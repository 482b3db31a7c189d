//! What a service and a case need where two apply together.

use super::World;
use chrono::NaiveDate;
use domain::assurance::Assurance;
use domain::citizen::Profile;
use domain::id::CitizenId;
use serde_json::{Value, json};

/// The account of the one who is named.
const SNILS: &str = "00100199800";

/// The service with questions for whom it is applied for together.
pub(super) fn for_two(service: &str) -> String {
    let text = |name: &str, more: &str| {
        format!(
            "      {name}:\n        title: Второй\n        x-title-en: Second\n        description: Кто второй\n        \
             x-description-en: Who is the second\n        type: string\n{more}"
        )
    };
    let asked = [
        text("partner_snils", "        format: snils\n"),
        text("partner_last_name", ""),
        text("partner_first_name", ""),
        text("partner_birth_date", "        format: date\n"),
    ];
    let names = ["partner_snils", "partner_last_name", "partner_first_name", "partner_birth_date"];
    let required = format!(", {}]\n    properties:\n{}", names.join(", "), asked.concat());
    let controls =
        names.map(|name| format!("      - {{type: Control, scope: \"#/properties/{name}\"}}\n"));
    let service = service
        .replacen("]\n    properties:\n", &required, 1)
        .replace("    elements:\n", &format!("    elements:\n{}", controls.concat()));
    format!("{service}{CO_APPLICANT}")
}

const CO_APPLICANT: &str = "\nco_applicant:\n  title: {ru: Второй, en: Second}\n  fields:\n    snils: /partner_snils\n    \
    last_name: /partner_last_name\n    first_name: /partner_first_name\n    birth_date: /partner_birth_date\n  \
    invitation: application-registered\n";

/// What a form says of the one who is named.
pub(super) fn fill(form: &mut Value) {
    form["partner_snils"] = json!(SNILS);
    form["partner_last_name"] = json!("Парный");
    form["partner_first_name"] = json!("Илья");
    form["partner_birth_date"] = json!("1990-05-01");
}

/// The one who is named.
pub(super) async fn signs_in(world: &World) -> CitizenId {
    let profile = Profile {
        snils: Some(SNILS.to_owned()),
        birth_date: NaiveDate::from_ymd_opt(1990, 5, 1),
        ..Profile::named("Парный", "Илья")
    };
    let mut tx = world.cx.begin().await.unwrap();
    let citizen = tx.remember_citizen(3, Assurance::Confirmed, &profile).await.unwrap().id;
    tx.commit().await.unwrap();
    citizen
}
