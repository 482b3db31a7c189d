//! A refusal as a page: what happened, what to do, what to name when asking for help.

use crate::pages::texts::Texts;
use domain::text::Lang;
use openapi::Problem;
use openapi::problem::{Code, FieldProblem};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct ProblemPage {
    title: String,
    status: u16,
    code: String,
    /// What it means and what to do.
    help: Option<String>,
    /// What went wrong this time, for those who help.
    detail: Option<String>,
    errors: Vec<FieldProblem>,
    instance: Option<String>,
    /// Whether signing in would help.
    sign_in: bool,
}

/// The page of a refusal.
pub(crate) fn page(of: &Problem, texts: &Texts, lang: Lang) -> ProblemPage {
    ProblemPage {
        title: of.title.clone(),
        status: of.status,
        help: texts.find(&key(&of.code), lang).map(str::to_owned),
        detail: of.detail.clone(),
        errors: of.errors.clone(),
        instance: of.instance.clone(),
        sign_in: of.code == Code::Unauthenticated.as_str(),
        code: of.code.clone(),
    }
}

/// The key of what a code means.
fn key(code: &str) -> String {
    format!("problem_{}", code.replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_what_it_means_and_what_to_do() {
        let texts = Texts::embedded().unwrap();
        for code in Code::ALL {
            let key = key(code.as_str());
            assert!(texts.find(&key, Lang::Ru).is_some(), "no text `{key}`");
        }
    }
}
