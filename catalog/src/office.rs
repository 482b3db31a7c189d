//! Forms that ask which office (МФЦ) the applicant will come to: the choice is made of the offices the catalog knows.

use crate::form::{all_fields, properties};
use crate::organisation::Department;
use domain::codes::DepartmentCode;
use domain::service::Service;
use domain::text::Lang;
use serde_json::{Value, json};

/// The mark of a field that asks for an office.
const MARK: &str = "x-office";

/// Whether a field asks for an office.
fn asks(field: &Value) -> bool {
    field.get(MARK) == Some(&Value::Bool(true))
}

/// Gives the fields that ask for an office their options: every office. One that has options of
/// its own keeps them, and the linter tells.
pub(crate) fn offer(service: &mut Service, options: &Value) {
    // Without the table of offices there is nothing to offer, and the table's own mistake is told.
    if options.as_array().is_none_or(Vec::is_empty) {
        return;
    }
    let fields = service.form.schema.get_mut("properties").and_then(Value::as_object_mut);
    for (_name, field) in
        fields.into_iter().flatten().filter(|(_, field)| asks(field) && !chooses(field))
    {
        if let Some(field) = field.as_object_mut() {
            field.insert("oneOf".to_owned(), options.clone());
        }
    }
}

/// Whether a field has options written in its file.
fn chooses(field: &Value) -> bool {
    ["oneOf", "anyOf", "enum", "items"].iter().any(|word| field.get(word).is_some())
}

/// Every office as an option of a choice, by its name and address.
pub(crate) fn options<'a>(organisations: impl IntoIterator<Item = &'a Department>) -> Value {
    Value::Array(organisations.into_iter().filter_map(option).collect())
}

fn option(one: &Department) -> Option<Value> {
    let address = &one.office.as_ref()?.address;
    Some(json!({
        "const": one.code,
        "title": format!("{}: {}", one.short.pick(Lang::Ru), address.pick(Lang::Ru)),
        "x-title-en": format!("{}: {}", one.short.pick(Lang::En), address.pick(Lang::En)),
    }))
}

/// Whether a form asks for an office.
pub(crate) fn is_asked(schema: &Value) -> bool {
    properties(schema).any(|(_name, field)| asks(field))
}

/// The office a filled form names.
pub(crate) fn chosen(schema: &Value, form: &Value) -> Option<DepartmentCode> {
    let (name, _field) = properties(schema).find(|(_, field)| asks(field))?;
    form.get(name)?.as_str()?.parse().ok()
}

/// What is wrong with how a form asks for an office: pointers of fields (the empty one: the form), and why. `options` are all
/// offices, where the applicant comes to one.
pub(crate) fn defects(schema: &Value, options: Option<&Value>) -> Vec<(String, &'static str)> {
    let fields: Vec<_> = all_fields(schema).into_iter().filter(|(_, field)| asks(field)).collect();
    if options.is_some() && fields.is_empty() {
        let reason =
            "the applicant comes to an office: mark the field that asks to which with `x-office`";
        return vec![(String::new(), reason)];
    }
    let wrong = |(index, (pointer, field)): (usize, (String, &Value))| {
        let name = pointer.trim_start_matches('/');
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.is_some_and(|names| names.iter().any(|one| one == name));
        let reason = if options.is_none() {
            "asks for an office, and the applicant comes to none"
        } else if index > 0 {
            "asks for an office once more"
        } else if name.contains('/') {
            "asks for an office inside a group: let it stand in the form itself"
        } else if !required {
            "asks for an office and may be left empty: write it under `required`"
        } else if field.get("oneOf") != options {
            "asks for an office by options of its own: they are those of `departments.yaml`"
        } else {
            return None;
        };
        Some((pointer, reason))
    };
    fields.into_iter().enumerate().filter_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    fn schema(required: &[&str], fields: Value) -> Value {
        json!({ "type": "object", "required": required, "properties": fields })
    }

    /// A form offers the offices that stand in the table, and knows which was chosen.
    #[test]
    fn a_form_offers_every_office() {
        let catalog = Catalog::embedded().unwrap();
        let mut service =
            catalog.service(&"employment-certificate".parse().unwrap()).unwrap().service.clone();
        service.form.schema = schema(&["office"], json!({ "office": { "x-office": true } }));
        let offices = options(catalog.departments());
        offer(&mut service, &offices);
        let offered = &service.form.schema["properties"]["office"]["oneOf"];
        assert_eq!(offered, &offices);
        let podolsk = offered.as_array().unwrap().iter().find(|one| one["const"] == "mfc-podolsk");
        let title = podolsk.unwrap()["title"].as_str().unwrap();
        assert!(title.starts_with("МФЦ Подольска: Подольск, "), "{title}");
        assert_eq!(defects(&service.form.schema, Some(&offices)), []);
        let code = chosen(&service.form.schema, &json!({ "office": "mfc-kolomna" }));
        assert_eq!(code.unwrap().as_str(), "mfc-kolomna");
        assert_eq!(chosen(&service.form.schema, &json!({})), None);
    }

    #[test]
    fn each_wrong_way_to_ask_for_an_office_is_told() {
        let offices = json!([]);
        let ask = || json!({ "x-office": true, "oneOf": [] });
        let told = |schema: Value, needed: bool| {
            defects(&schema, needed.then_some(&offices))
                .into_iter()
                .map(|(_, why)| why)
                .collect::<Vec<_>>()
        };
        let cases = [
            (schema(&[], json!({})), true, "mark the field"),
            (schema(&["a"], json!({ "a": ask() })), false, "comes to none"),
            (schema(&["a", "b"], json!({ "a": ask(), "b": ask() })), true, "once more"),
            (schema(&["g"], json!({ "g": { "properties": { "a": ask() } } })), true, "a group"),
            (schema(&[], json!({ "a": ask() })), true, "`required`"),
            (
                schema(&["a"], json!({ "a": { "x-office": true, "enum": ["x"] } })),
                true,
                "options of its own",
            ),
        ];
        for (schema, needed, why) in cases {
            let told = told(schema, needed);
            assert!(told.len() == 1 && told[0].contains(why), "{why}: {told:?}");
        }
    }
}
