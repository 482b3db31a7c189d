//! Forms: what the linter accepts the form honours, and contacts are contacts at any depth (issue 6, A6, A7, B11).

use crate::folder::{copy, mistakes, replace};
use catalog::{Catalog, Widget};
use domain::precheck::FindingKind;
use domain::text::Lang;
use serde_json::json;
use tempfile::TempDir;

const SERVICE: &str = "services/employment-certificate.yaml";
const PURPOSE: &str = "      purpose:\n";
const IN_LAYOUT: &str = "      - {type: Control, scope: \"#/properties/purpose\"}\n";

/// A field as YAML at the place of a group's field.
fn field(name: &str, rest: &str) -> String {
    format!(
        "          {name}: {{title: Поле, x-title-en: Field, description: Подсказка к полю, x-description-en: A hint, {rest}}}\n"
    )
}

/// The certificate's form with one group more, drawn in the layout.
fn with_group(fields: &[(&str, &str)]) -> TempDir {
    let folder = copy();
    let inner: String = fields.iter().map(|(name, rest)| field(name, rest)).collect();
    let group = format!(
        "      reach:\n        type: object\n        additionalProperties: false\n        properties:\n{inner}{PURPOSE}"
    );
    replace(&folder, SERVICE, PURPOSE, &group);
    let mut controls = String::new();
    for (name, _) in fields {
        controls += "      - {type: Control, scope: \"#/properties/reach/properties/";
        controls += name;
        controls += "\"}\n";
    }
    replace(&folder, SERVICE, IN_LAYOUT, &format!("{controls}{IN_LAYOUT}"));
    folder
}

fn told(folder: &TempDir) -> Vec<String> {
    mistakes(folder).into_iter().map(|one| one.to_string()).collect()
}

const EMAIL: (&str, &str) = ("contact_email", "type: string, format: email, x-contact: true");
const PHONE: (&str, &str) = ("contact_phone", "type: string, format: phone, x-contact: true");

/// Proves G4.1 at any depth of a form.
#[test]
fn a_contact_in_a_group_is_marked_and_never_leaves() {
    for unmarked in [
        ("contact_email", "type: string, format: email"),
        ("phone_number", "type: string"),
        ("homePhone2", "type: string"),
        ("Phones", "type: string"),
        ("viber", "type: string"),
    ] {
        let told = told(&with_group(&[unmarked]));
        assert!(told.iter().any(|one| one.contains("is a contact: mark it")), "{told:?}");
    }
    let told = told(&with_group(&[("snils", "type: string")]));
    assert!(told.iter().any(|one| one.contains("`snils` asks what the profile knows")), "{told:?}");

    let folder = with_group(&[EMAIL, PHONE, ("flat", "type: string")]);
    assert_eq!(mistakes(&folder), []);
    let catalog = Catalog::from_dir(folder.path()).unwrap();
    let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
    let reach =
        json!({"contact_email": "b@example.ru", "contact_phone": "+79161234567", "flat": "5"});
    let form = json!({"certificate_kind": "unemployed_status", "reach": reach});
    assert_eq!(entry.check_form(&form), []);
    let sent = entry.form_for_department(&form);
    assert_eq!(sent, json!({"certificate_kind": "unemployed_status", "reach": {"flat": "5"}}));
    assert_eq!(entry.named_email(&form), Some("b@example.ru"));
    let fields = entry.fields(Lang::Ru);
    let phone = fields.iter().find(|one| one.pointer == "/reach/contact_phone").unwrap();
    assert_eq!(phone.widget, Widget::Phone);
}

#[test]
fn a_field_in_a_group_is_read_as_people_type_it_and_named_when_wrong() {
    let folder = with_group(&[EMAIL, PHONE]);
    let catalog = Catalog::from_dir(folder.path()).unwrap();
    let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
    let typed = json!({
        "certificate_kind": "unemployed_status",
        "reach": {"contact_email": "anna@почта.рф", "contact_phone": "8 (916) 123-45-67"},
    });
    let form = entry.tidy(&typed);
    assert_eq!(form["reach"]["contact_phone"], "+79161234567");
    assert_eq!(form["reach"]["contact_email"], "anna@xn--80a1acny.xn--p1ai");
    assert_eq!(entry.check_form(&form), []);
    let wrong = json!({
        "certificate_kind": "unemployed_status",
        "reach": {"contact_email": "анна@example.ru", "contact_phone": "12"},
    });
    let found = entry.check_form(&entry.tidy(&wrong));
    let pointers: Vec<_> = found.iter().filter_map(|one| one.pointer.as_deref()).collect();
    assert_eq!(pointers.len(), 2, "{found:?}");
    assert!(
        pointers.contains(&"/reach/contact_email") && pointers.contains(&"/reach/contact_phone")
    );
}

