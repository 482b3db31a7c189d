//! Who the person is, by ESIA's records.

use super::fetch::fetch;
use super::{LoginError, Untrusted, UpstreamFault};
use crate::identity::Identity;
use chrono::NaiveDate;
use domain::assurance::Assurance;
use domain::citizen::{Contact, IdentityDocument, Post, Profile};
use domain::snils::Snils;
use domain::typed;
use serde::Deserialize;

/// The kinds of documents that say who somebody is.
const IDENTITY_DOCUMENTS: [&str; 2] = ["RF_PASSPORT", "FID_DOC"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    first_name: Option<String>,
    last_name: Option<String>,
    middle_name: Option<String>,
    birth_date: Option<String>,
    snils: Option<String>,
    status: Option<String>,
    #[serde(default)]
    contacts: Elements<EsiaContact>,
    #[serde(default)]
    documents: Elements<EsiaDocument>,
}

#[derive(Deserialize)]
struct Elements<T> {
    #[serde(default = "Vec::new")]
    elements: Vec<T>,
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self { elements: Vec::new() }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EsiaContact {
    #[serde(rename = "type")]
    kind: String,
    value: String,
    vrf_stu: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EsiaDocument {
    #[serde(rename = "type")]
    kind: String,
    series: Option<String>,
    number: Option<String>,
    issue_date: Option<String>,
    issued_by: Option<String>,
    vrf_stu: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Role {
    ogrn: Option<String>,
    short_name: Option<String>,
    full_name: Option<String>,
    active: Option<bool>,
}

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
        let (person, roles) = tokio::try_join!(get(url), get(roles))?;
        let person: Person = person.success()?.json("a person")?;
        // Without the scope ESIA answers 403: then no posts are known.
        let roles: Elements<Role> = if roles.status == 403 {
            Elements::default()
        } else {
            roles.success()?.json("roles")?
        };
        if person.status.as_deref().is_some_and(|status| status != "REGISTERED") {
            return Err(Untrusted::Account.into());
        }
        Ok(profile(person, roles.elements, assurance)?)
    }
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
        return Err(UpstreamFault::Shape("lastName"));
    }
    let snils = person.snils.filter(|_| confirmed).and_then(|text| {
        let snils: Option<Snils> = typed::ungrouped(&text).parse().ok();
        readable(snils.map(|snils| snils.digits().to_owned()), "snils")
    });
    let contacts = person.contacts.elements;
    let documents = person.documents.elements.into_iter().filter(|_| confirmed);
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
        tracing::warn!(
            field = what,
            "a field of an ESIA record cannot be read and counts as absent"
        );
    }
    read
}

/// The contact of a kind, a verified one first.
fn contact(
    all: &[EsiaContact],
    kind: &str,
    form: impl Fn(&str) -> Option<String>,
) -> Option<Contact> {
    let verified = |contact: &&EsiaContact| contact.vrf_stu.as_deref() == Some("VERIFIED");
    let of_kind = || all.iter().filter(|contact| contact.kind == kind);
    let found = of_kind().find(verified).or_else(|| of_kind().next())?;
    Some(Contact { value: form(&found.value)?, verified: verified(&found) })
}

fn document(document: EsiaDocument) -> Option<IdentityDocument> {
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
            contacts: Elements { elements: vec![] },
            ..person()
        };
        let profile = profile(odd, vec![], Assurance::Confirmed).unwrap();
        assert_eq!(profile.full_name(), "Мария-Луиза Анна");
        assert_eq!((profile.last_name.as_str(), profile.middle_name.as_deref()), ("", None));
        assert_eq!((profile.birth_date, profile.snils, profile.email), (None, None, None));
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
        assert_eq!(fault, UpstreamFault::Shape("lastName"));
    }
}
