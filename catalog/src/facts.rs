//! The facts that a department's decision carries, where it grants: what a result document needs of them.

use crate::form::compile;
use crate::places::escape;
use domain::codes::DepartmentCode;
use domain::service::Service;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use std::collections::BTreeMap;

/// The schemas of a passport, by the department that decides.
#[derive(Debug, Default)]
pub(crate) struct FactSchemas(BTreeMap<DepartmentCode, Validator>);

impl FactSchemas {
    /// Of a passport; or where one is wrong, as a pointer into the passport, and why.
    pub(crate) fn of(service: &Service) -> Result<Self, (String, String)> {
        let compiled = |(department, schema): (&DepartmentCode, &Value)| {
            let at = format!("/result/facts/{department}");
            let validator = compile(schema).map_err(|(inner, why)| (format!("{at}{inner}"), why));
            validator.map(|validator| (department.clone(), validator))
        };
        Ok(Self(service.result.facts.iter().map(compiled).collect::<Result<_, _>>()?))
    }

    /// Where the facts of a decision are not what is asked for, as a JSON pointer into them; nothing where they fit, or nothing is asked
    /// for.
    pub(crate) fn unfit(&self, department: &DepartmentCode, facts: &Value) -> Option<String> {
        let error = self.0.get(department)?.iter_errors(facts).next()?;
        let at = error.instance_path().to_string();
        // What is missing is pointed to, and not what it is missing from.
        Some(match error.kind() {
            ValidationErrorKind::Required { property } => {
                format!("{at}/{}", escape(property.as_str().unwrap_or_default()))
            }
            _ => at,
        })
    }
}