#[test]
fn no_is_an_answer_to_a_question_that_needs_one() {
    let folder = with_group(&[("owns", "type: boolean")]);
    replace(
        &folder,
        SERVICE,
        "        additionalProperties: false\n        properties:\n          owns",
        "        additionalProperties: false\n        required: [owns]\n        properties:\n          owns",
    );
    let catalog = Catalog::from_dir(folder.path()).unwrap();
    let entry = catalog.service(&"employment-certificate".parse().unwrap()).unwrap();
    let fields = entry.fields(Lang::Ru);
    let field = fields.iter().find(|one| one.pointer == "/reach/owns").unwrap();
    assert_eq!((field.widget, field.required), (Widget::YesNo, true));
    let with = |owns| json!({"certificate_kind": "unemployed_status", "reach": owns});
    assert_eq!(entry.check_form(&entry.tidy(&with(json!({"owns": "нет"})))), []);
    let found = entry.check_form(&entry.tidy(&with(json!({"owns": ""}))));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.kind, FindingKind::Missing);
    assert_eq!(finding.message.ru, "Ответьте «да» или «нет».");
}

/// (what is there, what is written instead, a part of what is told)
const UNHONOURED: [(&str, &str, &str); 28] = [
    ("        minLength: 2", "        minLenght: 2", "keyword `minLenght` is unknown"),
    (
        "        x-contact: true",
        "        x-contact: true\n        readOnly: true",
        "keyword `readOnly` is unknown",
    ),
    (
        "    required: [certificate_kind]\n    properties:\n",
        "    required: [certificate_kind]\n    patternProperties: {}\n    properties:\n",
        "keyword `patternProperties`",
    ),
    (
        "    required: [certificate_kind]\n    properties:\n",
        "    required: [certificate_sort]\n    properties:\n",
        "requires it",
    ),
    (
        "      required: [certificate_kind]\n      properties: {certificate_kind",
        "      required: [certificate_sort]\n      properties: {certificate_kind",
        "requires it",
    ),
    (
        "{period_from: false, period_to: false}",
        "{period_form: false, period_to: false}",
        "has no field `period_form`",
    ),
    ("    else:\n", "    esle:\n", "keyword `esle` is unknown"),
    ("        format: email", "        format: ipv4", "format `ipv4` is none"),
    ("        type: string\n        minLength: 2", "        minLength: 2", "draws no input"),
    (
        "        type: string\n        minLength: 2",
        "        type: array\n        minLength: 2",
        "draws no input",
    ),
    (
        "        type: string\n        minLength: 2",
        "        type: object\n        minLength: 2",
        "draws no input",
    ),
    (
        "        minLength: 2",
        "        minLength: 2\n        pattern: '^[а-я]*$'",
        "`а-я` leaves out `ё`",
    ),
    (
        "        minLength: 2",
        "        minLength: 2\n        maximum: 3",
        "keyword `maximum` is unknown",
    ),
    (
        "        minLength: 2",
        "        minLength: 2\n        x-invalid: Нет\n        x-invalid-en: No",
        "and there is none",
    ),
    ("examples: [В органы", "examples: [5, В органы", "an example is a text"),
    ("/email: citizen.email", "/email: citizen.posts.0.nmae", "is not in the profile"),
    (
        "    required: [certificate_kind]\n    properties:\n",
        "    required: [certificate_kind, period_from]\n    properties:\n",
        "its rule may hide it",
    ),
    ("        x-contact: true", "        x-contact: \"true\"", "`x-contact` is true or false"),
    (
        "schema: {const: registration_periods}}",
        "schema: {cosnt: registration_periods}}",
        "keyword `cosnt` is unknown",
    ),
    (
        "{const: benefit_amount, title",
        "{const: benefit_amount, hint: x, title",
        "keyword `hint` is unknown",
    ),
    ("options: {format: radio}", "options: {format: radoi}", "the only `format` is `radio`"),
    ("options: {format: radio}", "options: {style: radio}", "`style` is unknown here"),
    ("          effect: SHOW", "          effect: SHWO", "effect `SHWO` is unknown"),
    ("          effect: SHOW", "          effect: ENABLE", "effect `ENABLE` is unknown"),
    ("      - type: Group", "      - type: Gruop", "element `Gruop` is none"),
    ("        x-label-en: Period\n", "", "a group has a `label`"),
    (
        "    type: VerticalLayout",
        "    type: VerticalLayout\n    elemnts: []",
        "`elemnts` is unknown",
    ),
    (
        IN_LAYOUT,
        "      - {type: Control, scope: \"#/properties/purpose\", options: {multi: 3}}\n",
        "`multi` is true or false",
    ),
];

#[test]
fn what_nothing_would_honour_is_a_mistake_with_its_place() {
    for (from, to, reason) in UNHONOURED {
        let folder = copy();
        replace(&folder, SERVICE, from, to);
        let told = mistakes(&folder);
        let named = told.iter().find(|one| one.reason.contains(reason));
        let named = named.unwrap_or_else(|| panic!("`{to}`: {told:?}"));
        assert_eq!(named.file, SERVICE);
        assert!(named.line.is_some(), "{named}");
    }
    let folder = with_group(&[EMAIL]);
    replace(&folder, SERVICE, "properties/reach/properties/contact_email", "properties/reach");
    let told = told(&folder);
    assert!(told.iter().any(|one| one.contains("is a group: it draws no input")), "{told:?}");
}
