//! The register, the department's door and its officer's desk.

use crate::world::{KEY, World};
use sandbox::people::{People, Person};
use serde_json::{Value, json};

fn person(key: &str) -> Person {
    People::embedded().unwrap().by_key(key).unwrap().clone()
}

fn digits(key: &str) -> String {
    person(key).snils.unwrap().chars().filter(char::is_ascii_digit).collect()
}

fn order(id: &str, key: &str, kind: &str) -> Value {
    let person = person(key);
    json!({
        "message_id": id, "application_id": "app_1", "number": format!("50-2026-{id}"),
        "service": "employment-certificate", "scenario": "electronic",
        "originals_checked_at_issue": false,
        "applicant": {
            "snils": digits(key), "last_name": person.last_name, "first_name": person.first_name,
            "middle_name": person.middle_name, "birth_date": person.birth_date,
            "document": {"series": "0000", "number": "100001"},
        },
        "form": {"certificate_kind": kind}, "sent_at": "2026-11-22T13:00:00+03:00",
    })
}

impl World {
    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = self.at(path);
        let response = self.http.post(url).bearer_auth(KEY).json(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn order(&self, order: &Value) -> (u16, Value) {
        self.post("/departments/minsocrazvitiya/orders", order).await
    }

    async fn standing(&self, id: &str) -> Value {
        self.rest(&format!("/departments/minsocrazvitiya/orders/{id}"), KEY).await.1
    }
}

#[tokio::test]
async fn the_register_tells_who_is_registered() {
    let world = World::new().await;
    for (key, status) in
        [("anna", "unemployed"), ("boris", "none"), ("elena", "unemployed"), ("zhanna", "removed")]
    {
        let path = "/registers/employment/status";
        let (code, known) = world.post(path, &json!({"snils": digits(key)})).await;
        assert_eq!((code, &known["status"]), (200, &json!(status)), "{key}");
        assert_eq!(known["center"]["code"], "czn-krasnogorsk");
        assert_eq!(known["as_of"], "2026-11-22T13:00:00+03:00");
        match key {
            "anna" => {
                assert_eq!(known["registered_on"], "2026-08-03");
                assert_eq!(known["benefits"].as_array().unwrap().len(), 3);
                assert_eq!(
                    known["benefits"][0],
                    json!({"month": "2026-08", "amount_kopecks": 1_278_000})
                );
            }
            "zhanna" => assert_eq!(known["removed_on"], "2026-05-20"),
            _ => assert_eq!(known["removed_on"], Value::Null),
        }
    }
}

#[tokio::test]
async fn wrong_keys_and_wrong_fields_are_refused_by_name() {
    let world = World::new().await;
    let path = "/registers/employment/status";
    for key in ["", "wrong", "key-of-test"] {
        let url = world.at(path);
        let body = json!({"snils": "1"});
        let answer = world.http.post(url).bearer_auth(key).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 401, "{key}");
    }
    for (body, status) in
        [(json!({}), 422), (json!({"snils": "11223344596"}), 422), (json!([]), 400)]
    {
        let (code, said) = world.post(path, &body).await;
        assert_eq!(code, status, "{said}");
        if status == 422 {
            assert_eq!(said["field"], "snils");
        }
    }
    assert_eq!(
        world
            .http
            .get(world.at("/departments/minsocrazvitiya/orders/x"))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
}

#[tokio::test]
async fn the_same_message_gives_the_same_receipt_even_after_a_restart() {
    let world = World::new().await;
    let anna = order("msg_1", "anna", "unemployed_status");
    let (status, receipt) = world.order(&anna).await;
    assert_eq!(status, 202);
    assert_eq!(receipt["department_number"], "ЦЗН-2026-000001");
    world.clock.advance(chrono::Duration::minutes(1));
    assert_eq!(world.order(&anna).await, (202, receipt.clone()));
    let world = world.restarted().await;
    assert_eq!(world.order(&anna).await, (202, receipt));
    let (status, said) = world.order(&order("msg_1", "boris", "unemployed_status")).await;
    assert_eq!((status, &said["field"]), (409, &json!("message_id")));
    let (_, second) = world.order(&order("msg_2", "boris", "unemployed_status")).await;
    assert_eq!(second["department_number"], "ЦЗН-2026-000002");
}

/// Proves G4.1 on the department's side: contacts cannot even be handed over.
#[tokio::test]
async fn contact_data_and_orders_of_another_department_are_refused() {
    let world = World::new().await;
    let mut with_email = order("msg_1", "anna", "unemployed_status");
    with_email["form"]["email"] = json!("anna@example.ru");
    let (status, said) = world.order(&with_email).await;
    assert_eq!((status, &said["field"]), (422, &json!("form.email")));
    let mut other = order("msg_1", "anna", "unemployed_status");
    other["receiver"] = json!("zags");
    let (status, said) = world.order(&other).await;
    assert_eq!((status, &said["field"]), (422, &json!("receiver")));
    assert_eq!(world.rest("/departments/minsocrazvitiya/orders/msg_1", KEY).await.0, 404);
}

/// Any department of the catalog has its stand-in here. What its register would say is not invented: an officer
/// decides, and may send the application back.
#[tokio::test]
async fn an_order_of_another_service_waits_for_an_officer_and_may_be_sent_back() {
    let world = World::new().await;
    let mut other = order("msg_1", "anna", "unemployed_status");
    other["service"] = json!("birth-registration");
    other["receiver"] = json!("zags");
    other["form"] = json!({"child": "Пётр"});
    assert_eq!(world.post("/departments/zags/orders", &other).await.0, 202);
    world.clock.advance(chrono::Duration::hours(1));
    let standing = world.rest("/departments/zags/orders/msg_1", KEY).await.1;
    assert_eq!(standing["state"], "needs_officer");
    assert_eq!(world.rest("/departments/minzdrav/orders/msg_1", KEY).await.0, 404, "not theirs");
    let desk = world.http.get(world.at("/department")).send().await.unwrap().text().await.unwrap();
    let token = desk.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let decide = async |fields: &[(&str, &str)]| {
        let url = world.at("/department/orders/msg_1/decision");
        let form: Vec<_> = fields.iter().copied().chain([("token", token)]).collect();
        world.http.post(url).form(&form).send().await.unwrap().status().as_u16()
    };
    assert_eq!(decide(&[("outcome", "returned")]).await, 422, "without a reason");
    decide(&[("outcome", "returned"), ("reason_code", "name_unclear")]).await;
    let standing = world.rest("/departments/zags/orders/msg_1", KEY).await.1;
    assert_eq!(standing["decision"]["outcome"], "returned");
    assert_eq!(standing["decision"]["reason_code"], "name_unclear");
}

#[tokio::test]
async fn the_department_decides_by_its_own_register_after_a_while() {
    let world = World::new().await;
    let cases = [
        ("anna", "unemployed_status", None),
        ("anna", "benefit_amount", None),
        ("anna", "registration_periods", None),
        ("boris", "unemployed_status", Some("not_registered")),
        ("boris", "registration_periods", Some("not_registered")),
        ("zhanna", "unemployed_status", Some("not_registered")),
        ("zhanna", "registration_periods", None),
    ];
    let id = |n: usize| format!("msg_{n}");
    for (n, (key, kind, _)) in cases.iter().enumerate() {
        assert_eq!(world.order(&order(&id(n), key, kind)).await.0, 202);
        let standing = world.standing(&id(n)).await;
        assert_eq!(
            (&standing["state"], &standing["decision"]),
            (&json!("processing"), &Value::Null)
        );
    }
    world.clock.advance(chrono::Duration::minutes(2));
    for (n, (key, kind, refused)) in cases.iter().enumerate() {
        let standing = world.standing(&id(n)).await;
        let decision = &standing["decision"];
        assert_eq!(standing["state"], "decided");
        assert_eq!(decision["reason_code"], json!(refused), "{key} {kind}");
        let outcome = if refused.is_some() { "refused" } else { "granted" };
        assert_eq!(decision["outcome"], outcome);
        assert_eq!(decision["decided_at"], "2026-11-22T13:02:00+03:00");
    }
    let zhanna = &world.standing("msg_6").await["decision"]["data"];
    assert_eq!(zhanna["periods"], json!([{"from": "2025-11-17", "to": "2026-05-20"}]));
    assert_eq!(
        (&zhanna["status"], &zhanna["removed_on"]),
        (&json!("removed"), &json!("2026-05-20"))
    );
}

#[tokio::test]
async fn periods_outside_the_asked_days_are_left_out() {
    let world = World::new().await;
    let mut asked = order("msg_1", "zhanna", "registration_periods");
    asked["form"]["period_from"] = json!("2026-06-01");
    world.order(&asked).await;
    world.clock.advance(chrono::Duration::minutes(2));
    assert_eq!(world.standing("msg_1").await["decision"]["data"]["periods"], json!([]));
}

#[tokio::test]
async fn an_officer_decides_where_the_department_may_not() {
    let world = World::new().await;
    world.order(&order("msg_1", "elena", "benefit_amount")).await;
    world.order(&order("msg_2", "elena", "unemployed_status")).await;
    world.clock.advance(chrono::Duration::minutes(2));
    assert_eq!(world.standing("msg_1").await["state"], "needs_officer");
    let page = world.http.get(world.at("/department")).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("50-2026-msg_1") && page.contains("ждёт сотрудника"));
    assert!(!page.contains("@example.ru") && !page.contains("+7(900)"));
    let (_, token) = page.split_once("name=\"token\" value=\"").unwrap();
    let token = token.split('"').next().unwrap();
    let decide = |id: &str, outcome: &'static str, reason: &'static str, token: &str| {
        let fields = [
            ("token", token.to_owned()),
            ("outcome", outcome.into()),
            ("reason_code", reason.into()),
        ];
        world.http.post(world.at(&format!("/department/orders/{id}/decision"))).form(&fields).send()
    };
    for (outcome, reason, token) in [
        ("granted", "", "forged"),
        ("refused", "", token),
        ("refused", "because", token),
        ("granted", "no_benefits", token),
        ("perhaps", "", token),
    ] {
        assert_eq!(decide("msg_1", outcome, reason, token).await.unwrap().status(), 422);
    }
    assert_eq!(decide("msg_9", "granted", "", token).await.unwrap().status(), 404);
    assert_eq!(decide("msg_1", "granted", "", token).await.unwrap().status(), 303);
    assert_eq!(decide("msg_1", "refused", "no_benefits", token).await.unwrap().status(), 422);
    assert_eq!(decide("msg_2", "refused", "data_mismatch", token).await.unwrap().status(), 303);
    let world = world.restarted().await;
    let granted = &world.standing("msg_1").await["decision"];
    assert_eq!(
        (&granted["outcome"], &granted["data"]["status"]),
        (&json!("granted"), &json!("unemployed"))
    );
    let refused = &world.standing("msg_2").await["decision"];
    assert_eq!(
        (&refused["outcome"], &refused["reason_code"]),
        (&json!("refused"), &json!("data_mismatch"))
    );
}
