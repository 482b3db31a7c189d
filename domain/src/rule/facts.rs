//! What rules are asked about, and how CEL sees it.

use super::{Language, MAX_LIST};
use cel::Context;
use cel::objects::{Key, Map};
use chrono::NaiveDate;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// What rules are asked about.
#[derive(Clone, PartialEq)]
pub struct Facts {
    /// The applicant: the profile, with `age` counted for today.
    pub citizen: Value,
    /// The form as filled in.
    pub form: Value,
    /// Register code → what the register answered.
    pub registers: Value,
    /// The day in Moscow; rules see it as a text, `2026-11-22`.
    pub today: NaiveDate,
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts").field("today", &self.today).finish_non_exhaustive()
    }
}

/// Facts ready to be asked about.
pub struct Prepared<'a> {
    pub(super) facts: &'a Facts,
    pub(super) context: Context<'static, 'static>,
}

impl Language {
    /// Makes facts ready for any number of rules.
    #[must_use]
    pub fn prepare<'a>(&self, facts: &'a Facts) -> Prepared<'a> {
        let mut context = Context::with_env(Arc::clone(&self.0));
        let roots =
            [("citizen", &facts.citizen), ("form", &facts.form), ("registers", &facts.registers)];
        for (name, value) in roots {
            let nothing = || cel::Value::Map(Map { map: Arc::default() });
            context.add_variable_from_value(name, convert(value).unwrap_or_else(nothing));
        }
        context.add_variable_from_value("today", facts.today.to_string());
        Prepared { facts, context }
    }
}

/// JSON as CEL sees it. Nulls and lists too long are left out, so that they count as missing.
fn convert(value: &Value) -> Option<cel::Value> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(one) => cel::Value::Bool(*one),
        Value::String(text) => cel::Value::String(Arc::new(text.clone())),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => cel::Value::Int(whole),
            (None, float) => cel::Value::Float(float?),
        },
        Value::Array(items) if items.len() > MAX_LIST => return None,
        Value::Array(items) => {
            cel::Value::List(Arc::new(items.iter().filter_map(convert).collect()))
        }
        Value::Object(fields) => {
            let convert = |(name, one): (&String, &Value)| {
                convert(one).map(|one| (Key::String(Arc::new(name.clone())), one))
            };
            let map: HashMap<Key, cel::Value> = fields.iter().filter_map(convert).collect();
            cel::Value::Map(Map { map: Arc::new(map) })
        }
    })
}
