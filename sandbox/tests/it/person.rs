//! What an access token lets a system know.

use crate::world::World;
use serde_json::{Value, json};

const ALL: &str = "openid fullname birthdate birthplace gender snils inn id_doc contacts \
                   kid_fullname kid_birthdate kid_birth_cert_doc usr_org";

async fn token(world: &World, scope: &str, person: &str) -> String {
    world.signed_in(scope, person).await["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_person_comes_whole_with_everything_embedded() {
    let world = World::new().await;
    let token = token(&world, ALL, "galina").await;
    let embed = "contacts.elements,addresses.elements,documents.elements,kids.elements";
    let path = format!("/rs/prns/1000000004?embed=({embed})");
    let (status, person) = world.rest(&path, &token).await;
    assert_eq!(status, 200, "{person}");
    assert_eq!(person["lastName"], "Светлорецкая");
    assert_eq!(person["birthDate"], "09.07.1993");
    assert_eq!((&person["trusted"], &person["status"]), (&json!(true), &json!("REGISTERED")));
    assert_eq!(person["snils"].as_str().unwrap().len(), 14);
    assert_eq!(person["contacts"]["size"], 2);
    assert_eq!(person["contacts"]["elements"][0]["value"], "+7(900)0000004");
    assert_eq!(person["documents"]["elements"][0]["type"], "RF_PASSPORT");
    assert_eq!(person["documents"]["elements"][0]["id"], person["rIdDoc"]);
    assert_eq!(person["addresses"]["elements"][0]["type"], "PLV");
    assert_eq!(person["kids"]["elements"][1]["firstName"], "Мира");
    assert!(person["kids"]["elements"][1].get("snils").is_none(), "no scope, no number");
}

#[tokio::test]
async fn collections_are_addresses_or_objects_and_addresses_lead_somewhere() {
    let world = World::new().await;
    let token = token(&world, ALL, "galina").await;
    let (_, links) = world.rest("/rs/prns/1000000004/kids", &token).await;
    assert_eq!((&links["stateFacts"], &links["size"]), (&json!(["hasSize"]), &json!(2)));
    let link = links["elements"][0].as_str().unwrap();
    let (_, kid) = world.rest(link, &token).await;
    let (_, objects) = world.rest("/rs/prns/1000000004/kids?embed=(elements)", &token).await;
    assert_eq!(objects["elements"][0], kid);
    let (_, papers) = world.rest(&format!("{link}/docs?embed=(elements)"), &token).await;
    assert_eq!(papers["elements"][0]["type"], "BRTH_CERT");
    let (status, _) = world.rest("/rs/prns/1000000004/docs/77", &token).await;
    assert_eq!(status, 404);
    let (status, said) = world.rest("/rs/prns/1000000004?embed=(pets.elements)", &token).await;
    assert_eq!(status, 400);
    assert!(said["message"].as_str().unwrap().contains("pets"));
}

#[tokio::test]
async fn an_officer_has_a_role_with_the_number_of_the_organisation() {
    let world = World::new().await;
    for (key, oid, ogrn) in [
        ("irina", 1_000_000_009, "1135024000011"),
        ("konstantin", 1_000_000_010, "1025000000022"),
        ("lidia", 1_000_000_011, "1035000000033"),
    ] {
        let token = token(&world, "openid usr_org", key).await;
        let (_, roles) = world.rest(&format!("/rs/prns/{oid}/roles"), &token).await;
        assert_eq!((&roles["size"], &roles["elements"][0]["ogrn"]), (&json!(1), &json!(ogrn)));
        assert_eq!(roles["elements"][0]["prnOid"], oid);
    }
}

#[tokio::test]
async fn a_scope_opens_its_own_fields_only() {
    let world = World::new().await;
    let token = token(&world, "openid fullname email", "dmitry").await;
    let (_, person) = world.rest("/rs/prns/1000000005", &token).await;
    assert_eq!(person["trusted"], false);
    for closed in ["snils", "birthDate", "gender", "inn", "rIdDoc"] {
        assert!(person.get(closed).is_none(), "{closed}");
    }
    let (_, contacts) = world.rest("/rs/prns/1000000005/ctts?embed=(elements)", &token).await;
    assert_eq!((&contacts["size"], &contacts["elements"][0]["type"]), (&json!(1), &json!("EML")));
    assert_eq!(contacts["elements"][0]["vrfStu"], "NOT_VERIFIED");
    let refused = json!({"code": "ESIA-005029", "message": "SecurityErrorEnum.scopeNotAllowed"});
    for path in ["docs", "addrs", "kids", "roles", "kids/1/docs"] {
        let answer = world.rest(&format!("/rs/prns/1000000005/{path}"), &token).await;
        assert_eq!(answer, (403, refused.clone()), "{path}");
    }
}

#[tokio::test]
async fn anothers_page_a_forged_token_and_an_old_one_are_closed() {
    let world = World::new().await;
    let tokens = world.signed_in(ALL, "anna").await;
    let token = tokens["access_token"].as_str().unwrap();
    for oid in ["1000000002", "1", "x"] {
        assert_eq!(world.rest(&format!("/rs/prns/{oid}"), token).await.0, 403, "{oid}");
    }
    let mut forged: Vec<String> = token.split('.').map(str::to_owned).collect();
    forged[1] = tokens["id_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let id_token = tokens["id_token"].as_str().unwrap();
    for bad in [forged.join(".").as_str(), id_token, "x", "", "a.b.c"] {
        let (status, said): (u16, Value) = world.rest("/rs/prns/1000000001", bad).await;
        assert_eq!(status, 401, "{said}");
    }
    world.clock.advance(chrono::Duration::seconds(3600));
    assert_eq!(world.rest("/rs/prns/1000000001", token).await.0, 401, "expired");
}
