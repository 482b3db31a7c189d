//! Who the person is, by ESIA's records.

use super::fetch::fetch;
use super::record::{Contact as Given, Document, Elements, Person, Role, odd};
use super::{LoginError, Untrusted, UpstreamFault};
use crate::identity::Identity;
use chrono::NaiveDate;
use domain::assurance::Assurance;
use domain::citizen::{Contact, IdentityDocument, Post, Profile};
use domain::snils::Snils;
use domain::typed;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The kinds of documents that say who somebody is.
const IDENTITY_DOCUMENTS: [&str; 2] = ["RF_PASSPORT", "FID_DOC"];

impl Identity {
    /// Asks ESIA for the person's record and posts.
    pub(super) async fn fetch_profile(
        &self,
        access_token: &str,
        oid: i64,
        assurance: Assurance,
    ) -> Result<Profile, LoginError> {
        let record = format!("rs/prns/{oid}");
        let mut url = self.settings.esia.at(&record);
        url.set_query(Some("embed=(contacts.elements,documents.elements)"));
        let mut roles = self.settings.esia.at(&format!("{record}/roles"));
        roles.set_query(Some("embed=(elements)"));
        let get = |url| fetch(self.http.get(url).bearer_auth(access_token));
        let (person, roles) = tokio::join!(get(url), get(roles));
        let record: Map<String, Value> = person?.success()?.json("a person")?;
        let person = Person::deserialize(Value::Object(record))
            .map_err(|_shape| UpstreamFault::Shape("a person"))?;
        // Without the scope ESIA answers 403: then no posts are known. Nor are they where it fails: without posts there are no duties, and
        // everybody is still the citizen they are.
        let roles: Elements<Role> = match roles {
            Ok(answer) if answer.status == 403 => Elements::default(),
            Ok(answer) => posts_told(answer.success().and_then(|answer| answer.json("roles"))),
            Err(fault) => posts_told(Err(fault)),
        };
        if person.status.as_deref().is_some_and(|status| status != "REGISTERED") {
            return Err(Untrusted::Account.into());
        }
        Ok(profile(person, roles.0, assurance)?)
    }
}

fn posts_told(answer: Result<Elements<Role>, UpstreamFault>) -> Elements<Role> {
    answer.unwrap_or_else(|fault| {
        tracing::warn!(%fault, "ESIA does not tell the posts of a person: they sign in without duties");
        Elements::default()
    })
}

/// What an unconfirmed account says of СНИЛС, documents and posts is what somebody typed: it is left
/// out, or one person could read another's registers.
fn profile(
    person: Person,
    roles: Vec<Role>,
    assurance: Assurance,
) -> Result<Profile, UpstreamFault> {
    let confirmed = assurance == Assurance::Confirmed;
    let last_name = name(person.last_name).unwrap_or_default();
    let first_name = name(person.first_name).unwrap_or_default();
    if last_name.is_empty() && first_name.is_empty() {
        return Err(UpstreamFault::Nameless);
    }
    let snils = person.snils.filter(|_| confirmed).and_then(|text| {
        let snils: Option<Snils> = typed::ungrouped(&text).parse().ok();
        readable(snils.map(|snils| snils.digits().to_owned()), "snils")
    });
    let contacts = person.contacts.0;
    let documents = person.documents.0.into_iter().filter(|_| confirmed);
    Ok(Profile {
        last_name,
        first_name,
        middle_name: name(person.middle_name),
        birth_date: person.birth_date.and_then(|date| day(&date, "birthDate")),
        snils,
        email: contact(&contacts, "EML", typed::email),
        mobile: contact(&contacts, "MBT", typed::phone),
        documents: documents.filter_map(document).collect(),
        posts: roles.into_iter().filter(|_| confirmed).filter_map(post).collect(),
    })
}

