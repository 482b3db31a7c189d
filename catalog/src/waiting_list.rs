//! On which waiting list of a service a filled form puts its case.

use crate::form::properties;
use domain::codes::is_code;
use domain::service::{Service, WaitingList};
use domain::waiting_list::ListName;
use serde_json::Value;

/// The list of a filled form; `None` where the service has none, or the form does not say.
pub(crate) fn name(service: &Service, form: &Value) -> Option<ListName> {
    let list = service.waiting_list.as_ref()?;
    let values = list.by.iter().map(|pointer| form.pointer(pointer)?.as_str());
    Some(ListName::of(&service.code, values.collect::<Option<Vec<_>>>()?))
}

/// What is wrong with how a form tells lists apart: the index of a field of the list, and why.
pub(crate) fn defects(service: &Service, list: &WaitingList) -> Vec<(usize, String)> {
    let required = service.form.schema.get("required").and_then(Value::as_array);
    let wrong = |pointer: &String| {
        let Some((name, options)) = pointer.strip_prefix('/').zip(options(service, pointer)) else {
            return Some(format!("`{pointer}` is no choice of the form"));
        };
        let is_required = required.is_some_and(|names| names.iter().any(|one| one == name));
        let by_code = |one: &Value| one["const"].as_str().is_some_and(is_code);
        if !is_required {
            Some(format!(
                "`{pointer}` tells lists apart and may be left empty: write it under `required`"
            ))
        } else if !options.iter().all(by_code) {
            Some(format!(
                "`{pointer}` has a choice whose `const` is no code of a-z, 0-9, `-` and `_`"
            ))
        } else {
            None
        }
    };
    list.by.iter().enumerate().filter_map(|(index, one)| Some((index, wrong(one)?))).collect()
}

/// The choices of a field.
fn options<'a>(service: &'a Service, pointer: &str) -> Option<&'a Vec<Value>> {
    let name = pointer.strip_prefix('/')?;
    let (_name, field) = properties(&service.form.schema).find(|(one, _)| *one == name)?;
    field.get("oneOf")?.as_array()
}
