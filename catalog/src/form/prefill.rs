//! Filling the form beforehand from what the profile already says (DM-07).

use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The form with everything the profile gives. `citizen` is the profile as JSON.
pub(crate) fn prefill(map: &BTreeMap<String, String>, citizen: &Value) -> Value {
    let mut form = json!({});
    for (pointer, path) in map {
        if let Some(value) = fact(path, citizen) {
            super::put(&mut form, pointer, value);
        }
    }
    form
}

/// The fact a path such as `citizen.email` names. A contact is given by its value.
fn fact(path: &str, citizen: &Value) -> Option<Value> {
    let mut steps = path.split('.');
    if steps.next() != Some("citizen") {
        return None;
    }
    let found = steps.try_fold(citizen, |part, step| match step.parse::<usize>() {
        Ok(index) => part.get(index),
        Err(_) => part.get(step),
    })?;
    let found = match found.get("value") {
        Some(value) if found.get("verified").is_some() => value,
        _ => found,
    };
    (!found.is_null()).then(|| found.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_a_plain_fact_and_an_item_of_a_list_are_found() {
        let citizen = json!({
            "email": {"value": "anna@example.ru", "verified": true},
            "birth_date": "1990-01-31",
            "middle_name": null,
            "posts": [{"organisation": "МФЦ"}],
        });
        let map = [
            ("/email", "citizen.email"),
            ("/person/born", "citizen.birth_date"),
            ("/middle", "citizen.middle_name"),
            ("/work", "citizen.posts.0.organisation"),
            ("/phone", "citizen.mobile"),
            ("/other", "registers.employment.status"),
        ];
        let map = map.map(|(to, from)| (to.to_owned(), from.to_owned())).into();
        let form = prefill(&map, &citizen);
        let expected =
            json!({"email": "anna@example.ru", "person": {"born": "1990-01-31"}, "work": "МФЦ"});
        assert_eq!(form, expected);
    }
}