/// A name without what only surrounds or joins it; a dash, where people have no such name, is none.
fn name(given: Option<String>) -> Option<String> {
    let words = typed::tidy(&given?).replace(['\u{2010}', '\u{2011}'], "-");
    let name = words.split_whitespace().collect::<Vec<_>>().join(" ");
    name.chars().any(char::is_alphabetic).then_some(name)
}

fn day(text: &str, what: &'static str) -> Option<NaiveDate> {
    readable(typed::date(text), what)
}

/// What is not needed to sign in and cannot be read counts as absent: a person with an odd record signs in as well.
fn readable<T>(read: Option<T>, what: &'static str) -> Option<T> {
    if read.is_none() {
        odd(what);
    }
    read
}

/// The first contact of a kind that can be read, a verified one first.
fn contact(
    all: &[Given],
    kind: &'static str,
    form: impl Fn(&str) -> Option<String>,
) -> Option<Contact> {
    let of_kind = all.iter().filter(|contact| contact.kind == kind);
    let read = |given: &Given| {
        let value = readable(given.value.as_deref().and_then(&form), kind)?;
        Some(Contact { value, verified: given.vrf_stu.as_deref() == Some("VERIFIED") })
    };
    let mut read: Vec<Contact> = of_kind.filter_map(read).collect();
    // Stable: among those of one kind the order is ESIA's.
    read.sort_by_key(|contact| !contact.verified);
    read.into_iter().next()
}

fn document(document: Document) -> Option<IdentityDocument> {
    let known = IDENTITY_DOCUMENTS.contains(&document.kind.as_str());
    let verified = document.vrf_stu.as_deref() == Some("VERIFIED");
    let number = document.number.filter(|_| known && verified)?;
    Some(IdentityDocument {
        kind: document.kind,
        series: document.series,
        number,
        issued_on: document.issue_date.and_then(|date| day(&date, "issueDate")),
        issued_by: document.issued_by,
    })
}

