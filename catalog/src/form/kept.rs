//! A correction is asked for exactly what a check named: what was accepted stays as it was filed.

use super::messages::title;
use super::{properties, remove};
use domain::precheck::{FORM, Finding, FindingKind};
use domain::service::Service;
use domain::text::Text;
use serde_json::Value;

/// The fields that are corrected when some checks of a service failed, as JSON pointers; nothing, when none did: then all are.
pub(crate) fn asked<'a>(
    service: &'a Service,
    failed: &'a [String],
) -> impl Iterator<Item = &'a str> {
    service.checks_of(failed).flat_map(|one| one.fields.iter().map(String::as_str))
}

/// What a corrected form changes although it was accepted.
pub(crate) fn kept(
    service: &Service,
    failed: &[String],
    (before, after): (&Value, &Value),
) -> Vec<Finding> {
    if failed.is_empty() {
        return Vec::new();
    }
    let (mut before, mut after) = (before.clone(), after.clone());
    for pointer in asked(service, failed) {
        remove(&mut before, pointer);
        remove(&mut after, pointer);
    }
    for form in [&mut before, &mut after] {
        without_empty(form);
    }
    let schema = &service.form.schema;
    let changed = properties(schema).filter(|(name, _)| before.get(name) != after.get(name));
    let finding = |(name, _): (&String, &Value)| {
        let pointer = format!("/{name}");
        Finding {
            kind: FindingKind::Invalid,
            rule: FORM.to_owned(),
            title: title(schema, &pointer),
            pointer: Some(pointer),
            message: Text::new(
                "Этот ответ уже приняли, исправлять его не нужно.",
                "This answer was accepted and need not be corrected.",
            ),
            remedy: Some(Text::new(
                "Верните то, что было в заявлении.",
                "Put back what the application said.",
            )),
            norm: None,
        }
    };
    changed.map(finding).collect()
}

/// Takes away groups in which nothing is said: such a one is as good as none.
fn without_empty(form: &mut Value) {
    let Some(fields) = form.as_object_mut() else { return };
    for value in fields.values_mut() {
        without_empty(value);
    }
    fields.retain(|_name, value| value.as_object().is_none_or(|group| !group.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;
    use domain::service::Check;
    use serde_json::json;

    /// Proves P-02: only what failed a check is given again.
    #[test]
    fn only_what_failed_a_check_may_change() {
        let catalog = Catalog::embedded().unwrap();
        let code = "employment-certificate".parse().unwrap();
        let mut service = catalog.service(&code).unwrap().service.clone();
        let text = || Text::new("Проверка", "Check");
        service.form.schema = json!({"type": "object", "properties": {
            "photo": {"type": "string", "title": "Фотография"},
            "name": {"type": "string", "title": "Имя"},
            "home": {"type": "object", "properties": {"town": {"type": "string"}, "street": {"type": "string"}}},
        }});
        service.checks = [("photo", "/photo"), ("town", "/home/town")]
            .map(|(code, field)| Check {
                code: code.to_owned(),
                title: text(),
                norm: String::new(),
                remedy: text(),
                fields: vec![field.to_owned()],
            })
            .to_vec();
        let before = json!({"photo": "a", "name": "b", "home": {"town": "c", "street": "d"}});
        let changed = |failed: &[&str], after: Value| {
            let failed: Vec<String> = failed.iter().map(|code| (*code).to_owned()).collect();
            let found = kept(&service, &failed, (&before, &after));
            found.into_iter().map(|one| one.pointer.unwrap()).collect::<Vec<_>>()
        };
        let other = json!({"photo": "x", "name": "b", "home": {"town": "y", "street": "d"}});
        assert_eq!(changed(&["photo", "town"], other.clone()), Vec::<String>::new());
        assert_eq!(changed(&["photo"], other.clone()), ["/home"]);
        assert_eq!(changed(&["town"], other.clone()), ["/photo"]);
        assert_eq!(changed(&[], other), Vec::<String>::new(), "all is asked");
        let gone = json!({"photo": "x", "home": {"town": "c", "street": "d"}});
        assert_eq!(changed(&["photo"], gone), ["/name"]);
        assert_eq!(changed(&["photo"], before.clone()), Vec::<String>::new());
        // A group that comes or goes with the field that is corrected in it is no other change.
        let alone = json!({"photo": "a", "name": "b", "home": {"town": "c"}});
        let none = json!({"photo": "a", "name": "b"});
        for (before, after) in [(&alone, &none), (&none, &alone)] {
            assert_eq!(kept(&service, &["town".to_owned()], (before, after)), []);
        }
    }
}
