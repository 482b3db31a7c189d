//! A refusal as a page: what happened, what to do, what to name when asking for help.

use crate::drawing::Texts;
use domain::text::Lang;
use openapi::Problem;
use openapi::problem::{Code, FieldProblem};
use serde::Serialize;

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
    /// Whether looking for a service may help: nothing is here.
    search: bool,
    /// Where to sign in, if that would help.
    sign_in: Option<&'static str>,
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
        search: of.code == Code::NotFound.as_str(),
        sign_in: sign_in(&of.code),
        code: of.code.clone(),
    }
}

/// Where a person signs in who is refused so. Who has a session and must sign in anew is asked for it.
fn sign_in(code: &str) -> Option<&'static str> {
    if code == Code::Unauthenticated.as_str() {
        Some("/login")
    } else if code == Code::StaleSignIn.as_str() {
        Some("/login?anew")
    } else {
        None
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