fn post(role: Role) -> Option<Post> {
    let ogrn = role.ogrn.filter(|_| role.active != Some(false))?;
    Some(Post { ogrn, organisation: role.short_name.or(role.full_name).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        serde_json::from_value(serde_json::json!({
            "firstName": "Анна", "lastName": "Рябинина", "birthDate": "02.01.1990",
            "snils": "112-233-445 95", "status": "REGISTERED",
            "contacts": {"elements": [
                {"type": "MBT", "value": "+7(900)1112233", "vrfStu": "NOT_VERIFIED"},
                {"type": "MBT", "value": "+7(900)4445566", "vrfStu": "VERIFIED"},
                {"type": "EML", "value": "anna@example.ru", "vrfStu": "NOT_VERIFIED"}]},
            "documents": {"elements": [
                {"type": "RF_PASSPORT", "series": "0000", "number": "000001", "vrfStu": "VERIFIED",
                 "issueDate": "03.02.2010", "issuedBy": "ОВД"},
                {"type": "RF_DRIVING_LICENSE", "number": "1", "vrfStu": "VERIFIED"},
                {"type": "RF_PASSPORT", "number": "000002", "vrfStu": "NOT_VERIFIED"}]},
        }))
        .unwrap()
    }

    fn role() -> Role {
        let role = serde_json::json!({"ogrn": "1025000000022", "shortName": "ЦЗН", "active": true});
        serde_json::from_value(role).unwrap()
    }

    #[test]
    fn a_record_is_read_into_a_profile_with_verified_things_first() {
        let profile = profile(person(), vec![role()], Assurance::Confirmed).unwrap();
        assert_eq!(profile.snils.as_deref(), Some("11223344595"));
        assert_eq!(profile.birth_date, NaiveDate::from_ymd_opt(1990, 1, 2));
        let mobile = profile.mobile.unwrap();
        assert_eq!((mobile.value.as_str(), mobile.verified), ("+79004445566", true));
        assert!(!profile.email.unwrap().verified);
        assert_eq!(profile.documents.len(), 1);
        assert_eq!(profile.posts[0].ogrn, "1025000000022");
    }

    /// Proves IDENTITY D2 #13.
    #[test]
    fn what_an_unconfirmed_account_typed_of_snils_documents_and_posts_is_left_out() {
        let profile = profile(person(), vec![role()], Assurance::Simplified).unwrap();
        assert_eq!(profile.snils, None);
        assert!(profile.documents.is_empty() && profile.posts.is_empty());
    }

    /// Issue 6, B13.
    #[test]
    fn a_person_with_an_odd_record_signs_in() {
        let odd = Person {
            first_name: Some("\u{a0}Мария\u{2011}Луиза  Анна ".into()),
            last_name: Some(" - ".into()),
            middle_name: Some("—".into()),
            birth_date: Some("неизвестно".into()),
            snils: Some("1".into()),
            contacts: Elements::default(),
            ..person()
        };
        let profile = profile(odd, vec![], Assurance::Confirmed).unwrap();
        assert_eq!(profile.full_name(), "Мария-Луиза Анна");
        assert_eq!((profile.last_name.as_str(), profile.middle_name.as_deref()), ("", None));
        assert_eq!((profile.birth_date, profile.snils, profile.email), (None, None, None));
    }

    /// Issue 6, B13: not only texts are odd.
    #[test]
    fn parts_of_another_shape_count_as_absent_and_the_rest_is_read() {
        let odd: Person = serde_json::from_value(serde_json::json!({
            "firstName": "Анна", "middleName": null, "birthDate": ["02.01.1990"], "snils": 11_223_344_595_u64,
            "contacts": {"elements": [
                {"type": "EML", "value": null, "vrfStu": "VERIFIED"}, {"value": "x"}, null, 7,
                {"type": "EML", "value": "no address", "vrfStu": "VERIFIED"},
                {"type": "EML", "value": "anna@example.ru"}]},
            "documents": {"elements": null},
        }))
        .unwrap();
        let roles: Elements<Role> = serde_json::from_value(serde_json::json!({"elements": [
            {"ogrn": 1_025_000_000_022_u64, "shortName": {}, "active": "true"},
            {"ogrn": "1025000000030", "active": "no"}, {"ogrn": "1025000000049", "active": 1}, "?"]}))
        .unwrap();
        let profile = profile(odd, roles.0, Assurance::Confirmed).unwrap();
        assert_eq!((profile.first_name.as_str(), profile.birth_date), ("Анна", None));
        assert_eq!(profile.snils.as_deref(), Some("11223344595"));
        assert_eq!(profile.email.unwrap().value, "anna@example.ru");
        let posts: Vec<_> = profile.posts.iter().map(|post| post.ogrn.as_str()).collect();
        assert_eq!(posts, ["1025000000022"], "what cannot be read gives no rights");
        for lists in [serde_json::json!(null), serde_json::json!([]), serde_json::json!({})] {
            let bare =
                serde_json::json!({"lastName": "Рябинина", "contacts": lists, "documents": lists});
            let bare: Person = serde_json::from_value(bare).unwrap();
            assert!(bare.contacts.0.is_empty() && bare.documents.0.is_empty());
        }
    }

    #[test]
    fn what_is_written_in_another_shape_is_read_all_the_same() {
        let mut person = person();
        person.snils = Some("112\u{2011}233\u{2011}445\u{a0}95".into());
        person.birth_date = Some(" 02.01.1990 ".into());
        let profile = profile(person, vec![], Assurance::Confirmed).unwrap();
        assert_eq!(profile.snils.as_deref(), Some("11223344595"));
        assert_eq!(profile.birth_date, NaiveDate::from_ymd_opt(1990, 1, 2));
    }

    #[test]
    fn a_record_without_any_name_is_no_person() {
        let nobody = Person { first_name: None, last_name: Some("-".into()), ..person() };
        let fault = profile(nobody, vec![], Assurance::Confirmed).unwrap_err();
        assert_eq!(fault, UpstreamFault::Nameless);
    }
}
