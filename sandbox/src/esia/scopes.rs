//! The scopes ESIA knows, in the words a person is asked with.

use super::refusal::{Code, Refusal};

/// Scopes of a person.
const PERSON: [(&str, &str); 33] = [
    ("openid", "номер и уровень вашей учётной записи"),
    ("fullname", "фамилия, имя и отчество"),
    ("birthdate", "дата рождения"),
    ("birthplace", "место рождения"),
    ("gender", "пол"),
    ("snils", "СНИЛС"),
    ("inn", "ИНН"),
    ("id_doc", "паспорт"),
    ("email", "адрес электронной почты"),
    ("mobile", "номер мобильного телефона"),
    ("contacts", "контакты: телефон, почта, адреса"),
    ("addresses", "адреса регистрации и проживания"),
    ("vehicles", "транспортные средства"),
    ("medical_doc", "полис обязательного медицинского страхования"),
    ("military_doc", "военный билет"),
    ("foreign_passport_doc", "заграничный паспорт"),
    ("drivers_licence_doc", "водительское удостоверение"),
    ("birth_cert_doc", "свидетельство о рождении"),
    ("residence_doc", "вид на жительство"),
    ("temporary_residence_doc", "разрешение на временное проживание"),
    ("usr_org", "организации, в которых вы работаете"),
    ("usr_avt", "изображение профиля"),
    ("self_employed", "статус самозанятого"),
    ("kid_fullname", "фамилия, имя и отчество детей"),
    ("kid_birthdate", "даты рождения детей"),
    ("kid_gender", "пол детей"),
    ("kid_snils", "СНИЛС детей"),
    ("kid_inn", "ИНН детей"),
    ("kid_birth_cert_doc", "свидетельства о рождении детей"),
    ("kid_medical_doc", "полисы детей"),
    ("kid_mobile", "телефоны детей"),
    ("kid_email", "электронная почта детей"),
    ("kid_school_data", "сведения о школе детей"),
];

/// Scopes of an organisation (`scope_org`).
const ORGANISATION: [(&str, &str); 12] = [
    ("org_shortname", "краткое название организации"),
    ("org_fullname", "полное название организации"),
    ("org_type", "тип организации"),
    ("org_ogrn", "ОГРН организации"),
    ("org_inn", "ИНН организации"),
    ("org_leg", "правовая форма организации"),
    ("org_kpp", "КПП организации"),
    ("org_ctts", "контакты организации"),
    ("org_addrs", "адреса организации"),
    ("org_grps", "группы доступа организации"),
    ("org_emps", "сотрудники организации"),
    ("org_brhs", "филиалы организации"),
];

/// Reads `scope`: at least one, all known.
pub(crate) fn person(given: Option<&str>) -> Result<Vec<String>, Refusal> {
    let scopes = known(given.unwrap_or_default(), &PERSON)?;
    if scopes.is_empty() {
        return Err(Refusal::new(Code::NoScope, "The request doesn't contain any scope."));
    }
    Ok(scopes)
}

/// Reads `scope_org`, which may be absent.
pub(crate) fn organisation(given: Option<&str>) -> Result<Vec<String>, Refusal> {
    known(given.unwrap_or_default(), &ORGANISATION)
}

fn known(given: &str, table: &[(&str, &str)]) -> Result<Vec<String>, Refusal> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in given.split(' ').filter(|scope| !scope.is_empty()) {
        if !table.iter().any(|(name, _)| *name == scope) {
            let shown: String = scope.chars().take(64).collect();
            let detail = format!("The scope [{shown}] is unknown or not allowed.");
            return Err(Refusal::new(Code::BadScope, detail));
        }
        if !scopes.iter().any(|other| other == scope) {
            scopes.push(scope.to_owned());
        }
    }
    Ok(scopes)
}

/// The scope in the words of the page.
pub(crate) fn in_words(scope: &str) -> &'static str {
    let found = PERSON.iter().chain(&ORGANISATION).find(|(name, _)| *name == scope);
    found.map_or("сведения", |(_, words)| words)
}
