//! A person as ESIA's REST shows them: fields and collections, each behind its scopes.

use crate::people::{Kid, Passport, Person, Role};
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// 1 January 2026, when the demo people were last touched.
const UPDATED_ON: i64 = 1_767_225_600;

/// The collections of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Contacts,
    Addresses,
    Documents,
    Kids,
    Vehicles,
    Roles,
}

impl Part {
    pub(crate) const ALL: [Self; 6] =
        [Self::Contacts, Self::Addresses, Self::Documents, Self::Kids, Self::Vehicles, Self::Roles];

    /// Its place in an address.
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Contacts => "ctts",
            Self::Addresses => "addrs",
            Self::Documents => "docs",
            Self::Kids => "kids",
            Self::Vehicles => "vhls",
            Self::Roles => "roles",
        }
    }

    /// Its name in `embed` and in the embedding object.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Addresses => "addresses",
            Self::Documents => "documents",
            Self::Kids => "kids",
            Self::Vehicles => "vehicles",
            Self::Roles => "roles",
        }
    }

    /// The scopes any of which opens it.
    pub(crate) const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Contacts => &["contacts", "email", "mobile"],
            Self::Addresses => &["addresses", "contacts"],
            Self::Documents => &["id_doc"],
            Self::Kids => &["kid_fullname", "kid_birthdate", "kid_gender", "kid_snils"],
            Self::Vehicles => &["vehicles"],
            Self::Roles => &["usr_org"],
        }
    }
}

/// Answers whether the token has this scope for this person.
pub(crate) type Has<'a> = &'a dyn Fn(&str) -> bool;

/// The scopes any of which opens the person's own page.
pub(crate) const PERSON_SCOPES: [&str; 7] =
    ["fullname", "birthdate", "birthplace", "gender", "snils", "inn", "id_doc"];

/// `/prns/{oid}`: the fields the scopes allow.
pub(crate) fn person(person: &Person, has: Has<'_>) -> Map<String, Value> {
    let mut card = Map::new();
    let mut put = |scope: &str, name: &str, value: Value| {
        if !value.is_null() && (scope.is_empty() || has(scope)) {
            card.insert(name.to_owned(), value);
        }
    };
    put("", "stateFacts", json!(["EntityRoot"]));
    put("fullname", "firstName", json!(person.first_name));
    put("fullname", "lastName", json!(person.last_name));
    put("fullname", "middleName", json!(person.middle_name));
    put("birthdate", "birthDate", json!(day(person.birth_date)));
    put("birthplace", "birthPlace", json!(person.birth_place));
    put("gender", "gender", json!(person.gender));
    put("", "trusted", json!(person.confirmed));
    put("id_doc", "citizenship", json!("RUS"));
    put("snils", "snils", json!(person.snils));
    put("inn", "inn", json!(person.inn));
    put("", "updatedOn", json!(UPDATED_ON));
    put("", "status", json!("REGISTERED"));
    put("", "verifying", json!(false));
    put("id_doc", "rIdDoc", json!(person.passport.as_ref().map(|_| element_id(person, 1))));
    put("", "containsUpCfmCode", json!(false));
    card.insert("eTag".to_owned(), tag(&json!(card)).into());
    card
}

/// The elements of a collection that the scopes allow.
pub(crate) fn elements(person: &Person, part: Part, has: Has<'_>) -> Vec<Value> {
    let list = match part {
        Part::Contacts => contacts(person, has),
        Part::Addresses => ["PLV", "PRG"].map(|kind| address(person, kind)).to_vec(),
        Part::Documents => {
            person.passport.iter().map(|passport| document(person, passport)).collect()
        }
        Part::Kids => person.kids.iter().map(|child| kid(child, has)).collect(),
        Part::Vehicles => Vec::new(),
        Part::Roles => return person.roles.iter().map(|role| organisation(person, role)).collect(),
    };
    (1..).zip(list).map(|(place, element)| finished(element, element_id(person, place))).collect()
}

/// `/kids/{id}/docs`.
pub(crate) fn kid_documents(child: &Kid) -> Vec<Value> {
    let paper = &child.certificate;
    vec![finished(
        json!({
            "type": "BRTH_CERT", "vrfStu": "VERIFIED", "series": paper.series,
            "number": paper.number, "issueDate": day(paper.issued_on),
            "issuedBy": paper.issued_by,
        }),
        child.id,
    )]
}

/// A collection whose elements are these: objects or addresses.
pub(crate) fn collection(elements: &[Value]) -> Value {
    json!({
        "stateFacts": ["hasSize"], "size": elements.len(), "eTag": tag(&json!(elements)),
        "elements": elements,
    })
}

fn contacts(person: &Person, has: Has<'_>) -> Vec<Value> {
    let mut list = Vec::new();
    if has("contacts") || has("mobile") {
        list.push(contact("MBT", &person.mobile, "VERIFIED"));
    }
    if has("contacts") || has("email") {
        // A simplified account has proved its phone only.
        let proof = if person.confirmed { "VERIFIED" } else { "NOT_VERIFIED" };
        list.extend(person.email.iter().map(|email| contact("EML", email, proof)));
    }
    list
}

fn contact(kind: &str, value: &str, proof: &str) -> Value {
    json!({"type": kind, "vrfStu": proof, "value": value, "isCfmCodeExpired": false})
}

fn address(person: &Person, kind: &str) -> Value {
    let home = &person.address;
    let line = format!("обл {}, г {}, ул {}", home.region, home.city, home.street);
    json!({
        "type": kind, "countryId": "RUS", "addressStr": line, "zipCode": home.zip_code,
        "region": home.region, "city": home.city, "street": home.street, "house": home.house,
        "flat": home.flat,
    })
}

fn document(person: &Person, passport: &Passport) -> Value {
    json!({
        "type": "RF_PASSPORT", "vrfStu": if person.confirmed { "VERIFIED" } else { "NOT_VERIFIED" },
        "series": passport.series, "number": passport.number,
        "issueDate": day(passport.issued_on), "issueId": passport.issue_id.replace('-', ""),
        "issuedBy": passport.issued_by,
    })
}

fn kid(child: &Kid, has: Has<'_>) -> Value {
    let mut card = Map::new();
    let mut put = |scope: &str, name: &str, value: Value| {
        if !value.is_null() && has(scope) {
            card.insert(name.to_owned(), value);
        }
    };
    put("kid_fullname", "lastName", json!(child.last_name));
    put("kid_fullname", "firstName", json!(child.first_name));
    put("kid_fullname", "middleName", json!(child.middle_name));
    put("kid_birthdate", "birthDate", json!(day(child.birth_date)));
    put("kid_gender", "gender", json!(child.gender));
    put("kid_snils", "snils", json!(child.snils));
    card.insert("trusted".into(), true.into());
    Value::Object(card)
}

fn organisation(person: &Person, role: &Role) -> Value {
    json!({
        "oid": role.org_oid, "prnOid": person.oid, "fullName": role.full_name,
        "shortName": role.short_name, "ogrn": role.ogrn, "type": role.r#type, "chief": false,
        "admin": false, "position": role.position, "active": true,
        "hasRightOfSubstitution": false, "hasApprovalTabAccess": false,
    })
}

/// The number of an element follows from the account's.
pub(crate) fn element_id(person: &Person, place: u64) -> u64 {
    person.oid * 10 + place
}

fn finished(element: Value, id: u64) -> Value {
    let mut whole = Map::new();
    whole.insert("stateFacts".into(), json!(["Identifiable"]));
    whole.insert("eTag".into(), tag(&element).into());
    whole.insert("id".into(), id.into());
    if let Value::Object(fields) = element {
        whole.extend(fields);
    }
    Value::Object(whole)
}

fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

fn tag(value: &Value) -> String {
    hex::encode_upper(Sha256::digest(value.to_string())).chars().take(40).collect()
}
